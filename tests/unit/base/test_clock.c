/* The wall clock agrees with the system's and never runs backwards. */
#include "server/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

static void test_now(void **state)
{
	struct clock clock;
	int64_t first, last;
	time_t before, after;

	(void)state;
	before = time(NULL);
	clock_init(&clock);
	first = last = clock_now_ms(&clock);
	for (int i = 0; i < 100000; i++) {
		int64_t now = clock_now_ms(&clock);

		assert_true(now >= last);
		last = now;
	}
	after = time(NULL);
	/* a second for the rounding of either */
	assert_true(first >= (int64_t)(before - 1) * 1000);
	assert_true(last <= (int64_t)(after + 2) * 1000);
}

static void test_suspended(void **state)
{
	struct clock clock;

	(void)state;
	clock_init(&clock);
	/* nobody suspends the machine during this; two clocks read one after the other may differ
	 */
	assert_true(clock_take_suspended_ms(&clock) <= 1000);
	/* as if it had been suspended for a minute since the last look */
	clock.suspended_ms -= 60000;
	assert_in_range(clock_take_suspended_ms(&clock), 59000, 61000);
	assert_true(clock_take_suspended_ms(&clock) <= 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_now),
	    cmocka_unit_test(test_suspended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
