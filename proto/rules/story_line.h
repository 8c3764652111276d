/*
 * Story time: from one moment on it runs `factor` times as fast as exercise time. Whatever stands
 * in the line, nothing overflows. Pure; any thread.
 */
#ifndef CONVENE_RULES_STORY_LINE_H
#define CONVENE_RULES_STORY_LINE_H

#include <stdint.h>

/* Story milliseconds per exercise millisecond when the scenario does not say (1 h is 1 day). */
#define STORY_FACTOR_DEFAULT 24

struct story_line {
	int64_t from_ms; /* exercise time */
	int64_t from_story_ms;
	uint32_t factor; /* never 0 */
};

int64_t story_line_at(const struct story_line *line, int64_t exercise_ms);

/* First exercise time at which the story has come to `story_ms`; not before the line begins. */
int64_t story_line_to_exercise(const struct story_line *line, int64_t story_ms);

#endif
