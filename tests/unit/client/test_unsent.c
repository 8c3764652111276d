/* What was typed and is not acknowledged yet: nothing of it is cut without a sign. */
#include "client/cli/join/unsent.h"

#include "proto/printable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t one[CONVENE_COMMAND_ID_SIZE] = {1}, two[CONVENE_COMMAND_ID_SIZE] = {2};

static ProtobufCBinaryData id_of(const uint8_t *id)
{
	return (ProtobufCBinaryData){
	    .len = CONVENE_COMMAND_ID_SIZE, .data = (uint8_t *)(uintptr_t)id};
}

static void a_long_line_ends_in_an_ellipsis(void **state)
{
	char text[400] = "", line[UNSENT_LINE];

	(void)state;
	for (size_t at = 0; at + 3 < sizeof(text); at += 3) {
		memcpy(text + at, "会", 3);
	}
	/* "say: " and 38 of three bytes each are as many as there is room for */
	for (size_t shift = 0; shift < 3; shift++) {
		unsent_line(line, "%.*s: %s", (int)(3 + shift), "sayin", text);
		assert_true(strlen(line) > UNSENT_LINE - 4 && strlen(line) < UNSENT_LINE);
		assert_true(printable_is_safe(line, strlen(line)));
		assert_string_equal(line + strlen(line) - 6, "会…");
	}
	unsent_line(line, "say %s", "one\nline");
	assert_string_equal(line, "say one line");
}

static void what_could_not_be_sent_is_said_again(void **state)
{
	struct unsent unsent = {0};
	char line[UNSENT_LINE];
	ProtobufCBinaryData first = id_of(one), second = id_of(two);

	(void)state;
	unsent_add(&unsent, one, "say AL-LI Hello", 0, false);
	assert_int_equal(unsent_marked(&unsent), 0);
	assert_int_equal(unsent_mark(&unsent), 1);
	unsent_add(&unsent, two, "decide", 0, true);
	assert_int_equal(unsent_mark(&unsent), 0);
	assert_int_equal(unsent_marked(&unsent), 2);
	assert_true(unsent_answered(&unsent, &first, line));
	assert_string_equal(line, "say AL-LI Hello");
	assert_false(unsent_answered(&unsent, &first, line));
	assert_true(unsent_answered(&unsent, &second, line));
	assert_int_equal(unsent_marked(&unsent), 0);
	unsent_deinit(&unsent);
}

/* There is a connection, and no answer comes. */
static void what_is_not_acknowledged_is_late(void **state)
{
	struct unsent unsent = {0};
	char line[UNSENT_LINE];
	ProtobufCBinaryData first = id_of(one);
	int64_t next_ms;

	(void)state;
	assert_int_equal(unsent_late(&unsent, 9000, &next_ms), 0);
	assert_true(next_ms == INT64_MAX);
	unsent_add(&unsent, one, "say AL-LI Hello", 9000, false);
	unsent_add(&unsent, two, "decide", 9400, false);
	assert_int_equal(unsent_late(&unsent, 10499, &next_ms), 0);
	assert_true(next_ms == 10500);
	assert_int_equal(unsent_late(&unsent, 10500, &next_ms), 1);
	assert_true(next_ms == 10900);
	assert_int_equal(unsent_late(&unsent, 10900, &next_ms), 2);
	assert_true(next_ms == INT64_MAX);
	assert_false(unsent_answered(&unsent, &first, line));
	assert_int_equal(unsent_late(&unsent, 10900, &next_ms), 1);
	/* one mark for each: the connection is lost */
	assert_int_equal(unsent_mark(&unsent), 1);
	assert_int_equal(unsent_late(&unsent, 10900, &next_ms), 0);
	unsent_deinit(&unsent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_long_line_ends_in_an_ellipsis),
	    cmocka_unit_test(what_could_not_be_sent_is_said_again),
	    cmocka_unit_test(what_is_not_acknowledged_is_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
