/* The conduct of an exercise at the client: lines that are typed, forms, warnings. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "client/cli/conduct/words.h"
#include "client/cli/session/session.h"
#include "client/cli/show/warned.h"
#include "proto/guard.h"
#include "proto/json.h"
#include "proto/model/anyway.h"
#include "tests/support/json_read.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Runs the noun on a line, as the interactive mode does. */
static enum conduct_outcome run(
    struct conduct *conduct, const struct view *view, const char *noun, char *line)
{
	static const struct style style = {.width = 80};
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	struct operands operands;
	char *words[80];
	int count = conduct_split(line, words, 80);

	conduct_init(conduct, view, &style, 0);
	conduct_options(conduct_noun(noun), conduct->values, options);
	if (options_read(options, count, words, &operands, conduct->why, sizeof(conduct->why)) !=
	    OPTIONS_GOOD) {
		return CONDUCT_USAGE;
	}
	return conduct_run(conduct, conduct_noun(noun), operands.count, operands.values);
}

static void a_text_without_quotes_is_no_guess(void **state)
{
	static const struct {
		const char *line;
		const char *loose; /* NULL: none */
	} table[] = {{"field W1 name Iva --source the person", "source"},
	    {"field W1 name Iva --source \"the person\"", NULL},
	    {"field W1 name Iva --source herself --anyway", NULL},
	    {"field W1 name Iva --source=herself now", NULL},
	    {"refer --purpose shelter \"W1\" AL-LI", NULL},
	    {"refer W1 AL-LI --purpose a bed --track status", "purpose"},
	    {"refer W1 --track status AL-LI", NULL}, {"field W1 name Iva --source", NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char line[100], *words[20];
		const char *loose;

		snprintf(line, sizeof(line), "%s", table[i].line);
		loose =
		    conduct_loose_text(conduct_case.options, conduct_split(line, words, 20), words);
		if ((loose == NULL) != (table[i].loose == NULL) ||
		    (loose != NULL && strcmp(loose, table[i].loose) != 0)) {
			fail_msg("%s: %s", table[i].line, loose != NULL ? loose : "none");
		}
	}
}

/* When a case was opened is told to nobody with whom it is shared: no time is made up for it. */
static void a_shared_case_is_there_since_it_was_shared(void **state)
{
	struct view *view = conduct_player();
	struct conduct conduct;
	char ours[] = "show W1", theirs[] = "show K1";

	(void)state;
	conduct_apply(view,
	    "{\"mark\":4,\"exerciseMs\":\"600000\",\"caseShared\":{\"caseId\":\"2\",\"kind\":"
	    "\"SHARE_KIND_SHARED\",\"fromTeamId\":\"TO-POL\",\"toTeamId\":\"AL-NGO\","
	    "\"reference\":\"K1\",\"leadTeamId\":\"TO-POL\"}}");
	/* more of it comes later, and W1 goes on to somebody */
	conduct_apply(view,
	    "{\"mark\":5,\"exerciseMs\":\"900000\",\"caseShared\":{\"caseId\":\"2\",\"kind\":"
	    "\"SHARE_KIND_REFERRED\",\"fromTeamId\":\"TO-POL\",\"toTeamId\":\"AL-NGO\"}}");
	conduct_apply(view,
	    "{\"mark\":6,\"exerciseMs\":\"900000\",\"caseShared\":{\"caseId\":\"3\",\"kind\":"
	    "\"SHARE_KIND_SHARED\",\"fromTeamId\":\"AL-NGO\",\"toTeamId\":\"AL-LI\"}}");
	assert_int_equal(run(&conduct, view, "case", theirs), CONDUCT_SHOWN);
	buf_append_byte(&conduct.out, '\0');
	assert_non_null(
	    strstr((const char *)conduct.out.data, "With us since T+0:10:00 (2031-08-18 12:00)"));
	assert_non_null(strstr((const char *)conduct.out.data, "lead TO-POL"));
	conduct_deinit(&conduct);
	assert_int_equal(run(&conduct, view, "case", ours), CONDUCT_SHOWN);
	buf_append_byte(&conduct.out, '\0');
	assert_non_null(strstr((const char *)conduct.out.data, "Since T+0:00:00"));
	assert_null(strstr((const char *)conduct.out.data, "With us"));
	conduct_deinit(&conduct);
	view_free(view);
}

/* noun, what is typed, the outcome, the command as JSON (without its id) or what `why` has
 */
static const struct {
	const char *noun, *line;
	enum conduct_outcome outcome;
	const char *expected;
} typed[] = {{"case", "open W2 \"has no papers\" --child", CONDUCT_SEND,
                 "{\"openCase\":{\"reference\":\"W2\",\"summary\":\"has no "
                 "papers\",\"child\":true}}"},
    {"case", "move w1 screened he was alone --confirm seen-alone", CONDUCT_SEND,
        "{\"moveCase\":{\"caseId\":3,\"track\":\"identification\",\"transition\":"
        "\"screen\",\"reason\":\"he was alone\",\"confirmed\":[\"seen-alone\"]}}"},
    {"case", "move 3 sceen", CONDUCT_REFUSED, "did you mean \"screen\"?"},
    {"case", "move 3 screen --track identificaton", CONDUCT_REFUSED,
        "there is no track \"identificaton\"; did you mean \"identification\"?"},
    {"case", "move 3 screen --track identification --track status", CONDUCT_USAGE, "one --track"},
    {"case", "link W1 W1", CONDUCT_USAGE, "RELATION"},
    {"case", "move W9 screen", CONDUCT_REFUSED, "there is no case \"W9\""},
    {"case", "mvoe W1 screen", CONDUCT_USAGE, "did you mean \"move\"?"},
    {"case", "move W1", CONDUCT_USAGE, "CASE STEP"},
    {"case", "form W1 screening papers-held=yes debt=not-asked", CONDUCT_SEND,
        "{\"fillForm\":{\"caseId\":3,\"form\":\"screening\",\"answers\":[{\"item\":"
        "\"papers-held\",\"answer\":\"ITEM_ANSWER_YES\"},{\"item\":\"debt\",\"answer\":"
        "\"ITEM_ANSWER_NOT_ASKED\"}]}}"},
    {"case", "form W1 screening debt=maybe", CONDUCT_USAGE, "yes, no, unknown"},
    {"case", "field W1 name Iva Roe --source herself", CONDUCT_SEND,
        "{\"recordField\":{\"caseId\":3,\"value\":{\"field\":\"name\",\"value\":\"Iva "
        "Roe\"},\"source\":\"herself\"}}"},
    {"case", "refer W1 al-li --track identification --field name --purpose=\"a visit\"",
        CONDUCT_SEND,
        "{\"shareCase\":{\"caseId\":3,\"toTeamId\":\"AL-LI\",\"kind\":"
        "\"SHARE_KIND_REFERRED\",\"tracks\":[\"identification\"],\"disclosure\":{"
        "\"fields\":[\"name\"],\"purpose\":\"a visit\"}}}"},
    {"case", "refer W1 AL-LO", CONDUCT_REFUSED, "there is no team \"AL-LO\""},
    /* nor is more of a case shared than was said */
    {"case", "share W1 AL-LI", CONDUCT_USAGE, "--track"},
    {"case", "refer W1 AL-LI please", CONDUCT_USAGE, "--everything"},
    /* as the refusal of a further team says */
    {"case", "share W1 AL-LI --everything --text \"AL-PROS asks\"", CONDUCT_SEND,
        "{\"shareCase\":{\"caseId\":3,\"toTeamId\":\"AL-LI\",\"kind\":"
        "\"SHARE_KIND_SHARED\",\"disclosure\":{},\"text\":\"AL-PROS asks\"}}"},
    {"case", "share W1 AL-LI --track identificaton", CONDUCT_REFUSED, "\"identification\"?"},
    {"case", "share W1 AL-LI --track identification --everything", CONDUCT_USAGE, "either"},
    {"case", "share W1 AL-LI --everything", CONDUCT_SEND,
        "{\"shareCase\":{\"caseId\":3,\"toTeamId\":\"AL-LI\",\"kind\":"
        "\"SHARE_KIND_SHARED\",\"disclosure\":{}}}"},
    {"case", "accept W1", CONDUCT_USAGE, "--contact"},
    /* no consent to more than was said, and none without words */
    {"case", "consent W1 --to AL-LI", CONDUCT_USAGE, "--everything"},
    {"case", "consent W1 --to AL-LI --everything", CONDUCT_USAGE, "--explained"},
    {"case", "consent W1 --to AL-LI --field name --said Yes", CONDUCT_USAGE, "--explained"},
    {"case", "consent W1 --to AL-LI --field name --explained why", CONDUCT_USAGE, "--said"},
    {"case", "consent W1 --to AL-LI --field nam --said yes", CONDUCT_REFUSED, "\"name\"?"},
    {"case", "consent W1 --to AL-LI --field name --everything", CONDUCT_USAGE, "either"},
    {"case", "consent W1 --to AL-LI --everything --explained \"who asks\" --said \"Tell them\"",
        CONDUCT_SEND,
        "{\"recordConsent\":{\"caseId\":3,\"recipients\":[\"AL-LI\"],\"words\":"
        "\"Explained: who asks. Said: Tell them\"}}"},
    {"case", "consent W1 --to AL-LI --to ngo --field name --explained \"why\" --said Yes",
        CONDUCT_SEND,
        "{\"recordConsent\":{\"caseId\":3,\"fields\":[\"name\"],\"recipients\":["
        "\"AL-LI\",\"ngo\"],\"words\":\"Explained: why. Said: Yes\"}}"},
    {"case", "consent W1 --to ngo --field name,phon --explained why --said Yes", CONDUCT_REFUSED,
        "\"phone\"?"},
    /* a further receiver is neither a field nor a text */
    {"case", "refer W1 AL-LI TO-POL please", CONDUCT_REFUSED, "further receiver"},
    {"share", "W1 AL-LI TO-POL name", CONDUCT_REFUSED, "further receiver"},
    {"request", "send mla TO-POL AL-LI please", CONDUCT_REFUSED, "--also-to"},
    {"case", "withdraw 77", CONDUCT_REFUSED, "there is no consent 77"},
    {"share", "W1 clinic name phone --exception risk-to-life --because bleeding", CONDUCT_SEND,
        "{\"disclose\":{\"caseIds\":[3],\"to\":{\"entityId\":\"clinic\"},\"fields\":["
        "\"name\",\"phone\"],\"exception\":\"DISCLOSURE_EXCEPTION_RISK_TO_LIFE\","
        "\"exceptionReason\":\"bleeding\"}}"},
    {"share", "W1 clinic --exception risk-to-life", CONDUCT_REFUSED, "--because"},
    {"request", "send mla TO-POL \"Is he known?\" --case W1 --set facts=x --anyway", CONDUCT_SEND,
        "{\"sendRequest\":{\"content\":{\"instrument\":\"mla\",\"to\":{\"teamId\":"
        "\"TO-POL\"},\"channel\":\"CHANNEL_EMAIL\",\"values\":[{\"field\":\"facts\","
        "\"value\":\"x\"}],\"caseIds\":[3],\"text\":\"Is he "
        "known?\"},\"anyway\":true}}"},
    /* nothing that is typed is left aside */
    {"request", "send --file none.yaml --case W1", CONDUCT_USAGE,
        "the file says all of it, and --case would say more"},
    {"request", "send --file none.yaml mla TO-POL", CONDUCT_USAGE, "mla would say more"},
    {"request", "send --file none.yaml", CONDUCT_LOCAL, "nothing was sent"},
    {"request", "send 6 --urgency urgent", CONDUCT_USAGE, "the draft says all of it"},
    {"request", "answer 99 yes", CONDUCT_REFUSED, "there is no request"},
    {"interpreter", "book nobody W1", CONDUCT_REFUSED, "there is no interpreter"},
    {"queue", "", CONDUCT_REFUSED, "SimCell"}, {"milestone", "", CONDUCT_REFUSED, "staff"},
    /* nobody is asked what nobody takes any more */
    {"answer", "first", CONDUCT_REFUSED, "first is closed, and takes no more answers"},
    {"answer", "zzzzzz", CONDUCT_REFUSED, "; `convene answer` lists them"},
    {"answer", "shwo", CONDUCT_REFUSED, "did you mean \"show\"?"},
    {"answer", "open nope", CONDUCT_REFUSED,
        "there is no questionnaire \"nope\"; `convene answer` lists them"},
    {"case", "list --colour", CONDUCT_USAGE, "no option"},
    /* nothing that is given is left aside */
    {"case", "move W1 screen --field name", CONDUCT_USAGE,
        "--field goes with share, refer, disclose, consent; not with move"},
    {"case", "decline W1 --contact Ada", CONDUCT_USAGE,
        "--contact goes with accept; not with decline"},
    {"case", "decline W1 --lead", CONDUCT_USAGE, "--lead goes with accept"},
    {"case", "open W9 --anyway", CONDUCT_USAGE, "--anyway goes with move, share"},
    {"case", "consent W1 --to ngo --basis law", CONDUCT_USAGE, "--basis goes with share"},
    {"case", "--summary x", CONDUCT_USAGE, "--summary goes with open; not with list"},
    {"request", "ack 6 --missing facts", CONDUCT_USAGE, "--missing goes with return; not with ack"},
    {"request", "refuse 6 --set facts=x", CONDUCT_USAGE,
        "--set goes with new, draft, send, answer"},
    {"request", "return 6 --anyway", CONDUCT_USAGE, "--anyway goes with send, answer"},
    {"milestone", "list --note x", CONDUCT_USAGE, "--note goes with set, take-back"}};

static void lines_become_commands(void **state)
{
	struct view *view = conduct_player();

	(void)state;
	conduct_apply(view,
	    "{\"mark\":90,\"questionnaireOpened\":{\"questionnaire\":{\"id\":\"first\","
	    "\"questions\":[{\"id\":\"who\",\"kind\":\"QUESTION_KIND_TEXT\"}]}}}");
	conduct_apply(
	    view, "{\"mark\":91,\"questionnaireClosed\":{\"questionnaireId\":\"first\"}}");
	conduct_apply(view, "{\"mark\":92,\"requestDrafted\":{\"requestId\":\"6\",\"teamId\":\"AL-"
	                    "NGO\",\"content\":{"
	                    "\"instrument\":\"mla\",\"to\":{\"teamId\":\"TO-POL\"}}}}");
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		struct conduct conduct;
		struct buf json = {0};
		char line[300];

		snprintf(line, sizeof(line), "%s", typed[i].line);
		if (run(&conduct, view, typed[i].noun, line) != typed[i].outcome) {
			fail_msg("%s %s: %s", typed[i].noun, typed[i].line, conduct.why);
		}
		if (typed[i].outcome == CONDUCT_SEND) {
			json_write(&json, &conduct.command->base, JSON_COMPACT);
			buf_append_byte(&json, '\0');
			assert_string_equal((const char *)json.data, typed[i].expected);
		} else if (strstr(conduct.why, typed[i].expected) == NULL) {
			fail_msg("%s %s: \"%s\" lacks \"%s\"", typed[i].noun, typed[i].line,
			    conduct.why, typed[i].expected);
		}
		buf_deinit(&json);
		conduct_deinit(&conduct);
	}
	view_free(view);
}

