#include "tests/sim/world.h"

#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND   CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define TOO_LARGE   CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

#define OPEN "'subject': 's', 'channel': 'phone', 'text': 't'"

static const Convene__V1__MessagePosted *posted(struct world *world)
{
	return world_last_event(world, CONVENE__V1__EVENT__BODY_MESSAGE_POSTED)->message_posted;
}

static void test_players_write_as_their_team(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.police,
	                     "{'open_thread': {" OPEN ", 'language': 'en',"
	                     " 'parties': [{'team_id': 'BR-POL'}, {'entity_id': 'bank'},"
	                     " {'team_id': 'BR-POL'}, {'team_id': 'AL-POL'}]}}"),
	    0);
	assert_int_equal(world->last.count, 2);
	uint64_t thread = world->last.made;
	const Convene__V1__ThreadOpened *opened =
	    world_event(world, world->last.first_seq)->thread_opened;
	assert_int_equal(opened->thread_id, thread);
	assert_int_equal(opened->n_parties, 3);
	assert_string_equal(opened->parties[0]->team_id, "AL-POL");
	assert_string_equal(opened->parties[1]->team_id, "BR-POL");
	assert_string_equal(opened->parties[2]->entity_id, "bank");
	assert_int_equal(posted(world)->message_id, world_id(world, world->count));
	assert_int_not_equal(posted(world)->message_id, thread);
	assert_int_equal(posted(world)->thread_id, thread);
	assert_int_equal(posted(world)->participant_id, small->people.police);
	assert_string_equal(posted(world)->from->team_id, "AL-POL");
	assert_int_equal(
	    world_do(world, small->people.police,
	        "{'post_message': {'thread_id': %zu, 'text': 'u', 'from': {'team_id': 'BR-POL'}}}",
	        (size_t)thread),
	    INVALID);
	assert_int_equal(world_do(world, small->people.abroad,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", (size_t)thread),
	    0);
	assert_string_equal(posted(world)->from->team_id, "BR-POL");
}

static void test_unknown_and_invisible_look_the_same(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.ngo,
	                     "{'post_message': {'thread_id': 123456, 'text': 'u'}}"),
	    NOT_FOUND);
	assert_string_equal(world->last.message, "there is no thread 123456 for you");
	assert_int_equal(world_do(world, small->people.police,
	                     "{'open_thread': {" OPEN ", 'parties': [{'team_id': 'BR-POL'}]}}"),
	    0);
	size_t thread = world->last.made;
	char unknown[512];
	snprintf(unknown, sizeof unknown, "there is no thread %zu for you", thread);
	assert_int_equal(world_do(world, small->people.ngo,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", thread),
	    NOT_FOUND);
	assert_string_equal(world->last.message, unknown);
}

