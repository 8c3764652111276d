/* Requests as data: every state with every command, every check of an instrument kept and broken.
 */
#include "tests/unit/exercise/request/request_world.h"

#include <stdlib.h>
#include <string.h>

/* --- every state with every command --- */

#define CONTENT                                                                                    \
	"'content': {'instrument': 'info', 'to': {'team_id': 'BR-POL'}, 'channel': 'email',"       \
	" 'purpose': 'p', 'legal_basis': 'l', 'values': [{'field': 'facts', 'value': 'f'}]}"
#define MOVE(state) "{'move_request': {'request_id': $1, 'state': '" state "', 'text': 't'"
#define SENT        "request_sent request_assessed"

enum act { DRAFT, SEND, ACKNOWLEDGE, ANSWER, REFUSE, RETURN, WITHDRAW, ACTS };

static const struct {
	const char *who, *command, *events;
} acts[ACTS] = {
    [DRAFT] = {"police", "{'draft_request': {'request_id': $1, 'revision': 1, " CONTENT "}}",
        "request_drafted"},
    [SEND] = {"police2", "{'send_request': {'request_id': $1, 'revision': 1}}", SENT},
    [ACKNOWLEDGE] = {"abroad", MOVE("acknowledged") "}}", "request_moved"},
    [ANSWER] = {"abroad", MOVE("answered") ", 'values': [{'field': 'contact', 'value': 'c'}]}}",
        "request_moved"},
    [REFUSE] = {"abroad", MOVE("refused") "}}", "request_moved"},
    [RETURN] = {"abroad", MOVE("returned") ", 'missing': ['facts', 'purpose']}}", "request_moved"},
    [WITHDRAW] = {"police", MOVE("withdrawn") "}}", "request_moved"},
};

/* How a draft comes into the state, and which acts are possible then, in the order of `acts`. */
static const struct {
	const char *name;
	enum act by[3];
	size_t steps;
	const char *possible;
} states[] = {
    {"draft", {0}, 0, "ds----w"},
    {"sent", {SEND}, 1, "--axrtw"},
    {"acknowledged", {SEND, ACKNOWLEDGE}, 2, "---xrtw"},
    {"answered", {SEND, ANSWER}, 2, "-------"},
    {"answered after acknowledged", {SEND, ACKNOWLEDGE, ANSWER}, 3, "-------"},
    {"refused", {SEND, REFUSE}, 2, "-------"},
    {"returned", {SEND, RETURN}, 2, "-s----w"},
    {"sent again", {SEND, RETURN, SEND}, 3, "--axrtw"},
    {"withdrawn", {WITHDRAW}, 1, "-------"},
    {"withdrawn after sending", {SEND, WITHDRAW}, 2, "-------"},
};

static void act(struct request_course *course, enum act which, bool possible, bool hidden)
{
	struct request_step step = {.step = {.who = acts[which].who,
	                                .command = acts[which].command,
	                                .code = possible ? 0
	                                        : hidden ? NOT_FOUND
	                                                 : WRONG_STATE,
	                                .events = possible ? acts[which].events : NULL}};
	request_play(course, &step);
}

static void test_states(void **state)
{
	struct request_course *course = *state;
	const struct request_step draft = {{.who = "police",
	                                       .command = "{'draft_request': {" CONTENT "}}",
	                                       .events = "request_drafted"},
	    1};
	size_t count = 0;
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		for (size_t which = 0; which < ACTS; which++, count++) {
			request_play(course, &draft);
			bool sent = false;
			for (size_t j = 0; j < states[i].steps; j++) {
				act(course, states[i].by[j], true, false);
				sent |= states[i].by[j] == SEND;
			}
			/* a draft does not exist for the receiver */
			bool receiver = which >= ACKNOWLEDGE && which <= RETURN;
			act(course, (enum act)which, states[i].possible[which] != '-',
			    receiver && !sent);
		}
	}
	assert_int_equal(count, 70);
}

/* --- who may do what --- */

#define SEND_TO(party)                                                                             \
	"{'send_request': {'content': {'instrument': 'plain', 'to': " party                        \
	", 'channel': 'email', 'purpose': 'p', 'legal_basis': 'l'}}}"
#define MOVE_N(n, state) "{'move_request': {'request_id': $" n ", 'state': '" state "'}}"

