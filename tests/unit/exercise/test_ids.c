#include "server/exercise/ground/ids.h"

#include "tests/sim/world.h"

static void test_one_namespace(void **state)
{
	(void)state;
	struct ids ids = {.map.count = 0};
	static int things[1000];
	assert_null(ids_find(&ids, 1));
	assert_null(ids_find(&ids, 0));
	for (uint64_t i = 1; i <= 1000; i++) {
		assert_true(ids_add(&ids, &(struct named){i * 7919, i, &things[i - 1]}));
	}
	assert_false(ids_add(&ids, &(struct named){7919, 2000, NULL}));
	assert_false(ids_add(&ids, &(struct named){0, 2000, NULL}));
	for (uint64_t i = 1; i <= 1000; i++) {
		const struct named *named = ids_find(&ids, i * 7919);
		assert_int_equal(named->seq, i);
		assert_ptr_equal(named->object, &things[i - 1]);
		assert_null(ids_find(&ids, i * 7919 + 1));
	}
	ids_deinit(&ids);
}

/* Six digits, each of which comes as often as any other, and none twice; eight once there are many.
 */
static void test_drawn(void **state)
{
	(void)state;
	struct ids ids = {.map.count = 0};
	uint64_t seed = 42;
	unsigned first_digit[10] = {0};
	for (uint64_t i = 1; i <= 90000; i++) {
		uint64_t id = ids_draw(&ids, &seed);
		assert_in_range(id, 100000, 999999);
		first_digit[id / 100000]++;
		assert_true(ids_add(&ids, &(struct named){id, i, NULL}));
	}
	for (int digit = 1; digit < 10; digit++) {
		/* six standard deviations of a binomial with n 90 000, p 1/9 */
		assert_in_range(first_digit[digit], 10000 - 566, 10000 + 566);
	}
	for (uint64_t i = 90001; i <= 91000; i++) {
		uint64_t id = ids_draw(&ids, &seed);
		assert_in_range(id, 10000000, 99999999);
		assert_true(ids_add(&ids, &(struct named){id, i, NULL}));
	}
	ids_deinit(&ids);
}

/* The same seed, the same ids: a rehearsal repeats itself. */
static void test_follows_from_the_seed(void **state)
{
	(void)state;
	struct ids ids = {.map.count = 0};
	uint64_t one = 7, again = 7, other = 8;
	bool differs = false;
	for (int i = 0; i < 100; i++) {
		uint64_t id = ids_draw(&ids, &one);
		assert_int_equal(id, ids_draw(&ids, &again));
		differs = differs || id != ids_draw(&ids, &other);
	}
	assert_true(differs);
	ids_deinit(&ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_namespace),
	    cmocka_unit_test(test_drawn),
	    cmocka_unit_test(test_follows_from_the_seed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
