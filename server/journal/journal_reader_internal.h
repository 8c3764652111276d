/* What the files of the reader share. Nobody outside this folder includes it. */
#ifndef CONVENE_JOURNAL_JOURNAL_READER_INTERNAL_H
#define CONVENE_JOURNAL_JOURNAL_READER_INTERNAL_H

#include "server/journal/journal_database.h"
#include "server/journal/journal_reader.h"

struct journal_reader {
	char *path;                       /* owned */
	sqlite3 *db;                      /* owned */
	struct journal_identity identity; /* its head is as of opening */
	sqlite3_stmt *entries;            /* owned; seq, hash, envelope, event between two seqs */
	sqlite3_stmt *seals;              /* owned; by seq */
	sqlite3_stmt *attachment;         /* owned; by sha256 */
	sqlite3_stmt *pieces;             /* owned; of an attachment, from an offset */
};

/* Sets the statement to go through the events after `after_seq` up to `through_seq`. */
void journal_reader_seek(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq);

/* The row after event `last_seq`, checked to be event `last_seq` + 1. 1: it is there, 0: there are
 * no more, or an error. `hash` may be NULL; what `entry` points to lives until the next row. */
int journal_reader_next(struct journal_reader *reader, uint64_t last_seq,
    struct journal_entry *entry, const uint8_t **hash, struct err *err);

#endif
