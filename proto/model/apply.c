/* The fold: what each event changes in the view. */
#include "proto/model/view.h"

#include "proto/guard.h"
#include "proto/list.h"
#include "proto/model/view_private.h"
#include "proto/rules/shift.h"
#include "proto/words.h"
#include "proto/xalloc.h"

#include <string.h>

static const char *keep_text(struct view *view, const char *text)
{
	const char *kept = arena_text(view->arena, text, strlen(text));
	return kept != NULL ? kept : "";
}

static struct view_inject *inject_at(struct view *view, const char *id)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		if (strcmp(view->injects[i].id, id) == 0) {
			return &view->injects[i];
		}
	}
	struct view_inject *inject = LIST_ADD(view->injects, view->inject_count, view->inject_cap);
	*inject = (struct view_inject){.id = keep_text(view, id),
	    .revision = 1,
	    .status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED};
	return inject;
}

/* --- the exercise and its people --- */

/* As much of the scenario as everybody may know. */
void view_catalogue_issued(struct view *view, const Convene__V1__Event *event)
{
	view_catalogue_merge(view, event->catalogue_issued->part, false);
}

void view_scenario_loaded(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__Scenario *part = event->scenario_loaded->part;
	if (part == NULL) {
		return;
	}
	view_catalogue_merge(view, part, true);
	view_questionnaires_declared(view, part);
	for (size_t i = 0; i < part->n_injects; i++) {
		struct view_inject *inject = inject_at(view, part->injects[i]->id);
		inject->plan = part->injects[i];
		inject->due_ms = part->injects[i]->planned_ms;
		if (part->injects[i]->when != NULL) {
			inject->status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
		}
	}
	for (size_t i = 0; i < part->n_entities; i++) {
		*LIST_ADD(view->entities, view->entity_count, view->entity_cap) = part->entities[i];
	}
}

/* Names and presence may come before the event that says who it is. */
static struct view_person *person_make(struct view *view, uint64_t id)
{
	struct view_person *person = ID_MAP_FIND(&view->person_places, view->people, id);
	if (person != NULL) {
		return person;
	}
	id_map_add(&view->person_places, id, view->person_count);
	person = LIST_ADD(view->people, view->person_count, view->person_cap);
	*person = (struct view_person){.id = id, .team_id = ""};
	return person;
}

void view_participant_joined(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__ParticipantJoined *joined = event->participant_joined;
	struct view_invite *invite =
	    ID_MAP_FIND(&view->invite_places, view->invites, joined->invite_id);
	struct view_person *person = person_make(view, joined->participant_id);
	person->role = joined->role;
	person->team_id = joined->team_id;
	person->invite_id = joined->invite_id;
	person->join_waits = person->name == NULL;
	person->joined_mark = view->last_mark;
	person->joined_ms = event->exercise_ms;
	/* a complete update speaks of all who joined before, whichever comes first */
	person->presence_told = person->presence_told || !view->caught_up;
	if (invite != NULL) {
		invite->joined++;
	}
}

void view_invite_issued(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__InviteIssued *issued = event->invite_issued;
	if (!id_map_add(&view->invite_places, issued->invite_id, view->invite_count)) {
		return;
	}
	*LIST_ADD(view->invites, view->invite_count, view->invite_cap) =
	    (struct view_invite){.id = issued->invite_id,
	        .role = issued->role,
	        .team_id = issued->team_id,
	        .personal = issued->personal};
}

void view_invite_revoked(struct view *view, const Convene__V1__Event *event)
{
	struct view_invite *invite =
	    ID_MAP_FIND(&view->invite_places, view->invites, event->invite_revoked->invite_id);
	if (invite != NULL) {
		invite->revoked = true;
	}
}

void view_participant_removed(struct view *view, const Convene__V1__Event *event)
{
	struct view_person *person = ID_MAP_FIND(
	    &view->person_places, view->people, event->participant_removed->participant_id);
	if (person != NULL) {
		person->removed = true;
		person->connected = false;
	}
}

void view_people(struct view *view, const Convene__V1__PeopleUpdate *update)
{
	view->people_known = true;
	for (size_t i = 0; i < update->n_people; i++) {
		struct view_person *person = person_make(view, update->people[i]->participant_id);
		const char *name = update->people[i]->name;
		free(person->name);
		person->name = name[0] != '\0' ? xstrdup(name) : NULL;
	}
	/* of whom these did not name, no name is told */
	for (size_t i = 0; i < view->person_count; i++) {
		view->people[i].join_late = view->people[i].join_waits;
		view->people[i].join_waits = false;
	}
}

