/*
 * What the person has looked at of things that have no reading of their own in the log: a request
 * that was answered, a case that was shared. Not from events: whoever shows a thing says so, and
 * may keep it for the next time (session_store.h). Part of the view (view.h), which owns it.
 *
 * A server may be put back to an older backup; its log then grows again with the same numbers for
 * other things. So a place in the log is a mark and the time of day, and what is newer than a
 * look by either was not looked at.
 */
#ifndef CONVENE_MODEL_LOOK_H
#define CONVENE_MODEL_LOOK_H

#include "proto/buf.h"
#include "proto/model/mark.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

enum view_look_kind {
	VIEW_LOOK_REQUEST,
	VIEW_LOOK_CASE,
	VIEW_LOOK_BOOKING, /* of all bookings, id 0 */
	VIEW_LOOK_ANSWER,  /* to one's call for welfare, which is outside the log: id 0, mark 0, and
	                    * WelfareUpdate.answered_ms */
};

struct view_point {
	uint64_t mark;
	int64_t wall_ms;
};

struct view_point view_point_of(const struct view_marked *marked);

/* The latest of all that is known by now. */
struct view_point view_newest(const struct view *view);

/* Of the answer to one's own call for welfare. */
struct view_point view_answer_at(const struct view *view);

struct view_look {
	enum view_look_kind kind;
	uint64_t id;
	struct view_point through; /* everything of it up to here */
};

struct view_looks {
	struct view_look *list; /* owned */
	size_t count, cap;
};

/* Whether what came about there was looked at. */
bool view_looked(
    const struct view *view, enum view_look_kind kind, uint64_t id, struct view_point at);

void view_look(struct view *view, enum view_look_kind kind, uint64_t id, struct view_point through);

/* All of it as text, a line each, for keeping; and one line back, where what is there already stays
 * if it goes further. A line that makes no sense is passed over. */
void view_looks_write(const struct view *view, struct buf *out);
void view_look_read(struct view *view, const char *line);

#endif
