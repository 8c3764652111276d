#include "proto/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_alignment_and_zeroes(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *memory = arena_alloc(arena, size);

		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % 16, 0);
		for (size_t i = 0; i < size; i++) {
			assert_int_equal(memory[i], 0);
		}
		memset(memory, 0xff, size);
	}
	arena_free(arena);
}

static void test_reset_gives_clean_memory(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (int round = 0; round < 5; round++) {
		char *memory = arena_alloc(arena, 1000);

		assert_int_equal(memory[0], 0);
		assert_int_equal(memory[999], 0);
		memset(memory, 'x', 1000);
		assert_non_null(arena_alloc(arena, 100000));
		arena_reset(arena);
	}
	arena_free(arena);
}

static void test_budget(void **state)
{
	struct arena *arena = arena_new(1000);

	(void)state;
	assert_non_null(arena_alloc(arena, 600));
	assert_false(arena_exhausted(arena));
	assert_null(arena_alloc(arena, 600));
	assert_true(arena_exhausted(arena));
	/* once refused, always refused: a message is never decoded in part */
	assert_null(arena_alloc(arena, 1));
	arena_reset(arena);
	assert_false(arena_exhausted(arena));
	assert_non_null(arena_alloc(arena, 1000));
	assert_null(arena_alloc(arena, 1));
	arena_free(arena);
}

static void test_overflow(void **state)
{
	struct arena *arena = arena_new(SIZE_MAX);

	(void)state;
	assert_null(arena_array(arena, SIZE_MAX / 2, 4));
	arena_reset(arena);
	assert_null(arena_alloc(arena, SIZE_MAX));
	arena_reset(arena);
	assert_null(arena_text(arena, "", SIZE_MAX));
	arena_free(arena);
	arena_free(NULL);
}

static void test_texts(void **state)
{
	struct arena *arena = arena_new(10000);

	(void)state;
	assert_string_equal(arena_text(arena, "harvest", 4), "harv");
	assert_string_equal(arena_text(arena, NULL, 0), "");
	assert_memory_equal(arena_copy(arena, "abc", 3), "abc", 3);
	assert_string_equal(arena_printf(arena, "%s-%d", "AL", 7), "AL-7");
	arena_free(arena);
}

static void test_room(void **state)
{
	struct arena *arena = arena_new(1000);
	uint32_t *list = NULL, *kept;
	size_t count = 0, cap = 0;

	(void)state;
	while ((kept = arena_room(arena, list, count, &cap, sizeof(*list))) != NULL) {
		list = kept;
		list[count] = (uint32_t)count;
		count++;
	}
	assert_true(count > 16);
	assert_int_equal(cap, count); /* what did not fit changed nothing */
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(list[i], i);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_room),
	    cmocka_unit_test(test_alignment_and_zeroes),
	    cmocka_unit_test(test_reset_gives_clean_memory),
	    cmocka_unit_test(test_budget),
	    cmocka_unit_test(test_overflow),
	    cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
