/* The SimCell's queue as data: what enters, what leaves, who has it. */
#include "tests/unit/exercise/simcell/queue_course.h"

/* A message's item is the event after the thread's: what is remembered is the step's first event,
 * and "1+" is the one after it. */
static const struct queue_step kinds[] = {
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-POL'}"), .events = OPENED}, 1}, ""},
    {{{.who = "police", .command = THREAD(CLINIC), .events = OPENED}, 1}, "1+"},
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-PRO'}"), .events = OPENED}, 2}, "1+ 2+"},
    {{{.who = "ngo", .command = THREAD("{'control': true}"), .events = OPENED}, 3}, "1+ 2+ 3+"},
    {{{.who = "police", .command = REQUEST(CLINIC), .events = SENT}, 4}, "1+ 2+ 3+ 4"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'CR-POL'}"), .events = SENT}, 5},
        "1+ 2+ 3+ 4 5"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'BR-POL'}"), .events = SENT}, 6},
        "1+ 2+ 3+ 4 5"},
    /* a second message waits too, and one answer is enough for both */
    {{{.who = "police", .command = POST("1"), .events = "message_posted"}, 7}, "1+ 2+ 3+ 4 5 7"},
    {{{.who = "simulator",
          .command = VOICE("1", "'entity_id': 'clinic'"),
          .events = VOICED " message_read message_read"},
         0},
        "2+ 3+ 4 5"},
    {{{.who = "police", .command = POST("1"), .events = "message_posted message_read"}, 1},
        "2+ 3+ 4 5 1"},
    /* in a team's name: not one that is played, not one that is no party of it */
    {{{.who = "simulator", .command = VOICE("2", "'team_id': 'AL-POL'"), .code = INVALID}, 0},
        "2+ 3+ 4 5 1"},
    {{{.who = "simulator", .command = VOICE("2", "'team_id': 'AL-PRO'"), .code = INVALID}, 0},
        "2+ 3+ 4 5 1"},
    {{{.who = "simulator",
          .command = VOICE("2", "'team_id': 'BR-PRO'"),
          .events = VOICED " message_read"},
         0},
        "3+ 4 5 1"},
    {{{.who = "simulator", .command = VOICE("3", "'control': true"), .code = INVALID}, 0},
        "3+ 4 5 1"},
    {{{.who = "controller",
          .command = VOICE("3", "'control': true"),
          .events = VOICED " message_read"},
         0},
        "4 5 1"},
    /* to acknowledge is no answer */
    {{{.who = "simulator", .command = MOVE("4", "acknowledged"), .events = "request_moved"}, 0},
        "4 5 1"},
    {{{.who = "simulator", .command = MOVE("4", "answered"), .events = "request_moved"}, 0}, "5 1"},
    {{{.who = "simulator", .command = MOVE("5", "returned"), .events = "request_moved"}, 0}, "1"},
    {{{.who = "police", .command = "{'send_request': {'request_id': $5}}", .events = SENT}, 6},
        "1 6"},
    {{{.who = "police", .command = MOVE("5", "withdrawn"), .events = "request_moved"}, 0}, "1"},
    {{{.who = "police", .command = REQUEST("{'entity_id': 'bank'}"), .events = SENT}, 5}, "1 5"},
    {{{.who = "simulator", .command = MOVE("5", "refused"), .events = "request_moved"}, 0}, "1"},
    {{{.who = "simulator",
          .command = "{'dismiss_item': {'item_id': #1, 'note': 'no'}}",
          .events = "item_dismissed"},
         0},
        ""},
    /* what staff write waits for nobody */
    {{{.who = "simulator",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'from': {'entity_id': 'clinic'}, 'parties': [{'control': true}]}}",
          .events = OPENED " message_voiced"},
         0},
        ""},
    /* canned replies */
    {{{.who = "simulator",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'from': {'entity_id': 'clinic'}, 'parties': [{'team_id': 'AL-POL'}],"
                     " 'canned_reply': 'none'}}",
          .code = NOT_FOUND},
         0},
        ""},
    {{{.who = "simulator",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'from': {'entity_id': 'clinic'}, 'parties': [{'team_id': 'AL-POL'}],"
                     " 'canned_reply': 'closed'}}",
          .events = OPENED " message_voiced milestone_changed"},
         0},
        ""},
    {{{.who = "police",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'parties': [{'entity_id': 'clinic'}], 'canned_reply': 'closed'}}",
          .code = INVALID},
         0},
        ""},
    /* a wrong channel is flagged, and nothing else */
    {{{.who = "police",
          .command = "{'open_thread': {'subject': 's', 'channel': 'secure_police', 'text': 't',"
                     " 'parties': [{'team_id': 'AL-NGO'}]}}",
          .events = OPENED " case_flagged"},
         1},
        ""},
    {{{.who = "ngo", .command = POST("1"), .events = "message_posted case_flagged message_read"},
         0},
        ""},
    {{{.who = "police",
          .command = "{'open_thread': {'subject': 's', 'channel': 'secure_police', 'text': 't',"
                     " 'parties': [{'team_id': 'BR-POL'}]}}",
          .events = OPENED},
         0},
        ""},
};

