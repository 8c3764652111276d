/* The words of `welfare`: for who calls, and for those who answer. */
#include "client/cli/conduct/conduct.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PLAYER     CONVENE__V1__ROLE__ROLE_PLAYER
#define CONTROLLER CONVENE__V1__ROLE__ROLE_CONTROLLER

#define JOINED(id)                                                                                 \
	"{\"seq\":" id ",\"participantJoined\":{\"participantId\":\"" id                           \
	"\",\"role\":\"ROLE_PLAYER\",\"teamId\":\"AL-LI\"}}"
#define RAISED(seq, who)                                                                           \
	"{\"seq\":" seq ",\"welfareRaised\":{\"participantId\":\"" who "\",\"note\":\"too "        \
	"much\"}}"

static enum conduct_outcome say(
    struct conduct *conduct, const struct view *view, const char *noun, const char *words)
{
	static const struct timeline_style plain = {.width = 0};
	static char line[200];
	char *argv[16];
	int argc;

	snprintf(line, sizeof(line), "%s", words);
	argc = conduct_split(line, argv, 16);
	conduct_init(conduct, view, &plain, 0);
	return conduct_noun(noun)->run(conduct, argc, argv);
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
	for (size_t i = 0; i < view->person_count; i++)
		if (view->people[i].id == id)
			view->people[i].name = strdup(text);
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
	for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++)
		conduct_apply(view, joined[i]);
	conduct_apply(view, RAISED("10", "7"));
	conduct_apply(view, RAISED("11", "9"));
	name(view, 7, "Ana Lind");
	name(view, 8, "Ana Ruiz");
	name(view, 9, "Ben");
	for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++)
		answers(view, one[i].words, one[i].whom, one[i].text);
	conduct_apply(view, RAISED("12", "8"));
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		answers(view, two[i].words, two[i].whom, two[i].text);
	view_free(view);
}

static void expect_json(const struct view *view, const char *expected)
{
	static const struct timeline_style plain = {.width = 0};
	struct conduct conduct;
	char word[] = "status", *words[] = {word};

	conduct_init(&conduct, view, &plain, 0);
	conduct.json = true;
	assert_int_equal(conduct_noun("welfare")->run(&conduct, 1, words), CONDUCT_SHOWN);
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
	    cmocka_unit_test(scripts_read_how_a_call_stands),
	};

	return cmocka_run_group_tests_name("welfare", tests, NULL, NULL);
}
