/*
 * Drafts and refusals. The first refusal counts; after it, and once the arena is used up, drafting
 * goes on without effect, so that no caller has to look after each step.
 */
#include "server/exercise/decide/draft.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/arena.h"
#include "proto/complaint.h"
#include "proto/copy.h"
#include "proto/party.h"
#include "proto/reflect.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/ids.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

/* What the texts of refusals are cut to; they may repeat ids and names, never whole messages. */
#define REFUSAL_BYTES_MAX 512

void decision_init(struct decision *decision, struct arena *arena, uint64_t seed)
{
	memset(decision, 0, sizeof *decision);
	decision->arena = arena;
	decision->seed = seed;
	convene__v1__error__init(&decision->exhausted);
	decision->exhausted.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE;
	decision->exhausted.message =
	    (char *)"this would bring about more than fits into one step; do it in smaller steps";
}

bool decision_changed_nothing(const struct decision *decision)
{
	return decision->refusal == NULL && decision->count == 0 && !decision->repeated;
}

void deciding_init(struct deciding *deciding, const struct exercise *exercise, int64_t wall_ms,
    struct decision *decision)
{
	memset(deciding, 0, sizeof *deciding);
	deciding->exercise = exercise;
	deciding->cast = &exercise->cast;
	deciding->decision = decision;
	deciding->seed = decision->seed;
	deciding->wall_ms = wall_ms > exercise->last_wall_ms ? wall_ms : exercise->last_wall_ms;
	deciding->exercise_ms = exercise_time(exercise, wall_ms);
	deciding->story = exercise->story;
}

bool by_player(const struct deciding *deciding)
{
	return deciding->actor != NULL && deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
}

char *own_team_id(const struct deciding *deciding)
{
	int team = deciding->actor->team;
	return team >= 0 ? deciding->cast->teams[team]->id : NULL;
}

static bool was_drawn(const struct deciding *deciding, uint64_t id)
{
	for (size_t i = 0; i < deciding->drawn_count; i++) {
		if (deciding->drawn[i] == id) {
			return true;
		}
	}
	return false;
}

uint64_t draft_id(struct deciding *deciding)
{
	uint64_t id;
	do {
		id = ids_draw(&deciding->exercise->ids, &deciding->seed);
	} while (was_drawn(deciding, id));
	uint64_t *drawn = arena_room(deciding->decision->arena, deciding->drawn,
	    deciding->drawn_count, &deciding->drawn_cap, sizeof *drawn);
	if (drawn != NULL) {
		deciding->drawn = drawn;
		drawn[deciding->drawn_count++] = id;
	}
	if (deciding->decision->made == 0) {
		deciding->decision->made = id;
	}
	return id;
}

bool draft_is_about(
    const struct deciding *deciding, Convene__V1__Event__BodyCase body_case, const char *id)
{
	for (size_t i = 0; i < deciding->decision->count; i++) {
		const Convene__V1__Event *event = deciding->decision->drafts[i].event;
		const ProtobufCMessage *body = &event->exercise_created->base;
		if (event->body_case == body_case && strcmp(reflect_id(body), id) == 0) {
			return true;
		}
	}
	return false;
}

/* Room for one more draft; false when the arena is used up. */
static bool drafts_room(struct deciding *deciding)
{
	struct decision *decision = deciding->decision;
	struct draft *drafts = arena_room(decision->arena, decision->drafts, decision->count,
	    &deciding->draft_cap, sizeof *drafts);
	if (drafts == NULL) {
		return false;
	}
	decision->drafts = drafts;
	return true;
}

static void draft_author(struct deciding *deciding, Convene__V1__Envelope *envelope)
{
	if (deciding->actor == NULL || deciding->command == NULL) {
		return;
	}
	envelope->actor_id = deciding->actor->id;
	envelope->command_id.len = deciding->command->id.len;
	envelope->command_id.data = arena_copy(
	    deciding->decision->arena, deciding->command->id.data, deciding->command->id.len);
	if (envelope->command_id.data == NULL) {
		envelope->command_id.len = 0;
	}
}

