/*
 * A line of the timeline in the making, and for each kind of event the function that tells it. For
 * the files of this folder. Pure; any thread.
 */
#ifndef CONVENE_TIMELINE_LINE_PRIVATE_H
#define CONVENE_TIMELINE_LINE_PRIVATE_H

#include "client/cli/text/style.h"
#include "client/cli/text/when.h"
#include "proto/model/view.h"
#include "proto/words.h"

struct timeline_line {
	struct buf *out; /* borrowed, as all of these */
	const struct view *view;
	const Convene__V1__Event *event;
	const struct style *style;
	uint64_t mark;   /* the event's */
	struct buf head; /* what happened; timeline_event() empties it */
};

/* Both times, then head and what somebody wrote, in one colour. */
void timeline_told(struct timeline_line *line, enum colour colour, const char *text);

/* The same with the head as printf() has it; `text`: what somebody wrote, "" for nothing. */
void timeline_tell(struct timeline_line *line, enum colour colour, const char *text,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * A kind of event that is told in one sentence, a row each: its colour, the text that somebody
 * wrote, the sentence. `body` is the event's own.
 */
#define TELLS(name, colour, text, ...)                                                             \
	void timeline_##name(struct timeline_line *line, EVENT_BODY(name) * body)                  \
	{                                                                                          \
		(void)body;                                                                        \
		timeline_tell(line, colour, text, __VA_ARGS__);                                    \
	}

/* "case W1 (214)": what the viewer's team calls the person. */
const char *timeline_case(const struct timeline_line *line, uint64_t id, char out[160]);

/* " by Anna Ruiz" for staff, when somebody brought about the event that the view took in last. */
const char *timeline_by(const struct timeline_line *line, char out[160]);

/* Words for what a field has, until the end of the block. */
#define CASE(id)     timeline_case(line, (id), (char[160]){0})
#define PERSON(id)   view_name(line->view, (id), (char[32]){0})
#define BY()         timeline_by(line, (char[160]){0})
#define STORY_AT(ms) when_story(line->view, (ms), (char[WHEN_SIZE]){0})

#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	void timeline_##name(struct timeline_line *line, EVENT_BODY(name) * body);
#include "proto/words.def"

#endif