static void set_connected(struct view *view, const uint64_t *ids, size_t count, bool connected)
{
	for (size_t i = 0; i < count; i++) {
		struct view_person *person = person_make(view, ids[i]);
		person->connected = connected;
		person->presence_told = true;
	}
}

void view_presence(struct view *view, const Convene__V1__PresenceUpdate *update)
{
	view->presence_known = view->presence_known || update->complete;
	if (update->complete) {
		for (size_t i = 0; i < view->person_count; i++) {
			view->people[i].connected = false;
			view->people[i].presence_told = true;
		}
	}
	set_connected(view, update->disconnected, update->n_disconnected, false);
	set_connected(view, update->connected, update->n_connected, true);
}

/* --- injects --- */

void view_inject_revised(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__InjectRevised *revised = event->inject_revised;
	struct view_inject *inject = inject_at(view, revised->inject_id);
	inject->revision = revised->revision;
	inject->status = revised->status;
	inject->change = revised->change;
	inject->revised_mark = view->last_mark;
	if (revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_HELD ||
	    revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE ||
	    revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE ||
	    revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE) {
		inject->held_by = revised->change;
	}
	inject->due_ms = revised->due_ms;
	if (revised->inject != NULL) {
		inject->plan = revised->inject;
	}
}

void view_inject_delivered(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__InjectDelivered *delivered = event->inject_delivered;
	struct view_inject *inject = inject_at(view, delivered->inject_id);
	if (inject->delivered_mark == 0) {
		inject->revision++;
	}
	inject->status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED;
	inject->delivered = delivered;
	inject->delivered_mark = view->last_mark;
	inject->delivered_ms = event->exercise_ms;
}

void view_inject_withdrawn(struct view *view, const Convene__V1__Event *event)
{
	struct view_inject *inject = inject_at(view, event->inject_withdrawn->inject_id);
	if (inject->withdrawn == NULL) {
		inject->revision++;
	}
	inject->status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WITHDRAWN;
	inject->withdrawn = event->inject_withdrawn;
	inject->withdrawn_mark = view->last_mark;
	inject->withdrawn_ms = event->exercise_ms;
}

void view_injects_shifted(struct view *view, const Convene__V1__Event *event)
{
	view->inject_shifts = event->injects_shifted->shift;
	for (size_t i = 0; i < view->inject_count; i++) {
		struct view_inject *inject = &view->injects[i];
		if (shift_moves(inject->status, inject->due_ms, event->exercise_ms,
		        event->injects_shifted->by_ms, &inject->due_ms)) {
			inject->revision++;
		}
	}
}

static void add_reading(struct view_readings *readings, const struct view *view,
    const Convene__V1__Event *event, uint64_t participant_id, const char *team_id)
{
	*LIST_ADD(readings->list, readings->count, readings->cap) =
	    (struct view_reading){participant_id, team_id, view->last_mark, event->exercise_ms};
}

void view_inject_read(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__InjectRead *read = event->inject_read;
	struct view_inject *inject = inject_at(view, read->inject_id);
	add_reading(&inject->readings, view, event, read->participant_id, read->team_id);
	if (read->participant_id == view->participant_id) {
		inject->read_by_me = true;
	}
}

void view_inject_answered(struct view *view, const Convene__V1__Event *event)
{
	struct view_inject *inject = inject_at(view, event->inject_answered->inject_id);
	*LIST_ADD(inject->answers, inject->answer_count, inject->answer_cap) =
	    (struct view_answer){event->inject_answered, view->last_mark, event->exercise_ms};
}

/* --- communication --- */

void view_thread_opened(struct view *view, const Convene__V1__Event *event)
{
	uint64_t id = event->thread_opened->thread_id;
	if (!id_map_add(&view->thread_places, id, view->thread_count)) {
		return;
	}
	*LIST_ADD(view->threads, view->thread_count, view->thread_cap) =
	    (struct view_thread){.id = id,
	        .exercise_ms = event->exercise_ms,
	        .opened = event->thread_opened,
	        .last_mark = view->last_mark};
}

void view_message_posted(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__MessagePosted *posted = event->message_posted;
	struct view_thread *thread =
	    ID_MAP_FIND(&view->thread_places, view->threads, posted->thread_id);
	if (!id_map_add(&view->message_places, posted->message_id, view->message_count)) {
		return;
	}
	*LIST_ADD(view->messages, view->message_count, view->message_cap) =
	    (struct view_message){.id = posted->message_id,
	        .mark = view->last_mark,
	        .exercise_ms = event->exercise_ms,
	        .posted = posted};
	if (thread != NULL) {
		if (thread->message_count++ == 0) {
			thread->first_message_id = posted->message_id;
		}
		thread->last_message_id = posted->message_id;
		thread->last_mark = view->last_mark;
	}
}

