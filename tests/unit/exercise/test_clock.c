#include "tests/sim/world.h"

#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE
#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define CONFLICT    CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define TOO_LARGE   CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE

struct clock_world {
	struct world world;
	uint64_t controller, other, player;
};

static int setup(void **state)
{
	struct clock_world *w = calloc(1, sizeof *w);
	world_init(&w->world, 1);
	world_create(&w->world, world_small_scenario);
	w->controller = world_join(&w->world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	w->other = world_join(&w->world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	w->player = world_join(&w->world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-POL");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct clock_world *w = *state;
	world_check_replay(&w->world);
	world_deinit(&w->world);
	free(w);
	return 0;
}

static int64_t now(struct clock_world *w)
{
	return exercise_time(w->world.exercise, w->world.wall_ms);
}

static void start(struct clock_world *w)
{
	assert_int_equal(world_do(&w->world, w->controller, "{'start_exercise': {}}"), 0);
}

static void test_stands_still_before_start(void **state)
{
	struct clock_world *w = *state;
	w->world.wall_ms += 3600000;
	assert_int_equal(now(w), 0);
	assert_true(exercise_next_due(w->world.exercise) == INT64_MAX);
	assert_int_equal(exercise_phase(w->world.exercise), PHASE_PLANNED);
	assert_false(exercise_is_under_way(w->world.exercise));
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'jump_clock': {'clock_revision': 1, 'to_ms': 5}}"),
	    WRONG_STATE);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'end_exercise': {'clock_revision': 1}}"),
	    WRONG_STATE);
	assert_int_equal(world_do(&w->world, w->controller, "{'pause_clock': {}}"), WRONG_STATE);
}

static void test_runs_pauses_and_resumes(void **state)
{
	struct clock_world *w = *state;
	start(w);
	assert_int_equal(exercise_phase(w->world.exercise), PHASE_RUNNING);
	assert_true(exercise_is_under_way(w->world.exercise));
	w->world.wall_ms += 1500;
	assert_int_equal(now(w), 1500);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'pause_clock': {'note': 'lunch until 13:30'}}"),
	    0);
	const Convene__V1__Event *event = world_event(&w->world, w->world.count);
	assert_int_equal(event->exercise_ms, 1500);
	assert_string_equal(event->clock_paused->note, "lunch until 13:30");
	assert_int_equal(event->clock_paused->clock_revision, 2);
	w->world.wall_ms += 100000;
	assert_int_equal(now(w), 1500);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'resume_clock': {'clock_revision': 2}}"), 0);
	w->world.wall_ms += 10;
	assert_int_equal(now(w), 1510);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'end_exercise': {'clock_revision': 3}}"), 0);
	w->world.wall_ms += 10;
	assert_int_equal(now(w), 1510);
	assert_int_equal(exercise_phase(w->world.exercise), PHASE_ENDED);
	assert_false(exercise_is_under_way(w->world.exercise));
	assert_int_equal(world_do(&w->world, w->controller, "{'start_exercise': {}}"), WRONG_STATE);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'resume_clock': {'clock_revision': 4}}"),
	    WRONG_STATE);
}

static void test_rate(void **state)
{
	struct clock_world *w = *state;
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'start_exercise': {'rate_permille': 10000001}}"),
	    INVALID);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'start_exercise': {'rate_permille': 2000}}"), 0);
	w->world.wall_ms += 1000;
	assert_int_equal(now(w), 2000);
	assert_int_equal(world_do(&w->world, w->controller,
	                     "{'set_rate': {'clock_revision': 1, 'rate_permille': 0}}"),
	    INVALID);
	assert_int_equal(world_do(&w->world, w->controller,
	                     "{'set_rate': {'clock_revision': 1, 'rate_permille': 10000000}}"),
	    0);
	w->world.wall_ms += 1;
	assert_int_equal(now(w), 12000);
	assert_int_equal(world_do(&w->world, w->controller,
	                     "{'set_rate': {'clock_revision': 2, 'rate_permille': 1}}"),
	    0);
	w->world.wall_ms += 999;
	assert_int_equal(now(w), 12000);
	w->world.wall_ms += 1;
	assert_int_equal(now(w), 12001);
	/* the same rate again: nothing to do */
	assert_int_equal(world_do(&w->world, w->controller,
	                     "{'set_rate': {'clock_revision': 3, 'rate_permille': 1}}"),
	    0);
	assert_int_equal(w->world.last.count, 0);
}

static void test_next_due_is_exact(void **state)
{
	struct clock_world *w = *state;
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'start_exercise': {'rate_permille': 7}}"), 0);
	int64_t due = exercise_next_due(w->world.exercise);
	assert_true(exercise_time(w->world.exercise, due) >= 600000);
	assert_true(exercise_time(w->world.exercise, due - 1) < 600000);
}

static void test_wall_clock_backwards(void **state)
{
	struct clock_world *w = *state;
	start(w);
	w->world.wall_ms += 1000;
	assert_int_equal(world_do(&w->world, w->controller, "{'announce': {'text': 'a'}}"), 0);
	w->world.wall_ms -= 500;
	assert_int_equal(world_do(&w->world, w->controller, "{'announce': {'text': 'b'}}"), 0);
	const Convene__V1__Event *event = world_event(&w->world, w->world.count);
	assert_int_equal(event->wall_ms, w->world.wall_ms + 500);
	assert_int_equal(event->exercise_ms, 1000);
}