static const struct request_step who[] = {
    {{.who = "police", .command = SEND_TO("{'team_id': 'BR-POL'}"), .events = SENT}, 1},
    {{.who = "police", .command = SEND_TO("{'team_id': 'BR-PRO'}"), .events = SENT}, 2},
    {{.who = "police", .command = SEND_TO("{'entity_id': 'clinic'}"), .events = SENT}, 3},
    {{.who = "police", .command = SEND_TO("{'team_id': 'AL-POL'}"), .code = INVALID}, 0},
    {{.who = "police", .command = SEND_TO("{'control': true}"), .code = INVALID}, 0},
    {{.who = "police", .command = SEND_TO("{'team_id': 'XX'}"), .code = NOT_FOUND}, 0},
    {{.who = "police", .command = SEND_TO("{'entity_id': 'xx'}"), .code = NOT_FOUND}, 0},
    {{.who = "controller", .command = SEND_TO("{'team_id': 'BR-POL'}"), .code = NOT_PERMITTED}, 0},
    {{.who = "ngo", .command = MOVE_N("1", "acknowledged"), .code = NOT_FOUND}, 0},
    {{.who = "ngo", .command = MOVE_N("9", "acknowledged"), .code = NOT_FOUND}, 0},
    {{.who = "police", .command = MOVE_N("1", "acknowledged"), .code = NOT_PERMITTED}, 0},
    {{.who = "abroad", .command = MOVE_N("1", "withdrawn"), .code = NOT_PERMITTED}, 0},
    {{.who = "simulator", .command = MOVE_N("1", "acknowledged"), .code = NOT_PERMITTED}, 0},
    {{.who = "controller", .command = MOVE_N("1", "withdrawn"), .code = NOT_PERMITTED}, 0},
    {{.who = "evaluator", .command = MOVE_N("1", "refused"), .code = NOT_PERMITTED}, 0},
    {{.who = "abroad", .command = MOVE_N("1", "draft"), .code = INVALID}, 0},
    {{.who = "abroad", .command = MOVE_N("1", "sent"), .code = INVALID}, 0},
    {{.who = "abroad", .command = MOVE_N("1", "unspecified"), .code = INVALID}, 0},
    {{.who = "abroad", .command = MOVE_N("1", "returned"), .code = INVALID, .says = "missing"}, 0},
    {{.who = "abroad", .command = MOVE_N("1", "acknowledged"), .events = "request_moved"}, 0},
    {{.who = "simulator", .command = MOVE_N("2", "acknowledged"), .events = "request_moved"}, 0},
    {{.who = "controller", .command = MOVE_N("2", "answered"), .events = "request_moved"}, 0},
    {{.who = "simulator",
         .command = "{'move_request': {'request_id': $3, 'state': 'refused',"
                    " 'canned_reply': 'open'}}",
         .code = NOT_FOUND},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $1, 'state': 'refused',"
                    " 'canned_reply': 'closed'}}",
         .code = INVALID},
        0},
    {{.who = "simulator",
         .command = "{'move_request': {'request_id': $3, 'state': 'refused',"
                    " 'canned_reply': 'closed'}}",
         .events = "request_moved milestone_changed"},
        0},
    {{.who = "controller",
         .command = "{'end_exercise': {'clock_revision': 1}}",
         .events = "exercise_ended"},
        0},
    {{.who = "abroad", .command = MOVE_N("1", "answered"), .code = WRONG_STATE}, 0},
    {{.who = "police", .command = SEND_TO("{'team_id': 'BR-POL'}"), .code = WRONG_STATE}, 0},
};

static void test_who(void **state)
{
	for (size_t i = 0; i < sizeof who / sizeof who[0]; i++) {
		request_play(*state, &who[i]);
	}
}

/* --- what an instrument asks for, kept and broken --- */

#define GOOD "'purpose': 'p', 'legal_basis': 'l', 'values': [{'field': 'facts', 'value': 'f'}]"
#define BR   "'to': {'team_id': 'BR-POL'}"

