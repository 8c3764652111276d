/* What is changed after it went out, and for all injects at once. */
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"
#include "tests/sim/steps.h"

#include <string.h>

#define CONFLICT    CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND   CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_ALLOWED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

#define MINUTE INT64_C(60000)

static int64_t due(const struct small *small, const char *id)
{
	return inject_find(small->world.exercise, id)->due_ms;
}

static Convene__V1__InjectStatus status(const struct small *small, const char *id)
{
	return inject_find(small->world.exercise, id)->status;
}

#define STATUS(name) CONVENE__V1__INJECT_STATUS__INJECT_STATUS_##name

/* --- withdrawn --- */

#define WITHDRAW(id, revision)                                                                     \
	"{'withdraw_inject': {'inject_id': '" id "', 'revision': " revision                        \
	", 'reason': 'It was meant for others.'}}"

static void test_withdraw(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller",
	        .command = WITHDRAW("W1", "1"),
	        .code = WRONG_STATE,
	        .says = "skip"},
	    {.wait_ms = 40 * MINUTE,
	        .events = "inject_delivered inject_delivered inject_revised inject_delivered"},
	    {.who = "police",
	        .command = "{'answer_inject': {'inject_id': 'W4', 'text': 'ours'}}",
	        .events = "inject_answered inject_read"},
	    {.who = "police", .command = WITHDRAW("W4", "2"), .code = NOT_ALLOWED},
	    {.who = "controller", .command = WITHDRAW("W9", "2"), .code = NOT_FOUND},
	    {.who = "controller", .command = WITHDRAW("W4", "1"), .code = CONFLICT},
	    {.who = "controller",
	        .command = "{'withdraw_inject': {'inject_id': 'W4', 'revision': 2, 'reason': ' '}}",
	        .code = INVALID,
	        .says = "the reason"},
	    {.who = "controller", .command = WITHDRAW("W4", "2"), .events = "inject_withdrawn"},
	    {.who = "controller2",
	        .command = WITHDRAW("W4", "3"),
	        .code = WRONG_STATE,
	        .says = "withdrawn already"},
	    {.who = "controller2",
	        .command = "{'release_inject': {'inject_id': 'W4', 'revision': 3}}",
	        .code = WRONG_STATE},
	    /* nobody answers any more; who has not opened it may, and may speak of it */
	    {.who = "ngo",
	        .command = "{'answer_inject': {'inject_id': 'W4', 'text': 'late'}}",
	        .code = WRONG_STATE,
	        .says = "was withdrawn"},
	    {.who = "ngo",
	        .command = "{'mark_read': {'inject_ids': ['W4']}}",
	        .events = "inject_read"},
	    {.who = "ngo",
	        .command = "{'log_decision': {'text': 'None.', 'inject_ids': ['W4']}}",
	        .events = "decision_logged"},
	};
	STEPS_PLAY(small, steps);
	const struct inject *inject = inject_find(small->world.exercise, "W4");
	assert_int_equal(inject->status, STATUS(WITHDRAWN));
	assert_int_equal(inject->revision, 3);
	assert_int_equal(inject->answers, 1);
	/* exactly those that got it, and staff */
	const Convene__V1__Event *event =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_INJECT_WITHDRAWN);
	const Convene__V1__Audience *audience = world_envelope(&small->world, event->seq)->audience;
	assert_false(audience->everyone);
	assert_int_equal(audience->n_team_ids, 2);
	assert_string_equal(audience->team_ids[0], "AL-POL");
	assert_string_equal(audience->team_ids[1], "AL-NGO");
	assert_int_equal(audience->n_roles, 4);
	/* a receipt for it is worth an event */
	assert_int_equal(
	    world_do(&small->world, small->people.ngo, "{'reach_receipt': {'through_seq': %llu}}",
	        (unsigned long long)event->seq),
	    0);
	assert_int_equal(small->world.last.count, 1);
	assert_int_equal(world_do(&small->world, small->people.controller,
	                     "{'end_exercise': {'clock_revision': 1}}"),
	    0);
	assert_int_equal(
	    world_do(&small->world, small->people.controller, WITHDRAW("W1", "2")), WRONG_STATE);
}

