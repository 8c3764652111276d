/* What one participant may send: at once, after that, and how long it has to wait. */
#include "server/host/account.h"

#include "tests/unit/live/live_fixture.h"

static const struct account_cost one_command = {
    .of = {[ACCOUNT_COMMANDS] = 1, [ACCOUNT_COMMAND_BYTES] = 100}};

/* How many commands are taken within a time, by somebody who waits as long as told. */
static unsigned taken_within(
    struct account *account, enum account_holder holder, int64_t from_ms, int64_t to_ms)
{
	unsigned taken = 0;
	while (from_ms <= to_ms) {
		uint64_t wait_ms = account_charge(account, holder, &one_command, from_ms);
		taken += wait_ms == 0;
		from_ms += (int64_t)wait_ms;
	}
	return taken;
}

static void some_at_once_then_a_rate(void **state)
{
	struct account player = {0}, staff = {0};
	(void)state;
	assert_int_equal(taken_within(&player, ACCOUNT_OF_PLAYER, 5000, 5000), 60);
	assert_in_range(taken_within(&player, ACCOUNT_OF_PLAYER, 5001, 15000), 19, 20);
	assert_int_equal(taken_within(&staff, ACCOUNT_OF_STAFF, 5000, 5000), 600);
	assert_in_range(taken_within(&staff, ACCOUNT_OF_STAFF, 5001, 15000), 195, 200);
	/* after a long time all has come back, and no more than that */
	assert_int_equal(
	    taken_within(&player, ACCOUNT_OF_PLAYER, INT64_C(1) << 40, INT64_C(1) << 40), 60);
}

static void who_waits_as_told_is_let_in(void **state)
{
	struct account account = {0};
	int64_t now_ms = 0;
	(void)state;
	taken_within(&account, ACCOUNT_OF_PLAYER, now_ms, now_ms);
	for (int i = 0; i < 100; i++) {
		uint64_t wait_ms =
		    account_charge(&account, ACCOUNT_OF_PLAYER, &one_command, now_ms);
		assert_in_range(wait_ms, 400, 502);
		/* asking costs nothing */
		assert_int_not_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &one_command,
		                         now_ms + (int64_t)wait_ms - 3),
		    0);
		now_ms += (int64_t)wait_ms;
		assert_int_equal(
		    account_charge(&account, ACCOUNT_OF_PLAYER, &one_command, now_ms), 0);
	}
}

static void all_of_it_or_nothing(void **state)
{
	struct account account = {0};
	struct account_cost large = {
	    .of = {[ACCOUNT_COMMANDS] = 1, [ACCOUNT_COMMAND_BYTES] = 300 * 1024}};
	(void)state;
	assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &large, 0), 0);
	/* 600 KiB are 88 more than at once: 2.75 s */
	assert_in_range(account_charge(&account, ACCOUNT_OF_PLAYER, &large, 0), 2750, 2752);
	/* of which the count was not charged */
	assert_int_equal(taken_within(&account, ACCOUNT_OF_PLAYER, 0, 0), 59);
}

/* What no account ever has room for goes when nothing is spent, and is waited for afterwards. */
static void larger_than_all(void **state)
{
	struct account account = {0};
	struct account_cost huge = {.of = {[ACCOUNT_COMMAND_BYTES] = 1024 * 1024}};
	struct account_cost small = {.of = {[ACCOUNT_COMMAND_BYTES] = 1024}};
	(void)state;
	assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &huge, 0), 0);
	assert_in_range(account_charge(&account, ACCOUNT_OF_PLAYER, &huge, 0), 32000, 32002);
	assert_in_range(account_charge(&account, ACCOUNT_OF_PLAYER, &small, 0), 16031, 16033);
}

static void kinds_know_nothing_of_each_other(void **state)
{
	struct account account = {0};
	struct account_cost note = {.of = {[ACCOUNT_NOTES] = 1}};
	struct account_cost call = {.of = {[ACCOUNT_CALLS] = 1}};
	struct account_cost piece = {.of = {[ACCOUNT_DOCUMENT_BYTES] = 16 * 1024 * 1024}};
	(void)state;
	taken_within(&account, ACCOUNT_OF_PLAYER, 0, 0);
	for (int i = 0; i < 120; i++) {
		assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &note, 0), 0);
	}
	assert_in_range(account_charge(&account, ACCOUNT_OF_PLAYER, &note, 0), 250, 251);
	/* a call each five seconds */
	assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &call, 0), 0);
	assert_in_range(account_charge(&account, ACCOUNT_OF_PLAYER, &call, 0), 5000, 5001);
	assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &call, 5001), 0);
	/* two of the largest documents, then one each sixteen seconds */
	assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &piece, 0), 0);
	assert_int_equal(account_charge(&account, ACCOUNT_OF_PLAYER, &piece, 0), 0);
	assert_in_range(account_charge(&account, ACCOUNT_OF_PLAYER, &piece, 0), 16000, 16001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(some_at_once_then_a_rate),
	    cmocka_unit_test(who_waits_as_told_is_let_in),
	    cmocka_unit_test(all_of_it_or_nothing),
	    cmocka_unit_test(larger_than_all),
	    cmocka_unit_test(kinds_know_nothing_of_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
