/*
 * The first line of a file that somebody edits: "# revision: 3" says what it was made from, so that
 * a change that somebody else made meanwhile is not overwritten. Pure; any thread.
 */
#ifndef CONVENE_TEXT_BASED_ON_H
#define CONVENE_TEXT_BASED_ON_H

#include "proto/buf.h"

#include <stdint.h>

void based_on_write(struct buf *out, uint32_t revision);

/* 0: the text does not begin with such a line. */
uint32_t based_on_read(const char *text);

#endif
