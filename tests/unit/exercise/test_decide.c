#include "tests/sim/world.h"

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE

static void test_repeated(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const char *open = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
	                   " 'parties': [{'team_id': 'BR-POL'}]}}";
	assert_int_equal(world_do(world, small->people.police, "%s", open), 0);
	size_t count = world->count;
	uint64_t made = world->last.made;
	assert_int_equal(world_event(world, count - 1)->thread_opened->thread_id, made);
	assert_int_equal(world_do_again(world, small->people.police, open), 0);
	assert_true(world->last.repeated);
	assert_int_equal(world->last.made, made);
	assert_int_equal(world->count, count);
	/* another person's command is another command */
	assert_int_equal(world_do_again(world, small->people.police2, open), 0);
	assert_false(world->last.repeated);
	assert_int_equal(world->last.count, 2);
}

static void test_ids(void **state)
{
	struct small *small = *state;
	assert_int_equal(
	    world_do(&small->world, small->people.police, "{'id': 'AQID', 'raise_welfare': {}}"),
	    INVALID);
}

static void test_unknown_commands(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	Convene__V1__RaiseWelfare body = CONVENE__V1__RAISE_WELFARE__INIT;
	for (int body_case = -1; body_case < 100; body_case++) {
		Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
		command.body_case = (Convene__V1__Command__BodyCase)body_case;
		command.raise_welfare = NULL;
		assert_int_equal(world_command(world, small->people.controller, &command), INVALID);
	}
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.body_case = (Convene__V1__Command__BodyCase)47; /* between two known ones */
	command.raise_welfare = &body;
	assert_int_equal(world_command(world, small->people.controller, &command), INVALID);
}

/* With every budget the decision is whole or refused, and always says why. */
static void test_arena_runs_out(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	size_t refused = 0, done = 0;
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor,
	    "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 'text',"
	    " 'parties': [{'team_id': 'BR-POL'}]}}");
	static uint8_t id[COMMAND_ID_SIZE] = {9};
	command->id.data = id;
	command->id.len = sizeof id;
	struct request request = {
	    .participant_id = small->people.police, .wall_ms = world->wall_ms};
	for (size_t budget = 1; budget < 8000; budget += 13) {
		struct arena *arena = arena_new(budget);
		struct decision decision;
		decision_init(&decision, arena, 1);
		exercise_decide(world->exercise, &request, command, &decision);
		if (decision.refusal != NULL) {
			refused++;
			assert_int_equal(decision.refusal->code, TOO_LARGE);
			assert_true(decision.refusal->message[0] != '\0');
			assert_int_equal(decision.count, 0);
			assert_int_equal(decision.made, 0);
		} else {
			done++;
			assert_int_equal(decision.count, 2);
			assert_int_equal(decision.drafts[0].envelope->audience->n_team_ids, 2);
			assert_string_equal(decision.drafts[1].event->message_posted->text, "text");
			assert_int_equal(decision.drafts[1].envelope->command_id.len, 16);
		}
		arena_free(arena);
	}
	assert_true(refused > 0 && done > 0);
}

static void test_local(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	struct decision decision;
	arena_reset(world->arena);
	decision_init(&decision, world->arena, 1);
	exercise_decide_local(world->exercise, world->wall_ms,
	    world_json(world, &convene__v1__command__descriptor, "{'pause_clock': {}}"), &decision);
	assert_int_equal(decision.refusal->code, NOT_PERMITTED);
	decision_init(&decision, world->arena, 1);
	exercise_decide_local(world->exercise, world->wall_ms,
	    world_json(world, &convene__v1__command__descriptor,
	        "{'issue_invite': {'role': 'organiser'}}"),
	    &decision);
	assert_null(decision.refusal);
	assert_int_equal(decision.drafts[0].envelope->actor_id, 0);
	assert_int_equal(decision.drafts[0].envelope->command_id.len, 0);
	world_take(world, &decision);
}

static void test_not_before_it_is_ready(void **state)
{
	(void)state;
	struct world world;
	world_init(&world, 1);
	struct joining joining = {.wall_ms = world.wall_ms, .invite_id = 1};
	struct decision decision;
	decision_init(&decision, world.arena, 1);
	exercise_decide_join(world.exercise, &joining, &decision);
	assert_int_equal(
	    decision.refusal->code, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE);
	assert_true(exercise_next_due(world.exercise) == INT64_MAX);
	assert_string_equal(exercise_id(world.exercise), "");
	uint8_t digest[DIGEST_SIZE];
	exercise_digest(world.exercise, digest);
	world_deinit(&world);
}

static void test_bad_utf8(void **state)
{
	struct small *small = *state;
	Convene__V1__Announce body = CONVENE__V1__ANNOUNCE__INIT;
	body.text = (char *)"bad \xff byte";
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &body;
	assert_int_equal(world_command(&small->world, small->people.controller, &command), INVALID);
}

/* Who typed an id with something invisible in it is shown that. */
static void test_refusals_show_what_was_typed(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_do(world, small->people.police,
	    "{'mark_read': {'inject_ids': ['W1\\u200b-calls \\u202e\\u009b']}}");
	assert_string_equal(world->last.message,
	    "your team has received no inject \"W1<U+200B>-calls <U+202E><U+009B>\"");
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_repeated),
	    SMALL_TEST(test_ids),
	    SMALL_TEST(test_unknown_commands),
	    SMALL_TEST(test_arena_runs_out),
	    SMALL_TEST(test_local),
	    cmocka_unit_test(test_not_before_it_is_ready),
	    SMALL_TEST(test_bad_utf8),
	    SMALL_TEST(test_refusals_show_what_was_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