/* Several fields are taken as the dialogue takes them. */
static void fields_are_given_with_commas(void **state)
{
	static const struct {
		const char *noun, *line;
	} table[] = {{"case", "consent W1 --to ngo --field name,phone --explained why --said Yes"},
	    {"case", "consent W1 --to ngo --field \"name, phone\" --explained why --said Yes"},
	    {"case", "consent W1 --to ngo --field name --field phone --explained why --said Yes"},
	    {"case", "share W1 AL-LI --everything --field name,phone"},
	    {"case", "disclose W1 AL-LI --field NAME,phone"}, {"share", "W1 AL-LI name,phone"}};
	struct view *view = conduct_player();

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct conduct conduct;
		struct buf json = {0};
		char line[300];

		snprintf(line, sizeof(line), "%s", table[i].line);
		if (run(&conduct, view, table[i].noun, line) != CONDUCT_SEND) {
			fail_msg("%s: %s", table[i].line, conduct.why);
		}
		json_write(&json, &conduct.command->base, JSON_COMPACT);
		buf_append_byte(&json, '\0');
		if (strstr((const char *)json.data, "\"fields\":[\"name\",\"phone\"]") == NULL) {
			fail_msg("%s: %s", table[i].line, (const char *)json.data);
		}
		buf_deinit(&json);
		conduct_deinit(&conduct);
	}
	/* none of too many is left out */
	struct conduct conduct;
	struct buf line = {0};
	buf_append_text(&line, "disclose W1 AL-LI");
	for (int i = 0; i <= OPTION_LIST_MAX; i++) {
		buf_append_text(&line, " name");
	}
	buf_append_byte(&line, '\0');
	assert_int_equal(run(&conduct, view, "case", (char *)line.data), CONDUCT_REFUSED);
	assert_non_null(strstr(conduct.why, "at most 64 fields"));
	conduct_deinit(&conduct);
	buf_deinit(&line);
	view_free(view);
}

