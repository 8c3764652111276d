/*
 * For tests of the server's upper half: an exercise in a folder of its own, made from the
 * integration tests' scenario. Fails the test when something goes wrong that is not under test.
 */
#ifndef CONVENE_TESTS_LIVE_FIXTURE_H
#define CONVENE_TESTS_LIVE_FIXTURE_H

#include "server/live/conduct.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURE_WALL_MS INT64_C(1900000000000)

struct live_fixture {
	char folder[64];
	char path[96];
	struct signer *signer;      /* owned */
	struct exercise_file *file; /* owned; open */
	struct batch batch;
	struct arena *arena; /* owned */
	struct err err;
	uint8_t commands; /* for their ids */
};

/* An open file with the scenario in it, all of it on disk. cmocka's setup and teardown. */
int live_fixture_setup(void **state);
int live_fixture_teardown(void **state);

/* Commits what is queued. */
void live_fixture_commit(struct live_fixture *fixture);

/* Closes the file without committing what is queued, and opens it again. */
void live_fixture_reopen(struct live_fixture *fixture);

/* Issues an invite locally; returns its id. */
uint64_t live_fixture_invite(struct live_fixture *fixture, Convene__V1__Role role, const char *team,
    const char *person, uint64_t replaces, char code[JOIN_CODE_SIZE]);

/* Joins with a code. */
Convene__V1__ErrorCode live_fixture_join(
    struct live_fixture *fixture, const char *code, const char *name, struct admission *out);

#endif
