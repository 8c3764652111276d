/*
 * What follows from conditions is drafted as their moments say, also where these lie behind: a
 * milestone is reached at the moment at which its condition held, whenever that is noticed. Only
 * the injects' times are looked at once more: not before what they were planned for, and if a jump
 * has passed over them, what the scenario says of such.
 */
#include "server/exercise/decide/condition/conditions_decide.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_revised.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

static void draft_milestone(struct deciding *deciding, const struct condition *condition)
{
	DRAFT(deciding, MILESTONE_CHANGED, MilestoneChanged,
	    .milestone_id = library_at(
	        &deciding->exercise->library, MILESTONE, Milestone, condition->kept.index)
	                        ->id,
	    .standing = condition->outlook,
	    .cause = CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONDITION,
	    .by_seq = condition->due.seq, .at_ms = condition->due.ms);
}

/* Whether a jump since the condition was written passed over this time, as msel_decide_passed has
 * it. */
static bool jumped_over(
    const struct exercise *exercise, const struct condition *condition, int64_t due_ms)
{
	const struct jumps *jumps = &exercise->conditions.jumps;
	for (size_t i = 0; i < jumps->count; i++) {
		const struct jump *jump = &jumps->list[i];
		if (jump->seq > condition->since_seq && due_ms > jump->from_ms &&
		    due_ms < jump->to_ms) {
			return true;
		}
	}
	return false;
}

static void draft_inject(struct deciding *deciding, const struct condition *condition)
{
	const struct exercise *exercise = deciding->exercise;
	const struct inject *inject = exercise->msel.injects[condition->kept.index];
	bool asks = exercise->msel.overdue == CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_ASK;
	if (condition->outlook == UNREACHABLE) {
		REVISE(deciding, inject, UNREACHABLE,
		    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING,
		    .due_ms = inject->due_ms, .by_seq = condition->due.seq);
		return;
	}
	int64_t due_ms = later_ms(condition->due.ms, inject->delay_ms);
	/* while it waits, this is the time before which it is not due */
	due_ms = due_ms > inject->due_ms ? due_ms : inject->due_ms;
	due_ms = due_ms < EXERCISE_MS_MAX ? due_ms : EXERCISE_MS_MAX;
	bool passed = jumped_over(exercise, condition, due_ms);
	if (passed && !asks) {
		due_ms = deciding->exercise_ms;
	}
	REVISE(deciding, inject, TRIGGERED,
	    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED, .due_ms = due_ms,
	    .by_seq = condition->due.seq);
	if (passed && asks) {
		struct inject triggered = *inject;
		triggered.revision++;
		REVISE(deciding, &triggered, OVERDUE,
		    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD, .due_ms = due_ms);
	}
}

/* What follows at the earliest moment only: it may bring about something that is earlier than what
 * else waits. What is decided by events at that moment comes in their order. */
void conditions_decide(struct deciding *deciding, int64_t until_ms)
{
	const struct conditions *conditions = &deciding->exercise->conditions;
	struct moment next = conditions->next;
	if (!conditions->kept || next.ms > until_ms) {
		return;
	}
	size_t drafted = 0;
	for (size_t i = 0; i < conditions->count && drafted < DUE_BATCH_MAX; i++) {
		const struct condition *condition = conditions->list[i];
		if (condition->due.ms != next.ms || condition->due.seq != next.seq) {
			continue;
		}
		if (condition->kept.kind == KEPT_MILESTONE) {
			draft_milestone(deciding, condition);
		} else {
			draft_inject(deciding, condition);
		}
		drafted++;
	}
}
