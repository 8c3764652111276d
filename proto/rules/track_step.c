/*
 * A step lists the states that it leaves. That an empty list means every state, not none, is what
 * both sides would otherwise have to know.
 */
#include "proto/rules/track_step.h"

#include <string.h>

bool track_step_begins(const Convene__V1__Transition *step, const char *state)
{
	for (size_t i = 0; state != NULL && i < step->n_from; i++) {
		if (strcmp(step->from[i], state) == 0) {
			return true;
		}
	}
	return step->n_from == 0;
}
