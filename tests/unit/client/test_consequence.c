/* What a change of the clock would do, said before. */
#include "client/cli/act/consequence.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

/* Four hours, the story 24 times as fast from 2031-08-18 08:00; something of every kind is ahead.
 */
static struct view *planned(const char *overdue)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	char scenario[2000];

	conduct_apply(view,
	    "{\"mark\":3,\"exerciseCreated\":{\"exerciseId\":\"x\",\"durationMs\":\"14400000\","
	    "\"story\":{\"start\":\"2031-08-18T08:00\",\"factor\":24}}}");
	snprintf(scenario, sizeof(scenario),
	    "{\"mark\":4,\"scenarioLoaded\":{\"part\":{%s\"injects\":["
	    "{\"id\":\"early\",\"plannedMs\":\"600000\",\"title\":{\"value\":\"Early\"}},"
	    "{\"id\":\"van\",\"plannedMs\":\"3000000\",\"title\":{\"value\":\"A van\"}},"
	    "{\"id\":\"mail\",\"plannedMs\":\"2700000\",\"title\":{\"value\":\"A mail\"},"
	    "\"mode\":\"INJECT_MODE_ON_RELEASE\"},"
	    "{\"id\":\"last\",\"plannedMs\":\"3600000\",\"title\":{\"value\":\"Last\"}},"
	    "{\"id\":\"backup\",\"when\":{\"all\":[{\"message\":{\"from\":[\"AL-LI\"]},"
	    "\"window\":{\"beforeMs\":\"3000000\"}}],\"none\":[{\"message\":{\"to\":[\"site\"]},"
	    "\"window\":{\"beforeMs\":\"7200000\"}}]}}],"
	    "\"milestones\":[{\"id\":\"warned\",\"when\":{\"any\":[{\"inject\":{\"id\":\"van\","
	    "\"is\":\"INJECT_MOMENT_ANSWERED\"},\"window\":{\"of\":{\"inject\":\"early\"},"
	    "\"withinMs\":\"1800000\"}}]}}],"
	    "\"questionnaires\":[{\"id\":\"first\",\"openMs\":\"2400000\",\"closeMs\":\"3000000\"},"
	    "{\"id\":\"second\",\"openMs\":\"2400000\",\"closeMs\":\"9000000\"}]}}}",
	    overdue);
	conduct_apply(view, scenario);
	return view;
}

static enum consequence ask(
    const struct view *view, int64_t now_ms, Convene__V1__Command *command, struct buf *out)
{
	enum consequence consequence;

	out->len = 0;
	consequence = consequence_of(view, now_ms, command, 0, out);
	buf_append_byte(out, '\0');
	return consequence;
}

static enum consequence jump(
    const struct view *view, int64_t now_ms, int64_t to_ms, struct buf *out)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__JumpClock body = CONVENE__V1__JUMP_CLOCK__INIT;

	body.to_ms = to_ms;
	command.body_case = CONVENE__V1__COMMAND__BODY_JUMP_CLOCK;
	command.jump_clock = &body;
	return ask(view, now_ms, &command, out);
}

static void says(const struct buf *out, const char *text)
{
	if (strstr((const char *)out->data, text) == NULL) {
		fail_msg("\"%s\" is missing in:\n%s", text, (const char *)out->data);
	}
}

static void says_not(const struct buf *out, const char *text)
{
	if (strstr((const char *)out->data, text) != NULL) {
		fail_msg("\"%s\" is in:\n%s", text, (const char *)out->data);
	}
}

