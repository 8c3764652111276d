/*
 * Warnings: what a command would break, said calmly. What goes on (proto/model/anyway.h) is
 * recorded, never forbidden. Pure; any thread.
 */
#ifndef CONVENE_SHOW_WARNED_H
#define CONVENE_SHOW_WARNED_H

#include "client/cli/text/style.h"
#include "proto/model/view.h"

#define WARNED_QUESTION "Do it anyway? What is broken is recorded. [yes/no] "

/* One paragraph a rule, with where it comes from. `view` may be NULL. */
void warned_text(struct buf *out, const struct view *view, const Convene__V1__Error *error,
    const struct style *style);

#endif
