/* After ENDEX the hot wash; once the exercise is closed it is only read. As data. */
#include "tests/sim/steps.h"

#include "server/exercise/ground/phase.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

#define THREAD(from, parties)                                                                      \
	"{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't', " from                  \
	"'parties': [" parties "]}}"
#define CONTROL "{'control': true}"
#define OPENED  "thread_opened message_posted"

static const struct step hot_wash[] = {
    {.who = "controller",
        .command = "{'close_exercise': {}}",
        .code = WRONG_STATE,
        .says = "after ENDEX"},
    {.wait_ms = 600000, .events = "inject_delivered"},
    {.who = "organiser",
        .command = "{'release_records': {'all': true}}",
        .code = WRONG_STATE,
        .says = "after ENDEX"},
    {.who = "controller",
        .command = "{'end_exercise': {'clock_revision': 1}}",
        .events = "exercise_ended"},
    /* teams get their records: an organiser says which, and it says so to each by itself */
    {.who = "controller", .command = "{'release_records': {'all': true}}", .code = NOT_PERMITTED},
    {.who = "police", .command = "{'release_records': {'all': true}}", .code = NOT_PERMITTED},
    {.who = "organiser", .command = "{'release_records': {}}", .code = INVALID},
    {.who = "organiser",
        .command = "{'release_records': {'all': true, 'team_ids': ['AL-POL']}}",
        .code = INVALID},
    {.who = "organiser",
        .command = "{'release_records': {'team_ids': ['AL-POL', 'XX']}}",
        .code = NOT_FOUND,
        .says = "no team \"XX\""},
    {.who = "organiser",
        .command = "{'release_records': {'team_ids': ['AL-NGO', 'AL-POL', 'AL-POL']}}",
        .events = "record_released record_released"},
    {.who = "organiser", .command = "{'release_records': {'team_ids': ['AL-POL']}}"},
    /* players write to control, and to nobody else */
    {.who = "police", .command = THREAD("", CONTROL), .events = OPENED},
    {.who = "police",
        .command = THREAD("", "{'team_id': 'AL-NGO'}"),
        .code = WRONG_STATE,
        .says = "write to control, and to nobody else"},
    {.who = "police",
        .command = THREAD("", CONTROL ", {'team_id': 'AL-NGO'}"),
        .code = WRONG_STATE},
    {.who = "police",
        .command = THREAD("", CONTROL ", {'entity_id': 'clinic'}"),
        .code = WRONG_STATE},
    {.who = "police", .command = THREAD("", CONTROL ", {'team_id': 'AL-POL'}"), .events = OPENED},
    {.who = "ngo", .command = THREAD("", CONTROL ", {'team_id': 'AL-POL'}"), .code = WRONG_STATE},
    /* controllers to whom they like, as control; nobody in anybody's name */
    {.who = "controller",
        .command = THREAD("'from': {'control': true}, ", "{'team_id': 'BR-POL'}"),
        .events = OPENED " message_voiced"},
    {.who = "controller",
        .command = THREAD("'from': {'entity_id': 'clinic'}, ", "{'team_id': 'BR-POL'}"),
        .code = WRONG_STATE},
    {.who = "simulator",
        .command = THREAD("'from': {'entity_id': 'clinic'}, ", "{'team_id': 'BR-POL'}"),
        .code = WRONG_STATE},
    /* play is over */
    {.who = "police",
        .command = "{'answer_inject': {'inject_id': 'W1', 'text': 'a'}}",
        .code = WRONG_STATE},
    {.who = "police", .command = "{'log_decision': {'text': 'd'}}", .code = WRONG_STATE},
    {.who = "police", .command = "{'mark_read': {'inject_ids': ['W1']}}", .events = "inject_read"},
    {.who = "controller", .command = "{'announce': {'text': 'a'}}", .events = "announced"},
    {.who = "controller",
        .command = "{'resume_clock': {'clock_revision': 2}}",
        .code = WRONG_STATE},
    /* closing */
    {.who = "simulator", .command = "{'close_exercise': {}}", .code = NOT_PERMITTED},
    {.who = "police", .command = "{'close_exercise': {}}", .code = NOT_PERMITTED},
    {.who = "organiser",
        .command = "{'close_exercise': {'note': 'thank you'}}",
        .events = "exercise_closed"},
    {.who = "controller", .command = "{'close_exercise': {}}"},
    {.who = "organiser",
        .command = "{'release_records': {'team_ids': ['BR-POL']}}",
        .events = "record_released"},
    {.who = "police",
        .command = THREAD("", CONTROL),
        .code = WRONG_STATE,
        .says = "it can only be read"},
    {.who = "controller",
        .command = THREAD("'from': {'control': true}, ", "{'team_id': 'BR-POL'}"),
        .code = WRONG_STATE},
    {.who = "controller", .command = "{'announce': {'text': 'a'}}", .code = WRONG_STATE},
    {.who = "controller",
        .command = "{'end_exercise': {'clock_revision': 2}}",
        .code = WRONG_STATE},
    /* who reads is not told off, and the log stays as it is */
    {.who = "police2", .command = "{'mark_read': {'inject_ids': ['W1']}}"},
    {.who = "police2", .command = "{'reach_receipt': {'through_seq': 30}}"},
    /* what goes on: who may read, and people's welfare */
    {.who = "organiser",
        .command = "{'issue_invite': {'role': 'observer'}}",
        .events = "invite_issued"},
    {.who = "police", .command = "{'raise_welfare': {}}", .events = "welfare_raised"},
    {.wait_ms = 6000000},
};

static void test_hot_wash(void **state)
{
	struct small *small = *state;
	STEPS_PLAY(small, hot_wash);
	assert_int_equal(exercise_phase(small->world.exercise), PHASE_CLOSED);
	assert_string_equal(
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED)
	        ->exercise_closed->note,
	    "thank you");
	/* reading needs somebody who joins */
	world_join(&small->world, CONVENE__V1__ROLE__ROLE_OBSERVER, "");
}

/* An answer in a thread from before, with others in it, would go to them. */
static void test_threads_of_before(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	assert_int_equal(world_do(world, people->police, THREAD("", CONTROL)), 0);
	uint64_t alone = world->last.made;
	assert_int_equal(
	    world_do(world, people->police, THREAD("", CONTROL ", {'team_id': 'BR-POL'}")), 0);
	uint64_t with_others = world->last.made;
	assert_int_equal(
	    world_do(world, people->controller, "{'end_exercise': {'clock_revision': 1}}"), 0);
	assert_int_equal(world_do(world, people->police,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", alone),
	    0);
	assert_int_equal(world_do(world, people->police,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", with_others),
	    WRONG_STATE);
	assert_int_equal(world_do(world, people->controller,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u', 'from': "
	                     "{'control': true}}}",
	                     with_others),
	    0);
	/* who is no party is told what would be told of a thread that does not exist */
	assert_int_equal(world_do(world, people->ngo,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", alone),
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND);
}

static void test_seals(void **state)
{
	(void)state;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	event.body_case = CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED;
	assert_true(exercise_is_seal_point(&event, 7));
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_hot_wash),
	    SMALL_TEST(test_threads_of_before),
	    cmocka_unit_test(test_seals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
