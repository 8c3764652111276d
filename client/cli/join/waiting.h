/*
 * What waits for somebody of the exercise's control: messages to entities and to control that the
 * last word of a thread has not answered, injects that are offered or overdue. Pure; one thread.
 */
#ifndef CONVENE_JOIN_WAITING_H
#define CONVENE_JOIN_WAITING_H

#include "client/cli/timeline.h"

/* Everything that waits for this viewer: for a simulator entities' threads, for a controller the
 * injects as well. */
size_t waiting_count(const struct view *view);

/* Lists it, the oldest first. `entity_id`: only that entity's threads; NULL: everything. */
void waiting_list(struct buf *out, const struct view *view, const char *entity_id);

#endif
