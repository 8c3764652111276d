/* What follows from a canned reply. */
#ifndef CONVENE_EXERCISE_DECIDE_CONDITION_MILESTONE_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_CONDITION_MILESTONE_DECIDE_H

#include "convene/v1/scenario.pb-c.h"

struct deciding;

/* Drafts what follows from a canned reply: milestones set, injects released; nothing before STARTEX
 * and after ENDEX. The entity and the reply exist. */
void follow_up_draft(struct deciding *deciding, const Convene__V1__CannedReply *reply);

#endif
