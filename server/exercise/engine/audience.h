/* Which kind of event goes to whom, by table: the only place that says so. Pure. */
#ifndef CONVENE_EXERCISE_ENGINE_AUDIENCE_H
#define CONVENE_EXERCISE_ENGINE_AUDIENCE_H

#include "convene/v1/common.pb-c.h"

struct audience;
struct deciding;
struct draft;

/* The audience of a person's coming and going. */
void audience_of_participant(Convene__V1__Role role, struct audience *out);

/* For the engine itself: gives an event that was drafted its audience. */
void audience_decide(const struct deciding *deciding, struct draft *draft);

#endif
