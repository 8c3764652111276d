#include "server/exercise/ground/index.h"

#include "proto/xalloc.h"
#include "tests/sim/world.h"

#include <stdio.h>

static void test_name_index(void **state)
{
	(void)state;
	struct name_index index = {.map.count = 0};
	static char names[500][16];
	assert_int_equal(name_index_find(&index, "n1"), -1);
	for (int i = 0; i < 500; i++) {
		snprintf(names[i], sizeof names[i], "n%d", i);
		assert_true(name_index_add(&index, names[i], i));
	}
	assert_false(name_index_add(&index, "n77", 5));
	for (int i = 0; i < 500; i++) {
		assert_int_equal(name_index_find(&index, names[i]), i);
	}
	assert_int_equal(name_index_find(&index, "n500"), -1);
	assert_int_equal(name_index_find(&index, ""), -1);
	name_index_deinit(&index);
}

static void test_pair_set(void **state)
{
	(void)state;
	struct pair_set set = {.map.count = 0};
	assert_false(pair_set_has(&set, 1, 1));
	assert_false(pair_set_add(&set, 0, 1));
	for (uint64_t i = 1; i <= 60; i++) {
		for (uint64_t j = 1; j <= 60; j++) {
			assert_true(pair_set_add(&set, i, j * 2));
		}
	}
	assert_int_equal(set.map.count, 3600);
	for (uint64_t i = 1; i <= 60; i++) {
		for (uint64_t j = 1; j <= 120; j++) {
			assert_int_equal(pair_set_has(&set, i, j), j % 2 == 0);
		}
	}
	assert_false(pair_set_add(&set, 60, 120));
	pair_set_deinit(&set);
}

/* The digests in a journal depend on it. */
static void test_mix_pair_is_constant(void **state)
{
	(void)state;
	assert_true(mix_pair(1, 2) == UINT64_C(0xbcd9dbb49673066b));
	assert_true(mix_pair(1, 2) != mix_pair(2, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_name_index),
	    cmocka_unit_test(test_pair_set),
	    cmocka_unit_test(test_mix_pair_is_constant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
