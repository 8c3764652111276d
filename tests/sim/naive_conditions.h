/*
 * Conditions once more, written from the comments in condition.proto: quadratic, from the events of
 * the whole log and the scenario in them, without the engine. Test helper.
 */
#ifndef CONVENE_TESTS_SIM_NAIVE_CONDITIONS_H
#define CONVENE_TESTS_SIM_NAIVE_CONDITIONS_H

#include "tests/sim/world.h"

/* What was found; a test may want some of each. */
struct naive_tally {
	size_t reached, unreachable, triggered, lost;
	size_t passed; /* triggered for a time that a jump passed over */
	size_t restored, shifted, withdrawn;
};

/*
 * Fails the test unless every MilestoneChanged by a condition, and every inject that was triggered
 * or found unreachable, is what the log before it says (moment and deciding event included), and
 * nothing that had to be said by the end is missing. The last is not looked at while the clock does
 * not run.
 */
void naive_conditions_check(struct world *world, struct naive_tally *tally);

#endif
