/*
 * `edit ID` and `new inject` in the interactive mode: the editor, what it leaves, and what the
 * server says to it. One thread. Works on the join, which owns the state.
 */
#ifndef CONVENE_JOIN_EDIT_INJECT_H
#define CONVENE_JOIN_EDIT_INJECT_H

#include "client/cli/join/join.h"

/* NULL: a new one. */
void edit_inject(struct join *join, const struct view_inject *known);

/* The answer to a command: true when it was one of these. */
bool edit_inject_result(struct join *join, const struct convene_result *answer);

/* Its question was thrown away, if one was open: where the file is, is said. */
void edit_inject_dropped(struct join *join);

void edit_inject_deinit(struct join *join);

#endif
