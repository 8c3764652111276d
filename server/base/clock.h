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

/*
 * A moment by both clocks of the machine: the wall clock, which people set, and the time since its
 * boot, which nobody sets and which means nothing after the next boot. Noted on disk as it is.
 */
struct clock_moment {
	int64_t wall_ms;
	int64_t boot_ms;     /* since the boot, times of suspension included */
	uint8_t boot_id[16]; /* which boot; all 0 when that is not known */
};

void clock_init(struct clock *clock);

/* Milliseconds since the Unix epoch; never runs backwards. */
int64_t clock_now_ms(const struct clock *clock);

/* Milliseconds that the machine was suspended since the last call (or clock_init); the clock has
 * moved on by as much when this returns. */
int64_t clock_take_suspended_ms(struct clock *clock);

/* Now, by both. */
void clock_moment(const struct clock *clock, struct clock_moment *moment);

/*
 * How long ago was `last_ms` of the wall clock as it went when `noted` was noted? Below 0: nobody
 * knows, because the machine's clock was put back meanwhile and its boot is another one. Pure.
 */
int64_t clock_away_ms(
    const struct clock_moment *noted, int64_t last_ms, const struct clock_moment *now);

#endif
