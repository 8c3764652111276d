/* Questionnaires, as data: steps and what comes of them. */
#include "tests/sim/steps.h"

#include "proto/buf.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

#define TEAMS                                                                                      \
	"{'id': 'small', 'language': 'en', 'title': {'value': 'Small'},"                           \
	" 'teams': [{'id': 'AL-POL', 'agency': 'police'}, {'id': 'AL-NGO', 'agency': 'ngo'},"      \
	"           {'id': 'BR-POL', 'agency': 'police'}],"                                        \
	" 'objectives': [{'id': 'referral', 'pillar': 'protect'}],"

#define QUESTIONS                                                                                  \
	"'questions': ["                                                                           \
	" {'id': 'lead', 'kind': 'single', 'text': {'value': 'Who leads?'},"                       \
	"  'choices': [{'id': 'us'}, {'id': 'them'}]},"                                            \
	" {'id': 'signs', 'kind': 'multiple', 'optional': true,"                                   \
	"  'choices': [{'id': 'debt'}, {'id': 'papers'}, {'id': 'guard'}]},"                       \
	" {'id': 'sure', 'kind': 'scale', 'least': -1, 'most': 3},"                                \
	" {'id': 'why', 'kind': 'text', 'optional': true}]"

/* By hand, for two teams; by time, for persons of all teams; by hand before that. */
static const char scenario[] = TEAMS
    "'questionnaires': ["
    " {'id': 'hand', 'title': {'value': 'By hand'}, 'to': ['AL-POL', 'AL-NGO'],"
    "  'objectives': ['referral'], " QUESTIONS "},"
    " {'id': 'time', 'open_ms': 600000, 'close_ms': 1200000, 'each_person': true, " QUESTIONS "},"
    " {'id': 'ends', 'close_ms': 900000, 'to': ['BR-POL'], " QUESTIONS "}]}";

#define OPEN(id)    "{'open_questionnaire': {'questionnaire_id': '" id "'}}"
#define CLOSE(id)   "{'close_questionnaire': {'questionnaire_id': '" id "'}}"
#define RELEASE(id) "{'release_result': {'questionnaire_id': '" id "'}}"
#define ANSWER(id, answers)                                                                        \
	"{'answer_questionnaire': {'questionnaire_id': '" id "', 'answers': [" answers "]}}"
#define LEAD(choice) "{'question': 'lead', 'choices': ['" choice "']}"
#define SURE(scale)  "{'question': 'sure', 'scale': " scale "}"
#define GOOD(id)     ANSWER(id, LEAD("us") ", " SURE("2"))