/* --- put back to waiting --- */

#define OF(verb, id, revision)                                                                     \
	"{'" verb "_inject': {'inject_id': '" id "', 'revision': " revision "}}"
#define STRIKE "{'turn_switch': {'switch_id': 'strike', 'on': true}}"

static void test_restore(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller", .command = OF("restore", "C2", "1")}, /* it waits already */
	    {.who = "controller", .command = OF("hold", "W1", "1"), .events = "inject_revised"},
	    {.who = "controller",
	        .command = OF("restore", "W1", "2"),
	        .code = WRONG_STATE,
	        .says = "no condition"},
	    {.who = "controller", .command = OF("skip", "C2", "1"), .events = "inject_revised"},
	    {.who = "controller", .command = OF("restore", "C2", "1"), .code = CONFLICT},
	    {.who = "simulator", .command = OF("restore", "C2", "2"), .code = NOT_ALLOWED},
	    {.who = "controller", .command = OF("restore", "C2", "2"), .events = "inject_revised"},
	    {.who = "controller", .command = OF("skip", "C1", "1"), .events = "inject_revised"},
	    {.who = "controller", .command = STRIKE, .events = "switch_turned"},
	    {.wait_ms = 1, .events = "milestone_changed inject_revised"},
	    {.who = "controller",
	        .command = OF("restore", "C2", "4"),
	        .code = WRONG_STATE,
	        .says = "planned already"},
	    {.wait_ms = 2 * MINUTE, .events = "milestone_changed inject_delivered"},
	    {.who = "controller", .command = OF("restore", "C2", "5"), .code = WRONG_STATE},
	};
	STEPS_PLAY(small, steps);
}

/* What stands counts when it begins anew: the milestone was reached meanwhile. */
static void test_restored_after_its_condition_came_to_hold(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller", .command = OF("hold", "C1", "1"), .events = "inject_revised"},
	    {.who = "controller", .command = OF("skip", "C2", "1"), .events = "inject_revised"},
	    {.who = "controller", .command = STRIKE, .events = "switch_turned"},
	    {.wait_ms = 5 * MINUTE, .events = "milestone_changed milestone_changed"},
	    {.who = "controller", .command = OF("restore", "C1", "2"), .events = "inject_revised"},
	    {.wait_ms = 1, .events = "inject_revised inject_delivered"},
	};
	STEPS_PLAY(small, steps);
	assert_int_equal(status(small, "C1"), STATUS(DELIVERED));
}

/* --- shifted --- */

#define SHIFT(shift, by, more)                                                                     \
	"{'shift_injects': {'clock_revision': 1, 'shift': " shift ", 'by_ms': " by more "}}"

static void test_shift(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.wait_ms = 15 * MINUTE, .events = "inject_delivered"},
	    {.who = "controller", .command = OF("hold", "W8", "1"), .events = "inject_revised"},
	    {.who = "simulator", .command = SHIFT("0", "60000", ""), .code = NOT_ALLOWED},
	    {.who = "controller", .command = SHIFT("0", "0", ""), .code = INVALID},
	    {.who = "controller", .command = SHIFT("0", "9000000000000", ""), .code = INVALID},
	    {.who = "controller",
	        .command = "{'shift_injects': {'clock_revision': 2, 'by_ms': 60000}}",
	        .code = CONFLICT},
	    {.who = "controller", .command = SHIFT("0", "600000", ""), .events = "injects_shifted"},
	    /* another controller was late at the same moment: they do not shift twice */
	    {.who = "controller2", .command = SHIFT("0", "600000", ""), .code = CONFLICT},
	    {.who = "controller", .command = OF("hold", "W3", "1"), .code = CONFLICT},
	    {.wait_ms = 14 * MINUTE},
	    {.wait_ms = 1 * MINUTE, .events = "inject_delivered"},
	};
	STEPS_PLAY(small, steps);
	const Convene__V1__InjectsShifted *shifted =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_INJECTS_SHIFTED)
	        ->injects_shifted;
	assert_int_equal(shifted->shift, 1);
	assert_int_equal(shifted->injects, 6);
	assert_int_equal(due(small, "W1"), 10 * MINUTE);
	assert_int_equal(due(small, "W3"), 40 * MINUTE);
	assert_int_equal(due(small, "W8"), 80 * MINUTE); /* held */
	assert_int_equal(inject_find(small->world.exercise, "W3")->revision, 2);
	assert_int_equal(inject_find(small->world.exercise, "W8")->revision, 2);
	/* a condition's own times stay */
	assert_int_equal(due(small, "C1"), 0);
	/* staff alone */
	const Convene__V1__Event *event =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_INJECTS_SHIFTED);
	assert_int_equal(world_envelope(&small->world, event->seq)->audience->n_team_ids, 0);
	assert_false(world_envelope(&small->world, event->seq)->audience->everyone);
}