static void test_wall_clock_mad(void **state)
{
	struct clock_world *w = *state;
	start(w);
	assert_int_equal(exercise_time(w->world.exercise, INT64_MIN), 0);
	assert_true(exercise_time(w->world.exercise, INT64_MAX) > 0);
	w->world.wall_ms = INT64_MAX;
	world_due(&w->world);
	assert_int_equal(world_do(&w->world, w->controller, "{'pause_clock': {}}"), 0);
	w->world.wall_ms = INT64_MIN;
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'resume_clock': {'clock_revision': 2}}"), 0);
	assert_true(exercise_last_wall_ms(w->world.exercise) == INT64_MAX);
}

static void test_revisions(void **state)
{
	struct clock_world *w = *state;
	start(w);
	assert_int_equal(world_do(&w->world, w->controller, "{'resume_clock': {}}"), INVALID);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'pause_clock': {'clock_revision': 1}}"), 0);
	assert_int_equal(
	    world_do(&w->world, w->other, "{'pause_clock': {'clock_revision': 1}}"), CONFLICT);
	assert_int_equal(w->world.last.current_revision, 2);
	assert_int_equal(w->world.last.changed_by, w->controller);
	assert_int_equal(world_do(&w->world, w->other,
	                     "{'set_rate': {'clock_revision': 1, 'rate_permille': 5}}"),
	    CONFLICT);
	/* a pause whatever the revision is never refused */
	assert_int_equal(world_do(&w->world, w->other, "{'pause_clock': {}}"), 0);
	assert_int_equal(w->world.last.count, 0);
}

static void test_welfare(void **state)
{
	struct clock_world *w = *state;
	assert_int_equal(
	    world_do(&w->world, w->player, "{'raise_welfare': {'note': 'please'}}"), 0);
	assert_int_equal(w->world.last.count, 1);
	start(w);
	assert_int_equal(world_do(&w->world, w->player, "{'raise_welfare': {'note': 'stop'}}"), 0);
	assert_int_equal(w->world.last.count, 2);
	uint64_t first = w->world.last.first_seq;
	const Convene__V1__Event *raised = world_event(&w->world, first);
	const Convene__V1__Event *paused = world_event(&w->world, first + 1);
	assert_int_equal(raised->welfare_raised->participant_id, w->player);
	assert_int_equal(
	    paused->clock_paused->cause, CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE);
	assert_string_equal(paused->clock_paused->note, "");
	/* simulators and evaluators are sent the pause's envelope, but are not to learn who asked
	 */
	const Convene__V1__Envelope *envelope = world_envelope(&w->world, first + 1);
	assert_int_equal(envelope->actor_id, 0);
	assert_int_equal(envelope->command_id.len, 0);
	assert_true(envelope->audience->everyone);
	/* the retry is one all the same */
	assert_int_equal(world_do_again(&w->world, w->player, "{'raise_welfare': {}}"), 0);
	assert_true(w->world.last.repeated);
	/* paused already */
	assert_int_equal(world_do(&w->world, w->player, "{'raise_welfare': {}}"), 0);
	assert_int_equal(w->world.last.count, 1);
}

static void test_jump_refusals(void **state)
{
	struct clock_world *w = *state;
	start(w);
	w->world.wall_ms += 5000;
	static const char *const bad[] = {
	    "{'jump_clock': {'clock_revision': 1, 'to_ms': 5000}}",
	    "{'jump_clock': {'clock_revision': 1, 'to_ms': -1}}",
	    "{'jump_clock': {'clock_revision': 1, 'to_ms': 9223372036854775807}}",
	    "{'jump_clock': {'clock_revision': 0, 'to_ms': 6000}}",
	    ("{'jump_clock': {'clock_revision': 1, 'to_ms': 6000,"
	     " 'overdue': {'action': 'fire', 'stagger_ms': -1}}}"),
	    ("{'jump_clock': {'clock_revision': 1, 'to_ms': 6000,"
	     " 'overdue': {'stagger_ms': 1000}}}"),
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(world_do(&w->world, w->controller, "%s", bad[i]), INVALID);
	}
}

/* The host comes back after so long. */
static void restored(struct clock_world *w, int64_t away_ms, struct decision *decision)
{
	arena_reset(w->world.arena);
	decision_init(decision, w->world.arena, 1);
	exercise_decide_restored(w->world.exercise, w->world.wall_ms, w->world.wall_ms - away_ms,
	    away_ms, 60000, decision);
}

