/* What has come in: the list, and the threads. Pure; one thread. */
#ifndef CONVENE_SHOW_INBOX_H
#define CONVENE_SHOW_INBOX_H

#include "proto/model/view.h"

/* Injects and threads in the order of their last event; `now_ms`: the exercise time. */
void inbox_list(struct buf *out, const struct view *view, int64_t now_ms, bool unread_only);

/* Whether it is to be read: it came, is not withdrawn, and we have not opened it. */
bool inbox_is_new(const struct view_inject *inject);

/* Messages of others in the thread that we have not opened. */
size_t inbox_unread(const struct view *view, uint64_t thread_id);

/* Threads, the newest last. */
void inbox_threads(struct buf *out, const struct view *view);

#endif
