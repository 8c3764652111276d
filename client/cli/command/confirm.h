/*
 * Says what a command would do to what is planned (consequence.h), and has somebody say yes to what
 * cannot be taken back: for the subcommands. Text goes to stderr. One thread.
 */
#ifndef CONVENE_COMMAND_CONFIRM_H
#define CONVENE_COMMAND_CONFIRM_H

#include "client/cli/act/act.h"
#include "client/cli/session/session.h"

/* What was said beforehand. */
struct confirm_said {
	bool yes;
	const char *answer; /* borrowed: to every call for welfare that is open; NULL: none */
};

/*
 * CLI_OK: go on. CLI_WARNED: nobody said yes, which was said. Else the exit code of an answer to a
 * call that the server refused. The view has to be there.
 */
int confirm_act(struct session *session, const struct act *act, const struct confirm_said *said);

#endif
