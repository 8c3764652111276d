/* The list of people as text. Pure; one thread. */
#ifndef CONVENE_SHOW_ROSTER_H
#define CONVENE_SHOW_ROSTER_H

#include "proto/buf.h"
#include "proto/model/view.h"

/* Everybody, by team, with the teams that nobody has joined; a star marks who is connected. Staff
 * are told who and what is missing, in lines of `width` (0: as they are). */
void roster_print(struct buf *out, const struct view *view, size_t width);

/* Invites with their numbers and states; what those are told who may make them. */
void roster_invites(struct buf *out, const struct view *view);

/* That the link with which the person came still works; nothing when it does not. */
void roster_warn(struct buf *out, const struct view *view, uint64_t participant_id);

#endif
