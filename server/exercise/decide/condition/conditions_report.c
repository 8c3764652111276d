/*
 * What every milestone and contingency inject waits for, for those who run the exercise. Patterns
 * are shown as they stood when the condition was decided: what came later no longer mattered. A
 * moment that lies ahead is not yet one at which anything is decided, although the patterns know
 * it.
 */
#include "server/exercise/decide/condition/conditions_report.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

static Convene__V1__PatternStanding *report_pattern(
    struct deciding *deciding, const struct pattern *pattern, struct moment now)
{
	struct moment hold, death, decided = {0, 0};
	Convene__V1__MilestoneStanding standing = WAITING;
	pattern_outlook(pattern, &hold, &death);
	if (!moment_before(now, hold)) {
		standing = REACHED;
		decided = hold;
	} else if (!moment_before(now, death)) {
		standing = UNREACHABLE;
		decided = death;
	}
	return DRAFT_PART(deciding, PatternStanding, pattern_standing, .standing = standing,
	    .by_seq = decided.seq, .at_ms = decided.ms, .times = pattern->count,
	    .ends_ms = pattern_ends_ms(pattern));
}

static size_t report_part(struct deciding *deciding, const struct condition *condition,
    enum condition_part part, struct moment now, Convene__V1__PatternStanding ***out)
{
	size_t count = 0;
	*out = draft_array(deciding, condition_pattern_count(condition) + 1, sizeof **out);
	for (size_t i = 0; *out != NULL && i < condition_pattern_count(condition); i++) {
		if (condition_part(condition, i) == part) {
			(*out)[count] = report_pattern(deciding, &condition->patterns[i], now);
			count += (*out)[count] != NULL;
		}
	}
	return count;
}

/* Milestone.id or Inject.id. */
static char *condition_id(const struct exercise *exercise, const struct condition *condition)
{
	int index = condition->kept.index;
	return condition->kept.kind == KEPT_MILESTONE
	           ? library_at(&exercise->library, MILESTONE, Milestone, index)->id
	           : exercise->msel.injects[index]->id;
}

static Convene__V1__ConditionStanding *report_condition(
    struct deciding *deciding, const struct condition *condition)
{
	const struct exercise *exercise = deciding->exercise;
	Convene__V1__ConditionStanding *standing =
	    DRAFT_BODY(deciding, ConditionStanding, condition_standing);
	struct moment now = {deciding->exercise_ms, UINT64_MAX};
	if (standing == NULL) {
		return NULL;
	}
	if (condition->kept.kind == KEPT_MILESTONE) {
		standing->milestone_id = condition_id(exercise, condition);
	} else {
		standing->inject_id = condition_id(exercise, condition);
	}
	standing->standing = condition->standing;
	standing->by_hand = condition->by_hand;
	if (condition->standing != WAITING) {
		standing->by_seq = condition->decided.seq;
		standing->at_ms = condition->decided.ms;
		/* what came after it no longer mattered */
		now.ms = condition->by_hand ? now.ms : condition->decided.ms;
	}
	standing->n_all = report_part(deciding, condition, PART_ALL, now, &standing->all);
	standing->n_any = report_part(deciding, condition, PART_ANY, now, &standing->any);
	standing->n_none = report_part(deciding, condition, PART_NONE, now, &standing->none);
	return standing;
}

/* Whether the query asks for it. */
static bool is_asked(const struct deciding *deciding, const struct condition *condition,
    const char *milestone, const char *inject)
{
	const char *id = condition_id(deciding->exercise, condition);
	bool all = *milestone == '\0' && *inject == '\0';
	return all || strcmp(id, condition->kept.kind == KEPT_MILESTONE ? milestone : inject) == 0;
}

static bool check_query(struct deciding *deciding, const char *milestone, const char *inject)
{
	const struct exercise *exercise = deciding->exercise;
	Convene__V1__Role role = deciding->actor->role;
	if (role != CONVENE__V1__ROLE__ROLE_ORGANISER &&
	    role != CONVENE__V1__ROLE__ROLE_CONTROLLER &&
	    role != CONVENE__V1__ROLE__ROLE_SIMULATOR &&
	    role != CONVENE__V1__ROLE__ROLE_EVALUATOR) {
		return REFUSE(deciding, NOT_PERMITTED,
		    "only organisers, controllers, simulators and evaluators may ask what the "
		    "exercise waits for");
	}
	if (*milestone != '\0' &&
	    library_index(&exercise->library, LIBRARY_MILESTONE, milestone) < 0) {
		return REFUSE(deciding, NOT_FOUND, "there is no milestone \"%s\"", milestone);
	}
	const struct inject *asked = inject_find(exercise, inject);
	if (*inject != '\0' && (asked == NULL || asked->condition == NULL)) {
		return REFUSE(deciding, NOT_FOUND, "there is no contingency inject \"%s\"", inject);
	}
	return true;
}

Convene__V1__ConditionsReport *conditions_report(
    struct deciding *deciding, const Convene__V1__ConditionsQuery *query)
{
	const struct conditions *conditions = &deciding->exercise->conditions;
	const char *milestone = query != NULL ? query->milestone_id : "";
	const char *inject = query != NULL ? query->inject_id : "";
	if (!check_query(deciding, milestone, inject)) {
		return NULL;
	}
	Convene__V1__ConditionsReport *report =
	    DRAFT_BODY(deciding, ConditionsReport, conditions_report);
	if (report == NULL) {
		return NULL;
	}
	report->conditions =
	    draft_array(deciding, conditions->count + 1, sizeof *report->conditions);
	for (size_t i = 0; report->conditions != NULL && i < conditions->count; i++) {
		if (is_asked(deciding, conditions->list[i], milestone, inject)) {
			Convene__V1__ConditionStanding *standing =
			    report_condition(deciding, conditions->list[i]);
			if (standing != NULL) {
				report->conditions[report->n_conditions++] = standing;
			}
		}
	}
	return report;
}