static const struct queue_step claims[] = {
    {{{.who = "police", .command = REQUEST(CLINIC), .events = SENT}, 1}, "1"},
    {{{.who = "police", .command = CLAIM("#1"), .code = NOT_PERMITTED}, 0}, "1"},
    {{{.who = "simulator", .command = CLAIM("99999"), .code = NOT_FOUND}, 0}, "1"},
    {{{.who = "simulator", .command = CLAIM("#1"), .events = "item_claimed"}, 0}, "1*"},
    {{{.who = "simulator", .command = CLAIM("#1")}, 0}, "1*"},
    {{{.who = "controller", .command = CLAIM("#1"), .code = CONFLICT, .says = "take it over"}, 0},
        "1*"},
    {{{.who = "controller",
          .command = "{'claim_item': {'item_id': #1, 'take_over': true}}",
          .events = "item_claimed"},
         0},
        "1*"},
    {{{.who = "simulator", .command = "{'release_item': {'item_id': #1}}", .code = CONFLICT}, 0},
        "1*"},
    {{{.who = "simulator", .command = MOVE("1", "answered"), .code = CONFLICT}, 0}, "1*"},
    {{{.who = "simulator", .command = "{'dismiss_item': {'item_id': #1}}", .code = CONFLICT}, 0},
        "1*"},
    {{{.who = "controller",
          .command = "{'release_item': {'item_id': #1}}",
          .events = "item_released"},
         0},
        "1"},
    {{{.who = "controller", .command = "{'release_item': {'item_id': #1}}"}, 0}, "1"},
    {{{.who = "simulator", .command = CLAIM("#1"), .events = "item_claimed"}, 0}, "1*"},
    {{{.who = "controller",
          .command = "{'release_item': {'item_id': #1}}",
          .events = "item_released"},
         0},
        "1"},
    {{{.who = "controller2", .command = CLAIM("#1"), .events = "item_claimed"}, 0}, "1*"},
    {{{.who = "organiser",
          .command = "{'remove_participant': {'participant_id': $2}}",
          .events = "participant_removed"},
         0},
        "1"},
    {{{.who = "controller",
          .command = "{'end_exercise': {'clock_revision': 1}}",
          .events = "exercise_ended"},
         0},
        ""},
    {{{.who = "simulator", .command = CLAIM("#1"), .code = NOT_FOUND}, 0}, ""},
};

/* Whoever would answer a message that somebody else has claimed. */
static const struct queue_step answers[] = {
    {{{.who = "police", .command = THREAD(CLINIC), .events = OPENED}, 1}, "1+"},
    {{{.who = "controller", .command = CLAIM("#1+"), .events = "item_claimed"}, 0}, "1+*"},
    {{{.who = "simulator", .command = VOICE("1", "'entity_id': 'clinic'"), .code = CONFLICT}, 0},
        "1+*"},
    {{{.who = "controller2",
          .command = VOICE("1", "'entity_id': 'clinic'"),
          .events = VOICED " message_read"},
         0},
        ""},
};

static void test_answers(void **state)
{
	queue_play(*state, answers, sizeof answers / sizeof answers[0]);
}

/* What is control's alone is for controllers; what was claimed while there was somebody else to
 * voice can be put back. */
