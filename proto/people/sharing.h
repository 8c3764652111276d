/*
 * What becomes known to whom: sharing and referring cases, disclosing fields, consent withdrawn.
 */
#ifndef CONVENE_PEOPLE_SHARING_H
#define CONVENE_PEOPLE_SHARING_H

#include "proto/people/attempt.h"
#include "proto/people/file.h"
#include "proto/people/party.h"

void sharing_on_shared(struct actor *actor, const Convene__V1__Event *event);
void sharing_on_consent(struct actor *actor, const Convene__V1__Event *event);

task_fn sharing_withdraw, sharing_answer, sharing_pattern;

/* Something of the case goes to somebody. */
void sharing_some(struct actor *actor, const struct view_case *file);

#endif
