/* Interpreters, as data: steps and what comes of them. */
#include "tests/sim/steps.h"

#include "server/exercise/decide/simcell/interpreter_standing.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

#define START                                                                                      \
	"{'id': 'small', 'language': 'en', 'title': {'value': 'Small'},"                           \
	" 'countries': [{'id': 'AL'}, {'id': 'BR'}],"                                              \
	" 'teams': [{'id': 'AL-POL', 'country': 'AL', 'agency': 'police'},"                        \
	"           {'id': 'AL-NGO', 'country': 'AL', 'agency': 'ngo'},"                           \
	"           {'id': 'BR-POL', 'country': 'BR', 'agency': 'police'}],"

static const char scenario[] =
    START " 'flags': [{'id': 'CONFLICT'}],"
          " 'persons': [{'id': 'w1', 'pseudonym': 'W1', 'language': 'x-torven'},"
          "             {'id': 'w2', 'pseudonym': 'W2', 'language': 'sq'}],"
          " 'interpreters': ["
          "  {'id': 'sadova', 'languages': ['x-torven', 'sq-AL'], 'delay_ms': 600000,"
          "   'conflicts': ['w1'], 'conflict_flag': 'CONFLICT', 'notes': {'value': 'STAFF'}},"
          "  {'id': 'line', 'languages': ['x-torven']},"
          "  {'id': 'local', 'languages': ['sq'], 'delay_ms': 60000, 'countries': ['BR'],"
          "   'conflicts': ['w1']}]}";

#define CASE(name)     "{'open_case': {'reference': '" name "'}}"
#define BOOK(id, file) "{'book_interpreter': {'interpreter_id': '" id "', 'case_id': " file "}}"
#define RELEASE(id)    "{'release_interpreter': {'booking_id': " id "}}"

/* Three events make the exercise, twenty bring the people, one is STARTEX: W1 is case 25 and
 * matched by 26, W2 of the team abroad is case 27, and the first booking is 29. */
#define W1 "$25"
#define W2 "$27"

static const struct step cases[] = {
    {.who = "police", .command = CASE("W1"), .events = "case_opened case_matched"},
    {.who = "abroad", .command = CASE("W2"), .events = "case_opened case_matched"},
};

static const struct step booking[] = {
    {.who = "police",
        .command = BOOK("nobody", W1),
        .code = NOT_FOUND,
        .says = "no interpreter \"nobody\""},
    {.who = "police", .command = BOOK("line", "9999"), .code = NOT_FOUND},
    {.who = "ngo", .command = BOOK("line", W1), .code = NOT_FOUND},
    {.who = "controller", .command = BOOK("line", W1), .code = NOT_PERMITTED},
    {.who = "police",
        .command = BOOK("local", W1),
        .code = NOT_PERMITTED,
        .says = "cannot be booked from your country"},
    {.who = "abroad", .command = BOOK("local", W2), .events = "interpreter_booked"}, /* 29 */
    /* no conflict flag: not flagged; conflict with another person: neither */
    {.who = "abroad", .command = BOOK("sadova", W2), .events = "interpreter_booked"}, /* 30 */
    /* not known with whom */
    {.wait_ms = 30000,
        .who = "police",
        .command = BOOK("sadova", W1),
        .code = WRONG_STATE,
        .says = "interpreter \"sadova\" is with another team since T+0:00:00"},
    {.who = "abroad",
        .command = BOOK("sadova", W2),
        .code = WRONG_STATE,
        .says = "your team has booked interpreter \"sadova\" since T+0:00:00, for case $27; release"
                " booking $30 first"},
    {.wait_ms = 29999},
    {.wait_ms = 1, .events = "interpreter_arrived"},
    {.wait_ms = 540000, .events = "interpreter_arrived"},
    /* released by the team, or a controller, and nobody else */
    {.who = "police", .command = RELEASE("$30"), .code = NOT_FOUND},
    {.who = "police", .command = RELEASE("9999"), .code = NOT_FOUND},
    {.who = "simulator", .command = RELEASE("$30"), .code = NOT_PERMITTED},
    {.who = "abroad", .command = RELEASE("$30"), .events = "interpreter_released"},
    {.who = "abroad", .command = RELEASE("$30")},
    {.who = "controller", .command = RELEASE("$29"), .events = "interpreter_released"},
    /* free again; the conflict is found */
    {.who = "police", .command = BOOK("sadova", W1), .events = "interpreter_booked case_flagged"},
    {.who = "controller", .command = "{'pause_clock': {}}", .events = "clock_paused"},
    {.wait_ms = 900000},
    {.who = "controller",
        .command = "{'resume_clock': {'clock_revision': 2}}",
        .events = "clock_resumed"},
    {.wait_ms = 599999},
    {.wait_ms = 1, .events = "interpreter_arrived"},
    {.who = "controller",
        .command = "{'end_exercise': {'clock_revision': 3}}",
        .events = "exercise_ended"},
    {.who = "police", .command = BOOK("line", W1), .code = WRONG_STATE},
};

/* Released before arrival: nobody comes. A jump brings those who would have come. */
static const struct step arrivals[] = {
    {.who = "abroad", .command = BOOK("sadova", W2), .events = "interpreter_booked"}, /* 29 */
    {.wait_ms = 300000,
        .who = "abroad",
        .command = RELEASE("$29"),
        .events = "interpreter_released"},
    {.wait_ms = 600000},
    {.who = "abroad", .command = BOOK("sadova", W2), .events = "interpreter_booked"},
    {.who = "police", .command = BOOK("line", W1), .events = "interpreter_booked"},
    /* no delay */
    {.wait_ms = 1, .events = "interpreter_arrived"},
    {.who = "controller",
        .command = "{'jump_clock': {'clock_revision': 1, 'to_ms': 90000000}}",
        .events = "clock_jumped"},
    {.wait_ms = 1, .events = "interpreter_arrived"},
};

