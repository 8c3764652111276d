#include "server/scenario/scenario_documents.h"

#include "proto/list.h"

#include <string.h>

int scenario_documents_keep(
    void *context, const Convene__V1__Attachment *attachment, const uint8_t *bytes, size_t len)
{
	struct scenario_documents *documents = context;
	uint8_t *copy = arena_alloc(documents->arena, len + 1);
	if (copy == NULL) {
		return -1;
	}
	memcpy(copy, bytes, len);
	struct scenario_document *document =
	    LIST_ADD(documents->list, documents->count, documents->cap);
	*document = (struct scenario_document){.bytes = copy, .len = len};
	memcpy(document->sha256, attachment->sha256.data, SCENARIO_SHA256_SIZE);
	return 0;
}

const uint8_t *scenario_documents_find(
    const void *context, const uint8_t sha256[SCENARIO_SHA256_SIZE], uint64_t size_bytes)
{
	const struct scenario_documents *documents = context;
	for (size_t i = 0; i < documents->count; i++) {
		const struct scenario_document *document = &documents->list[i];
		if (document->len == size_bytes &&
		    memcmp(document->sha256, sha256, SCENARIO_SHA256_SIZE) == 0) {
			return document->bytes;
		}
	}
	return NULL;
}
