/*
 * To whom something goes.
 */
#ifndef CONVENE_PEOPLE_PARTY_H
#define CONVENE_PEOPLE_PARTY_H

#include "proto/people/actor.h"

/* One of those named (team, country, entity, "control"), never the actor's own team; any other team
 * where nobody is named. False: there is none. The text in `party` is the world's. */
bool some_party(struct actor *actor, char *const *names, size_t count, Convene__V1__Party *party);

#endif
