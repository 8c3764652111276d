/* What changed from one text to another, line by line. Pure; any thread. */
#ifndef CONVENE_TEXT_LINE_DIFF_H
#define CONVENE_TEXT_LINE_DIFF_H

#include "proto/buf.h"

/* Appends "  - line" for what is gone and "  + line" for what is new, in order, each with `prefix`
 * before it; nothing when they are the same. */
void line_diff(struct buf *out, const char *from, const char *to, const char *prefix);

#endif
