/*
 * What happened, in words: one event as a few lines of text. Reads the view, which has taken in the
 * event already. Pure; one thread.
 */
#ifndef CONVENE_TIMELINE_TIMELINE_H
#define CONVENE_TIMELINE_TIMELINE_H

#include "client/cli/text/style.h"
#include "proto/model/view.h"

/* Appends the event's lines; nothing for events that are not worth a line. */
void timeline_event(struct buf *out, const struct view *view, const struct view_marked *marked,
    const struct style *style);

#endif
