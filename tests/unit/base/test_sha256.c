/* SHA-256 against the examples of FIPS 180-4, in one run and in two; random bytes. */
#include "server/base/sha256.h"

#include "server/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check(const uint8_t hash[SHA256_SIZE], const char *expected)
{
	char hex[2 * SHA256_SIZE + 1];

	for (size_t i = 0; i < SHA256_SIZE; i++) {
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	}
	assert_string_equal(hex, expected);
}

static void test_examples(void **state)
{
	static const char long_text[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	uint8_t hash[SHA256_SIZE];

	(void)state;
	sha256("", 0, hash);
	check(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256("abc", 3, hash);
	check(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	for (size_t cut = 0; cut < sizeof(long_text); cut++) {
		sha256_pair(long_text, cut, long_text + cut, sizeof(long_text) - 1 - cut, hash);
		check(hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	}
}

static void test_random(void **state)
{
	uint8_t bytes[4096] = {0}, others[4096] = {0};
	unsigned ones = 0;

	(void)state;
	random_bytes(bytes, sizeof(bytes) - 1);
	random_bytes(others, sizeof(others));
	assert_memory_not_equal(bytes, others, sizeof(bytes) - 1);
	assert_int_equal(bytes[sizeof(bytes) - 1], 0); /* no further than it was told */
	for (size_t i = 0; i < sizeof(others); i++) {
		ones += (unsigned)__builtin_popcount(others[i]);
	}
	/* half of 32768 bits; ten standard deviations of 90 off is out of the question */
	assert_in_range(ones, 16384 - 905, 16384 + 905);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_examples),
	    cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
