/*
 * The banner at the top of the screen: one line that is left out of scrolling and redrawn in place.
 * Writes to standard output. One thread. Owns nothing but the screen's scrolling region; where the
 * window is too low the banner is given up, which `pinned` says. Cannot fail otherwise.
 */
#ifndef CONVENE_JOIN_BANNER_H
#define CONVENE_JOIN_BANNER_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct banner {
	/* The banner's line, without colours and newline; appended to `out`. */
	void (*text)(void *context, struct buf *out);
	void *context; /* borrowed: outlives the banner */
	bool pinned;   /* it stays at the top; false: nothing here does anything */
	bool colours;
	char shown[1024]; /* as shown last */
};

/* The window's size in characters; 24 and 80 where standard output has none. */
void banner_screen_size(size_t *rows, size_t *columns);

/* What stood on the screen before goes up into the scrollback; nothing is wiped. */
void banner_make_room(const struct banner *banner);

/* Leaves the first line out of scrolling (DECSTBM) and draws it; again after each new size. */
void banner_pin(struct banner *banner);

/* Gives the first line back and goes below everything. */
void banner_unpin(const struct banner *banner);

/* Draws it if its text has changed. */
void banner_draw(struct banner *banner);

#endif
