/* The briefings, and the country cards. Pure; one thread. */
#ifndef CONVENE_SHOW_CARDS_H
#define CONVENE_SHOW_CARDS_H

#include "client/cli/text/style.h"
#include "proto/model/view.h"

/* The briefings, and where the country cards are. */
void cards_briefing(struct buf *out, const struct view *view, const struct style *style);

/* Country cards: who may do what in a country. The list; one in full (a line of apology when there
 * is none; false then). */
void cards_list(struct buf *out, const struct view *view);
bool cards_show(
    struct buf *out, const struct view *view, const char *country_id, const struct style *style);

#endif
