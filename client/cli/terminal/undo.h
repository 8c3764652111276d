/*
 * What a line was before, for taking changes back: a word that was typed is one change. Pure; one
 * thread. Owns copies of the lines.
 */
#ifndef CONVENE_TERMINAL_UNDO_H
#define CONVENE_TERMINAL_UNDO_H

#include <stdbool.h>
#include <stddef.h>

/* Changes that can be taken back; older ones are forgotten. */
#define UNDO_MOST 100

struct undo {
	char *before[UNDO_MOST]; /* owned: the oldest first */
	size_t count;
	char *now;   /* owned: the line as it was seen last; NULL: none yet */
	bool typing; /* the last change was a letter more of a word */
};

/* A new line begins. */
void undo_clear(struct undo *undo);

/* The line is `text` now; to be called at least after each change. */
void undo_note(struct undo *undo, const char *text, size_t len);

/* The line as it was before the last change, NULL when there is no such; borrowed until the next
 * call. It counts as seen. */
const char *undo_back(struct undo *undo);

#endif
