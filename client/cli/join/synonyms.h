/* Other words for verbs: "reply 214 yes", "open inbox", "?". Data. Pure; any thread. */
#ifndef CONVENE_JOIN_SYNONYMS_H
#define CONVENE_JOIN_SYNONYMS_H

#include "convene/v1/common.pb-c.h"
#include "proto/buf.h"

#include <stdbool.h>

/* Puts the line as this role means it into `out`, with a NUL behind it; false: it stands as it is.
 * A line that begins with a verb is changed by phrases only ("read inbox"). */
bool synonyms_apply(Convene__V1__Role role, const char *line, struct buf *out);

#endif
