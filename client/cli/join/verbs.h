/*
 * What each verb of base/verbs.def does. They say, ask or hand in a command (saying.h, desk.h), and
 * wait for nothing. One thread. Works on the join.
 */
#ifndef CONVENE_JOIN_VERBS_H
#define CONVENE_JOIN_VERBS_H

#include "client/cli/base/verbs.h"

struct join;

/* Each may write to `rest`, which is what stands behind the verb, trimmed. */
#define VERB(name, operands, summary, roles, words, run) void run(struct join *join, char *rest);
#include "client/cli/base/verbs.def"
#undef VERB

/* Carries it out. */
void verbs_run(const struct verb *verb, struct join *join, char *rest);

/* Leaves, or asks first if something is not sent. */
void verbs_quit(struct join *join);

#endif
