/* The terminal client's own logic: options, parties, acts, wrapping. */
#include "client/cli/act/act.h"
#include "client/cli/base/verbs.h"
#include "client/cli/session/session.h"
#include "client/cli/text/colour.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/reflect.h"

#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct command command = {
    .name = "test", .operands = "[X]", .help = "Help.", .examples = "  x"};

struct parsed {
	bool flag;
	const char *text;
	struct option_list list;
	uint64_t number;
	int64_t time_ms;
	struct operands operands;
};

/* What goes to stdout and stderr meanwhile is of no interest here. */
static int parse(struct parsed *parsed, int argc, ...)
{
	static char words[16][64];
	static char *argv[16];
	const struct option options[] = {{"flag", NULL, OPTION_FLAG, &parsed->flag, NULL, "a flag"},
	    {"text", "TEXT", OPTION_TEXT, &parsed->text, NULL, "a text"},
	    {"list", "X", OPTION_LIST, &parsed->list, NULL, "a list"},
	    {"number", "N", OPTION_NUMBER, &parsed->number, NULL, "a number"},
	    {"time", "T", OPTION_TIME, &parsed->time_ms, NULL, "a time"}, {.name = NULL}};
	int null = open("/dev/null", O_WRONLY), out = dup(1), err = dup(2), status;
	va_list arguments;

	va_start(arguments, argc);
	for (int i = 0; i < argc; i++) {
		snprintf(words[i], sizeof(words[i]), "%s", va_arg(arguments, const char *));
		argv[i] = words[i];
	}
	va_end(arguments);
	*parsed = (struct parsed){.flag = false};
	fflush(stdout);
	fflush(stderr);
	dup2(null, 1);
	dup2(null, 2);
	status = options_parse(&command, options, argc, argv, &parsed->operands);
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(err, 2);
	close(null);
	close(out);
	close(err);
	return status;
}

static void options_are_taken(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, 9, "one", "--flag", "--text", "t", "--list=a", "two",
	                     "--list", "b", "--time=15m"),
	    -1);
	assert_true(parsed.flag);
	assert_string_equal(parsed.text, "t");
	assert_int_equal(parsed.list.count, 2);
	assert_string_equal(parsed.list.values[1], "b");
	assert_int_equal(parsed.time_ms, 900000);
	assert_int_equal(parsed.operands.count, 2);
	assert_string_equal(parsed.operands.values[0], "one");
	assert_string_equal(parsed.operands.values[1], "two");
	assert_int_equal(parse(&parsed, 3, "--", "--flag", "-"), -1);
	assert_false(parsed.flag);
	assert_int_equal(parsed.operands.count, 2);
	assert_int_equal(parse(&parsed, 1, "-"), -1);
	assert_int_equal(parsed.operands.count, 1);
}

static void wrong_options_are_usage_errors(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, 1, "--help"), CLI_OK);
	assert_int_equal(parse(&parsed, 1, "-h"), CLI_OK);
	assert_int_equal(parse(&parsed, 1, "--nothing"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 1, "--fla"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 1, "--flag=yes"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 1, "--text"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 2, "--number", "-1"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 2, "--number", "1x"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 2, "--number", "99999999999999999999"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 2, "--time", "soon"), CLI_USAGE);
	assert_int_equal(parse(&parsed, 1, "-x"), CLI_USAGE);
}

