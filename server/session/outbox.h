/*
 * What waits to be sent on one connection besides events: replies and notices, each held until the
 * log position and the commit that it depends on have been reached. Loop thread only. Owns
 * references to its blobs.
 */
#ifndef CONVENE_SESSION_OUTBOX_H
#define CONVENE_SESSION_OUTBOX_H

#include "server/base/blob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outbox_item {
	struct blob *blob; /* ref */
	uint64_t seq;      /* sent once the connection has the log up to here */
	uint64_t ticket;   /* and once this commit is on disk */
	bool is_result;    /* answers a command */
};

struct outbox {
	struct outbox_item *items; /* owned; NULL while empty */
	size_t first, count, cap;
	size_t bytes;
};

void outbox_deinit(struct outbox *outbox); /* a zeroed one is empty */

/* Copies `item` and takes a reference to its blob. */
void outbox_push(struct outbox *outbox, const struct outbox_item *item);

/* The oldest item, or NULL; borrowed until the next push or pop. */
const struct outbox_item *outbox_first(const struct outbox *outbox);
void outbox_pop(struct outbox *outbox);

#endif
