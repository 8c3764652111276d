/* The list of injects as text. Pure; one thread. */
#ifndef CONVENE_CLI_MSEL_H
#define CONVENE_CLI_MSEL_H

#include "client/lib/view.h"
#include "proto/buf.h"

/* All injects that are known, by time, one a line; as JSON one object a line. */
void msel_list(struct buf *out, const struct view *view, bool json);

/* One of them, as JSON. */
void msel_json(struct buf *out, const struct view *view, const struct view_inject *inject);

#endif
