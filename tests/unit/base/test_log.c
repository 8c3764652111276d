/* Lines of the log: their form, their level, and the limit on those that a peer can trigger. */
#include "server/base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct log log;
	char *text; /* owned; made by the stream */
	size_t len;
	FILE *out;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->out = open_memstream(&fixture->text, &fixture->len);
	log_init(&fixture->log, fixture->out, LOG_INFO);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	fclose(fixture->out);
	free(fixture->text);
	free(fixture);
	return 0;
}

static size_t count_lines(const struct fixture *fixture)
{
	size_t lines = 0;

	for (size_t i = 0; i < fixture->len; i++) {
		lines += fixture->text[i] == '\n';
	}
	return lines;
}

static void test_line(void **state)
{
	struct fixture *fixture = *state;
	int year, month, day, hour, minute, second, end = 0;

	log_write(&fixture->log, LOG_WARNING, "connection %d from '%s'", 7, "192.0.2.7");
	assert_int_equal(sscanf(fixture->text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day,
	                     &hour, &minute, &second, &end),
	    6);
	assert_int_equal(end, 20);
	assert_string_equal(fixture->text + end, " warning connection 7 from '192.0.2.7'\n");
}

static void test_level(void **state)
{
	struct fixture *fixture = *state;

	log_write(&fixture->log, LOG_DEBUG, "not this");
	log_limited(&fixture->log, LOG_DEBUG, "nor this");
	fflush(fixture->out);
	assert_int_equal(fixture->len, 0);
	log_write(&fixture->log, LOG_INFO, "this");
	log_write(&fixture->log, LOG_ERROR, "and this");
	assert_int_equal(count_lines(fixture), 2);
}

static void test_nothing_forges_a_line(void **state)
{
	struct fixture *fixture = *state;
	char longer[5000];

	log_write(&fixture->log, LOG_INFO, "name '%s'",
	    "a\n2030-01-01 error\x1b[2J\x7f\t\xc3\xa9\xc2\x9b\u202e\u200b\xff");
	assert_int_equal(count_lines(fixture), 1);
	assert_non_null(strstr(fixture->text,
	    "name 'a<U+000A>2030-01-01 "
	    "error<U+001B>[2J<U+007F><U+0009>\xc3\xa9<U+009B><U+202E><U+200B><0xFF>'\n"));
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	log_write(&fixture->log, LOG_INFO, "%s", longer);
	assert_int_equal(count_lines(fixture), 2);
	assert_true(fixture->len < 2000);
}

static void test_limit(void **state)
{
	struct fixture *fixture = *state;
	unsigned long calls = 0;

	/* a new second begins now and then: the counts start again, so count what was done in it */
	while (calls < 100) {
		log_limited(&fixture->log, LOG_INFO, "again");
		calls = fixture->log.limited_lines == 1 ? 1 : calls + 1;
	}
	assert_int_equal(fixture->log.limited_lines, 20);
	assert_int_equal(fixture->log.suppressed, 80);

	/* in another second they are counted and said */
	fixture->log.limited_second--;
	log_limited(&fixture->log, LOG_INFO, "later");
	assert_non_null(strstr(fixture->text, " warning 80 lines of this kind were left out\n"));
	assert_non_null(strstr(fixture->text, " info later\n"));
	assert_int_equal(fixture->log.suppressed, 0);
	assert_int_equal(fixture->log.limited_lines, 1);
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(log_level_from_name("error"), LOG_ERROR);
	assert_int_equal(log_level_from_name("warning"), LOG_WARNING);
	assert_int_equal(log_level_from_name("info"), LOG_INFO);
	assert_int_equal(log_level_from_name("debug"), LOG_DEBUG);
	assert_int_equal(log_level_from_name("Info"), -1);
	assert_int_equal(log_level_from_name(""), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_line, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_level, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nothing_forges_a_line, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_limit, set_up, tear_down),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
