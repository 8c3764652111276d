/*
 * Who has shown to have which document, by uploading all of its bytes: knowing a hash is not enough
 * to be let in on what it is the hash of. Kept in memory only and bounded: the oldest claim is
 * forgotten, and its owner uploads again. Loop thread only.
 */
#ifndef CONVENE_LIVE_CLAIMS_H
#define CONVENE_LIVE_CLAIMS_H

#include "server/journal/journal.h"

#include <stdbool.h>

#define CLAIMS_MAX 256

struct claim {
	uint64_t participant_id; /* 0: free */
	uint8_t sha256[HASH_SIZE];
};

struct claims {
	struct claim rows[CLAIMS_MAX];
	unsigned next; /* the row that is overwritten next */
};

void claims_add(struct claims *claims, uint64_t participant_id, const uint8_t sha256[HASH_SIZE]);

bool claims_has(
    const struct claims *claims, uint64_t participant_id, const uint8_t sha256[HASH_SIZE]);

#endif
