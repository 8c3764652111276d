/* Makes records in memory, good ones and, step by step, bad ones. One thread; owns what it made. */
#ifndef CONVENE_TESTS_RECORD_MAKER_H
#define CONVENE_TESTS_RECORD_MAKER_H

#include "proto/record.h"

#include <openssl/evp.h>

#define SPANS_MAX 4096

enum span_kind { SPAN_BEGINNING, SPAN_ENTRY, SPAN_DOCUMENT, SPAN_SEAL };

/* Where an item lies in the bytes, its length included. */
struct span {
	enum span_kind kind;
	uint64_t seq; /* of the event, or of the event that is sealed; 1 for the beginning */
	size_t start, end;
	size_t header; /* bytes of the length in front */
};

struct record_maker {
	struct buf out;         /* owned */
	struct chain *chain;    /* owned */
	struct classes classes; /* owned: of the teams A and B */
	size_t class;           /* whose record it is; SIZE_MAX: it is full */
	uint64_t position;      /* of the last event in the log */
	EVP_PKEY *key;          /* owned */
	uint8_t public_key[SEAL_KEY_SIZE];
	uint64_t seq; /* number of the last event in the record */
	struct span spans[SPANS_MAX];
	size_t span_count;
};

/* With the beginning in it. The record of a team, "A" or "B", or the full one (NULL). */
struct record_maker *record_maker_new_of(const char *team_id);
struct record_maker *record_maker_new(void);
void record_maker_free(struct record_maker *maker);

void record_maker_change_key(struct record_maker *maker);

/* Adds the next event, which says `text`; the first says which teams there are, as well. Of three,
 * one is for everybody, one for A, one for B; what the record's team does not see is not in it. */
void record_maker_add(struct record_maker *maker, const char *text);
/* With another position in its envelope; chain and hash are right. */
void record_maker_add_at(struct record_maker *maker, const char *text, uint64_t position);
/* What it says is withheld. */
void record_maker_add_withheld(struct record_maker *maker, const char *text);
/* A pause, after which a seal has to follow. */
void record_maker_add_pause(struct record_maker *maker);
/* For everybody, with a document of `size` bytes, and the document. */
void record_maker_add_document(struct record_maker *maker, size_t size);
void record_maker_seal(struct record_maker *maker);
void record_maker_end(struct record_maker *maker);
/* A seal with a good signature, in which something is wrong. */
enum seal_fault {
	SEAL_GOOD,
	SEAL_OF_ANOTHER, /* the number */
	SEAL_NO_DIGEST,  /* and not at the end */
	SEAL_SHORT_DIGEST,
	SEAL_OTHER_ROOT,
};
void record_maker_seal_as(struct record_maker *maker, enum seal_fault fault, bool end);

/* `events` of the log, a seal after each `every` of the record's and at the end. A record of a
 * team, or full. */
struct record_maker *record_maker_filled_of(const char *team_id, uint64_t events, uint64_t every);
struct record_maker *record_maker_filled(uint64_t events, uint64_t every);

/* Feeds `len` bytes in pieces of `piece` and returns a copy of the verdict. */
struct record_verdict record_verdict_of(
    const uint8_t *bytes, size_t len, size_t piece, const struct record_options *options);

/* On what was made so far; and that it is bad at `seq`, with these words among the reasons. */
struct record_verdict record_maker_verdict(const struct record_maker *maker);
void record_maker_assert_bad(const struct record_maker *maker, uint64_t seq, const char *words);

#endif
