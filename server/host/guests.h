/*
 * Of each participant what all of its connections have together: what it has sent of late, and how
 * much of that waits for an answer. Kept for as long as the room is there, so that coming back
 * changes nothing. Loop thread only. Owns its list.
 */
#ifndef CONVENE_HOST_GUESTS_H
#define CONVENE_HOST_GUESTS_H

#include "server/host/account.h"

#include <stddef.h>
#include <stdint.h>

struct guest {
	uint64_t participant_id;
	struct account account;
	uint32_t unanswered; /* commands */
};

struct guests {
	struct guest *list; /* owned; in the order of participant_id */
	size_t count, cap;
};

void guests_deinit(struct guests *guests); /* a zeroed one is empty */

/* The one with this id, who is new if there was none. Borrowed: until the next call. */
struct guest *guests_of(struct guests *guests, uint64_t participant_id);

#endif
