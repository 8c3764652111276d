/*
 * What writer and reader of a journal share: an exercise's log in its store, and what its beginning
 * says. One call at a time.
 */
#ifndef CONVENE_JOURNAL_JOURNAL_SOURCE_H
#define CONVENE_JOURNAL_JOURNAL_SOURCE_H

#include "convene/v1/record.pb-c.h"
#include "proto/buf.h"
#include "proto/chain.h"
#include "server/store/store.h"

/* The rows of STORE_META. */
#define META_GENESIS   "genesis" /* encoded */
#define META_CODE_SALT "code_salt"
#define META_ALIVE     "alive_wall_ms" /* struct clock_moment */

struct journal_source {
	char *name;            /* owned; in the store */
	struct store_log *log; /* owned */
	struct buf genesis;    /* encoded */
	char *exercise_id;     /* owned */
	int64_t created_ms;    /* wall clock */
	uint8_t code_salt[CHAIN_HASH_SIZE];
	/* as of opening; whoever writes keeps it */
	uint64_t head;
	uint8_t head_hash[CHAIN_HASH_SIZE]; /* h(head) */
};

/* On failure there is something to close all the same. */
int journal_source_open(struct journal_source *source, const struct store *store, const char *name,
    enum store_use use, struct err *err);
void journal_source_close(struct journal_source *source, bool settled);

/* Appends the value of a row of STORE_META; ERR_NOT_FOUND when there is none. */
int journal_source_meta(
    struct journal_source *source, const char *name, struct buf *out, struct err *err);

/* The head as it is now, and h(head). */
int journal_source_head(
    struct journal_source *source, uint64_t *head, uint8_t hash[CHAIN_HASH_SIZE], struct err *err);

/* Looks for an attachment's row; `size` and `stored` are as they were where there is none. */
int journal_source_attachment(struct journal_source *source, const uint8_t sha256[CHAIN_HASH_SIZE],
    bool *found, uint64_t *size_bytes, uint64_t *stored_bytes, struct err *err);

/* A seal as its row has it, over h(seq). Borrowed from both. */
Convene__V1__Seal journal_source_seal(const struct store_row *row, const uint8_t *hash);

/* ERR_CORRUPT that names the event, and why. */
int journal_source_bad(
    const struct journal_source *source, uint64_t seq, struct err *err, const char *why);

bool journal_is_hash(struct store_bytes bytes);
ProtobufCBinaryData journal_field(struct store_bytes bytes);

#endif
