/*
 * Warnings: what a command would break, said calmly, and the same command again with `anyway`. What
 * goes on is recorded, never forbidden. Pure; any thread.
 */
#ifndef CONVENE_CONDUCT_WARNED_H
#define CONVENE_CONDUCT_WARNED_H

#include "client/cli/timeline.h"
#include "proto/model/view.h"

#define WARNED_QUESTION "Do it anyway? What is broken is recorded. [yes/no] "

/* One paragraph a rule, with where it comes from. `view` may be NULL. */
void warned_text(struct buf *out, const struct view *view, const Convene__V1__Error *error,
    const struct timeline_style *style);

/* Sets `anyway` in the command. False: it has none. */
bool warned_set_anyway(Convene__V1__Command *command);

#endif
