/*
 * What is safe to print, and what is nothing to see. Other people's text reaches terminals, logs,
 * JSON, diagnostics and names of files; every way out asks here. README.md has the table of what is
 * safe and why. The properties of characters are those of libutf8proc (Unicode 14), whatever the
 * locale. Reads text of any bytes, well-formed or not. Pure; any thread; nothing fails.
 */
#ifndef CONVENE_PROTO_PRINTABLE_H
#define CONVENE_PROTO_PRINTABLE_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More marks on one letter than this are not writing any more: the longest stack that a living
 * script has, in Tibetan, is of seven. Stream-safe text (UAX 15) has up to 30, which climb over the
 * lines above. */
#define PRINTABLE_MARKS_MAX 8

enum printable {
	PRINTABLE_VISIBLE, /* something to see */
	PRINTABLE_BLANK,   /* a space of some kind, or a tab */
	PRINTABLE_INNER,   /* takes no room of its own, and is right where it stands: a mark on a
	                    * letter, a joiner between letters that it parts or joins */
	PRINTABLE_BREAK,   /* ends a line: LF, VT, FF, CR, NEL, U+2028, U+2029 */
	PRINTABLE_HIDDEN,  /* to be left out: takes no room and says nothing here, or turns round
	                    * what  stands beside it */
	PRINTABLE_UNSAFE,  /* to be replaced: a control character, bytes that are no UTF-8, what no
	                    * two  machines show alike */
};

/* A walk over a text, character by character. */
struct printable_walk {
	const char *text; /* borrowed: outlives the walk; the character that was found last */
	size_t size;      /* its bytes */
	uint32_t code;    /* the byte itself where it is no UTF-8 */
	bool well_formed;
	enum printable kind;
	size_t columns; /* that it takes on a terminal */
	/* the rest is the walk's own */
	const char *start, *next, *end; /* borrowed: as text */
	uint32_t base;                  /* what marks and joiners stand on; 0: nothing */
	uint32_t before;                /* the character before */
	unsigned marks;
	bool right_to_left_known, right_to_left;
};

void printable_start(struct printable_walk *walk, const char *text, size_t len);

/* False at the end. */
bool printable_next(struct printable_walk *walk);

/* Appends `text` so that a terminal shows it on one line: what is hidden is left out, what is
 * unsafe is U+FFFD, tabs and line breaks are spaces. */
void printable_line(struct buf *out, const char *text, size_t len);

/* The same with its lines: every kind of line break is a newline, tabs stay. */
void printable_lines(struct buf *out, const char *text, size_t len);

/* Appends `text` so that a reader sees all of it, for errors that quote what was typed: as
 * printable_line, but all that cannot be seen stands there as <U+200B>, blanks other than the space
 * too, and bytes that are no UTF-8 as <0xFF>. */
void printable_shown(struct buf *out, const char *text, size_t len);

/* Whether `text` has no visible character: empty, blanks, marks on nothing, what is hidden or
 * unsafe. */
bool printable_is_nothing(const char *text, size_t len);

/* Whether one line shows `text` as it is: nothing is left out, replaced or broken. */
bool printable_is_safe(const char *text, size_t len);

/* Columns that `text` takes up on one line. */
size_t printable_columns(const char *text, size_t len);

/* The bytes of `text` that fit into `columns`, and those that fit into `bytes`: never part of what
 * a reader takes for one character (UAX 29). All of it: `len`. */
size_t printable_fit_columns(const char *text, size_t len, size_t columns);
size_t printable_fit_bytes(const char *text, size_t len, size_t bytes);

/* As printable_line, at most `columns` wide: what is cut ends in an ellipsis. */
void printable_line_cut(struct buf *out, const char *text, size_t len, size_t columns);

/*
 * The three writers for a caller with an array of `size` bytes: what does not fit is cut between
 * characters and ends in an ellipsis; always ended by a NUL. Returns `out`.
 */
const char *printable_line_in(char *out, size_t size, const char *text);
const char *printable_shown_in(char *out, size_t size, const char *text);

#endif
