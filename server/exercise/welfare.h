/*
 * "Pause for welfare": anybody may call, at any time. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_WELFARE_H
#define CONVENE_EXERCISE_WELFARE_H

#include "server/exercise/draft.h"

void welfare_decide_raise(struct deciding *deciding);

/* After each event was applied: what it means to calls for welfare. */
void welfare_apply_any(struct exercise *exercise, const Convene__V1__Event *event);

#endif
