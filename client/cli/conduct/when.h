/*
 * Both times in words: exercise time and the story's date, how long, and story times as people type
 * them. Pure; any thread.
 */
#ifndef CONVENE_CONDUCT_WHEN_H
#define CONVENE_CONDUCT_WHEN_H

#include "client/lib/view.h"

/* "T+0:12:05 (2031-08-18 12:50)"; `out` is returned. */
#define WHEN_SIZE 96
const char *when_both(const struct view *view, int64_t exercise_ms, char out[WHEN_SIZE]);

/* The same for a moment of the story. */
const char *when_story(const struct view *view, int64_t story_ms, char out[WHEN_SIZE]);

/* "3 d 4 h", "2 h 05 min", "40 s": a length of time, never negative. */
const char *when_length(int64_t ms, char out[WHEN_SIZE]);

/*
 * "2031-08-19 08:00", "2031-08-19T08:00", "next morning", "next morning 07:30", "tomorrow 14:00",
 * "18:00" (today, else tomorrow), "day 3 08:00", "+10d" and other lengths of time: a time of the
 * story after `now_ms` (exercise time). False: it is none, or the story has no date.
 */
bool when_parse_story(const struct view *view, const char *text, int64_t now_ms, int64_t *story_ms);

#endif
