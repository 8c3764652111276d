/*
 * The person's end of the interactive mode: a line that is edited (libedit: history, completion)
 * while text appears above it, with a banner that stays at the top. Where standard input or output
 * is no terminal it reads plain lines and prints plain text. One thread. Owns the terminal's state
 * and puts it back. Runs the driver while it waits for a key.
 */
#ifndef CONVENE_JOIN_TERMINAL_H
#define CONVENE_JOIN_TERMINAL_H

#include "client/lib/driver.h"
#include "proto/buf.h"

struct terminal;

struct terminal_callbacks {
	/* The prompt, without a newline. Borrowed until the next call. */
	const char *(*prompt)(void *context);
	/* The banner's line, without colours and newline; appended to `out`. */
	void (*banner)(void *context, struct buf *out);
	/* Appends every word that may stand after `line` (the text before the word), each with a
	 * NUL behind it. */
	void (*complete)(void *context, const char *line, struct buf *words);
	/* A text was pasted, as it would be put into the line (or more of it than fits:
	 * `too_long`). True: it is not put there. */
	bool (*refuses)(void *context, const char *text, bool too_long);
	/* The window has another size. */
	void (*resized)(void *context);
	void *context; /* borrowed: outlives the terminal */
};

/* `pinned`: the banner stays at the top of the screen. */
struct terminal *terminal_new(
    struct driver *driver, const struct terminal_callbacks *callbacks, bool pinned);
void terminal_free(struct terminal *terminal); /* NULL is fine */

/* Whether a person sits at it: standard input and output are terminals. */
bool terminal_is_interactive(const struct terminal *terminal);
/* The same, or at one that can do nothing but print lines. */
bool terminal_has_person(const struct terminal *terminal);
bool terminal_has_colours(const struct terminal *terminal);

/* Columns to wrap text to; 0: do not wrap. */
size_t terminal_width(const struct terminal *terminal);

/* Shows whole lines above what is being typed. */
void terminal_print(struct terminal *terminal, const struct buf *text);

/* Shows a long text a screenful at a time; what else is to be shown meanwhile comes after it. */
void terminal_page(struct terminal *terminal, const struct buf *text);

/* The prompt or the banner may have changed. */
void terminal_refresh(struct terminal *terminal);

enum terminal_input {
	TERMINAL_LINE,   /* a line is in *line, borrowed until the next call, without its newline */
	TERMINAL_CANCEL, /* Ctrl-C: what was typed is thrown away */
	TERMINAL_END,    /* end of input, a signal, or terminal_stop() */
};

/* Waits for a line, running the driver meanwhile. */
enum terminal_input terminal_read(struct terminal *terminal, const char **line);

/* Makes terminal_read() return TERMINAL_END. */
void terminal_stop(struct terminal *terminal);

#endif
