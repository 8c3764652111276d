/*
 * Lines of standard input where it cannot be edited: bytes in, lines out. One thread. Owns what is
 * not given out yet. An error counts as the end of input.
 */
#ifndef CONVENE_TERMINAL_PLAIN_H
#define CONVENE_TERMINAL_PLAIN_H

#include "proto/buf.h"

#include <stdbool.h>

/* Zeroed it is ready. */
struct plain {
	struct buf input; /* owned: not given out yet */
	size_t taken;     /* bytes of standard input so far */
	bool ended;       /* nothing more comes */
};

/* Puts the next line into `line`, without its newline, with a NUL; at the end of input also one
 * that has no newline. False: there is none, and `line` is as it was. */
bool plain_take(struct plain *plain, struct buf *line);

/* Reads once from standard input; waits unless something is there. */
void plain_read(struct plain *plain);

void plain_deinit(struct plain *plain);

#endif
