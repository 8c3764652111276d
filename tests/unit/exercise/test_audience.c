#include "tests/sim/world.h"

static const Convene__V1__Role roles[] = {CONVENE__V1__ROLE__ROLE_ORGANISER,
    CONVENE__V1__ROLE__ROLE_CONTROLLER, CONVENE__V1__ROLE__ROLE_SIMULATOR,
    CONVENE__V1__ROLE__ROLE_EVALUATOR, CONVENE__V1__ROLE__ROLE_OBSERVER};

static bool sees(struct small *small, uint64_t seq, Convene__V1__Role role, const char *team_id)
{
	struct audience audience;
	struct viewer viewer = {.role = role, .team = world_team(&small->world, team_id)};
	audience_compact(
	    small->world.exercise, world_envelope(&small->world, seq)->audience, &audience);
	return audience_allows(&audience, &viewer);
}

/* Who sees an event, as "OCSEV" for the roles without team, then one letter a team. */
static const char *who(struct small *small, uint64_t seq)
{
	static char text[16];
	static const char *const teams[] = {"AL-POL", "AL-NGO", "BR-POL"};
	char *at = text;
	for (size_t i = 0; i < 5; i++) {
		*at++ = sees(small, seq, roles[i], "") ? "OCSEV"[i] : '-';
	}
	for (size_t i = 0; i < 3; i++) {
		*at++ = sees(small, seq, CONVENE__V1__ROLE__ROLE_PLAYER, teams[i]) ? "pnb"[i] : '-';
	}
	*at = '\0';
	return text;
}

static void test_creation(void **state)
{
	struct small *small = *state;
	assert_string_equal(who(small, 1), "OCSEVpnb");
	assert_string_equal(who(small, 2), "OCSEVpnb"); /* the catalogue */
	assert_string_equal(who(small, 3), "-----p--");
	assert_string_equal(who(small, 4), "------n-");
	assert_string_equal(who(small, 5), "-------b");
	assert_string_equal(who(small, 6), "OCSE----");
}

static void test_people(void **state)
{
	struct small *small = *state;
	const struct people *people = &small->people;
	assert_string_equal(who(small, world_place(&small->world, people->controller)), "OCSEVpnb");
	assert_string_equal(who(small, world_place(&small->world, people->police)), "OCSEVpnb");
	assert_string_equal(who(small, world_place(&small->world, people->organiser)), "OCSE----");
	assert_string_equal(who(small, world_place(&small->world, people->simulator)), "OCSE----");
	assert_string_equal(who(small, world_place(&small->world, people->observer)), "OCSE----");
	assert_string_equal(who(small, world_place(&small->world, people->police) - 1),
	    "OC------"); /* the invite */
	world_do(&small->world, people->organiser, "{'remove_participant': {'participant_id': %d}}",
	    (int)people->observer);
	assert_string_equal(who(small, small->world.count), "OCSE----");
	world_do(&small->world, people->organiser, "{'remove_participant': {'participant_id': %d}}",
	    (int)people->abroad);
	assert_string_equal(who(small, small->world.count), "OCSEVpnb");
	struct standing standing;
	assert_true(exercise_standing(small->world.exercise, people->observer, &standing));
	assert_true(standing.removed);
	assert_false(standing.joined_audience.everyone);
}

