/* Conditions of milestones and contingency injects: what can never hold, or says nothing. */
#include "server/scenario/scenario_check_private.h"

#include "proto/xalloc.h"
#include "server/exercise/ground/limits.h"
#include "server/scenario/rules_private.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const Convene__V1__Pattern *left, const Convene__V1__Pattern *right)
{
	size_t size = convene__v1__pattern__get_packed_size(left);
	if (size != convene__v1__pattern__get_packed_size(right)) {
		return false;
	}
	uint8_t *bytes = xcalloc(2, size + 1);
	convene__v1__pattern__pack(left, bytes);
	convene__v1__pattern__pack(right, bytes + size);
	bool same = memcmp(bytes, bytes + size, size) == 0;
	free(bytes);
	return same;
}

/* What is wanted and excluded at once. */
static void check_contradiction(struct check *check, const Convene__V1__Condition *condition)
{
	for (size_t i = 0; i < condition->n_none; i++) {
		for (size_t j = 0; j < condition->n_all; j++) {
			if (is_same(condition->none[i], condition->all[j])) {
				check_error(check, condition, "none", i,
				    "the same stands in `all`; the condition can never hold");
			}
		}
	}
}

/* Returns how many patterns it has. */
static size_t check_condition(struct check *check, const Convene__V1__Condition *condition)
{
	bool waits = condition->n_all > 0 || condition->n_any > 0;
	size_t patterns = condition->n_all + condition->n_any + condition->n_none;
	for (size_t i = 0; i < condition->n_none; i++) {
		waits = waits || rule_has_end(condition->none[i]);
	}
	if (patterns > CONDITION_PATTERNS_MAX) {
		check_error(check, condition, "", 0,
		    "the condition has %zu patterns; at most %d are allowed", patterns,
		    CONDITION_PATTERNS_MAX);
	}
	if (!check_is_bounded(patterns, CONDITION_PATTERNS_MAX)) {
		return patterns;
	}
	if (patterns == 0) {
		check_error(check, condition, "", 0,
		    "the condition has no pattern; it needs `all`, `any` or `none`");
	} else if (!waits) {
		check_error(check, condition, "none", 0,
		    "only says what must not happen, without an end; give it a window with an "
		    "end, or say in `all` or `any` what is waited for");
	}
	for (size_t i = 0; i < condition->n_all; i++) {
		check_pattern(check, condition->all[i], PATTERN_ALL);
	}
	for (size_t i = 0; i < condition->n_any; i++) {
		check_pattern(check, condition->any[i], PATTERN_ANY);
	}
	for (size_t i = 0; i < condition->n_none; i++) {
		check_pattern(check, condition->none[i], PATTERN_NONE);
	}
	check_contradiction(check, condition);
	return patterns;
}

void check_conditions(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	size_t patterns = 0;
	for (size_t i = 0; i < scenario->n_milestones; i++) {
		if (scenario->milestones[i]->when != NULL) {
			patterns += check_condition(check, scenario->milestones[i]->when);
		}
	}
	for (size_t i = 0; i < scenario->n_injects; i++) {
		if (scenario->injects[i]->when != NULL) {
			patterns += check_condition(check, scenario->injects[i]->when);
		}
	}
	if (patterns > PATTERNS_MAX) {
		check_error(check, scenario, scenario->n_milestones > 0 ? "milestones" : "injects",
		    0, "all conditions together have %zu patterns; at most %d are allowed",
		    patterns, PATTERNS_MAX);
	}
}

void check_unused(struct check *check)
{
	for (size_t i = 0; i < check->names.count; i++) {
		const struct scenario_name *name = &check->names.list[i];
		const Convene__V1__Milestone *milestone = name->message;
		if (name->used || name->id[0] == '\0' || check->source->is_library ||
		    (name->kind != NAME_MILESTONE && name->kind != NAME_SWITCH &&
		        name->kind != NAME_ALTERNATIVES) ||
		    !check_is_own(check, name->message)) {
			continue;
		}
		if (name->kind == NAME_MILESTONE && milestone->n_objectives == 0) {
			check_warning(check, milestone, "", 0,
			    "nothing waits for milestone '%s', and it serves no objective",
			    name->id);
		} else if (name->kind == NAME_SWITCH) {
			check_warning(
			    check, name->message, "", 0, "nothing waits for switch '%s'", name->id);
		} else if (name->kind == NAME_ALTERNATIVES) {
			check_warning(check, name->message, "", 0, "no inject is of the group '%s'",
			    name->id);
		}
	}
}
