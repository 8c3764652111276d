/* The clock of the exercise in words. Pure; any thread. */
#ifndef CONVENE_SHOW_CLOCK_H
#define CONVENE_SHOW_CLOCK_H

#include "proto/model/view.h"

/* "running T+0:12:05 x4", and how far beyond the planned end. */
void show_clock(struct buf *out, const struct view *view, int64_t exercise_ms);

/* "EXERCISE EXERCISE EXERCISE  Long Harvest  running T+0:12:05 x1  AL-NGO". One line, no newline.
 */
void show_banner(struct buf *out, const struct view *view, int64_t server_ms);

#endif
