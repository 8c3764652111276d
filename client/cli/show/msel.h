/* The list of injects as text. Pure; one thread. */
#ifndef CONVENE_SHOW_MSEL_H
#define CONVENE_SHOW_MSEL_H

#include "proto/model/view.h"

/* Which injects: "" all; "due" those that wait for a controller; "held" all that are held, those
 * included; "N" the next N that are not delivered. */
struct msel_filter {
	enum { MSEL_ALL, MSEL_DUE, MSEL_HELD, MSEL_NEXT } kind;
	uint64_t count;
};

/* False when `word` is none of these. */
bool msel_filter_parse(const char *word, struct msel_filter *filter);

/*
 * Injects that are known, one a line; as JSON one object a line. For staff by due time, with teams
 * and what these did; for others what came in, by delivery.
 */
void msel_list(
    struct buf *out, const struct view *view, const struct msel_filter *filter, bool json);

/* One of them, as JSON. */
void msel_json(struct buf *out, const struct view *view, const struct view_inject *inject);

#endif