uint64_t draft_event(struct deciding *deciding, Convene__V1__Event__BodyCase body_case, void *body)
{
	uint64_t seq = deciding->exercise->head + deciding->decision->count + 1;
	Convene__V1__Event *event = draft_body(deciding, &convene__v1__event__descriptor);
	Convene__V1__Envelope *envelope = draft_body(deciding, &convene__v1__envelope__descriptor);
	if (event == NULL || envelope == NULL || body == NULL || refused(deciding) ||
	    !drafts_room(deciding)) {
		return seq;
	}
	assert(arena_exhausted(deciding->decision->arena) || reflect_has_its_texts(body));
	event->seq = seq;
	event->wall_ms = deciding->wall_ms;
	event->exercise_ms = deciding->exercise_ms;
	event->story_ms = story_at(&deciding->story, deciding->exercise_ms);
	event->body_case = body_case;
	/* every member of the oneof is a pointer to a message, all in the same place */
	event->exercise_created = body;
	envelope->position = seq;
	draft_author(deciding, envelope);
	struct decision *decision = deciding->decision;
	decision->drafts[decision->count++] = (struct draft){.event = event, .envelope = envelope};
	return seq;
}

uint64_t draft_copied(
    struct deciding *deciding, Convene__V1__Event__BodyCase body_case, ProtobufCMessage *body)
{
	body->descriptor = protobuf_c_message_descriptor_get_field(
	    &convene__v1__event__descriptor, (unsigned)body_case)
	                       ->descriptor;
	return draft_event(deciding, body_case, draft_copy(deciding, body));
}

uint64_t draft_anonymous(
    struct deciding *deciding, Convene__V1__Event__BodyCase body_case, ProtobufCMessage *body)
{
	size_t count = deciding->decision->count;
	uint64_t seq = draft_copied(deciding, body_case, body);
	if (deciding->decision->count > count) {
		Convene__V1__Envelope *envelope = deciding->decision->drafts[count].envelope;
		envelope->actor_id = 0;
		envelope->command_id = (ProtobufCBinaryData){.len = 0};
	}
	return seq;
}

void *draft_body(struct deciding *deciding, const ProtobufCMessageDescriptor *descriptor)
{
	void *body = arena_alloc(deciding->decision->arena, descriptor->sizeof_message);
	if (body != NULL) {
		protobuf_c_message_init(descriptor, body);
	}
	return body;
}

char *draft_text(struct deciding *deciding, const char *text)
{
	char *copy = NULL;
	if (text != NULL && *text != '\0') {
		copy = arena_text(deciding->decision->arena, text, strlen(text));
	}
	return copy != NULL ? copy : (char *)protobuf_c_empty_string;
}

Convene__V1__Party *draft_party(struct deciding *deciding, struct end end)
{
	Convene__V1__Party *party = DRAFT_BODY(deciding, Party, party);
	if (party == NULL) {
		return NULL;
	}
	if (end.team >= 0) {
		party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID,
		    draft_text(deciding, deciding->cast->teams[end.team]->id));
	} else if (end.entity >= 0) {
		party_set(party, CONVENE__V1__PARTY__KIND_ENTITY_ID,
		    draft_text(deciding, deciding->cast->entities[end.entity]->id));
	} else if (end.control) {
		party_set(party, CONVENE__V1__PARTY__KIND_CONTROL, NULL);
	}
	return party;
}

void *draft_array(struct deciding *deciding, size_t count, size_t size)
{
	return arena_array(deciding->decision->arena, count, size);
}

void *draft_copy(struct deciding *deciding, const void *message)
{
	return message_copy(deciding->decision->arena, message);
}

bool refused(const struct deciding *deciding)
{
	return deciding->decision->refusal != NULL;
}

static Convene__V1__Error *refusal_new(
    struct deciding *deciding, Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__Error *error = draft_body(deciding, &convene__v1__error__descriptor);
	if (error == NULL) {
		return &deciding->decision->exhausted;
	}
	error->code = code;
	error->message = draft_text(deciding, text);
	return error;
}

bool refuse_with(struct deciding *deciding, Convene__V1__ErrorCode code, const char *format, ...)
{
	char text[REFUSAL_BYTES_MAX];
	va_list arguments;
	va_start(arguments, format);
	complaint_list(text, sizeof text, format, arguments);
	va_end(arguments);
	/* the first reason is the one that counts */
	if (!refused(deciding)) {
		deciding->decision->refusal = refusal_new(deciding, code, text);
	}
	return false;
}

bool refuse_conflict(
    struct deciding *deciding, const char *what, uint32_t revision_now, uint64_t changed_by)
{
	if (refused(deciding)) {
		return false;
	}
	REFUSE(deciding, CONFLICT,
	    "%s was changed meanwhile and is at revision %u now; look again, then decide", what,
	    revision_now);
	Convene__V1__Error *error = deciding->decision->refusal;
	error->current_revision = revision_now;
	error->changed_by = changed_by;
	return false;
}
