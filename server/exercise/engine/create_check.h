/*
 * What the engine relies on in a scenario when an exercise is created from it. A scenario's author
 * was told of mistakes before; these are what would bring the engine into trouble. Each returns
 * whether it is good, and refuses otherwise. Pure.
 */
#ifndef CONVENE_EXERCISE_ENGINE_CREATE_CHECK_H
#define CONVENE_EXERCISE_ENGINE_CREATE_CHECK_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>

struct cast;
struct deciding;

bool create_check_head(struct deciding *deciding, const Convene__V1__Scenario *scenario);

/* Fills the cast from the scenario, which the rest is checked against. */
bool create_check_cast(
    struct deciding *deciding, struct cast *cast, const Convene__V1__Scenario *scenario);

bool create_check(struct deciding *deciding, const Convene__V1__Scenario *scenario);

#endif
