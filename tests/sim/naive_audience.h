/*
 * Who sees what, written from the comments of the .proto files and looking at the events only,
 * never at their envelopes. Test helper. Knows the random scenario's teams (T0, T1, ...) and
 * tracks.
 */
#ifndef CONVENE_TESTS_SIM_NAIVE_AUDIENCE_H
#define CONVENE_TESTS_SIM_NAIVE_AUDIENCE_H

#include "tests/sim/world.h"

#define AUDIENCE_EVENTS 4096

enum { ORGANISER = 1, CONTROLLER, SIMULATOR, EVALUATOR, PLAYER, OBSERVER };

struct onlooker {
	int role;
	const char *team_id; /* borrowed: the engine's; "" for all but players */
};

/* What the filter remembers of earlier events, by sequence number; borrowed: the world's reader. */
struct memory {
	const Convene__V1__Event *events[AUDIENCE_EVENTS];
	size_t count; /* the last one */
};

void remember(struct memory *memory, const Convene__V1__Event *event);
bool should_see(
    const struct memory *memory, const Convene__V1__Event *event, const struct onlooker *onlooker);

#endif