/* Blanks before it make no difference: a line that was meant for the prompt is nobody's answer. */
static void a_line_begins_with_a_verb(void **state)
{
	static const struct {
		const char *line, *verb; /* NULL: it begins with none */
	} table[] = {{"msel due", "msel"}, {"  msel", "msel"}, {"Msel due", NULL},
	    {" nothing", NULL}, {"", NULL}, {"  ", NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char word[VERB_WORD_SIZE];
		bool begins = verbs_begin(CONVENE__V1__ROLE__ROLE_CONTROLLER, table[i].line, word);

		if (begins != (table[i].verb != NULL) ||
		    (begins && strcmp(word, table[i].verb) != 0)) {
			fail_msg("\"%s\"", table[i].line);
		}
	}
}

static void a_text_is_trimmed(void **state)
{
	char text[] = " \t yes please\t ", blank[] = "  ", none[] = "";

	(void)state;
	assert_string_equal(verbs_trim(text), "yes please");
	assert_string_equal(verbs_trim(blank), "");
	assert_string_equal(verbs_trim(none), "");
}

static void parties_by_their_looks(void **state)
{
	struct party_list list;

	(void)state;
	party_list_init(&list);
	assert_true(party_list_add(&list, "AL-NGO, clinic,control,team:lower,entity:UPPER"));
	assert_int_equal(list.count, 5);
	assert_int_equal(list.parties[0].kind_case, CONVENE__V1__PARTY__KIND_TEAM_ID);
	assert_string_equal(list.parties[0].team_id, "AL-NGO");
	assert_int_equal(list.parties[1].kind_case, CONVENE__V1__PARTY__KIND_ENTITY_ID);
	assert_string_equal(list.parties[1].entity_id, "clinic");
	assert_int_equal(list.parties[2].kind_case, CONVENE__V1__PARTY__KIND_CONTROL);
	assert_string_equal(list.parties[3].team_id, "lower");
	assert_string_equal(list.parties[4].entity_id, "UPPER");
	assert_false(party_list_add(&list, "A,,B"));
	assert_false(party_list_add(&list, ""));
	assert_int_equal(list.count, 5);
}

static void a_choice_names_what_there_is(void **state)
{
	char why[400];

	(void)state;
	assert_int_equal(words_choice(&convene__v1__channel__descriptor, "channel", "PHONE x", 5,
	                     why, sizeof(why)),
	    CONVENE__V1__CHANNEL__CHANNEL_PHONE);
	assert_int_equal(words_choice(&convene__v1__channel__descriptor, "channel", "pigeon", 6,
	                     why, sizeof(why)),
	    -1);
	assert_non_null(strstr(why, "there is no channel \"pigeon\": phone, "));
	assert_true(words_are_yes("Y") && words_are_yes("Yes") && !words_are_yes("yes, but"));
}

static void post(struct view *view, uint64_t mark, uint64_t author, uint64_t voiced_by)
{
	Convene__V1__MessagePosted posted = CONVENE__V1__MESSAGE_POSTED__INIT;
	Convene__V1__MessageVoiced voiced = CONVENE__V1__MESSAGE_VOICED__INIT;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	static Convene__V1__MessagePosted kept[4];
	event.body_case = CONVENE__V1__EVENT__BODY_MESSAGE_POSTED;
	posted.message_id = 1000 + mark;
	posted.thread_id = 5;
	posted.participant_id = author;
	kept[mark / 2] = posted;
	event.message_posted = &kept[mark / 2];
	view_take(view, mark, &event, NULL);
	if (voiced_by != 0) {
		event.body_case = CONVENE__V1__EVENT__BODY_MESSAGE_VOICED;
		voiced.message_id = posted.message_id;
		voiced.participant_id = voiced_by;
		event.message_voiced = &voiced;
		view_take(view, mark + 1, &event, NULL);
	}
}

/* By a thread's number the last of one's own; a colleague's in an entity's name by its own. */
static void a_correction_is_of_ones_own(void **state)
{
	struct view *view = view_new(NULL);
	char why[ACT_WHY_SIZE];
	struct act act;

	(void)state;
	view_welcome(view, 3, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	post(view, 1, 0, 9);
	assert_false(act_correct(&act, view, 5, "text", why, sizeof(why)));
	post(view, 3, 0, 3);
	post(view, 5, 0, 9);
	assert_true(act_correct(&act, view, 5, "text", why, sizeof(why)));
	assert_int_equal(act.command.correct_message->message_id, 1003);
	assert_true(act_correct(&act, view, 1005, "text", why, sizeof(why)));
	assert_int_equal(act.command.correct_message->message_id, 1005);
	view_free(view);
}

/* Fields are found by their names: each is there, and of the type that is written. */
static void each_act_has_its_fields(void **state)
{
	static const struct {
		const char *verb, *value;
	} clock[] = {{"start", "1"}, {"pause", NULL}, {"resume", NULL}, {"rate", "1"},
	    {"jump", "T+1:00:00"}, {"story", "+1d"}, {"end", NULL}, {"close", NULL}};
	static const char *const inject[] = {"release", "hold", "skip", "reschedule", "retarget"};
	struct view *view = view_new(NULL);
	char why[ACT_WHY_SIZE], when[] = "T+0:45:00", team[] = "AL-NGO";
	struct act act;

	(void)state;
	view->clock.revision = 7;
	for (size_t i = 0; i < sizeof(clock) / sizeof(clock[0]); i++) {
		/* whatever the time is, the fields are filled in */
		act_clock(
		    &act, view, 0, clock[i].verb, clock[i].value, "why", NULL, why, sizeof(why));
		const ProtobufCFieldDescriptor *note =
		    reflect_field(act.body.descriptor, "note", 4);
		if (note != NULL) {
			assert_string_equal(*(char **)reflect_member(&act.body, note), "why");
		}
	}
	assert_int_equal(act.command.body_case, CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE);
	for (size_t i = 0; i < sizeof(inject) / sizeof(inject[0]); i++) {
		char *values[] = {strcmp(inject[i], "retarget") == 0 ? team : when};
		assert_true(act_inject(
		    &act, NULL, 0, inject[i], "x", values, i < 3 ? 0 : 1, 5, why, sizeof(why)));
		assert_string_equal(*(char **)reflect_member(&act.body,
		                        reflect_field(act.body.descriptor, "inject_id", 9)),
		    "x");
		assert_int_equal(*(uint32_t *)reflect_member(
		                     &act.body, reflect_field(act.body.descriptor, "revision", 8)),
		    5);
	}
	view_free(view);
}

static void a_value_is_said_by_a_phrase_a_name_or_a_number(void **state)
{
	static const char *const moments[] = {
	    "at any time", [CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_READ] = "opened"};
	int later = CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_ANSWERED + 7;

	(void)state;
	assert_string_equal(WORDS_VALUE(inject_moment, 0, moments), "at any time");
	assert_string_equal(WORDS_VALUE(inject_moment,
	                        CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED, moments),
	    "delivered");
	assert_string_equal(
	    WORDS_VALUE(inject_moment, CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_READ, moments),
	    "opened");
	assert_string_equal(
	    WORDS_VALUE(inject_moment, CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_ANSWERED, moments),
	    "answered");
	assert_string_equal(WORDS_VALUE(inject_moment, later, moments), "10");
	assert_string_equal(WORDS_VALUE(inject_moment, -1, moments), "-1");
}

static void acts_from_words(void **state)
{
	char team_a[] = "AL-NGO", team_b[] = "AL-LI", when[] = "T+0:45:00", soon[] = "soon";
	char *teams[] = {team_a, team_b}, *time[] = {when}, *never[] = {soon};
	char next[] = "next", morning[] = "morning", hour[] = "08:00";
	char *story[] = {next, morning, hour};
	struct act act;
	char why[ACT_WHY_SIZE];

	(void)state;
	assert_true(act_clock(&act, NULL, 0, "start", "4", NULL, NULL, why, sizeof(why)));
	assert_int_equal(act.command.start_exercise->rate_permille, 4000);
	assert_true(act_clock(&act, NULL, 0, "rate", "0.5", NULL, NULL, why, sizeof(why)));
	assert_int_equal(act.command.set_rate->rate_permille, 500);
	assert_true(
	    act_clock(&act, NULL, 0, "jump", "T+1:30:00", "note", "fire", why, sizeof(why)));
	assert_int_equal(act.command.jump_clock->to_ms, 5400000);
	assert_int_equal(act.command.jump_clock->overdue->action,
	    CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_FIRE);
	assert_false(act_clock(&act, NULL, 0, "jump", "T+1", NULL, "never", why, sizeof(why)));
	assert_false(act_clock(&act, NULL, 0, "jump", NULL, NULL, NULL, why, sizeof(why)));
	assert_false(act_clock(&act, NULL, 0, "rate", "0", NULL, NULL, why, sizeof(why)));
	assert_false(act_clock(&act, NULL, 0, "rate", "10001", NULL, NULL, why, sizeof(why)));
	assert_false(act_clock(&act, NULL, 0, "rate", "nan", NULL, NULL, why, sizeof(why)));
	assert_false(act_clock(&act, NULL, 0, "stop", NULL, NULL, NULL, why, sizeof(why)));
	assert_true(act_inject(&act, NULL, 0, "retarget", "x", teams, 2, 5, why, sizeof(why)));
	assert_int_equal(act.command.retarget_inject->n_to, 2);
	assert_int_equal(act.command.retarget_inject->revision, 5);
	assert_true(act_inject(&act, NULL, 0, "reschedule", "x", time, 1, 0, why, sizeof(why)));
	assert_int_equal(act.command.reschedule_inject->due_ms, 2700000);
	/* the words that its own refusal recommends */
	assert_true(act_inject(&act, NULL, 0, "reschedule", "x", story, 3, 0, why, sizeof(why)));
	assert_false(act_clock(&act, NULL, 0, "jump", "90", NULL, NULL, why, sizeof(why)));
	assert_non_null(strstr(why, "\"90\" has no unit: 90m are minutes"));
	assert_false(act_inject(&act, NULL, 0, "reschedule", "x", never, 1, 0, why, sizeof(why)));
	assert_false(act_inject(&act, NULL, 0, "release", "x", teams, 1, 0, why, sizeof(why)));
	assert_false(act_inject(&act, NULL, 0, "retarget", "x", NULL, 0, 0, why, sizeof(why)));
	assert_false(act_inject(&act, NULL, 0, "withdraw", "x", NULL, 0, 5, why, sizeof(why)));
	assert_true(act_inject(&act, NULL, 0, "withdraw", "x", story, 3, 5, why, sizeof(why)));
	assert_string_equal(act.command.withdraw_inject->reason, "next morning 08:00");
	assert_true(act_inject(&act, NULL, 0, "restore", "x", NULL, 0, 5, why, sizeof(why)));
	assert_int_equal(act.command.restore_inject->revision, 5);
	assert_false(act_inject(&act, NULL, 0, "restore", "x", story, 1, 5, why, sizeof(why)));
	assert_true(act_shift(&act, NULL, "+1:30", false, why, sizeof(why)));
	assert_int_equal(act.command.shift_injects->by_ms, 5400000);
	assert_true(act_shift(&act, NULL, "-20m", true, why, sizeof(why)));
	assert_int_equal(act.command.shift_injects->by_ms, -1200000);
	assert_true(act.command.shift_injects->due_now);
	assert_false(act_shift(&act, NULL, "20m", false, why, sizeof(why)));
	assert_false(act_shift(&act, NULL, "+0m", false, why, sizeof(why)));
	assert_false(act_shift(&act, NULL, "+soon", false, why, sizeof(why)));
	assert_false(act_shift(&act, NULL, "", false, why, sizeof(why)));
	assert_true(act_invite(&act, "player", "AL-NGO", NULL, why, sizeof(why)));
	assert_int_equal(act.command.issue_invite->role, CONVENE__V1__ROLE__ROLE_PLAYER);
	assert_false(act_invite(&act, "player", NULL, NULL, why, sizeof(why)));
	assert_false(act_invite(&act, "observer", "AL-NGO", NULL, why, sizeof(why)));
	assert_false(act_invite(&act, "king", NULL, NULL, why, sizeof(why)));
}

static void check_wrap(const char *text, size_t width, size_t indent, const char *expected)
{
	struct buf out = {0};

	wrap_append(&out, text, width, indent, indent);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, expected);
	buf_deinit(&out);
}

static void text_is_wrapped_between_words(void **state)
{
	(void)state;
	check_wrap("one two three", 0, 2, "one two three\n");
	check_wrap("one two three four", 12, 2, "one two\n  three four\n");
	check_wrap("a\n\n  b\n", 20, 0, "a\n\n  b\n");
	check_wrap("abcdefghijklmnopqrstuvwxyz", 12, 0, "abcdefghijkl\nmnopqrstuvwx\nyz\n");
	check_wrap("", 12, 0, "\n");
	/* two columns each */
	check_wrap("\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5", 12, 0,
	    "\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\n\u65e5\n");
	/* never within what a reader takes for one character, however narrow it is */
	check_wrap("12345678ae\u0301\u65e5", 10, 0, "12345678ae\u0301\n\u65e5\n");
	check_wrap("\u65e5\u672c", 1, 0, "\u65e5\n\u672c\n");
}

static void other_peoples_text_does_not_drive_the_terminal(void **state)
{
	struct buf out = {0};

	(void)state;
	check_wrap("a\033[2Jb\007c\xc2\x9b"
	           "1m",
	    80, 0, "a\ufffd[2Jb\ufffdc\ufffd1m\n");
	check_wrap("cod\u202efdp.exe X\u200bA", 80, 0, "codfdp.exe XA\n");
	check_wrap("one\u2028two", 80, 2, "one\n  two\n");
	wrap_append_line(&out, "one\ntwo\033]0;title\007");
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, "one two\ufffd]0;title\ufffd");
	buf_deinit(&out);
}

