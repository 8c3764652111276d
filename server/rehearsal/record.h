/*
 * The record of a rehearsed exercise, full and verifiable as a server's (proto/record.h): chain of
 * hashes, seals where a server makes them and at the end. Everything in it follows from scenario,
 * options and seed, the key of its seals included, which therefore proves nothing of who made it.
 * One thread; owns its memory.
 */
#ifndef CONVENE_REHEARSAL_RECORD_H
#define CONVENE_REHEARSAL_RECORD_H

#include "proto/buf.h"
#include "server/exercise/exercise.h"

#include <stdio.h>

struct rehearsal_record;

/* The bytes of a document to which an event refers; borrowed until the next call. NULL: they are
 * not to be had, and the record will not verify. */
typedef const uint8_t *rehearsal_document_fn(
    const void *context, const uint8_t sha256[32], uint64_t size_bytes);

struct rehearsal_record_options {
	FILE *out; /* borrowed, as the rest; what cannot be written is found by whoever closes it */
	const char *exercise_id;
	int64_t wall_ms; /* when it was created */
	uint64_t seed;
	rehearsal_document_fn *document;
	const void *context;
};
struct rehearsal_record *rehearsal_record_new(const struct rehearsal_record_options *options);
void rehearsal_record_free(struct rehearsal_record *record); /* NULL is fine */

/* The next event, already applied; `event_bytes`: encoded. */
void rehearsal_record_add(struct rehearsal_record *record, struct exercise *exercise,
    const struct draft *draft, const struct buf *event_bytes);

/* The seal at the end. */
void rehearsal_record_end(struct rehearsal_record *record);

#endif
