/* What the files of the reader share. Nobody outside this folder includes it. */
#ifndef CONVENE_JOURNAL_JOURNAL_READER_PRIVATE_H
#define CONVENE_JOURNAL_JOURNAL_READER_PRIVATE_H

#include "server/journal/journal_reader.h"
#include "server/journal/journal_source.h"

struct journal_reader {
	struct journal_source source; /* its head is as of opening */
};

/* Ends a reading that has had enough, and is no error. */
#define JOURNAL_ENOUGH 1

/*
 * Calls `entry` for the events after `after_seq` up to `through_seq`, each of which is there and
 * follows the one before, until it returns something else than 0.
 */
int journal_reader_walk(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    store_entry_fn *entry, void *context, struct err *err);

#endif
