/* Random scenarios for random exercises (random_play.h). Test helper. */
#ifndef CONVENE_TESTS_SIM_RANDOM_SCENARIO_H
#define CONVENE_TESTS_SIM_RANDOM_SCENARIO_H

#include "proto/buf.h"
#include "tests/sim/random_play.h"

/* Appends a whole scenario in JSON, NUL included, for so many teams: T0, T1, ... */
void random_scenario(struct play *play, struct buf *json, unsigned teams);

/* Appends a condition in JSON, of patterns of every kind. */
void random_condition(struct play *play, struct buf *json);

#endif
