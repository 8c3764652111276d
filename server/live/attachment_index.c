/* Rows sorted by hash: they are few, and asked for far more often than added. The quota is held
 * against what is queued and not what is stored, so pieces on their way to disk have their room
 * already. */
#include "server/live/attachment_index.h"

#include "proto/list.h"

#include <stdlib.h>
#include <string.h>

void attachment_index_deinit(struct attachment_index *index)
{
	free(index->rows);
	*index = (struct attachment_index){0};
}

static bool is_before(const void *row, const void *sha256)
{
	return memcmp(((const struct attachment_row *)row)->sha256, sha256, HASH_SIZE) < 0;
}

/* Position of the first row that is not before `sha256`. */
static size_t position(const struct attachment_index *index, const uint8_t *sha256)
{
	return list_place(index->rows, index->count, sizeof(*index->rows), is_before, sha256);
}

struct attachment_row *attachment_index_find(
    const struct attachment_index *index, const uint8_t sha256[HASH_SIZE])
{
	size_t i = position(index, sha256);
	if (i == index->count || memcmp(index->rows[i].sha256, sha256, HASH_SIZE) != 0) {
		return NULL;
	}
	return &index->rows[i];
}

struct attachment_row *attachment_index_add(struct attachment_index *index,
    const uint8_t sha256[HASH_SIZE], uint64_t size_bytes, uint64_t stored_bytes)
{
	struct attachment_row *row = attachment_index_find(index, sha256);
	size_t at = position(index, sha256);
	if (row != NULL) {
		return row;
	}
	row = LIST_INSERT(index->rows, index->count, index->cap, at);
	*row = (struct attachment_row){
	    .size_bytes = size_bytes, .stored_bytes = stored_bytes, .queued_bytes = stored_bytes};
	memcpy(row->sha256, sha256, HASH_SIZE);
	index->total_bytes += stored_bytes;
	return row;
}

void attachment_index_queue(
    struct attachment_index *index, struct attachment_row *row, uint64_t bytes)
{
	row->queued_bytes += bytes;
	index->total_bytes += bytes;
}

void attachment_index_restart(
    struct attachment_index *index, struct attachment_row *row, uint64_t size_bytes)
{
	index->total_bytes -= row->queued_bytes;
	row->size_bytes = size_bytes;
	row->stored_bytes = row->queued_bytes = 0;
}

void attachment_index_remove(struct attachment_index *index, const uint8_t sha256[HASH_SIZE])
{
	struct attachment_row *row = attachment_index_find(index, sha256);
	if (row == NULL) {
		return;
	}
	index->total_bytes -= row->queued_bytes;
	LIST_REMOVE(index->rows, index->count, (size_t)(row - index->rows));
}

bool attachment_row_whole(const struct attachment_row *row)
{
	return row->stored_bytes == row->size_bytes;
}
