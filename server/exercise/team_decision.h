/*
 * What a team decides in play, and records: LogDecision. (struct decision in exercise.h is another
 * thing: what the engine decides about a command.) Of a team's decisions the state keeps the number
 * only; what they say is in the log.
 */
#ifndef CONVENE_EXERCISE_TEAM_DECISION_H
#define CONVENE_EXERCISE_TEAM_DECISION_H

#include "server/exercise/draft.h"

void team_decision_decide(struct deciding *deciding);
void team_decision_apply(struct exercise *exercise, const struct applying *applying);

#endif
