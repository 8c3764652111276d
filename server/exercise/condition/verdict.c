#include "server/exercise/condition/condition_private.h"

#include "server/exercise/state.h"

/*
 * What a condition comes to, and what is drafted then.
 *
 *     WAITING --holds--> REACHED          for good, by the condition
 *        '--can no longer--> UNREACHABLE  likewise
 */

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

struct verdict {
	struct moment all, any, over; /* when each of these parts holds */
	struct moment any_dead;       /* the last of `any` can no longer hold */
	struct moment broken;         /* the first thing that makes it unreachable */
	bool has_any;
};

static void judge_pattern(const struct pattern *pattern, struct verdict *verdict)
{
	struct moment hold, death;
	pattern_outlook(pattern, &hold, &death);
	switch (pattern->part) {
	case PART_ALL:
		verdict->all = moment_last(verdict->all, hold);
		verdict->broken = moment_first(verdict->broken, death);
		break;
	case PART_ANY:
		verdict->has_any = true;
		verdict->any = moment_first(verdict->any, hold);
		verdict->any_dead = moment_last(verdict->any_dead, death);
		break;
	case PART_NONE:
		verdict->broken = moment_first(verdict->broken, hold);
		if (pattern_has_end(pattern)) {
			verdict->over = moment_last(verdict->over, death);
		}
		break;
	}
}

/* After a change of one of them, which was due at `before`. */
static void find_next(struct exercise *exercise, struct condition *condition, struct moment before)
{
	struct condition_tables *tables = exercise->conditions.tables;
	digest_touch(&exercise->digest, &condition->node);
	if (!moment_before(before, condition->due)) {
		tables->next = moment_first(tables->next, condition->due);
		return;
	}
	if (moment_before(tables->next, before)) {
		return; /* it was not the first */
	}
	tables->next = NEVER;
	for (size_t i = 0; i < exercise->conditions.count; i++) {
		tables->next = moment_first(tables->next, exercise->conditions.list[i]->due);
	}
}

void condition_judge(struct exercise *exercise, struct condition *condition)
{
	static const struct moment start = {INT64_MIN, 0};
	struct verdict verdict = {start, NEVER, start, start, NEVER, false};
	if (condition->frozen) {
		return;
	}
	struct moment before = condition->due;
	condition->due = NEVER;
	if (condition->pattern_count > 0) {
		for (size_t i = 0; i < condition->pattern_count; i++) {
			judge_pattern(&condition->patterns[i], &verdict);
		}
		struct moment holds = moment_last(verdict.all, verdict.over);
		if (verdict.has_any) {
			holds = moment_last(holds, verdict.any);
			verdict.broken = moment_first(verdict.broken, verdict.any_dead);
		}
		bool good = moment_before(holds, verdict.broken);
		condition->outlook = good ? REACHED : UNREACHABLE;
		condition->due = good ? holds : verdict.broken;
	}
	find_next(exercise, condition, before);
}

void condition_settle(struct exercise *exercise, struct condition *condition,
    Convene__V1__MilestoneStanding standing, struct moment decided, bool by_hand)
{
	condition_unwatch(exercise, condition);
	condition->standing = standing;
	condition->decided = decided;
	condition->by_hand = by_hand;
	struct moment before = condition->due;
	condition->due = NEVER;
	condition->frozen = true;
	condition->over = true;
	find_next(exercise, condition, before);
}

int64_t conditions_next(const struct exercise *exercise)
{
	const struct condition_tables *tables = exercise->conditions.tables;
	return tables != NULL ? tables->next.ms : INT64_MAX;
}

static void draft_milestone(struct deciding *deciding, const struct condition *condition)
{
	Convene__V1__MilestoneChanged *body =
	    DRAFT_BODY(deciding, MilestoneChanged, milestone_changed);
	if (body == NULL) {
		return;
	}
	body->milestone_id = draft_text(deciding,
	    library_at(&deciding->exercise->library, MILESTONE, Milestone, condition->index)->id);
	body->standing = condition->outlook;
	body->cause = CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONDITION;
	body->by_seq = condition->due.seq;
	body->at_ms = condition->due.ms;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED, body);
}

/* Whether a jump since the condition was written passed over this time, as msel_decide_passed has
 * it. */
static bool jumped_over(
    const struct exercise *exercise, const struct condition *condition, int64_t due_ms)
{
	const struct condition_tables *tables = exercise->conditions.tables;
	for (size_t i = 0; i < tables->jump_count; i++) {
		const struct jump *jump = &tables->jumps[i];
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
	const struct inject *inject = exercise->msel.injects[condition->index];
	bool asks = exercise->msel.overdue == CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_ASK;
	if (condition->outlook == UNREACHABLE) {
		inject_draft_decided(deciding, inject,
		    CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_UNREACHABLE,
		    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING, inject->due_ms,
		    condition->due.seq);
		return;
	}
	int64_t due_ms = later_ms(condition->due.ms, inject->delay_ms);
	due_ms = due_ms > inject->planned_ms ? due_ms : inject->planned_ms;
	due_ms = due_ms < EXERCISE_MS_MAX ? due_ms : EXERCISE_MS_MAX;
	bool passed = jumped_over(exercise, condition, due_ms);
	if (passed && !asks) {
		due_ms = deciding->exercise_ms;
	}
	inject_draft_decided(deciding, inject, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED,
	    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED, due_ms, condition->due.seq);
	if (passed && asks) {
		struct inject triggered = *inject;
		triggered.revision++;
		inject_draft_revised(deciding, &triggered,
		    CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE,
		    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD, due_ms, NULL);
	}
}

/* What follows at the earliest moment only: it may bring about something that is earlier than what
 * else waits. What is decided by events at that moment comes in their order. */
void conditions_decide(struct deciding *deciding, int64_t until_ms)
{
	const struct conditions *conditions = &deciding->exercise->conditions;
	if (conditions->tables == NULL || conditions->tables->next.ms > until_ms) {
		return;
	}
	struct moment next = conditions->tables->next;
	size_t drafted = 0;
	for (size_t i = 0; i < conditions->count && drafted < DUE_BATCH_MAX; i++) {
		const struct condition *condition = conditions->list[i];
		if (condition->due.ms != next.ms || condition->due.seq != next.seq) {
			continue;
		}
		if (condition->kind == WAITING_MILESTONE) {
			draft_milestone(deciding, condition);
		} else {
			draft_inject(deciding, condition);
		}
		drafted++;
	}
}
