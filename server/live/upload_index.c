/* Rows sorted by key: they are few, and asked for far more often than added. What is on its way to
 * disk never goes: the answer to it is still to come. */
#include "server/live/upload_index.h"

#include "proto/list.h"
#include "server/base/sha256.h"

#include <stdlib.h>
#include <string.h>

void upload_key(uint64_t participant_id, const uint8_t id[UPLOAD_ID_SIZE],
    const uint8_t sha256_bytes[HASH_SIZE], uint8_t key[HASH_SIZE])
{
	static const char tag[] = "convene upload 1";
	uint8_t bytes[sizeof(tag) + sizeof(participant_id) + UPLOAD_ID_SIZE + HASH_SIZE];
	uint8_t *at = bytes;
	memcpy(at, tag, sizeof(tag));
	at += sizeof(tag);
	for (size_t i = 0; i < sizeof(participant_id); i++) {
		*at++ = (uint8_t)(participant_id >> 8 * i);
	}
	memcpy(at, id, UPLOAD_ID_SIZE);
	memcpy(at + UPLOAD_ID_SIZE, sha256_bytes, HASH_SIZE);
	sha256(bytes, sizeof(bytes), key);
}

void upload_index_deinit(struct upload_index *index)
{
	free(index->rows);
	*index = (struct upload_index){0};
}

static bool is_before(const void *row, const void *key)
{
	return memcmp(((const struct upload_row *)row)->key, key, HASH_SIZE) < 0;
}

/* Position of the first row that is not before `key`. */
static size_t position(const struct upload_index *index, const uint8_t *key)
{
	return list_place(index->rows, index->count, sizeof(*index->rows), is_before, key);
}

struct upload_row *upload_index_find(const struct upload_index *index, const uint8_t key[HASH_SIZE])
{
	size_t i = position(index, key);
	if (i == index->count || memcmp(index->rows[i].key, key, HASH_SIZE) != 0) {
		return NULL;
	}
	return &index->rows[i];
}

struct upload_row *upload_index_add(struct upload_index *index, const struct upload_row *row)
{
	size_t at = position(index, row->key);
	struct upload_row *added = LIST_INSERT(index->rows, index->count, index->cap, at);
	*added = *row;
	return added;
}

void upload_index_remove(struct upload_index *index, const uint8_t key[HASH_SIZE])
{
	struct upload_row *row = upload_index_find(index, key);
	if (row != NULL) {
		LIST_REMOVE(index->rows, index->count, (size_t)(row - index->rows));
	}
}

bool upload_row_whole(const struct upload_row *row)
{
	return row->stored_bytes == row->size_bytes;
}

uint64_t upload_index_bytes(const struct upload_index *index, int team)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < index->count; i++) {
		bytes += index->rows[i].team == team ? index->rows[i].size_bytes : 0;
	}
	return bytes;
}

static bool is_at_rest(const struct upload_row *row)
{
	return row->queued_bytes == row->stored_bytes;
}

static void drop(struct upload_index *index, struct batch *batch, size_t at)
{
	batch_drop_upload(batch, index->rows[at].key);
	LIST_REMOVE(index->rows, index->count, at);
}

/* How many a participant has; `oldest`: of those at rest, or the end. */
static size_t count_of(const struct upload_index *index, uint64_t participant_id, size_t *oldest)
{
	size_t count = 0;
	*oldest = index->count;
	for (size_t i = 0; i < index->count; i++) {
		const struct upload_row *row = &index->rows[i];
		if (row->participant_id != participant_id) {
			continue;
		}
		count++;
		if (is_at_rest(row) && (*oldest == index->count ||
		                           row->touched_ms < index->rows[*oldest].touched_ms)) {
			*oldest = i;
		}
	}
	return count;
}

bool upload_index_make_way(struct upload_index *index, struct batch *batch, uint64_t participant_id)
{
	size_t oldest;
	while (count_of(index, participant_id, &oldest) >= UPLOADS_MAX) {
		if (oldest == index->count) {
			return false;
		}
		drop(index, batch, oldest);
	}
	return true;
}

void upload_index_expire(struct upload_index *index, struct batch *batch, int64_t now_ms)
{
	for (size_t i = index->count; i-- > 0;) {
		struct upload_row *row = &index->rows[i];
		int64_t most_ms = upload_row_whole(row) ? UPLOAD_UNUSED_MS : UPLOAD_IDLE_MS;
		if (row->touched_ms == 0) {
			row->touched_ms = now_ms;
		}
		if (is_at_rest(row) && now_ms - row->touched_ms > most_ms) {
			drop(index, batch, i);
		}
	}
}
