/*
 * Calls for help. Whoever needs one does not look first where the line is: it is understood at the
 * prompt, at a question, within a text and in the pager, with no connection as well, and is never
 * refused. One thread. Works on the join.
 */
#ifndef CONVENE_JOIN_CALLS_H
#define CONVENE_JOIN_CALLS_H

#include "client/cli/join/join.h"

/* Takes a line that calls for help, wherever it is typed: it gets through whatever else is going
 * on. False: it is none. */
bool calls_take(struct join *join, const char *line);
bool calls_begins(void *context, const char *typed); /* it may become one */

#endif
