/* What the files of the timeline share. For timeline*.c and nobody else. */
#ifndef CONVENE_CLI_TIMELINE_INNER_H
#define CONVENE_CLI_TIMELINE_INNER_H

#include "client/cli/timeline.h"

/* Both times, then head and what somebody wrote, in one colour. */
void timeline_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style, enum timeline_colour colour, const char *head,
    const char *text);

/* The same with a head that was put together; it is emptied. */
void timeline_told(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style, enum timeline_colour colour, struct buf *head,
    const char *text);

/* " by Anna Ruiz" for staff, when somebody brought about the event that the view took in last. */
const char *timeline_by(const struct view *view, const Convene__V1__Event *event, char out[160]);

/* Each has lines for its own events, and says whether the event was one of them. */
bool timeline_clock_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style);
bool timeline_case_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style);
bool timeline_conduct_line(struct buf *out, const struct view *view,
    const Convene__V1__Event *event, const struct timeline_style *style);

#endif
