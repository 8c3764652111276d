/*
 * The line that is being typed: libedit does what keys do (history, words, killing and yanking,
 * search), undo.h takes back. libedit draws nothing: what it draws loses characters of no width,
 * and it does not know of what is printed meanwhile; drawing.h draws. One thread. Owns libedit's
 * state, and while it edits the terminal's settings.
 */
#ifndef CONVENE_TERMINAL_EDITOR_H
#define CONVENE_TERMINAL_EDITOR_H

#include "client/cli/terminal/undo.h"

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

#define EDITOR_END (-1) /* no more keys */

struct editor {
	EditLine *edit;   /* owned; NULL: it could not be set up */
	History *history; /* owned */
	FILE *nowhere;    /* owned: where libedit draws to */
	/* The next byte that is typed, or EDITOR_END; waits for it. */
	int (*key)(void *context);
	/* Tab. */
	void (*complete)(void *context);
	void *context; /* borrowed: outlives the editor */
	struct undo undo;
	mbstate_t decoding;
};

/* `editor` is zeroed but for the callbacks. False: there is nothing to edit with. */
bool editor_init(struct editor *editor);
void editor_deinit(struct editor *editor);

/* Edits a line to its end: its length with the newline, 0 at the end of input. The text is borrowed
 * until the next call. */
size_t editor_line(struct editor *editor, const char **text);

/* The line as it is now; not ended by a NUL. Within the callbacks only, as those below. */
size_t editor_text(struct editor *editor, const char **text, size_t *cursor);

/* Takes away so many bytes, of whole characters, before the cursor, and puts `text` there. */
bool editor_replace(struct editor *editor, size_t bytes, const char *text);

/* Keeps a line for the arrow keys and for Ctrl-R. */
void editor_remember(struct editor *editor, const char *line);

/* Whether the terminal gives out keys singly, as editing needs it, or is as it was before. */
void editor_raw(struct editor *editor, bool raw);

#endif
