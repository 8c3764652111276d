/* The words of `welfare`: for who calls, and for those who answer. */
#include "client/cli/act/consequence.h"
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "client/cli/conduct/words.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PLAYER     CONVENE__V1__ROLE__ROLE_PLAYER
#define CONTROLLER CONVENE__V1__ROLE__ROLE_CONTROLLER

#define JOINED(id)                                                                                 \
	"{\"mark\":" id ",\"participantJoined\":{\"participantId\":\"" id                          \
	"\",\"role\":\"ROLE_PLAYER\",\"teamId\":\"AL-LI\"}}"
#define NOTED(mark, at, note)                                                                      \
	"{\"mark\":" mark ",\"exerciseMs\":\"" at "\",\"wallMs\":\"" at                            \
	"\",\"welfareRaised\":{\"participantId\":\"7\",\"note\":" note "}}"
#define RAISED(mark, who)                                                                          \
	"{\"mark\":" mark ",\"welfareRaised\":{\"participantId\":\"" who "\",\"note\":\"too "      \
	"much\"}}"

static enum conduct_outcome say(
    struct conduct *conduct, const struct view *view, const char *noun, const char *words)
{
	static const struct style plain = {.width = 0};
	static char line[200];
	char *argv[16];
	int argc;

	snprintf(line, sizeof(line), "%s", words);
	argc = conduct_split(line, argv, 16);
	conduct_init(conduct, view, &plain, 0);
	return conduct_run(conduct, conduct_noun(noun), argc, argv);
}

static void answers(const struct view *view, const char *words, uint64_t whom, const char *text)
{
	struct conduct conduct;
	enum conduct_outcome outcome = say(&conduct, view, "welfare", words);

	assert_int_equal(outcome, whom != 0 ? CONDUCT_SEND : CONDUCT_REFUSED);
	if (whom != 0) {
		assert_int_equal(conduct.command->answer_welfare->participant_id, whom);
		assert_string_equal(conduct.command->answer_welfare->text, text);
	}
	conduct_deinit(&conduct);
}

static void the_words_of_welfare(void **state)
{
	struct view *view = conduct_welcome(CONTROLLER, "");
	struct conduct conduct;

	(void)state;
	conduct_apply(view, RAISED("9", "7"));
	assert_int_equal(
	    say(&conduct, view, "welfare", "answer 7 Clara is on her way."), CONDUCT_SEND);
	assert_int_equal(conduct.command->answer_welfare->participant_id, 7);
	assert_string_equal(conduct.command->answer_welfare->text, "Clara is on her way.");
	assert_int_equal(conduct.command->answer_welfare->seen_seq, 9);
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "welfare", "answer somebody Yes."), CONDUCT_SEND);
	assert_int_equal(conduct.command->answer_welfare->participant_id, 7);
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "welfare", "answer nobody Yes."), CONDUCT_REFUSED);
	/* whose calls are open */
	assert_non_null(memmem(conduct.out.data, conduct.out.len, "welfare answer 7", 16));
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "welfare", "list"), CONDUCT_SHOWN);
	assert_null(memmem(conduct.out.data, conduct.out.len, "yourself", 8));
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "welfare", ""), CONDUCT_SHOWN);
	assert_non_null(memmem(conduct.out.data, conduct.out.len, "too much", 8));
	assert_non_null(
	    memmem(conduct.out.data, conduct.out.len, "To call for a pause yourself", 28));
	conduct_deinit(&conduct);
	view_free(view);
	view = conduct_welcome(PLAYER, "AL-NGO");
	assert_int_equal(say(&conduct, view, "welfare", "list"), CONDUCT_REFUSED);
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "welfare", "raise I need a break"), CONDUCT_SEND);
	assert_string_equal(conduct.command->raise_welfare->note, "I need a break");
	conduct_deinit(&conduct);
	view_free(view);
}

/* Names come beside the events. */
static void name(struct view *view, uint64_t id, const char *text)
{
	for (size_t i = 0; i < view->person_count; i++) {
		if (view->people[i].id == id) {
			view->people[i].name = strdup(text);
		}
	}
}

static void callers_go_by_their_names(void **state)
{
	static const char *const joined[] = {JOINED("7"), JOINED("8"), JOINED("9")};
	static const struct {
		const char *words;
		uint64_t whom; /* 0: refused */
		const char *text;
	} one[] = {{"answer Ana Go out.", 7, "Go out."}, {"answer ana lind Go out.", 7, "Go out."},
	    {"answer \"Ana Lind\" Go out.", 7, "Go out."}, {"answer Ben", 9, ""},
	    {"answer Be Go out.", 0, NULL}},
	  two[] = {{"answer Ana Go out.", 0, NULL}, {"answer Ana Ruiz Go out.", 8, "Go out."},
	      {"answer Ana Lind Go out.", 7, "Go out."}, {"answer 8 Lind", 8, "Lind"}};
	struct view *view = conduct_welcome(CONTROLLER, "");

	(void)state;
	for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++) {
		conduct_apply(view, joined[i]);
	}
	conduct_apply(view, RAISED("10", "7"));
	conduct_apply(view, RAISED("11", "9"));
	name(view, 7, "Ana Lind");
	name(view, 8, "Ana Ruiz");
	name(view, 9, "Ben");
	for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
		answers(view, one[i].words, one[i].whom, one[i].text);
	}
	conduct_apply(view, RAISED("12", "8"));
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++) {
		answers(view, two[i].words, two[i].whom, two[i].text);
	}
	view_free(view);
}

