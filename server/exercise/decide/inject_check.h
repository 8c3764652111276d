/* Whether what an inject says holds together. */
#ifndef CONVENE_EXERCISE_DECIDE_INJECT_CHECK_H
#define CONVENE_EXERCISE_DECIDE_INJECT_CHECK_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>

struct deciding;

/* Whether what an inject says holds together: ids, teams, entities, objectives, sizes. `strict`
 * also wants what a scenario may leave out. */
bool inject_check(struct deciding *deciding, const Convene__V1__Inject *inject, bool strict);

#endif
