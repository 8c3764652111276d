/*
 * From which states a step on a track may be taken. Who may take it is competence.h's, what it
 * would break the engine's alone. Pure; any thread.
 */
#ifndef CONVENE_RULES_TRACK_STEP_H
#define CONVENE_RULES_TRACK_STEP_H

#include "convene/v1/case.pb-c.h"

#include <stdbool.h>

/* A step that names no state may be taken from each; `state` NULL: none is known. */
bool track_step_begins(const Convene__V1__Transition *step, const char *state);

#endif