static void a_jump_says_what_it_passes_over(void **state)
{
	struct view *view = planned("");
	struct buf out = {0};

	(void)state;
	assert_int_equal(jump(view, 30 * MINUTE, HOUR, &out), CONSEQUENCE_GRAVE);
	says(&out, "The clock goes from T+0:30:00 (2031-08-18 20:00) to T+1:00:00 (2031-08-19 "
	           "08:00): 30 min of the exercise, 12 h 00 min of the story.\n");
	/* by time; what is due at the very end falls due as usual, what was due before was before
	 */
	says(&out,
	    "It passes over 2 injects, which are held until a controller releases or skips each "
	    "(rule: ask):\n"
	    "  T+0:45:00 mail: A mail (waits for release in any case)\n"
	    "  T+0:50:00 van: A van\n");
	says(&out, "Questionnaire first opens late, at once; its time to close is passed over too");
	says(&out, "Questionnaire second opens late, at once.\n");
	says(&out, "  inject backup waits for a message from AL-LI, before T+0:50:00\n");
	says_not(&out, "ruled out");
	says_not(&out, "beyond the planned end");
	says(&out, "The clock does not go back.\n");
	/* the other window is longer */
	jump(view, 30 * MINUTE, 3 * HOUR, &out);
	says(&out, "  inject backup would be ruled out by a message to site, before T+2:00:00\n");
	buf_deinit(&out);
	view_free(view);
}

/* Half an hour from the delivery at T+0:10:00. */
static void a_window_from_what_has_happened_counts(void **state)
{
	struct view *view = planned("");
	struct buf out = {0};

	(void)state;
	jump(view, 15 * MINUTE, 41 * MINUTE, &out);
	says_not(&out, "milestone warned");
	conduct_apply(view,
	    "{\"mark\":9,\"exerciseMs\":\"600000\",\"injectDelivered\":{\"injectId\":\"early\"}}");
	jump(view, 15 * MINUTE, 39 * MINUTE, &out);
	says_not(&out, "milestone warned");
	assert_int_equal(jump(view, 15 * MINUTE, 41 * MINUTE, &out), CONSEQUENCE_GRAVE);
	says(&out, "  milestone warned waits for inject van to be answered, within 30 min of the "
	           "delivery of inject early\n");
	buf_deinit(&out);
	view_free(view);
}

static void the_rule_is_the_scenarios(void **state)
{
	struct view *view = planned("\"overdue\":{\"action\":\"OVERDUE_ACTION_FIRE\"},");
	struct buf out = {0};

	(void)state;
	jump(view, 46 * MINUTE, HOUR, &out);
	says(&out, "It passes over 1 inject, which is delivered at once (rule: fire):\n");
	view_free(view);
	view =
	    planned("\"overdue\":{\"action\":\"OVERDUE_ACTION_STAGGER\",\"staggerMs\":\"90000\"},");
	jump(view, 30 * MINUTE, HOUR, &out);
	says(&out, "delivered one after the other, one every 1 min 30 s (rule: stagger):\n");
	buf_deinit(&out);
	view_free(view);
}

static void beyond_the_end_is_grave(void **state)
{
	struct view *view = planned("");
	struct buf out = {0};

	(void)state;
	assert_int_equal(jump(view, 3 * HOUR, 25 * HOUR, &out), CONSEQUENCE_GRAVE);
	says(&out, "22 h 00 min of the exercise, 22 d 0 h of the story.\n"
	           "That is 21 h 00 min beyond the planned end, T+4:00:00 (2031-08-22 08:00).\n");
	/* a small one is said, and done */
	assert_int_equal(jump(view, 3 * HOUR, 3 * HOUR + MINUTE, &out), CONSEQUENCE_SAID);
	says(&out, "It passes over nothing that is planned.\n");
	assert_int_equal(jump(view, 3 * HOUR, 4 * HOUR, &out), CONSEQUENCE_SAID);
	buf_deinit(&out);
	view_free(view);
}

static enum consequence reschedule(
    const struct view *view, const char *id, int64_t now_ms, int64_t due_ms, struct buf *out)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RescheduleInject body = CONVENE__V1__RESCHEDULE_INJECT__INIT;

	body.inject_id = (char *)(uintptr_t)id;
	body.due_ms = due_ms;
	command.body_case = CONVENE__V1__COMMAND__BODY_RESCHEDULE_INJECT;
	command.reschedule_inject = &body;
	return ask(view, now_ms, &command, out);
}

