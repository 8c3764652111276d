/*
 * The server's wall clock. Read once from the system and then driven by a clock that never jumps,
 * so that a correction of the system's time does not move an exercise. Time for which the machine
 * was suspended comes in only when it is taken note of, so that nobody sees hours pass at once
 * before those who must know have been told. Loop thread only.
 */
#ifndef CONVENE_BASE_CLOCK_H
#define CONVENE_BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t offset_ms;    /* wall clock minus the monotonic clock */
	int64_t suspended_ms; /* time suspended since boot, when last looked at */
};

void clock_init(struct clock *clock);

/* Milliseconds since the Unix epoch; never runs backwards. */
int64_t clock_now_ms(const struct clock *clock);

/* Milliseconds that the machine was suspended since the last call (or clock_init); the clock has
 * moved on by as much when this returns. */
int64_t clock_take_suspended_ms(struct clock *clock);

#endif
