/* A log, decoded, and what the naive evaluation of conditions asks of it by walking it from end to
 * end. Test helper. */
#ifndef CONVENE_TESTS_SIM_NAIVE_LOG_H
#define CONVENE_TESTS_SIM_NAIVE_LOG_H

#include "tests/sim/world.h"

#define NAIVE_ITEMS 256

struct naive_log {
	const Convene__V1__Event **events; /* owned array of borrowed events: by seq, from 1 */
	size_t count;
	const Convene__V1__ExerciseCreated *created;
	/* Of all parts of the scenario. */
	const Convene__V1__Milestone *milestones[NAIVE_ITEMS];
	const Convene__V1__Inject *injects[NAIVE_ITEMS];
	const Convene__V1__Track *tracks[NAIVE_ITEMS];
	size_t milestone_count, inject_count, track_count;
	int overdue;
};

void naive_log_init(struct naive_log *log, struct world *world);
void naive_log_deinit(struct naive_log *log);

/* Whether the event at `seq` fits the pattern, its window and times left aside. */
bool naive_fits(const struct naive_log *log, const Convene__V1__Pattern *pattern, size_t seq);

#endif
