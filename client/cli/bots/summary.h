/* What came of it all: what is in the log, and what was refused, by kind. A summary is one line of
 * JSON on stdout, everything else goes to stderr. One thread. */
#ifndef CONVENE_BOTS_SUMMARY_H
#define CONVENE_BOTS_SUMMARY_H

#include "client/cli/bots/bots.h"

/* STARTEX and ENDEX are said. */
void summary_tell(const Convene__V1__Event *event);

void summary_refusal(struct bots *bots, const struct bot *bot, const char *message);
void summary_print(const struct bots *bots);

#endif
