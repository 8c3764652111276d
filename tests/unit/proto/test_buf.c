#include "proto/buf.h"

#include "proto/base64.h"
#include "proto/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_append_and_consume(void **state)
{
	struct buf buf = {0};
	char *text;

	(void)state;
	buf_append(&buf, NULL, 0);
	assert_null(buf.data);
	buf_append_text(&buf, "one ");
	buf_printf(&buf, "%0200d", 7);
	assert_int_equal(buf.len, 204);
	buf_consume(&buf, 203);
	assert_int_equal(buf.len, 1);
	assert_int_equal(buf.data[0], '7');
	buf_append_byte(&buf, '!');
	text = buf_take_text(&buf);
	assert_string_equal(text, "7!");
	free(text);
	assert_null(buf.data);
	buf_consume(&buf, 0);
	buf_deinit(&buf);
	buf_deinit(&buf);
}

static void test_list(void **state)
{
	struct buf buf = {0};
	(void)state;
	buf_append_text(&buf, "Whom: ");
	size_t start = buf.len;
	for (int i = 0; i < 3; i++) {
		buf_append_item(&buf, start, "AL-NGO");
	}
	char *text = buf_take_text(&buf);
	assert_string_equal(text, "Whom: AL-NGO, AL-NGO, AL-NGO");
	free(text);
}

static void test_varint_round_trip(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits <= 64; bits++) {
		for (int delta = -1; delta <= 1; delta++) {
			uint64_t value = (bits == 64 ? 0 : UINT64_C(1) << bits) + (uint64_t)delta;
			uint64_t read = 0;
			uint8_t bytes[10];
			size_t size = varint_write(bytes, value);

			assert_int_equal(size, varint_size(value));
			assert_int_equal(varint_read(bytes, size, &read), (int)size);
			assert_true(read == value);
			for (size_t shorter = 0; shorter < size; shorter++) {
				assert_int_equal(varint_read(bytes, shorter, &read), 0);
			}
		}
	}
}

static void test_varint_refused(void **state)
{
	static const uint8_t too_large[] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
	static const uint8_t too_long[] = {
	    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
	uint64_t value = 42;

	(void)state;
	assert_int_equal(varint_read(too_large, sizeof(too_large), &value), -1);
	assert_int_equal(varint_read(too_long, sizeof(too_long), &value), -1);
	assert_int_equal(varint_read(too_long, 9, &value), 0);
	assert_int_equal(value, 42);
}

static void test_utf8(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		bool valid;
	} cases[] = {
	    {"", 0, true},
	    {"plain", 5, true},
	    {"nul\0", 4, false},
	    {"\xc3\xa9", 2, true},
	    {"\xc3", 1, false},
	    {"\xa9", 1, false},
	    {"\xc0\x80", 2, false},         /* overlong NUL */
	    {"\xc1\xbf", 2, false},         /* overlong */
	    {"\xe0\x9f\xbf", 3, false},     /* overlong */
	    {"\xe0\xa0\x80", 3, true},      /* U+0800 */
	    {"\xed\x9f\xbf", 3, true},      /* U+D7FF */
	    {"\xed\xa0\x80", 3, false},     /* surrogate */
	    {"\xee\x80\x80", 3, true},      /* U+E000 */
	    {"\xf0\x8f\xbf\xbf", 4, false}, /* overlong */
	    {"\xf0\x90\x80\x80", 4, true},  /* U+10000 */
	    {"\xf4\x8f\xbf\xbf", 4, true},  /* U+10FFFF */
	    {"\xf4\x90\x80\x80", 4, false}, /* beyond */
	    {"\xf5\x80\x80\x80", 4, false},
	    {"\xf0\x9f\x98", 3, false},
	    {"\xff", 1, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (utf8_valid(cases[i].text, cases[i].len) != cases[i].valid) {
			fail_msg("case %zu", i);
		}
	}
}

static void test_utf8_cut(void **state)
{
	static const char text[] = "a\xc3\xa9\xf0\x9f\x98\x80z"; /* 1 + 2 + 4 + 1 bytes */
	static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 3, 7, 8, 8};

	(void)state;
	for (size_t max = 0; max < sizeof(cuts) / sizeof(cuts[0]); max++) {
		assert_int_equal(utf8_cut(text, sizeof(text) - 1, max), cuts[max]);
	}
}

static void test_base64(void **state)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = {
	    /* RFC 4648, section 10 */
	    {"", ""},
	    {"f", "Zg=="},
	    {"fo", "Zm8="},
	    {"foo", "Zm9v"},
	    {"foob", "Zm9vYg=="},
	    {"fooba", "Zm9vYmE="},
	    {"foobar", "Zm9vYmFy"},
	    {"\xfb\xff\xbf", "+/+/"},
	};
	static const char *const bad[] = {
	    "Z", "Zg=", "Zg===", "Zh==", "Zm9", "Zm 9v", "====", "Zm9v="};
	uint8_t out[64];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf buf = {0};

		base64_write(&buf, (const uint8_t *)cases[i].bytes, strlen(cases[i].bytes));
		assert_int_equal(buf.len, strlen(cases[i].text));
		if (buf.len > 0) {
			assert_memory_equal(buf.data, cases[i].text, buf.len);
		}
		assert_true(base64_read(cases[i].text, strlen(cases[i].text), out, &len));
		assert_int_equal(len, strlen(cases[i].bytes));
		assert_memory_equal(out, cases[i].bytes, len);
		buf_deinit(&buf);
	}
	assert_true(base64_read("-_-_", 4, out, &len));
	assert_memory_equal(out, "\xfb\xff\xbf", 3);
	assert_true(base64_read("Zm8", 3, out, &len));
	assert_int_equal(len, 2);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (base64_read(bad[i], strlen(bad[i]), out, &len)) {
			fail_msg("'%s' was taken", bad[i]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_append_and_consume),
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_varint_round_trip),
	    cmocka_unit_test(test_varint_refused),
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_utf8_cut),
	    cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
