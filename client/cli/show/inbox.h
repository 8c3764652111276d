/* What has come in: the list, and the threads. Pure; one thread. */
#ifndef CONVENE_SHOW_INBOX_H
#define CONVENE_SHOW_INBOX_H

#include "proto/model/view.h"

/* Injects and threads in the order of their last event. */
void inbox_list(struct buf *out, const struct view *view, bool unread_only);

/* Messages of others in the thread that we have not opened. */
size_t inbox_unread(const struct view *view, uint64_t thread_id);

/* Threads, the newest last. */
void inbox_threads(struct buf *out, const struct view *view);

#endif