static const struct step by_hand[] = {
    {.who = "police", .command = GOOD("hand"), .code = NOT_FOUND},
    {.who = "controller", .command = CLOSE("hand"), .code = WRONG_STATE, .says = "open it first"},
    {.who = "controller", .command = RELEASE("hand"), .code = WRONG_STATE},
    {.who = "controller", .command = OPEN("none"), .code = NOT_FOUND},
    {.who = "controller", .command = CLOSE("none"), .code = NOT_FOUND},
    {.who = "controller", .command = RELEASE("none"), .code = NOT_FOUND},
    {.who = "simulator", .command = OPEN("hand"), .code = NOT_PERMITTED},
    {.who = "police", .command = OPEN("hand"), .code = NOT_PERMITTED},
    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
    {.who = "controller2", .command = OPEN("hand")},
    {.who = "controller", .command = GOOD("hand"), .code = NOT_PERMITTED},
    {.who = "police", .command = GOOD("hand"), .events = "questionnaire_answered"},
    {.who = "police2", .command = GOOD("hand"), .events = "questionnaire_answered"},
    /* the same for who is not asked as for what does not exist */
    {.who = "abroad",
        .command = GOOD("hand"),
        .code = NOT_FOUND,
        .says = "your team has received no questionnaire \"hand\""},
    {.who = "abroad",
        .command = GOOD("none"),
        .code = NOT_FOUND,
        .says = "your team has received no questionnaire \"none\""},
    {.who = "police", .command = CLOSE("hand"), .code = NOT_PERMITTED},
    {.who = "controller", .command = CLOSE("hand"), .events = "questionnaire_closed"},
    {.who = "controller", .command = CLOSE("hand")},
    {.who = "ngo", .command = GOOD("hand"), .code = WRONG_STATE, .says = "is closed"},
    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
    {.who = "ngo", .command = GOOD("hand"), .events = "questionnaire_answered"},
    {.who = "evaluator", .command = RELEASE("hand"), .code = NOT_PERMITTED},
    {.who = "controller", .command = RELEASE("hand"), .events = "questionnaire_result"},
    {.who = "controller", .command = RELEASE("hand"), .events = "questionnaire_result"},
    {.who = "controller",
        .command = "{'end_exercise': {'clock_revision': 1}}",
        .events = "exercise_ended"},
    /* the hot wash: what was open stays open, anything can be opened, until the exercise closes */
    {.who = "ngo", .command = GOOD("hand"), .events = "questionnaire_answered"},
    {.who = "controller", .command = OPEN("ends"), .events = "questionnaire_opened"},
    {.wait_ms = 6000000},
    {.who = "abroad", .command = GOOD("ends"), .events = "questionnaire_answered"},
    {.who = "controller", .command = CLOSE("hand"), .events = "questionnaire_closed"},
    {.who = "controller", .command = RELEASE("hand"), .events = "questionnaire_result"},
    {.who = "controller", .command = OPEN("time"), .events = "questionnaire_opened"},
    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
    {.who = "controller",
        .command = "{'close_exercise': {}}",
        .events = "questionnaire_closed questionnaire_closed questionnaire_closed exercise_closed"},
    {.who = "ngo", .command = GOOD("time"), .code = WRONG_STATE, .says = "can only be read"},
    {.who = "controller", .command = OPEN("hand"), .code = WRONG_STATE},
    {.who = "controller", .command = RELEASE("hand"), .code = WRONG_STATE},
};

static const struct step by_time[] = {
    {.wait_ms = 599999},
    {.wait_ms = 1, .events = "questionnaire_opened"},
    {.who = "abroad", .command = GOOD("time"), .events = "questionnaire_answered"},
    {.who = "police", .command = GOOD("time"), .events = "questionnaire_answered"},
    /* opened by hand before its time to close */
    {.who = "controller", .command = OPEN("ends"), .events = "questionnaire_opened"},
    {.wait_ms = 299999},
    {.wait_ms = 1, .events = "questionnaire_closed"},
    {.who = "abroad", .command = GOOD("ends"), .code = WRONG_STATE},
    /* closed early: not closed again at its time */
    {.who = "controller", .command = CLOSE("time"), .events = "questionnaire_closed"},
    {.wait_ms = 600000},
    /* opened when its time to close is over: stays open */
    {.who = "controller", .command = OPEN("time"), .events = "questionnaire_opened"},
    {.wait_ms = 6000000},
    {.who = "abroad", .command = GOOD("time"), .events = "questionnaire_answered"},
};

static const struct step jumped[] = {
    {.who = "controller",
        .command = "{'jump_clock': {'clock_revision': 1, 'to_ms': 2000000}}",
        .events = "clock_jumped"},
    {.wait_ms = 1, .events = "questionnaire_opened"},
    {.wait_ms = 6000000},
    {.who = "abroad", .command = GOOD("time"), .events = "questionnaire_answered"},
};

static const struct step paused[] = {
    {.who = "controller", .command = "{'pause_clock': {}}", .events = "clock_paused"},
    {.wait_ms = 600000},
    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
    {.who = "police", .command = GOOD("hand"), .events = "questionnaire_answered"},
    {.who = "controller",
        .command = "{'resume_clock': {'clock_revision': 2}}",
        .events = "clock_resumed"},
    {.wait_ms = 600000, .events = "questionnaire_opened"},
};

