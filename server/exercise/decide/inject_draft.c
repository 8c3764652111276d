/*
 * What becomes of an inject that falls due or is released. The content is decoded here, at
 * delivery, and its teams are those that have none of its alternatives; then what is left of the
 * group is seen to, in the same decision. What is on release is offered, and what a controller has
 * to choose from is held, before anything is delivered.
 */
#include "server/exercise/decide/inject_draft.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/arena.h"
#include "server/exercise/decide/condition/alternatives.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_revised.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/inject.h"

/* --- drafting --- */

Convene__V1__Inject *inject_content(struct deciding *deciding, const struct inject *inject)
{
	return (Convene__V1__Inject *)protobuf_c_message_unpack(&convene__v1__inject__descriptor,
	    arena_protobuf(deciding->decision->arena), inject->content_size, inject->content);
}

bool inject_draft_delivery(struct deciding *deciding, const struct inject *inject, bool anyway)
{
	Convene__V1__Inject *content = inject_content(deciding, inject);
	Convene__V1__InjectDelivered *body =
	    DRAFT_BODY(deciding, InjectDelivered, inject_delivered);
	if (content == NULL || body == NULL) {
		return false;
	}
	if (!anyway) {
		content->n_to =
		    alternatives_unserved(deciding, content->group, content->to, content->n_to);
	}
	if (content->n_to == 0 && *content->group != '\0') {
		REVISE(deciding, inject, SUPERSEDED,
		    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED,
		    .due_ms = inject->due_ms);
		return false;
	}
	body->inject_id = draft_text(deciding, inject->id);
	body->from = content->from;
	body->n_to = content->n_to;
	body->to = content->to;
	body->channel = content->channel;
	body->title = content->title;
	body->body = content->body;
	body->n_attachments = content->n_attachments;
	body->attachments = content->attachments;
	body->content_note = content->content_note;
	body->answer = content->answer;
	/* a journal may hold any time; a limit beyond the end is none */
	if (content->answer_within_ms > 0 && content->answer_within_ms <= EXERCISE_MS_MAX) {
		body->answer_by_ms = deciding->exercise_ms + content->answer_within_ms;
	}
	draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED, body);
	alternatives_supersede(deciding, content->group);
	return true;
}

void inject_draft_due(struct deciding *deciding, const struct inject *inject)
{
	if (alternatives_hold(deciding, inject)) {
		return;
	}
	if (inject->on_release) {
		REVISE(deciding, inject, DUE,
		    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD,
		    .due_ms = inject->due_ms);
	} else {
		inject_draft_delivery(deciding, inject, false);
	}
}
