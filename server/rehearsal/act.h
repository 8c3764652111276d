/* Choosing to whom something goes; for the acts of this folder. */
#ifndef CONVENE_REHEARSAL_ACT_H
#define CONVENE_REHEARSAL_ACT_H

#include "server/rehearsal/run.h"

/* What simulated people write. */
#define ACT_TEXT ((char *)"(rehearsed)")

/*
 * One of those named (Team.id, Country.id for one of its teams, Entity.id, "control"), never the
 * team itself; of any other team where nobody is named. False: there is none.
 */
bool act_party(
    struct run *run, int team, char *const *names, size_t count, Convene__V1__Party *party);

/* Somebody may send it for the team: a pattern that names senders names the team, or its country.
 */
bool act_is_one_of(const struct run *run, int team, char *const *names, size_t count);

/* Sends a command as somebody of the team; where it is warned, sends it once more with `*anyway`
 * set. */
bool act_send(struct run *run, int team, Convene__V1__Command *command, protobuf_c_boolean *anyway);

#endif