static void test_play(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	world_do(world, people->controller, "{'start_exercise': {}}");
	assert_string_equal(who(small, world->count), "OCSEVpnb");
	world_wait(world, 600000);
	assert_string_equal(who(small, world->count), "OCSE-p--");
	world_do(world, people->police, "{'mark_read': {'inject_ids': ['W1']}}");
	assert_string_equal(who(small, world->count), "OCSE-p--");
	world_do(world, people->police, "{'answer_inject': {'inject_id': 'W1', 'text': 'a'}}");
	assert_string_equal(who(small, world->count), "OCSE-p--");
	world_do(world, people->police, "{'log_decision': {'text': 'we wait'}}");
	assert_string_equal(who(small, world->count), "OC-E-p--");
	world_do(world, people->police, "{'reach_receipt': {'through_seq': %zu}}", world->count);
	assert_string_equal(who(small, world->count), "OCSE-p--");
	world_do(world, people->controller, "{'hold_inject': {'inject_id': 'W2', 'revision': 1}}");
	assert_string_equal(who(small, world->count), "OCSE----");
	world_do(world, people->evaluator, "{'raise_welfare': {}}");
	assert_string_equal(who(small, world->count - 1), "OC------");
	assert_string_equal(who(small, world->count), "OCSEVpnb");
	world_do(world, people->controller,
	    "{'answer_welfare': {'participant_id': %llu, 'text': 'we come'}}",
	    (unsigned long long)people->evaluator);
	assert_string_equal(who(small, world->count), "OC------");
	world_do(world, people->controller, "{'announce': {'text': 'all well'}}");
	assert_string_equal(who(small, world->count), "OCSEVpnb");
	world_do(world, people->controller, "{'end_exercise': {'clock_revision': 2}}");
	world_do(world, people->organiser, "{'close_exercise': {'note': 'thank you'}}");
	assert_string_equal(who(small, world->count), "OCSEVpnb");
}

static void test_threads(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	assert_int_equal(world_do(world, people->simulator,
	                     "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
	                     " 'from': {'entity_id': 'clinic'}, 'parties': ["
	                     "{'team_id': 'AL-NGO'}, {'team_id': 'BR-POL'}]}}"),
	    0);
	uint64_t thread = world->last.made;
	uint64_t opened = world->last.first_seq;
	assert_string_equal(who(small, opened), "OCSE--nb");
	assert_string_equal(who(small, opened + 1), "OCSE--nb");
	assert_string_equal(who(small, opened + 2), "OCSE----"); /* who voiced it */
	world_do(world, people->ngo, "{'post_message': {'thread_id': %zu, 'text': 'u'}}",
	    (size_t)thread);
	assert_string_equal(who(small, world->count - 1), "OCSE--nb");
	assert_string_equal(who(small, world->count), "OCSE--n-"); /* who answers has read */
	world_do(world, people->simulator, "{'mark_read': {'message_ids': [%zu]}}",
	    world_id(world, world->count - 1));
	assert_string_equal(who(small, world->count), "OCSE----");
	world_do(world, people->abroad, "{'mark_read': {'message_ids': [%zu]}}",
	    world_id(world, opened + 1));
	assert_string_equal(who(small, world->count), "OCSE---b");
}

/* Hosts ask with whatever a journal says. */
static void test_compact_is_total(void **state)
{
	struct small *small = *state;
	struct audience audience;
	audience_compact(small->world.exercise, NULL, &audience);
	struct viewer viewer = {.role = CONVENE__V1__ROLE__ROLE_CONTROLLER, .team = NO_TEAM};
	assert_false(audience_allows(&audience, &viewer));
	Convene__V1__Role odd[] = {(Convene__V1__Role)77, (Convene__V1__Role)-3};
	char *teams[] = {(char *)"nowhere"};
	Convene__V1__Audience message = CONVENE__V1__AUDIENCE__INIT;
	message.roles = odd;
	message.n_roles = 2;
	message.team_ids = teams;
	message.n_team_ids = 1;
	audience_compact(small->world.exercise, &message, &audience);
	for (int role = -1; role < 40; role++) {
		for (int team = -1; team < 200; team++) {
			viewer = (struct viewer){.role = (Convene__V1__Role)role, .team = team};
			assert_false(audience_allows(&audience, &viewer));
		}
	}
	/* a team is its players, not whoever else may be given its number */
	set_add(&audience.teams, 0);
	viewer = (struct viewer){.role = CONVENE__V1__ROLE__ROLE_OBSERVER, .team = 0};
	assert_false(audience_allows(&audience, &viewer));
}

static void test_staff(void **state)
{
	(void)state;
	for (int role = -1; role < 40; role++) {
		assert_int_equal(
		    audience_is_staff((Convene__V1__Role)role), role >= 1 && role <= 4);
	}
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_creation),
	    SMALL_TEST(test_people),
	    SMALL_TEST(test_play),
	    SMALL_TEST(test_threads),
	    SMALL_TEST(test_compact_is_total),
	    cmocka_unit_test(test_staff),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
