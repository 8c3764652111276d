/*
 * A clock that runs: exercise time goes on from one moment of the wall clock, at a rate. No rate
 * and no absence overflows. Pure; any thread.
 */
#ifndef CONVENE_RULES_CLOCK_LINE_H
#define CONVENE_RULES_CLOCK_LINE_H

#include <stdint.h>

struct clock_line {
	int64_t wall_ms, exercise_ms;
	uint32_t rate_permille;
};

/* At most `most_ms`; moments before the line count as its beginning. */
int64_t clock_line_at(const struct clock_line *line, int64_t wall_ms, int64_t most_ms);

/* First moment of the wall clock at which it is at least `exercise_ms`; INT64_MAX: never. */
int64_t clock_line_wall(const struct clock_line *line, int64_t exercise_ms);

#endif