/* Before STARTEX: what people know, to be compared with later. */
static const struct step before[] = {
    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
    {.who = "police", .command = GOOD("hand"), .events = "questionnaire_answered"},
    {.who = "controller", .command = OPEN("ends"), .events = "questionnaire_opened"},
    {.who = "controller", .command = "{'start_exercise': {}}", .events = "exercise_started"},
    {.wait_ms = 899999, .events = "questionnaire_opened"},
    {.wait_ms = 1, .events = "questionnaire_closed"},
};

/* Each form of an answer, good or not. */
static const struct step answers[] = {
    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
    {.who = "police",
        .command = ANSWER("hand", ""),
        .code = INVALID,
        .says = "\"lead\" is not answered"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us")),
        .code = INVALID,
        .says = "\"sure\" is not answered"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("0")),
        .events = "questionnaire_answered"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("-1")),
        .events = "questionnaire_answered"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("3")),
        .events = "questionnaire_answered"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("4")),
        .code = INVALID,
        .says = "from -1 to 3"},
    {.who = "police", .command = ANSWER("hand", LEAD("us") ", " SURE("-2")), .code = INVALID},
    {.who = "police",
        .command = ANSWER("hand", LEAD("nobody") ", " SURE("1")),
        .code = INVALID,
        .says = "no choice \"nobody\""},
    {.who = "police",
        .command = ANSWER("hand", "{'question': 'lead', 'choices': ['us', 'them']}, " SURE("1")),
        .code = INVALID,
        .says = "one choice"},
    {.who = "police",
        .command = ANSWER("hand", "{'question': 'lead'}, " SURE("1")),
        .code = INVALID,
        .says = "one choice"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("1") ", " LEAD("us")),
        .code = INVALID,
        .says = "answered twice"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("1") ", {'question': 'what'}"),
        .code = INVALID,
        .says = "no question \"what\""},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("1") ", {'question': 'signs'}"),
        .events = "questionnaire_answered"},
    {.who = "police",
        .command = ANSWER("hand",
            LEAD("us") ", " SURE("1") ", {'question': 'signs', 'choices': ['debt', 'guard']}"),
        .events = "questionnaire_answered"},
    {.who = "police",
        .command = ANSWER("hand",
            LEAD("us") ", " SURE("1") ", {'question': 'signs', 'choices': ['debt', 'debt']}"),
        .code = INVALID,
        .says = "twice"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("1") ", {'question': 'why', 'text': 'So.'}"),
        .events = "questionnaire_answered"},
    {.who = "police",
        .command =
            ANSWER("hand", "{'question': 'lead', 'choices': ['us'], 'text': 'x'}, " SURE("1")),
        .code = INVALID,
        .says = "with choices, and nothing else"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", {'question': 'sure', 'choices': ['us']}"),
        .code = INVALID,
        .says = "with a number, and nothing else"},
    {.who = "police",
        .command = ANSWER("hand", LEAD("us") ", " SURE("1") ", {'question': 'why', 'scale': 1}"),
        .code = INVALID,
        .says = "with a text, and nothing else"},
};

static void test_course(const char *json, bool started, const struct step *steps, size_t count)
{
	struct small *small = steps_world(json, started);
	void *state = small;
	steps_play(small, steps, count);
	small_teardown(&state);
}

#define COURSE(name, started)                                                                      \
	static void test_##name(void **state)                                                      \
	{                                                                                          \
		(void)state;                                                                       \
		test_course(scenario, started, name, sizeof name / sizeof name[0]);                \
	}

COURSE(by_hand, true)
COURSE(by_time, true)
COURSE(jumped, true)
COURSE(paused, true)
COURSE(before, false)
COURSE(answers, true)

/* --- what is in the events --- */

