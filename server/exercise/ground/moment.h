/*
 * A moment: an exercise time and the event that decided it, 0 where time itself did. Moments are
 * ordered by both, so that the end of a window comes before what happens at that time.
 */
#ifndef CONVENE_EXERCISE_GROUND_MOMENT_H
#define CONVENE_EXERCISE_GROUND_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct moment {
	int64_t ms;
	uint64_t seq;
};

#define NEVER ((struct moment){INT64_MAX, UINT64_MAX})

bool moment_is_never(struct moment moment);
bool moment_before(struct moment left, struct moment right);
struct moment moment_first(struct moment left, struct moment right);
struct moment moment_last(struct moment left, struct moment right);

/* A sum of times, cut where it would overflow: in a journal there may be any time. */
int64_t later_ms(int64_t ms, int64_t by_ms);

#endif
