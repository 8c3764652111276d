/*
 * From the moments of patterns to that of the whole: all of `all`, the first of `any`, and the end
 * of the last window in `none`, against the first thing that makes it impossible. Whichever is
 * earlier is what follows, and at one and the same moment the condition is broken. The earliest of
 * all conditions is kept, so that asking for it costs nothing; they are all looked through only
 * when that very one moves to a later time.
 */
#include "server/exercise/condition/verdict.h"

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/watch.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/state.h"

#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

struct verdict {
	struct moment all, any, over; /* when each of these parts holds */
	struct moment any_dead;       /* the last of `any` can no longer hold */
	struct moment broken;         /* the first thing that makes it unreachable */
	bool has_any;
};

static void judge_pattern(
    const struct pattern *pattern, enum condition_part part, struct verdict *verdict)
{
	struct moment hold, death;
	pattern_outlook(pattern, &hold, &death);
	switch (part) {
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
	struct conditions *conditions = &exercise->conditions;
	state_edit(exercise, condition);
	if (!moment_before(before, condition->due)) {
		conditions->next = moment_first(conditions->next, condition->due);
		return;
	}
	if (moment_before(conditions->next, before)) {
		return; /* it was not the first */
	}
	conditions->next = NEVER;
	for (size_t i = 0; i < conditions->count; i++) {
		conditions->next = moment_first(conditions->next, conditions->list[i]->due);
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
	if (condition_pattern_count(condition) > 0) {
		for (size_t i = 0; i < condition_pattern_count(condition); i++) {
			judge_pattern(
			    &condition->patterns[i], condition_part(condition, i), &verdict);
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
	watch_drop(exercise, condition);
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
	return exercise->conditions.kept ? exercise->conditions.next.ms : INT64_MAX;
}
