#include "tests/sim/random_play.h"

#include "proto/xalloc.h"

/*
 * The log is the exercise: applying it to a fresh engine gives the same state at every point; and a
 * command that is sent again changes nothing and gets its first outcome, from either engine.
 */

#define STEPS 400

struct sent {
	uint64_t who;
	uint8_t *bytes; /* owned */
	size_t size;
	uint64_t made;
	bool remembered; /* else it says nothing new when it is said again */
};

struct record {
	struct sent sent[STEPS];
	size_t count;
	uint8_t digests[STEPS][DIGEST_SIZE];
	uint64_t heads[STEPS];
	size_t digest_count;
};

static void send_one(struct play *play, struct record *record)
{
	struct world *world = &play->world;
	uint64_t who = play_somebody(play);
	Convene__V1__Command *command = play_command(play, who, SENSIBLE);
	world_command(world, who, command);
	if (world->last.code == 0 && world->last.count > 0) {
		struct sent *sent = &record->sent[record->count++];
		sent->who = who;
		sent->size = convene__v1__command__get_packed_size(command);
		sent->bytes = xcalloc(1, sent->size);
		convene__v1__command__pack(command, sent->bytes);
		sent->made = world->last.made;
		sent->remembered = command->body_case != CONVENE__V1__COMMAND__BODY_MARK_READ &&
		                   command->body_case != CONVENE__V1__COMMAND__BODY_REACH_RECEIPT;
	}
}

static void send_again(struct world *world, struct exercise *exercise, const struct sent *sent)
{
	struct standing standing;
	assert_true(exercise_standing(exercise, sent->who, &standing));
	if (standing.removed) {
		return; /* may do nothing any more, not even that */
	}
	arena_reset(world->arena);
	Convene__V1__Command *command =
	    (Convene__V1__Command *)protobuf_c_message_unpack(&convene__v1__command__descriptor,
	        arena_protobuf(world->arena), sent->size, sent->bytes);
	struct request request = {.participant_id = sent->who, .wall_ms = world->wall_ms};
	struct decision decision;
	decision_init(&decision, world->arena, 1);
	exercise_decide(exercise, &request, command, &decision);
	assert_null(decision.refusal);
	assert_int_equal(decision.repeated, sent->remembered);
	assert_int_equal(decision.count, 0);
	assert_int_equal(decision.made, sent->made);
}

static void check_prefixes(struct world *world, const struct record *record)
{
	struct exercise *exercise = exercise_new(world_hash);
	size_t next = 0;
	for (size_t seq = 1; seq <= world->count; seq++) {
		exercise_apply(exercise, world_event(world, seq), world_envelope(world, seq));
		world_forget(world);
		while (next < record->digest_count && record->heads[next] == seq) {
			uint8_t digest[DIGEST_SIZE];
			exercise_digest(exercise, digest);
			assert_memory_equal(digest, record->digests[next], DIGEST_SIZE);
			next++;
		}
	}
	assert_int_equal(next, record->digest_count);
	/* the clock goes on alike, too */
	for (int64_t ms = 0; ms < 100000; ms += 777) {
		assert_int_equal(exercise_time(exercise, world->wall_ms + ms),
		    exercise_time(world->exercise, world->wall_ms + ms));
	}
	assert_int_equal(exercise_next_due(exercise), exercise_next_due(world->exercise));
	for (size_t i = 0; i < record->count; i++) {
		send_again(world, exercise, &record->sent[i]);
	}
	exercise_free(exercise);
}

static void round_of_replay(uint64_t seed)
{
	struct play play;
	struct record *record = xcalloc(1, sizeof *record);
	play_init(&play, seed);
	struct world *world = &play.world;
	for (int step = 0; step < STEPS; step++) {
		if (world_random(world, 100) < 25) {
			play_wait(&play);
		} else {
			send_one(&play, record);
		}
		if (world_random(world, 100) < 20) {
			exercise_digest(world->exercise, record->digests[record->digest_count]);
			record->heads[record->digest_count++] = world->count;
		}
	}
	assert_true(record->count > 5); /* or the play was no play */
	uint8_t before[DIGEST_SIZE], after[DIGEST_SIZE];
	exercise_digest(world->exercise, before);
	for (size_t i = 0; i < record->count; i++) {
		send_again(world, world->exercise, &record->sent[i]);
	}
	exercise_digest(world->exercise, after);
	assert_memory_equal(before, after, DIGEST_SIZE);
	check_prefixes(world, record);
	for (size_t i = 0; i < record->count; i++) {
		free(record->sent[i].bytes);
	}
	free(record);
	play_deinit(&play);
}

static void test_replay(void **state)
{
	(void)state;
	play_rounds(100, round_of_replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_replay)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
