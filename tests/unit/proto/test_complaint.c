#include "proto/complaint.h"

#include "proto/printable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_quotes(void **state)
{
	char out[100];

	(void)state;
	assert_string_equal(
	    complaint(out, sizeof(out), "no team \"%s\"; did you mean \"%s\"?", "X\u200bA", "XA"),
	    "no team \"X<U+200B>A\"; did you mean \"XA\"?");
	assert_string_equal(complaint(out, sizeof(out), "%s|%s", "a\nb",
	                        "\xc2\x9b"
	                        "1\xff"),
	    "a<U+000A>b|<U+009B>1<0xFF>");
	assert_string_equal(complaint(out, sizeof(out), "%s", ""), "");
	assert_string_equal(complaint(out, 1, "abc"), "");
}

/* However long what is quoted is, beginning and end of the sentence stay. */
static void test_cuts_the_middle(void **state)
{
	char typed[4000], out[60];
	char whole[COMPLAINT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(typed) - 1; i++) {
		typed[i] = "é\u0301"[i % 4];
	}
	typed[sizeof(typed) - 4] = '\0';
	complaint(whole, sizeof(whole), "there is no team \"%s\"; the roster has them all", typed);
	assert_in_range(strlen(whole), COMPLAINT_MAX - 20, COMPLAINT_MAX);
	assert_true(printable_is_safe(whole, strlen(whole)));
	assert_non_null(strstr(whole, "there is no team \"é\u0301é\u0301"));
	assert_non_null(strstr(whole, " … é\u0301"));
	assert_non_null(strstr(whole, "é\u0301\"; the roster has them all"));
	assert_string_equal(complaint(out, sizeof(out), "no \"%s\"; take one",
	                        "123456789012345678901234567890123456789012345"),
	    "no \"12345678901234567890123456789012 … 9012345\"; take one");
	assert_int_equal(strlen(out), sizeof(out) - 1);
	assert_string_equal(complaint(out, 9, "1234567890"), "12345678");
}

/* A joiner is right between letters; where the rest is gone it would stand there for nothing. */
static void test_what_is_cut_is_safe(void **state)
{
	char out[26];

	(void)state;
	assert_string_equal(complaint(out, 9, "%s", "می\u200cخواهم"), "می");
	for (size_t size = 1; size < sizeof(out); size++) {
		complaint(out, size, "%s", "می\u200cخواهم می\u200cخواهم می\u200cخواهم");
		assert_true(strlen(out) < size && printable_is_safe(out, strlen(out)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_quotes),
	    cmocka_unit_test(test_cuts_the_middle),
	    cmocka_unit_test(test_what_is_cut_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
