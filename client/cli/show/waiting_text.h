/*
 * What waits for this viewer (proto/model/waiting.h) in words: one line each, with its limit and
 * with the very command that deals with it. Pure; one thread.
 */
#ifndef CONVENE_SHOW_WAITING_TEXT_H
#define CONVENE_SHOW_WAITING_TEXT_H

#include "client/cli/text/style.h"
#include "proto/model/waiting.h"

struct waiting_style {
	const struct style *style; /* borrowed: outlives the call */
	int64_t now_ms;            /* exercise time */
	bool typed; /* commands as they are typed in `join`; otherwise those of the shell */
	bool json;
	const char *entity_id; /* only what that entity may answer; NULL: everything */
};

void waiting_text(struct buf *out, const struct view *view, const struct waiting_style *how);

/* All that somebody said who called for welfare, each on its line with its time. */
void waiting_text_notes(struct buf *out, const struct view_call *call, size_t width, size_t indent);

/* The calls for welfare that are open, with all their notes; nothing for those who are not told of
 * any. */
void waiting_text_calls(struct buf *out, const struct view *view, const struct waiting_style *how);

#endif
