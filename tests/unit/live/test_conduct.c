#include "tests/unit/live/live_fixture.h"

#define PLAYER     CONVENE__V1__ROLE__ROLE_PLAYER
#define CODE(name) CONVENE__V1__ERROR_CODE__ERROR_CODE_##name

static void a_code_lets_people_in(void **state)
{
	struct live_fixture *fixture = *state;
	char code[JOIN_CODE_SIZE];
	struct admission first, second;

	live_fixture_invite(fixture, PLAYER, "XA-POL", "", 0, code);
	assert_int_equal(live_fixture_join(fixture, code, "Ana", &first), 0);
	assert_int_equal(live_fixture_join(fixture, code, "Ben", &second), 0);
	assert_int_not_equal(first.participant_id, second.participant_id);
	assert_string_equal(
	    credentials_name(&fixture->file->credentials, first.participant_id), "Ana");
	assert_int_equal(tokens_use(fixture->file, first.token, 0), first.participant_id);
	assert_int_equal(tokens_use(fixture->file, second.token, 0), second.participant_id);
	first.token[0] ^= 1;
	assert_int_equal(tokens_use(fixture->file, first.token, 0), 0);
	assert_int_equal(
	    live_fixture_join(fixture, "7KQ2-M4XW-9DHT-2PQA", "Eva", &first), CODE(BAD_CREDENTIAL));
	assert_int_equal(live_fixture_join(fixture, code, "", &first), CODE(NAME_REQUIRED));
}

/* Everything that belongs together is in one batch, and is there again after it was committed. */
static void what_was_committed_is_known_again(void **state)
{
	struct live_fixture *fixture = *state;
	char code[JOIN_CODE_SIZE], lost[JOIN_CODE_SIZE];
	struct admission ana, nobody;

	live_fixture_invite(fixture, PLAYER, "XA-POL", "Ana", 0, code);
	assert_int_equal(live_fixture_join(fixture, code, "", &ana), 0);
	assert_int_equal(fixture->batch.rows.invite_count, 1);
	assert_int_equal(fixture->batch.rows.person_count, 1);
	assert_int_equal(fixture->batch.rows.token_count, 1);
	assert_int_equal(fixture->batch.rows.entry_count, 2);
	live_fixture_commit(fixture);
	live_fixture_invite(fixture, PLAYER, "XA-NGO", "", 0, lost);
	live_fixture_reopen(fixture);
	assert_int_equal(tokens_use(fixture->file, ana.token, 0), ana.participant_id);
	assert_string_equal(
	    credentials_name(&fixture->file->credentials, ana.participant_id), "Ana");
	assert_int_equal(live_fixture_join(fixture, code, "", &nobody), 0);
	assert_int_equal(nobody.participant_id, ana.participant_id);
	assert_int_equal(live_fixture_join(fixture, lost, "Ben", &nobody), CODE(BAD_CREDENTIAL));
}

static void a_rotated_code_stays_the_persons(void **state)
{
	struct live_fixture *fixture = *state;
	char old[JOIN_CODE_SIZE], new[JOIN_CODE_SIZE];
	struct admission before, after;
	uint64_t invite = live_fixture_invite(fixture, PLAYER, "XA-POL", "Ana", 0, old);

	assert_int_equal(live_fixture_join(fixture, old, "", &before), 0);
	live_fixture_invite(fixture, 0, "", "", invite, new);
	assert_string_not_equal(old, new);
	assert_int_equal(live_fixture_join(fixture, old, "", &after), CODE(BAD_CREDENTIAL));
	assert_int_equal(live_fixture_join(fixture, new, "", &after), 0);
	assert_string_equal(
	    credentials_name(&fixture->file->credentials, after.participant_id), "Ana");
}

static void fill_issue(Convene__V1__IssueInvite *issue, const char *team, const char *name)
{
	convene__v1__issue_invite__init(issue);
	issue->role = PLAYER;
	issue->team_id = (char *)(uintptr_t)team;
	issue->person_name = (char *)(uintptr_t)name;
}

/* All of them, in one batch, each with a code of its own; or none, and which is at fault is
 * said. */
static void many_are_issued_at_once_or_none(void **state)
{
	struct live_fixture *fixture = *state;
	Convene__V1__IssueInvite invites[3], *list[3] = {&invites[0], &invites[1], &invites[2]};
	size_t left = exercise_invites_left(fixture->file->engine);
	struct issued issued[3];
	struct admission ana;

	fill_issue(&invites[0], "XA-POL", "Ana");
	fill_issue(&invites[1], "XA-NGO", "Ben");
	fill_issue(&invites[2], "XA-NO", "Eva");
	assert_int_equal(conduct_issue_all(fixture->file, &fixture->batch, FIXTURE_WALL_MS, list, 3,
	                     fixture->arena, issued, &fixture->err),
	    ERR_INVALID);
	assert_non_null(strstr(fixture->err.text, "invite 3 (Eva): "));
	assert_int_equal(exercise_invites_left(fixture->file->engine), left);
	assert_int_equal(fixture->batch.rows.invite_count, 0);
	assert_int_equal(fixture->batch.rows.entry_count, 0);
	invites[2].team_id = invites[0].team_id;
	assert_int_equal(conduct_issue_all(fixture->file, &fixture->batch, FIXTURE_WALL_MS, list, 3,
	                     fixture->arena, issued, &fixture->err),
	    0);
	assert_int_equal(exercise_invites_left(fixture->file->engine), left - 3);
	assert_int_equal(fixture->batch.rows.invite_count, 3);
	assert_string_not_equal(issued[0].join_code, issued[1].join_code);
	assert_string_equal(
	    credentials_name(&fixture->file->credentials, issued[2].invite_id), "Eva");
	assert_int_equal(live_fixture_join(fixture, issued[0].join_code, "", &ana), 0);
	assert_string_equal(
	    credentials_name(&fixture->file->credentials, ana.participant_id), "Ana");
	/* more than there is room for: none, though each alone would do */
	assert_int_equal(conduct_issue_all(fixture->file, &fixture->batch, FIXTURE_WALL_MS, list,
	                     left + 1, fixture->arena, issued, &fixture->err),
	    ERR_TOO_LARGE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_code_lets_people_in),
	    TEST(what_was_committed_is_known_again),
	    TEST(a_rotated_code_stays_the_persons),
	    TEST(many_are_issued_at_once_or_none),
	};

	return cmocka_run_group_tests_name("conduct", tests, NULL, NULL);
}