static void a_reschedule_says_both_times(void **state)
{
	struct view *view = planned("");
	struct buf out = {0};

	(void)state;
	assert_int_equal(reschedule(view, "mail", 0, 46 * MINUTE, &out), CONSEQUENCE_SAID);
	assert_string_equal((const char *)out.data,
	    "mail moves from T+0:45:00 (2031-08-19 02:00) to T+0:46:00 "
	    "(2031-08-19 02:24), 1 min later.\n");
	assert_int_equal(reschedule(view, "mail", 0, 55 * MINUTE, &out), CONSEQUENCE_SAID);
	says(&out, "It then comes after van (T+0:50:00).\n");
	assert_int_equal(reschedule(view, "last", 0, 20 * MINUTE, &out), CONSEQUENCE_SAID);
	says(&out, "40 min earlier.\nIt then comes before mail (T+0:45:00), van (T+0:50:00).\n");
	assert_int_equal(
	    reschedule(view, "mail", 0, 15 * HOUR + 30 * MINUTE, &out), CONSEQUENCE_GRAVE);
	says(&out, "That is 11 h 30 min beyond the planned end, T+4:00:00");
	/* there is no way back to waiting */
	assert_int_equal(reschedule(view, "backup", 0, HOUR, &out), CONSEQUENCE_GRAVE);
	says(&out, "backup waits for a condition; it moves to T+1:00:00");
	assert_int_equal(reschedule(view, "none", 0, HOUR, &out), CONSEQUENCE_NONE);
	buf_deinit(&out);
	view_free(view);
}

static void a_rate_that_leaves_no_time_is_grave(void **state)
{
	static const struct {
		uint32_t permille;
		enum consequence consequence;
	} rows[] = {{1000, CONSEQUENCE_NONE}, {4000, CONSEQUENCE_NONE}, {60000, CONSEQUENCE_NONE},
	    {500, CONSEQUENCE_NONE}, {10000000, CONSEQUENCE_GRAVE}, {1, CONSEQUENCE_GRAVE}};
	struct view *view = planned("");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__SetRate rate = CONVENE__V1__SET_RATE__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	struct buf out = {0};

	(void)state;
	/* whom else STARTEX would find missing */
	conduct_apply(view, "{\"mark\":5,\"participantJoined\":{\"participantId\":\"5\",\"role\":"
	                    "\"ROLE_EVALUATOR\"}}");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rate.rate_permille = start.rate_permille = rows[i].permille;
		command.body_case = CONVENE__V1__COMMAND__BODY_SET_RATE;
		command.set_rate = &rate;
		assert_int_equal(ask(view, HOUR, &command, &out), rows[i].consequence);
		command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
		command.start_exercise = &start;
		assert_int_equal(ask(view, 0, &command, &out), rows[i].consequence);
	}
	says(&out, "At 0.001 times real time the 4 h 00 min that are left of the planned time take "
	           "166 d 16 h.\n");
	start.rate_permille = 0;
	assert_int_equal(ask(view, 0, &command, &out), CONSEQUENCE_NONE);
	buf_deinit(&out);
	view_free(view);
}

/* A request that has to be acknowledged by 12:00 of the story and answered a day later. */
static void limits_that_pass_are_named(void **state)
{
	struct view *view = planned("");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__ShiftStory shift = CONVENE__V1__SHIFT_STORY__INIT;
	struct buf out = {0};

	(void)state;
	conduct_apply(view,
	    "{\"mark\":20,\"exerciseMs\":\"60000\",\"requestSent\":{\"requestId\":\"20\","
	    "\"fromTeamId\":\"AL-LI\",\"content\":{\"instrument\":\"mla\"},"
	    "\"acknowledgeByStoryMs\":\"14400000\",\"answerByStoryMs\":\"100800000\"}}");
	assert_int_equal(jump(view, 5 * MINUTE, 9 * MINUTE, &out), CONSEQUENCE_SAID);
	assert_int_equal(jump(view, 5 * MINUTE, 10 * MINUTE, &out), CONSEQUENCE_GRAVE);
	says(&out, "Limits of requests that pass:\n"
	           "  request 20 of AL-LI, acknowledgement due 2031-08-18 12:00\n");
	command.body_case = CONVENE__V1__COMMAND__BODY_SHIFT_STORY;
	command.shift_story = &shift;
	shift.to_story_ms = 3 * HOUR;
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_SAID);
	says(&out, "The story goes from 2031-08-18 10:00 to 2031-08-18 11:00: 1 h 00 min. Injects "
	           "keep their times of the exercise.\n");
	shift.to_story_ms = 24 * 10 * HOUR;
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_GRAVE);
	says(&out, "request 20 of AL-LI");
	says_not(&out, "van");
	shift.to_story_ms = 0;
	shift.factor = 12;
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_SAID);
	says(&out, "From here on an hour of the exercise is 12 h 00 min of the story.\n");
	buf_deinit(&out);
	view_free(view);
}

