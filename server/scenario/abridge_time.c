/*
 * The first moment at which each milestone can be reached and each inject delivered by itself. From
 * nothing upwards, as in check_cycles.c: everything is never, until what it waits for is not. Each
 * round can only bring moments forward; it ends when none does.
 */
#include "server/scenario/abridge_private.h"

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sum(int64_t a, int64_t b)
{
	return a == ABRIDGE_NEVER || a > ABRIDGE_NEVER - b ? ABRIDGE_NEVER : a + b;
}

static int64_t first_of(const struct abridge *abridge, unsigned kinds, const char *id)
{
	const struct fate *fate = abridge_fate(abridge, kinds, id);
	return fate == NULL || fate->gone ? ABRIDGE_NEVER : fate->first_ms;
}

static int64_t anchor_ms(const struct abridge *abridge, const Convene__V1__Anchor *anchor)
{
	return anchor->what_case == CONVENE__V1__ANCHOR__WHAT_INJECT
	           ? first_of(abridge, NAME_BIT(INJECT), anchor->inject)
	           : first_of(abridge, NAME_BIT(MILESTONE), anchor->milestone);
}

/* What the pattern is about, leaving its window aside. */
static int64_t what_ms(const struct abridge *abridge, const Convene__V1__Pattern *pattern)
{
	const char *inject = "";
	switch (pattern->what_case) {
	case CONVENE__V1__PATTERN__WHAT_TIME:
		return pattern->time->since == NULL
		           ? pattern->time->at_ms
		           : sum(anchor_ms(abridge, pattern->time->since), pattern->time->delay_ms);
	case CONVENE__V1__PATTERN__WHAT_MILESTONE:
		return first_of(abridge, NAME_BIT(MILESTONE), pattern->milestone);
	case CONVENE__V1__PATTERN__WHAT_ANSWER:
		return first_of(abridge, NAME_BIT(QUESTIONNAIRE), pattern->answer->questionnaire);
	case CONVENE__V1__PATTERN__WHAT_INJECT:
		inject = pattern->inject->id;
		break;
	case CONVENE__V1__PATTERN__WHAT_MESSAGE:
		inject = pattern->message->inject;
		break;
	case CONVENE__V1__PATTERN__WHAT_DECISION:
		inject = pattern->decision->inject;
		break;
	default:
		break;
	}
	return inject[0] != '\0' ? first_of(abridge, NAME_BIT(INJECT), inject) : 0;
}

int64_t abridge_pattern_ms(const struct abridge *abridge, const Convene__V1__Pattern *pattern)
{
	const Convene__V1__Window *window = pattern->window;
	int64_t first = what_ms(abridge, pattern);
	if (window != NULL) {
		first = later(first, window->after_ms);
		/* also ahead of its anchor nothing holds before that has come */
		if (window->of != NULL) {
			first = later(first, anchor_ms(abridge, window->of));
		}
	}
	return first;
}

int64_t abridge_judged_ms(const struct abridge *abridge, const Convene__V1__Pattern *pattern)
{
	const Convene__V1__Window *window = pattern->window;
	int64_t anchor = window != NULL && window->of != NULL ? anchor_ms(abridge, window->of) : 0;
	/* what is counted from a moment that never comes cannot happen, and needs no judging */
	if (window == NULL || anchor == ABRIDGE_NEVER) {
		return 0;
	}
	if (window->of != NULL && (window->within_ms > 0 || window->ahead_ms > 0)) {
		anchor = sum(anchor, window->within_ms);
		return window->before_ms > 0 && window->before_ms < anchor ? window->before_ms
		                                                           : anchor;
	}
	return window->before_ms;
}

static int64_t condition_ms(const struct abridge *abridge, const Convene__V1__Condition *when)
{
	int64_t first = 0, any = ABRIDGE_NEVER;
	for (size_t i = 0; i < when->n_all; i++) {
		first = later(first, abridge_pattern_ms(abridge, when->all[i]));
	}
	for (size_t i = 0; i < when->n_none; i++) {
		first = later(first, abridge_judged_ms(abridge, when->none[i]));
	}
	for (size_t i = 0; i < when->n_any; i++) {
		int64_t one = abridge_pattern_ms(abridge, when->any[i]);
		any = one < any ? one : any;
	}
	return when->n_any > 0 ? later(first, any) : first;
}

static bool bring_forward(struct fate *fate, int64_t first_ms)
{
	if (fate == NULL || first_ms >= fate->first_ms) {
		return false;
	}
	fate->first_ms = first_ms;
	return true;
}

void abridge_time(struct abridge *abridge)
{
	const Convene__V1__Scenario *scenario = abridge->scenario;
	bool changed = true;
	for (size_t i = 0; i < abridge->names.count; i++) {
		abridge->fates[i].first_ms = ABRIDGE_NEVER;
	}
	for (size_t i = 0; i < scenario->n_questionnaires; i++) {
		const Convene__V1__Questionnaire *asked = scenario->questionnaires[i];
		abridge_fate(abridge, NAME_BIT(QUESTIONNAIRE), asked->id)->first_ms =
		    asked->open_ms;
	}
	while (changed) {
		changed = false;
		for (size_t i = 0; i < scenario->n_milestones; i++) {
			const Convene__V1__Milestone *milestone = scenario->milestones[i];
			struct fate *fate =
			    abridge_fate(abridge, NAME_BIT(MILESTONE), milestone->id);
			bool by_hand = milestone->when == NULL || fate->by_reply;
			changed |= bring_forward(
			    fate, by_hand ? 0 : condition_ms(abridge, milestone->when));
		}
		for (size_t i = 0; i < scenario->n_injects; i++) {
			const Convene__V1__Inject *inject = scenario->injects[i];
			int64_t first =
			    inject->when == NULL
			        ? 0
			        : sum(condition_ms(abridge, inject->when), inject->delay_ms);
			changed |=
			    bring_forward(abridge_fate(abridge, NAME_BIT(INJECT), inject->id),
			        later(first, inject->planned_ms));
		}
	}
}
