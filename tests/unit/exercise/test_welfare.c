/* Calls for welfare: open until they are answered, whatever the clock does meanwhile. */
#include "tests/sim/steps.h"

#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/welfare.h"

#include <stdlib.h>
#include <string.h>

#define CONFLICT      CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

#define RAISE "{'raise_welfare': {'note': 'n'}}"

static Convene__V1__ErrorCode answer(struct small *small, uint64_t by, uint64_t whom)
{
	return world_do(&small->world, by,
	    "{'answer_welfare': {'participant_id': %llu, 'text': 'we come'}}",
	    (unsigned long long)whom);
}

static struct welfare_standing standing(struct small *small, uint64_t who)
{
	struct welfare_standing out = {.calls = 99};
	assert_true(exercise_welfare(small->world.exercise, who, &out));
	return out;
}

static void test_a_call_stays(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	struct welfare_standing none;
	assert_false(exercise_welfare(world->exercise, people->police, &none));
	assert_int_equal(world_do(world, people->police, RAISE), 0);
	int64_t raised_ms = world->wall_ms;
	uint64_t call = world->last.first_seq;
	assert_string_equal(world_event(world, call)->welfare_raised->note, "n");
	assert_int_equal(world_envelope(world, call)->actor_id, people->police);
	/* the pause does not say whose it is */
	assert_int_equal(
	    world_event(world, call + 1)->body_case, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED);
	assert_int_equal(world_envelope(world, call + 1)->actor_id, 0);
	assert_int_equal(world_envelope(world, call + 1)->command_id.len, 0);
	assert_int_equal(
	    world_do(world, people->controller, "{'resume_clock': {'clock_revision': 2}}"), 0);
	world_wait(world, 60000);
	assert_true(standing(small, people->police).open);
	assert_int_equal(standing(small, people->police).calls, 1);
	/* who calls again adds to it; another person's is another call */
	assert_int_equal(world_do(world, people->police, RAISE), 0);
	assert_int_equal(world_do(world, people->observer, RAISE), 0);
	assert_int_equal(standing(small, people->police).calls, 2);
	assert_int_equal(standing(small, people->police).raised.wall_ms, raised_ms);
	assert_string_equal(standing(small, people->police).text, "");
	assert_int_equal(answer(small, people->controller, people->police), 0);
	const Convene__V1__WelfareAnswered *body =
	    world_event(world, world->count)->welfare_answered;
	assert_int_equal(body->participant_id, people->police);
	assert_int_equal(body->call_seq, call);
	assert_int_equal(body->calls, 2);
	assert_int_equal(body->answered_by, people->controller);
	assert_string_equal(body->text, "we come");
	assert_false(standing(small, people->police).open);
	assert_int_equal(standing(small, people->police).answered.wall_ms, world->wall_ms);
	assert_string_equal(standing(small, people->police).text, "we come");
	assert_true(standing(small, people->observer).open);
	/* the next is a new one */
	assert_int_equal(world_do(world, people->police, RAISE), 0);
	assert_true(standing(small, people->police).open);
	assert_int_equal(standing(small, people->police).calls, 1);
	assert_int_equal(standing(small, people->police).answered.wall_ms, 0);
}

static Convene__V1__ErrorCode answer_seen(
    struct small *small, uint64_t by, unsigned long long seen_seq)
{
	return world_do(&small->world, by,
	    "{'answer_welfare': {'participant_id': %llu, 'seen_seq': %llu}}",
	    (unsigned long long)small->people.police, seen_seq);
}

