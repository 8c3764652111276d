/*
 * Who and what is missing for the exercise to begin, or to go on: teams that nobody has joined or
 * in which nobody is connected, nobody for the SimCell or the evaluation, texts without a
 * translation. From the view alone. Pure; any thread.
 */
#ifndef CONVENE_SHOW_READINESS_H
#define CONVENE_SHOW_READINESS_H

#include "proto/buf.h"
#include "proto/model/view.h"

/* People of a team ("": of none) and, with `role`, of that role alone who have joined and were not
 * removed; how many of them are connected. */
size_t readiness_people(
    const struct view *view, const char *team_id, Convene__V1__Role role, size_t *connected);

/* Appends a line for everything that is missing, wrapped to `width` (0: as they are). How many. */
size_t readiness_lines(struct buf *out, const struct view *view, size_t width);

#endif