static void shows(struct conduct *conduct, const char *text)
{
	if (memmem(conduct->out.data, conduct->out.len, text, strlen(text)) == NULL) {
		fail_msg("\"%s\" is not in:\n%.*s", text, (int)conduct->out.len,
		    (const char *)conduct->out.data);
	}
}

/* Who answers a call answers all that was said in it, not its last words. */
static void every_note_of_a_call_is_seen(void **state)
{
	struct view *view = conduct_welcome(CONTROLLER, "");
	struct conduct conduct;
	char word[] = "list", *words[] = {word};
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__ResumeClock resume = CONVENE__V1__RESUME_CLOCK__INIT;
	static const struct style plain = {.width = 0};

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	conduct_apply(view, NOTED("9", "60000", "\"It is REAL WORLD.\""));
	conduct_apply(view, NOTED("10", "60000", "\"\""));
	conduct_apply(view, NOTED("11", "120000", "\"My colleague feels dizzy.\""));
	assert_int_equal(say(&conduct, view, "welfare", "list"), CONDUCT_SHOWN);
	shows(&conduct, "somebody asks for help, 3 times  `convene welfare answer 7 TEXT`\n");
	shows(&conduct, "           T+0:01:00  00:01  It is REAL WORLD.\n");
	shows(&conduct, "           T+0:02:00  00:02  My colleague feels dizzy.\n");
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "waiting", ""), CONDUCT_SHOWN);
	shows(&conduct, "00:01  It is REAL WORLD.\n");
	conduct_deinit(&conduct);
	/* before it is answered, too */
	assert_int_equal(say(&conduct, view, "welfare", "answer 7 We come."), CONDUCT_SEND);
	shows(&conduct, "00:01  It is REAL WORLD.\n");
	conduct_deinit(&conduct);
	/* before the clock runs on */
	conduct_init(&conduct, view, &plain, 0);
	command.body_case = CONVENE__V1__COMMAND__BODY_RESUME_CLOCK;
	command.resume_clock = &resume;
	assert_int_equal(consequence_of(view, 0, &command, 0, &conduct.out), CONSEQUENCE_GRAVE);
	shows(&conduct, "  T+0:01:00  00:01  It is REAL WORLD.\n");
	conduct_deinit(&conduct);
	conduct_init(&conduct, view, &plain, 0);
	conduct.json = true;
	assert_int_equal(conduct_run(&conduct, conduct_noun("welfare"), 1, words), CONDUCT_SHOWN);
	shows(&conduct, "3 times: It is REAL WORLD. / My colleague feels dizzy.\"");
	shows(&conduct,
	    "\"notes\":[{\"exerciseMs\":60000,\"wallMs\":60000,\"text\":\"It is REAL WORLD.\"},"
	    "{\"exerciseMs\":120000,\"wallMs\":120000,\"text\":\"My colleague feels dizzy.\"}]}\n");
	conduct_deinit(&conduct);
	view_free(view);
}

static void an_answer_to_nobody_points_to_the_list(void **state)
{
	struct view *view = conduct_welcome(CONTROLLER, "");
	struct conduct conduct;

	(void)state;
	conduct_apply(view, RAISED("9", "7"));
	assert_int_equal(say(&conduct, view, "welfare", "answer 5 Yes."), CONDUCT_REFUSED);
	assert_non_null(strstr(conduct.why, "`welfare list`"));
	shows(&conduct, "welfare answer 7 TEXT");
	conduct_deinit(&conduct);
	view_free(view);
}

static void expect_json(const struct view *view, const char *expected)
{
	static const struct style plain = {.width = 0};
	struct conduct conduct;
	char word[] = "status", *words[] = {word};

	conduct_init(&conduct, view, &plain, 0);
	conduct.json = true;
	assert_int_equal(conduct_run(&conduct, conduct_noun("welfare"), 1, words), CONDUCT_SHOWN);
	buf_append_byte(&conduct.out, '\0');
	assert_string_equal((const char *)conduct.out.data, expected);
	conduct_deinit(&conduct);
}

static void scripts_read_how_a_call_stands(void **state)
{
	struct view *view = conduct_welcome(PLAYER, "AL-NGO");
	char text[] = "We come.";

	(void)state;
	expect_json(view, "{\"called\":false}\n");
	view->welfare.called = view->welfare.open = true;
	view->welfare.own_calls = 2;
	view->welfare.raised_ms = 1000;
	expect_json(view, "{\"called\":true,\"open\":true,\"calls\":2,\"raisedWallMs\":1000}\n");
	view->welfare.open = false;
	view->welfare.answered_ms = 5000;
	view->welfare.text = text;
	expect_json(view, "{\"called\":true,\"open\":false,\"calls\":2,\"raisedWallMs\":1000,"
	                  "\"answeredWallMs\":5000,\"text\":\"We come.\"}\n");
	view->welfare.text = NULL;
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_words_of_welfare),
	    cmocka_unit_test(callers_go_by_their_names),
	    cmocka_unit_test(every_note_of_a_call_is_seen),
	    cmocka_unit_test(an_answer_to_nobody_points_to_the_list),
	    cmocka_unit_test(scripts_read_how_a_call_stands),
	};

	return cmocka_run_group_tests_name("welfare", tests, NULL, NULL);
}
