/*
 * What the scenario expects of those whom an inject reaches: some do it, some make the natural
 * mistake, some miss it. The member of staff whose world they share knows the scenario.
 */
#ifndef CONVENE_PEOPLE_EXPECTED_H
#define CONVENE_PEOPLE_EXPECTED_H

#include "proto/people/agenda.h"

/* Plans it, when the inject is delivered; once for all people. */
void expected_event(struct people *people, const Convene__V1__Event *event);

task_fn expected_do;

/* How long somebody takes at the most. */
int64_t expected_within_ms(const Convene__V1__ExpectedAction *expected);

#endif
