/*
 * Shows a long text a screenful at a time on standard output, with keys taken singly meanwhile. One
 * thread. Owns nothing; puts the terminal's settings back.
 */
#ifndef CONVENE_JOIN_PAGER_H
#define CONVENE_JOIN_PAGER_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * `rows` and `columns` are there for the text. `more` waits for a key, and says whether the next
 * screenful is wanted. False: the text fits, or standard input is no terminal; nothing was shown.
 */
bool pager_show(const struct buf *text, size_t rows, size_t columns, bool (*more)(void *context),
    void *context);

#endif
