#include "tests/sim/world.h"

#include "server/exercise/ground/limits.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* Invites and participants. */

#define BAD_CREDENTIAL CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL
#define INVALID        CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND      CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED  CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define REMOVED        CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED
#define TOO_LARGE      CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE    CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static Convene__V1__ErrorCode join(struct world *world, uint64_t invite_id)
{
	struct joining joining = {.wall_ms = world->wall_ms, .invite_id = invite_id};
	memset(joining.name_commitment, 7, sizeof joining.name_commitment);
	struct decision decision;
	arena_reset(world->arena);
	decision_init(&decision, world->arena, 1);
	exercise_decide_join(world->exercise, &joining, &decision);
	world_take(world, &decision);
	return world->last.code;
}

static void test_issue(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t organiser = small->people.organiser;
	static const struct {
		Convene__V1__ErrorCode code;
		const char *fields;
	} tries[] = {
	    {0, "'role': 'player', 'team_id': 'AL-NGO'"},
	    {0, "'role': 'observer'"},
	    {0, "'role': 'organiser', 'person_name': 'Ada'"},
	    {INVALID, ""},
	    {INVALID, "'role': 'player'"},
	    {NOT_FOUND, "'role': 'player', 'team_id': 'XX-NGO'"},
	    {INVALID, "'role': 'controller', 'team_id': 'AL-NGO'"},
	    {NOT_FOUND, "'replaces_invite_id': 1"},
	    {TOO_LARGE, "'role': 'observer', 'person_name': '"
	                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'"},
	};
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		assert_int_equal(
		    world_do(world, organiser, "{'issue_invite': {%s}}", tries[i].fields),
		    tries[i].code);
	}
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INVITE_ISSUED), 13);
	const Convene__V1__InviteIssued *body =
	    world_last_event(world, CONVENE__V1__EVENT__BODY_INVITE_ISSUED)->invite_issued;
	assert_true(body->personal);
	struct invite_standing standing;
	assert_true(exercise_invite(world->exercise, body->invite_id, &standing));
	assert_int_equal(standing.role, CONVENE__V1__ROLE__ROLE_ORGANISER);
	assert_false(exercise_invite(world->exercise, 1, &standing));
}

