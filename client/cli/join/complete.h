/* Completion of the line that is typed. One thread. Reads the join. */
#ifndef CONVENE_JOIN_COMPLETE_H
#define CONVENE_JOIN_COMPLETE_H

#include "proto/buf.h"

/* The terminal's callback; `context` is the join. */
void join_complete(void *context, const char *line, struct buf *words);

#endif
