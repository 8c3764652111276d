/*
 * Both times in words: exercise time and the story's date, how long; and the one reader of times as
 * people type them. Pure; any thread.
 *
 * Whatever takes a time takes every form of it:
 *
 *     T+1:30:00  1:30  90m  2h  1d         exercise time, counted from STARTEX
 *     +10m  +1:30                          so long from now (and, about the past, -10m)
 *     now
 *     next morning  next morning 07:30     times of the story
 *     today 18:00  yesterday 18:00  tomorrow 14:00  day 3 14:00  2031-08-28 09:00  story 18:00
 *     story +10d                           so long from now in the story
 *
 * Hours and minutes alone, "15:30", are exercise time wherever that is still to come and within the
 * planned time of the exercise, or, about the past, wherever that has passed. Elsewhere they are
 * not guessed at: the reader names both times and how to say either. "story 18:00" is the story's
 * next 18:00; about the past, its last. Where only a time of the story makes sense
 * (when_read_story()), "18:00" is the story's next 18:00, and "+10d" ten days of the story.
 */
#ifndef CONVENE_TEXT_WHEN_H
#define CONVENE_TEXT_WHEN_H

#include "proto/complaint.h"
#include "proto/model/view.h"

/* "T+0:12:05 (2031-08-18 12:50)"; `out` is returned. */
#define WHEN_SIZE 96
const char *when_both(const struct view *view, int64_t exercise_ms, char out[WHEN_SIZE]);

/* The same for a moment of the story. */
const char *when_story(const struct view *view, int64_t story_ms, char out[WHEN_SIZE]);

/* "3 d 4 h", "2 h 05 min", "40 s": a length of time, never negative. */
const char *when_length(int64_t ms, char out[WHEN_SIZE]);

/* "12 min over" beyond the planned end of the exercise; "" before it, or where none is planned. */
const char *when_over(const struct view *view, int64_t exercise_ms, char out[WHEN_SIZE]);

/* What can be said, for helps and errors. */
#define WHEN_FORMS                                                                                 \
	"T+1:30:00, 1:30 or 90m of the exercise; +10m from now; \"next morning 08:00\", "          \
	"\"today 18:00\", \"day 3 14:00\" or \"2031-08-28 09:00\" of the story"

enum when_wanted {
	WHEN_LATER, /* than now: the clock goes forward only */
	WHEN_NOT_PAST,
	WHEN_ANY,
	WHEN_WAS, /* a question about the past; what is still to come is taken, too */
};

/* What can be said about the past. */
#define WHEN_WAS_FORMS                                                                             \
	"T+1:30:00, 1:30 or 90m of the exercise; -10m, ten minutes ago; \"today 08:00\", "         \
	"\"yesterday 18:00\", \"day 3 14:00\" or \"2031-08-28 09:00\" of the story"

/* Room for what is wrong and what would be right, both times of an ambiguous one included. */
#define WHEN_WHY_SIZE COMPLAINT_MAX

/*
 * `text` as an exercise time. Without a view (NULL) only the form is looked at, and a time that
 * depends on the exercise is given as 0. False: `why` says what is wrong and what would be right.
 */
bool when_read(const struct view *view, const char *text, enum when_wanted wanted, int64_t now_ms,
    int64_t *exercise_ms, char *why, size_t why_size);

/* `text` as a time of the story after `now_ms` (exercise time); otherwise the same. */
bool when_read_story(const struct view *view, const char *text, int64_t now_ms, int64_t *story_ms,
    char *why, size_t why_size);

/*
 * Takes a time from the beginning of a line that goes on with something else: one between double
 * quotes, or as many words as have the form of one, else one word. NUL-terminated; `rest` is moved
 * behind it.
 */
char *when_take(char **rest);

/* "T+0:12:05"; `out` is returned. */
const char *when_time(int64_t exercise_ms, char out[24]);

/* "14:05": of the wall clock here; "" when it cannot be said. */
#define WHEN_WALL_SIZE 8
const char *when_wall(int64_t wall_ms, char out[WHEN_WALL_SIZE]);

#endif