static void endex_says_what_is_cut_off(void **state)
{
	struct view *view = planned("");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__EndExercise end = CONVENE__V1__END_EXERCISE__INIT;
	struct buf out = {0};

	(void)state;
	command.body_case = CONVENE__V1__COMMAND__BODY_END_EXERCISE;
	command.end_exercise = &end;
	assert_int_equal(ask(view, 3 * HOUR, &command, &out), CONSEQUENCE_GRAVE);
	assert_string_equal((const char *)out.data,
	    "The planned end is still 1 h 00 min away.\n"
	    "4 injects are planned or held and will not be delivered.\n");
	buf_deinit(&out);
	view_free(view);
}

/* What the server refuses in any case is asked about by nobody. */
static void what_is_refused_is_known(void **state)
{
	static const Convene__V1__Command__BodyCase start =
	                                                CONVENE__V1__COMMAND__BODY_START_EXERCISE,
	                                            jump = CONVENE__V1__COMMAND__BODY_JUMP_CLOCK,
	                                            pause = CONVENE__V1__COMMAND__BODY_PAUSE_CLOCK;
	struct view *view = planned("");

	(void)state;
	assert_int_equal(view->role, CONVENE__V1__ROLE__ROLE_CONTROLLER);
	assert_false(consequence_is_refused(view, start));
	assert_false(consequence_is_refused(view, jump));
	view->role = CONVENE__V1__ROLE__ROLE_PLAYER;
	assert_true(consequence_is_refused(view, start));
	assert_true(consequence_is_refused(view, jump));
	view->role = CONVENE__V1__ROLE__ROLE_CONTROLLER;
	conduct_apply(view, "{\"mark\":5,\"exerciseStarted\":{\"clockRevision\":1}}");
	assert_true(consequence_is_refused(view, start));
	assert_false(consequence_is_refused(view, jump));
	conduct_apply(view, "{\"mark\":7,\"exerciseEnded\":{\"clockRevision\":2}}");
	assert_true(consequence_is_refused(view, jump));
	assert_true(consequence_is_refused(view, pause));
	assert_false(consequence_is_refused(view, CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE));
	view_free(view);
}

/* To close is final, and what it closes is said; before ENDEX the server says what is wrong. */
static void closing_is_asked_about(void **state)
{
	struct view *view = planned("");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__CloseExercise close = CONVENE__V1__CLOSE_EXERCISE__INIT;
	struct buf out = {0};

	(void)state;
	command.body_case = CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE;
	command.close_exercise = &close;
	conduct_apply(view, "{\"mark\":5,\"exerciseStarted\":{\"clockRevision\":1}}");
	conduct_apply(
	    view, "{\"mark\":6,\"questionnaireOpened\":{\"questionnaire\":{\"id\":\"first\"}}}");
	assert_int_equal(ask(view, 0, &command, &out), CONSEQUENCE_NONE);
	conduct_apply(view, "{\"mark\":7,\"exerciseEnded\":{\"clockRevision\":2}}");
	assert_int_equal(ask(view, 0, &command, &out), CONSEQUENCE_GRAVE);
	says(&out, "1 questionnaire is still open");
	buf_deinit(&out);
	view_free(view);
}

