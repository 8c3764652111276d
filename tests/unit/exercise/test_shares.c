/* What one team uses up, neither another one nor the staff feels. */
#include "server/exercise/state/shares_apply.h"

#include "server/exercise/ground/limits.h"
#include "server/exercise/state/state.h"
#include "tests/sim/world.h"

#include <string.h>

#define QUOTA CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA

#define OPEN_CASE "{'open_case': {'reference': 'W%d'}}"
#define OPEN_THREAD                                                                                \
	"{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"                        \
	" 'parties': [{'team_id': '%s'}]%s}}"

/* As if the share had been used up; the calls of this file's tests show that it counts. */
static void use_up(struct world *world, const char *team_id, enum share_kind kind)
{
	struct exercise *exercise = world->exercise;
	int team = world_team(world, team_id);
	exercise->shares.teams[team].used[kind] =
	    shares_part(exercise, team, share_limit(kind), exercise->shares.scenario.used[kind]);
}

static void test_a_team_has_its_part(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world->unchecked = true;
	for (int i = 0; i < CASES_MAX * 9 / 10 / 3; i++) {
		assert_int_equal(
		    world_do(world, i % 2 == 0 ? small->people.police : small->people.police2,
		        OPEN_CASE, i),
		    0);
	}
	assert_int_equal(world_do(world, small->people.police, OPEN_CASE, 0), QUOTA);
	assert_int_equal(world_do(world, small->people.police2, OPEN_CASE, 0), QUOTA);
	assert_string_equal(world->last.message,
	    "the team has the 3000 cases that are its share of what the exercise takes");
	assert_int_equal(world_do(world, small->people.ngo, OPEN_CASE, 0), 0);
	assert_int_equal(world_do(world, small->people.abroad, OPEN_CASE, 0), 0);
	/* also after a restart */
	struct exercise *again = world_replay(world);
	assert_memory_equal(&again->shares, &world->exercise->shares, sizeof again->shares);
	exercise_free(again);
}

static void test_the_staff_can_always_write(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	use_up(world, "AL-POL", SHARE_THREADS);
	assert_int_equal(world_do(world, small->people.police, OPEN_THREAD, "AL-NGO", ""), QUOTA);
	assert_int_equal(world_do(world, small->people.ngo, OPEN_THREAD, "AL-POL", ""), 0);
	assert_int_equal(world_do(world, small->people.controller, OPEN_THREAD, "AL-POL",
	                     ", 'from': {'control': true}"),
	    0);
	assert_int_equal(world->exercise->shares.staff.used[SHARE_THREADS], 1);
	assert_int_equal(
	    world->exercise->shares.teams[world_team(world, "AL-NGO")].used[SHARE_THREADS], 1);
}

/* A team at its limit is refused whether or not others have brought the document. */
static void test_documents_of_others_do_not_show(void **state)
{
	static const char store[] =
	    "{'store_attachment': {'attachment': {'sha256': "
	    "'%c3VjaCBhIGhhc2ggb2YgMzIgYnl0ZXMgaW4gYWxsISE=', 'name': 'a.txt', 'size_bytes': "
	    "'5'}}}";
	struct small *small = *state;
	struct world *world = &small->world;
	world->stored_size = 5;
	assert_int_equal(world_do(world, small->people.ngo, store, 'c'), 0);
	assert_int_equal(
	    world->exercise->shares.teams[world_team(world, "AL-NGO")].document_bytes, 5);
	assert_int_equal(world_do(world, small->people.abroad, store, 'c'), 0);
	assert_int_equal(
	    world->exercise->shares.teams[world_team(world, "BR-POL")].document_bytes, 5);
	use_up(world, "AL-POL", SHARE_ATTACHMENTS);
	assert_int_equal(world_do(world, small->people.police, store, 'c'), QUOTA);
	assert_int_equal(world_do(world, small->people.police, store, 'd'), QUOTA);
	assert_int_equal(world_do(world, small->people.controller, store, 'd'), 0);
}

static void test_newcomers_are_their_teams(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct share *ngo = &world->exercise->shares.teams[world_team(world, "AL-NGO")];
	uint64_t before = ngo->used[SHARE_PARTICIPANTS];
	world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	assert_int_equal(ngo->used[SHARE_PARTICIPANTS], before + 1);
	assert_int_equal(world->exercise->shares.staff.used[SHARE_PARTICIPANTS], 6);
}

/* All parts together are no more than there is, however many teams there are. */
static void test_the_parts_and_the_whole(void **state)
{
	(void)state;
	for (size_t teams = 1; teams <= TEAMS_MAX; teams++) {
		for (int kind = 0; kind < SHARE_KINDS; kind++) {
			uint64_t limit = share_limit((enum share_kind)kind);
			uint64_t team = share_of_team(limit, 100, teams);
			assert_true(team > 0);
			assert_true(share_of_staff(limit, 100) >= (limit - 100) / 10);
			assert_true(100 + teams * team + share_of_staff(limit, 100) <= limit);
		}
	}
	assert_int_equal(share_of_team(100, 200, 2), 0);
}

int main(void)
{
#define SHARE_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)
	const struct CMUnitTest tests[] = {
	    SHARE_TEST(test_a_team_has_its_part),
	    SHARE_TEST(test_the_staff_can_always_write),
	    SHARE_TEST(test_documents_of_others_do_not_show),
	    SHARE_TEST(test_newcomers_are_their_teams),
	    cmocka_unit_test(test_the_parts_and_the_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
