/*
 * The line that is being typed, as it stands on the screen: prompt and text over as many rows as
 * they need, broken here and not by the terminal, so that it is known where everything stands,
 * whatever characters are in it. Says which bytes bring the screen up to date; writes nothing
 * itself. Pure; one thread. Owns a copy of what stands there.
 */
#ifndef CONVENE_TERMINAL_DRAWING_H
#define CONVENE_TERMINAL_DRAWING_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* What is to stand there. All borrowed for the call. */
struct drawing_line {
	const char *prompt;
	const char *text; /* a newline begins another row */
	size_t len;
	size_t cursor;   /* in bytes of the text */
	size_t columns;  /* of the screen */
	size_t rows_max; /* of a longer line only so many are shown, those round the cursor */
};

/* Zeroed, nothing stands on the screen. */
struct drawing {
	bool standing;
	size_t rows;     /* that it takes up */
	size_t row;      /* in which of them the cursor stands */
	struct buf body; /* owned: the bytes that were drawn, without the way to them */
};

/* Appends what draws the line where the old one stands, or where the cursor is: nothing, when it
 * stands there already. The cursor ends up where the line's is. */
void drawing_draw(struct drawing *drawing, struct buf *out, const struct drawing_line *line);

/* Appends what takes it off the screen; the cursor ends up where it began. */
void drawing_clear(struct drawing *drawing, struct buf *out);

/* It stays, and is no concern of ours any more; the cursor goes to the row below it. */
void drawing_leave(struct drawing *drawing, struct buf *out);

void drawing_deinit(struct drawing *drawing);

#endif
