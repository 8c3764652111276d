#include "tests/sim/world.h"

#include "proto/rules/stagger.h"
#include "server/exercise/ground/limits.h"

/* Jumps, and the order in which things fall due. */

/* What happened to injects since `after`, as "W1 delivered, W2 overdue". */
static const char *happened(struct world *world, size_t after)
{
	static const char *const changes[] = {"?", "added", "edited", "retargeted", "rescheduled",
	    "held", "skipped", "due", "overdue", "staggered"};
	static char text[1024];
	size_t len = 0;
	text[0] = '\0';
	for (size_t seq = after + 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		const char *id = NULL, *what = "delivered";
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
			id = event->inject_delivered->inject_id;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED) {
			id = event->inject_revised->inject_id;
			what = changes[event->inject_revised->change];
		}
		if (id != NULL) {
			len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s",
			    len > 0 ? ", " : "", id, what);
		}
	}
	return text;
}

static void jump(struct small *small, const char *more)
{
	assert_int_equal(world_do(&small->world, small->people.controller,
	                     "{'jump_clock': {'clock_revision': 1, 'to_ms': 2400000, %s}}", more),
	    0);
	const Convene__V1__Event *event = world_event(&small->world, small->world.last.first_seq);
	assert_int_equal(event->exercise_ms, 2400000);
	assert_int_equal(event->clock_jumped->to_ms, 2400000);
	assert_int_equal(event->clock_jumped->clock_revision, 2);
}

static void test_asks_by_default(void **state)
{
	struct small *small = *state;
	size_t before = small->world.count;
	world_wait(&small->world, 700000);
	jump(small, "'note': 'next morning'");
	world_due(&small->world);
	/* W1 was in time; W4 is due at the target itself */
	assert_string_equal(
	    happened(&small->world, before), "W1 delivered, W2 overdue, W3 overdue, W4 delivered");
}

static void test_fires_in_order(void **state)
{
	struct small *small = *state;
	size_t before = small->world.count;
	jump(small, "'overdue': {'action': 'fire'}");
	assert_int_equal(
	    exercise_next_due(small->world.exercise), exercise_last_wall_ms(small->world.exercise));
	world_due(&small->world);
	assert_string_equal(
	    happened(&small->world, before), "W1 delivered, W2 delivered, W3 due, W4 delivered");
	const Convene__V1__Event *event = world_event(&small->world, small->world.count);
	assert_int_equal(event->exercise_ms, 2400000);
}

static void test_fires_only_when_the_clock_runs(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	assert_int_equal(world_do(world, controller, "{'pause_clock': {}}"), 0);
	size_t before = world->count;
	assert_int_equal(world_do(world, controller,
	                     "{'jump_clock': {'clock_revision': 2, 'to_ms': 2000000,"
	                     " 'overdue': {'action': 'fire'}}}"),
	    0);
	assert_true(exercise_next_due(world->exercise) == INT64_MAX);
	world_due(world);
	assert_string_equal(happened(world, before), "");
	assert_int_equal(world_do(world, controller, "{'resume_clock': {'clock_revision': 3}}"), 0);
	world_due(world);
	assert_string_equal(happened(world, before), "W1 delivered, W2 delivered, W3 due");
}

static void test_staggers(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	size_t before = world->count;
	jump(small, "'overdue': {'action': 'stagger', 'stagger_ms': 30000}");
	world_due(world);
	assert_string_equal(happened(world, before),
	    "W1 staggered, W2 staggered, W3 due, W1 delivered, W4 delivered");
	before = world->count;
	world_wait(world, 29999);
	assert_string_equal(happened(world, before), "");
	world_wait(world, 1);
	assert_string_equal(happened(world, before), "W2 delivered");
}

static void test_stagger_by_default_a_minute(void **state)
{
	struct small *small = *state;
	jump(small, "'overdue': {'action': 'stagger'}");
	const Convene__V1__Event *event =
	    world_event(&small->world, small->world.last.first_seq + 2);
	assert_string_equal(event->inject_revised->inject_id, "W2");
	assert_int_equal(event->inject_revised->due_ms, 2400000 + STAGGER_MS_DEFAULT);
}

static void test_held_ones_are_not_passed(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	world_do(world, controller, "{'hold_inject': {'inject_id': 'W1', 'revision': 1}}");
	world_do(world, controller, "{'skip_inject': {'inject_id': 'W2', 'revision': 1}}");
	size_t before = world->count;
	jump(small, "'overdue': {'action': 'fire'}");
	world_due(world);
	assert_string_equal(happened(world, before), "W3 due, W4 delivered");
}

static void test_nothing_after_the_end(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_do(world, small->people.controller, "{'end_exercise': {'clock_revision': 1}}");
	size_t before = world->count;
	world_wait(world, 100000000);
	assert_int_equal(world->count, before);
}

static void test_ties_by_the_order_of_the_scenario(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	static const char *const ids[] = {"W8", "W2", "W6", "W1"};
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(
		    world_do(world, controller,
		        "{'reschedule_inject': {'inject_id': '%s', 'revision': 1, 'due_ms': 5000}}",
		        ids[i]),
		    0);
	}
	size_t before = world->count;
	world_wait(world, 5000);
	assert_string_equal(
	    happened(world, before), "W1 delivered, W2 delivered, W6 delivered, W8 delivered");
}

/* Many at once come in helpings that the next call goes on with. */
static void test_helpings(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	for (int i = 0; i < DUE_BATCH_MAX * 2; i++) {
		assert_int_equal(world_do(world, small->people.controller,
		                     "{'add_inject': {'inject': {'id': 'N%d', 'planned_ms': 5000,"
		                     " 'to': ['AL-POL'], 'channel': 'phone', 'title': {'value': "
		                     "'t'}, 'body': {'value': 'b'}}}}",
		                     i),
		    0);
	}
	world->wall_ms += 6000;
	struct arena *arena = arena_new(4 * 1024 * 1024);
	struct decision decision;
	decision_init(&decision, arena, 1);
	exercise_decide_due(world->exercise, world->wall_ms, &decision);
	assert_null(decision.refusal);
	assert_int_equal(decision.count, DUE_BATCH_MAX);
	world_take(world, &decision);
	arena_free(arena);
	assert_true(exercise_next_due(world->exercise) <= world->wall_ms);
	world_due(world);
	assert_int_equal(
	    world_count(world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED), DUE_BATCH_MAX * 2);
	assert_true(exercise_next_due(world->exercise) > world->wall_ms);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_asks_by_default),
	    SMALL_TEST(test_fires_in_order),
	    SMALL_TEST(test_fires_only_when_the_clock_runs),
	    SMALL_TEST(test_staggers),
	    SMALL_TEST(test_stagger_by_default_a_minute),
	    SMALL_TEST(test_held_ones_are_not_passed),
	    SMALL_TEST(test_nothing_after_the_end),
	    SMALL_TEST(test_ties_by_the_order_of_the_scenario),
	    SMALL_TEST(test_helpings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
