/* `convene inject edit ID` and `convene inject new`: the same as in `join`, one after the other. */
#ifndef CONVENE_COMMAND_INJECT_EDITING_H
#define CONVENE_COMMAND_INJECT_EDITING_H

#include "client/cli/session/session.h"

/* `id` NULL: a new one. Returns an exit code. */
int inject_editing(struct session *session, const char *id, bool now);

#endif