static void warnings_are_said_and_passed_over(void **state)
{
	struct style style = {.width = 60};
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	Convene__V1__Warning alone = CONVENE__V1__WARNING__INIT,
	                     missing = CONVENE__V1__WARNING__INIT,
	                     listed = CONVENE__V1__WARNING__INIT,
	                     *list[] = {&alone, &missing, &listed};
	Convene__V1__Text text = CONVENE__V1__TEXT__INIT, no_list = CONVENE__V1__TEXT__INIT;
	struct view *view = conduct_player();
	char prohibition[] = "Persons are not listed.", guard[] = "seen-alone",
	     of_data[] = "no-list";
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__MoveCase move = CONVENE__V1__MOVE_CASE__INIT;
	Convene__V1__ShareCase share = CONVENE__V1__SHARE_CASE__INIT;
	Convene__V1__Disclose disclosure = CONVENE__V1__DISCLOSE__INIT;
	Convene__V1__OpenCase open = CONVENE__V1__OPEN_CASE__INIT;
	char words[] = "The person is seen alone.", source[] = "CETS 197", rule[] = "incomplete",
	     facts[] = "facts", *wanted[] = {facts};
	struct buf out = {0};

	(void)state;
	text.value = words;
	alone.text = &text;
	alone.source = source;
	missing.rule = rule;
	missing.n_missing = 1;
	missing.missing = wanted;
	alone.rule = guard;
	no_list.value = prohibition;
	listed.text = &no_list;
	listed.rule = of_data;
	error.n_warnings = 3;
	error.warnings = list;
	warned_text(&out, view, &error, &style);
	view_free(view);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data,
	    "This would not be as it ought to be:\n"
	    "  - not fulfilled: The person is seen alone. (source: CETS\n    197)\n"
	    "  - not fulfilled: The request states everything that the\n    instrument asks for. "
	    "Missing: facts.\n"
	    "  - rule not kept: Persons are not listed.\n");
	buf_deinit(&out);
	command.body_case = CONVENE__V1__COMMAND__BODY_MOVE_CASE;
	command.move_case = &move;
	assert_true(anyway_set(&command));
	assert_true(move.anyway);
	command.body_case = CONVENE__V1__COMMAND__BODY_SHARE_CASE;
	command.share_case = &share;
	share.disclosure = &disclosure;
	assert_true(anyway_set(&command));
	assert_true(disclosure.anyway);
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_CASE;
	command.open_case = &open;
	assert_false(anyway_set(&command));
	assert_int_equal(session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED), CLI_WARNED);
}

