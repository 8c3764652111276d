/* The one reader of times that people type. */
#include "client/cli/text/when.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* The story begins on 2031-08-18 at 08:00 and goes 24 times as fast: an hour is a day, a minute is
 * 24. Planned are four hours. */
static struct view *four_hours(void)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");

	conduct_apply(view,
	    "{\"mark\":3,\"exerciseCreated\":{\"exerciseId\":\"x\",\"durationMs\":\"14400000\","
	    "\"story\":{\"start\":\"2031-08-18T08:00\",\"factor\":24}}}");
	return view;
}

struct row {
	const char *text;
	enum when_wanted wanted;
	int64_t ms;      /* below 0: refused */
	const char *why; /* what the refusal says */
};

/* At T+0:50:00, which is 2031-08-19 04:00. */
static const struct row rows[] = {
    /* exercise time */
    {"T+1:30:00", WHEN_LATER, 90 * MINUTE, NULL},
    {"1:30", WHEN_LATER, 90 * MINUTE, NULL},
    {"1:30:00", WHEN_LATER, 90 * MINUTE, NULL},
    {"90m", WHEN_LATER, 90 * MINUTE, NULL},
    {"2h", WHEN_LATER, 120 * MINUTE, NULL},
    {"+10m", WHEN_LATER, 60 * MINUTE, NULL},
    {"+1:30", WHEN_LATER, 140 * MINUTE, NULL},
    {"now", WHEN_NOT_PAST, 50 * MINUTE, NULL},
    {"NOW", WHEN_ANY, 50 * MINUTE, NULL},
    {"-10m", WHEN_ANY, 40 * MINUTE, NULL},
    {"0:20", WHEN_ANY, 20 * MINUTE, NULL},
    /* beyond the end is said elsewhere, unless it may be meant otherwise */
    {"25:00:00", WHEN_LATER, 25 * HOUR, NULL},
    {"T+15:30", WHEN_LATER, 15 * HOUR + 30 * MINUTE, NULL},
    {"24:00", WHEN_LATER, 24 * HOUR, NULL},
    /* the story */
    {"next morning", WHEN_LATER, 60 * MINUTE, NULL},
    {"next morning 08:00", WHEN_LATER, 60 * MINUTE, NULL},
    {"next morning 03:00", WHEN_LATER, 50 * MINUTE + 23 * HOUR / 24, NULL},
    {"today 08:00", WHEN_LATER, 60 * MINUTE, NULL},
    {"Tomorrow 08:00", WHEN_LATER, 120 * MINUTE, NULL},
    {"tomorrow", WHEN_LATER, 120 * MINUTE, NULL},
    {"day 3 08:00", WHEN_LATER, 120 * MINUTE, NULL},
    {"day 3", WHEN_LATER, 120 * MINUTE, NULL},
    {"2031-08-20 08:00", WHEN_LATER, 120 * MINUTE, NULL},
    {"2031-08-20T08:00", WHEN_LATER, 120 * MINUTE, NULL},
    {"story 08:00", WHEN_LATER, 60 * MINUTE, NULL},
    {"story 03:00", WHEN_LATER, 50 * MINUTE + 23 * HOUR / 24, NULL},
    {"story +2d", WHEN_LATER, 170 * MINUTE, NULL},
    {"2031-08-18 20:00", WHEN_ANY, 30 * MINUTE, NULL},
    /* about the past a time of the day is the last one, and what is to come is no time before */
    {"0:20", WHEN_WAS, 20 * MINUTE, NULL},
    {"-10m", WHEN_WAS, 40 * MINUTE, NULL},
    {"now", WHEN_WAS, 50 * MINUTE, NULL},
    {"T+9:00:00", WHEN_WAS, 9 * HOUR, NULL},
    {"today 02:00", WHEN_WAS, 45 * MINUTE, NULL},
    {"yesterday 20:00", WHEN_WAS, 30 * MINUTE, NULL},
    {"yesterday", WHEN_WAS, 0, NULL},
    {"story 20:00", WHEN_WAS, 30 * MINUTE, NULL},
    {"story 03:00", WHEN_WAS, 47 * MINUTE + MINUTE / 2, NULL},
    {"story -2h", WHEN_WAS, 45 * MINUTE, NULL},
    {"2031-08-18 20:00", WHEN_WAS, 30 * MINUTE, NULL},
    {"next morning", WHEN_WAS, 60 * MINUTE, NULL},
    {"7:00", WHEN_WAS, 7 * HOUR, NULL}, /* the story had no 07:00 yet */
    {"15:30", WHEN_WAS, -1,
        "\"15:30\" could be T+15:30:00 (2031-09-02 20:00), which is still to come, or 15:30 of the "
        "story, which is T+0:18:45 (2031-08-18 15:30); say T+15:30:00 for the one, \"yesterday "
        "15:30\" for the other"},
    {"3:30", WHEN_WAS, -1, "\"today 03:30\" for the other"},
    {"soon", WHEN_WAS, -1,
        "\"soon\" is no time; say T+1:30:00, 1:30 or 90m of the "
        "exercise; -10m, ten minutes ago"},
    {"yesterday 09:00", WHEN_NOT_PAST, -1, "has passed"},
    {"yesterday noon", WHEN_WAS, -1, "is no time"},
    /* hours and minutes: exercise time where that lies ahead and within the end, else neither */
    {"3:59", WHEN_LATER, 239 * MINUTE, NULL},
    {"4:00", WHEN_LATER, 240 * MINUTE, NULL},
    {"15:30", WHEN_LATER, -1,
        "\"15:30\" could be T+15:30:00 (2031-09-02 20:00), which is 11 h 30 min beyond the planned "
        "end, or 15:30 of the story, which is T+1:18:45 (2031-08-19 15:30); say T+15:30:00 for the "
        "one, \"today 15:30\" for the other"},
    {"0:30", WHEN_LATER, -1, "which has passed, or 00:30 of the story, which is T+1:41:15"},
    {"0:30", WHEN_NOT_PAST, -1, "\"tomorrow 00:30\" for the other"},
    /* not ahead */
    {"now", WHEN_LATER, -1, "it is T+0:50:00 (2031-08-19 04:00) now; say a later time"},
    {"-10m", WHEN_LATER, -1, "\"-10m\" lies back, and time goes forward only; +10m is"},
    {"-10m", WHEN_NOT_PAST, -1, "lies back"},
    {"T+0:49:59", WHEN_NOT_PAST, -1, "T+0:49:59 (2031-08-19 03:59) has passed: it is T+0:50:00"},
    {"T-0:05:00", WHEN_NOT_PAST, -1, "has passed"},
    {"today 03:00", WHEN_LATER, -1, "T+0:47:30 (2031-08-19 03:00) has passed"},
    {"2031-08-18 09:00", WHEN_LATER, -1, "has passed"},
    {"2031-08-17 09:00", WHEN_NOT_PAST, -1, "has passed"},
    {"day 1", WHEN_LATER, -1, "has passed"},
    /* none */
    {"", WHEN_LATER, -1, "say when: T+1:30:00, 1:30 or 90m of the exercise; +10m from now; \"next"},
    {"90", WHEN_LATER, -1, "\"90\" has no unit: 90m are minutes, 90s seconds, 90h hours; a time"},
    {"soon", WHEN_LATER, -1, "\"soon\" is no time; say T+1:30:00, 1:30"},
    {"25:61", WHEN_LATER, -1, "is no time (minutes go up to 59); say"},
    {"day 1 07:00", WHEN_LATER, -1, "2031-08-18 07:00 has passed: it is T+0:50:00 ("},
    {"W1", WHEN_LATER, -1, "\"W1\" is no time; say"},
    {"+10", WHEN_LATER, -1, "is no time"},
    {"+T+1:00:00", WHEN_LATER, -1, "is no time"},
    {"today", WHEN_LATER, -1, "is no time"},
    {"today 24:00", WHEN_LATER, -1, "is no time"},
    {"tomorrow 8", WHEN_LATER, -1, "is no time"},
    {"day 0", WHEN_LATER, -1, "is no time"},
    {"day 3 25:00", WHEN_LATER, -1, "is no time"},
    {"days 3", WHEN_LATER, -1, "is no time"},
    {"story", WHEN_LATER, -1, "is no time"},
    {"story T+1:00:00", WHEN_LATER, -1, "is no time"},
    {"2031-02-30", WHEN_LATER, -1, "there is no day 2031-02-30"},
    {"2031-13-01 09:00", WHEN_LATER, -1, "there is no day 2031-13-01"},
    {"2031-08-20 09:00 sharp", WHEN_LATER, -1, "is no time"},
};

