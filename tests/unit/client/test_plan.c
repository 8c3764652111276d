/* Planned and actual times side by side, and the end of the planned time. */
#include "client/cli/session/ending.h"
#include "client/cli/show/clock.h"
#include "client/cli/show/document.h"
#include "client/cli/show/inbox.h"
#include "client/cli/show/msel.h"
#include "client/cli/timeline/timeline.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

/* Four hours; an inject released early, one delivered at its time, one rescheduled and late, one by
 * hand while it waited for its condition, one to come. */
static struct view *played(Convene__V1__Role role)
{
	struct view *view = conduct_welcome(role, "");

	conduct_apply(view,
	    "{\"mark\":3,\"exerciseCreated\":{\"exerciseId\":\"x\",\"durationMs\":\"14400000\","
	    "\"story\":{\"start\":\"2031-08-18T08:00\",\"factor\":24}}}");
	conduct_apply(view,
	    "{\"mark\":4,\"scenarioLoaded\":{\"part\":{\"injects\":["
	    "{\"id\":\"early\",\"plannedMs\":\"2700000\",\"title\":{\"value\":\"Early\"}},"
	    "{\"id\":\"exact\",\"plannedMs\":\"3000000\",\"title\":{\"value\":\"Exact\"}},"
	    "{\"id\":\"late\",\"plannedMs\":\"600000\",\"title\":{\"value\":\"Late\"}},"
	    "{\"id\":\"backup\",\"when\":{},\"title\":{\"value\":\"Backup\"}},"
	    "{\"id\":\"last\",\"plannedMs\":\"7200000\",\"title\":{\"value\":\"Last\"}}]}}}");
	conduct_apply(view,
	    "{\"mark\":5,\"exerciseMs\":\"1000\",\"injectRevised\":{\"injectId\":\"late\","
	    "\"revision\":2,"
	    "\"status\":\"INJECT_STATUS_PLANNED\",\"change\":\"INJECT_CHANGE_RESCHEDULED\","
	    "\"dueMs\":\"3300000\"}}");
	conduct_apply(view, "{\"mark\":6,\"exerciseMs\":\"1800000\",\"injectDelivered\":{"
	                    "\"injectId\":\"early\",\"to\":"
	                    "[\"AL-LI\"]}}");
	conduct_apply(view,
	    "{\"mark\":7,\"exerciseMs\":\"3000400\",\"injectDelivered\":{\"injectId\":\"exact\"}}");
	conduct_apply(view,
	    "{\"mark\":8,\"exerciseMs\":\"3420000\",\"injectDelivered\":{\"injectId\":\"late\"}}");
	conduct_apply(view, "{\"mark\":9,\"exerciseMs\":\"3500000\",\"injectDelivered\":{"
	                    "\"injectId\":\"backup\"}}");
	return view;
}

static void has(const struct buf *out, const char *text)
{
	if (strstr((const char *)out->data, text) == NULL) {
		fail_msg("\"%s\" is missing in:\n%s", text, (const char *)out->data);
	}
}

static void the_list_has_both(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_CONTROLLER);
	struct msel_filter filter = {.kind = MSEL_ALL};
	struct buf out = {0};

	(void)state;
	msel_list(&out, view, &filter, false);
	buf_append_byte(&out, '\0');
	has(&out, "planned    actual                  state\n");
	has(&out, "T+0:45:00  T+0:30:00  15 min early delivered r2   early");
	has(&out, "T+0:50:00  T+0:50:00               delivered r2   exact");
	has(&out, "T+0:55:00  T+0:57:00  2 min late   delivered r3   late");
	has(&out, "-          T+0:58:20               delivered r2   backup");
	has(&out, "T+2:00:00  -                       planned   r1   last");
	out.len = 0;
	msel_list(&out, view, &filter, true);
	buf_append_byte(&out, '\0');
	has(&out, "\"id\":\"early\",\"status\":\"delivered\",\"revision\":2,\"dueMs\":2700000,"
	          "\"deliveredMs\":1800000,\"lateMs\":-900000,");
	has(&out, "\"dueMs\":0,\"deliveredMs\":3500000,\"deliveredNumber\":9");
	has(&out, "\"dueMs\":7200000,\"deliveredNumber\":0");
	buf_deinit(&out);
	view_free(view);
}

