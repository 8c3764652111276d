/* Joining, and the removal of those who came with an invite. */
#ifndef CONVENE_EXERCISE_DECIDE_PARTICIPANT_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_PARTICIPANT_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

struct deciding;
struct exercise;
struct joining;

void participant_decide_join(struct deciding *deciding, const struct joining *joining);
/* Drafts the removal of everybody who joined with the invite and is still there. */
void participant_draft_removals(struct deciding *deciding, uint64_t invite_id);
bool participant_any_left(const struct exercise *exercise, uint64_t invite_id);

#endif
