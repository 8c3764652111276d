/* The documents of a scenario, kept as it is read (scenario_load.h), for whoever needs their bytes.
 * One thread; the bytes are in the arena. */
#ifndef CONVENE_SCENARIO_SCENARIO_DOCUMENTS_H
#define CONVENE_SCENARIO_SCENARIO_DOCUMENTS_H

#include "convene/v1/common.pb-c.h"
#include "proto/arena.h"

#include <stddef.h>
#include <stdint.h>

#define SCENARIO_SHA256_SIZE 32

struct scenario_document {
	uint8_t sha256[SCENARIO_SHA256_SIZE];
	const uint8_t *bytes; /* borrowed: the arena's */
	size_t len;
};

struct scenario_documents {
	struct scenario_document *list; /* owned: free() */
	size_t count, cap;
	struct arena *arena; /* borrowed: outlives this */
};

/* A scenario_document_fn; `context` are the documents. */
int scenario_documents_keep(
    void *context, const Convene__V1__Attachment *attachment, const uint8_t *bytes, size_t len);

/* The bytes of one; NULL: it is not among them. `context` as above. */
const uint8_t *scenario_documents_find(
    const void *context, const uint8_t sha256[SCENARIO_SHA256_SIZE], uint64_t size_bytes);

#endif
