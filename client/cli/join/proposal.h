/*
 * A command that is asked about: it waits for a yes, and is then sent as it was shown. One thread.
 * Works on the join.
 */
#ifndef CONVENE_JOIN_PROPOSAL_H
#define CONVENE_JOIN_PROPOSAL_H

#include "client/cli/join/join.h"

#include <stdbool.h>

/* For open_calls.h: all that were open were asked about; `called_since`: and there are others. */
void proposal_calls_asked(struct join *join, bool called_since);

/* Asks for the yes. */
void proposal_ask(struct join *join);

/* Sends it, without asking. `note`: of ENDEX; NULL: none. */
void proposal_do(struct join *join, const char *note);

#endif
