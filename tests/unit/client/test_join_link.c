/* Join links and codes. */
#include "client/lib/join_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEX "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static void good(const char *text, struct join_link *link)
{
	char why[256] = "";

	if (join_link_parse(text, link, why, sizeof(why)) != 0) {
		fail_msg("\"%s\": %s", text, why);
	}
}

static void whole_links(void **state)
{
	struct join_link link;

	(void)state;
	good("convene://exercise.example:9000/long-harvest#7kq2-m4xw-9dht-2pqa", &link);
	assert_string_equal(link.host, "exercise.example");
	assert_int_equal(link.port, 9000);
	assert_string_equal(link.exercise, "long-harvest");
	assert_string_equal(link.code, "7KQ2-M4XW-9DHT-2PQA");
	assert_false(link.pinned);
	good("  convene://10.0.0.1/x#7KQ2M4XW9DHT2PQA@sha256:" HEX, &link);
	assert_int_equal(link.port, 8443);
	assert_true(link.pinned);
	assert_int_equal(link.fingerprint[1], 0x11);
	assert_int_equal(link.fingerprint[31], 0xff);
	good("CONVENE://[::1]:8443/x", &link);
	assert_string_equal(link.host, "::1");
	assert_string_equal(link.code, "");
	good("convene://h/x#@sha256:" HEX, &link);
	assert_true(link.pinned);
	assert_string_equal(link.code, "");
}

static void codes_as_people_type_them(void **state)
{
	char code[20];

	(void)state;
	assert_true(join_link_code("7kq2 m4xw 9dht 2pqa", code));
	assert_string_equal(code, "7KQ2-M4XW-9DHT-2PQA");
	/* O is 0, I and L are 1 */
	assert_true(join_link_code("OoIi-Ll00-ABCD-EFGH", code));
	assert_string_equal(code, "0011-1100-ABCD-EFGH");
	assert_false(join_link_code("", code));
	assert_false(join_link_code("7KQ2-M4XW-9DHT-2PQ", code));
	assert_false(join_link_code("7KQ2-M4XW-9DHT-2PQA1", code));
	assert_false(join_link_code("7KQ2-M4XW-9DHT-2P_A", code));
	assert_string_equal(code, "0011-1100-ABCD-EFGH");
}

static void bad(const char *text, const char *says)
{
	struct join_link link = {.port = 77};
	char why[256] = "";

	assert_int_equal(join_link_parse(text, &link, why, sizeof(why)), -1);
	if (strstr(why, says) == NULL) {
		fail_msg("\"%s\": \"%s\" does not say \"%s\"", text, why, says);
	}
	assert_int_equal(link.port, 77);
}

static void what_is_wrong_is_said(void **state)
{
	char long_host[400] = "convene://";

	(void)state;
	bad("", "does not begin");
	bad("https://h/x", "does not begin");
	bad("convene://h", "exercise is missing");
	bad("convene://h/", "exercise is missing");
	bad("convene:///x", "host is missing");
	bad("convene://h:0/x", "port");
	bad("convene://h:65536/x", "port");
	bad("convene://h:/x", "port");
	bad("convene://h:8x/x", "port");
	bad("convene://h:-1/x", "port");
	bad("convene://[::1/x", "]");
	bad("convene://h/x/y", "character");
	bad("convene://h/x#7KQ2", "join code");
	bad("convene://h/x#7KQ2-M4XW-9DHT-2PQU", "join code");
	bad("convene://h/x#7KQ2-M4XW-9DHT-2PQA-0", "join code");
	bad("convene://h/x#7KQ2-M4XW-9DHT-2PQA@sha256:1234", "fingerprint");
	bad("convene://h/x#7KQ2-M4XW-9DHT-2PQA@sha1:" HEX, "fingerprint");
	memset(long_host + 10, 'h', 300);
	memcpy(long_host + 310, "/x", 3);
	bad(long_host, "too long");
}

static void there_and_back(void **state)
{
	static const char *const links[] = {"convene://h:8443/x#7KQ2-M4XW-9DHT-2PQA",
	    "convene://[fe80::1]:1/ex-2",
	    "convene://h:8443/x#7KQ2-M4XW-9DHT-2PQA@sha256:"
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	    "convene://h:8443/x#@sha256:"
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"};

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct join_link link;
		char text[512];

		good(links[i], &link);
		join_link_format(&link, true, text, sizeof(text));
		assert_string_equal(text, links[i]);
		join_link_format(&link, false, text, sizeof(text));
		assert_null(strstr(text, "7KQ2"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(whole_links),
	    cmocka_unit_test(codes_as_people_type_them), cmocka_unit_test(what_is_wrong_is_said),
	    cmocka_unit_test(there_and_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
