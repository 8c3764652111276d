/*
 * The person's end of the interactive mode: a line that is edited (editor.h) while text appears
 * above it, long texts that are paged, and a banner that stays at the bottom. What is printed stays
 * in the terminal's own scrollback. Where standard input or output is no terminal it reads plain
 * lines and prints plain text. One thread. Owns the terminal's state and puts it back. Runs the
 * driver while it waits for a key.
 */
#ifndef CONVENE_TERMINAL_TERMINAL_H
#define CONVENE_TERMINAL_TERMINAL_H

#include "client/lib/driver.h"
#include "proto/buf.h"

struct terminal;

struct terminal_callbacks {
	/* The prompt, without a newline. Borrowed until the next call. Asked for whenever something
	 * has happened: what has changed in it is shown at once. */
	const char *(*prompt)(void *context);
	/* The banner's line for so many columns, without colours and newline; appended to `out`.
	 * What is wider is cut. */
	void (*banner)(void *context, size_t columns, struct buf *out);
	/* Appends every word that may stand after `line` (the text before the word), each with a
	 * NUL behind it. */
	void (*complete)(void *context, const char *line, struct buf *words);
	/* A text was pasted, as it would be put into the line (or more of it than fits:
	 * `too_long`). True: it is not put there. */
	bool (*refuses)(void *context, const char *text, bool too_long);
	/* A line that was begun in the pager: whether it may be, or is, one that is given out all
	 * the same; others are dropped there. */
	bool (*insists)(void *context, const char *typed);
	/* The window has another size. */
	void (*resized)(void *context);
	void *context; /* borrowed: outlives the terminal */
};

/* `pinned`: the banner stays at the bottom of the screen. */
struct terminal *terminal_new(
    struct driver *driver, const struct terminal_callbacks *callbacks, bool pinned);
void terminal_free(struct terminal *terminal); /* NULL is fine */

/* Whether a person sits at it: standard input and output are terminals. */
bool terminal_is_interactive(const struct terminal *terminal);
/* The same, or at one that can do nothing but print lines. */
bool terminal_has_person(const struct terminal *terminal);

/* Shows whole lines above what is being typed. */
void terminal_print(struct terminal *terminal, const struct buf *text);

/* Rings, where a person is there; what that does is the terminal's (a sound, a flash, a mark). */
void terminal_ring(const struct terminal *terminal);

/* Shows a long text so that one can go back and forth and search in it; what else is to be shown
 * meanwhile comes after it. A text that fits on the screen is printed. */
struct terminal_page {
	const struct buf *text; /* borrowed for the call; lines that are too wide are broken */
	bool at_end;            /* its end is shown first */
	const char *find;       /* borrowed; looked for first; NULL: nothing */
};
void terminal_page(struct terminal *terminal, const struct terminal_page *page);

/*
 * Hands the terminal over to another program, and takes it back. Between the two nothing is
 * written to it: what is printed comes after. The driver may be run, and should be, if it takes
 * long. In the other program's process, after fork() and before exec(), terminal_in_child() puts
 * back what a process inherits.
 */
void terminal_suspend(struct terminal *terminal);
void terminal_resume(struct terminal *terminal);
void terminal_in_child(const struct terminal *terminal);

enum terminal_input {
	TERMINAL_LINE,   /* a line is in *line, borrowed until the next call, without its newline */
	TERMINAL_CANCEL, /* Ctrl-C: what was typed is thrown away */
	TERMINAL_END,    /* end of input, a signal, or terminal_stop() */
};

/* Waits for a line, running the driver meanwhile. */
enum terminal_input terminal_read(struct terminal *terminal, const char **line);

/* Whether the line that was given out last had been typed, Enter and all, by the time of the mark:
 * whoever typed it had not seen what stands on the screen then. */
void terminal_mark(struct terminal *terminal);
bool terminal_is_before_mark(const struct terminal *terminal);

/* Makes terminal_read() return TERMINAL_END. */
void terminal_stop(struct terminal *terminal);

#endif
