/*
 * Says what a command would do to what is planned (consequence.h), and has somebody say yes to what
 * cannot be taken back: for the subcommands. Text goes to stderr. One thread.
 */
#ifndef CONVENE_CLI_CONFIRM_H
#define CONVENE_CLI_CONFIRM_H

#include "client/cli/act.h"
#include "client/cli/session.h"

/*
 * CLI_OK: go on. CLI_WARNED: nobody said yes, which was said. `yes`: somebody said so beforehand.
 * The view has to be there.
 */
int confirm_act(const struct session *session, const struct act *act, bool yes);

#endif
