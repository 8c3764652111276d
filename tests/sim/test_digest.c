#include "tests/sim/random_play.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/state.h"
#include "tests/sim/whole_digest.h"

#include <inttypes.h>

/*
 * Whatever happens, the digest that the engine keeps up to date is the one of the whole state: no
 * change of an object goes past it. Checked after each event, so that no later one hides it.
 */

#define STEPS 300

/* --- what random commands seldom come to --- */

/* Somebody joins with a personal invite. */
static void join_in_person(struct play *play)
{
	struct world *world = &play->world;
	struct decision decision;
	if (world_do(world, play->people[0],
	        "{'issue_invite': {'role': 'evaluator', 'person_name': 'Ada'}}") != 0) {
		return;
	}
	struct joining joining = {.wall_ms = world->wall_ms, .invite_id = world->last.made};
	arena_reset(world->arena);
	decision_init(&decision, world->arena, 1);
	exercise_decide_join(world->exercise, &joining, &decision);
	world_take(world, &decision);
}

/* A switch is on for so short a while that what it brings about is not said before it is off. */
static void press(struct play *play)
{
	struct world *world = &play->world;
	const struct library *library = &world->exercise->library;
	if (library_count(library, SWITCH) > 0) {
		const char *id = library_at(
		    library, SWITCH, Switch, world_random(world, library_count(library, SWITCH)))
		                     ->id;
		world_do(
		    world, play->people[2], "{'turn_switch': {'switch_id': '%s', 'on': true}}", id);
		world_do(world, play->people[2], "{'turn_switch': {'switch_id': '%s'}}", id);
	}
}

/* A simulator takes what became of a case, gives it back, or puts it away; from then on these are
 * in the digest. */
static void see_to_a_case(struct play *play)
{
	static const char *const what[] = {"claim", "release", "dismiss"};
	struct world *world = &play->world;
	const struct queue *queue = &world->exercise->queue;
	for (size_t i = 0; i < queue->count; i++) {
		if (queue->items[i].case_id == 0) {
			continue;
		}
		if (world_do(world, play->people[4], "{'%s_item': {'item_id': %" PRIu64 "}}",
		        what[world_random(world, 3)], queue->items[i].id) == 0 &&
		    world->last.count > 0) {
			assert_true(queue->node.counted);
		}
		return;
	}
}

/* A simulator takes something and is removed with it. */
static void leave_with_an_item(struct play *play)
{
	struct world *world = &play->world;
	const struct queue *queue = &world->exercise->queue;
	if (queue->count > 0) {
		uint64_t who = world_join(world, CONVENE__V1__ROLE__ROLE_SIMULATOR, "");
		world_do(world, who, "{'claim_item': {'item_id': %" PRIu64 "}}",
		    queue->items[world_random(world, queue->count)].id);
		world_do(world, play->people[0],
		    "{'remove_participant': {'participant_id': %" PRIu64 "}}", who);
	}
}

/* Somebody calls for help again after it was seen to. */
static void call_twice(struct play *play)
{
	struct world *world = &play->world;
	uint64_t who = play_somebody(play);
	world_do(world, who, "{'raise_welfare': {}}");
	world_do(
	    world, play->people[2], "{'answer_welfare': {'participant_id': %" PRIu64 "}}", who);
	world_do(world, who, "{'raise_welfare': {}}");
}

static void let_an_interpreter_go(struct play *play)
{
	struct world *world = &play->world;
	const struct objects *bookings = &world->exercise->interpreters.bookings;
	if (bookings->count > 0) {
		world_do(world, play->people[2],
		    "{'release_interpreter': {'booking_id': %" PRIu64 "}}",
		    ((const struct booking *)bookings->list[bookings->count - 1])->id);
	}
}

/* Nobody is left in a team, so that the SimCell answers for it. */
static void leave_a_team(struct play *play)
{
	struct world *world = &play->world;
	struct standing gone, other;
	exercise_standing(world->exercise, play_somebody(play), &gone);
	for (size_t i = 0; i < play->people_count && gone.viewer.team != NO_TEAM; i++) {
		exercise_standing(world->exercise, play->people[i], &other);
		if (other.viewer.team == gone.viewer.team) {
			world_do(world, play->people[0],
			    "{'remove_participant': {'participant_id': %" PRIu64 "}}",
			    play->people[i]);
		}
	}
}

static void step(struct play *play)
{
	static void (*const seldom[])(struct play *play) = {join_in_person, press, see_to_a_case,
	    see_to_a_case, leave_with_an_item, call_twice, let_an_interpreter_go};
	if (world_random(&play->world, 100) < 8) {
		seldom[world_random(&play->world, sizeof seldom / sizeof seldom[0])](play);
	} else {
		play_step(play);
	}
}

/* --- the rounds --- */

/* Who did something changes by that alone, which would hide what else was changed: the same events
 * once more, done by nobody. */
static void replay_without_actors(struct world *world)
{
	struct exercise *exercise = exercise_new(world_hash);
	for (size_t seq = 1; seq <= world->count; seq++) {
		Convene__V1__Envelope envelope = *world_envelope(world, seq);
		envelope.actor_id = 0;
		envelope.command_id.len = 0;
		exercise_apply(exercise, world_event(world, seq), &envelope);
		world_forget(world);
		whole_digest_check(exercise);
	}
	exercise_free(exercise);
}

static void round_of_digest(uint64_t seed)
{
	struct play play;
	play_init(&play, seed);
	play.world.unchecked = false;
	leave_a_team(&play);
	for (int i = 0; i < STEPS; i++) {
		step(&play);
	}
	assert_true(play.done > 5); /* or the play was no play */
	replay_without_actors(&play.world);
	play_deinit(&play);
}

static void test_digest(void **state)
{
	(void)state;
	play_rounds(250, round_of_digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_digest)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
