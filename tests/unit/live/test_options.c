#include "server/cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct parsed {
	const char *name, *output;
	const char *without[OPTION_VALUES_MAX + 1];
	bool flag;
	char **arguments;
	size_t count;
};

/* Parses a NULL-terminated list; 0 to 2 arguments allowed. */
static int parse(struct parsed *parsed, const char **argv, size_t min)
{
	const struct option_row rows[] = {
	    {"name", "NAME", "a name", &parsed->name, NULL},
	    {"flag", NULL, "a flag", NULL, &parsed->flag},
	    {"o", "FILE", "a short one", &parsed->output, NULL},
	    {"without", "TEAM...", "may be several", parsed->without, NULL},
	    {0},
	};
	const struct usage usage = {"test [OPTION]...", "Tests.", rows, min, 2};
	int argc = 0;

	*parsed = (struct parsed){0};
	while (argv[argc] != NULL) {
		argc++;
	}
	return options_parse(
	    argc, (char **)(uintptr_t)argv, &usage, &parsed->arguments, &parsed->count);
}

#define PARSE(parsed, min, ...) parse(parsed, (const char *[]){"test", __VA_ARGS__, NULL}, min)

static void options_stand_anywhere(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(PARSE(&parsed, 1, "one", "--name", "Ana", "two", "--flag"), -1);
	assert_string_equal(parsed.name, "Ana");
	assert_true(parsed.flag);
	assert_int_equal(parsed.count, 2);
	assert_string_equal(parsed.arguments[0], "one");
	assert_string_equal(parsed.arguments[1], "two");
	assert_int_equal(PARSE(&parsed, 0, "--name=a=b"), -1);
	assert_string_equal(parsed.name, "a=b");
	assert_int_equal(PARSE(&parsed, 0, "--name="), -1);
	assert_string_equal(parsed.name, "");
	assert_int_equal(PARSE(&parsed, 0, "--", "--flag"), -1);
	assert_false(parsed.flag);
	assert_string_equal(parsed.arguments[0], "--flag");
	assert_int_equal(PARSE(&parsed, 0, "-"), -1);
	assert_int_equal(parsed.count, 1);
}

static void mistakes_are_explained(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(PARSE(&parsed, 0, "--nam", "x"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "--names", "x"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "--name"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "--flag=yes"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "-x"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "a", "b", "c"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 2, "a"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 2, "--help", "a"), EXIT_DONE);
	assert_int_equal(PARSE(&parsed, 0, "-h"), EXIT_DONE);
}

static void short_ones_and_several(void **state)
{
	const char *many[2 * OPTION_VALUES_MAX + 4] = {"test"};
	struct parsed parsed;

	(void)state;
	assert_int_equal(PARSE(&parsed, 0, "-o", "out", "--without", "A", "b", "--without=C"), -1);
	assert_string_equal(parsed.output, "out");
	assert_string_equal(parsed.without[0], "A");
	assert_string_equal(parsed.without[1], "C");
	assert_null(parsed.without[2]);
	assert_int_equal(parsed.count, 1);
	assert_int_equal(PARSE(&parsed, 0, "--o", "out"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "-o"), EXIT_USAGE);
	assert_int_equal(PARSE(&parsed, 0, "-without", "A"), EXIT_USAGE);
	for (size_t i = 0; i < OPTION_VALUES_MAX + 1; i++) {
		many[2 * i + 1] = "--without";
		many[2 * i + 2] = "A";
	}
	assert_int_equal(parse(&parsed, many, 0), EXIT_USAGE);
}

static void numbers_are_whole_and_within(void **state)
{
	long number = 7;

	(void)state;
	assert_true(options_number("n", "0", 0, 65535, &number));
	assert_int_equal(number, 0);
	assert_true(options_number("n", "65535", 0, 65535, &number));
	assert_int_equal(number, 65535);
	assert_false(options_number("n", "65536", 0, 65535, &number));
	assert_false(options_number("n", "-1", 0, 65535, &number));
	assert_false(options_number("n", "", 0, 65535, &number));
	assert_false(options_number("n", "12x", 0, 65535, &number));
	assert_false(options_number("n", "99999999999999999999", 0, 65535, &number));
	assert_int_equal(number, 65535);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_stand_anywhere),
	    cmocka_unit_test(mistakes_are_explained),
	    cmocka_unit_test(short_ones_and_several),
	    cmocka_unit_test(numbers_are_whole_and_within),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
