/* Makes records in memory, good ones and, step by step, bad ones. One thread; owns what it made. */
#ifndef CONVENE_TESTS_RECORD_MAKER_H
#define CONVENE_TESTS_RECORD_MAKER_H

#include "proto/record.h"

#include <openssl/evp.h>

#define SPANS_MAX 4096

enum span_kind { SPAN_BEGINNING, SPAN_ENTRY, SPAN_SEAL };

/* Where an item lies in the bytes, its length included. */
struct span {
	enum span_kind kind;
	uint64_t seq; /* of the event, or of the event that is sealed; 1 for the beginning */
	size_t start, end;
	size_t header; /* bytes of the length in front */
};

struct record_maker {
	struct buf out;      /* owned */
	struct chain *chain; /* owned */
	EVP_PKEY *key;       /* owned */
	uint8_t public_key[RECORD_KEY_SIZE];
	uint64_t seq; /* of the last event */
	struct span spans[SPANS_MAX];
	size_t span_count;
};

struct record_maker *record_maker_new(void); /* with the beginning in it */
void record_maker_free(struct record_maker *maker);

void record_maker_change_key(struct record_maker *maker);

/* Adds the next event, which says `text`. */
void record_maker_add(struct record_maker *maker, const char *text);
/* Adds an event whose own numbers are the ones given; chain and hash are right. */
void record_maker_add_numbered(
    struct record_maker *maker, const char *text, uint64_t event_seq, uint64_t envelope_seq);
/* Seals the last event; with a digest of the state if `digest`. */
void record_maker_seal(struct record_maker *maker, bool digest);
/* A seal with a good signature over whatever is given. */
void record_maker_seal_as(
    struct record_maker *maker, uint64_t seq, const uint8_t *hash, size_t digest_len);

/* `events` of them, a seal after each `every` and after the last. */
struct record_maker *record_maker_filled(uint64_t events, uint64_t every);

/* Feeds `len` bytes in pieces of `piece` and returns a copy of the verdict. */
struct record_verdict record_verdict_of(
    const uint8_t *bytes, size_t len, size_t piece, const struct record_options *options);

#endif
