/* Injects into the state: those that the scenario has, besides those of appliers.h. */
#ifndef CONVENE_EXERCISE_STATE_INJECT_APPLY_H
#define CONVENE_EXERCISE_STATE_INJECT_APPLY_H

#include "convene/v1/scenario.pb-c.h"

struct exercise;

/* One that the scenario has. */
void inject_apply_loaded(struct exercise *exercise, const Convene__V1__Inject *message);

#endif
