/*
 * Reads a journal while it is being written: beside whoever writes. All functions block;
 * one call at a time for each reader, from a worker thread. Sees only what is committed.
 */
#ifndef CONVENE_JOURNAL_JOURNAL_READER_H
#define CONVENE_JOURNAL_JOURNAL_READER_H

#include "proto/buf.h"
#include "server/store/store.h"

#define HASH_SIZE          32
#define JOURNAL_EVENT_SALT 16

struct journal_reader;

/* One event as it is stored: its bytes and its envelope's, encoded once. Borrowed for the call. */
struct journal_entry {
	uint64_t seq;
	const uint8_t *event; /* borrowed, as the rest: outlives the call */
	size_t event_len;
	const uint8_t *envelope; /* borrowed */
	size_t envelope_len;
	uint8_t salt[JOURNAL_EVENT_SALT]; /* its random bytes, drawn by whoever made the event */
	/* Not NULL: seal after this entry; the digest of the state (32 bytes). When loading: a seal
	 * follows, and this is what it says. */
	const uint8_t *seal_digest; /* borrowed */
	int64_t seal_wall_ms;       /* when it was sealed */
	uint8_t hash[HASH_SIZE];    /* h(seq); when appending: filled in */
};

int journal_reader_open(
    const struct store *store, const char *name, struct journal_reader **out, struct err *err);
void journal_reader_close(struct journal_reader *reader); /* NULL is fine */

/* The newest event that is committed now. */
int journal_reader_head(struct journal_reader *reader, uint64_t *head, struct err *err);

/*
 * Calls `entry` for the events after `after_seq` up to `through_seq`, in order, until about
 * `max_bytes` of event and envelope bytes were passed on (at least one event). The entry's bytes
 * are valid during the call only.
 */
int journal_reader_entries(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    size_t max_bytes, int (*entry)(void *context, const struct journal_entry *entry), void *context,
    struct err *err);

/* Appends at most `max` bytes of an attachment from `offset`; nothing at its end. ERR_NOT_FOUND if
 * it is not whole. */
int journal_reader_attachment(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    uint64_t offset, size_t max, struct buf *out, uint64_t *size_bytes, struct err *err);

#endif
