/*
 * What may happen at which stage, and which calls for welfare are open, written from the comments
 * of the .proto files and the README of server/exercise, from the log alone. Test helper: fails the
 * test.
 */
#ifndef CONVENE_TESTS_SIM_NAIVE_STAGES_H
#define CONVENE_TESTS_SIM_NAIVE_STAGES_H

#include "tests/sim/world.h"

/* What was seen, so that a test can tell that something was. */
struct naive_stages {
	size_t raised, answered, referrals;
	size_t after_endex, after_close; /* events */
};

void naive_stages_check(struct world *world, struct naive_stages *tally);

#endif
