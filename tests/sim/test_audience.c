#include "tests/sim/random_play.h"

/*
 * A viewer gets what the comments in event.proto say, and nothing else. The filter here was written
 * from those comments and looks at the events only, never at their envelopes.
 */

#define STEPS  300
#define EVENTS 4096

enum { ORGANISER = 1, CONTROLLER, SIMULATOR, EVALUATOR, PLAYER, OBSERVER };

struct onlooker {
	int role;
	const char *team_id; /* borrowed: the engine's; "" for all but players */
};

/* What the filter remembers of earlier events, by sequence number. */
struct memory {
	int roles[EVENTS];                               /* of participants */
	const Convene__V1__ThreadOpened *opened[EVENTS]; /* borrowed: the world's reader */
};

static bool one_of(const struct onlooker *onlooker, int a, int b, int c, int d)
{
	return onlooker->role == a || onlooker->role == b || onlooker->role == c ||
	       onlooker->role == d;
}

static bool staff(const struct onlooker *onlooker)
{
	return one_of(onlooker, ORGANISER, CONTROLLER, SIMULATOR, EVALUATOR);
}

static bool of_team(const struct onlooker *onlooker, const char *team_id)
{
	return onlooker->role == PLAYER && strcmp(onlooker->team_id, team_id) == 0;
}

static bool came(const struct onlooker *onlooker, int role)
{
	return role == PLAYER || role == CONTROLLER || staff(onlooker);
}

static bool party(const struct onlooker *onlooker, const Convene__V1__ThreadOpened *opened)
{
	for (size_t i = 0; i < opened->n_parties; i++) {
		if (opened->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		    of_team(onlooker, opened->parties[i]->team_id)) {
			return true;
		}
	}
	return staff(onlooker);
}

static bool delivered_to(
    const struct onlooker *onlooker, const Convene__V1__InjectDelivered *delivered)
{
	for (size_t i = 0; i < delivered->n_to; i++) {
		if (of_team(onlooker, delivered->to[i])) {
			return true;
		}
	}
	return staff(onlooker);
}

static bool should_see(
    const struct memory *memory, const Convene__V1__Event *event, const struct onlooker *onlooker)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_CREATED:
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
	case CONVENE__V1__EVENT__BODY_CLOCK_PAUSED:
	case CONVENE__V1__EVENT__BODY_CLOCK_RESUMED:
	case CONVENE__V1__EVENT__BODY_RATE_CHANGED:
	case CONVENE__V1__EVENT__BODY_CLOCK_JUMPED:
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
	case CONVENE__V1__EVENT__BODY_CLOCK_RESTORED:
	case CONVENE__V1__EVENT__BODY_ANNOUNCED:
		return true;
	case CONVENE__V1__EVENT__BODY_SCENARIO_LOADED:
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
	case CONVENE__V1__EVENT__BODY_MESSAGE_VOICED:
		return staff(onlooker);
	case CONVENE__V1__EVENT__BODY_INVITE_ISSUED:
	case CONVENE__V1__EVENT__BODY_INVITE_REVOKED:
	case CONVENE__V1__EVENT__BODY_WELFARE_RAISED:
		return onlooker->role == ORGANISER || onlooker->role == CONTROLLER;
	case CONVENE__V1__EVENT__BODY_BRIEFING_ISSUED:
		return of_team(onlooker, event->briefing_issued->team_id);
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		return came(onlooker, (int)event->participant_joined->role);
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		return came(onlooker, memory->roles[event->participant_removed->participant_id]);
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return delivered_to(onlooker, event->inject_delivered);
	case CONVENE__V1__EVENT__BODY_INJECT_READ:
		return staff(onlooker) || of_team(onlooker, event->inject_read->team_id);
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		return staff(onlooker) || of_team(onlooker, event->inject_answered->team_id);
	case CONVENE__V1__EVENT__BODY_THREAD_OPENED:
		return party(onlooker, event->thread_opened);
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		return party(onlooker, memory->opened[event->message_posted->thread_id]);
	case CONVENE__V1__EVENT__BODY_MESSAGE_READ:
		return staff(onlooker) || of_team(onlooker, event->message_read->team_id);
	case CONVENE__V1__EVENT__BODY_RECEIPT_REACHED:
		return staff(onlooker) || of_team(onlooker, event->receipt_reached->team_id);
	case CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED:
		return staff(onlooker) || of_team(onlooker, event->attachment_stored->team_id);
	case CONVENE__V1__EVENT__BODY_DECISION_LOGGED:
		return one_of(onlooker, ORGANISER, CONTROLLER, EVALUATOR, EVALUATOR) ||
		       of_team(onlooker, event->decision_logged->team_id);
	default:
		fail_msg(
		    "an event of a kind that the filter does not know: %d", (int)event->body_case);
		return false;
	}
}

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
	    .team = exercise_team(world->exercise, onlooker->team_id)};
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

static void remember(struct memory *memory, const Convene__V1__Event *event)
{
	if (event->body_case == CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED) {
		memory->roles[event->seq] = (int)event->participant_joined->role;
	}
	if (event->body_case == CONVENE__V1__EVENT__BODY_THREAD_OPENED) {
		memory->opened[event->seq] = event->thread_opened;
	}
}

static void check_onlooker(struct world *world, const struct onlooker *onlooker)
{
	static struct memory memory;
	static bool seen[EVENTS];
	memset(&memory, 0, sizeof memory);
	world_forget(world);
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		struct audience audience;
		struct viewer viewer = {.role = (Convene__V1__Role)onlooker->role,
		    .team = exercise_team(world->exercise, onlooker->team_id)};
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
	assert_true(play.world.count < EVENTS);
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
