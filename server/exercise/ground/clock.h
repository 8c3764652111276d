/*
 * The exercise clock: milliseconds since STARTEX that stand still while paused. It runs from an
 * anchor, a moment at which wall time and exercise time are both known; every event that changes
 * the clock sets a new one. Pure; one thread at a time.
 *
 *     PLANNED --STARTEX--> RUNNING --pause--> PAUSED
 *                           |   ^--resume-------|
 *                           '------ENDEX--------'----> ENDED --close--> CLOSED
 */
#ifndef CONVENE_EXERCISE_GROUND_CLOCK_H
#define CONVENE_EXERCISE_GROUND_CLOCK_H

#include "server/exercise/ground/phase.h"

#include <stdbool.h>
#include <stdint.h>

struct digest_form;

struct clock {
	enum exercise_phase phase;
	uint32_t rate_permille; /* 0 before STARTEX */
	uint32_t revision;      /* 0 before STARTEX */
	uint64_t changed_by;    /* participant; 0: the server */
	int64_t anchor_wall_ms;
	int64_t anchor_exercise_ms;
};

/* Has begun and has not ended. */
bool clock_is_under_way(const struct clock *clock);

/* Exercise time at a moment of the wall clock; moments before the anchor count as the anchor. */
int64_t clock_time(const struct clock *clock, int64_t wall_ms);

/* First moment of the wall clock at which clock_time is at least `exercise_ms`; INT64_MAX when the
 * clock does not run. */
int64_t clock_wall(const struct clock *clock, int64_t exercise_ms);

void clock_digest(const struct clock *clock, struct digest_form *form);

#endif
