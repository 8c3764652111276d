/*
 * Attachments into the state: who may fetch a document is whoever may see an event that names it.
 * So every event that carries attachments widens the audience of each, and none ever narrows it.
 */
#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/attachment.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/state.h"

/* --- applying --- */

static void refer(
    struct exercise *exercise, const struct audience *audience, const Convene__V1__Attachment *to)
{
	struct attachments *attachments = &exercise->attachments;
	if (to == NULL || to->sha256.len != SHA256_SIZE) {
		return;
	}
	const struct attachment *found = attachments_find(attachments, to->sha256.data);
	struct attachment *attachment =
	    state_edit(exercise, found != NULL ? found : attachments_add(attachments, to));
	attachment->audience.everyone |= audience->everyone;
	attachment->audience.roles |= audience->roles;
	set_join(&attachment->audience.teams, &audience->teams);
}

/* The attachments that one message carries. */
struct references {
	Convene__V1__Attachment *const *list; /* borrowed: the event's */
	size_t count;
};

#define REFERENCES(body) ((struct references){.list = (body)->attachments, (body)->n_attachments})

static struct references references_of(const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
		if (event->inject_revised->inject != NULL) {
			return REFERENCES(event->inject_revised->inject);
		}
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return REFERENCES(event->inject_delivered);
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		return REFERENCES(event->inject_answered);
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		return REFERENCES(event->message_posted);
	case CONVENE__V1__EVENT__BODY_DECISION_LOGGED:
		return REFERENCES(event->decision_logged);
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		if (event->request_sent->content != NULL) {
			return REFERENCES(event->request_sent->content);
		}
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		return REFERENCES(event->request_moved);
	case CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED:
		return (struct references){
		    .list = &event->attachment_stored->attachment, .count = 1};
	default:
		break;
	}
	return (struct references){.list = NULL, .count = 0};
}

void attachment_apply_references(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	const Convene__V1__Scenario *part = NULL;
	struct references references = references_of(event);
	if (event->body_case == CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
		part = event->scenario_loaded->part;
	}
	if (references.count == 0 && part == NULL) {
		return;
	}
	struct audience audience;
	audience_compact(exercise, applying->envelope->audience, &audience);
	for (size_t i = 0; i < references.count; i++) {
		refer(exercise, &audience, references.list[i]);
	}
	for (size_t i = 0; part != NULL && i < part->n_injects; i++) {
		for (size_t j = 0; j < part->injects[i]->n_attachments; j++) {
			refer(exercise, &audience, part->injects[i]->attachments[j]);
		}
	}
}
