/*
 * The record (record.proto): writing its items, and a verifier that needs no server and no secret.
 * The verifier takes bytes as they come, in pieces of any size. Pure but for OpenSSL; one thread at
 * a time. Owns its memory, which stays below about 6 MiB whatever it is fed.
 *
 * What is verified: the first line; that every item is encoded in the one canonical way; the chain
 * of hashes; that position, Event.seq and Envelope.seq agree; that each seal stands right after the
 * event it seals and its signature is good; that the last item is a seal over the last event.
 */
#ifndef CONVENE_PROTO_RECORD_H
#define CONVENE_PROTO_RECORD_H

#include "convene/v1/record.pb-c.h"
#include "proto/buf.h"
#include "proto/chain.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_FORMAT_VERSION 1
#define RECORD_FIRST_LINE     "convene record 1\n"

/* The longest item: one has to fit into a frame, with the frame's own fields around it. */
#define RECORD_ITEM_MAX  (1024u * 1024u - 256u)
/* The longest event and envelope together that certainly fit such an item. */
#define RECORD_ENTRY_MAX (RECORD_ITEM_MAX - 128u)

#define RECORD_NONCE_SIZE      32
#define RECORD_KEY_SIZE        32 /* Ed25519, RFC 8032 */
#define RECORD_SIGNATURE_SIZE  64
#define RECORD_DIGEST_SIZE     32
/* The longest Genesis.exercise_id, in bytes. */
#define RECORD_EXERCISE_ID_MAX 100
/* A server's key changes now and then; a record sealed by more keys than this is no honest one. */
#define RECORD_KEYS_MAX        16
/* "ed25519:", 64 hexadecimal digits, NUL. */
#define RECORD_KEY_TEXT_SIZE   (8 + 2 * RECORD_KEY_SIZE + 1)

/* Appends one item, delimited. */
void record_append(struct buf *out, const Convene__V1__RecordItem *item);

/* Appends the first line and the genesis, whose encoded bytes are given. */
void record_append_beginning(struct buf *out, const void *genesis, size_t len);

/* What a seal's signature covers: appends "convene seal 1\n" and the SealedHead, encoded. */
void record_append_sealed_head(
    struct buf *out, const char *exercise_id, const Convene__V1__Seal *seal);

/* True when the seal's fields have their sizes and its signature is good for that exercise. Says
 * nothing of whose key it is, nor whether seq and hash are the right ones. */
bool record_seal_valid(const char *exercise_id, const Convene__V1__Seal *seal);

/*
 * The seq of an encoded Event or Envelope: field 1, which must be there exactly once. The other
 * fields are only walked over: those of a newer server are in the chain as well as any. False when
 * the bytes are no message.
 */
bool record_read_seq(const uint8_t *bytes, size_t len, uint64_t *seq);

/* "ed25519:" and the key in hexadecimal. */
void record_key_text(const uint8_t key[RECORD_KEY_SIZE], char out[RECORD_KEY_TEXT_SIZE]);
/* The other way; the prefix may be missing, capital digits are fine. False when it is no key. */
bool record_key_parse(const char *text, uint8_t key[RECORD_KEY_SIZE]);

/* An event whose place in the chain is proved. Borrowed for the call. */
struct record_entry {
	uint64_t seq;
	const uint8_t *event; /* Event, encoded; not decoded by the verifier */
	size_t event_len;
	const uint8_t *envelope; /* Envelope, encoded; likewise */
	size_t envelope_len;
	const uint8_t *hash; /* CHAIN_HASH_SIZE bytes */
};

struct record_options {
	/* Not NULL: the key (RECORD_KEY_SIZE bytes, copied) that must have made the last seal, and
	 * so vouches for everything before it. */
	const uint8_t *expected_key;
	/* A journal has no seal at its end while the exercise goes on: do not ask for one. */
	bool unsealed_end_allowed;
	/* Called for each event in order, once the chain up to it holds. A seal over it may still
	 * turn out bad, so nothing is certain before the verdict. May be NULL. */
	void (*entry)(void *context, const struct record_entry *entry);
	void *context;
};

struct record_verdict {
	bool ok;
	uint64_t events;     /* whose chain holds */
	uint64_t sealed_seq; /* the last of them that a good seal covers; 0: none */
	/* Not ok: the first event that is damaged or unproved. 1 where the beginning is damaged, n
	 * where the seal after event n is, n + 1 where what follows event n cannot be read, and
	 * sealed_seq + 1 where only the seal at the end is missing. */
	uint64_t first_bad_seq;
	/* For people. Not ok: what is wrong, and no more; first_bad_seq and sealed_seq say where.
	 */
	char text[256];
	char exercise_id[RECORD_EXERCISE_ID_MAX + 1]; /* "" until the genesis was read */
	int64_t created_wall_ms;
	uint8_t hash[CHAIN_HASH_SIZE]; /* h(events) */
	/* The state's digest in the newest good seal that has one. */
	bool has_digest;
	uint8_t state_digest[RECORD_DIGEST_SIZE];
	uint64_t digest_seq;
	/* Keys with good seals, in the order of their first. */
	size_t key_count;
	uint8_t keys[RECORD_KEYS_MAX][RECORD_KEY_SIZE];
};

struct record_verifier;

/* NULL when OpenSSL fails. `options` may be NULL and is copied. */
struct record_verifier *record_verifier_new(const struct record_options *options);
void record_verifier_free(struct record_verifier *verifier); /* NULL is fine */

/* Takes the record's next bytes. False once the record is known to be bad: whoever stops then gets
 * the same verdict as whoever goes on, save that feeding a few more bytes (64 will do) may help to
 * tell a damaged seal from a damaged event. */
bool record_verifier_feed(struct record_verifier *verifier, const void *bytes, size_t len);

/* The record ends here. Borrowed: lives as long as the verifier. */
const struct record_verdict *record_verifier_finish(struct record_verifier *verifier);

#endif
