/* Story time, as data. */
#include "tests/sim/steps.h"

#include "server/exercise/ground/story.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define CONFLICT      CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static const char scenario[] = "{'id': 'small', 'language': 'en', 'title': {'value': 'Small'},"
                               " 'story': {'start': '2031-08-18T08:00', 'factor': 10},"
                               " 'teams': [{'id': 'AL-POL'}, {'id': 'AL-NGO'}, {'id': 'BR-POL'}]}";

#define SHIFT(fields) "{'shift_story': {" fields "}}"

/* A step, and what the clock says after it. */
static const struct {
	struct step step;
	int64_t story_ms; /* of an event now */
	uint32_t revision;
} course[] = {
    {{.wait_ms = 0}, 0, 1},
    {{.wait_ms = 1000}, 10000, 1},
    {{.who = "police", .command = SHIFT("'clock_revision': 1, 'factor': 2"), .code = NOT_PERMITTED},
        10000, 1},
    {{.who = "controller", .command = SHIFT("'factor': 2"), .code = INVALID}, 10000, 1},
    {{.who = "controller", .command = SHIFT("'clock_revision': 3, 'factor': 2"), .code = CONFLICT},
        10000, 1},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 1, 'to_story_ms': 9999"),
         .code = INVALID,
         .says = "goes forward only; it is T+0:00:10"},
        10000, 1},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 1, 'to_story_ms': -1"),
         .code = INVALID},
        10000, 1},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 1, 'to_story_ms': 3155760000001"),
         .code = INVALID,
         .says = "too late"},
        10000, 1},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 1, 'factor': 10001"),
         .code = INVALID,
         .says = "use 1 to 10000"},
        10000, 1},
    /* as it is: nothing happens */
    {{.who = "controller", .command = SHIFT("'clock_revision': 1")}, 10000, 1},
    {{.who = "controller", .command = SHIFT("'clock_revision': 1, 'factor': 10")}, 10000, 1},
    {{.who = "controller", .command = SHIFT("'clock_revision': 1, 'to_story_ms': 10000")}, 10000,
        1},
    /* on, and the factor stays */
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 1, 'to_story_ms': 50000, 'note': 'Next day'"),
         .events = "story_shifted"},
        50000, 2},
    {{.wait_ms = 1000}, 60000, 2},
    /* faster from here on */
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 2, 'factor': 100"),
         .events = "story_shifted"},
        60000, 3},
    {{.wait_ms = 10}, 61000, 3},
    /* stands still with the clock, and may be moved on meanwhile */
    {{.who = "controller", .command = "{'pause_clock': {}}", .events = "clock_paused"}, 61000, 4},
    {{.wait_ms = 5000}, 61000, 4},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 4, 'to_story_ms': 100000, 'factor': 1"),
         .events = "story_shifted"},
        100000, 5},
    {{.who = "controller",
         .command = "{'resume_clock': {'clock_revision': 5}}",
         .events = "clock_resumed"},
        100000, 6},
    {{.wait_ms = 500}, 100500, 6},
    /* a jump of the clock takes the story along */
    {{.who = "controller",
         .command = "{'jump_clock': {'clock_revision': 6, 'to_ms': 3510}}",
         .events = "clock_jumped"},
        101500, 7},
    /* the last moment to which it may be moved */
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 7, 'to_story_ms': 3155760000000, 'factor': 10000"),
         .events = "story_shifted"},
        3155760000000, 8},
    {{.wait_ms = 1}, 3155760010000, 8},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 8, 'to_story_ms': 3155760020000"),
         .code = INVALID},
        3155760010000, 8},
    {{.who = "controller",
         .command = "{'end_exercise': {'clock_revision': 8}}",
         .events = "exercise_ended"},
        3155760010000, 9},
    {{.who = "controller",
         .command = SHIFT("'clock_revision': 9, 'factor': 1"),
         .code = WRONG_STATE},
        3155760010000, 9},
};

static void test_course(void **state)
{
	struct small *small = steps_world(scenario, true);
	struct world *world = &small->world;
	*state = small;
	for (size_t i = 0; i < sizeof course / sizeof course[0]; i++) {
		steps_play(small, &course[i].step, 1);
		int64_t story_ms = story_at(
		    &world->exercise->story, exercise_time(world->exercise, world->wall_ms));
		if (story_ms != course[i].story_ms ||
		    world->exercise->clock.revision != course[i].revision) {
			fail_msg("step %zu: story %lld, revision %u", i, (long long)story_ms,
			    world->exercise->clock.revision);
		}
		/* what just happened says so itself */
		if (course[i].step.events != NULL) {
			assert_int_equal(
			    world_event(world, world->count)->story_ms, course[i].story_ms);
		}
	}
	small_teardown(state);
}

static void test_before_startex(void **state)
{
	static const struct step before[] = {
	    {.who = "controller",
	        .command = SHIFT("'clock_revision': 1, 'factor': 1"),
	        .code = WRONG_STATE},
	};
	struct small *small = steps_world(scenario, false);
	*state = small;
	STEPS_PLAY(small, before);
	small_teardown(state);
}

static void test_what_the_event_says(void **state)
{
	struct small *small = steps_world(scenario, true);
	struct world *world = &small->world;
	*state = small;
	world_wait(world, 1000);
	world_do(world, small->people.controller,
	    SHIFT("'clock_revision': 1, 'to_story_ms': 50000, 'factor': 3, 'note': 'Next day'"));
	const Convene__V1__StoryShifted *body = world_event(world, world->count)->story_shifted;
	assert_int_equal(body->from_story_ms, 10000);
	assert_int_equal(body->to_story_ms, 50000);
	assert_int_equal(body->factor, 3);
	assert_string_equal(body->note, "Next day");
	assert_true(world_envelope(world, world->count)->audience->everyone);
	assert_int_equal(world->exercise->clock.changed_by, small->people.controller);
	small_teardown(state);
}

/* Exercise time of a moment of the story: the first at which the story has come to it. */
static void test_there_and_back(void **state)
{
	static const struct {
		struct story story;
		int64_t story_ms, exercise_ms;
	} cases[] = {
	    {{.line = {.factor = 24}}, 0, 0},
	    {{.line = {.factor = 24}}, 1, 1},
	    {{.line = {.factor = 24}}, 24, 1},
	    {{.line = {.factor = 24}}, 25, 2},
	    {{.line = {.from_ms = 100, .from_story_ms = 1000, .factor = 1}}, 999, 100},
	    {{.line = {.from_ms = 100, .from_story_ms = 1000, .factor = 1}}, 1500, 600},
	    {{.line = {.factor = 1}}, INT64_MAX, INT64_MAX},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(
		    story_to_exercise(&cases[i].story, cases[i].story_ms), cases[i].exercise_ms);
	}
	/* whatever a journal says */
	struct story odd = {.line = {INT64_MIN, INT64_MAX, UINT32_MAX}};
	assert_int_equal(story_at(&odd, INT64_MAX), INT64_MAX);
	assert_int_equal(story_to_exercise(&odd, INT64_MIN), INT64_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_course),
	    cmocka_unit_test(test_before_startex),
	    cmocka_unit_test(test_what_the_event_says),
	    cmocka_unit_test(test_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
