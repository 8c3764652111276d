/* Questions that a verb of the conduct asks at the person's desk, one after the other. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "client/cli/conduct/words.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_form_is_asked_item_by_item(void **state)
{
	struct view *view = conduct_player();
	struct conduct conduct;
	struct style style = {.width = 80};
	struct buf before = {0};
	char prompt[200], line[] = "form W1 screening", *words[8];

	(void)state;
	conduct_init(&conduct, view, &style, 0);
	conduct.can_ask = true;
	assert_int_equal(conduct_run(&conduct, &conduct_case, conduct_split(line, words, 8), words),
	    CONDUCT_ASK);
	assert_true(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_false(conduct.dialogue.take(&conduct, "perhaps"));
	assert_non_null(strstr(conduct.why, "\"perhaps\" is no answer"));
	assert_non_null(strstr(conduct.why, "q stops"));
	assert_true(conduct.dialogue.take(&conduct, "y by the employer"));
	assert_true(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_true(conduct.dialogue.take(&conduct, "")); /* as it is */
	conduct.dialogue.at = 1;
	assert_true(conduct.dialogue.take(&conduct, "no"));
	assert_int_equal(conduct.command->fill_form->answers[1]->answer,
	    CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO);
	assert_int_equal(conduct.command->fill_form->n_answers, 2);
	assert_false(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_string_equal(conduct.command->fill_form->answers[0]->note, "by the employer");
	buf_append_byte(&before, '\0');
	assert_non_null(strstr((const char *)before.data, "[means]"));
	buf_deinit(&before);
	conduct_deinit(&conduct);
	view_free(view);
}

/* Asks one question and answers it; what is asked has to contain `expected`. */
static void ask(struct conduct *conduct, const char *expected, const char *line, bool taken)
{
	struct buf before = {0};
	char prompt[200];

	assert_true(conduct->dialogue.question(conduct, &before, prompt, sizeof(prompt)));
	buf_append_text(&before, prompt);
	buf_append_byte(&before, '\0');
	if (strstr((const char *)before.data, expected) == NULL) {
		fail_msg("\"%s\" lacks \"%s\"", (const char *)before.data, expected);
	}
	buf_deinit(&before);
	assert_int_equal(conduct->dialogue.take(conduct, line), taken);
}

static void begin_to_ask(struct conduct *conduct, const struct view *view, char *line)
{
	static const struct style style = {.width = 80};
	static char *words[16];
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	struct operands operands;
	int count = conduct_split(line, words, 16);

	conduct_init(conduct, view, &style, 0);
	conduct->can_ask = true;
	conduct_options(&conduct_case, conduct->values, options);
	assert_int_equal(
	    options_read(options, count, words, &operands, conduct->why, sizeof(conduct->why)),
	    OPTIONS_GOOD);
	assert_int_equal(
	    conduct_run(conduct, &conduct_case, operands.count, operands.values), CONDUCT_ASK);
}

/* What becomes known while somebody thinks moves the cases; the questions are about the same one.
 */
static void questions_stay_with_their_case(void **state)
{
	struct view *view = conduct_player();
	struct conduct conduct;
	char line[] = "form W2 screening";

	(void)state;
	conduct_apply(view,
	    "{\"mark\":40,\"caseOpened\":{\"caseId\":\"40\",\"reference\":\"W2\",\"teamId\":"
	    "\"AL-NGO\",\"participantId\":\"3\"}}");
	conduct_apply(view,
	    "{\"mark\":41,\"formFilled\":{\"caseId\":\"40\",\"form\":\"screening\",\"teamId\":"
	    "\"AL-NGO\",\"answers\":[{\"item\":\"papers-held\",\"answer\":\"ITEM_ANSWER_YES\"},"
	    "{\"item\":\"debt\",\"answer\":\"ITEM_ANSWER_UNKNOWN\"}]}}");
	begin_to_ask(&conduct, view, line);
	ask(&conduct, "(yes)", "", true);
	for (int id = 10; id < 30; id++) {
		char opened[160];

		snprintf(opened, sizeof(opened),
		    "{\"mark\":%d,\"caseOpened\":{\"caseId\":\"%d\",\"reference\":\"X\",\"teamId\":"
		    "\"AL-LI\",\"participantId\":\"4\"}}",
		    id + 32, id);
		conduct_apply(view, opened);
		conduct.dialogue.at = 1;
		ask(&conduct, "(unknown)", "", true);
	}
	conduct_deinit(&conduct);
	view_free(view);
}

static void a_consent_is_asked_for_its_scope_and_words(void **state)
{
	struct view *view = conduct_player();
	const Convene__V1__RecordConsent *consent;
	struct conduct conduct;
	struct buf before = {0};
	char first[] = "consent W1 --to AL-LI", prompt[200];

	(void)state;
	begin_to_ask(&conduct, view, first);
	ask(&conduct, "phone", "", false);
	ask(&conduct, "For what?", "nmae", false);
	ask(&conduct, "For what?", "everything", true);
	ask(&conduct, "be passed on to AL-LI", "no", true);
	ask(&conduct, "For what?", "name, phone", true);
	ask(&conduct, "explained", "", false);
	ask(&conduct, "explained", "who would learn it", true);
	ask(&conduct, "own words", "Yes", true);
	assert_false(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	consent = conduct.command->record_consent;
	assert_int_equal(consent->n_fields, 2);
	assert_string_equal(consent->words, "Explained: who would learn it. Said: Yes");
	conduct_deinit(&conduct);
	view_free(view);
}

static void sharing_asks_what_of_it(void **state)
{
	struct view *view = conduct_player();
	struct conduct conduct;
	struct buf before = {0};
	char line[] = "share W1 AL-LI", prompt[200];

	(void)state;
	begin_to_ask(&conduct, view, line);
	ask(&conduct, "Which of its tracks is AL-LI to see", "", false);
	ask(&conduct, "identification", "identity", false);
	ask(&conduct, "`all`", "child", true);
	assert_false(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_int_equal(conduct.command->share_case->n_tracks, 1);
	assert_string_equal(conduct.command->share_case->tracks[0], "child");
	conduct_deinit(&conduct);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_form_is_asked_item_by_item),
	    cmocka_unit_test(questions_stay_with_their_case),
	    cmocka_unit_test(a_consent_is_asked_for_its_scope_and_words),
	    cmocka_unit_test(sharing_asks_what_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
