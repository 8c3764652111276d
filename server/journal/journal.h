/*
 * The journal: one exercise's events with their chain of hashes, the seals, and beside them the
 * credentials, the names of people and the attachments; in a store (server/store/store.h), which
 * knows what is on disk and who may write. All functions block and are called from worker threads,
 * one call at a time for each struct journal. Exactly one struct journal writes an exercise; others
 * may read it (journal_reader.h).
 *
 * Errors are the store's, and ERR_CORRUPT for what is not as chain and seals say. After any failed
 * append the journal is dead: close it and open it again.
 */
#ifndef CONVENE_JOURNAL_JOURNAL_H
#define CONVENE_JOURNAL_JOURNAL_H

#include "convene/v1/record.pb-c.h"
#include "server/base/clock.h"
#include "server/journal/journal_reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNAL_SALT_SIZE 16 /* of a person */

struct journal;
struct signer; /* server/journal/signer.h: the server's Ed25519 key */

/* Rows beside the events, in the same transaction. Exports never touch credentials and people. What
 * they point to is borrowed: outlives the call. */
struct journal_invite {
	uint64_t invite_id;
	uint8_t code_hash[HASH_SIZE];
	const char *person_name; /* borrowed; "" unless personal */
};
struct journal_token {
	uint8_t token_hash[HASH_SIZE];
	uint64_t participant_id;
};
struct journal_person {
	uint64_t participant_id;
	const char *name;    /* borrowed; "": erased; the store overwrites what was there */
	const uint8_t *salt; /* borrowed: 16 bytes; NULL: as many zero bytes, for somebody erased */
};
/* A piece of an attachment; pieces come in order. The last is checked against the hash. One that
 * does not begin where the stored ones end, or that goes beyond the size, changes nothing: `stored`
 * says where to go on. How large an attachment may be, and how many there may be, is for the
 * caller to check. */
struct journal_piece {
	uint8_t sha256[HASH_SIZE]; /* under which it is kept */
	/* An upload is kept under a key of its own until a struct journal_adopt makes it the
	 * document that it is; the hash that its bytes have is this one. */
	bool is_upload;
	uint8_t content[HASH_SIZE];
	uint64_t size_bytes;
	uint64_t offset;
	const uint8_t *data; /* borrowed: outlives the call */
	size_t data_len;
	/* out: bytes stored, or on a mismatch 0 and the pieces are gone */
	uint64_t stored;
	bool mismatch;
};

/* An upload that is all there becomes the document with this hash; where that is there already, it
 * stays, and the upload is put aside under a random key, which the caller drops some time later:
 * so it takes no longer, and nobody learns which it was. */
struct journal_adopt {
	uint8_t upload[HASH_SIZE];
	uint8_t sha256[HASH_SIZE];
	uint8_t becomes[HASH_SIZE]; /* out */
};
struct journal_key {
	uint8_t bytes[HASH_SIZE];
};

/* One transaction. The lists are borrowed: outlive the call. */
struct journal_batch {
	struct journal_entry *entries; /* borrowed */
	size_t entry_count;
	struct journal_invite *invites; /* borrowed */
	size_t invite_count;
	/* participants whose tokens so far are deleted, before those of this batch are added */
	uint64_t *token_ends; /* borrowed */
	size_t token_end_count;
	struct journal_token *tokens; /* borrowed */
	size_t token_count;
	struct journal_person *people; /* borrowed */
	size_t person_count;
	struct journal_key *upload_drops; /* borrowed: uploads that go, before pieces come */
	size_t upload_drop_count;
	struct journal_adopt *adopts; /* borrowed; of what is on disk already */
	size_t adopt_count;
	struct journal_piece *pieces; /* borrowed */
	size_t piece_count;
};

/* Makes a new one, with `genesis` and without events. ERR_EXISTS if the name is taken. */
int journal_create(const struct store *store, const char *name, const Convene__V1__Genesis *genesis,
    struct signer *signer, struct journal **out, struct err *err);

/*
 * Opens for writing, alone (ERR_BUSY). `signer` is borrowed: outlives the journal; NULL where
 * nothing will be sealed. What a crash left is brought in order first, and is on disk then.
 */
int journal_open(const struct store *store, const char *name, struct signer *signer,
    struct journal **out, struct err *err);

/* For looking only, at one that nobody has open: nothing is written, not even beside it. One that
 * was not closed in order is refused (ERR_BUSY). */
int journal_look(
    const struct store *store, const char *name, struct journal **out, struct err *err);

void journal_close(struct journal *journal); /* NULL is fine */

/*
 * Commits one batch and waits until it is on disk. Entries continue the chain at journal_head() +
 * 1; an event and its envelope together are below 1 MiB (RECORD_ENTRY_MAX), else ERR_TOO_LARGE. An
 * empty batch does nothing. Now and then the commit is followed by some tens of milliseconds of
 * housekeeping.
 */
int journal_append(struct journal *journal, struct journal_batch *batch, struct err *err);

/* Housekeeping of the store; for idle moments. Cheap when there is little. */
int journal_checkpoint(struct journal *journal, struct err *err);

/* Before it gets another name: what has its name is all of it from then on, until the next append.
 * A failure, a full disk say, is one of journal_append(); journal_close() would not tell. */
int journal_make_whole(struct journal *journal, struct err *err);

/*
 * Notes on disk that the exercise was running at this moment, for quiet times in which no event
 * says so, and to tie its wall clock to the clock of the machine's boot, which nobody sets. Not
 * part of the log. A failure is one of journal_append().
 */
int journal_set_alive(struct journal *journal, const struct clock_moment *moment, struct err *err);

/* The last such moment; all 0 when there is none. */
void journal_alive(struct journal *journal, struct clock_moment *moment);

uint64_t journal_head(const struct journal *journal);

/* h(0), with which the chain begins. */
void journal_beginning(const struct journal *journal, uint8_t out[HASH_SIZE]);

/* Whose journal it is, and when that was created, as its beginning says. Borrowed. */
const char *journal_exercise_id(const struct journal *journal);
int64_t journal_created_ms(const struct journal *journal);

/* Salt for hashing join codes: 32 random bytes made with it. Borrowed. */
const uint8_t *journal_code_salt(const struct journal *journal);

/*
 * Reads everything that is kept in memory: calls `entry` for each event in order, checking the
 * chain (ERR_CORRUPT naming the first bad event) and, at the newest seal, the digest against what
 * `digest` says. Then the other tables. Any callback may be NULL. A callback that returns non-zero
 * ends the reading with that code.
 */
struct journal_visitor {
	void *context; /* borrowed: outlives the reading */
	int (*entry)(void *context, const struct journal_entry *entry);
	void (*digest)(void *context, uint8_t out[HASH_SIZE]);
	int (*invite)(void *context, const struct journal_invite *invite);
	int (*token)(void *context, const struct journal_token *token);
	int (*person)(void *context, const struct journal_person *person);
	int (*attachment)(void *context, const uint8_t sha256[HASH_SIZE], uint64_t size_bytes,
	    uint64_t stored_bytes);
};
int journal_load(struct journal *journal, const struct journal_visitor *visitor, struct err *err);

#endif