/* What would not be right is done with the word that says so. */
static void a_request_is_answered_anyway(void **state)
{
	static const char *const words[] = {"--anyway", ""};
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_SIMULATOR, "");
	struct conduct conduct;

	(void)state;
	conduct_apply(view,
	    "{\"mark\":6,\"requestSent\":{\"requestId\":\"6\",\"fromTeamId\":\"AL-NGO\","
	    "\"content\":{\"to\":{\"entityId\":\"clinic\"}}}}");
	conduct_apply(view,
	    "{\"mark\":7,\"participantJoined\":{\"participantId\":\"7\",\"role\":\"ROLE_PLAYER\","
	    "\"teamId\":\"AL-NGO\"}}");
	conduct_apply(view,
	    "{\"mark\":8,\"threadOpened\":{\"threadId\":\"8\",\"parties\":[{\"teamId\":\"AL-NGO\"},"
	    "{\"entityId\":\"clinic\"}]}}");
	conduct_apply(view,
	    "{\"mark\":9,\"messagePosted\":{\"messageId\":\"9\",\"threadId\":\"8\",\"from\":{"
	    "\"teamId\":\"AL-NGO\"},\"participantId\":\"7\",\"text\":\"Hello\"}}");
	/* a message has no state */
	char message[] = "reply 9 Hello --state refused";
	assert_int_equal(run(&conduct, view, "queue", message), CONDUCT_USAGE);
	assert_non_null(strstr(conduct.why, "--state is for a request"));
	conduct_deinit(&conduct);
	for (size_t i = 0; i < 2; i++) {
		char line[80];

		snprintf(line, sizeof(line), "reply 6 --state refused %s", words[i]);
		assert_int_equal(run(&conduct, view, "queue", line), CONDUCT_SEND);
		assert_int_equal(conduct.command->move_request->anyway, i == 0);
		conduct_deinit(&conduct);
	}
	view_free(view);
}

