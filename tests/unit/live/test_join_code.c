#include "server/live/join_code.h"

#include "tests/unit/live/live_fixture.h"

static const uint8_t salt[HASH_SIZE] = {1, 2, 3};

static bool same(const char *one, const char *other)
{
	uint8_t first[HASH_SIZE], second[HASH_SIZE];

	assert_true(join_code_hash(one, salt, first));
	return join_code_hash(other, salt, second) && memcmp(first, second, HASH_SIZE) == 0;
}

static void codes_are_typable(void **state)
{
	char code[JOIN_CODE_SIZE], other[JOIN_CODE_SIZE];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		join_code_make(code);
		assert_int_equal(strlen(code), 19);
		assert_int_equal(strspn(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-"), 19);
		assert_true(code[4] == '-' && code[9] == '-' && code[14] == '-');
		assert_true(same(code, code));
		join_code_make(other);
		assert_string_not_equal(code, other);
	}
}

static void ways_of_typing_do_not_matter(void **state)
{
	(void)state;
	assert_true(same("7KQ2-M4XW-9DHT-2P01", "7kq2m4xw9dht2p01"));
	assert_true(same("7KQ2-M4XW-9DHT-2P01", " 7KQ2 M4XW--9DHT 2PoI "));
	assert_true(same("7KQ2-M4XW-9DHT-2P01", "7KQ2-M4XW-9DHT-2POl"));
	assert_false(same("7KQ2-M4XW-9DHT-2P01", "7KQ2-M4XW-9DHT-2P02"));
}

static void other_texts_are_no_codes(void **state)
{
	static const char *const texts[] = {"", "-", "7KQ2-M4XW-9DHT-2P0", "7KQ2-M4XW-9DHT-2P011",
	    "7KQ2-M4XW-9DHT-2P0U", "7KQ2_M4XW_9DHT_2P01", "7KQ2-M4XW-9DHT-2P0\xc3\x89",
	    "7KQ2\tM4XW9DHT2P01"};
	uint8_t hash[HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(join_code_hash(texts[i], salt, hash));
	}
}

static void another_salt_is_another_hash(void **state)
{
	uint8_t first[HASH_SIZE], second[HASH_SIZE], other[HASH_SIZE] = {9};

	(void)state;
	assert_true(join_code_hash("7KQ2-M4XW-9DHT-2P01", salt, first));
	assert_true(join_code_hash("7KQ2-M4XW-9DHT-2P01", other, second));
	assert_memory_not_equal(first, second, HASH_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(codes_are_typable),
	    cmocka_unit_test(ways_of_typing_do_not_matter),
	    cmocka_unit_test(other_texts_are_no_codes),
	    cmocka_unit_test(another_salt_is_another_hash),
	};

	return cmocka_run_group_tests_name("join_code", tests, NULL, NULL);
}
