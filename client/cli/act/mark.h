/* The commands that say that something was read. Pure; one thread. */
#ifndef CONVENE_ACT_MARK_H
#define CONVENE_ACT_MARK_H

#include "proto/model/view.h"

#define MARK_MAX 256

/* A MarkRead; owns its memory, is not copied. */
struct mark {
	Convene__V1__Command command;
	Convene__V1__MarkRead read;
	char *inject_ids[1]; /* borrowed: from the view */
	uint64_t message_ids[MARK_MAX];
	Convene__V1__CorrectedText texts[MARK_MAX];
	Convene__V1__CorrectedText *corrected[MARK_MAX];
};

void mark_inject(struct mark *mark, const struct view *view, const struct view_inject *inject);
/* Whether there is nothing to send. */
bool mark_is_empty(const struct mark *mark);
void mark_thread(struct mark *mark, const struct view *view, uint64_t thread_id);

#endif
