/*
 * A command that is asked about: it waits for a yes, and is then sent as it was shown. One thread.
 * Works on the join.
 */
#ifndef CONVENE_JOIN_PROPOSAL_H
#define CONVENE_JOIN_PROPOSAL_H

#include "client/cli/act/act.h"
#include "client/cli/join/join.h"

/* This is what is asked about from here on, and not what was before. */
void proposal_begin(struct join *join, const struct act *act);

/* For open_calls.h: all that were open were asked about; `called_since`: and there are others. */
void proposal_calls_asked(struct join *join, bool called_since);

/* Asks for the yes. */
void proposal_ask(struct join *join);

#endif
