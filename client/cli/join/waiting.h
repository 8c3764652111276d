/*
 * What waits for somebody of the exercise's control: the SimCell's queue (simcell.proto), and for
 * controllers the injects that are offered or overdue. Pure; one thread.
 */
#ifndef CONVENE_JOIN_WAITING_H
#define CONVENE_JOIN_WAITING_H

#include "client/cli/timeline.h"

/* Everything that waits for this viewer: the queue, for a controller the injects as well. */
size_t waiting_count(const struct view *view);

/* Lists it, the oldest first. `entity_id`: only what that entity may answer; NULL: everything. */
void waiting_list(struct buf *out, const struct view *view, const char *entity_id);

#endif
