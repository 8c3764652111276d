/*
 * A journal for one test, with a signer and events to fill it with. It lies in files, or in memory
 * when the environment has JOURNAL_STORE=memory: what is tested is the same. Owns what it makes.
 */
#ifndef CONVENE_TESTS_JOURNAL_FIXTURE_H
#define CONVENE_TESTS_JOURNAL_FIXTURE_H

#include "server/journal/journal.h"
#include "server/journal/journal_reader.h"
#include "server/journal/journal_record.h"
#include "server/journal/journal_verify.h"
#include "server/journal/signer.h"
#include "server/store/files.h"
#include "tests/support/fake_store.h"

struct fixture {
	char folder[64];
	char path[96]; /* of the journal: its name in the store */
	const struct store *store;
	struct fake_store *fake; /* NULL: they are files */
	struct signer *signer;
	struct err err;
};

/* For cmocka's set-up and tear-down; *state is a struct fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The same with a disk that can fail. */
int fixture_setup_faulty(void **state);
int fixture_teardown_faulty(void **state);
void fixture_arm(struct fixture *fixture, enum fault fault, long after);
void fixture_disarm(struct fixture *fixture);
bool fixture_tripped(struct fixture *fixture);
void fixture_lose_power(struct fixture *fixture, unsigned *seed);
/* The journal is closed, and gone then. */
void fixture_remove(struct fixture *fixture);

/* Journals of the fixture's store: the codes of journal_create() and so on. */
int fixture_try_create(struct fixture *fixture, const char *name, const char *id, size_t nonce_len,
    struct journal **out);
int fixture_try_open(struct fixture *fixture, struct journal **out);
int fixture_verify(struct fixture *fixture, struct record_verdict *verdict);
struct journal_reader *fixture_reader(struct fixture *fixture);

/* A new journal at fixture->path; every failure fails the test. */
struct journal *fixture_create(struct fixture *fixture);
struct journal *fixture_open(struct fixture *fixture);
void fixture_reopen(struct fixture *fixture, struct journal **journal);

/* Appends events after the head: `count` in one batch, event n saying "event n", sealed where n is
 * a multiple of `seal_every` (0: never) or of 1000. Returns journal_append's code. */
int fixture_append(
    struct fixture *fixture, struct journal *journal, size_t count, uint64_t seal_every);

/* The digest of the state after event `seq`, as the tests have it. */
void fixture_digest(uint64_t seq, uint8_t out[HASH_SIZE]);

/* Encodes event and envelope `seq`; returns their lengths. Room for 512 and 64 bytes. The first
 * says that there are the teams A, B, C; of four events one is for everybody, A, B, staff alone. */
size_t fixture_event(uint64_t seq, uint8_t *out);
size_t fixture_envelope(uint64_t seq, uint8_t *out);

/* Loads and checks every event. */
struct loaded {
	uint64_t events; /* read so far */
	uint64_t sealed; /* entries that came with a seal's digest */
	bool wrong;      /* an event was not what was appended */
	unsigned invites, tokens, people, attachments;
	char name[64];      /* the last person's */
	uint64_t stored;    /* the last attachment's */
	uint64_t digest_at; /* events at the time that the digest was asked for */
};
int fixture_load(struct fixture *fixture, struct journal *journal, struct loaded *loaded);

/* Journal verifies, has `head` events, and its record does as well. */
void fixture_assert_verifies(struct fixture *fixture, uint64_t head);

/* The record through `through`, in pieces of `piece` bytes; the caller deinits it. Of a team, or
 * full (NULL). */
void fixture_record_of(struct fixture *fixture, const char *team_id, uint64_t through, size_t piece,
    struct buf *record);
void fixture_record(struct fixture *fixture, uint64_t through, size_t piece, struct buf *record);

/* Runs SQL on the closed journal, as somebody with a shell might. */
void fixture_sql(struct fixture *fixture, const char *sql);

unsigned long fixture_number(const char *variable, unsigned long otherwise);

#endif
