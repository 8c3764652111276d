/* A person's places: few, and none for ever. */
#include "server/live/tokens.h"

#include "server/base/sha256.h"
#include "tests/unit/live/live_fixture.h"

#define PLAYER CONVENE__V1__ROLE__ROLE_PLAYER

static void expect_known(struct live_fixture *fixture, const struct admission *place, bool known)
{
	assert_int_equal(tokens_use(fixture->file, place->token, FIXTURE_WALL_MS),
	    known ? place->participant_id : 0);
}

static void the_one_used_longest_ago_goes(void **state)
{
	struct live_fixture *fixture = *state;
	struct admission places[TOKENS_MAX + 2];
	char code[JOIN_CODE_SIZE];
	live_fixture_invite(fixture, PLAYER, "XA-POL", "Ana", 0, code);
	for (size_t i = 0; i < TOKENS_MAX; i++) {
		assert_int_equal(live_fixture_join(fixture, code, "", &places[i]), 0);
	}
	expect_known(fixture, &places[0], true); /* and so it stays */
	for (size_t i = TOKENS_MAX; i < TOKENS_MAX + 2; i++) {
		assert_int_equal(live_fixture_join(fixture, code, "", &places[i]), 0);
	}
	for (size_t i = 0; i < TOKENS_MAX + 2; i++) {
		expect_known(fixture, &places[i], i != 1 && i != 2);
	}
	live_fixture_commit(fixture);
	live_fixture_reopen(fixture);
	for (size_t i = 0; i < TOKENS_MAX + 2; i++) {
		expect_known(fixture, &places[i], i != 1 && i != 2);
	}
}

static void one_ends_or_all(void **state)
{
	struct live_fixture *fixture = *state;
	struct admission places[3], other;
	char code[JOIN_CODE_SIZE], shared[JOIN_CODE_SIZE];
	uint8_t hash[HASH_SIZE];
	live_fixture_invite(fixture, PLAYER, "XA-POL", "Ana", 0, code);
	live_fixture_invite(fixture, PLAYER, "XA-POL", "", 0, shared);
	assert_int_equal(live_fixture_join(fixture, shared, "Ben", &other), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(live_fixture_join(fixture, code, "", &places[i]), 0);
	}
	sha256(places[1].token, RESUME_TOKEN_SIZE, hash);
	tokens_end_one(fixture->file, &fixture->batch, places[1].participant_id, hash);
	live_fixture_commit(fixture);
	live_fixture_reopen(fixture);
	expect_known(fixture, &places[0], true);
	expect_known(fixture, &places[1], false);
	expect_known(fixture, &places[2], true);
	tokens_end_all(fixture->file, &fixture->batch, places[1].participant_id);
	live_fixture_commit(fixture);
	live_fixture_reopen(fixture);
	expect_known(fixture, &places[0], false);
	expect_known(fixture, &places[2], false);
	expect_known(fixture, &other, true);
}

static void none_is_for_ever(void **state)
{
	struct live_fixture *fixture = *state;
	struct admission place;
	char code[JOIN_CODE_SIZE];
	live_fixture_invite(fixture, PLAYER, "XA-POL", "", 0, code);
	assert_int_equal(live_fixture_join(fixture, code, "Ana", &place), 0);
	fixture->file->ended_ms = FIXTURE_WALL_MS - TOKENS_AFTER_ENDEX_MS;
	expect_known(fixture, &place, true);
	fixture->file->ended_ms--;
	expect_known(fixture, &place, false);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(the_one_used_longest_ago_goes),
	    TEST(one_ends_or_all),
	    TEST(none_is_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