/* What was held or skipped meanwhile waits for the shifted time as well, once it waits again. */
static void test_shift_of_what_is_restored(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller",
	        .command = "{'add_inject': {'inject': {'id': 'C9', 'planned_ms': 7200000,"
	                   " 'to': ['AL-POL'], 'channel': 'email', 'title': {'value': 't'},"
	                   " 'body': {'value': 'b'}, 'when': {'all': [{'milestone': 'strike'}]}}}}",
	        .events = "inject_revised"},
	    {.who = "controller", .command = SHIFT("0", "60000", ""), .events = "injects_shifted"},
	    {.who = "controller", .command = OF("hold", "C9", "2"), .events = "inject_revised"},
	    {.who = "controller", .command = SHIFT("1", "60000", ""), .events = "injects_shifted"},
	    {.who = "controller", .command = OF("restore", "C9", "3"), .events = "inject_revised"},
	};
	STEPS_PLAY(small, steps);
	assert_int_equal(status(small, "C9"), STATUS(WAITING));
	assert_int_equal(due(small, "C9"), 122 * MINUTE);
}

static void test_shift_before_now(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.wait_ms = 15 * MINUTE, .events = "inject_delivered"},
	    {.who = "controller",
	        .command = SHIFT("0", "-960000", ""),
	        .code = INVALID,
	        .says = "due before now would be: W2, W3;"},
	    {.who = "controller",
	        .command = SHIFT("0", "-3960000", ""),
	        .code = INVALID,
	        .says = "W2, W3, W4, W5, W6 and 2 more"},
	    /* in their order, and the clock runs: at once */
	    {.who = "controller",
	        .command = SHIFT("0", "-960000", ", 'due_now': true"),
	        .events = "injects_shifted"},
	    {.wait_ms = 1, .events = "inject_delivered inject_revised"},
	    {.who = "controller",
	        .command = SHIFT("1", "-539000", ""),
	        .events = "injects_shifted"},
	    {.who = "controller2",
	        .command = SHIFT("2", "-60000000", ""),
	        .code = INVALID,
	        .says = "W5"},
	};
	STEPS_PLAY(small, steps);
	assert_int_equal(due(small, "W2"), 4 * MINUTE);
	assert_int_equal(status(small, "W3"), STATUS(HELD));
	assert_int_equal(due(small, "W4"), 15 * MINUTE + 1000);
}

static void test_shift_keeps_the_order(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller", .command = "{'pause_clock': {}}", .events = "clock_paused"},
	    {.who = "controller",
	        .command =
	            "{'reschedule_inject': {'inject_id': 'W6', 'revision': 1, 'due_ms': 60000}}",
	        .events = "inject_revised"},
	    {.who = "controller",
	        .command = "{'shift_injects': {'clock_revision': 2, 'by_ms': -50000000, 'due_now': "
	                   "true}}",
	        .events = "injects_shifted"},
	    /* all at 0 now: the scenario's order */
	    {.who = "controller",
	        .command = "{'resume_clock': {'clock_revision': 2}}",
	        .events = "clock_resumed"},
	    {.wait_ms = 1,
	        .events = "inject_delivered inject_delivered inject_revised inject_delivered "
	                  "inject_delivered inject_delivered inject_revised inject_delivered"},
	    /* what is due already does not go back */
	    {.who = "controller",
	        .command = "{'shift_injects': {'clock_revision': 3, 'shift': 1, 'by_ms': -60000}}"},
	};
	STEPS_PLAY(small, steps);
	assert_int_equal(small->world.exercise->msel.planned_count, 0);
}

