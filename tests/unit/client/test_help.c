/* Help from the running exercise, the catalogue, other words for verbs. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/words.h"
#include "client/cli/join/help.h"
#include "client/cli/join/synonyms.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void says(struct buf *out, const char *expected)
{
	buf_append_byte(out, '\0');
	out->len--;
	if (strstr((const char *)out->data, expected) == NULL) {
		fail_msg("\"%s\" lacks \"%s\"", (const char *)out->data, expected);
	}
}

static void controllers_are_told_how_to_answer_calls(void **state)
{
	struct view *view = conduct_player();
	struct buf out = {0};

	(void)state;
	assert_true(help_text(&out, view, "welfare", 80));
	says(&out, "pause for welfare");
	assert_null(
	    strstr((const char *)out.data, "For example:\n  pause for welfare\n  welfare list"));
	view->role = CONVENE__V1__ROLE__ROLE_CONTROLLER;
	out.len = 0;
	assert_true(help_text(&out, view, "welfare", 80));
	says(&out, "answer CALLER TEXT");
	says(&out, "  welfare list\n");
	conduct_apply(view, "{\"mark\":9,\"welfareRaised\":{\"participantId\":\"77\"}}");
	out.len = 0;
	assert_true(help_text(&out, view, "welfare", 80));
	says(&out, "  welfare answer 77 Clara is on her way to you.\n");
	buf_deinit(&out);
	view_free(view);
}

static void examples_are_of_this_exercise(void **state)
{
	struct view *view = conduct_player();
	struct buf out = {0};

	(void)state;
	/* somebody else's team, one's own case, what the scenario declares */
	assert_true(help_text(&out, view, "say", 80));
	says(&out, "say AL-LI Can we speak at noon?");
	says(&out, "say AL-LI and TO-POL We meet");
	says(&out, "say clinic Is somebody there");
	out.len = 0;
	assert_true(help_text(&out, view, "case consent", 80));
	says(&out, "case consent W1 --to AL-LI --field name");
	out.len = 0;
	assert_true(help_text(&out, view, "case", 80));
	says(&out, "case move W1 screen");
	says(&out, "--everything");
	says(&out, "who-knows");
	out.len = 0;
	/* nothing has come in yet: a word in capitals stands for it */
	assert_true(help_text(&out, view, "read", 80));
	says(&out, "read INJECT");
	conduct_apply(view,
	    "{\"mark\":9,\"injectDelivered\":{\"injectId\":\"w1-calls\",\"to\":[\"AL-NGO\"]}}");
	out.len = 0;
	assert_true(help_text(&out, view, "READ", 80));
	says(&out, "read w1-calls\n");
	out.len = 0;
	assert_true(help_text(&out, view, "cases", 80));
	says(&out, "share CASE WHOM");
	/* what one's role has not is not explained */
	assert_false(help_text(&out, view, "release", 80));
	assert_false(help_text(&out, view, "nonsense", 80));
	buf_deinit(&out);
	view_free(view);
}

static void each_role_reads_what_it_can_do(void **state)
{
	/* role, what is asked about, what is said, what is not */
	static const struct {
		Convene__V1__Role role;
		const char *name, *says, *lacks;
	} table[] = {
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "questions", "It knows: list, show\n", "release"},
	    {CONVENE__V1__ROLE__ROLE_CONTROLLER, "questions", "show, open, close, release", NULL},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "welfare", "It knows: status, raise\n", "list"},
	    {CONVENE__V1__ROLE__ROLE_CONTROLLER, "case", "flag, match, who-knows", "--consent"},
	    {CONVENE__V1__ROLE__ROLE_CONTROLLER, "case", "--holder", "case open"},
	    {CONVENE__V1__ROLE__ROLE_CONTROLLER, "case", "case show", "--explained"},
	    {CONVENE__V1__ROLE__ROLE_EVALUATOR, "queue", "It knows: list, show\n", "--take-over"},
	    {CONVENE__V1__ROLE__ROLE_SIMULATOR, "queue", "--take-over", NULL},
	    {CONVENE__V1__ROLE__ROLE_EVALUATOR, "milestone", "It knows: list, show\n",
	        "milestone set"},
	    {CONVENE__V1__ROLE__ROLE_EVALUATOR, "requests", "formal requests", "claim"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "injects", NULL, NULL},
	    {CONVENE__V1__ROLE__ROLE_OBSERVER, "cases", "declares", "share"},
	    {CONVENE__V1__ROLE__ROLE_OBSERVER, "requests", NULL, NULL}};
	struct view *view = conduct_player();

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buf out = {0};

		view->role = table[i].role;
		if (help_text(&out, view, table[i].name, 80) != (table[i].says != NULL)) {
			fail_msg("%s", table[i].name);
		}
		buf_append_byte(&out, '\0');
		out.len--;
		if (table[i].says != NULL) {
			says(&out, table[i].says);
		}
		if (table[i].lacks != NULL && strstr((char *)out.data, table[i].lacks) != NULL) {
			fail_msg("\"%s\" has \"%s\"", (char *)out.data, table[i].lacks);
		}
		buf_deinit(&out);
	}
	view_free(view);
}

