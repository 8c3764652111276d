/*
 * A step lists the states that it leaves. That an empty list means every state, not none, is what
 * both sides would otherwise have to know.
 */
#include "proto/rules/track_step.h"

#include "proto/list.h"

bool track_step_begins(const Convene__V1__Transition *step, const char *state)
{
	return step->n_from == 0 || (state != NULL && list_has(step->from, step->n_from, state));
}
