/* A typed line as the words of a command line. Pure; any thread. */
#ifndef CONVENE_CONDUCT_WORDS_H
#define CONVENE_CONDUCT_WORDS_H

#include "client/cli/base/options.h"

/* Takes words apart at blanks; "several words" in double quotes are one. Returns their number.
 * `line` is written to, and must outlive them. */
int conduct_split(char *line, char **argv, int most);

/* The option whose text lacks its quotes ("--source the person": the second word would become part
 * of something else); NULL: none. Of words from conduct_split(). */
const char *conduct_loose_text(const struct option *options, int count, char **words);

#endif
