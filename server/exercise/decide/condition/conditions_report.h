/* Answers a ConditionsQuery. */
#ifndef CONVENE_EXERCISE_DECIDE_CONDITION_CONDITIONS_REPORT_H
#define CONVENE_EXERCISE_DECIDE_CONDITION_CONDITIONS_REPORT_H

#include "convene/v1/condition.pb-c.h"

struct deciding;

/* Answers a ConditionsQuery; NULL and a refusal in `deciding`. */
Convene__V1__ConditionsReport *conditions_report(
    struct deciding *deciding, const Convene__V1__ConditionsQuery *query);

#endif
