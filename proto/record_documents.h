/*
 * Which documents a record has to have next: those to which an entry is the first to refer, in the
 * order in which it does. For whoever writes a record, takes it apart or verifies it. One thread at
 * a time; owns its memory.
 */
#ifndef CONVENE_PROTO_RECORD_DOCUMENTS_H
#define CONVENE_PROTO_RECORD_DOCUMENTS_H

#include "proto/chain.h"
#include "proto/map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Documents of an exercise at most: ATTACHMENTS_MAX of server/exercise/ground/limits.h, with room
 * for those of its scenario. */
#define RECORD_DOCUMENTS_MAX 20000

struct record_document {
	uint8_t sha256[CHAIN_HASH_SIZE];
	uint64_t size_bytes; /* as the event says */
};

/* A zeroed one is empty. */
struct record_documents {
	struct map known;            /* owned: those to which any entry so far has referred */
	struct record_document *due; /* owned */
	size_t due_count, due_cap;
	size_t done;     /* of those that are due */
	uint64_t offset; /* bytes of the one after them */
};

void record_documents_deinit(struct record_documents *documents);

/* The next entry's event: what is due now. False: it is no message, or there are too many. */
bool record_documents_refer(struct record_documents *documents, const uint8_t *event, size_t len);

/* The one of which bytes come next; NULL: none is due. Borrowed. */
const struct record_document *record_documents_next(const struct record_documents *documents);

/* So many bytes of it have come; with the last of them it is done. */
void record_documents_advance(struct record_documents *documents, size_t bytes);

#endif
