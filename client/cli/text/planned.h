/*
 * When an inject was planned, and how much earlier or later it came. Pure; any thread.
 */
#ifndef CONVENE_TEXT_PLANNED_H
#define CONVENE_TEXT_PLANNED_H

#include "client/cli/text/when.h"

/* The exercise time for which it is, or was, planned; false when it waits, or was delivered while
 * it waited, for a condition, or when its time is not told to us. */
bool planned_at(const struct view_inject *inject, int64_t *planned_ms);

/* "15 min early", "2 min late"; "" when it was delivered at its time, or not yet. `out` is
 * returned. */
const char *planned_off(const struct view_inject *inject, char out[WHEN_SIZE]);

/* The same with its time: "planned T+0:45:00, 15 min early", or "". */
const char *planned_missed(const struct view_inject *inject, char out[WHEN_SIZE]);

/* `,"deliveredMs":...` and, when it had a time, `,"lateMs":...` (below 0: early), for objects. */
void planned_json(struct buf *out, const struct view_inject *inject);

/* It waits for a condition, or for somebody: it has no time yet. */
bool planned_waits(const struct view_inject *inject);

#endif
