/*
 * Which exercise, as whom, with which secret: from the options, the environment, the sessions that
 * are remembered, or a question on the terminal, in this order. One thread. What is wrong is said
 * on stderr.
 */
#ifndef CONVENE_SESSION_TARGET_H
#define CONVENE_SESSION_TARGET_H

#include "client/cli/session/session_options.h"
#include "client/lib/convene.h"
#include "client/lib/session_store.h"
#include "proto/model/view.h"

/* Returns CLI_OK or an exit code. With `*has_stored`, `stored` has the token to log in with. */
int target_find(const struct session_options *options, struct join_link *target,
    struct stored_session *stored, bool *has_stored, char name[104]);

/* Remembers how to log in next time; complains, but goes on, when that cannot be written.
 * `code_hash`: of the code that the session began with, when `target` has none. */
void target_remember(const struct convene *client, const struct join_link *target,
    const char *code_hash, const char *name);

/*
 * What the person has looked at, from the last time and in other windows into `view`; and all that
 * it has, to where it is found next time, without taking anything from what others put there. What
 * cannot be read or written is looked at once more, and nothing is said.
 */
void target_recall_looks(
    const struct join_link *target, uint64_t participant_id, struct view *view);
void target_keep_looks(const struct join_link *target, uint64_t participant_id, struct view *view);

#endif