static const struct queue_step to_control[] = {
    {{{.who = "police", .command = THREAD("{'control': true}"), .events = OPENED}, 1}, "1+"},
    {{{.who = "simulator", .command = CLAIM("#1+"), .code = NOT_PERMITTED, .says = "controllers"},
         0},
        "1+"},
    {{{.who = "simulator",
          .command = "{'claim_item': {'item_id': #1+, 'take_over': true}}",
          .code = NOT_PERMITTED},
         0},
        "1+"},
    {{{.who = "simulator", .command = "{'dismiss_item': {'item_id': #1+}}", .code = NOT_PERMITTED},
         0},
        "1+"},
    {{{.who = "controller", .command = CLAIM("#1+"), .events = "item_claimed"}, 0}, "1+*"},
    {{{.who = "controller2",
          .command = "{'dismiss_item': {'item_id': #1+}}",
          .events = "item_dismissed"},
         0},
        ""},
    /* a team that is played is none to voice, nor is the sender's own */
    {{{.who = "police",
          .command = THREAD("{'control': true}, {'team_id': 'AL-NGO'}"),
          .events = OPENED},
         1},
        "1+"},
    {{{.who = "simulator", .command = CLAIM("#1+"), .code = NOT_PERMITTED}, 0}, "1+"},
    {{{.who = "police", .command = THREAD("{'control': true}, " CLINIC), .events = OPENED}, 2},
        "1+ 2+"},
    {{{.who = "simulator", .command = CLAIM("#2+"), .events = "item_claimed"}, 0}, "1+ 2+*"},
    {{{.who = "police",
          .command = THREAD("{'control': true}, {'team_id': 'BR-PRO'}"),
          .events = OPENED},
         3},
        "1+ 2+* 3+"},
    {{{.who = "simulator", .command = CLAIM("#3+"), .events = "item_claimed"}, 0}, "1+ 2+* 3+*"},
};

static void test_to_control(void **state)
{
	struct request_course *course = *state;
	struct world *world = &course->small->world;
	queue_play(course, to_control, sizeof to_control / sizeof to_control[0]);
	world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-PRO");
	const struct queue_step afterwards[] = {
	    {{{.who = "simulator",
	          .command = "{'dismiss_item': {'item_id': #3+}}",
	          .code = NOT_PERMITTED},
	         0},
	        "1+ 2+* 3+*"},
	    {{{.who = "simulator",
	          .command = "{'release_item': {'item_id': #3+}}",
	          .events = "item_released"},
	         0},
	        "1+ 2+* 3+"},
	};
	queue_play(course, afterwards, 2);
}

static void test_kinds(void **state)
{
	queue_play(*state, kinds, sizeof kinds / sizeof kinds[0]);
}

static void test_claims(void **state)
{
	struct request_course *course = *state;
	course->kept[2] = world_place(&course->small->world, course->small->people.controller2);
	queue_play(course, claims, sizeof claims / sizeof claims[0]);
}

static void test_conflict_names_who(void **state)
{
	struct request_course *course = *state;
	queue_play(course, claims, 6);
	assert_int_equal(course->small->world.last.changed_by, course->small->people.simulator);
}

/* Somebody joins a team that nobody played: what waited for it alone is its own now. */
static const struct queue_step joining[] = {
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-PRO'}"), .events = OPENED}, 1}, "1+"},
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-PRO'}, " CLINIC), .events = OPENED}, 2},
        "1+ 2+"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'BR-PRO'}"), .events = SENT}, 3},
        "1+ 2+ 3"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'CR-POL'}"), .events = SENT}, 4},
        "1+ 2+ 3 4"},
};

static void test_joining(void **state)
{
	struct request_course *course = *state;
	struct world *world = &course->small->world;
	queue_play(course, joining, sizeof joining / sizeof joining[0]);
	uint64_t joined = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-PRO");
	queue_check_waits(course, "2+ 4");
	assert_int_equal(world_do(world, course->small->people.simulator,
	                     "{'post_message': {'thread_id': %llu, 'text': 'u',"
	                     " 'from': {'team_id': 'BR-PRO'}}}",
	                     (unsigned long long)world_id(world, course->kept[1])),
	    INVALID);
	/* nothing comes back when nobody is left; what is written from then on waits */
	assert_int_equal(
	    world_do(world, course->small->people.organiser,
	        "{'remove_participant': {'participant_id': %llu}}", (unsigned long long)joined),
	    0);
	queue_check_waits(course, "2+ 4");
	const struct queue_step later = {
	    {{.who = "police", .command = POST("1"), .events = "message_posted"}, 5}, "2+ 4 5"};
	queue_play(course, &later, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, request_setup, request_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_kinds), TEST(test_claims),
	    TEST(test_conflict_names_who), TEST(test_joining), TEST(test_answers),
	    TEST(test_to_control)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
