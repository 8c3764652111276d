/*
 * The record (record.proto): writing its items, and a verifier that needs no server and no secret,
 * for a full record and for a team's. The verifier takes bytes as they come, in pieces of any size.
 * Pure but for OpenSSL; one thread at a time. Owns its memory, which stays below about 8 MiB
 * whatever it is fed.
 *
 * What is verified: the first line; that every item is encoded in the one canonical way; the chain
 * of hashes, and in a full record that of each team as well; the positions in the envelopes; that
 * each document follows the first entry that refers to it, and is what its SHA-256 says; that a
 * seal follows each entry that asks for one; that each seal's root is that of the leaves that the
 * verifier has computed, and its signature good; that the last item is the seal of the record's
 * end.
 */
#ifndef CONVENE_PROTO_RECORD_H
#define CONVENE_PROTO_RECORD_H

#include "convene/v1/record.pb-c.h"
#include "proto/buf.h"
#include "proto/chain.h"
#include "proto/classes.h"
#include "proto/seal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_FORMAT_VERSION 3
#define RECORD_FIRST_LINE     "convene record 3\n"

/* The longest item: one has to fit into a frame, with the frame's own fields around it. */
#define RECORD_ITEM_MAX  (1024u * 1024u - 256u)
/* The longest event and envelope together that certainly fit such an item. */
#define RECORD_ENTRY_MAX (RECORD_ITEM_MAX - 160u)

#define RECORD_NONCE_SIZE      32
/* Bytes of a document in each item but its last. */
#define RECORD_DOCUMENT_PIECE  (256u * 1024u)
/* The longest Genesis.exercise_id, in bytes. */
#define RECORD_EXERCISE_ID_MAX 100
/* A server's key changes now and then; a record sealed by more keys than this is no honest one. */
#define RECORD_KEYS_MAX        16
/* Entries that are withheld, of which the numbers are kept. */
#define RECORD_WITHHELD_MAX    64
/* "ed25519:", 64 hexadecimal digits, NUL. */
#define RECORD_KEY_TEXT_SIZE   (8 + 2 * SEAL_KEY_SIZE + 1)

/* Appends one item, delimited. */
void record_append(struct buf *out, const Convene__V1__RecordItem *item);

/* Appends the first line and the genesis, whose encoded bytes are given; and where the record is
 * one team's, that team's class; NULL: it is full. */
void record_append_beginning(
    struct buf *out, const void *genesis, size_t len, const char *class_name);

void record_append_entry(struct buf *out, const Convene__V1__LogEntry *entry);
void record_append_seal(struct buf *out, const Convene__V1__Seal *seal);

/* Appends the piece of a document that begins at `offset`: at most RECORD_DOCUMENT_PIECE bytes. */
void record_append_document(struct buf *out, const uint8_t sha256[CHAIN_HASH_SIZE],
    uint64_t size_bytes, uint64_t offset, const void *data, size_t len);

/* "ed25519:" and the key in hexadecimal. */
void record_key_text(const uint8_t key[SEAL_KEY_SIZE], char out[RECORD_KEY_TEXT_SIZE]);
/* The other way; the prefix may be missing, capital digits are fine. False when it is no key. */
bool record_key_parse(const char *text, uint8_t key[SEAL_KEY_SIZE]);

/* An event whose place in the chain is proved. Borrowed for the call. */
struct record_entry {
	uint64_t number;      /* of the entry in this record; in a full one its position */
	const uint8_t *event; /* Event, encoded; not decoded by the verifier; NULL: withheld */
	size_t event_len;
	const uint8_t *envelope; /* Envelope, encoded; likewise; NULL in a team's record */
	size_t envelope_len;
	const uint8_t *hash; /* CHAIN_HASH_SIZE bytes: h(n), or c(k) */
};

struct record_options {
	/* Not NULL: the key (SEAL_KEY_SIZE bytes, copied) that must have made the last seal, and
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
	uint64_t events;        /* whose chain holds */
	uint64_t sealed_events; /* up to this one a good seal covers them; 0: none */
	/* Not ok: the first event that is damaged or unproved. 1 where the beginning is damaged, n
	 * where a document of event n or the seal after it is, n + 1 where what follows event n
	 * cannot be read, and sealed_events + 1 where only the seal at the end is missing. */
	uint64_t first_bad;
	/* For people. Not ok: what is wrong, and no more; first_bad and sealed_events say where.
	 */
	char text[256];
	char exercise_id[RECORD_EXERCISE_ID_MAX + 1]; /* "" until the genesis was read */
	char class_name[CLASS_NAME_MAX + 1];          /* of a team's record; "": it is full */
	int64_t created_wall_ms;
	int64_t sealed_wall_ms;        /* when the newest good seal was made */
	uint64_t documents;            /* that are in it and are what they should be */
	uint8_t hash[CHAIN_HASH_SIZE]; /* h(events), or c(events) */
	/* The state's digest in the newest good seal that has one. */
	bool has_digest;
	uint8_t state_digest[SEAL_DIGEST_SIZE];
	uint64_t digest_at; /* after which event */
	/* Entries of which only the hash is there, the first of them by number. */
	uint64_t withheld_count;
	uint64_t withheld[RECORD_WITHHELD_MAX];
	/* Keys with good seals, in the order of their first. */
	size_t key_count;
	uint8_t keys[RECORD_KEYS_MAX][SEAL_KEY_SIZE];
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
