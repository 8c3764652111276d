#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"
#include "tests/sim/naive_conditions.h"
#include "tests/sim/naive_stages.h"
#include "tests/sim/random_play.h"

#include <string.h>

/*
 * The conduct of an exercise under random commands for hundreds of steps a round: nothing breaks,
 * a replay comes to the same state, every inject is delivered at most once, alternatives that the
 * clock delivers leave out teams that were served, and every condition is decided as a naive
 * evaluation of the whole log has it; and what happens happens at its stage only, and calls for
 * welfare are open until they are answered.
 */

#define STEPS 400

static struct naive_tally total;
static struct naive_stages stages;

/* The group of an inject that nobody has edited; "" for any other. */
static const char *group_of(struct world *world, const char *id, size_t before)
{
	const char *group = "";
	for (size_t seq = 1; seq < before; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED &&
		    event->inject_revised->inject != NULL &&
		    strcmp(event->inject_revised->inject_id, id) == 0) {
			return "";
		}
		if (event->body_case != CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
			continue;
		}
		const Convene__V1__Scenario *part = event->scenario_loaded->part;
		for (size_t i = 0; i < part->n_injects; i++) {
			group =
			    strcmp(part->injects[i]->id, id) == 0 ? part->injects[i]->group : group;
		}
	}
	return group;
}

static bool shares_team(
    const Convene__V1__InjectDelivered *one, const Convene__V1__InjectDelivered *other)
{
	for (size_t i = 0; i < one->n_to; i++) {
		for (size_t j = 0; j < other->n_to; j++) {
			if (strcmp(one->to[i], other->to[j]) == 0) {
				return true;
			}
		}
	}
	return false;
}

/* What the clock delivers of a group goes to nobody who has one of it. */
static void check_alternatives(struct world *world)
{
	const Convene__V1__InjectDelivered *deliveries[64];
	const char *groups[64];
	size_t count = 0;
	world_forget(world);
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case != CONVENE__V1__EVENT__BODY_INJECT_DELIVERED || count == 64) {
			continue;
		}
		const char *group = group_of(world, event->inject_delivered->inject_id, seq);
		bool clock = world_envelope(world, seq)->actor_id == 0;
		for (size_t i = 0; clock && *group != '\0' && i < count; i++) {
			assert_false(strcmp(groups[i], group) == 0 &&
			             shares_team(deliveries[i], event->inject_delivered));
		}
		deliveries[count] = event->inject_delivered;
		groups[count++] = group;
	}
}

/* What people do at the next stage. */
static void play_on(struct play *play)
{
	for (int step = 0; step < STEPS / 8; step++) {
		play_step(play);
	}
}

/* By whoever is left of the controllers. */
static void end_and_close(struct play *play)
{
	struct world *world = &play->world;
	for (size_t i = 2; i < 4; i++) {
		world_do(world, play->people[i], "{'end_exercise': {'clock_revision': %u}}",
		    world->exercise->clock.revision);
	}
	play_on(play);
	for (size_t i = 2; i < 4; i++) {
		world_do(world, play->people[i], "{'close_exercise': {}}");
	}
	play_on(play);
}

static void round_of_conduct(uint64_t seed)
{
	struct play play;
	play_init(&play, seed);
	for (int step = 0; step < STEPS; step++) {
		play_step(&play);
	}
	world_due(&play.world);
	end_and_close(&play);
	check_alternatives(&play.world);
	naive_conditions_check(&play.world, &total);
	naive_stages_check(&play.world, &stages);
	world_forget(&play.world);
	world_check_replay(&play.world);
	play_deinit(&play);
}

static void test_conduct(void **state)
{
	(void)state;
	play_rounds(60, round_of_conduct);
	print_message(
	    "milestones reached %zu, lost %zu; injects triggered %zu, lost %zu, passed over %zu\n",
	    total.reached, total.unreachable, total.triggered, total.lost, total.passed);
	print_message("injects restored %zu, shifted %zu, withdrawn %zu\n", total.restored,
	    total.shifted, total.withdrawn);
	print_message(
	    "calls for welfare %zu, answered %zu; referrals answered by staff %zu; after ENDEX %zu "
	    "events, of which after closing %zu\n",
	    stages.raised, stages.answered, stages.referrals, stages.after_endex,
	    stages.after_close);
	/* a play in which nothing is decided shows nothing */
	assert_true(total.reached > 0 && total.unreachable > 0);
	assert_true(total.triggered > 0 && total.lost > 0);
	assert_true(total.restored > 0 && total.shifted > 0 && total.withdrawn > 0);
	assert_true(stages.answered > 0 && stages.after_endex > 0 && stages.after_close > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_conduct)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
