/*
 * The verbs of `join`, a row each in verbs.def; what each does is in client/cli/join/. Here, at the
 * foot, since a subcommand, too, takes no line that begins with one for somebody's own words. Pure;
 * any thread.
 */
#ifndef CONVENE_BASE_VERBS_H
#define CONVENE_BASE_VERBS_H

#include "convene/v1/common.pb-c.h"

#include <stdbool.h>

struct verb {
	const char *name;
	const char *operands; /* as shown: "INJECT TEXT" */
	const char *summary;
	unsigned roles; /* who has it */
	/* Words before a free text that may go over several lines; -1: there is none. */
	int words_before_text;
};

/* In the order of verbs.def; the last one has no name. */
extern const struct verb verb_table[];

/* Calls `each` for every verb that this role has. */
void verbs_each(
    Convene__V1__Role role, void (*each)(void *context, const struct verb *verb), void *context);
const struct verb *verbs_find(Convene__V1__Role role, const char *name);
/* Whether the line begins with a verb of this role as it is typed, in small letters: a line that
 * was meant for the prompt is nobody's own words. The verb goes to `word`. */
#define VERB_WORD_SIZE 32
bool verbs_begin(Convene__V1__Role role, const char *line, char word[VERB_WORD_SIZE]);
/* What is to be said then; %s: the verb. */
#define VERB_NOT_TAKEN                                                                             \
	"\"%s\" is a command, and was not taken: begin with another word, or a capital letter."

/* The text without what blanks it has at its ends: within `text`, which is written to. */
char *verbs_trim(char *text);

/* Takes the first word off `*rest`; "" when there is none. */
char *verbs_word(char **rest);

#endif
