/*
 * Story time: the time that passes in the story, as a line of straight pieces over exercise time.
 * Part of the view (view.h), which owns it. Pure.
 */
#ifndef CONVENE_MODEL_STORY_H
#define CONVENE_MODEL_STORY_H

#include "proto/rules/story_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

struct view_story {
	bool dated;                /* the scenario says on which date it begins */
	struct story_line *pieces; /* owned; at least one once the exercise is known */
	size_t count, cap;
};

/* Milliseconds of the story since STARTEX, at a moment of exercise time. */
int64_t view_story_ms(const struct view *view, int64_t exercise_ms);

/* The exercise time at which the story is (or was first) so far; what a shift passed over is the
 * moment of the shift. */
int64_t view_story_to_exercise(const struct view *view, int64_t story_ms);

/* "2031-08-18 09:30", or "day 2, 09:30 of the story" where the story has no date. */
void view_story_date(const struct view *view, int64_t story_ms, char *out, size_t size);

/* The other way round, from the story's calendar: year, month and day may be out of range (day 32);
 * false when the story has no date. `story_ms` may come out negative. */
bool view_story_from_date(
    const struct view *view, int year, int month, int day, int hour, int minute, int64_t *story_ms);

#endif