static void every_form_is_read(void **state)
{
	struct view *view = four_hours();
	char why[WHEN_WHY_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		int64_t ms = -7;
		bool good =
		    when_read(view, row->text, row->wanted, 50 * MINUTE, &ms, why, sizeof(why));

		if (good != (row->ms >= 0) || ms != (good ? row->ms : -7)) {
			fail_msg("\"%s\" gave %d, %lld: %s", row->text, good, (long long)ms, why);
		}
		if (!good && strstr(why, row->why) == NULL) {
			fail_msg("\"%s\": %s", row->text, why);
		}
	}
	view_free(view);
}

/* Before there is a connection only the form is known. */
static void the_form_is_known_before(void **state)
{
	char why[WHEN_WHY_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool none = rows[i].why != NULL && strstr(rows[i].why, "is no time") != NULL;
		int64_t ms = 0;

		if (none && when_read(NULL, rows[i].text, WHEN_ANY, 0, &ms, why, sizeof(why))) {
			fail_msg("\"%s\" was taken", rows[i].text);
		}
		if (rows[i].ms >= 0 &&
		    !when_read(NULL, rows[i].text, rows[i].wanted, 0, &ms, why, sizeof(why))) {
			fail_msg("\"%s\": %s", rows[i].text, why);
		}
	}
}

