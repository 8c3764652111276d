/*
 * The keys of standard input, with what is pasted taken out of them. One thread. Owns the bytes
 * that it has read ahead and the text that is being pasted. Never waits; a failed read counts as
 * the end of input.
 */
#ifndef CONVENE_TERMINAL_KEYS_H
#define CONVENE_TERMINAL_KEYS_H

#include "client/cli/terminal/paste.h"

#define KEYS_NONE (-1) /* there is none yet */
#define KEYS_END  (-2) /* there will be none */

/* Zeroed, but for the callback, it is ready. */
struct keys {
	/* A text was pasted and is in paste->text, which is emptied after the call. Called within
	 * keys_next(). */
	void (*pasted)(void *context, struct paste *paste);
	void *context; /* borrowed: outlives the keys */
	struct paste paste;
	char typed[8]; /* not yet given out */
	size_t count;
	size_t taken; /* bytes of standard input so far */
};

/* The next byte that is typed, not pasted; KEYS_NONE or KEYS_END. */
int keys_next(struct keys *keys);

/* Whether a read from standard input would not wait. */
bool keys_readable(void);

/* Bytes that such a read would get. */
size_t keys_pending(void);

void keys_deinit(struct keys *keys);

#endif
