#include "server/exercise/pattern/milestone.h"

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/pattern/come.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/verdict.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

void apply_milestone_changed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MilestoneChanged *body = applying->event->milestone_changed;
	struct condition *condition = condition_of_milestone(
	    exercise, library_index(&exercise->library, LIBRARY_MILESTONE, body->milestone_id));
	bool by_hand = body->cause != CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONDITION;
	if (condition == NULL || body->standing < WAITING || body->standing > UNREACHABLE) {
		return;
	}
	condition->said = (struct moment){body->at_ms, applying->event->seq};
	condition_settle(exercise, condition, body->standing,
	    (struct moment){body->at_ms, body->by_seq}, by_hand);
}

void match_milestone(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MilestoneChanged *body = applying->event->milestone_changed;
	int milestone = library_index(&exercise->library, LIBRARY_MILESTONE, body->milestone_id);
	struct moment at = {body->at_ms, applying->event->seq};
	if (milestone < 0) {
		return;
	}
	const struct interests *interests = &exercise->conditions.tables->milestones[milestone];
	if (body->standing == REACHED) {
		interests_come(exercise, interests, NULL, at);
	} else if (body->standing == UNREACHABLE) {
		interests_lost(exercise, interests, NULL, at);
	}
}
