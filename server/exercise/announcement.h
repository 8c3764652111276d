/* What a controller says to everybody. Leaves no trace in the state. */
#ifndef CONVENE_EXERCISE_ANNOUNCEMENT_H
#define CONVENE_EXERCISE_ANNOUNCEMENT_H

#include "server/exercise/draft.h"

void announcement_decide(struct deciding *deciding);

#endif
