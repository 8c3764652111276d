/* Addresses as text and as keys, and the counts. */
#include "server/net/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <uv.h>

#include <cmocka.h>

static struct sockaddr_storage four(const char *text)
{
	struct sockaddr_storage address = {0};

	assert_int_equal(uv_ip4_addr(text, 1, (struct sockaddr_in *)&address), 0);
	return address;
}

static struct sockaddr_storage six(const char *text)
{
	struct sockaddr_storage address = {0};

	assert_int_equal(uv_ip6_addr(text, 1, (struct sockaddr_in6 *)&address), 0);
	return address;
}

static void check_text(struct sockaddr_storage address, const char *expected)
{
	char text[ADDRESS_TEXT_BYTES];

	address_text(&address, text);
	assert_string_equal(text, expected);
}

static void test_text(void **state)
{
	(void)state;
	check_text(four("192.0.2.7"), "192.0.2.7");
	check_text(six("2001:db8::1"), "2001:db8::1");
	check_text(six("::ffff:192.0.2.7"), "192.0.2.7");
	check_text(six("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	check_text((struct sockaddr_storage){.ss_family = AF_UNIX}, "unknown");
}

static bool same(struct sockaddr_storage a, struct sockaddr_storage b)
{
	struct address_key left = address_key(&a), right = address_key(&b);

	return memcmp(&left, &right, sizeof(left)) == 0;
}

static void test_keys(void **state)
{
	(void)state;
	assert_true(same(four("192.0.2.7"), six("::ffff:192.0.2.7")));
	assert_false(same(four("192.0.2.7"), four("192.0.2.8")));
	assert_true(same(six("2001:db8:1:2::1"), six("2001:db8:1:2:ffff::2")));
	assert_false(same(six("2001:db8:1:2::1"), six("2001:db8:1:3::1")));
	assert_false(same(four("32.1.13.184"), six("2001:db8::")));
}

static void check_key_text(struct sockaddr_storage address, const char *expected)
{
	struct address_key key = address_key(&address);
	char text[ADDRESS_KEY_TEXT_BYTES];

	address_key_text(&key, text);
	assert_string_equal(text, expected);
}

static void test_key_text(void **state)
{
	(void)state;
	check_key_text(four("192.0.2.7"), "192.0.2.7");
	check_key_text(six("::ffff:192.0.2.7"), "192.0.2.7");
	check_key_text(six("2001:db8:1:2::1"), "2001:db8:1:2::/64");
	check_key_text(six("2001:db8:1:2:ffff::2"), "2001:db8:1:2::/64");
	check_key_text(six("1111:2222:3333:4444:5555:6666:7777:8888"), "1111:2222:3333:4444::/64");
	check_key_text((struct sockaddr_storage){.ss_family = AF_UNIX}, "unknown");
}

static void test_counts(void **state)
{
	enum { ADDRESSES = 5000 };
	struct address_counts counts;

	(void)state;
	address_counts_init(&counts);
	for (uint32_t round = 1; round <= 2; round++) {
		for (uint32_t i = 0; i < ADDRESSES; i++) {
			struct address_key key = {{(uint8_t)i, (uint8_t)(i >> 8)}};

			assert_int_equal(address_counts_add(&counts, &key), round);
		}
	}
	for (uint32_t round = 2; round-- > 0;) {
		for (uint32_t i = 0; i < ADDRESSES; i += 2) {
			struct address_key key = {{(uint8_t)i, (uint8_t)(i >> 8)}};

			assert_int_equal(address_counts_remove(&counts, &key), round);
		}
	}
	address_counts_deinit(&counts); /* with half of them still there */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_keys),
	    cmocka_unit_test(test_key_text),
	    cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
