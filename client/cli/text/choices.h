/*
 * A word that was typed and is none of those that there are: which of them may have been meant, or
 * else all of them. Pure; one thread.
 */
#ifndef CONVENE_TEXT_CHOICES_H
#define CONVENE_TEXT_CHOICES_H

#include "client/cli/text/nearest.h"

struct choices {
	struct nearest nearest;
	struct buf all; /* owned: "list, show" */
	struct buf end; /* owned: what choices_end() has returned */
};

void choices_init(struct choices *choices, const char *typed);
void choices_deinit(struct choices *choices);

/* One that there is; borrowed, as by nearest_offer(). */
void choices_offer(struct choices *choices, const char *word);

/* How the sentence ends that says there is no such word: "; did you mean "show"?", or, where none
 * is like it, all of them behind `there_are` ("; there are: "); "" where none was offered. Lives
 * until it is asked for again, or the choices end. */
const char *choices_end(struct choices *choices, const char *there_are);

#endif
