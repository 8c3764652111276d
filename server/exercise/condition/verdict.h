/* What is to follow from a condition, judged from its patterns; what the log says of it. */
#ifndef CONVENE_EXERCISE_CONDITION_VERDICT_H
#define CONVENE_EXERCISE_CONDITION_VERDICT_H

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/ground/moment.h"

#include <stdbool.h>
#include <stdint.h>

struct condition;
struct exercise;

/* The first moment at which something follows, as a source of due.c. */
int64_t conditions_next(const struct exercise *exercise);

/* What is to follow from it, anew. */
void condition_judge(struct exercise *exercise, struct condition *condition);

/* The log says what became of it; it waits no longer. */
void condition_settle(struct exercise *exercise, struct condition *condition,
    Convene__V1__MilestoneStanding standing, struct moment decided, bool by_hand);

#endif
