#include "proto/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pair {
	uint64_t key, value;
};

static bool same_key(const void *entry, const void *other)
{
	return ((const struct pair *)entry)->key == ((const struct pair *)other)->key;
}

static uint64_t hash_key(const void *entry, uint64_t seed)
{
	return mix_pair(((const struct pair *)entry)->key, seed);
}

/* Everything at one of eight homes: what has to make way is the rule. */
static uint64_t hash_badly(const void *entry, uint64_t seed)
{
	(void)seed;
	return ((const struct pair *)entry)->key % 8 * 5;
}

#define KEYS 200

/* Whatever is added and removed in whatever order, what is found is what a plain array says. */
static void check_against_array(uint64_t (*hash)(const void *entry, uint64_t seed))
{
	const struct map_kind kind = {sizeof(struct pair), hash, same_key};
	struct map map = {.seed = 7};
	uint64_t values[KEYS + 1] = {0};
	size_t count = 0;
	for (uint64_t step = 1; step <= 20000; step++) {
		struct pair pair = {.key = mix_pair(step, 1) % KEYS + 1, .value = step};
		struct pair *found = map_find(&map, &kind, &pair);
		assert_int_equal(found != NULL ? found->value : 0, values[pair.key]);
		if (mix_pair(step, 2) % 2 == 0 && found != NULL) {
			map_remove(&map, &kind, found);
			values[pair.key] = 0;
			count--;
		} else if (found != NULL) {
			assert_null(map_add(&map, &kind, &pair));
		} else {
			assert_memory_equal(map_add(&map, &kind, &pair), &pair, sizeof pair);
			values[pair.key] = step;
			count++;
		}
		assert_int_equal(map.count, count);
	}
	for (uint64_t key = 1; key <= KEYS; key++) {
		struct pair *found = map_find(&map, &kind, &(struct pair){.key = key});
		assert_int_equal(found != NULL ? found->value : 0, values[key]);
	}
	map_deinit(&map);
	assert_null(map_find(&map, &kind, &(struct pair){.key = 1}));
}

static void test_spread(void **state)
{
	(void)state;
	check_against_array(hash_key);
}

static void test_crowded(void **state)
{
	(void)state;
	check_against_array(hash_badly);
}

static void test_seed(void **state)
{
	(void)state;
	assert_true(map_hash("a name", 6, 0) != map_hash("a name", 6, 1));
	assert_true(map_hash("a name", 6, 0) != map_hash("a nam", 5, 0));
}

/* What one has more in length the other could have in its first word. */
static void test_zeros_at_the_end(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 4; seed++) {
		assert_true(map_hash("\x02", 1, seed) != map_hash("\x01\0", 2, seed));
		assert_true(map_hash("a", 1, seed) != map_hash("a\0", 2, seed));
		assert_true(map_hash("", 0, seed) != map_hash("\0", 1, seed));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_spread),
	    cmocka_unit_test(test_crowded),
	    cmocka_unit_test(test_seed),
	    cmocka_unit_test(test_zeros_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
