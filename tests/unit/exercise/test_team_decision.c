#include "tests/sim/world.h"

#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND   CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define TOO_LARGE   CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static void test_logged(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(
	    world_do(world, small->people.police, "{'log_decision': {'text': 'wait'}}"),
	    WRONG_STATE);
	world_do(world, small->people.controller, "{'start_exercise': {}}");
	world_wait(world, 600000);
	world_do(world, small->people.police,
	    "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
	    " 'parties': [{'team_id': 'BR-POL'}]}}");
	size_t message = world_id(world, world->count);
	assert_int_equal(world_do(world, small->people.police,
	                     "{'log_decision': {'text': 'wait', 'reason': 'no grounds yet',"
	                     " 'language': 'en', 'inject_ids': ['W1'], 'message_ids': [%zu]}}",
	                     message),
	    0);
	const Convene__V1__DecisionLogged *body = world_event(world, world->count)->decision_logged;
	assert_int_equal(body->decision_id, world->last.made);
	assert_int_equal(body->participant_id, small->people.police);
	assert_string_equal(body->team_id, "AL-POL");
	assert_string_equal(body->text, "wait");
	assert_string_equal(body->reason, "no grounds yet");
	assert_int_equal(body->message_ids[0], message);
	assert_string_equal(body->inject_ids[0], "W1");
	/* what another team knows cannot be referred to */
	assert_int_equal(world_do(world, small->people.ngo,
	                     "{'log_decision': {'text': 'wait', 'message_ids': [%zu]}}", message),
	    NOT_FOUND);
	assert_int_equal(world_do(world, small->people.ngo,
	                     "{'log_decision': {'text': 'wait', 'inject_ids': ['W1']}}"),
	    NOT_FOUND);
	assert_int_equal(
	    world_do(world, small->people.police, "{'log_decision': {'text': ''}}"), INVALID);
	world_do(world, small->people.controller, "{'end_exercise': {'clock_revision': 1}}");
	assert_int_equal(
	    world_do(world, small->people.police, "{'log_decision': {'text': 'wait'}}"),
	    WRONG_STATE);
}

static void test_announcements(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.controller,
	                     "{'announce': {'text': 'welcome', 'language': 'en'}}"),
	    0);
	assert_string_equal(world_event(world, world->count)->announced->text, "welcome");
	assert_int_equal(world_do(world, small->people.controller, "{'announce': {}}"), INVALID);
	static char text[16 * 1024 + 2];
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(
	    world_do(world, small->people.controller, "{'announce': {'text': '%s'}}", text),
	    TOO_LARGE);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_logged),
	    SMALL_TEST(test_announcements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
