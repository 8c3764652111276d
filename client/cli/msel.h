/* The list of injects as text. Pure; one thread. */
#ifndef CONVENE_CLI_MSEL_H
#define CONVENE_CLI_MSEL_H

#include "client/cli/conduct/when.h"
#include "proto/buf.h"
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

/* The exercise time for which it is, or was, planned; false when it waits, or was delivered while
 * it waited, for a condition, or when its time is not told to us. */
bool msel_planned(const struct view_inject *inject, int64_t *planned_ms);

/* "15 min early", "2 min late"; "" when it was delivered at its time, or not yet. `out` is
 * returned. */
const char *msel_off_plan(const struct view_inject *inject, char out[WHEN_SIZE]);

/* The same with its time: "planned T+0:45:00, 15 min early", or "". */
const char *msel_missed_plan(const struct view_inject *inject, char out[WHEN_SIZE]);

/* `,"deliveredMs":...` and, when it had a time, `,"lateMs":...` (below 0: early), for objects. */
void msel_json_times(struct buf *out, const struct view_inject *inject);

/* One of them, as JSON. */
void msel_json(struct buf *out, const struct view *view, const struct view_inject *inject);

#endif
