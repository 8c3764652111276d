/* Repeatable chance (splitmix64). One thread; owns nothing; cannot fail. */
#ifndef CONVENE_TESTS_FAULT_DICE_H
#define CONVENE_TESTS_FAULT_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

/* From CONVENE_SEED, or else the clock; prints the seed. Returns it. */
uint64_t dice_init(struct dice *dice);

uint64_t dice_next(struct dice *dice);
uint64_t dice_below(struct dice *dice, uint64_t limit); /* 0 .. limit - 1; limit > 0 */
bool dice_one_in(struct dice *dice, unsigned count);

#endif
