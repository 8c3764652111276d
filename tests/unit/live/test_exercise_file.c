#include "tests/unit/live/live_fixture.h"

#include <stdlib.h>
#include <unistd.h>

static void the_state_is_the_same_after_reopening(void **state)
{
	struct live_fixture *fixture = *state;
	uint8_t before[DIGEST_SIZE], after[DIGEST_SIZE];
	char code[JOIN_CODE_SIZE];
	struct admission admission;
	uint64_t head;

	live_fixture_invite(fixture, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-POL", "", 0, code);
	assert_int_equal(live_fixture_join(fixture, code, "Ana", &admission), 0);
	live_fixture_commit(fixture);
	exercise_digest(fixture->file->engine, before);
	head = exercise_head(fixture->file->engine);
	live_fixture_reopen(fixture);
	exercise_digest(fixture->file->engine, after);
	assert_memory_equal(before, after, DIGEST_SIZE);
	assert_int_equal(exercise_head(fixture->file->engine), head);
	/* the window ends where the log does */
	assert_int_equal(fixture->file->recent.next_seq, head + 1);
	assert_non_null(window_at(&fixture->file->recent, head));
}

/* A worker commits bytes that the window owns: both name the same memory. */
static void what_is_taken_is_queued_and_in_the_window(void **state)
{
	struct live_fixture *fixture = *state;
	char code[JOIN_CODE_SIZE];
	uint64_t head = exercise_head(fixture->file->engine);
	const struct window_entry *entry;

	live_fixture_invite(fixture, CONVENE__V1__ROLE__ROLE_OBSERVER, "", "", 0, code);
	entry = window_at(&fixture->file->recent, head + 1);
	assert_non_null(entry);
	assert_int_equal(fixture->batch.rows.entry_count, 1);
	assert_ptr_equal(fixture->batch.rows.entries[0].event, entry->bytes);
	assert_int_equal(fixture->batch.rows.entries[0].seq, head + 1);
	/* an invite is for the direction alone */
	assert_true(audience_allows(&entry->audience,
	    &(struct viewer){.role = CONVENE__V1__ROLE__ROLE_CONTROLLER, .team = NO_TEAM}));
	assert_false(audience_allows(
	    &entry->audience, &(struct viewer){.role = CONVENE__V1__ROLE__ROLE_PLAYER, .team = 0}));
}

static void what_cannot_be_opened_is_said(void **state)
{
	struct live_fixture *fixture = *state;
	struct exercise_file *other = NULL;
	char path[128];

	snprintf(path, sizeof(path), "%s/none.convene", fixture->folder);
	assert_int_equal(
	    exercise_file_open(path, fixture->signer, &other, &fixture->err), ERR_NOT_FOUND);
	assert_null(other);
	/* one writer a file */
	assert_int_equal(
	    exercise_file_open(fixture->path, fixture->signer, &other, &fixture->err), ERR_BUSY);
	assert_null(other);
	assert_true(strlen(fixture->err.text) > 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(the_state_is_the_same_after_reopening),
	    TEST(what_is_taken_is_queued_and_in_the_window),
	    TEST(what_cannot_be_opened_is_said),
	};

	return cmocka_run_group_tests_name("exercise_file", tests, NULL, NULL);
}
