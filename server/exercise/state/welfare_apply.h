/* Calls for welfare into the state: what every event may mean to them. */
#ifndef CONVENE_EXERCISE_STATE_WELFARE_APPLY_H
#define CONVENE_EXERCISE_STATE_WELFARE_APPLY_H

#include "convene/v1/event.pb-c.h"

struct exercise;

/* After each event was applied: a pause for welfare belongs to the command before it. */
void welfare_apply_any(struct exercise *exercise, const Convene__V1__Event *event);

#endif
