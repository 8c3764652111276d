/*
 * What may be decided is far from any overflow, what stands in a journal may be anything: reckoned
 * in 128 bits and clamped. The way back is rounded up, as with the clock's line.
 */
#include "proto/rules/story_line.h"

static int64_t clamped(__int128 ms)
{
	if (ms > INT64_MAX) {
		return INT64_MAX;
	}
	return ms < INT64_MIN ? INT64_MIN : (int64_t)ms;
}

int64_t story_line_at(const struct story_line *line, int64_t exercise_ms)
{
	/* what may be decided is far from any overflow; what may be in a journal is anything */
	__int128 passed = (__int128)exercise_ms - line->from_ms;
	return clamped(line->from_story_ms + passed * line->factor);
}

int64_t story_line_to_exercise(const struct story_line *line, int64_t story_ms)
{
	__int128 left = (__int128)story_ms - line->from_story_ms;
	if (left <= 0) {
		return line->from_ms;
	}
	return clamped(line->from_ms + (left + line->factor - 1) / line->factor);
}