static void test_shift_before_startex_and_after_endex(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller",
	        .command = "{'shift_injects': {'by_ms': 300000}}",
	        .events = "injects_shifted"},
	    {.who = "controller",
	        .command = "{'start_exercise': {}}",
	        .events = "exercise_started"},
	    {.wait_ms = 15 * MINUTE, .events = "inject_delivered"},
	    {.who = "controller",
	        .command = "{'end_exercise': {'clock_revision': 1}}",
	        .events = "exercise_ended"},
	    {.who = "controller",
	        .command = "{'shift_injects': {'clock_revision': 2, 'shift': 1, 'by_ms': 60000}}",
	        .code = WRONG_STATE},
	};
	STEPS_PLAY(small, steps);
	assert_int_equal(due(small, "W1"), 15 * MINUTE);
}

/* 4096 of them: one event, and one decision. */
static void test_shift_of_very_many(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world->unchecked = true;
	while (world->exercise->msel.count < INJECTS_MAX) {
		assert_int_equal(
		    world_do(world, small->people.controller,
		        "{'add_inject': {'inject': {'planned_ms': %d, 'to': ['AL-POL'],"
		        " 'channel': 'email', 'title': {'value': 't'}, 'body': {'value':"
		        " 'b'}}}}",
		        7000000 - (int)world->exercise->msel.count),
		    0);
	}
	assert_int_equal(world_do(world, small->people.controller, SHIFT("0", "60000", "")), 0);
	assert_int_equal(world->last.count, 1);
	for (size_t i = 1; i < world->exercise->msel.planned_count; i++) {
		assert_true(world->exercise->msel.planned[i - 1]->due_ms <=
		            world->exercise->msel.planned[i]->due_ms);
	}
}

/* --- an answer that is wanted --- */

#define ADD(more)                                                                                  \
	"{'add_inject': {'release_now': true, 'inject': {'id': 'Q', 'to': ['AL-POL'], 'channel':"  \
	" 'email', 'title': {'value': 't'}, 'body': {'value': 'b'}" more "}}}"

static void test_an_answer_is_wanted(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.wait_ms = MINUTE},
	    {.who = "controller",
	        .command = ADD(", 'answer_within_ms': 60000"),
	        .code = INVALID,
	        .says = "goes with an answer that is wanted"},
	    {.who = "controller",
	        .command = ADD(", 'answer': 'wanted', 'answer_within_ms': -1"),
	        .code = INVALID},
	    {.who = "controller",
	        .command = ADD(", 'answer': 'wanted', 'answer_within_ms': 600000"),
	        .events = "inject_revised inject_delivered"},
	};
	STEPS_PLAY(small, steps);
	const Convene__V1__InjectDelivered *delivered =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED)
	        ->inject_delivered;
	assert_int_equal(delivered->answer, CONVENE__V1__INJECT_ANSWER__INJECT_ANSWER_WANTED);
	assert_int_equal(delivered->answer_by_ms, 11 * MINUTE);
}

#define STARTED(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {STARTED(test_withdraw), STARTED(test_restore),
	    STARTED(test_restored_after_its_condition_came_to_hold), STARTED(test_shift),
	    STARTED(test_shift_of_what_is_restored), STARTED(test_shift_before_now),
	    STARTED(test_shift_keeps_the_order),
	    cmocka_unit_test_setup_teardown(
	        test_shift_before_startex_and_after_endex, small_setup, small_teardown),
	    STARTED(test_shift_of_very_many), STARTED(test_an_answer_is_wanted)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