/* Before anything was delivered there is one time. */
static void one_time_before_there_are_two(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_CONTROLLER);
	struct msel_filter filter = {.kind = MSEL_NEXT, .count = 5};
	struct buf out = {0};

	(void)state;
	msel_list(&out, view, &filter, false);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, "planned    state\n"
	                                            "T+2:00:00  planned   r1   last  : Last\n");
	buf_deinit(&out);
	view_free(view);
}

/* What is due at one time is listed in the scenario's order, in which it is fired. */
static void the_list_is_in_the_order_of_firing(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	struct msel_filter filter = {.kind = MSEL_ALL};
	struct buf out = {0};
	const char *zulu, *alpha, *mike;

	(void)state;
	conduct_apply(view,
	    "{\"mark\":3,\"exerciseCreated\":{\"exerciseId\":\"x\",\"durationMs\":14400000}}");
	conduct_apply(view,
	    "{\"mark\":4,\"scenarioLoaded\":{\"part\":{\"injects\":["
	    "{\"id\":\"zulu\",\"plannedMs\":600000},{\"id\":\"alpha\",\"plannedMs\":600000},"
	    "{\"id\":\"mike\",\"plannedMs\":300000}]}}}");
	msel_list(&out, view, &filter, false);
	buf_append_byte(&out, '\0');
	zulu = strstr((const char *)out.data, "zulu");
	alpha = strstr((const char *)out.data, "alpha");
	mike = strstr((const char *)out.data, "mike");
	assert_true(mike < zulu && zulu < alpha);
	buf_deinit(&out);
	view_free(view);
}

static void an_inject_has_both(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_CONTROLLER);
	const struct style style = {.width = 0};
	struct buf out = {0};

	(void)state;
	show_inject_plan(&out, view, view_inject(view, "late"), &style);
	show_inject_plan(&out, view, view_inject(view, "backup"), &style);
	show_inject_plan(&out, view, view_inject(view, "last"), &style);
	inbox_list(&out, view, 0, false);
	buf_append_byte(&out, '\0');
	has(&out,
	    "Planned for T+0:55:00 (2031-08-19 06:00), first for T+0:10:00 (2031-08-18 12:00)");
	has(&out, "Delivered at T+0:57:00 (2031-08-19 06:48): 2 min late");
	has(&out, "Planned for when its condition holds");
	has(&out, "Delivered at T+0:58:20 (2031-08-19 07:20)\n");
	has(&out, "Planned for T+2:00:00 (2031-08-20 08:00)\n");
	has(&out, " (planned T+0:45:00, 15 min early)\n");
	buf_deinit(&out);
	view_free(view);
}

/* The line of a delivery: what was planned stands in it only where it came at another time. */
static void check_line(struct view *view, const char *id, const char *expected)
{
	const struct view_inject *inject = view_inject(view, id);
	const struct style style = {.width = 0};
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	struct buf out = {0};

	event.exercise_ms = inject->delivered_ms;
	event.body_case = CONVENE__V1__EVENT__BODY_INJECT_DELIVERED;
	event.inject_delivered =
	    (Convene__V1__InjectDelivered *)(uintptr_t)inject->delivered; /* not written to */
	timeline_event(&out, view, &(struct view_marked){inject->delivered_mark, &event}, &style);
	buf_append_byte(&out, '\0');
	has(&out, expected);
	buf_deinit(&out);
}

static void the_timeline_has_both(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_CONTROLLER);

	(void)state;
	check_line(view, "early",
	    "INJECT early from control to AL-LI (no channel), planned T+0:45:00, 15 min early\n");
	check_line(view, "exact", "INJECT exact from control to  (no channel)\n");
	view_free(view);
}

static void started(struct view *view)
{
	conduct_apply(view,
	    "{\"mark\":20,\"exerciseMs\":\"0\",\"wallMs\":\"1000\",\"exerciseStarted\":{"
	    "\"clockRevision\":1,\"ratePermille\":1000}}");
}

