/* Who may answer what waits in the SimCell's queue. */
#ifndef CONVENE_EXERCISE_DECIDE_SIMCELL_QUEUE_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_SIMCELL_QUEUE_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

struct deciding;
struct referral;

/* What somebody has claimed, only that person answers, or a controller: refuses others who would
 * write in the thread, or move the request (the other id is 0). Players are not asked. */
bool queue_check_answer(struct deciding *deciding, uint64_t thread_id, uint64_t request_id);

/* Likewise whoever would answer a referral. */
bool queue_check_referral(struct deciding *deciding, const struct referral *referral);

#endif