static void test_opened_says_what_players_may_know(void **state)
{
	struct small *small = steps_world(scenario, true);
	struct world *world = &small->world;
	*state = small;
	world_wait(world, 600000);
	const Convene__V1__Questionnaire *shown =
	    world_last_event(world, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED)
	        ->questionnaire_opened->questionnaire;
	assert_string_equal(shown->id, "time");
	assert_int_equal(shown->n_to, 3);
	assert_string_equal(shown->to[2], "BR-POL");
	assert_int_equal(shown->close_ms, 1200000);
	assert_int_equal(shown->n_questions, 4);
	world_do(world, small->people.controller, OPEN("hand"));
	shown = world_last_event(world, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED)
	            ->questionnaire_opened->questionnaire;
	assert_int_equal(shown->n_objectives, 0);
	assert_int_equal(shown->n_to, 2);
	/* a time of closing that is over is not promised */
	world_wait(world, 600000);
	world_do(world, small->people.controller, OPEN("time"));
	shown = world_last_event(world, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED)
	            ->questionnaire_opened->questionnaire;
	assert_int_equal(shown->close_ms, 0);
	/* nor one that no clock will reach */
	world_do(world, small->people.controller, "{'end_exercise': {'clock_revision': 1}}");
	world_do(world, small->people.controller, OPEN("ends"));
	shown = world_last_event(world, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED)
	            ->questionnaire_opened->questionnaire;
	assert_string_equal(shown->id, "ends");
	assert_int_equal(shown->close_ms, 0);
	small_teardown(state);
}

/* Who is asked sees it; a person's own answer only staff; a team's answer the team. */
static void test_who_sees_what(void **state)
{
	static const struct {
		const char *command, *who;
		const char *teams; /* of the audience, in order */
	} cases[] = {
	    {OPEN("hand"), "controller", "AL-POL AL-NGO "},
	    {GOOD("hand"), "police", "AL-POL "},
	    {GOOD("time"), "police", ""},
	    {RELEASE("hand"), "controller", "AL-POL AL-NGO "},
	    {RELEASE("time"), "controller", "AL-POL AL-NGO BR-POL "},
	    {CLOSE("hand"), "controller", "AL-POL AL-NGO "},
	};
	struct small *small = steps_world(scenario, true);
	struct world *world = &small->world;
	*state = small;
	world_wait(world, 600000);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char teams[128] = "";
		assert_int_equal(
		    world_do(world, steps_person(small, cases[i].who), "%s", cases[i].command), 0);
		const Convene__V1__Audience *audience =
		    world_envelope(world, world->count)->audience;
		assert_false(audience->everyone);
		assert_int_equal(audience->n_roles, 4);
		for (size_t j = 0; j < audience->n_team_ids; j++) {
			size_t len = strlen(teams);
			snprintf(teams + len, sizeof teams - len, "%s ", audience->team_ids[j]);
		}
		assert_string_equal(teams, cases[i].teams);
	}
	small_teardown(state);
}

