#include "tests/sim/world.h"

#include "proto/buf.h"
#include "server/exercise/ground/limits.h"

#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define TOO_LARGE   CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static void test_what_is_said_to_everybody(void **state)
{
	struct small *small = *state;
	const Convene__V1__ExerciseCreated *body = world_event(&small->world, 1)->exercise_created;
	assert_string_equal(body->exercise_id, "test");
	assert_string_equal(body->title->value, "Small");
	assert_string_equal(body->scenario_id, "small");
	assert_int_equal(body->n_teams, 3);
	assert_string_equal(body->teams[2]->id, "BR-POL");
	assert_int_equal(body->n_entities, 2);
	assert_int_equal(body->n_countries, 2);
	assert_string_equal(body->briefing->value, "Read this.");
	assert_string_equal(exercise_id(small->world.exercise), "test");
	assert_string_equal(exercise_title(small->world.exercise), "Small");
	assert_int_equal(exercise_duration(small->world.exercise), 5400000);
	assert_true(exercise_is_ready(small->world.exercise));
	assert_int_equal(world_team(&small->world, "AL-NGO"), 1);
	assert_int_equal(world_team(&small->world, "AL-NOBODY"), NO_TEAM);
	assert_string_equal(exercise_team_id(small->world.exercise, 2), "BR-POL");
	assert_null(exercise_team_id(small->world.exercise, 3));
	assert_null(exercise_team_id(small->world.exercise, -1));
}

static void test_briefings(void **state)
{
	struct small *small = *state;
	const Convene__V1__BriefingIssued *body = world_event(&small->world, 4)->briefing_issued;
	assert_string_equal(body->team_id, "AL-NGO");
	assert_string_equal(body->briefing->value, "For AL-NGO only.");
}

/* A scenario with many large injects; the parts, merged, are the scenario. */
static void test_parts(void **state)
{
	(void)state;
	struct world world;
	struct buf json = {.len = 0};
	static char body[4000];
	memset(body, 'b', sizeof body - 1);
	buf_append_text(&json, "{'id': 'big', 'version': '7', 'title': {'value': 'Big'}, 'teams':"
	                       " [{'id': 'A'}], 'injects': [");
	for (int i = 0; i < 100; i++) {
		buf_printf(&json, "%s{'id': 'W%d', 'to': ['A'], 'body': {'value': '%s'}}",
		    i > 0 ? "," : "", i, body);
	}
	buf_append_text(&json, "]}");
	buf_append_byte(&json, 0);
	world_init(&world, 1);
	world_create(&world, (const char *)json.data);
	buf_deinit(&json);

	struct buf merged = {.len = 0};
	size_t parts = 0;
	for (size_t seq = 1; seq <= world.count; seq++) {
		const Convene__V1__Event *event = world_event(&world, seq);
		if (event->body_case != CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
			continue;
		}
		const Convene__V1__Scenario *part = event->scenario_loaded->part;
		size_t size = convene__v1__scenario__get_packed_size(part);
		assert_true(size <= PART_BYTES + 1024);
		assert_int_equal(event->scenario_loaded->complete, seq == world.count);
		convene__v1__scenario__pack(part, buf_reserve(&merged, size));
		merged.len += size;
		parts++;
	}
	assert_in_range(parts, 7, 9);
	Convene__V1__Scenario *scenario =
	    convene__v1__scenario__unpack(NULL, merged.len, merged.data);
	assert_non_null(scenario);
	assert_string_equal(scenario->version, "7");
	assert_int_equal(scenario->n_teams, 1);
	assert_int_equal(scenario->n_injects, 100);
	for (int i = 0; i < 100; i++) {
		char id[8];
		snprintf(id, sizeof id, "W%d", i);
		assert_string_equal(scenario->injects[i]->id, id);
	}
	convene__v1__scenario__free_unpacked(scenario, NULL);
	buf_deinit(&merged);
	world_check_replay(&world);
	world_deinit(&world);
}

static Convene__V1__ErrorCode create(
    struct world *world, const char *id, size_t budget, const Convene__V1__Scenario *scenario)
{
	struct arena *arena = arena_new(budget);
	struct decision decision;
	decision_init(&decision, arena, 1);
	struct creation creation = {
	    .wall_ms = world->wall_ms, .exercise_id = id, .scenario = scenario};
	exercise_decide_create(world->exercise, &creation, &decision);
	Convene__V1__ErrorCode code = decision.refusal != NULL ? decision.refusal->code : 0;
	assert_true(code == 0 || decision.count == 0);
	arena_free(arena);
	return code;
}

/* Everything else that a scenario may not have is its own check's to say. */
static void test_refusals(void **state)
{
	(void)state;
	struct world world;
	Convene__V1__Scenario empty = CONVENE__V1__SCENARIO__INIT;
	world_init(&world, 1);
	assert_int_equal(create(&world, "x", 1 << 20, &empty), 0);
	assert_int_equal(create(&world, "x y", 1 << 20, &empty), INVALID);
	assert_int_equal(create(&world, "x", 300, &empty), TOO_LARGE);
	world_deinit(&world);
}

static void test_only_once(void **state)
{
	struct small *small = *state;
	Convene__V1__Scenario empty = CONVENE__V1__SCENARIO__INIT;
	assert_int_equal(create(&small->world, "x", 1 << 20, &empty), WRONG_STATE);
}

static void test_title_of_ones_own(void **state)
{
	(void)state;
	struct world world;
	world_init(&world, 1);
	Convene__V1__Scenario scenario = CONVENE__V1__SCENARIO__INIT;
	struct decision decision;
	decision_init(&decision, world.arena, 1);
	struct creation creation = {.wall_ms = world.wall_ms,
	    .exercise_id = "spring",
	    .title = "Spring course",
	    .organisation = "Academy",
	    .scenario = &scenario};
	exercise_decide_create(world.exercise, &creation, &decision);
	world_take(&world, &decision);
	assert_string_equal(exercise_title(world.exercise), "Spring course");
	assert_string_equal(world_event(&world, 1)->exercise_created->organisation, "Academy");
	world_deinit(&world);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_what_is_said_to_everybody),
	    SMALL_TEST(test_briefings),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_refusals),
	    SMALL_TEST(test_only_once),
	    cmocka_unit_test(test_title_of_ones_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