/* A text that begins with a team's name goes into --text, with whatever verb takes a text. */
static void a_referral_is_answered_with_text(void **state)
{
	static const char *const lines[] = {"decline W1 --text \"we have no beds\"",
	    "decline W1 we have no beds",
	    "accept W1 --contact Ada --alternate Bo --text \"we have no beds\""};
	struct view *view = conduct_player();
	struct conduct conduct;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char line[100];

		snprintf(line, sizeof(line), "%s", lines[i]);
		assert_int_equal(run(&conduct, view, "case", line), CONDUCT_SEND);
		assert_string_equal(conduct.command->answer_referral->text, "we have no beds");
		conduct_deinit(&conduct);
	}
	view_free(view);
}

/* Options are found by their names: no verb asks for one that its noun lacks. */
static void each_verb_knows_its_options(void **state)
{
	static const char *const nouns[] = {"case", "request", "share", "queue", "answer",
	    "milestone", "interpreter", "catalogue", "waiting", "welfare"};
	static const char *const tails[] = {"", "W1", "W1 AL-LI", "W1 name Iva", "W1 screening",
	    "W1 screen", "mla AL-LI text", "6", "6 text", "AL-LI name", "W1 W1 W1",
	    "W1 --contact A --alternate B", "W1 --to AL-LI --everything"};
	struct view *views[] = {
	    conduct_player(), conduct_welcome(CONVENE__V1__ROLE__ROLE_SIMULATOR, "")};
	struct conduct conduct;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		conduct_apply(views[i],
		    "{\"mark\":6,\"requestSent\":{\"requestId\":\"6\",\"fromTeamId\":\"AL-NGO\","
		    "\"content\":{\"instrument\":\"mla\",\"to\":{\"entityId\":\"clinic\"}}}}");
	}
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		for (const struct conduct_verb *verb = conduct_noun(nouns[i])->verbs;
		     verb->name != NULL; verb++) {
			for (size_t j = 0; j < sizeof(tails) / sizeof(tails[0]); j++) {
				char line[120];

				for (size_t k = 0; k < 2; k++) {
					snprintf(line, sizeof(line), "%s %s", verb->name, tails[j]);
					run(&conduct, views[k], nouns[i], line);
					conduct_deinit(&conduct);
				}
			}
		}
	}
	view_free(views[0]);
	view_free(views[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_without_quotes_is_no_guess),
	    cmocka_unit_test(a_shared_case_is_there_since_it_was_shared),
	    cmocka_unit_test(lines_become_commands),
	    cmocka_unit_test(fields_are_given_with_commas),
	    cmocka_unit_test(warnings_are_said_and_passed_over),
	    cmocka_unit_test(a_request_is_answered_anyway),
	    cmocka_unit_test(a_referral_is_answered_with_text),
	    cmocka_unit_test(each_verb_knows_its_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