/* A call that came while the answer was being written stays open. */
static void test_called_again_meanwhile(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t who = small->people.police;
	world_wait(world, 60000);
	assert_int_equal(world_do(world, who, RAISE), 0);
	unsigned long long first = world->last.first_seq;
	assert_int_equal(standing(small, who).raised.exercise_ms, 60000);
	world_wait(world, 1000);
	assert_int_equal(world_do(world, who, RAISE), 0);
	unsigned long long second = world->last.first_seq;
	assert_int_equal(answer_seen(small, small->people.controller, first), CONFLICT);
	assert_int_equal(answer_seen(small, small->people.controller, second - 1), CONFLICT);
	assert_true(standing(small, who).open);
	assert_int_equal(standing(small, who).answered.exercise_ms, 0);
	assert_int_equal(answer_seen(small, small->people.controller, second), 0);
	/* the clock was stopped by the first */
	assert_int_equal(standing(small, who).answered.exercise_ms, 60000);
	/* another controller's answer to what has been answered does not reach the next call */
	assert_int_equal(world_do(world, who, RAISE), 0);
	assert_int_equal(answer_seen(small, small->people.controller2, second), CONFLICT);
	assert_true(standing(small, who).open);
	assert_int_equal(answer_seen(small, small->people.controller2, 1ULL << 60), 0);
}

static void test_who_answers(void **state)
{
	struct small *small = *state;
	const struct people *people = &small->people;
	uint64_t who = people->police;
	assert_int_equal(answer(small, people->controller, who), WRONG_STATE);
	assert_int_equal(answer(small, people->controller, 99999), NOT_FOUND);
	assert_int_equal(world_do(&small->world, who, RAISE), 0);
	const uint64_t others[] = {
	    people->simulator, people->evaluator, people->observer, people->police2, who};
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		assert_int_equal(answer(small, others[i], who), NOT_PERMITTED);
	}
	static char text[16 * 1024 + 2];
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(world_do(&small->world, people->organiser,
	                     "{'answer_welfare': {'participant_id': %llu, 'text': '%s'}}",
	                     (unsigned long long)who, text),
	    TOO_LARGE);
	assert_int_equal(answer(small, people->organiser, who), 0);
	assert_int_equal(answer(small, people->organiser, who), WRONG_STATE);
	/* a controller's own call is answered like any other */
	assert_int_equal(world_do(&small->world, people->controller, RAISE), 0);
	assert_int_equal(answer(small, people->controller2, people->controller), 0);
}

/* Who is removed has called all the same. */
static void test_removed(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t who = small->people.police;
	assert_int_equal(world_do(world, who, RAISE), 0);
	assert_int_equal(
	    world_do(world, small->people.controller,
	        "{'remove_participant': {'participant_id': %llu}}", (unsigned long long)who),
	    0);
	assert_true(standing(small, who).open);
	assert_int_equal(world_do(world, who, RAISE), CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED);
	assert_int_equal(standing(small, who).calls, 1);
	assert_int_equal(
	    world_do(world, small->people.controller, "{'resume_clock': {'clock_revision': 2}}"),
	    0);
	assert_int_equal(answer(small, small->people.controller, who), 0);
	assert_false(standing(small, who).open);
}

static void locally(struct world *world, const char *json)
{
	struct decision decision;
	arena_reset(world->arena);
	decision_init(&decision, world->arena, 1);
	exercise_decide_local(world->exercise, world->wall_ms,
	    world_json(world, &convene__v1__command__descriptor, json), &decision);
	assert_null(decision.refusal);
	world_take(world, &decision);
}

/* Nobody in the exercise: it calls for nobody, and answers as nobody. */
static void test_by_the_administration(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	locally(world, RAISE);
	const Convene__V1__Event *event =
	    world_last_event(world, CONVENE__V1__EVENT__BODY_WELFARE_RAISED);
	assert_int_equal(event->welfare_raised->participant_id, 0);
	assert_int_equal(small->world.exercise->welfare.open, 0);
	assert_int_equal(world_do(world, people->police, RAISE), 0);
	char json[64];
	snprintf(json, sizeof json, "{'answer_welfare': {'participant_id': %llu}}",
	    (unsigned long long)people->police);
	locally(world, json);
	event = world_event(world, world->count);
	assert_int_equal(event->welfare_answered->answered_by, 0);
	assert_false(standing(small, people->police).open);
}

