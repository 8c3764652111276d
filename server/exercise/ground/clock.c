#include "server/exercise/ground/clock.h"

#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"

int64_t clock_time(const struct clock *clock, int64_t wall_ms)
{
	if (clock->phase != PHASE_RUNNING || wall_ms <= clock->anchor_wall_ms) {
		return clock->anchor_exercise_ms;
	}
	/* products of milliseconds and permille do not fit 64 bits for every clock that a machine
	 * may have */
	__int128 elapsed = (__int128)wall_ms - clock->anchor_wall_ms;
	__int128 time = clock->anchor_exercise_ms + elapsed * clock->rate_permille / 1000;
	return time < EXERCISE_MS_MAX ? (int64_t)time : EXERCISE_MS_MAX;
}

int64_t clock_wall(const struct clock *clock, int64_t exercise_ms)
{
	if (clock->phase != PHASE_RUNNING || clock->rate_permille == 0 ||
	    exercise_ms > EXERCISE_MS_MAX) {
		return INT64_MAX;
	}
	if (exercise_ms <= clock->anchor_exercise_ms) {
		return clock->anchor_wall_ms;
	}
	__int128 distance = (__int128)exercise_ms - clock->anchor_exercise_ms;
	__int128 elapsed = (distance * 1000 + clock->rate_permille - 1) / clock->rate_permille;
	__int128 wall = clock->anchor_wall_ms + elapsed;
	return wall < INT64_MAX ? (int64_t)wall : INT64_MAX;
}

void clock_digest(const struct clock *clock, struct digest_form *form)
{
	digest_put(form, clock->phase);
	digest_put(form, clock->rate_permille);
	digest_put(form, clock->revision);
	digest_put(form, clock->changed_by);
	digest_put(form, (uint64_t)clock->anchor_wall_ms);
	digest_put(form, (uint64_t)clock->anchor_exercise_ms);
}
