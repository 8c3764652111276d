/*
 * Everything that has happened and may be seen, as it was told, from the beginning. Pure; one
 * thread. Owns its lines. Of a log beyond all measure the oldest part is let go, and how much is
 * known.
 */
#ifndef CONVENE_JOIN_PAST_H
#define CONVENE_JOIN_PAST_H

#include "client/cli/timeline/filter.h"

struct past_entry {
	size_t text, len;      /* in `bytes`; ends with a newline, lines not broken (page.h) */
	size_t teams;          /* in `bytes`: as filter_item.teams, with a NUL */
	size_t more, more_len; /* in `bytes`: as filter_item.more */
	const char *kind;      /* borrowed: a literal */
	int64_t exercise_ms;
};

struct past {
	struct past_entry *list; /* owned */
	size_t count, cap;
	struct buf bytes; /* owned */
	size_t let_go;    /* entries that are here no more */
};

void past_add(struct past *past, const struct view *view, const Convene__V1__Event *event,
    const struct buf *text);

/* Appends the last `most` entries that the filter lets pass; their number. Where `find` is in what
 * an entry's line does not show, an excerpt follows it. */
size_t past_append(const struct past *past, struct buf *out, const struct filter *filter,
    size_t most, const struct search *find);

void past_deinit(struct past *past);

#endif
