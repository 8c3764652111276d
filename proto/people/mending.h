/*
 * What comes of a warning. Who is warned thinks again more often than not, and puts right what is
 * wrong: a rule that is confirmed is confirmed, reasons are written, a form is filled in, consent
 * is recorded, an interpreter is booked, what is missing is added, the right channel is taken. Some
 * go on regardless, the others leave it.
 */
#ifndef CONVENE_PEOPLE_MENDING_H
#define CONVENE_PEOPLE_MENDING_H

#include "proto/people/attempt.h"

/* The attempt, which becomes the function's, was warned of. */
void mending_think(struct actor *actor, struct attempt *attempt, const Convene__V1__Error *error);

/* Changes the command (in the arena) so that what was warned of is in order, as far as that is the
 * actor's to do. Exercise time until it can be sent again; -1: it is left. */
int64_t mend(struct actor *actor, Convene__V1__Command *command, const Convene__V1__Error *error,
    struct arena *arena);

#endif