/* Colours are ours alone: no text has the bytes that stand for them, and none passes as they do. */
static void only_colours_steer_the_terminal(void **state)
{
	struct buf out = {0};

	(void)state;
	colour_begin(&out, COLOUR_YELLOW);
	buf_append_text(&out, "\033[31mred\xc2\x9b\u202e");
	colour_end(&out);
	buf_append_text(&out, "\n\xff");
	buf_append_text(&out, "z\xff");
	colour_resolve(&out);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, "\033[33m\ufffd[31mred\ufffd\033[0m\n");
	buf_deinit(&out);
	colour_resolve(&out);
	assert_int_equal(out.len, 0);
}

static void refusals_have_their_exit_codes(void **state)
{
	(void)state;
	assert_int_equal(
	    session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED), CLI_DENIED);
	assert_int_equal(
	    session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL), CLI_DENIED);
	assert_int_equal(
	    session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED), CLI_DENIED);
	assert_int_equal(
	    session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT), CLI_REFUSED);
	assert_int_equal(
	    session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND), CLI_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(options_are_taken),
	    cmocka_unit_test(wrong_options_are_usage_errors),
	    cmocka_unit_test(a_line_begins_with_a_verb), cmocka_unit_test(a_text_is_trimmed),
	    cmocka_unit_test(parties_by_their_looks), cmocka_unit_test(a_correction_is_of_ones_own),
	    cmocka_unit_test(each_act_has_its_fields),
	    cmocka_unit_test(a_choice_names_what_there_is),
	    cmocka_unit_test(a_value_is_said_by_a_phrase_a_name_or_a_number),
	    cmocka_unit_test(acts_from_words), cmocka_unit_test(text_is_wrapped_between_words),
	    cmocka_unit_test(other_peoples_text_does_not_drive_the_terminal),
	    cmocka_unit_test(only_colours_steer_the_terminal),
	    cmocka_unit_test(refusals_have_their_exit_codes)};

	/* wcwidth() knows wide characters only in a UTF-8 locale */
	setenv("LC_ALL", "C.UTF-8", 1);
	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
