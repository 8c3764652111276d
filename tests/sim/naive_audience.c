#include "tests/sim/naive_audience.h"

#include "proto/reflect.h"

#include <string.h>

static bool one_of(const struct onlooker *onlooker, int a, int b, int c, int d)
{
	return onlooker->role == a || onlooker->role == b || onlooker->role == c ||
	       onlooker->role == d;
}

static bool staff(const struct onlooker *onlooker)
{
	return one_of(onlooker, ORGANISER, CONTROLLER, SIMULATOR, EVALUATOR);
}

static bool of_team(const struct onlooker *onlooker, const char *team_id)
{
	return onlooker->role == PLAYER && strcmp(onlooker->team_id, team_id) == 0;
}

static bool came(const struct onlooker *onlooker, int role)
{
	return role == PLAYER || role == CONTROLLER || staff(onlooker);
}

static bool party(const struct onlooker *onlooker, const Convene__V1__ThreadOpened *opened)
{
	for (size_t i = 0; i < opened->n_parties; i++) {
		if (opened->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		    of_team(onlooker, opened->parties[i]->team_id)) {
			return true;
		}
	}
	return staff(onlooker);
}

static bool delivered_to(
    const struct onlooker *onlooker, const Convene__V1__InjectDelivered *delivered)
{
	for (size_t i = 0; i < delivered->n_to; i++) {
		if (of_team(onlooker, delivered->to[i])) {
			return true;
		}
	}
	return staff(onlooker);
}

static bool announced_to(const struct onlooker *onlooker, const Convene__V1__Announced *announced)
{
	bool named = announced->n_to == 0;
	for (size_t i = 0; i < announced->n_to; i++) {
		named |= of_team(onlooker, announced->to[i]);
	}
	return named || staff(onlooker);
}

/* That of an inject which was delivered; there is one. */
static const Convene__V1__InjectDelivered *delivery(const struct memory *memory, const char *id)
{
	for (size_t seq = 1; seq <= memory->count; seq++) {
		const Convene__V1__Event *event = memory->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED &&
		    strcmp(event->inject_delivered->inject_id, id) == 0) {
			return event->inject_delivered;
		}
	}
	fail_msg("inject \"%s\" was withdrawn, and never delivered", id);
	return NULL;
}

/* --- cases: a team has one that it opened or that was shared with it --- */

static bool has_track(const Convene__V1__CaseShared *shared, const char *track)
{
	bool has = track == NULL;
	for (size_t i = 0; i < shared->n_tracks && !has; i++) {
		has = strcmp(shared->tracks[i]->track, track) == 0;
	}
	return has;
}

/* `track` NULL: with whichever tracks. */
/* The event of the kind whose body begins with this id. */
static const Convene__V1__Event *made(
    const struct memory *memory, Convene__V1__Event__BodyCase kind, uint64_t id)
{
	for (size_t seq = 1; seq <= memory->count; seq++) {
		const Convene__V1__Event *event = memory->events[seq];
		const ProtobufCMessage *body = &event->exercise_created->base;
		if (event->body_case == kind &&
		    *(const uint64_t *)reflect_member(body, &body->descriptor->fields[0]) == id) {
			return event;
		}
	}
	fail_msg("nothing was made with the id %llu", (unsigned long long)id);
	return NULL;
}

/* The referral of that id. */
static const Convene__V1__CaseShared *referral(const struct memory *memory, uint64_t id)
{
	for (size_t seq = 1; seq <= memory->count; seq++) {
		const Convene__V1__Event *event = memory->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_SHARED &&
		    event->case_shared->referral_id == id) {
			return event->case_shared;
		}
	}
	fail_msg("there is no referral %llu", (unsigned long long)id);
	return NULL;
}

static bool has_case(const struct memory *memory, const struct onlooker *onlooker, uint64_t case_id,
    const char *track)
{
	for (size_t seq = 1; seq <= memory->count; seq++) {
		const Convene__V1__Event *event = memory->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_OPENED &&
		    event->case_opened->case_id == case_id &&
		    of_team(onlooker, event->case_opened->team_id)) {
			return true;
		}
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_SHARED &&
		    event->case_shared->case_id == case_id &&
		    of_team(onlooker, event->case_shared->to_team_id) &&
		    has_track(event->case_shared, track)) {
			return true;
		}
	}
	return false;
}

static bool is_party(const struct onlooker *onlooker, const Convene__V1__Party *party)
{
	return party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	       of_team(onlooker, party->team_id);
}

