/*
 * What the person has looked at of things that have no reading of their own in the log: a request
 * that was answered, a case that was shared. Not from events: whoever shows a thing says so, and
 * may keep it for the next time (session_store.h). Part of the view (view.h), which owns it.
 */
#ifndef CONVENE_CLIENT_VIEW_LOOK_H
#define CONVENE_CLIENT_VIEW_LOOK_H

#include "proto/buf.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct view;

enum view_look_kind {
	VIEW_LOOK_REQUEST, /* through: the event's number */
	VIEW_LOOK_CASE,    /* likewise */
	VIEW_LOOK_BOOKING, /* likewise; of all bookings, id 0 */
	VIEW_LOOK_ANSWER,  /* to one's call for welfare; id 0, through: WelfareUpdate.answered_ms */
};

struct view_look {
	enum view_look_kind kind;
	uint64_t id;
	uint64_t through; /* everything of it up to here */
};

struct view_looks {
	struct view_look *list; /* owned */
	size_t count, cap;
};

/* Through where; 0: never. */
uint64_t view_looked(const struct view *view, enum view_look_kind kind, uint64_t id);

void view_look(struct view *view, enum view_look_kind kind, uint64_t id, uint64_t through);

/* All of it as text, a line each, for keeping; and back, where what is there already stays if it
 * goes further. Lines that make no sense are passed over. */
void view_looks_write(const struct view *view, struct buf *out);
void view_looks_read(struct view *view, FILE *file);

#endif
