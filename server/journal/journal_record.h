/*
 * A record (proto/convene/v1/record.proto) read out of a journal, in pieces of whole items: the
 * full one, or that of one team. Each piece goes on where the one before ended, so between two of
 * them there is this struct, which knows no reader: what it has read stays as it is. Whoever has
 * lost it begins anew and skips. Blocks: one call at a time, from a worker. Owns its memory.
 */
#ifndef CONVENE_JOURNAL_JOURNAL_RECORD_H
#define CONVENE_JOURNAL_JOURNAL_RECORD_H

#include "proto/buf.h"
#include "server/journal/journal_reader.h"

#include <stdbool.h>
#include <stdint.h>

struct journal_record;
struct signer; /* server/journal/signer.h: the server's Ed25519 key */

struct journal_record_options {
	/* Whose record it is; NULL: the full one. Copied. ERR_NOT_FOUND in the first piece where
	 * there is no such team. */
	const char *team_id;
	/* Entries that it has: of a full one the position of the last. 0: all that there are when
	 * the first piece is read. */
	uint64_t through;
	/* Only what the journal itself has: without the seal of the end. */
	bool unsealed;
};

/* NULL when OpenSSL has no SHA-256 to give. */
struct journal_record *journal_record_new(const struct journal_record_options *options);
void journal_record_free(struct journal_record *record); /* NULL is fine */

/* Entries that it will have, once the first piece was read. */
uint64_t journal_record_through(const struct journal_record *record);
/* Bytes that were read so far. */
uint64_t journal_record_offset(const struct journal_record *record);

/*
 * Appends the next bytes: at least one item, as many as fit `max_bytes`; the first line and the
 * genesis come with the first. `*last`: it ends with them, with a seal that `signer` has made now,
 * at `wall_ms`. After a failure `out` has what could be read before it, and nothing more is to be
 * had. ERR_NOT_FOUND where there are fewer entries than `through`.
 */
int journal_record_read(struct journal_record *record, struct journal_reader *reader,
    struct signer *signer, int64_t wall_ms, size_t max_bytes, struct buf *out, bool *last,
    struct err *err);

/* Goes to where `offset` bytes were read, from the beginning. ERR_INVALID where no item ends there,
 * or that is the end. */
int journal_record_skip(
    struct journal_record *record, struct journal_reader *reader, uint64_t offset, struct err *err);

#endif