static const struct {
	const char *who, *content, *more;
	const char *rules; /* "": nothing is broken */
	const char *flags;
	const char *missing; /* of RequestAssessed */
} checks[] = {
    {"police", "'instrument': 'info', 'channel': 'email', " BR ", " GOOD, "", "", "", ""},
    {"ngo", "'instrument': 'info', 'channel': 'email', " BR ", " GOOD, "", "from", "INSTRUMENT",
        ""},
    {"police", "'instrument': 'info', 'channel': 'email', 'to': {'team_id': 'BR-PRO'}, " GOOD, "",
        "to", "INSTRUMENT", ""},
    {"police", "'instrument': 'info', 'channel': 'email', 'to': {'team_id': 'AL-PRO'}, " GOOD, "",
        "to border", "INSTRUMENT INSTRUMENT", ""},
    {"police", "'instrument': 'info', 'channel': 'email', 'to': {'team_id': 'CR-POL'}, " GOOD, "",
        "acceptance", "INSTRUMENT", ""},
    {"police", "'instrument': 'info', 'channel': 'phone', " BR ", " GOOD, "", "channel", "CHANNEL",
        ""},
    {"police", "'instrument': 'info', 'channel': 'email', 'to': {'entity_id': 'bank'}, " GOOD, "",
        "", "", ""},
    {"police",
        "'instrument': 'info', 'channel': 'email', " BR ", 'legal_basis': 'l',"
        " 'values': [{'field': 'facts', 'value': 'f'}]",
        "", "incomplete", "INCOMPLETE", "purpose"},
    {"police",
        "'instrument': 'info', 'channel': 'email', " BR ", 'purpose': ' ',"
        " 'values': [{'field': 'remarks', 'value': 'f'}, {'field': 'facts',"
        " 'value': ' \\n'}]",
        "", "incomplete", "INCOMPLETE", "purpose legal_basis facts"},
    {"police",
        "'instrument': 'within', 'channel': 'email', 'to': {'team_id': 'AL-NGO'}, "
        "'purpose': 'p', 'legal_basis': 'l'",
        "", "incomplete", "INCOMPLETE", "case"},
    {"police",
        "'instrument': 'within', 'channel': 'email', 'to': {'team_id': 'AL-NGO'}, "
        "'purpose': 'p', 'legal_basis': 'l', 'case_ids': [$9]",
        "", "", "", ""},
    {"police",
        "'instrument': 'within', 'channel': 'email', " BR ", 'purpose': 'p', "
        "'legal_basis': 'l', 'case_ids': [$9]",
        "", "border", "INSTRUMENT", ""},
    {"police",
        "'instrument': 'plain', 'channel': 'secure_police', " BR ", 'purpose': 'p', "
        "'legal_basis': 'l'",
        "", "", "", ""},
    {"police",
        "'instrument': 'plain', 'channel': 'secure_police', 'to': {'team_id': 'AL-NGO'}, "
        "'purpose': 'p', 'legal_basis': 'l'",
        "", "channel", "CHANNEL", ""},
    /* the sender's own agency need not be told, nor those abroad */
    {"police",
        "'instrument': 'notice', 'channel': 'email', 'to': {'team_id': 'AL-NGO'}, "
        "'purpose': 'p', 'legal_basis': 'l'",
        ", 'also_to': [{'team_id': 'AL-PRO'}]", "", "", ""},
    {"police",
        "'instrument': 'notice', 'channel': 'email', 'to': {'team_id': 'AL-NGO'}, "
        "'purpose': 'p', 'legal_basis': 'l'",
        "", "all-agencies", "UNTOLD", ""},
    {"ngo",
        "'instrument': 'notice', 'channel': 'email', 'to': {'team_id': 'AL-POL'}, "
        "'purpose': 'p', 'legal_basis': 'l'",
        ", 'also_to': [{'team_id': 'AL-PRO'}, {'entity_id': 'clinic'}]", "", "", ""},
    /* each receiver counts for itself, what is missing for each of the requests */
    {"police",
        "'instrument': 'info', 'channel': 'email', " BR ", 'legal_basis': 'l',"
        " 'values': [{'field': 'facts', 'value': 'f'}]",
        ", 'also_to': [{'team_id': 'CR-POL'}]", "incomplete acceptance",
        "INCOMPLETE INCOMPLETE INSTRUMENT", "purpose"},
};

