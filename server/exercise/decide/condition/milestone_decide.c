/*
 * Milestones as a controller sets them, and what follows from a canned reply. A reply may name
 * milestones that are reached and injects that were delivered, for it may be used again, and
 * another one of the same decision may have done the same: these are passed over without a word.
 */
#include "server/exercise/decide/condition/milestone_decide.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define BEFORE_STARTEX "milestones are reached after STARTEX"
#define AFTER_ENDEX    "no more milestones can be reached"

#define WAITING CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED

static void draft_changed(struct deciding *deciding, const char *id,
    Convene__V1__MilestoneStanding standing, Convene__V1__MilestoneCause cause, const char *note)
{
	DRAFT(deciding, MILESTONE_CHANGED, MilestoneChanged, .milestone_id = (char *)id,
	    .standing = standing, .cause = cause, .at_ms = deciding->exercise_ms,
	    .note = (char *)note);
}

void decide_set_milestone(struct deciding *deciding)
{
	const Convene__V1__SetMilestone *command = deciding->command->set_milestone;
	const char *id = command->milestone_id;
	const char *note = command->note;
	const struct condition *condition = condition_of_milestone(
	    deciding->exercise, library_index(&deciding->exercise->library, LIBRARY_MILESTONE, id));
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_text(deciding, note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	if (condition == NULL) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no milestone \"%s\"; the scenario has them all", id);
	} else if ((condition->standing == REACHED) == !command->take_back) {
		REFUSE(deciding, WRONG_STATE,
		    command->take_back ? "milestone \"%s\" is not reached; there is nothing to "
		                         "take back"
		                       : "milestone \"%s\" is reached already",
		    id);
	} else {
		draft_changed(deciding, id, command->take_back ? WAITING : REACHED,
		    CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONTROLLER, note);
	}
}

/* --- canned replies --- */

void follow_up_draft(struct deciding *deciding, const Convene__V1__CannedReply *reply)
{
	const struct exercise *exercise = deciding->exercise;
	if (exercise->clock.phase != PHASE_RUNNING && exercise->clock.phase != PHASE_PAUSED) {
		return;
	}
	for (size_t i = 0; i < reply->n_sets_milestones; i++) {
		const char *id = reply->sets_milestones[i];
		const struct condition *condition = condition_of_milestone(
		    exercise, library_index(&exercise->library, LIBRARY_MILESTONE, id));
		if (condition != NULL && condition->standing != REACHED &&
		    !draft_is_about(deciding, CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED, id)) {
			draft_changed(deciding, id, REACHED,
			    CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CANNED_REPLY, "");
		}
	}
	for (size_t i = 0; i < reply->n_releases_injects; i++) {
		const char *id = reply->releases_injects[i];
		const struct inject *inject = inject_find(exercise, id);
		if (inject != NULL && inject->delivered_seq == 0 &&
		    !draft_is_about(deciding, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED, id)) {
			inject_draft_delivery(deciding, inject, false);
		}
	}
}
