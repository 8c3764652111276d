/*
 * A line of the timeline in the making, and for each kind of event the function that tells it. For
 * the files of this folder. Pure; any thread.
 */
#ifndef CONVENE_TIMELINE_LINE_H
#define CONVENE_TIMELINE_LINE_H

#include "client/cli/text/style.h"
#include "proto/model/view.h"
#include "proto/words.h"

struct timeline_line {
	struct buf *out; /* borrowed, as all of these */
	const struct view *view;
	const Convene__V1__Event *event;
	const struct style *style;
	struct buf head; /* what happened; timeline_event() empties it */
};

/* Both times, then head and what somebody wrote, in one colour. */
void timeline_told(struct timeline_line *line, enum colour colour, const char *text);

/* " by Anna Ruiz" for staff, when somebody brought about the event that the view took in last. */
const char *timeline_by(const struct timeline_line *line, char out[160]);

#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	void timeline_##name(struct timeline_line *line, EVENT_BODY(name) * body);
#include "proto/words.def"

#endif
