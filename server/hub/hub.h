/*
 * The hub: turns events into the frames that one class of viewers is sent. No entry of the log
 * reaches a connection but through here, where its audience is looked at; the record, which is for
 * those who may see everything, goes another way. Viewers with the same role and team are one class
 * and share the bytes: they are framed once, whatever the number of viewers. Loop thread only. Owns
 * a small cache of frames.
 */
#ifndef CONVENE_HUB_HUB_H
#define CONVENE_HUB_HUB_H

#include "server/base/blob.h"
#include "server/exercise/ground/audience.h"
#include "server/hub/numbering.h"
#include "server/hub/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Frames kept: classes that follow live, times two for those a step behind. */
#define HUB_CACHED_FRAMES 64

/* A frame ends before it would have more bytes of entries than this; a larger entry goes alone. So
 * where it ends depends on nothing that its viewers do not see. */
#define HUB_FRAME_BYTES ((size_t)128 * 1024)

struct hub_frame {
	struct viewer viewer;
	uint64_t after;     /* numbers of the class: the first in it is the next one */
	uint64_t through;   /* the last one */
	uint64_t limit;     /* as asked for: newer frames go further */
	struct blob *bytes; /* ref: a delimited ServerFrame with Entries */
	uint64_t used;      /* last use, for replacement; 0: free */
};

struct hub {
	struct hub_frame frames[HUB_CACHED_FRAMES];
	struct hub_frame *latest; /* borrowed: one of these; NULL: none was asked for yet */
	uint64_t uses;
};

void hub_init(struct hub *hub);
void hub_deinit(struct hub *hub);

/* Where a class's events are to be had: the end of the log, by positions; and a piece that was read
 * back for this very class, by the class's own numbers. */
struct hub_source {
	const struct numbering *numbering; /* borrowed, as the rest: outlives the call */
	const struct window *recent;
	const struct window *piece; /* NULL: none */
};

/*
 * The frame for `viewer` after the class's number `after`, up to number `limit` at most, which is
 * greater. NULL: what it would begin with is neither in the recent end nor in the piece. Borrowed:
 * valid until the next call.
 */
const struct hub_frame *hub_frame(struct hub *hub, const struct hub_source *source,
    const struct viewer *viewer, uint64_t after, uint64_t limit);

/* What an entry takes in a frame. */
size_t hub_entry_size(const struct viewer *viewer, size_t event_len, size_t envelope_len);

#endif
