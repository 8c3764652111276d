#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/state.h"
#include "tests/sim/world.h"

/* Apply is total: an event that makes no sense changes nothing but the head. */

static Convene__V1__Envelope nobody(uint64_t seq)
{
	Convene__V1__Envelope envelope = CONVENE__V1__ENVELOPE__INIT;
	envelope.position = seq;
	return envelope;
}

/* An event of each kind with an empty body, to an exercise in play. */
static void test_empty_bodies(void **state)
{
	struct small *small = *state;
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__event__descriptor;
	struct exercise *exercise = world_replay(&small->world);
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		if (descriptor->fields[i].type != PROTOBUF_C_TYPE_MESSAGE) {
			continue;
		}
		const ProtobufCMessageDescriptor *body_descriptor =
		    descriptor->fields[i].descriptor;
		ProtobufCMessage *body = calloc(1, body_descriptor->sizeof_message);
		protobuf_c_message_init(body_descriptor, body);
		Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
		event.seq = exercise_head(exercise) + 1;
		event.body_case = (Convene__V1__Event__BodyCase)descriptor->fields[i].id;
		event.exercise_created = (Convene__V1__ExerciseCreated *)body;
		Convene__V1__Envelope envelope = nobody(event.seq);
		exercise_apply(exercise, &event, &envelope);
		assert_int_equal(exercise_head(exercise), event.seq);
		event.seq++;
		envelope.position++;
		event.exercise_created = NULL;
		exercise_apply(exercise, &event, &envelope);
		free(body);
	}
	uint8_t digest[DIGEST_SIZE];
	exercise_digest(exercise, digest);
	exercise_free(exercise);
}

static void test_twice_is_once(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint8_t before[DIGEST_SIZE], after[DIGEST_SIZE];
	world_do(world, small->people.police, "{'raise_welfare': {}}");
	exercise_digest(world->exercise, before);
	for (size_t seq = 1; seq <= world->count; seq++) {
		exercise_apply(
		    world->exercise, world_event(world, seq), world_envelope(world, seq));
	}
	exercise_digest(world->exercise, after);
	assert_memory_equal(before, after, DIGEST_SIZE);
}

/* A log that says twice that an inject was delivered does not give it to more teams. */
static void test_delivered_once(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_wait(world, 600000);
	struct exercise *exercise = world_replay(world);
	char *to[] = {(char *)"AL-NGO"};
	Convene__V1__InjectDelivered body = CONVENE__V1__INJECT_DELIVERED__INIT;
	body.inject_id = (char *)"W1";
	body.to = to;
	body.n_to = 1;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	event.seq = world->count + 1;
	event.body_case = CONVENE__V1__EVENT__BODY_INJECT_DELIVERED;
	event.inject_delivered = &body;
	Convene__V1__Envelope envelope = nobody(event.seq);
	exercise_apply(exercise, &event, &envelope);
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor,
	    "{'id': 'AAAAAAAAAAAAAAAAAAAAAA==', 'mark_read': {'inject_ids': ['W1']}}");
	struct request request = {.participant_id = small->people.ngo, .wall_ms = world->wall_ms};
	struct decision decision;
	decision_init(&decision, world->arena, 1);
	exercise_decide(exercise, &request, command, &decision);
	assert_int_equal(decision.refusal->code, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND);
	request.participant_id = small->people.police;
	decision_init(&decision, world->arena, 1);
	exercise_decide(exercise, &request, command, &decision);
	assert_int_equal(decision.count, 1);
	exercise_free(exercise);
}

/* An answer that belongs to no referral takes nothing else off the SimCell's queue. */
static void test_answer_of_no_referral(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	assert_int_equal(world_do(world, small->people.police,
	                     "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
	                     " 'parties': [{'control': true}]}}"),
	    0);
	struct exercise *exercise = world_replay(world);
	assert_int_equal(exercise->queue.count, 1);
	Convene__V1__ReferralAnswered body = CONVENE__V1__REFERRAL_ANSWERED__INIT;
	body.referral_id = exercise->queue.items[0].id;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	event.seq = world->count + 1;
	event.body_case = CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED;
	event.referral_answered = &body;
	Convene__V1__Envelope envelope = nobody(event.seq);
	exercise_apply(exercise, &event, &envelope);
	assert_int_equal(exercise_head(exercise), event.seq);
	assert_int_equal(exercise->queue.count, 1);
	exercise_free(exercise);
}

/* A log that closes an exercise which has not ended leaves it as it is. */
static void test_closed_before_the_end(void **state)
{
	struct small *small = *state;
	struct exercise *exercise = world_replay(&small->world);
	Convene__V1__ExerciseClosed body = CONVENE__V1__EXERCISE_CLOSED__INIT;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	event.seq = small->world.count + 1;
	event.body_case = CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED;
	event.exercise_closed = &body;
	Convene__V1__Envelope envelope = nobody(event.seq);
	exercise_apply(exercise, &event, &envelope);
	assert_int_equal(exercise_head(exercise), event.seq);
	assert_int_equal(exercise_phase(exercise), PHASE_RUNNING);
	exercise_free(exercise);
}

/* The same commands in two engines give the same digest, other ones another. */
static void test_digest_tells_states_apart(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	static const char *const steps[] = {
	    "{'set_rate': {'clock_revision': 1, 'rate_permille': 500}}",
	    "{'hold_inject': {'inject_id': 'W2', 'revision': 1}}",
	    "{'retarget_inject': {'inject_id': 'W3', 'revision': 1, 'to': ['AL-NGO']}}",
	    "{'reschedule_inject': {'inject_id': 'W5', 'revision': 1, 'due_ms': 77}}",
	    "{'announce': {'text': 'a'}}",
	    "{'pause_clock': {}}",
	};
	uint8_t seen[8][DIGEST_SIZE];
	exercise_digest(world->exercise, seen[0]);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		assert_int_equal(world_do(world, small->people.controller, "%s", steps[i]), 0);
		exercise_digest(world->exercise, seen[i + 1]);
		for (size_t j = 0; j <= i; j++) {
			assert_memory_not_equal(seen[i + 1], seen[j], DIGEST_SIZE);
		}
		world_check_replay(world);
	}
}

/* However often the digest is asked for in between. */
static void test_digest_does_not_depend_on_when(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_wait(world, 2400000);
	struct exercise *often = exercise_new(world_hash);
	uint8_t here[DIGEST_SIZE], there[DIGEST_SIZE];
	for (size_t seq = 1; seq <= world->count; seq++) {
		exercise_apply(often, world_event(world, seq), world_envelope(world, seq));
		exercise_digest(often, there);
	}
	exercise_digest(world->exercise, here);
	assert_memory_equal(here, there, DIGEST_SIZE);
	exercise_free(often);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_empty_bodies),
	    SMALL_TEST(test_twice_is_once),
	    SMALL_TEST(test_delivered_once),
	    SMALL_TEST(test_answer_of_no_referral),
	    SMALL_TEST(test_closed_before_the_end),
	    SMALL_TEST(test_digest_tells_states_apart),
	    SMALL_TEST(test_digest_does_not_depend_on_when),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
