/*
 * A change of an inject's standing is drafted with the revision after the one that it is drafted
 * from. Two changes in one decision need for the second a copy that has the first
 * (condition/conditions_decide.c).
 */
#include "server/exercise/decide/inject_revised.h"

#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/state/inject.h"

void inject_draft_revised(struct deciding *deciding, const struct inject *inject,
    const Convene__V1__InjectRevised *revised)
{
	Convene__V1__InjectRevised *body = DRAFT_BODY(deciding, InjectRevised, inject_revised);
	if (body == NULL) {
		return;
	}
	body->inject_id = draft_text(deciding, inject->id);
	body->revision = inject->revision + 1;
	body->change = revised->change;
	body->status = revised->status;
	body->due_ms = revised->due_ms;
	body->by_seq = revised->by_seq;
	body->inject = revised->inject;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_REVISED, body);
}
