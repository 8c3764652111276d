/* Whether a condition holds together, and whether two say the same. */
#ifndef CONVENE_EXERCISE_DECIDE_CONDITION_CONDITION_CHECK_H
#define CONVENE_EXERCISE_DECIDE_CONDITION_CONDITION_CHECK_H

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>

struct deciding;

bool condition_check_inject(struct deciding *deciding, const Convene__V1__Inject *inject);

/* Whether two conditions say the same; either may be NULL. */
bool condition_same(struct deciding *deciding, const Convene__V1__Condition *left,
    const Convene__V1__Condition *right);

#endif
