#include "tests/fault/dice.h"

#include "tests/support/expect.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

uint64_t dice_init(struct dice *dice)
{
	struct timespec now;
	uint64_t seed;

	clock_gettime(CLOCK_REALTIME, &now);
	seed = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	seed = (uint64_t)expect_number("CONVENE_SEED", (long long)seed, 0);
	dice->state = seed;
	printf("CONVENE_SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
	return seed;
}

uint64_t dice_next(struct dice *dice)
{
	uint64_t mixed = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

uint64_t dice_below(struct dice *dice, uint64_t limit)
{
	return dice_next(dice) % limit;
}

bool dice_one_in(struct dice *dice, unsigned count)
{
	return dice_below(dice, count) == 0;
}
