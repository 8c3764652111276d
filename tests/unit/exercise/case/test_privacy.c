/* What a case must not tell those who have it: whom it concerns, that others have one of the same
 * person, what is for staff only. */
#include "tests/sim/steps.h"
#include "tests/unit/exercise/case/case_course.h"
#include "tests/unit/exercise/case/case_scenario.h"

#include <string.h>

#define INTERVIEW "{'move_case': {'case_id': @, 'track': 'rules', 'transition': 'at-most'}}"
#define ANYWAY                                                                                     \
	"{'move_case': {'case_id': @, 'track': 'rules', 'transition': 'at-most', 'anyway': true}}"

static int set_up(void **state)
{
	*state = steps_world(case_scenario, true);
	return 0;
}

static uint64_t open_case(struct small *small, uint64_t who, const char *reference)
{
	assert_int_equal(
	    world_do(&small->world, who, "{'open_case': {'reference': '%s'}}", reference), 0);
	return small->world.last.made;
}

static void match(struct small *small, uint64_t case_id, const char *person)
{
	assert_int_equal(world_do(&small->world, small->people.controller,
	                     "{'match_case': {'case_id': %llu, 'person_id': '%s'}}",
	                     (unsigned long long)case_id, person),
	    0);
}

static void expect(
    struct small *small, uint64_t who, uint64_t case_id, const char *command, const char *outcome)
{
	char came[OUTCOME_BYTES];
	course_do(&small->world, who, case_id, command, came);
	assert_string_equal(came, outcome);
}

/* Twice with the person, in whichever case; a team is warned of its own case only. */
static void test_at_most(void **state)
{
	struct small *small = *state;
	const struct people *people = &small->people;
	uint64_t ours = open_case(small, people->police, "W1");
	uint64_t theirs = open_case(small, people->ngo, "Maria");
	uint64_t other = open_case(small, people->abroad, "somebody");
	expect(small, people->police, ours, INTERVIEW, "start>start");
	expect(small, people->ngo, theirs, INTERVIEW, "start>start");
	expect(small, people->ngo, theirs, INTERVIEW, "start>start BROKEN(g)");
	expect(small, people->ngo, theirs, INTERVIEW, "warned g");
	expect(small, people->ngo, theirs, ANYWAY, "start>start BROKEN(g)");
	/* the police know of one interview */
	expect(small, people->police, ours, INTERVIEW, "start>start BROKEN(g)");
	/* nobody knows whom this one concerns, then it is somebody else, then it is her */
	expect(small, people->abroad, other, INTERVIEW, "start>start");
	match(small, other, "w2");
	expect(small, people->abroad, other,
	    "{'move_case': {'case_id': @, 'track': 'rules', "
	    "'transition': 'at-most', 'reason': 'r'}}",
	    "start>start");
	match(small, theirs, "w2");
	match(small, other, "w1");
	match(small, theirs, "w1");
	match(small, other, "w2");
	expect(small, people->abroad, other, INTERVIEW, "warned g");
}

/* The answer to a command, first and repeated, names what was made, whatever else came of it. */
static void test_answer(void **state)
{
	static const char open[] = "{'open_case': {'reference': 'W1'}}";
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.police, "%s", open), 0);
	assert_int_equal(world->last.count, 2); /* whom it concerns */
	uint64_t made = world->last.made;
	assert_int_equal(world_event(world, world->last.first_seq)->case_opened->case_id, made);
	assert_int_equal(world_do_again(world, small->people.police, open), 0);
	assert_true(world->last.repeated);
	assert_int_equal(world->last.made, made);
	uint64_t id = open_case(small, small->people.police, "somebody");
	expect(small, small->people.police, id,
	    "{'move_case': {'case_id': @, 'track': 'power', 'transition': 'detain'}}",
	    "start>held DETAINED(detain) BROKEN(detain)");
	assert_int_equal(world->last.made, 0);
}

/* Whom a case concerns comes out by an alias, while the wrong interpreter is booked. */
static void test_alias_conflict(void **state)
{
	static const struct step steps[] = {
	    {0, "police", "{'book_interpreter': {'interpreter_id': 'bondar', 'case_id': %llu}}", 0,
	        NULL, "interpreter_booked"},
	    {0, "police", "{'add_case_alias': {'case_id': %llu, 'alias': 'W2'}}", 0, NULL,
	        "case_alias_added case_matched case_flagged"},
	};
	struct small *small = *state;
	uint64_t id = open_case(small, small->people.police, "somebody");
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		char command[256];
		const char *at = strstr(steps[i].command, "%llu");
		struct step step = steps[i];
		snprintf(command, sizeof command, "%.*s%llu%s", (int)(at - step.command),
		    step.command, (unsigned long long)id, at + strlen("%llu"));
		step.command = command;
		steps_play(small, &step, 1);
	}
}

/* What is looked through at each disclosure of a case has a bound. */
static void test_consents(void **state)
{
	static const char consent[] = "{'record_consent': {'case_id': %llu, 'language': 'en', "
	                              "'recipients': ['AL-NGO'], 'purpose': 'p'}}";
	struct small *small = *state;
	uint64_t id = open_case(small, small->people.police, "somebody");
	for (int i = 0; i <= 256; i++) {
		Convene__V1__ErrorCode code =
		    world_do(&small->world, small->people.police, consent, (unsigned long long)id);
		assert_int_equal(code, i < 256 ? 0 : CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_consents, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_at_most, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_answer, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_alias_conflict, set_up, small_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
