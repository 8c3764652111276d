#include "proto/record_documents.h"

#include "proto/list.h"
#include "proto/peek.h"

#include <stdlib.h>
#include <string.h>

/* An entry of `known`; of no hash that anybody can make are the first bytes all zero. */
static uint64_t hash_of(const void *entry, uint64_t seed)
{
	uint64_t key;
	memcpy(&key, entry, sizeof(key));
	return key ^ seed;
}

static bool same(const void *entry, const void *other)
{
	return memcmp(entry, other, CHAIN_HASH_SIZE) == 0;
}

static const struct map_kind kind = {CHAIN_HASH_SIZE, hash_of, same};

void record_documents_deinit(struct record_documents *documents)
{
	map_deinit(&documents->known);
	free(documents->due);
	*documents = (struct record_documents){.done = 0};
}

static bool refer(void *context, const uint8_t sha256[CHAIN_HASH_SIZE], uint64_t size_bytes)
{
	static const uint8_t zero[sizeof(uint64_t)];
	struct record_documents *documents = context;
	if (memcmp(sha256, zero, sizeof(zero)) == 0) {
		return false;
	}
	if (map_find(&documents->known, &kind, sha256) != NULL) {
		return true;
	}
	if (documents->known.count >= RECORD_DOCUMENTS_MAX) {
		return false;
	}
	map_add(&documents->known, &kind, sha256);
	struct record_document *due =
	    LIST_ADD(documents->due, documents->due_count, documents->due_cap);
	*due = (struct record_document){.size_bytes = size_bytes};
	memcpy(due->sha256, sha256, CHAIN_HASH_SIZE);
	return true;
}

bool record_documents_refer(struct record_documents *documents, const uint8_t *event, size_t len)
{
	documents->due_count = documents->done = 0;
	documents->offset = 0;
	return peek_documents(event, len, refer, documents);
}

const struct record_document *record_documents_next(const struct record_documents *documents)
{
	return documents->done < documents->due_count ? &documents->due[documents->done] : NULL;
}

void record_documents_advance(struct record_documents *documents, size_t bytes)
{
	documents->offset += bytes;
	if (documents->offset >= documents->due[documents->done].size_bytes) {
		documents->done++;
		documents->offset = 0;
	}
}