static void rules_warned_of(struct world *world, uint64_t who_id, const char *json, char *out)
{
	struct decision decision;
	struct request request = {.participant_id = who_id, .wall_ms = world->wall_ms};
	uint8_t id[16] = {1};
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor, json);
	command->id.data = id;
	command->id.len = sizeof id;
	decision_init(&decision, world->arena, 1);
	exercise_decide(world->exercise, &request, command, &decision);
	out[0] = '\0';
	if (decision.refusal == NULL) {
		return;
	}
	if (decision.refusal->code != WARNED) {
		fail_msg("%s\n%s", decision.refusal->message, json);
	}
	for (size_t i = 0; i < decision.refusal->n_warnings; i++) {
		const Convene__V1__Warning *warning = decision.refusal->warnings[i];
		assert_true(warning->text != NULL && warning->text->value[0] != '\0');
		snprintf(out + strlen(out), 200, "%s%s", i > 0 ? " " : "", warning->rule);
	}
}

static void check_one(struct request_course *course, size_t number)
{
	struct world *world = &course->small->world;
	uint64_t sender = steps_person(course->small, checks[number].who);
	char json[2][1200], rules[1000], flags[1000] = "", missing[1000] = "";
	for (int anyway = 0; anyway < 2; anyway++) {
		char raw[1200];
		snprintf(raw, sizeof raw, "{'send_request': {'content': {%s}%s%s}}",
		    checks[number].content, checks[number].more, anyway ? ", 'anyway': true" : "");
		char *filled = request_fill(course, raw);
		snprintf(json[anyway], sizeof json[anyway], "%s", filled);
		free(filled);
	}
	rules_warned_of(world, sender, json[0], rules);
	assert_string_equal(rules, checks[number].rules);
	bool broken = rules[0] != '\0';
	assert_int_equal(world_do(world, sender, "%s", json[0]), broken ? WARNED : 0);
	if (broken) {
		assert_int_equal(world_do(world, sender, "%s", json[1]), 0);
	}
	for (uint64_t nth = 0; nth < world->last.count; nth++) {
		uint64_t seq = world->last.first_seq + nth;
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_FLAGGED) {
			const Convene__V1__CaseFlagged *flagged = event->case_flagged;
			snprintf(
			    flags + strlen(flags), 100, "%s%s", flags[0] ? " " : "", flagged->flag);
			assert_int_equal(flagged->request_id, world_id(world, flagged->by_seq));
			assert_string_equal(flagged->team_id,
			    strcmp(checks[number].who, "ngo") == 0 ? "AL-NGO" : "AL-POL");
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED) {
			const Convene__V1__RequestAssessed *body = event->request_assessed;
			missing[0] = '\0';
			for (size_t i = 0; i < body->n_missing; i++) {
				snprintf(missing + strlen(missing), 100, "%s%s", i ? " " : "",
				    body->missing[i]);
			}
			assert_int_equal(body->complete, body->n_missing == 0);
		}
	}
	assert_string_equal(flags, checks[number].flags);
	assert_string_equal(missing, checks[number].missing);
	world_forget(world);
}

static void test_checks(void **state)
{
	struct request_course *course = *state;
	const struct request_step open = {{.who = "police",
	                                      .command = "{'open_case': {'reference': 'W1'}}",
	                                      .events = "case_opened"},
	    9};
	request_play(course, &open);
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		check_one(course, i);
	}
}

/* --- contents that cannot be --- */

#define PLAIN                    "'instrument': 'plain', 'channel': 'email', " BR
#define SEND_THIS(content, more) "{'send_request': {'content': {" content "}" more "}}"

#define SEND_DRAFT(n, revision) "{'send_request': {'request_id': $" n ", 'revision': " revision "}}"