void view_message_read(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__MessageRead *read = event->message_read;
	struct view_message *message =
	    ID_MAP_FIND(&view->message_places, view->messages, read->message_id);
	if (message == NULL) {
		return;
	}
	add_reading(&message->readings, view, event, read->participant_id, read->team_id);
	if (read->participant_id == view->participant_id) {
		message->read_by_me = true;
	}
}

void view_message_voiced(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__MessageVoiced *voiced = event->message_voiced;
	struct view_message *message =
	    ID_MAP_FIND(&view->message_places, view->messages, voiced->message_id);
	if (message != NULL) {
		message->voiced_by = voiced->participant_id;
	}
}

void view_message_corrected(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__MessageCorrected *corrected = event->message_corrected;
	struct view_message *message =
	    ID_MAP_FIND(&view->message_places, view->messages, corrected->message_id);
	if (message != NULL) {
		message->corrected = corrected;
		message->corrected_mark = view->last_mark;
		message->corrected_ms = event->exercise_ms;
		/* in an entity's name nobody is named but in the envelope */
		message->corrected_by_me = corrected->participant_id == view->participant_id ||
		                           view->last_actor_id == view->participant_id;
		message->read_by_me = message->corrected_by_me;
	}
}

void view_receipt_reached(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__ReceiptReached *receipt = event->receipt_reached;
	struct view_person *person =
	    ID_MAP_FIND(&view->person_places, view->people, receipt->participant_id);
	if (person != NULL && receipt->through_seq > person->reached_mark) {
		person->reached_mark = receipt->through_seq;
	}
}

void view_announced(struct view *view, const Convene__V1__Event *event)
{
	*LIST_ADD(view->announcements, view->announcement_count, view->announcement_cap) =
	    (struct view_announcement){view->last_mark, event->exercise_ms, event->announced};
}

void view_decision_logged(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__DecisionLogged *logged = event->decision_logged;
	*LIST_ADD(view->decisions, view->decision_count, view->decision_cap) =
	    (struct view_decision){logged->decision_id, event->exercise_ms, logged};
}

void view_briefing_issued(struct view *view, const Convene__V1__Event *event)
{
	if (strcmp(event->briefing_issued->team_id, view->team_id) == 0) {
		view->briefing = event->briefing_issued->briefing;
	}
}

/* What refers to the document says what there is to know of it. */
void view_attachment_stored(struct view *view, const Convene__V1__Event *event)
{
	(void)view;
	(void)event;
}

static void apply(struct view *view, const Convene__V1__Event *event)
{
	switch (event->body_case) {
#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	case CONVENE__V1__EVENT__BODY_##NAME:                                                      \
		view_##name(view, event);                                                          \
		break;
#include "proto/words.def"
	NO_EVENT:
		break;
	}
}

/* What finds no room is not taken in, and nothing that follows it, even where that needs none:
 * last_mark stays at the last event that the viewer was shown, which is what commands say has been
 * seen. */
void view_event(struct view *view, uint64_t mark, const Convene__V1__Event *event,
    ProtobufCBinaryData bytes, const Convene__V1__Envelope *envelope)
{
	struct guard_error error;
	if (mark <= view->last_mark || view_is_full(view)) {
		return;
	}
	/* decoded once more, into memory that stays; a receipt needs none, and most are receipts */
	if (event->body_case != CONVENE__V1__EVENT__BODY_RECEIPT_REACHED) {
		event = (const Convene__V1__Event *)guard_decode(
		    &convene__v1__event__descriptor, bytes.data, bytes.len, view->arena, &error);
	}
	if (event != NULL) {
		view_take(view, mark, event, envelope);
	}
}

void view_take(struct view *view, uint64_t mark, const Convene__V1__Event *event,
    const Convene__V1__Envelope *envelope)
{
	if (mark <= view->last_mark) {
		return;
	}
	view->last_mark = mark;
	view->last_actor_id = envelope != NULL ? envelope->actor_id : 0;
	apply(view, event);
	view_queue_apply(view, event);
	if (event->exercise_ms > view->last_exercise_ms) {
		view->last_exercise_ms = event->exercise_ms;
	}
	if (event->wall_ms > view->last_wall_ms) {
		view->last_wall_ms = event->wall_ms;
	}
}

void view_welcome(
    struct view *view, uint64_t participant_id, Convene__V1__Role role, const char *team_id)
{
	view->participant_id = participant_id;
	view->role = role;
	view->team_id = keep_text(view, team_id);
}

void view_caught_up(struct view *view)
{
	view->caught_up = true;
}
