/*
 * Somebody's own editor on a file: $VISUAL, $EDITOR, else sensible-editor, vi or nano. It gets the
 * terminal, and gives it back, with job control as a shell has it; the driver runs meanwhile. One
 * thread. Owns the process while it runs.
 */
#ifndef CONVENE_ACT_EDITOR_H
#define CONVENE_ACT_EDITOR_H

#include "client/lib/driver.h"

/*
 * Runs it until it ends. `in_child`, which may be NULL, is called in the new process before it
 * becomes the editor. False: there is none, it cannot be run or it failed; `why` says so. Not to be
 * called from the driver's callbacks.
 */
bool editor_run(struct driver *driver, const char *path, void (*in_child)(const void *context),
    const void *context, char *why, size_t why_size);

#endif