static void test_restored(void **state)
{
	struct clock_world *w = *state;
	struct decision decision;
	restored(w, 1000, &decision);
	assert_int_equal(decision.count, 0); /* did not run */
	start(w);
	w->world.wall_ms += 5000;
	assert_int_equal(world_do(&w->world, w->controller, "{'announce': {'text': 'a'}}"), 0);
	w->world.wall_ms += 60000;
	restored(w, 60000, &decision);
	world_take(&w->world, &decision);
	assert_int_equal(w->world.last.count, 1);
	assert_int_equal(now(w), 5000);
	w->world.wall_ms += 1000;
	assert_int_equal(now(w), 6000);
	restored(w, 60001, &decision);
	world_take(&w->world, &decision);
	assert_int_equal(w->world.last.count, 2);
	const Convene__V1__Event *event = world_event(&w->world, w->world.count);
	assert_int_equal(event->clock_paused->cause, CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE);
	assert_int_equal(event->clock_paused->clock_revision, 4);
	assert_int_equal(exercise_phase(w->world.exercise), PHASE_PAUSED);
	assert_true(exercise_is_under_way(w->world.exercise));
	assert_int_equal(now(w), 5000);
}

/* No time away is known, and long enough for nothing; even where nothing may be bridged. */
static void test_restored_at_once(void **state)
{
	struct clock_world *w = *state;
	struct decision decision;
	start(w);
	w->world.wall_ms += 5000;
	for (int64_t away_ms = 0; away_ms < 2; away_ms++) {
		arena_reset(w->world.arena);
		decision_init(&decision, w->world.arena, 1);
		exercise_decide_restored(w->world.exercise, w->world.wall_ms,
		    w->world.wall_ms - away_ms, away_ms, away_ms, &decision);
		world_take(&w->world, &decision);
		assert_int_equal(w->world.last.count, 1);
		const Convene__V1__Event *event = world_event(&w->world, w->world.count);
		assert_false(event->clock_restored->away_unknown);
		assert_int_equal(event->clock_restored->away_ms, away_ms);
		assert_int_equal(exercise_phase(w->world.exercise), PHASE_RUNNING);
	}
}

/* The wall clock was put back while the host was away: how long it was, nobody knows. */
static void test_restored_after_nobody_knows_how_long(void **state)
{
	struct clock_world *w = *state;
	struct decision decision;
	start(w);
	w->world.wall_ms += 5000;
	assert_int_equal(world_do(&w->world, w->controller, "{'announce': {'text': 'a'}}"), 0);
	w->world.wall_ms += 2000; /* alive without events, and then back at once by the clock */
	arena_reset(w->world.arena);
	decision_init(&decision, w->world.arena, 1);
	exercise_decide_restored(
	    w->world.exercise, w->world.wall_ms, w->world.wall_ms, -1, 60000, &decision);
	world_take(&w->world, &decision);
	assert_int_equal(w->world.last.count, 2);
	const Convene__V1__Event *event = world_event(&w->world, w->world.count - 1);
	assert_true(event->clock_restored->away_unknown);
	assert_int_equal(event->clock_restored->away_ms, 0);
	event = world_event(&w->world, w->world.count);
	assert_int_equal(event->clock_paused->cause, CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE);
	assert_int_equal(exercise_phase(w->world.exercise), PHASE_PAUSED);
	assert_int_equal(now(w), 7000);
}

static void test_notes_are_bounded(void **state)
{
	struct clock_world *w = *state;
	char note[502];
	memset(note, 'n', 501);
	note[501] = '\0';
	start(w);
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'pause_clock': {'note': '%s'}}", note), TOO_LARGE);
	assert_int_equal(
	    world_do(&w->world, w->player, "{'raise_welfare': {'note': '%s'}}", note), TOO_LARGE);
	note[500] = '\0';
	assert_int_equal(
	    world_do(&w->world, w->controller, "{'pause_clock': {'note': '%s'}}", note), 0);
}

static void test_seal_points(void **state)
{
	struct clock_world *w = *state;
	start(w);
	assert_true(exercise_is_seal_point(world_event(&w->world, w->world.count), w->world.count));
	assert_int_equal(world_do(&w->world, w->controller, "{'announce': {'text': 'a'}}"), 0);
	assert_false(
	    exercise_is_seal_point(world_event(&w->world, w->world.count), w->world.count));
	assert_int_equal(world_do(&w->world, w->controller, "{'pause_clock': {}}"), 0);
	assert_true(exercise_is_seal_point(world_event(&w->world, w->world.count), w->world.count));
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	assert_true(exercise_is_seal_point(&event, 1000));
	assert_false(exercise_is_seal_point(&event, 1001));
}

#define CLOCK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CLOCK_TEST(test_stands_still_before_start),
	    CLOCK_TEST(test_runs_pauses_and_resumes),
	    CLOCK_TEST(test_rate),
	    CLOCK_TEST(test_next_due_is_exact),
	    CLOCK_TEST(test_wall_clock_backwards),
	    CLOCK_TEST(test_wall_clock_mad),
	    CLOCK_TEST(test_revisions),
	    CLOCK_TEST(test_welfare),
	    CLOCK_TEST(test_jump_refusals),
	    CLOCK_TEST(test_restored),
	    CLOCK_TEST(test_restored_at_once),
	    CLOCK_TEST(test_restored_after_nobody_knows_how_long),
	    CLOCK_TEST(test_notes_are_bounded),
	    CLOCK_TEST(test_seal_points),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