static bool case_seen(
    const struct memory *memory, const Convene__V1__Event *event, const struct onlooker *onlooker)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		return of_team(onlooker, event->case_opened->team_id);
	case CONVENE__V1__EVENT__BODY_CASE_MOVED:
		return has_case(
		    memory, onlooker, event->case_moved->case_id, event->case_moved->track);
	case CONVENE__V1__EVENT__BODY_CASE_ALIAS_ADDED:
		return has_case(memory, onlooker, event->case_alias_added->case_id, NULL);
	case CONVENE__V1__EVENT__BODY_CASES_LINKED:
		return has_case(memory, onlooker, event->cases_linked->case_id, NULL) &&
		       has_case(memory, onlooker, event->cases_linked->other_case_id, NULL);
	case CONVENE__V1__EVENT__BODY_FORM_FILLED:
		return of_team(onlooker, event->form_filled->team_id);
	case CONVENE__V1__EVENT__BODY_FIELD_RECORDED:
		return of_team(onlooker, event->field_recorded->team_id);
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		return of_team(onlooker, event->case_shared->from_team_id) ||
		       of_team(onlooker, event->case_shared->to_team_id);
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		return of_team(onlooker, event->referral_answered->team_id) ||
		       of_team(onlooker,
		           referral(memory, event->referral_answered->referral_id)->from_team_id);
	case CONVENE__V1__EVENT__BODY_CASE_TAKEN_OVER:
		return has_case(memory, onlooker, event->case_taken_over->case_id, NULL);
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		return of_team(onlooker, event->fields_disclosed->from_team_id) ||
		       is_party(onlooker, event->fields_disclosed->to);
	case CONVENE__V1__EVENT__BODY_CONSENT_RECORDED:
		return has_case(memory, onlooker, event->consent_recorded->case_id, NULL);
	case CONVENE__V1__EVENT__BODY_CONSENT_WITHDRAWN:
		return has_case(memory, onlooker, event->consent_withdrawn->case_id, NULL);
	default:
		fail_msg(
		    "an event of a kind that the filter does not know: %d", (int)event->body_case);
		return false;
	}
}

/* --- requests, interpreters, questionnaires --- */

/* The last request sent under an id; NULL: none. */
static const Convene__V1__RequestSent *last_sent(const struct memory *memory, uint64_t id)
{
	const Convene__V1__RequestSent *sent = NULL;
	for (size_t seq = 1; seq <= memory->count; seq++) {
		const Convene__V1__Event *event = memory->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_SENT &&
		    event->request_sent->request_id == id) {
			sent = event->request_sent;
		}
	}
	return sent;
}

static bool request_seen(const struct memory *memory, uint64_t id, bool sender, bool receiver,
    const struct onlooker *onlooker)
{
	const Convene__V1__RequestSent *sent = last_sent(memory, id);
	if (sent == NULL) {
		/* a draft is its author's */
		return of_team(onlooker, made(memory, CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED, id)
		                             ->request_drafted->team_id);
	}
	return (sender && of_team(onlooker, sent->from_team_id)) ||
	       (receiver && is_party(onlooker, sent->content->to));
}

static const Convene__V1__Questionnaire *questionnaire(const struct memory *memory, const char *id)
{
	const Convene__V1__Questionnaire *opened = NULL;
	for (size_t seq = 1; seq <= memory->count; seq++) {
		const Convene__V1__Event *event = memory->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED &&
		    strcmp(event->questionnaire_opened->questionnaire->id, id) == 0) {
			opened = event->questionnaire_opened->questionnaire;
		}
	}
	return opened;
}

static bool is_asked(const struct onlooker *onlooker, const Convene__V1__Questionnaire *opened)
{
	for (size_t i = 0; i < opened->n_to; i++) {
		if (of_team(onlooker, opened->to[i])) {
			return true;
		}
	}
	return opened->n_to == 0 && onlooker->role == PLAYER;
}

static bool conduct_seen(
    const struct memory *memory, const Convene__V1__Event *event, const struct onlooker *onlooker)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_RECORD_RELEASED:
		return of_team(onlooker, event->record_released->team_id);
	case CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED:
		return of_team(onlooker, event->request_drafted->team_id);
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		return of_team(onlooker, event->request_sent->from_team_id) ||
		       is_party(onlooker, event->request_sent->content->to);
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		return request_seen(memory, event->request_moved->request_id, true, true, onlooker);
	case CONVENE__V1__EVENT__BODY_REQUEST_REMINDED:
		return request_seen(memory, event->request_reminded->request_id,
		    event->request_reminded->overdue, true, onlooker);
	case CONVENE__V1__EVENT__BODY_INTERPRETER_BOOKED:
		return of_team(onlooker, event->interpreter_booked->team_id);
	case CONVENE__V1__EVENT__BODY_INTERPRETER_ARRIVED:
		return of_team(onlooker, made(memory, CONVENE__V1__EVENT__BODY_INTERPRETER_BOOKED,
		                             event->interpreter_arrived->booking_id)
		                             ->interpreter_booked->team_id);
	case CONVENE__V1__EVENT__BODY_INTERPRETER_RELEASED:
		return of_team(onlooker, made(memory, CONVENE__V1__EVENT__BODY_INTERPRETER_BOOKED,
		                             event->interpreter_released->booking_id)
		                             ->interpreter_booked->team_id);
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED:
		return is_asked(onlooker, event->questionnaire_opened->questionnaire);
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED:
		return of_team(onlooker, event->questionnaire_answered->team_id) &&
		       !questionnaire(memory, event->questionnaire_answered->questionnaire_id)
		            ->each_person;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_CLOSED:
		return is_asked(
		    onlooker, questionnaire(memory, event->questionnaire_closed->questionnaire_id));
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_RESULT:
		return is_asked(
		    onlooker, questionnaire(memory, event->questionnaire_result->questionnaire_id));
	default:
		return case_seen(memory, event, onlooker);
	}
}

