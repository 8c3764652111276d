/* The wall clock agrees with the system's and never runs backwards. */
#include "server/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

#define BOOT                                                                                       \
	{                                                                                          \
		1, 2, 3                                                                            \
	}

/* Noted at 1000 s by the wall clock and 50 s after the boot; the last event is 10 s younger. */
static void test_away(void **state)
{
	static const struct {
		const char *what;
		struct clock_moment now;
		int64_t away_ms;
		bool no_boot; /* an earlier version noted it */
	} rows[] = {
	    {"an ordinary restart", {1040000, 90000, BOOT}, 30000, false},
	    {"the clock was put back by an hour", {-2525000, 135000, BOOT}, 75000, false},
	    {"the clock was put back by half a minute", {1055000, 135000, BOOT}, 75000, false},
	    {"the clock was put on by an hour", {4625000, 75000, BOOT}, 15000, false},
	    {"at once, and roughly", {1010000, 59999, BOOT}, 0, false},
	    {"not quite a second less", {1010000, 59001, BOOT}, 0, false},
	    {"a second less", {1010000, 59000, BOOT}, -1, false},
	    {"a millisecond", {1010000, 60001, BOOT}, 1, false},
	    {"a boot clock that ran backwards", {1040000, 20000, BOOT}, -1, false},
	    {"another boot", {1070000, 20000, {9}}, 60000, false},
	    {"another boot, roughly as long ago", {1029000, 20000, {9}}, 19000, false},
	    {"another boot, longer ago", {1028999, 20000, {9}}, -1, false},
	    {"another boot, the clock put back", {1009999, 20000, {9}}, -1, false},
	    {"another boot, put back by less than it was away", {1025000, 20000, {9}}, -1, false},
	    {"a boot that is not known", {1025000, 5000, {0}}, 15000, false},
	    {"nothing but the wall clock", {1040000, 90000, BOOT}, 30000, true},
	    {"nothing but the wall clock, put back", {1009999, 90000, BOOT}, -1, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct clock_moment noted = {1000000, 50000, BOOT};
		int64_t away_ms;

		if (rows[i].no_boot) {
			noted = (struct clock_moment){.wall_ms = 1000000};
		}
		away_ms = clock_away_ms(&noted, 1010000, &rows[i].now);
		if (rows[i].away_ms < 0 ? away_ms >= 0 : away_ms != rows[i].away_ms) {
			fail_msg("%s: %lld", rows[i].what, (long long)away_ms);
		}
	}
}

/* All 0 where the system does not say which boot it is. */
static void read_boot_id(uint8_t id[16])
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	char text[37] = "", *at = text;

	memset(id, 0, 16);
	if (file == NULL) {
		return;
	}
	assert_int_equal(fread(text, 1, 36, file), 36);
	fclose(file);
	for (size_t i = 0; i < 16; i++) {
		char digits[3] = {0};

		at += *at == '-';
		digits[0] = *at++;
		digits[1] = *at++;
		id[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	assert_int_equal(*at, '\0');
}

static void test_moment(void **state)
{
	uint8_t boot_id[16];
	struct clock clock;
	struct clock_moment first, second;

	(void)state;
	clock_init(&clock);
	clock_moment(&clock, &first);
	clock_moment(&clock, &second);
	assert_true(first.boot_ms > 0);
	assert_memory_equal(first.boot_id, second.boot_id, sizeof(first.boot_id));
	read_boot_id(boot_id);
	assert_memory_equal(first.boot_id, boot_id, sizeof(boot_id));
	assert_in_range(clock_away_ms(&first, first.wall_ms, &second), 0, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_now),
	    cmocka_unit_test(test_suspended),
	    cmocka_unit_test(test_away),
	    cmocka_unit_test(test_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
