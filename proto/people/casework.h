/*
 * Work in a case: what comes next, steps on its tracks, and what the scenario expects there. Some
 * confirm beforehand what a step wants, others step first and are warned (attempt.h).
 */
#ifndef CONVENE_PEOPLE_CASEWORK_H
#define CONVENE_PEOPLE_CASEWORK_H

#include "proto/people/requests.h"
#include "proto/people/sharing.h"

void casework_on_inject(struct actor *actor, const Convene__V1__Event *event);
void casework_on_opened(struct actor *actor, const Convene__V1__Event *event);
void casework_on_answered(struct actor *actor, const Convene__V1__Event *event);
void casework_on_booked(struct actor *actor, const Convene__V1__Event *event);

task_fn casework_open, casework_do, casework_free_interpreter, casework_pattern;

/* The first step of a shortest way from one state to another; NULL: there is none. Pure. */
const Convene__V1__Transition *track_step_towards(
    const Convene__V1__Track *track, const char *from, const char *to);

#endif
