/*
 * What the person is told: events of the connection become lines on the screen, and in what
 * `log` shows. One thread. Owns nothing: works on the join. Cannot fail.
 */
#ifndef CONVENE_JOIN_TOLD_H
#define CONVENE_JOIN_TOLD_H

#include "client/cli/join/join.h"

/* The session's observer; `context` is the join. Before there is a terminal only the log is
 * filled. */
void told_observe(void *context, const struct convene_event *event);

/* Everything that has been is known: its end is shown, and what is new. Once; later calls do
 * nothing. */
void told_caught_up(struct join *join);

#endif
