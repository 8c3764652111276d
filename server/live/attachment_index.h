/*
 * Which attachments an exercise's file holds, whole or in part: the memory side of the journal's
 * table. Loop thread, or one worker while loading. Owns its rows.
 */
#ifndef CONVENE_LIVE_ATTACHMENT_INDEX_H
#define CONVENE_LIVE_ATTACHMENT_INDEX_H

#include "server/journal/journal.h"

#include <stdbool.h>

struct attachment_row {
	uint8_t sha256[HASH_SIZE];
	uint64_t size_bytes;
	uint64_t stored_bytes; /* on disk */
	uint64_t queued_bytes; /* on disk or on the way there */
};

struct attachment_index {
	struct attachment_row *rows; /* owned; in the order of sha256 */
	size_t count, cap;
	uint64_t total_bytes; /* queued of all rows: what the quota is held against */
};

void attachment_index_deinit(struct attachment_index *index); /* a zeroed one is empty */

/* NULL when there is none; borrowed until the next change. */
struct attachment_row *attachment_index_find(
    const struct attachment_index *index, const uint8_t sha256[HASH_SIZE]);

/* Adds a row, or returns the one that is there. Borrowed until the next change. */
struct attachment_row *attachment_index_add(struct attachment_index *index,
    const uint8_t sha256[HASH_SIZE], uint64_t size_bytes, uint64_t stored_bytes);

/* More of a row's bytes are on their way to disk. */
void attachment_index_queue(
    struct attachment_index *index, struct attachment_row *row, uint64_t bytes);

/* Begins a row anew, in another size. */
void attachment_index_restart(
    struct attachment_index *index, struct attachment_row *row, uint64_t size_bytes);

void attachment_index_remove(struct attachment_index *index, const uint8_t sha256[HASH_SIZE]);

bool attachment_row_whole(const struct attachment_row *row);

#endif
