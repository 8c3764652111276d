/*
 * The hub: turns a window of events into the bytes that one class of viewers is sent. No entry of
 * the log reaches a connection but through here, where its audience is looked at; the record, which
 * is for those who may see everything, goes another way. Viewers with the same role and team are
 * one class and share the bytes: they are framed once, whatever the number of viewers. Loop thread
 * only. Owns a small cache of framed batches.
 */
#ifndef CONVENE_HUB_HUB_H
#define CONVENE_HUB_HUB_H

#include "proto/buf.h"
#include "server/exercise/ground/audience.h"
#include "server/hub/window.h"

#include <stddef.h>
#include <stdint.h>

/* Batches kept: classes that follow live, times two for those a step behind. */
#define HUB_CACHED_BATCHES 64

struct hub_batch {
	struct viewer viewer;
	uint64_t after_seq;
	uint64_t through_seq; /* the viewer has everything up to here once the bytes are sent */
	uint64_t limit_seq;   /* as asked for: newer batches go further */
	size_t max_bytes;     /* as asked for */
	struct buf frames; /* owned: delimited ServerFrames; empty if nothing is for this viewer */
	uint64_t used;     /* last use, for replacement; 0: free */
};

struct hub {
	struct hub_batch batches[HUB_CACHED_BATCHES];
	struct hub_batch *latest; /* borrowed: one of these; NULL: none was asked for yet */
	uint64_t uses;
};

void hub_init(struct hub *hub);
void hub_deinit(struct hub *hub);

/*
 * The frames for `viewer` of the events after `after_seq` up to `limit_seq`, about `max_bytes` of
 * them but at least one event where there is one. `window` must hold after_seq + 1. Borrowed: valid
 * until the next call.
 */
const struct hub_batch *hub_batch(struct hub *hub, const struct window *window,
    const struct viewer *viewer, uint64_t after_seq, uint64_t limit_seq, size_t max_bytes);

#endif