/* The latest answer of each counts, and texts stay with those who wrote them. */
static void test_result(void **state)
{
	static const struct step course[] = {
	    {.wait_ms = 600000, .events = "questionnaire_opened"},
	    {.who = "controller", .command = OPEN("hand"), .events = "questionnaire_opened"},
	    /* teams: the second of the police's replaces the first */
	    {.who = "police", .command = GOOD("hand"), .events = "questionnaire_answered"},
	    {.who = "police2",
	        .command =
	            ANSWER("hand", LEAD("them") ", " SURE(
	                               "-1") ", {'question': 'signs', 'choices': ['debt',"
	                                     " 'guard']}, {'question': 'why', 'text': 'SECRET'}"),
	        .events = "questionnaire_answered"},
	    {.who = "ngo", .command = GOOD("hand"), .events = "questionnaire_answered"},
	    /* persons: each counts */
	    {.who = "police", .command = GOOD("time"), .events = "questionnaire_answered"},
	    {.who = "police2", .command = GOOD("time"), .events = "questionnaire_answered"},
	    {.who = "ngo", .command = GOOD("time"), .events = "questionnaire_answered"},
	    {.who = "police", .command = GOOD("time"), .events = "questionnaire_answered"},
	};
	struct small *small = steps_world(scenario, true);
	struct world *world = &small->world;
	*state = small;
	STEPS_PLAY(small, course);
	world_do(world, small->people.controller, RELEASE("hand"));
	const Convene__V1__QuestionnaireResult *result =
	    world_event(world, world->count)->questionnaire_result;
	assert_int_equal(result->n_questions, 4);
	const Convene__V1__QuestionTally *lead = result->questions[0];
	const Convene__V1__QuestionTally *signs = result->questions[1];
	const Convene__V1__QuestionTally *sure = result->questions[2];
	const Convene__V1__QuestionTally *why = result->questions[3];
	assert_int_equal(lead->answers, 2);
	assert_int_equal(lead->n_choices, 2);
	assert_int_equal(lead->choices[0]->count, 1);
	assert_int_equal(lead->choices[1]->count, 1);
	assert_int_equal(signs->answers, 1);
	assert_int_equal(signs->choices[0]->count, 1);
	assert_int_equal(signs->choices[1]->count, 0);
	assert_int_equal(signs->choices[2]->count, 1);
	assert_int_equal(sure->answers, 2);
	assert_int_equal(sure->n_scale, 5);
	assert_int_equal(sure->scale[0], 1);
	assert_int_equal(sure->scale[1], 0);
	assert_int_equal(sure->scale[3], 1);
	assert_int_equal(why->answers, 1);
	assert_int_equal(why->n_choices + why->n_scale, 0);
	const struct entry *entry = &world->log[world->count - 1];
	assert_null(memmem(entry->event, entry->event_size, "SECRET", 6));
	world_do(world, small->people.controller, RELEASE("time"));
	result = world_event(world, world->count)->questionnaire_result;
	assert_int_equal(result->questions[0]->answers, 3);
	assert_int_equal(result->questions[0]->choices[0]->count, 3);
	small_teardown(state);
}

static void test_too_much_text(void **state)
{
	struct small *small = steps_world(scenario, true);
	struct world *world = &small->world;
	static char text[16 * 1024 + 2];
	*state = small;
	world_do(world, small->people.controller, OPEN("hand"));
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(world_do(world, small->people.police,
	                     ANSWER("hand", LEAD("us") ", " SURE("1") ", {'question': 'why',"
	                                                              " 'text': '%s'}"),
	                     text),
	    TOO_LARGE);
	text[sizeof text - 2] = '\0';
	assert_int_equal(world_do(world, small->people.police,
	                     ANSWER("hand", LEAD("us") ", " SURE("1") ", {'question': 'why',"
	                                                              " 'text': '%s'}"),
	                     text),
	    0);
	small_teardown(state);
}

/* More questions than any check lets pass: those that nobody can answer are not waited for. */
static void test_too_many_questions(void **state)
{
	struct buf json = {.len = 0}, given = {.len = 0};
	buf_append_text(&json, TEAMS "'questionnaires': [{'id': 'long', 'questions': [");
	for (int i = 0; i < QUESTIONS_MAX + 6; i++) {
		buf_printf(
		    &json, "%s{'id': 'a%d', 'kind': 'scale', 'most': 1}", i > 0 ? "," : "", i);
	}
	buf_append_text(&json, "]}]}");
	buf_append_byte(&json, 0);
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		buf_printf(&given, "%s{'question': 'a%d'}", i > 0 ? "," : "", i);
	}
	buf_append_byte(&given, 0);
	struct small *small = steps_world((const char *)json.data, true);
	world_do(&small->world, small->people.controller, OPEN("long"));
	assert_int_equal(world_do(&small->world, small->people.police, ANSWER("long", "%s"),
	                     (const char *)given.data),
	    0);
	*state = small;
	small_teardown(state);
	buf_deinit(&json);
	buf_deinit(&given);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_by_hand),
	    cmocka_unit_test(test_by_time),
	    cmocka_unit_test(test_jumped),
	    cmocka_unit_test(test_paused),
	    cmocka_unit_test(test_before),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_opened_says_what_players_may_know),
	    cmocka_unit_test(test_who_sees_what),
	    cmocka_unit_test(test_result),
	    cmocka_unit_test(test_too_much_text),
	    cmocka_unit_test(test_too_many_questions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