static void test_replace(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	size_t left = exercise_invites_left(world->exercise);
	assert_int_equal(left, INVITES_MAX - world->exercise->invites.count);
	uint64_t old = world_invite(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	assert_int_equal(exercise_invites_left(world->exercise), left - 1);
	assert_int_equal(
	    world_do(world, small->people.organiser,
	        "{'issue_invite': {'replaces_invite_id': %zu, 'role': 'observer'}}", (size_t)old),
	    INVALID);
	assert_int_equal(world_do(world, small->people.organiser,
	                     "{'issue_invite': {'replaces_invite_id': %zu}}", (size_t)old),
	    0);
	assert_int_equal(world->last.count, 2);
	uint64_t fresh = world->last.made;
	struct invite_standing standing;
	assert_true(exercise_invite(world->exercise, old, &standing) && standing.revoked);
	assert_true(exercise_invite(world->exercise, fresh, &standing) && !standing.revoked);
	assert_string_equal(standing.team_id, "AL-NGO");
	assert_int_equal(join(world, old), BAD_CREDENTIAL);
	assert_int_equal(join(world, fresh), 0);
	assert_int_equal(world_do(world, small->people.organiser,
	                     "{'issue_invite': {'replaces_invite_id': %zu}}", (size_t)old),
	    WRONG_STATE);
}

static void test_join(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(join(world, 1), BAD_CREDENTIAL);
	assert_int_equal(join(world, 0), BAD_CREDENTIAL);
	uint64_t invite = world_invite(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-POL");
	assert_int_equal(join(world, invite), 0);
	uint64_t first = world->last.made, joined = world->count;
	assert_int_equal(join(world, invite), 0);
	assert_int_not_equal(world->last.made, first); /* somebody else */
	const Convene__V1__ParticipantJoined *body = world_event(world, joined)->participant_joined;
	assert_int_equal(body->participant_id, first);
	assert_int_equal(body->name_commitment.len, 32);
	assert_int_equal(body->name_commitment.data[31], 7);
	struct standing standing;
	assert_true(exercise_standing(world->exercise, first, &standing));
	assert_int_equal(standing.viewer.role, CONVENE__V1__ROLE__ROLE_PLAYER);
	assert_int_equal(standing.viewer.team, 2);
	assert_string_equal(standing.team_id, "BR-POL");
	assert_int_equal(standing.invite_id, invite);
	assert_int_equal(standing.joined_seq, joined);
	assert_false(exercise_standing(world->exercise, invite, &standing));
}

static void test_personal(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_do(world, small->people.organiser,
	    "{'issue_invite': {'role': 'evaluator', 'person_name': 'Ada'}}");
	uint64_t invite = world->last.made;
	assert_int_equal(join(world, invite), 0);
	uint64_t person = world->last.made;
	assert_int_equal(join(world, invite), 0);
	assert_true(world->last.repeated);
	assert_int_equal(world->last.count, 0);
	assert_int_equal(world->last.made, person);
	struct invite_standing standing;
	assert_true(exercise_invite(world->exercise, invite, &standing));
	assert_int_equal(standing.participant_id, person);
	world_do(world, small->people.organiser, "{'remove_participant': {'participant_id': %zu}}",
	    (size_t)person);
	assert_int_equal(join(world, invite), REMOVED);
}

static void test_revoke(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t organiser = small->people.organiser;
	uint64_t invite = world_invite(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-POL");
	join(world, invite);
	uint64_t one = world->last.made;
	join(world, invite);
	uint64_t two = world->last.made;
	assert_int_equal(
	    world_do(world, organiser, "{'revoke_invite': {'invite_id': 3}}"), NOT_FOUND);
	assert_int_equal(
	    world_do(world, organiser, "{'revoke_invite': {'invite_id': %zu}}", (size_t)invite), 0);
	assert_int_equal(world->last.count, 1);
	assert_int_equal(join(world, invite), BAD_CREDENTIAL);
	struct standing standing;
	assert_true(exercise_standing(world->exercise, one, &standing) && !standing.removed);
	assert_int_equal(world_do(world, organiser,
	                     "{'revoke_invite': {'invite_id': %zu, 'remove_participants': true}}",
	                     (size_t)invite),
	    0);
	assert_int_equal(world->last.count, 2);
	assert_true(exercise_standing(world->exercise, one, &standing) && standing.removed);
	assert_true(exercise_standing(world->exercise, two, &standing) && standing.removed);
	assert_int_equal(world_do(world, organiser,
	                     "{'revoke_invite': {'invite_id': %zu, 'remove_participants': true}}",
	                     (size_t)invite),
	    0);
	assert_int_equal(world->last.count, 0);
}

static void test_revoke_unused(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t invite = world_invite(world, CONVENE__V1__ROLE__ROLE_OBSERVER, "");
	assert_int_equal(world_do(world, small->people.organiser,
	                     "{'revoke_invite': {'invite_id': %zu, 'remove_participants': true}}",
	                     (size_t)invite),
	    0);
	assert_int_equal(world->last.count, 1);
	assert_false(world_event(world, world->count)->invite_revoked->participants_removed);
}

static void test_remove(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	assert_int_equal(
	    world_do(world, people->controller, "{'remove_participant': {'participant_id': %zu}}",
	        (size_t)people->organiser),
	    NOT_PERMITTED);
	assert_int_equal(
	    world_do(world, people->controller, "{'remove_participant': {'participant_id': 1}}"),
	    NOT_FOUND);
	assert_int_equal(
	    world_do(world, people->controller, "{'remove_participant': {'participant_id': %zu}}",
	        (size_t)people->police),
	    0);
	assert_int_equal(world_do(world, people->police, "{'raise_welfare': {}}"), REMOVED);
	assert_int_equal(
	    world_do(world, people->organiser, "{'remove_participant': {'participant_id': %zu}}",
	        (size_t)people->police),
	    0);
	assert_int_equal(world->last.count, 0);
	assert_int_equal(world_do(world, 9999, "{'raise_welfare': {}}"), NOT_PERMITTED);
	assert_int_equal(world_do(world, 0, "{'raise_welfare': {}}"), NOT_PERMITTED);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_issue),
	    SMALL_TEST(test_replace),
	    SMALL_TEST(test_join),
	    SMALL_TEST(test_personal),
	    SMALL_TEST(test_revoke),
	    SMALL_TEST(test_revoke_unused),
	    SMALL_TEST(test_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
