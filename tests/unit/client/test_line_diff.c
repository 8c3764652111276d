/* What changed from one text to another. */
#include "client/cli/text/line_diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void lines_that_differ_are_shown(void **state)
{
	static const struct {
		const char *from, *to, *expected;
	} table[] = {{"a\nb\nc\n", "a\nb\nc\n", ""}, {"a\nb\nc\n", "a\nx\nc\n", "#  - b\n#  + x\n"},
	    {"", "a\n", "#  + a\n"}, {"a", "", "#  - a\n"},
	    {"a\nb\nc\nd\n", "b\nc\ne\nd\n", "#  - a\n#  + e\n"}, {"a\n", "a", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buf out = {0};

		line_diff(&out, table[i].from, table[i].to, "#");
		buf_append_byte(&out, '\0');
		assert_string_equal((const char *)out.data, table[i].expected);
		buf_deinit(&out);
	}
}

static void very_long_texts_are_not_compared(void **state)
{
	struct buf text = {0}, out = {0};
	char *whole;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		buf_append_text(&text, "x\n");
	}
	whole = buf_take_text(&text);
	line_diff(&out, whole, "y\n", "");
	buf_append_byte(&out, '\0');
	assert_non_null(strstr((const char *)out.data, "too long"));
	free(whole);
	buf_deinit(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_that_differ_are_shown),
	    cmocka_unit_test(very_long_texts_are_not_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