/* A call that is sent again was made once. */
static void test_sent_again(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.police, RAISE), 0);
	uint8_t id[sizeof world->command_id];
	memcpy(id, world->command_id, sizeof id);
	assert_int_equal(
	    world_do(world, small->people.controller, "{'announce': {'text': 'a'}}"), 0);
	memcpy(world->command_id, id, sizeof id);
	size_t count = world->count;
	assert_int_equal(world_do_again(world, small->people.police, RAISE), 0);
	assert_true(world->last.repeated);
	assert_int_equal(world->count, count);
}

/* Colleagues, other teams and the rest of the staff learn of neither call nor answer. */
static void test_who_is_told(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.police, RAISE), 0);
	uint64_t raised = world->last.first_seq;
	assert_int_equal(answer(small, small->people.controller, small->people.police), 0);
	const uint64_t seqs[] = {raised, world->count};
	for (size_t i = 0; i < 2; i++) {
		const Convene__V1__Audience *audience = world_envelope(world, seqs[i])->audience;
		assert_false(audience->everyone);
		assert_int_equal(audience->n_team_ids, 0);
		assert_int_equal(audience->n_roles, 2);
		assert_int_equal(audience->roles[0], CONVENE__V1__ROLE__ROLE_ORGANISER);
		assert_int_equal(audience->roles[1], CONVENE__V1__ROLE__ROLE_CONTROLLER);
	}
}

/* People come first, at every stage. */
static void test_at_every_stage(void **state)
{
	static const char *const stages[] = {"{'announce': {'text': 'before'}}",
	    "{'start_exercise': {}}", "{'pause_clock': {}}",
	    "{'end_exercise': {'clock_revision': 2}}", "{'close_exercise': {}}"};
	struct small *small = steps_world(world_small_scenario, false);
	struct world *world = &small->world;
	*state = small;
	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
		assert_int_equal(world_do(world, small->people.controller, "%s", stages[i]), 0);
		assert_int_equal(world_do(world, small->people.ngo, RAISE), 0);
		assert_true(standing(small, small->people.ngo).open);
		assert_int_equal(answer(small, small->people.organiser, small->people.ngo), 0);
	}
	assert_int_equal(exercise_phase(world->exercise), PHASE_CLOSED);
	small_teardown(state);
}

/* A call is part of the digest, and so is its answer. */
static void test_digest(void **state)
{
	struct small *small = *state;
	struct exercise *exercise = small->world.exercise;
	assert_int_equal(world_do(&small->world, small->people.police, RAISE), 0);
	assert_int_equal(exercise->welfare.node.kind, DIGEST_WELFARE);
	assert_true(exercise->welfare.node.dirty || exercise->welfare.node.counted);
	assert_int_equal(answer(small, small->people.controller, small->people.police), 0);
	assert_int_equal(exercise->welfare.node.kind, DIGEST_WELFARE);
}

/* What is in it, and in which order, is part of every digest in a journal. */
static void test_form(void **state)
{
	struct welfare welfare = {.node = {.kind = DIGEST_WELFARE},
	    .open = 1,
	    .open_sum = 20,
	    .answered = 3,
	    .answered_sum = 40};
	struct digest_form form = {.hash = world_hash}, expected = {.hash = world_hash};
	(void)state;
	exercise_write_object(&welfare.node, &form);
	digest_put(&expected, 1);
	digest_put(&expected, 20);
	digest_put(&expected, 3);
	digest_put(&expected, 40);
	assert_int_equal(form.len, expected.len);
	assert_memory_equal(form.bytes, expected.bytes, form.len);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_a_call_stays),
	    SMALL_TEST(test_called_again_meanwhile),
	    SMALL_TEST(test_who_answers),
	    SMALL_TEST(test_removed),
	    SMALL_TEST(test_by_the_administration),
	    SMALL_TEST(test_sent_again),
	    SMALL_TEST(test_who_is_told),
	    cmocka_unit_test(test_at_every_stage),
	    SMALL_TEST(test_digest),
	    cmocka_unit_test(test_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
