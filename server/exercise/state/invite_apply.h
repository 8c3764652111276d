/* Invites into the state: that one was used, besides what appliers.h has. */
#ifndef CONVENE_EXERCISE_STATE_INVITE_APPLY_H
#define CONVENE_EXERCISE_STATE_INVITE_APPLY_H

#include <stdint.h>

struct exercise;

/* Somebody joined with it. */
void invite_used(struct exercise *exercise, uint64_t id, uint64_t participant_id);

#endif