static const struct verb *anybodys(const char *name)
{
	const struct verb *verb = NULL;

	for (int role = 1; verb == NULL && role <= CONVENE__V1__ROLE__ROLE_OBSERVER; role++) {
		verb = verbs_find((Convene__V1__Role)role, name);
	}
	return verb;
}

static void every_entry_is_of_a_verb(void **state)
{
	struct view *view = conduct_player();
	struct buf out = {0};

	(void)state;
	for (const struct help_entry *entry = help_entries; entry->verb != NULL; entry++) {
		char word[40];

		snprintf(word, sizeof(word), "%.*s", (int)strcspn(entry->verb, " "), entry->verb);
		if (anybodys(word) == NULL) {
			fail_msg("there is no verb \"%s\"", word);
		}
		out.len = 0;
		help_example(&out, view, entry->examples);
		assert_null(memchr(out.data, '{', out.len));
		/* an example is of its verb */
		assert_non_null(strstr(entry->examples, word));
	}
	buf_deinit(&out);
	view_free(view);
}

static enum conduct_outcome catalogue(struct conduct *conduct, const struct view *view, char *line)
{
	static const struct style style = {.width = 80};
	char *words[8];
	int count = conduct_split(line, words, 8);

	conduct_init(conduct, view, &style, 0);
	return conduct_run(conduct, &conduct_catalogue, count, words);
}

static void the_catalogue_can_be_seen(void **state)
{
	static const struct {
		const char *line;
		enum conduct_outcome outcome;
		const char *expected;
	} table[] = {{"", CONDUCT_SHOWN, "instruments"}, {"fields", CONDUCT_SHOWN, "phone"},
	    {"channels", CONDUCT_SHOWN, "secure-police"}, {"mla", CONDUCT_SHOWN, "Mutual legal"},
	    {"forms screening", CONDUCT_SHOWN, "papers-held"},
	    {"people", CONDUCT_SHOWN, "no people that you are told of"},
	    {"nmae", CONDUCT_REFUSED, "did you mean \"name\"?"},
	    {"fields mla", CONDUCT_REFUSED, "has no \"mla\""},
	    {"feilds name", CONDUCT_USAGE, "no kind"}};
	struct view *view = conduct_player();

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct conduct conduct;
		char line[60];

		snprintf(line, sizeof(line), "%s", table[i].line);
		assert_int_equal(catalogue(&conduct, view, line), table[i].outcome);
		if (table[i].outcome != CONDUCT_SHOWN) {
			buf_append_text(&conduct.out, conduct.why);
		}
		says(&conduct.out, table[i].expected);
		conduct_deinit(&conduct);
	}
	view_free(view);
}

static void other_words_are_understood(void **state)
{
	static const struct {
		Convene__V1__Role role;
		const char *typed, *meant;
	} table[] = {{CONVENE__V1__ROLE__ROLE_PLAYER, "?", "help"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "Open  inbox", "inbox"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "read inbox", "inbox"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "reply 214 yes", "say 214 yes"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "reply w1-calls yes", "answer w1-calls yes"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "send AL-LI hello", "say AL-LI hello"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "injects", "inbox"},
	    {CONVENE__V1__ROLE__ROLE_CONTROLLER, "injects due", "msel due"},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "read w1-calls", NULL},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, "sending it", NULL},
	    {CONVENE__V1__ROLE__ROLE_OBSERVER, "reply 214 yes", NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buf out = {0};

		if (synonyms_apply(table[i].role, table[i].typed, &out) !=
		    (table[i].meant != NULL)) {
			fail_msg("%s", table[i].typed);
		}
		if (table[i].meant != NULL) {
			assert_string_equal((const char *)out.data, table[i].meant);
		}
		buf_deinit(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(controllers_are_told_how_to_answer_calls),
	    cmocka_unit_test(examples_are_of_this_exercise),
	    cmocka_unit_test(each_role_reads_what_it_can_do),
	    cmocka_unit_test(every_entry_is_of_a_verb),
	    cmocka_unit_test(the_catalogue_can_be_seen),
	    cmocka_unit_test(other_words_are_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