static void said(struct ending *ending, const struct view *view, int64_t ms, const char *expected)
{
	char line[ENDING_LINE_SIZE];
	const char *found = ending_look(ending, view, ms, line);

	if (expected == NULL) {
		assert_null(found);
	} else {
		assert_string_equal(found != NULL ? found : "nothing", expected);
	}
}

static void the_end_of_the_planned_time_is_noticed(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_CONTROLLER);
	struct ending ending = {.timer = NULL};

	(void)state;
	said(&ending, view, 5 * HOUR, NULL); /* not started */
	started(view);
	said(&ending, view, 3 * HOUR, NULL);
	said(&ending, view, 4 * HOUR - 10 * MINUTE - 1, NULL);
	said(&ending, view, 4 * HOUR - 10 * MINUTE,
	    "The planned time ends at T+4:00:00, in 10 min of exercise time.");
	said(&ending, view, 4 * HOUR - 5 * MINUTE, NULL);
	said(&ending, view, 4 * HOUR - 1, NULL);
	said(&ending, view, 4 * HOUR,
	    "The planned time, until T+4:00:00, is over; the exercise goes on until you say `end`, "
	    "which is ENDEX.");
	said(&ending, view, 5 * HOUR, NULL);
	/* whoever comes later is told since when; a jump passes over the first notice */
	ending = (struct ending){.timer = NULL};
	said(&ending, view, 4 * HOUR + 12 * MINUTE,
	    "The planned time, until T+4:00:00, is over since 12 min; the exercise goes on until "
	    "you say `end`, which is ENDEX.");
	/* to the minute: how late the look came is nobody's concern */
	for (int64_t late_ms = 0; late_ms < MINUTE; late_ms += 1001) {
		ending = (struct ending){.timer = NULL};
		said(&ending, view, 4 * HOUR + 5 * MINUTE + late_ms,
		    "The planned time, until T+4:00:00, is over since 5 min; the exercise goes on "
		    "until you say `end`, which is ENDEX.");
	}
	conduct_apply(view,
	    "{\"mark\":21,\"exerciseMs\":\"15000000\",\"exerciseEnded\":{\"clockRevision\":2}}");
	ending = (struct ending){.timer = NULL};
	said(&ending, view, 5 * HOUR, NULL);
	view_free(view);
}

static void players_are_told_of_the_end_alone(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_PLAYER);
	struct ending ending = {.timer = NULL};

	(void)state;
	started(view);
	said(&ending, view, 4 * HOUR - MINUTE, NULL);
	said(&ending, view, 4 * HOUR,
	    "The planned time, until T+4:00:00, is over; the exercise goes on until a controller "
	    "ends it.");
	view_free(view);
}

/* How far over stands in the banner until ENDEX. */
static void the_banner_has_a_mark(void **state)
{
	struct view *view = played(CONVENE__V1__ROLE__ROLE_CONTROLLER);
	struct buf out = {0};

	(void)state;
	started(view);
	show_banner(&out, view, 1000 + 4 * HOUR - 1);
	buf_append_byte(&out, '\0');
	assert_null(strstr((const char *)out.data, "over"));
	out.len = 0;
	show_banner(&out, view, 1000 + 4 * HOUR + 12 * MINUTE);
	buf_append_byte(&out, '\0');
	has(&out, "running T+4:12:00 12 min over  2031-08-22 12:48");
	conduct_apply(view,
	    "{\"mark\":21,\"exerciseMs\":\"15120000\",\"exerciseEnded\":{\"clockRevision\":2}}");
	out.len = 0;
	show_banner(&out, view, 1000 + 5 * HOUR);
	buf_append_byte(&out, '\0');
	assert_null(strstr((const char *)out.data, "over"));
	buf_deinit(&out);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_list_has_both),
	    cmocka_unit_test(one_time_before_there_are_two),
	    cmocka_unit_test(the_list_is_in_the_order_of_firing),
	    cmocka_unit_test(an_inject_has_both),
	    cmocka_unit_test(the_timeline_has_both),
	    cmocka_unit_test(the_end_of_the_planned_time_is_noticed),
	    cmocka_unit_test(players_are_told_of_the_end_alone),
	    cmocka_unit_test(the_banner_has_a_mark),
	};

	return cmocka_run_group_tests_name("client plan", tests, NULL, NULL);
}
