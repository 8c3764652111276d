#include "server/exercise/decide/inject_revised.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/state/inject.h"

static Convene__V1__InjectRevised *revised_body(struct deciding *deciding,
    const struct inject *inject, Convene__V1__InjectChange change, Convene__V1__InjectStatus status,
    int64_t due_ms)
{
	Convene__V1__InjectRevised *body = DRAFT_BODY(deciding, InjectRevised, inject_revised);
	if (body == NULL) {
		return NULL;
	}
	body->inject_id = draft_text(deciding, inject->id);
	body->revision = inject->revision + 1;
	body->change = change;
	body->status = status;
	body->due_ms = due_ms;
	return body;
}

void inject_draft_revised(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    Convene__V1__Inject *content)
{
	Convene__V1__InjectRevised *body = revised_body(deciding, inject, change, status, due_ms);
	if (body != NULL) {
		body->inject = content;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_REVISED, body);
	}
}

void inject_draft_decided(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    uint64_t by_seq)
{
	Convene__V1__InjectRevised *body = revised_body(deciding, inject, change, status, due_ms);
	if (body != NULL) {
		body->by_seq = by_seq;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_REVISED, body);
	}
}
