/*
 * What becomes of a request at the other end: acknowledged, answered, refused, sent back.
 */
#ifndef CONVENE_PEOPLE_REPLIES_H
#define CONVENE_PEOPLE_REPLIES_H

#include "proto/people/attempt.h"
#include "proto/people/saying.h"

void replies_on_sent(struct actor *actor, const Convene__V1__Event *event);

task_fn replies_do;

/* Answers a request in the actor's own way; also simulators. */
void replies_move(struct actor *actor, const struct view_request *request,
    Convene__V1__RequestState state, bool careless);

#endif
