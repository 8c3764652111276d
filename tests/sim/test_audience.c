#include "tests/sim/naive_audience.h"
#include "tests/sim/random_play.h"

/*
 * A viewer gets what the comments in event.proto say, and nothing else. The filter here was written
 * from those comments and looks at the events only, never at their envelopes.
 */

#define STEPS 300

/* --- documents: whoever sees an event that refers to one may have it --- */

static bool mentions(const uint8_t *bytes, size_t size, const uint8_t sha256[32])
{
	for (size_t i = 0; i + 32 <= size; i++) {
		if (memcmp(bytes + i, sha256, 32) == 0) {
			return true;
		}
	}
	return false;
}

static void check_documents(struct world *world, const struct onlooker *onlooker, const bool *seen)
{
	struct viewer viewer = {.role = (Convene__V1__Role)onlooker->role,
	    .team = world_team(world, onlooker->team_id)};
	for (uint8_t first = 1; first < 6; first++) {
		uint8_t sha256[32] = {first};
		bool should = false;
		for (size_t seq = 1; seq <= world->count && !should; seq++) {
			const struct entry *entry = &world->log[seq - 1];
			should = seen[seq] && mentions(entry->event, entry->event_size, sha256);
		}
		assert_int_equal(
		    exercise_may_see_attachment(world->exercise, &viewer, sha256), should);
	}
}

/* --- the rounds --- */

static void check_onlooker(struct world *world, const struct onlooker *onlooker)
{
	static struct memory memory;
	static bool seen[AUDIENCE_EVENTS];
	memset(&memory, 0, sizeof memory);
	world_forget(world);
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		struct audience audience;
		struct viewer viewer = {.role = (Convene__V1__Role)onlooker->role,
		    .team = world_team(world, onlooker->team_id)};
		audience_compact(world->exercise, world_envelope(world, seq)->audience, &audience);
		remember(&memory, event);
		seen[seq] = audience_allows(&audience, &viewer);
		bool should = should_see(&memory, event, onlooker);
		if (seen[seq] != should) {
			fail_msg("event %zu of kind %d %s role %d of team \"%s\"", seq,
			    (int)event->body_case, should ? "is kept from" : "is given away to",
			    onlooker->role, onlooker->team_id);
		}
	}
	check_documents(world, onlooker, seen);
}

/* What players see never says which member of staff acted in a name that is not one's own. */
static void check_concealed(struct world *world)
{
	world_forget(world);
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		const Convene__V1__Envelope *envelope = world_envelope(world, seq);
		if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED &&
		    event->message_posted->from->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID) {
			assert_int_equal(event->message_posted->participant_id, 0);
		}
		if (event->body_case == CONVENE__V1__EVENT__BODY_CLOCK_PAUSED &&
		    event->clock_paused->cause == CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE) {
			assert_int_equal(envelope->actor_id, 0);
			assert_int_equal(envelope->command_id.len, 0);
			assert_string_equal(event->clock_paused->note, "");
		}
	}
}

static void round_of_audience(uint64_t seed)
{
	struct play play;
	play_init(&play, seed);
	for (int step = 0; step < STEPS; step++) {
		play_step(&play);
	}
	assert_true(play.world.count < AUDIENCE_EVENTS);
	for (int role = ORGANISER; role <= OBSERVER; role++) {
		if (role != PLAYER) {
			struct onlooker onlooker = {.role = role, .team_id = ""};
			check_onlooker(&play.world, &onlooker);
		}
	}
	const char *team_id;
	for (int team = 0; (team_id = exercise_team_id(play.world.exercise, team)) != NULL;
	     team++) {
		struct onlooker onlooker = {.role = PLAYER, .team_id = team_id};
		check_onlooker(&play.world, &onlooker);
	}
	check_concealed(&play.world);
	play_deinit(&play);
}

static void test_audience(void **state)
{
	(void)state;
	play_rounds(100, round_of_audience);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_audience)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
