/* Whether every condition of a scenario holds together: on an exercise that begins so. */
#ifndef CONVENE_EXERCISE_ENGINE_CREATE_CONDITIONS_H
#define CONVENE_EXERCISE_ENGINE_CREATE_CONDITIONS_H

#include <stdbool.h>

struct deciding;

/* Whether every condition of a scenario holds together, when the exercise that
 * `deciding` drafts has begun so; whether an inject's does. */
bool conditions_check(struct deciding *deciding);

#endif
