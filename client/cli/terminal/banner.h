/*
 * The banner at the bottom of the screen: one line that is left out of scrolling and redrawn in
 * place. What scrolls leaves over the upper edge of the screen, so that the terminal keeps it in
 * its scrollback (a banner at the top would lose it). Writes to standard output. One thread. Owns
 * nothing but the screen's scrolling region; where the window is too low there is none, which
 * `pinned` says. Cannot fail otherwise.
 */
#ifndef CONVENE_TERMINAL_BANNER_H
#define CONVENE_TERMINAL_BANNER_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct banner {
	/* The banner's line for so many columns, without colours and newline; appended to `out`. */
	void (*text)(void *context, size_t columns, struct buf *out);
	void *context; /* borrowed: outlives the banner */
	bool wanted;   /* false: nothing here does anything */
	bool pinned;   /* it is there */
	bool colours;
	char shown[1024]; /* as shown last */
};

/* The window's size in characters; 24 and 80 where standard output has none. */
void banner_screen_size(size_t *rows, size_t *columns);

/* Leaves the last line out of scrolling (DECSTBM) and draws it; again after each new size. What
 * stands below the cursor is erased, and the cursor's line moves up if it is the last. */
void banner_pin(struct banner *banner);

/* Gives the last line back, and erases it. */
void banner_unpin(struct banner *banner);

/* Draws it if its text has changed. */
void banner_draw(struct banner *banner);

#endif
