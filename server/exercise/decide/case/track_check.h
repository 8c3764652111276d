/* Whether the engine can work with the tracks, flags and forms of a scenario. */
#ifndef CONVENE_EXERCISE_DECIDE_CASE_TRACK_CHECK_H
#define CONVENE_EXERCISE_DECIDE_CASE_TRACK_CHECK_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>

struct deciding;

/* Whether the engine can work with the tracks, flags and forms of a scenario; a
 * refusal names the first mistake. */
bool track_check(struct deciding *deciding, const Convene__V1__Scenario *scenario);

#endif