static void test_voices(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t simulator = small->people.simulator, controller = small->people.controller;
	assert_int_equal(world_do(world, simulator,
	                     "{'open_thread': {" OPEN ", 'parties': [{'team_id': 'AL-POL'}]}}"),
	    INVALID);
	assert_int_equal(world_do(world, simulator,
	                     "{'open_thread': {" OPEN ", 'from': {'control': true},"
	                     " 'parties': [{'team_id': 'AL-POL'}]}}"),
	    INVALID);
	assert_int_equal(world_do(world, simulator,
	                     "{'open_thread': {" OPEN ", 'from': {'entity_id': 'ghost'},"
	                     " 'parties': [{'team_id': 'AL-POL'}]}}"),
	    NOT_FOUND);
	assert_int_equal(world_do(world, simulator,
	                     "{'open_thread': {" OPEN ", 'from': {'entity_id': 'clinic'},"
	                     " 'parties': [{'team_id': 'AL-POL'}, {'control': true}]}}"),
	    0);
	uint64_t thread = world->last.made;
	assert_int_equal(world->last.count, 3);
	assert_int_equal(posted(world)->participant_id, 0);
	assert_string_equal(posted(world)->from->entity_id, "clinic");
	const Convene__V1__MessageVoiced *voiced = world_event(world, world->count)->message_voiced;
	assert_int_equal(voiced->message_id, world_id(world, world->count - 1));
	assert_int_equal(voiced->participant_id, simulator);
	/* another entity is no party */
	assert_int_equal(
	    world_do(world, simulator,
	        "{'post_message': {'thread_id': %zu, 'text': 'u', 'from': {'entity_id': 'bank'}}}",
	        (size_t)thread),
	    INVALID);
	assert_int_equal(world_do(world, controller,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", (size_t)thread),
	    INVALID);
	assert_int_equal(
	    world_do(world, controller,
	        "{'post_message': {'thread_id': %zu, 'text': 'u', 'from': {'control': true}}}",
	        (size_t)thread),
	    0);
	assert_int_equal(world->last.count, 3); /* and it has read what it answers */
	assert_true(posted(world)->from->control);
	assert_int_equal(posted(world)->participant_id, 0);
}

static void test_a_thread_has_two_ends(void **state)
{
	struct small *small = *state;
	static const struct {
		Convene__V1__ErrorCode code;
		const char *parties;
	} bad[] = {
	    {INVALID, "[]"},
	    {INVALID, "[{'team_id': 'AL-POL'}]"},
	    {INVALID, "[{}]"},
	    {INVALID, "[{'team_id': ''}]"},
	    {INVALID, "[{'control': false}]"},
	    {NOT_FOUND, "[{'team_id': 'XX-POL'}]"},
	    {NOT_FOUND, "[{'entity_id': 'ghost'}]"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(world_do(&small->world, small->people.police,
		                     "{'open_thread': {" OPEN ", 'parties': %s}}", bad[i].parties),
		    bad[i].code);
	}
}

static void test_texts(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	static char text[16 * 1024 + 2];
	memset(text, 'a', sizeof text - 1);
	const char *to = "'parties': [{'team_id': 'AL-NGO'}]";
	uint64_t police = small->people.police;
	assert_int_equal(
	    world_do(world, police,
	        "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': '%s', %s}}", text,
	        to),
	    TOO_LARGE);
	text[501] = '\0';
	assert_int_equal(
	    world_do(world, police,
	        "{'open_thread': {'subject': '%s', 'channel': 'phone', 'text': 't', %s}}", text,
	        to),
	    TOO_LARGE);
	assert_int_equal(
	    world_do(world, police,
	        "{'open_thread': {'subject': '', 'channel': 'phone', 'text': 't', %s}}", to),
	    INVALID);
	assert_int_equal(
	    world_do(world, police,
	        "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': ' \\n ', %s}}", to),
	    INVALID);
	assert_int_equal(
	    world_do(world, police, "{'open_thread': {'subject': 's', 'text': 't', %s}}", to),
	    INVALID);
}

static void test_references(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const char *refer = "{'open_thread': {" OPEN ", 'inject_ids': ['W1'],"
	                    " 'parties': [{'team_id': 'BR-POL'}]}}";
	assert_int_equal(world_do(world, small->people.controller, "{'start_exercise': {}}"), 0);
	/* a controller would give away what is still to come */
	assert_int_equal(
	    world_do(world, small->people.controller,
	        "{'open_thread': {" OPEN ", 'inject_ids': ['W1'], 'from': {'control': true},"
	        " 'parties': [{'team_id': 'BR-POL'}]}}"),
	    NOT_FOUND);
	world_wait(world, 600000);
	assert_int_equal(world_do(world, small->people.police, "%s", refer), 0);
	assert_int_equal(posted(world)->n_inject_ids, 1);
	assert_int_equal(world_do(world, small->people.ngo, "%s", refer), NOT_FOUND);
}

static void test_not_after_the_end(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_do(world, small->people.controller, "{'start_exercise': {}}");
	world_do(world, small->people.controller, "{'end_exercise': {'clock_revision': 1}}");
	assert_int_equal(world_do(world, small->people.police,
	                     "{'open_thread': {" OPEN ", 'parties': [{'team_id': 'BR-POL'}]}}"),
	    WRONG_STATE);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_players_write_as_their_team),
	    SMALL_TEST(test_unknown_and_invisible_look_the_same),
	    SMALL_TEST(test_voices),
	    SMALL_TEST(test_a_thread_has_two_ends),
	    SMALL_TEST(test_texts),
	    SMALL_TEST(test_references),
	    SMALL_TEST(test_not_after_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