bool should_see(
    const struct memory *memory, const Convene__V1__Event *event, const struct onlooker *onlooker)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_CREATED:
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
	case CONVENE__V1__EVENT__BODY_CLOCK_PAUSED:
	case CONVENE__V1__EVENT__BODY_CLOCK_RESUMED:
	case CONVENE__V1__EVENT__BODY_RATE_CHANGED:
	case CONVENE__V1__EVENT__BODY_CLOCK_JUMPED:
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
	case CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED:
	case CONVENE__V1__EVENT__BODY_CLOCK_RESTORED:
	case CONVENE__V1__EVENT__BODY_STORY_SHIFTED:
	case CONVENE__V1__EVENT__BODY_CATALOGUE_ISSUED:
		return true;
	case CONVENE__V1__EVENT__BODY_SCENARIO_LOADED:
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
	case CONVENE__V1__EVENT__BODY_INJECTS_SHIFTED:
	case CONVENE__V1__EVENT__BODY_MESSAGE_VOICED:
	case CONVENE__V1__EVENT__BODY_CASE_MATCHED:
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
	case CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED:
	case CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED:
	case CONVENE__V1__EVENT__BODY_SWITCH_TURNED:
	case CONVENE__V1__EVENT__BODY_ITEM_CLAIMED:
	case CONVENE__V1__EVENT__BODY_ITEM_RELEASED:
	case CONVENE__V1__EVENT__BODY_ITEM_DISMISSED:
		return staff(onlooker);
	case CONVENE__V1__EVENT__BODY_INVITE_ISSUED:
	case CONVENE__V1__EVENT__BODY_INVITE_REVOKED:
	case CONVENE__V1__EVENT__BODY_WELFARE_RAISED:
	case CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED:
		return onlooker->role == ORGANISER || onlooker->role == CONTROLLER;
	case CONVENE__V1__EVENT__BODY_BRIEFING_ISSUED:
		return of_team(onlooker, event->briefing_issued->team_id);
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		return came(onlooker, (int)event->participant_joined->role);
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		return came(onlooker, (int)made(memory, CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED,
		                          event->participant_removed->participant_id)
		                          ->participant_joined->role);
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return delivered_to(onlooker, event->inject_delivered);
	case CONVENE__V1__EVENT__BODY_ANNOUNCED:
		return announced_to(onlooker, event->announced);
	case CONVENE__V1__EVENT__BODY_MESSAGE_CORRECTED:
		return party(onlooker, made(memory, CONVENE__V1__EVENT__BODY_THREAD_OPENED,
		                           event->message_corrected->thread_id)
		                           ->thread_opened);
	case CONVENE__V1__EVENT__BODY_INJECT_WITHDRAWN:
		return delivered_to(onlooker, delivery(memory, event->inject_withdrawn->inject_id));
	case CONVENE__V1__EVENT__BODY_INJECT_READ:
		return staff(onlooker) || of_team(onlooker, event->inject_read->team_id);
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		return staff(onlooker) || of_team(onlooker, event->inject_answered->team_id);
	case CONVENE__V1__EVENT__BODY_THREAD_OPENED:
		return party(onlooker, event->thread_opened);
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		return party(onlooker, made(memory, CONVENE__V1__EVENT__BODY_THREAD_OPENED,
		                           event->message_posted->thread_id)
		                           ->thread_opened);
	case CONVENE__V1__EVENT__BODY_MESSAGE_READ:
		return staff(onlooker) || of_team(onlooker, event->message_read->team_id);
	case CONVENE__V1__EVENT__BODY_RECEIPT_REACHED:
		return staff(onlooker) || of_team(onlooker, event->receipt_reached->team_id);
	case CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED:
		return staff(onlooker) || of_team(onlooker, event->attachment_stored->team_id);
	case CONVENE__V1__EVENT__BODY_DECISION_LOGGED:
		return one_of(onlooker, ORGANISER, CONTROLLER, EVALUATOR, EVALUATOR) ||
		       of_team(onlooker, event->decision_logged->team_id);
	default:
		return staff(onlooker) || conduct_seen(memory, event, onlooker);
	}
}

void remember(struct memory *memory, const Convene__V1__Event *event)
{
	memory->events[event->seq] = event;
	memory->count = event->seq;
}
