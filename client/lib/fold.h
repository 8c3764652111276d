/* What a connection brings goes into the view (proto/model/view.h). */
#ifndef CONVENE_LIB_FOLD_H
#define CONVENE_LIB_FOLD_H

#include "client/lib/convene.h"
#include "proto/model/view.h"

/* Takes in what convene_poll() gave; kinds that say nothing of the exercise are passed over. */
void view_apply(struct view *view, const struct convene_event *event);

#endif
