/*
 * Engine and model know the same of random exercises, in which much happens that rehearsed people
 * do not do: they never call for welfare, revoke invites or remove anybody.
 */
#include "tests/sim/fold.h"
#include "tests/sim/random_play.h"

#define ROUNDS_DEFAULT 50
#define STEPS          400

static void fold_play(uint64_t seed)
{
	struct play play;
	play_init(&play, seed);
	for (int i = 0; i < STEPS; i++) {
		play_step(&play);
	}
	struct fold *fold = fold_new(seed);
	for (size_t i = 0; i < play.world.count; i++) {
		const struct entry *entry = &play.world.log[i];
		fold_entry(fold, &(struct record_entry){.event = entry->event,
		                     .event_len = entry->event_size,
		                     .envelope = entry->envelope,
		                     .envelope_len = entry->envelope_size});
	}
	fold_compare(fold);
	fold_free(fold);
	play_deinit(&play);
}

static void test_random(void **state)
{
	(void)state;
	play_rounds(ROUNDS_DEFAULT, fold_play);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