static const struct request_step contents[] = {
    {{.who = "police", .command = "{'send_request': {}}", .code = INVALID}, 0},
    {{.who = "police", .command = "{'draft_request': {}}", .code = INVALID}, 0},
    {{.who = "police", .command = SEND_THIS("'instrument': 'x'", ""), .code = NOT_FOUND}, 0},
    {{.who = "police",
         .command = SEND_THIS("'instrument': 'plain', 'channel': 'email'", ""),
         .code = INVALID,
         .says = "receiver"},
        0},
    {{.who = "police",
         .command = SEND_THIS("'instrument': 'plain', " BR, ""),
         .code = INVALID,
         .says = "channel"},
        0},
    {{.who = "police",
         .command = SEND_THIS(PLAIN ", 'urgency': 'never'", ""),
         .code = INVALID,
         .says = "urgency"},
        0},
    {{.who = "police",
         .command = SEND_THIS(PLAIN ", 'values': [{'field': 'x', 'value': 'y'}]", ""),
         .code = INVALID,
         .says = "no field"},
        0},
    {{.who = "police",
         .command = SEND_THIS("'instrument': 'info', 'channel': 'email', " BR
                              ", 'values': [{'field': 'facts'}, {'field': 'facts'}]",
             ""),
         .code = INVALID,
         .says = "twice"},
        0},
    {{.who = "police", .command = SEND_THIS(PLAIN ", 'case_ids': [77777]", ""), .code = NOT_FOUND},
        0},
    {{.who = "police", .command = SEND_THIS(PLAIN ", 'inject_ids': ['W9']", ""), .code = NOT_FOUND},
        0},
    {{.who = "police",
         .command = SEND_THIS(PLAIN, ", 'also_to': [{'team_id': 'BR-POL'}]"),
         .code = INVALID,
         .says = "twice"},
        0},
    {{.who = "police",
         .command = SEND_THIS(PLAIN, ", 'also_to': [{'team_id': 'AL-POL'}]"),
         .code = INVALID,
         .says = "own team"},
        0},
    /* a draft may lack what a request may not */
    {{.who = "police",
         .command = "{'draft_request': {'content': {'instrument': 'plain'}}}",
         .events = "request_drafted"},
        1},
    {{.who = "police", .command = SEND_DRAFT("1", "1"), .code = INVALID}, 0},
    {{.who = "abroad", .command = "{'send_request': {'request_id': $1}}", .code = NOT_FOUND}, 0},
    {{.who = "police",
         .command = "{'send_request': {'request_id': $1, 'revision': 1, 'anyway': true,"
                    " 'content': {" PLAIN "}}}",
         .events = SENT " case_flagged"},
        0},
    {{.who = "abroad", .command = "{'send_request': {'request_id': $1}}", .code = NOT_PERMITTED},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $1, 'state': 'returned',"
                    " 'missing': ['x']}}",
         .code = INVALID},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $1, 'state': 'refused',"
                    " 'missing': ['purpose']}}",
         .code = INVALID},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $1, 'state': 'refused',"
                    " 'values': [{'field': 'x'}]}}",
         .code = INVALID},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $1, 'state': 'returned',"
                    " 'missing': ['purpose']}}",
         .events = "request_moved"},
        0},
    /* it goes back to whoever returned it, mended */
    {{.who = "police",
         .command = "{'send_request': {'request_id': $1, 'content': {'instrument': 'plain',"
                    " 'channel': 'email', 'to': {'team_id': 'CR-POL'}}}}",
         .code = INVALID,
         .says = "same receiver"},
        0},
    {{.who = "police", .command = "{'send_request': {'request_id': $1}}", .code = WARNED}, 0},
    {{.who = "police",
         .command = "{'send_request': {'request_id': $1, 'content': {" PLAIN
                    ", 'purpose': 'p', 'legal_basis': 'l'}}}",
         .events = SENT},
        0},
    /* answers, by what the instrument wants in them */
    {{.who = "police",
         .command = SEND_THIS("'instrument': 'info', 'channel': 'email', " BR ", " GOOD, ""),
         .events = SENT},
        2},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $2, 'state': 'answered'}}",
         .code = WARNED},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $2, 'state': 'answered',"
                    " 'values': [{'field': 'facts', 'value': 'x'}]}}",
         .code = INVALID},
        0},
    {{.who = "abroad",
         .command = "{'move_request': {'request_id': $2, 'state': 'answered',"
                    " 'anyway': true}}",
         .events = "request_moved case_flagged"},
        0},
    /* what one may refer to */
    {{.who = "police",
         .command = "{'open_thread': {'subject': 's', 'channel': 'phone',"
                    " 'text': 't', 'parties': [{'team_id': 'AL-NGO'}],"
                    " 'request_ids': [$2]}}",
         .events = "thread_opened message_posted"},
        3},
    {{.who = "ngo",
         .command = "{'post_message': {'thread_id': $3, 'text': 't',"
                    " 'request_ids': [$2]}}",
         .code = NOT_FOUND,
         .says = "there is no request"},
        0},
};

static void test_contents(void **state)
{
	for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
		request_play(*state, &contents[i]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, request_setup, request_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_states), TEST(test_who), TEST(test_checks), TEST(test_contents)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