/* It turns out whom the case concerns while the interpreter is with it, or after. */
static const struct step found_later[] = {
    {.who = "ngo", .command = CASE("the girl"), .events = "case_opened"}, /* 29 */
    {.who = "ngo", .command = BOOK("sadova", "$29"), .events = "interpreter_booked"},
    {.who = "simulator",
        .command = "{'match_case': {'case_id': $29, 'person_id': 'w2'}}",
        .events = "case_matched"},
    {.who = "simulator",
        .command = "{'match_case': {'case_id': $29, 'person_id': 'w1'}}",
        .events = "case_matched case_flagged"},
    {.who = "ngo", .command = RELEASE("$30"), .events = "interpreter_released"},
    {.who = "simulator",
        .command = "{'match_case': {'case_id': $29, 'person_id': 'w2'}}",
        .events = "case_matched"},
    {.who = "simulator",
        .command = "{'match_case': {'case_id': $29, 'person_id': 'w1'}}",
        .events = "case_matched"},
};

static struct small *begin(void)
{
	struct small *small = steps_world(scenario, true);
	STEPS_PLAY(small, cases);
	return small;
}

static void end(struct small *small)
{
	void *state = small;
	small_teardown(&state);
}

static void test_booking(void **state)
{
	struct small *small = begin();
	(void)state;
	STEPS_PLAY(small, booking);
	const Convene__V1__CaseFlagged *flagged =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_CASE_FLAGGED)->case_flagged;
	assert_string_equal(flagged->flag, "CONFLICT");
	assert_string_equal(flagged->team_id, "AL-POL");
	assert_int_equal(flagged->case_id, world_id(&small->world, 25));
	end(small);
}

static void test_arrivals(void **state)
{
	struct small *small = begin();
	(void)state;
	STEPS_PLAY(small, arrivals);
	end(small);
}

static void test_found_later(void **state)
{
	struct small *small = begin();
	(void)state;
	STEPS_PLAY(small, found_later);
	end(small);
}

/* Before STARTEX there is nobody to interpret for. */
static void test_before(void **state)
{
	static const struct step before[] = {
	    {.who = "police",
	        .command = BOOK("line", "1"),
	        .code = WRONG_STATE,
	        .says = "from STARTEX on"},
	};
	struct small *small = steps_world(scenario, false);
	(void)state;
	STEPS_PLAY(small, before);
	end(small);
}

/* --- who is there --- */

static bool there(struct small *small, uint64_t seq, const char *team_id)
{
	const struct exercise *exercise = small->world.exercise;
	const struct case_file *file = case_find(exercise, world_id(&small->world, seq));
	assert_non_null(file);
	return interpreter_is_there(exercise, file, cast_team(&exercise->cast, team_id));
}

static void test_is_there(void **state)
{
	static const struct {
		struct step step;
		bool police, ngo, abroad; /* for W1, W1, W2 */
	} course[] = {
	    {{.wait_ms = 1}, false, false, false},
	    {{.who = "police", .command = BOOK("line", W1), .events = "interpreter_booked"}, false,
	        false, false},
	    {{.wait_ms = 1, .events = "interpreter_arrived"}, true, false, false},
	    {{.who = "police", .command = RELEASE("$29"), .events = "interpreter_released"}, false,
	        false, false},
	    /* does not speak the person's language */
	    {{.who = "abroad", .command = BOOK("line", W2), .events = "interpreter_booked"}, false,
	        false, false},
	    {{.wait_ms = 1, .events = "interpreter_arrived"}, false, false, false},
	    /* one of the language's regions will do */
	    {{.who = "abroad", .command = BOOK("sadova", W2), .events = "interpreter_booked"},
	        false, false, false},
	    {{.wait_ms = 600000, .events = "interpreter_arrived"}, false, false, true},
	};
	struct small *small = begin();
	(void)state;
	for (size_t i = 0; i < sizeof course / sizeof course[0]; i++) {
		steps_play(small, &course[i].step, 1);
		if (there(small, 25, "AL-POL") != course[i].police ||
		    there(small, 25, "AL-NGO") != course[i].ngo ||
		    there(small, 27, "BR-POL") != course[i].abroad) {
			fail_msg("after step %zu", i);
		}
	}
	end(small);
}

/* A case that two teams have: one interpreter for both, and each is told who has her. */
static void test_shared_case(void **state)
{
	static const struct step course[] = {
	    {.who = "police",
	        .command = "{'share_case': {'case_id': " W1 ", 'to_team_id': 'AL-NGO',"
	                   " 'kind': 'shared', 'disclosure': {'anyway': true,"
	                   " 'purpose': 'Help.'}}}",
	        .events = "case_shared fields_disclosed"},
	    {.who = "ngo", .command = BOOK("line", W1), .events = "interpreter_booked"},
	    {.wait_ms = 1, .events = "interpreter_arrived"},
	    {.who = "police",
	        .command = BOOK("line", W1),
	        .code = WRONG_STATE,
	        .says = "is with AL-NGO since T+0:00:00, for case " W1},
	};
	struct small *small = begin();
	(void)state;
	STEPS_PLAY(small, course);
	assert_true(there(small, 25, "AL-POL"));
	assert_true(there(small, 25, "AL-NGO"));
	assert_false(there(small, 25, "BR-POL"));
	end(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_booking),
	    cmocka_unit_test(test_arrivals),
	    cmocka_unit_test(test_found_later),
	    cmocka_unit_test(test_before),
	    cmocka_unit_test(test_is_there),
	    cmocka_unit_test(test_shared_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
