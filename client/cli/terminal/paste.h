/*
 * Tells what is pasted from what is typed: a terminal in bracketed paste mode (xterm, private mode
 * 2004) sends ESC [ 200 ~ before a pasted text and ESC [ 201 ~ behind it. Bytes in, keys and texts
 * out. Pure; one thread. Owns the pasted text.
 */
#ifndef CONVENE_TERMINAL_PASTE_H
#define CONVENE_TERMINAL_PASTE_H

#include "proto/buf.h"

#include <stdbool.h>

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* How a line break in a pasted text is shown while the line is edited. */
#define PASTE_BREAK "\xe2\x90\xa4" /* U+2424, symbol for newline */

/* More than any message may have; what is beyond it is dropped. */
#define PASTE_MOST ((size_t)64 * 1024)

struct paste {
	size_t matched; /* bytes of the mark that are there already */
	bool inside;
	bool too_long;
	struct buf text; /* owned: what is pasted */
};

enum paste_kind {
	PASTE_NOTHING, /* wait for the next byte */
	PASTE_KEYS,    /* `keys` are typed */
	PASTE_TEXT,    /* paste->text is whole; the caller empties it */
};

/* `keys` has room for 8 bytes; `*count` is how many there are. */
enum paste_kind paste_take(struct paste *paste, char byte, char keys[8], size_t *count);

/*
 * The text as it is put into a line that is being edited: no blank lines at its ends, other line
 * breaks as PASTE_BREAK, other control characters as spaces. The caller frees it.
 */
char *paste_shown(const struct buf *text);

/* Back again: every PASTE_BREAK in `line` becomes a newline. */
void paste_restore(struct buf *line);

void paste_deinit(struct paste *paste);

#endif
