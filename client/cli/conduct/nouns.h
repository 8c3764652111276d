/* All nouns, by name. Pure; any thread. */
#ifndef CONVENE_CONDUCT_NOUNS_H
#define CONVENE_CONDUCT_NOUNS_H

#include "client/cli/conduct/conduct.h"

/* NULL when there is none of that name. */
const struct conduct_noun *conduct_noun(const char *name);

#endif
