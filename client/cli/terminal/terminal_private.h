/*
 * The inside of the terminal, shared by screen.c (what is printed), lines.c (its life, lines),
 * terminal_keys.c (keys, completion, pastes) and terminal_page.c (long texts). For nobody else.
 * Whose the screen is:
 *
 *              terminal_edit()               terminal_page()
 *     editing <---------------> ours -----------------------------> away: the pager's
 *        |                      |  ^     terminal_come_back()           | asks for a word
 *        | terminal_suspend(),  |  '-----------------------------------' (editing, `asking`)
 *        v Ctrl-Z               v
 *     away and suspended: another program's, until terminal_resume()
 */
#ifndef CONVENE_TERMINAL_TERMINAL_PRIVATE_H
#define CONVENE_TERMINAL_TERMINAL_PRIVATE_H

#include "client/cli/terminal/banner.h"
#include "client/cli/terminal/drawing.h"
#include "client/cli/terminal/editor.h"
#include "client/cli/terminal/keys.h"
#include "client/cli/terminal/plain.h"
#include "client/cli/terminal/terminal.h"

#include <signal.h>
#include <termios.h>

struct terminal {
	struct driver *driver; /* borrowed: outlives the terminal */
	struct terminal_callbacks callbacks;
	bool interactive;
	bool asks;          /* a person sits at a terminal that cannot be edited on (TERM=dumb) */
	bool asked;         /* and the prompt stands there */
	bool editing;       /* a line is being typed */
	const char *asking; /* borrowed: the prompt in the pager's last row; NULL: not there */
	bool away; /* the screen is the pager's or another program's; `held` has the rest */
	struct buf insisted; /* owned: the next line, which was typed in the pager */
	bool suspended;
	bool resized;       /* since the pager looked */
	bool paste_dropped; /* likewise: something was pasted while no line was typed */
	struct buf held;    /* owned */
	struct keys keys;
	bool stopped;
	bool interrupted; /* Ctrl-C since the last key */
	bool cancelled;   /* Ctrl-C on this line */
	struct editor editor;
	struct drawing drawing;
	struct termios settings;    /* as they were before us */
	int signals;                /* descriptor; -1: none */
	sigset_t before;            /* signal mask to put back */
	struct driver_timer *timer; /* of the banner; NULL: none */
	struct plain plain;
	size_t marked;   /* bytes of standard input until terminal_mark() */
	struct buf line; /* owned: the line given out last */
	struct banner banner;
};

/* Writes and empties it. */
void terminal_put(struct buf *out);

/* Brings the line that is typed up to date, and the banner. */
void terminal_draw(struct terminal *terminal);

/* The screen is ours again: what was to be printed meanwhile is printed. */
void terminal_come_back(struct terminal *terminal);

/* Edits a line; keys stay ours behind it. */
size_t terminal_edit(struct terminal *terminal, const char **text);

/* terminal_keys.c: callbacks of the editor and of the keys; `context` is the terminal. */
int terminal_next_key(void *context);
void terminal_on_tab(void *context);
void terminal_on_paste(void *context, struct paste *paste);

#endif
