/*
 * What falls due comes in the order of the list, and so many at a time that a decision stays small.
 * After an inject of a group it stops: the next one may be superseded by it, which is known only
 * once it is applied. A jump passes over what is due strictly between its ends: what was due at or
 * before its beginning is due as it was, and what is due at its end is due there.
 */
#include "server/exercise/decide/msel_decide.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/rules/stagger.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_draft.h"
#include "server/exercise/decide/inject_revised.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/state.h"

int64_t msel_next(const struct exercise *exercise)
{
	const struct msel *msel = &exercise->msel;
	return msel->planned_count > 0 ? msel->planned[0]->due_ms : INT64_MAX;
}

void msel_decide_due(struct deciding *deciding, int64_t until_ms)
{
	const struct msel *msel = &deciding->exercise->msel;
	size_t due = msel_after(msel, until_ms);
	size_t bytes = 0;
	for (size_t i = 0; i < due && i < DUE_BATCH_MAX && bytes < DUE_BATCH_BYTES; i++) {
		inject_draft_due(deciding, msel->planned[i]);
		bytes += msel->planned[i]->content_size;
		if (msel->planned[i]->group >= 0) {
			break; /* what becomes of the next ones may have changed with it */
		}
	}
}

/* One that was passed over and is to be asked about, or gets a new time. */
static void draft_held(struct deciding *deciding, const struct inject *inject)
{
	REVISE(deciding, inject, OVERDUE, .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD,
	    .due_ms = inject->due_ms);
}

static void draft_staggered(struct deciding *deciding, const struct inject *inject, int64_t due_ms)
{
	REVISE(deciding, inject, STAGGERED,
	    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED,
	    .due_ms = due_ms < EXERCISE_MS_MAX ? due_ms : EXERCISE_MS_MAX);
}

void msel_decide_passed(
    struct deciding *deciding, int64_t from_ms, int64_t to_ms, const Convene__V1__OverdueRule *rule)
{
	const struct msel *msel = &deciding->exercise->msel;
	Convene__V1__OverdueAction action = msel->overdue;
	int64_t stagger_ms = msel->stagger_ms, next_ms = to_ms;
	if (rule != NULL &&
	    rule->action != CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_UNSPECIFIED) {
		action = rule->action;
		stagger_ms = stagger_ms_of(rule);
	}
	/* Those due at or before `from_ms` are not passed over: they are due now, as they were.
	 * Those due exactly at `to_ms` are neither. */
	size_t end = msel_after(msel, to_ms - 1);
	for (size_t i = msel_after(msel, from_ms); i < end; i++) {
		const struct inject *inject = msel->planned[i];
		switch (action) {
		case CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_STAGGER:
			/* one on release is offered at once: no delivery, nothing to space out */
			if (!inject->on_release) {
				draft_staggered(deciding, inject, next_ms);
				next_ms += stagger_ms;
			}
			break;
		case CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_FIRE:
			/* it stays as it is, and so falls due at once, in order, or when the
			 * clock runs again */
			break;
		default:
			draft_held(deciding, inject);
		}
	}
}
