/*
 * Colours in text that is being put together, and the last look at it before it goes to a terminal.
 * A colour is two bytes that are no UTF-8 until colour_resolve() makes an escape sequence of it;
 * everything else that would steer the terminal is cleaned there (printable.h), whoever wrote it
 * and whatever was forgotten before. Pure; any thread.
 */
#ifndef CONVENE_TEXT_COLOUR_H
#define CONVENE_TEXT_COLOUR_H

#include "proto/buf.h"

enum colour { COLOUR_BOLD, COLOUR_DIM, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_BLUE };

void colour_begin(struct buf *out, enum colour colour);
void colour_end(struct buf *out);

/* Further rows of this line, should it be broken, begin here (PAGE_HANG, once it is resolved). */
void colour_hang(struct buf *out);

/* Replaces `text` by what may be written to a terminal. Once for each text. */
void colour_resolve(struct buf *text);

#endif
