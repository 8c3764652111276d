#include "server/host/knocks.h"

#include "tests/unit/live/live_fixture.h"

static void so_many_of_an_address_wait(void **state)
{
	struct knocks knocks = {0};
	(void)state;
	for (int i = 0; i < KNOCKS_WAITING_MAX; i++) {
		assert_true(knocks_wait(&knocks, "192.0.2.7"));
	}
	assert_false(knocks_wait(&knocks, "192.0.2.7"));
	assert_true(knocks_wait(&knocks, "192.0.2.10"));
	knocks_answered(&knocks, "192.0.2.7");
	assert_true(knocks_wait(&knocks, "192.0.2.7"));
	assert_false(knocks_wait(&knocks, "192.0.2.7"));
	assert_int_equal(knocks.count, 2);
	/* of whom nobody waits nothing is kept */
	for (int i = 0; i < KNOCKS_WAITING_MAX; i++) {
		knocks_answered(&knocks, "192.0.2.7");
	}
	assert_int_equal(knocks.count, 1);
	knocks_answered(&knocks, "192.0.2.10");
	assert_int_equal(knocks.count, 0);
	knocks_deinit(&knocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(so_many_of_an_address_wait)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
