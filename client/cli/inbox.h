/*
 * What has come in: the list, the briefings, and the commands that say that something was read.
 * Pure; one thread.
 */
#ifndef CONVENE_CLI_INBOX_H
#define CONVENE_CLI_INBOX_H

#include "client/cli/timeline.h"
#include "proto/buf.h"
#include "proto/model/view.h"

/* Injects and threads in the order of their last event. */
void inbox_list(struct buf *out, const struct view *view, bool unread_only);

/* Messages of others in the thread that we have not opened. */
size_t inbox_unread(const struct view *view, uint64_t thread_id);

/* Threads, the newest last. */
void inbox_threads(struct buf *out, const struct view *view);

/* The briefings, and where the country cards are. */
void inbox_briefing(struct buf *out, const struct view *view, const struct timeline_style *style);

/* Country cards: who may do what in a country. The list; one in full (a line of apology when there
 * is none; false then). */
void inbox_cards(struct buf *out, const struct view *view);
bool inbox_card(struct buf *out, const struct view *view, const char *country_id,
    const struct timeline_style *style);

#define INBOX_MARK_MAX 256

/* A MarkRead; owns its memory, is not copied. Nothing to send when both lists are empty. */
struct inbox_mark {
	Convene__V1__Command command;
	Convene__V1__MarkRead read;
	char *inject_ids[1]; /* borrowed: from the view */
	uint64_t message_ids[INBOX_MARK_MAX];
};

void inbox_mark_inject(
    struct inbox_mark *mark, const struct view *view, const struct view_inject *inject);
void inbox_mark_thread(struct inbox_mark *mark, const struct view *view, uint64_t thread_id);

#endif
