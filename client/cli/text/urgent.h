/*
 * Calls for help, as people are told to make them: "pause for welfare", "REAL WORLD and what it
 * is". They are understood however they are written, wherever a line can be typed. Pure; any
 * thread. The words are data (urgent.c).
 */
#ifndef CONVENE_TEXT_URGENT_H
#define CONVENE_TEXT_URGENT_H

#include <stdbool.h>
#include <stddef.h>

enum urgent_kind {
	URGENT_NONE,
	URGENT_WELFARE, /* "pause for welfare" */
	URGENT_REAL,    /* "REAL WORLD fire alarm" */
	URGENT_UNSURE,  /* "stop": may be one; somebody is to be asked */
	URGENT_IN_TEXT, /* "real world ..." in small letters, within a text: part of it, probably */
};

/* Where the line was typed. */
enum urgent_place { URGENT_AT_PROMPT, URGENT_AT_QUESTION, URGENT_WITHIN_TEXT };

/* What goes to the controllers: the engine takes no longer note (LINE_BYTES_MAX). */
#define URGENT_NOTE_MAX 500

/* `text` as a note: one line, safe to print. A call is never refused for its length: what does not
 * fit is cut at a character and ends in an ellipsis. */
void urgent_note(const char *text, char note[URGENT_NOTE_MAX + 1]);
/* Whether it was cut, so that the caller can be told. */
bool urgent_note_is_cut(const char *note);

/* `note`: what goes to the controllers, "REAL WORLD: fire alarm" or "" or more, as
 * urgent_note(). */
enum urgent_kind urgent_read(
    const char *line, enum urgent_place place, char note[URGENT_NOTE_MAX + 1]);

/* Whether what is typed so far may become such a line, or is one. */
bool urgent_begins(const char *typed);

#endif