/* Whatever is to become of the clock: who asked for help is named before it is done. */
static void open_calls_are_said_before(void **state)
{
	static const struct {
		Convene__V1__Command__BodyCase body;
		const char *phase; /* the event that makes it possible, or "" */
	} cases[] = {{CONVENE__V1__COMMAND__BODY_START_EXERCISE, ""},
	    {CONVENE__V1__COMMAND__BODY_RESUME_CLOCK, "{\"mark\":11,\"clockPaused\":{}}"},
	    {CONVENE__V1__COMMAND__BODY_END_EXERCISE, ""},
	    {CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE, "{\"mark\":11,\"exerciseEnded\":{}}"}};
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	Convene__V1__ResumeClock resume = CONVENE__V1__RESUME_CLOCK__INIT;
	Convene__V1__EndExercise end = CONVENE__V1__END_EXERCISE__INIT;
	Convene__V1__CloseExercise closing = CONVENE__V1__CLOSE_EXERCISE__INIT;
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
		struct view *view = planned("");

		command.body_case = cases[i].body;
		if (i == 0) {
			command.start_exercise = &start;
		} else if (i == 1) {
			command.resume_clock = &resume;
		} else if (i == 2) {
			command.end_exercise = &end;
		} else {
			command.close_exercise = &closing;
		}
		assert_true(consequence_mentions_calls(command.body_case));
		conduct_apply(view,
		    "{\"mark\":10,\"welfareRaised\":{\"participantId\":\"7\",\"note\":\"\"}}");
		if (cases[i].phase[0] != '\0') {
			conduct_apply(view, cases[i].phase);
		}
		assert_int_equal(ask(view, 0, &command, &out), CONSEQUENCE_GRAVE);
		says(&out,
		    "WELFARE: somebody asked for help at T+0:00:00, and nobody has answered: "
		    "`welfare answer 7 TEXT` does.\n");
		conduct_apply(view, "{\"mark\":12,\"welfareAnswered\":{\"participantId\":\"7\"}}");
		ask(view, 0, &command, &out);
		says_not(&out, "WELFARE");
		view_free(view);
	}
	buf_deinit(&out);
}

/* A view of `planned`: early, mail, van and last are planned, backup waits at any time. */
static void a_shift_says_how_many_and_which_is_next(void **state)
{
	struct view *view = planned("");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__ShiftInjects body = CONVENE__V1__SHIFT_INJECTS__INIT;
	struct buf out = {0};

	(void)state;
	command.body_case = CONVENE__V1__COMMAND__BODY_SHIFT_INJECTS;
	command.shift_injects = &body;
	body.by_ms = 20 * MINUTE;
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_SAID);
	says(&out, "4 injects move by 20 min, later.");
	says(&out, "The next, early, moves from T+0:10:00 (2031-08-18 12:00) to T+0:30:00");
	body.by_ms = -10 * MINUTE;
	/* the server refuses it, and names them */
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_SAID);
	says_not(&out, "due at once");
	body.due_now = true;
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_GRAVE);
	says(&out, "1 of them is due at once.");
	body.by_ms = 4 * HOUR;
	assert_int_equal(ask(view, 5 * MINUTE, &command, &out), CONSEQUENCE_GRAVE);
	says(&out, "beyond the planned end");
	/* and then it is so, with a revision more for each that moved */
	conduct_apply(view,
	    "{\"mark\":20,\"exerciseMs\":\"300000\",\"injectsShifted\":{\"shift\":1,"
	    "\"byMs\":\"1200000\",\"injects\":4}}");
	assert_int_equal(view->inject_shifts, 1);
	assert_int_equal(view_inject(view, "early")->due_ms, 30 * MINUTE);
	assert_int_equal(view_inject(view, "early")->revision, 2);
	assert_int_equal(view_inject(view, "backup")->due_ms, 0);
	assert_int_equal(view_inject(view, "backup")->revision, 1);
	buf_deinit(&out);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_jump_says_what_it_passes_over),
	    cmocka_unit_test(a_window_from_what_has_happened_counts),
	    cmocka_unit_test(the_rule_is_the_scenarios),
	    cmocka_unit_test(beyond_the_end_is_grave),
	    cmocka_unit_test(a_reschedule_says_both_times),
	    cmocka_unit_test(a_rate_that_leaves_no_time_is_grave),
	    cmocka_unit_test(limits_that_pass_are_named),
	    cmocka_unit_test(endex_says_what_is_cut_off),
	    cmocka_unit_test(what_is_refused_is_known),
	    cmocka_unit_test(closing_is_asked_about),
	    cmocka_unit_test(open_calls_are_said_before),
	    cmocka_unit_test(a_shift_says_how_many_and_which_is_next),
	};

	return cmocka_run_group_tests_name("client consequence", tests, NULL, NULL);
}