static void a_story_time_where_only_that_makes_sense(void **state)
{
	static const struct row story[] = {
	    {"18:00", WHEN_LATER, 34 * HOUR, NULL},
	    {"03:00", WHEN_LATER, 43 * HOUR, NULL},
	    {"today 18:00", WHEN_LATER, 34 * HOUR, NULL},
	    {"next morning", WHEN_LATER, DAY, NULL},
	    {"2031-08-28 09:00", WHEN_LATER, 10 * DAY + HOUR, NULL},
	    {"+10d", WHEN_LATER, 20 * HOUR + 10 * DAY, NULL},
	    {"story +10d", WHEN_LATER, 20 * HOUR + 10 * DAY, NULL},
	    {"T+2:00:00", WHEN_LATER, -1, "is a time of the exercise; here one of the story"},
	    {"90m", WHEN_LATER, -1, "is a time of the exercise"},
	    {"10", WHEN_LATER, -1, "\"10\" has no unit"},
	    {"soon", WHEN_LATER, -1, "\"soon\" is no time"},
	    {"-2d", WHEN_LATER, -1, "has passed"},
	    {"today 03:00", WHEN_LATER, -1, "the story goes forward only"},
	    {"2031-08-18 09:00", WHEN_LATER, -1, "has passed"},
	};
	struct view *view = four_hours();
	char why[WHEN_WHY_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(story) / sizeof(story[0]); i++) {
		int64_t ms = -7;
		bool good =
		    when_read_story(view, story[i].text, 50 * MINUTE, &ms, why, sizeof(why));

		if (good != (story[i].ms >= 0) || ms != (good ? story[i].ms : -7)) {
			fail_msg(
			    "\"%s\" gave %d, %lld: %s", story[i].text, good, (long long)ms, why);
		}
		if (!good && strstr(why, story[i].why) == NULL) {
			fail_msg("\"%s\": %s", story[i].text, why);
		}
	}
	view_free(view);
}

/* Without a date the story has days all the same, and 15:30 is exercise time. */
static void a_story_without_a_date(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	char why[WHEN_WHY_SIZE];
	int64_t ms;

	(void)state;
	conduct_apply(view,
	    "{\"mark\":3,\"exerciseCreated\":{\"exerciseId\":\"x\",\"durationMs\":\"14400000\"}}");
	assert_true(when_read(view, "day 2 12:00", WHEN_LATER, 0, &ms, why, sizeof(why)));
	assert_int_equal(ms, 90 * MINUTE);
	assert_true(when_read(view, "15:30", WHEN_LATER, 0, &ms, why, sizeof(why)));
	assert_int_equal(ms, 15 * HOUR + 30 * MINUTE);
	assert_false(when_read(view, "2031-08-20", WHEN_LATER, 0, &ms, why, sizeof(why)));
	assert_non_null(strstr(why, "the story has no date"));
	view_free(view);
}

static void check_taken(const char *line, const char *time, const char *rest)
{
	char text[200], *at = text, *taken;

	snprintf(text, sizeof(text), "%s", line);
	taken = when_take(&at);
	assert_string_equal(taken, time);
	assert_string_equal(at, rest);
}

static void a_time_is_taken_from_a_line(void **state)
{
	(void)state;
	check_taken("T+1:30:00 On we go", "T+1:30:00", "On we go");
	check_taken("next morning 08:00 On we go", "next morning 08:00", "On we go");
	check_taken("next morning On we go", "next morning", "On we go");
	check_taken("story next morning 07:30 08:00", "story next morning 07:30", "08:00");
	check_taken("\"next morning 08:00\"  08:30", "next morning 08:00", "08:30");
	check_taken("day 3  14:00", "day 3  14:00", "");
	check_taken("soon enough", "soon", "enough");
	check_taken("+10m", "+10m", "");
	check_taken("", "", "");
	check_taken("\"open", "\"open", "");
}

static void beyond_the_end_is_said(void **state)
{
	struct view *view = four_hours();
	char out[WHEN_SIZE];

	(void)state;
	assert_string_equal(when_over(view, 4 * HOUR - 1, out), "");
	assert_string_equal(when_over(view, 4 * HOUR, out), "0 s over");
	assert_string_equal(when_over(view, 4 * HOUR + 12 * MINUTE, out), "12 min over");
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_form_is_read),
	    cmocka_unit_test(the_form_is_known_before),
	    cmocka_unit_test(a_story_time_where_only_that_makes_sense),
	    cmocka_unit_test(a_story_without_a_date),
	    cmocka_unit_test(a_time_is_taken_from_a_line),
	    cmocka_unit_test(beyond_the_end_is_said),
	};

	return cmocka_run_group_tests_name("client when", tests, NULL, NULL);
}
