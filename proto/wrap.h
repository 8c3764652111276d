/*
 * Text broken between words to a width, and cleaned of everything that could make a terminal do
 * something (printable.h). Widths are columns. Pure; any thread; nothing fails.
 */
#ifndef CONVENE_PROTO_WRAP_H
#define CONVENE_PROTO_WRAP_H

#include "proto/buf.h"

/*
 * Appends `text`, with a newline at the end. Lines have at most `width` columns; all but the first
 * begin with `indent` spaces, and the first is taken to begin at column `column`. Line breaks in
 * the text are kept. `width` 0: no breaking.
 */
void wrap_append(struct buf *out, const char *text, size_t width, size_t column, size_t indent);

#endif
