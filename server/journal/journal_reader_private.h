/* A journal as it is read, by whoever has it open. Nobody outside this folder includes it. */
#ifndef CONVENE_JOURNAL_JOURNAL_READER_PRIVATE_H
#define CONVENE_JOURNAL_JOURNAL_READER_PRIVATE_H

#include "convene/v1/record.pb-c.h"
#include "proto/chain.h"
#include "server/journal/journal_reader.h"

struct journal_reader {
	char *name;            /* owned; in the store */
	struct store_log *log; /* owned */
	struct buf genesis;    /* encoded */
	char *exercise_id;     /* owned */
	int64_t created_ms;    /* wall clock */
	uint8_t code_salt[HASH_SIZE];
	/* as last looked for; whoever writes keeps it */
	uint64_t head;
	uint8_t head_hash[HASH_SIZE]; /* h(head) */
};

/* On failure there is something to close all the same. */
int journal_reader_init(struct journal_reader *reader, const struct store *store, const char *name,
    enum store_use use, struct err *err);
void journal_reader_deinit(struct journal_reader *reader, bool settled);

/* Ends a reading that has had enough, and is no error. */
#define JOURNAL_ENOUGH 1

/* Calls `entry` for the events after `after_seq` up to `through_seq`, each of which is there and
 * follows the one before, until it returns something else than 0. */
int journal_reader_walk(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    store_entry_fn *entry, void *context, struct err *err);

int journal_reader_rows(struct journal_reader *reader, enum store_kind kind, store_row_fn *row,
    void *context, struct err *err);

/* Those of an attachment, from the one in which `offset` lies. */
int journal_reader_pieces(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    uint64_t offset, store_piece_fn *piece, void *context, struct err *err);

/* An attachment's size and how much of it is stored; false in `found` where there is no row. */
struct journal_attachment {
	bool found;
	uint64_t size_bytes, stored_bytes;
};
int journal_reader_find(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    struct journal_attachment *attachment, struct err *err);

/* ERR_CORRUPT that names the first bad event, and says why. */
int journal_reader_bad(
    const struct journal_reader *reader, uint64_t seq, struct err *err, const char *why);
int journal_reader_bad_row(const struct journal_reader *reader, const char *table, struct err *err);

/* The seal of an entry, as it stands in a full record. Borrowed from the entry. */
Convene__V1__Seal journal_seal(const struct store_entry *entry);

/* The parts that everybody reads. Borrowed; of a salt of another size, zeros. */
struct journal_entry journal_entry_of(const struct store_entry *entry);
bool journal_is_hash(struct store_bytes bytes);
ProtobufCBinaryData journal_field(struct store_bytes bytes);

#endif
