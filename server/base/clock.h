/*
 * The server's wall clock. Read once from the system and then driven by a clock that never jumps,
 * so that a correction of the system's time does not move an exercise. Counts the time that the
 * machine was suspended. Loop thread only.
 */
#ifndef CONVENE_BASE_CLOCK_H
#define CONVENE_BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t offset_ms;    /* wall clock minus the boot clock */
	int64_t suspended_ms; /* time suspended since boot, when last looked at */
};

void clock_init(struct clock *clock);

/* Milliseconds since the Unix epoch; never runs backwards. */
int64_t clock_now_ms(const struct clock *clock);

/* Milliseconds that the machine was suspended since the last call (or clock_init). */
int64_t clock_take_suspended_ms(struct clock *clock);

#endif
