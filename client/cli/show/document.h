/* An inject, a thread in full, as their reader sees them. Pure; any thread. */
#ifndef CONVENE_SHOW_DOCUMENT_H
#define CONVENE_SHOW_DOCUMENT_H

#include "client/cli/text/style.h"
#include "proto/model/view.h"

/* An inject in full, as its reader sees it. */
void show_inject(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct style *style);

/* What only staff see of it: plan, expected actions, notes, readers. */
void show_inject_plan(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct style *style);

/* A thread with all its messages. */
void show_thread(struct buf *out, const struct view *view, const struct view_thread *thread,
    const struct style *style);

#endif
