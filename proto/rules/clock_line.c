/*
 * Wall time to exercise time and back, in 128 bits: a machine's clock may stand anywhere. Back is
 * rounded up, so that whoever waits for a moment never wakes before it.
 */
#include "proto/rules/clock_line.h"

int64_t clock_line_at(const struct clock_line *line, int64_t wall_ms, int64_t most_ms)
{
	if (wall_ms <= line->wall_ms) {
		return line->exercise_ms;
	}
	/* products of milliseconds and permille do not fit 64 bits for every clock that a machine
	 * may have */
	__int128 elapsed = (__int128)wall_ms - line->wall_ms;
	__int128 time = line->exercise_ms + elapsed * line->rate_permille / 1000;
	return time < most_ms ? (int64_t)time : most_ms;
}

int64_t clock_line_wall(const struct clock_line *line, int64_t exercise_ms)
{
	if (line->rate_permille == 0) {
		return INT64_MAX;
	}
	if (exercise_ms <= line->exercise_ms) {
		return line->wall_ms;
	}
	__int128 distance = (__int128)exercise_ms - line->exercise_ms;
	__int128 elapsed = (distance * 1000 + line->rate_permille - 1) / line->rate_permille;
	__int128 wall = line->wall_ms + elapsed;
	return wall < INT64_MAX ? (int64_t)wall : INT64_MAX;
}
