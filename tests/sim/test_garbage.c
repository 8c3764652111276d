#include "tests/sim/random_play.h"

/*
 * Whatever is sent: nothing crashes, a refusal says why and changes nothing, and what is carried
 * out can be replayed.
 */

#define STEPS 600

static void digest_of(struct world *world, uint8_t digest[DIGEST_SIZE])
{
	exercise_digest(world->exercise, digest);
}

static void round_of_garbage(uint64_t seed)
{
	struct play play;
	play_init(&play, seed);
	struct world *world = &play.world;
	size_t refused = 0, done = 0;
	for (int step = 0; step < STEPS; step++) {
		uint8_t before[DIGEST_SIZE], after[DIGEST_SIZE];
		if (world_random(world, 10) == 0) {
			world->wall_ms += (int64_t)world_random(world, 200000) - 100000;
			world_due(world);
		}
		world->stored_size = world_random(world, 4) == 0 ? 0 : 1000;
		uint64_t who =
		    world_random(world, 50) == 0 ? world_random(world, 1000) : play_somebody(&play);
		enum sense sense = world_random(world, 4) == 0 ? SENSIBLE : GARBAGE;
		struct standing standing;
		if (!exercise_standing(world->exercise, who, &standing)) {
			sense = GARBAGE;
		}
		digest_of(world, before);
		size_t count = world->count;
		if (world_command(world, who, play_command(&play, who, sense)) != 0) {
			assert_int_equal(world->count, count);
			digest_of(world, after);
			assert_memory_equal(before, after, DIGEST_SIZE);
			refused++;
		} else {
			done++;
		}
	}
	assert_true(refused > STEPS / 4);
	assert_true(done > 0);
	world_check_replay(world);
	play_deinit(&play);
}

static void test_garbage(void **state)
{
	(void)state;
	play_rounds(100, round_of_garbage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_garbage)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
