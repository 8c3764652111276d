#include "server/host/throttle.h"

#include "tests/unit/live/live_fixture.h"

static void a_few_then_one_now_and_then(void **state)
{
	struct throttle throttle;
	int64_t now_ms = 1000000;

	(void)state;
	throttle_init(&throttle, 3, 6000);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(throttle_wait_ms(&throttle, "a", now_ms), 0);
		throttle_count(&throttle, "a", now_ms);
	}
	assert_in_range(throttle_wait_ms(&throttle, "a", now_ms), 5999, 6001);
	assert_int_equal(throttle_wait_ms(&throttle, "b", now_ms), 0);
	now_ms += 3000;
	assert_in_range(throttle_wait_ms(&throttle, "a", now_ms), 2999, 3001);
	/* whoever waits as long as was said is let in, and no sooner */
	now_ms += (int64_t)throttle_wait_ms(&throttle, "a", now_ms) - 2;
	assert_int_not_equal(throttle_wait_ms(&throttle, "a", now_ms), 0);
	now_ms += 2;
	assert_int_equal(throttle_wait_ms(&throttle, "a", now_ms), 0);
	throttle_count(&throttle, "a", now_ms);
	assert_in_range(throttle_wait_ms(&throttle, "a", now_ms), 5990, 6001);
	/* after a long time all is forgiven */
	now_ms += 1000000;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(throttle_wait_ms(&throttle, "a", now_ms), 0);
		throttle_count(&throttle, "a", now_ms);
	}
	assert_int_not_equal(throttle_wait_ms(&throttle, "a", now_ms), 0);
	throttle_deinit(&throttle);
}

/* However many keys fail: the table stays as large as it is, and the quiet ones are forgotten. */
static void many_keys_push_out_the_oldest(void **state)
{
	struct throttle throttle;
	char key[32];

	(void)state;
	throttle_init(&throttle, 1, 6000);
	throttle_count(&throttle, "first", 1);
	for (int i = 0; i < THROTTLE_KEYS - 1; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		throttle_count(&throttle, key, 10 + i);
	}
	assert_int_not_equal(throttle_wait_ms(&throttle, "first", 2000), 0);
	throttle_count(&throttle, "one more", 2000);
	assert_int_equal(throttle_wait_ms(&throttle, "first", 2000), 0);
	assert_int_not_equal(throttle_wait_ms(&throttle, "one more", 2000), 0);
	assert_int_not_equal(throttle_wait_ms(&throttle, "key 0", 2000), 0);
	throttle_deinit(&throttle);
}

static void a_long_key_is_a_key(void **state)
{
	struct throttle throttle;
	char key[200];

	(void)state;
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	throttle_init(&throttle, 2, 1000);
	throttle_count(&throttle, key, 1);
	throttle_count(&throttle, key, 1);
	assert_int_not_equal(throttle_wait_ms(&throttle, key, 1), 0);
	throttle_deinit(&throttle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_few_then_one_now_and_then),
	    cmocka_unit_test(many_keys_push_out_the_oldest),
	    cmocka_unit_test(a_long_key_is_a_key),
	};

	return cmocka_run_group_tests_name("throttle", tests, NULL, NULL);
}
