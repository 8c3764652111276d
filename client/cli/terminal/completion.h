/*
 * Completion of the word that is being typed: which of the words that may stand there fit, and what
 * they have in common. Pure; one thread. Owns the list that is shown to people; cannot fail.
 */
#ifndef CONVENE_TERMINAL_COMPLETION_H
#define CONVENE_TERMINAL_COMPLETION_H

#include "proto/buf.h"

struct completion {
	struct buf shown;  /* owned: all that fit, for people */
	const char *first; /* borrowed: from the words that were collected; NULL: none fits */
	size_t count;      /* of those that fit */
	size_t common;     /* bytes of `first` that all of them begin with */
};

/* Where in the line the word begins that ends at `cursor`. Words end at spaces and commas. */
size_t completion_start(const char *line, size_t cursor);

/* Takes those of `words` (each with a NUL behind it) that begin with `typed`, small and capital
 * letters alike. `completion` is zeroed before; `words` must outlive it. */
void completion_collect(struct completion *completion, const struct buf *words, const char *typed);

void completion_deinit(struct completion *completion);

#endif
