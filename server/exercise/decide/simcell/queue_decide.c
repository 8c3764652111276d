/*
 * Who answers what waits in the SimCell's queue: what somebody has claimed is left to that person,
 * until it is put back or taken over.
 */
#include "server/exercise/decide/simcell/queue_decide.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/simcell.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/simcell/queue_apply.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <inttypes.h>

/* --- deciding --- */

static const struct queue_item *check_item(struct deciding *deciding, uint64_t id)
{
	const struct queue_item *item = queue_item_find(deciding->exercise, id);
	if (item == NULL || !queue_item_waits(deciding->exercise, item)) {
		REFUSE(deciding, NOT_FOUND,
		    "nothing with the number %" PRIu64
		    " waits for an answer; perhaps it was answered meanwhile",
		    id);
		return NULL;
	}
	return item;
}

/* What is control's alone is for controllers: no simulator can answer it. After ENDEX all is. */
static bool check_voice(struct deciding *deciding, const struct queue_item *item)
{
	const struct exercise *exercise = deciding->exercise;
	const struct thread *thread = thread_find(exercise, item->thread_id);
	if (deciding->actor->role != CONVENE__V1__ROLE__ROLE_SIMULATOR || thread == NULL ||
	    (exercise->clock.phase < PHASE_ENDED &&
	        thread_is_voiced(exercise, thread, item->from_team))) {
		return true;
	}
	return REFUSE(deciding, NOT_PERMITTED,
	    "%" PRIu64 " was written to control; controllers answer it", item->id);
}

/* Nobody's, or the sender's own. The refusal names who has it. */
static bool check_free(struct deciding *deciding, const struct queue_item *item, bool take_over)
{
	if (take_over || item->claimed_by == 0 || item->claimed_by == deciding->actor->id ||
	    refused(deciding)) {
		return true;
	}
	REFUSE(deciding, CONFLICT,
	    "somebody else (participant %" PRIu64 ") is answering %" PRIu64
	    "; leave it, or take it over",
	    item->claimed_by, item->id);
	deciding->decision->refusal->changed_by = item->claimed_by;
	return false;
}

void decide_claim_item(struct deciding *deciding)
{
	const Convene__V1__ClaimItem *command = deciding->command->claim_item;
	const struct queue_item *item = check_item(deciding, command->item_id);
	if (item == NULL || !check_voice(deciding, item) ||
	    !check_free(deciding, item, command->take_over) ||
	    item->claimed_by == deciding->actor->id) {
		return;
	}
	DRAFT(deciding, ITEM_CLAIMED, ItemClaimed, .item_id = item->id,
	    .participant_id = deciding->actor->id, .from_participant_id = item->claimed_by);
}

/* Simulators put back what is theirs, controllers anything. */
static bool may_interfere(const struct deciding *deciding)
{
	return deciding->actor->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

bool queue_check_answer(struct deciding *deciding, uint64_t thread_id, uint64_t request_id)
{
	const struct queue *queue = &deciding->exercise->queue;
	if (deciding->actor->role != CONVENE__V1__ROLE__ROLE_SIMULATOR) {
		return true;
	}
	for (size_t i = 0; i < queue->count; i++) {
		const struct queue_item *item = &queue->items[i];
		if (item->case_id == 0 && item->thread_id == thread_id &&
		    item->request_id == request_id && !check_free(deciding, item, false)) {
			return false;
		}
	}
	return true;
}

bool queue_check_referral(struct deciding *deciding, const struct referral *referral)
{
	const struct queue_item *item = queue_item_find(deciding->exercise, referral->seq);
	return item == NULL || deciding->actor->role != CONVENE__V1__ROLE__ROLE_SIMULATOR ||
	       check_free(deciding, item, false);
}

void decide_release_item(struct deciding *deciding)
{
	const struct queue_item *item =
	    check_item(deciding, deciding->command->release_item->item_id);
	if (item == NULL || !check_free(deciding, item, may_interfere(deciding)) ||
	    item->claimed_by == 0) {
		return;
	}
	DRAFT(deciding, ITEM_RELEASED, ItemReleased, .item_id = item->id);
}

void decide_dismiss_item(struct deciding *deciding)
{
	const Convene__V1__DismissItem *command = deciding->command->dismiss_item;
	const struct queue_item *item = check_item(deciding, command->item_id);
	if (item == NULL || !check_voice(deciding, item) ||
	    !check_free(deciding, item, may_interfere(deciding)) ||
	    !check_text(deciding, command->note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	DRAFT(deciding, ITEM_DISMISSED, ItemDismissed, .item_id = item->id,
	    .participant_id = deciding->actor->id, .note = command->note);
}
