/* The list of people as text. Pure; one thread. */
#ifndef CONVENE_CLI_ROSTER_H
#define CONVENE_CLI_ROSTER_H

#include "client/lib/view.h"
#include "proto/buf.h"

/* Everybody, by team; a star marks who is connected. */
void roster_print(struct buf *out, const struct view *view);

#endif
