/* The list of errors, and the translation of errno. */
#include "server/base/err.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_list(void **state)
{
	(void)state;
	assert_string_equal(err_text(ERR_IO), "input or output failed"); /* the first */
	assert_string_equal(err_text(ERR_MEMORY), "not enough memory");  /* the last */
	assert_int_equal(err_wire(ERR_DENIED), CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED);
	assert_int_equal(err_wire(ERR_CLOSED), CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN);
#define X(name, text, wire)                                                                        \
	assert_true(name < 0);                                                                     \
	assert_string_equal(err_text(name), text);
	ERR_LIST(X)
#undef X
}

static void test_codes_outside_the_list(void **state)
{
	static const int codes[] = {1, -1, ERR_FIRST_, ERR_MEMORY + 1, INT_MAX, INT_MIN};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		assert_string_equal(err_text(codes[i]), "unknown error");
		assert_int_equal(err_wire(codes[i]), CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL);
	}
	assert_string_equal(err_text(ERR_OK), "success");
}

static void test_set(void **state)
{
	struct err err = {0};
	char text[2000];

	(void)state;
	assert_int_equal(err_set(&err, ERR_BUSY, "'%s': port %d", "a", 8443), ERR_BUSY);
	assert_int_equal(err.code, ERR_BUSY);
	assert_string_equal(err.text, "'a': port 8443");
	assert_int_equal(err_set(NULL, ERR_IO, "nobody asks"), ERR_IO);
	/* too long: cut in its middle, and still a string */
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, ERR_IO, "%s", text);
	assert_true(strlen(err.text) < sizeof(err.text) && strlen(err.text) > 500);
	assert_non_null(strstr(err.text, "x \xe2\x80\xa6 x"));
}

static void test_errno(void **state)
{
	(void)state;
	assert_int_equal(err_from_errno(ENOSPC), ERR_DISK_FULL);
	assert_int_equal(err_from_errno(EDQUOT), ERR_DISK_FULL);
	assert_int_equal(err_from_errno(ENOENT), ERR_NOT_FOUND);
	assert_int_equal(err_from_errno(EEXIST), ERR_EXISTS);
	assert_int_equal(err_from_errno(EROFS), ERR_DENIED);
	assert_int_equal(err_from_errno(EADDRINUSE), ERR_BUSY);
	assert_int_equal(err_from_errno(ENOMEM), ERR_MEMORY);
	assert_int_equal(err_from_errno(ENAMETOOLONG), ERR_INVALID);
	assert_int_equal(err_from_errno(EIO), ERR_IO);
	assert_int_equal(err_from_errno(0), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_codes_outside_the_list),
	    cmocka_unit_test(test_set),
	    cmocka_unit_test(test_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
