#include "tests/sim/naive_log.h"

#include "proto/xalloc.h"

#include <string.h>

void naive_log_init(struct naive_log *log, struct world *world)
{
	memset(log, 0, sizeof *log);
	log->count = world->count;
	log->events = xcalloc(world->count + 1, sizeof *log->events);
	world_forget(world);
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		log->events[seq] = event;
		if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_CREATED) {
			log->created = event->exercise_created;
		}
		if (event->body_case != CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
			continue;
		}
		const Convene__V1__Scenario *part = event->scenario_loaded->part;
		for (size_t i = 0; i < part->n_milestones; i++) {
			log->milestones[log->milestone_count++] = part->milestones[i];
		}
		for (size_t i = 0; i < part->n_injects; i++) {
			log->injects[log->inject_count++] = part->injects[i];
		}
		for (size_t i = 0; i < part->n_tracks; i++) {
			log->tracks[log->track_count++] = part->tracks[i];
		}
		if (part->overdue != NULL) {
			log->overdue = (int)part->overdue->action;
		}
	}
}

void naive_log_deinit(struct naive_log *log)
{
	free(log->events);
}

/* --- parties --- */

static bool is_team(const struct naive_log *log, const char *name, const char *team_id)
{
	if (strcmp(name, team_id) == 0) {
		return true;
	}
	for (size_t i = 0; i < log->created->n_teams; i++) {
		const Convene__V1__TeamCard *card = log->created->teams[i];
		if (strcmp(card->id, team_id) == 0 && strcmp(card->country, name) == 0) {
			return true;
		}
	}
	return false;
}

static bool team_named(
    const struct naive_log *log, char *const *names, size_t count, const char *team_id)
{
	bool named = count == 0;
	for (size_t i = 0; i < count; i++) {
		named |= is_team(log, names[i], team_id);
	}
	return named;
}

static bool party_named(
    const struct naive_log *log, char *const *names, size_t count, const Convene__V1__Party *party)
{
	bool named = count == 0;
	if (party == NULL) {
		return named; /* a draft to nobody yet */
	}
	for (size_t i = 0; i < count; i++) {
		switch (party->kind_case) {
		case CONVENE__V1__PARTY__KIND_TEAM_ID:
			named |= is_team(log, names[i], party->team_id);
			break;
		case CONVENE__V1__PARTY__KIND_ENTITY_ID:
			named |= strcmp(names[i], party->entity_id) == 0;
			break;
		default:
			named |= strcmp(names[i], "control") == 0;
		}
	}
	return named;
}

static bool same_party(const Convene__V1__Party *one, const Convene__V1__Party *other)
{
	if (one->kind_case != other->kind_case) {
		return false;
	}
	return one->kind_case == CONVENE__V1__PARTY__KIND_CONTROL ||
	       strcmp(one->team_id, other->team_id) == 0;
}

static bool among(char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* --- cases, as they stand at an event --- */

static bool concerns(const struct naive_log *log, uint64_t case_id, const char *person, size_t seq)
{
	const char *whom = "";
	if (*person == '\0') {
		return true;
	}
	for (size_t i = 1; i <= seq; i++) {
		const Convene__V1__Event *event = log->events[i];
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_MATCHED &&
		    event->case_matched->case_id == case_id) {
			whom = event->case_matched->person_id;
		}
	}
	return strcmp(whom, person) == 0;
}

static bool concern(const struct naive_log *log, const uint64_t *case_ids, size_t count,
    const char *person, size_t seq)
{
	bool any = *person == '\0';
	for (size_t i = 0; i < count && !any; i++) {
		any = concerns(log, case_ids[i], person, seq);
	}
	return any;
}

/* Who has the lead; whether it has been in a state. */
static const char *lead(const struct naive_log *log, uint64_t case_id, size_t seq)
{
	const char *team_id = "";
	for (size_t i = 1; i <= seq; i++) {
		const Convene__V1__Event *event = log->events[i];
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_OPENED &&
		    event->case_opened->case_id == case_id) {
			team_id = event->case_opened->team_id;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_TAKEN_OVER &&
		           event->case_taken_over->case_id == case_id) {
			team_id = event->case_taken_over->team_id;
		}
	}
	return team_id;
}

static bool has_been(
    const struct naive_log *log, uint64_t case_id, const char *track, const char *state, size_t seq)
{
	for (size_t i = 0; i < log->track_count; i++) {
		if (strcmp(log->tracks[i]->id, track) == 0 &&
		    strcmp(log->tracks[i]->states[0]->id, state) == 0) {
			return true;
		}
	}
	for (size_t i = 1; i <= seq; i++) {
		const Convene__V1__Event *event = log->events[i];
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_MOVED &&
		    event->case_moved->case_id == case_id &&
		    strcmp(event->case_moved->track, track) == 0 &&
		    strcmp(event->case_moved->to, state) == 0) {
			return true;
		}
	}
	return false;
}

static bool fits_case(
    const struct naive_log *log, const Convene__V1__CasePattern *pattern, size_t seq)
{
	const Convene__V1__Event *event = log->events[seq];
	bool state = *pattern->state != '\0';
	uint64_t case_id = 0;
	const char *team_id = "";
	bool what = false;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		case_id = event->case_opened->case_id;
		team_id = event->case_opened->team_id;
		what = state && *pattern->person == '\0' &&
		       has_been(log, case_id, pattern->track, pattern->state, seq);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_MATCHED:
		case_id = event->case_matched->case_id;
		team_id = lead(log, case_id, seq);
		what = state && *pattern->person != '\0' &&
		       has_been(log, case_id, pattern->track, pattern->state, seq);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_MOVED:
		case_id = event->case_moved->case_id;
		team_id = event->case_moved->team_id;
		/* an act leaves it where it was */
		what = state && strcmp(event->case_moved->from, event->case_moved->to) != 0 &&
		       strcmp(event->case_moved->track, pattern->track) == 0 &&
		       strcmp(event->case_moved->to, pattern->state) == 0 &&
		       strcmp(event->case_moved->from, pattern->state) != 0; /* else an act */
		break;
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
		case_id = event->case_flagged->case_id;
		team_id = event->case_flagged->team_id;
		what = strcmp(event->case_flagged->flag, pattern->flag) == 0;
		break;
	case CONVENE__V1__EVENT__BODY_FORM_FILLED:
		case_id = event->form_filled->case_id;
		team_id = event->form_filled->team_id;
		what = strcmp(event->form_filled->form, pattern->form) == 0;
		break;
	default:
		return false;
	}
	return what && concerns(log, case_id, pattern->person, seq) &&
	       team_named(log, pattern->by, pattern->n_by, team_id);
}

/* --- the other kinds --- */

static bool fits_inject(
    const struct naive_log *log, const Convene__V1__InjectPattern *pattern, size_t seq)
{
	const Convene__V1__Event *event = log->events[seq];
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return pattern->is == CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED &&
		       strcmp(event->inject_delivered->inject_id, pattern->id) == 0;
	case CONVENE__V1__EVENT__BODY_INJECT_READ:
		return pattern->is == CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_READ &&
		       strcmp(event->inject_read->inject_id, pattern->id) == 0 &&
		       team_named(log, pattern->by, pattern->n_by, event->inject_read->team_id);
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		return pattern->is == CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_ANSWERED &&
		       strcmp(event->inject_answered->inject_id, pattern->id) == 0 &&
		       team_named(log, pattern->by, pattern->n_by, event->inject_answered->team_id);
	default:
		return false;
	}
}

static const Convene__V1__ThreadOpened *thread_of(const struct naive_log *log, uint64_t id)
{
	for (size_t i = 1; i <= log->count; i++) {
		const Convene__V1__Event *event = log->events[i];
		if (event->body_case == CONVENE__V1__EVENT__BODY_THREAD_OPENED &&
		    event->thread_opened->thread_id == id) {
			return event->thread_opened;
		}
	}
	fail_msg("there is no thread %llu", (unsigned long long)id);
	return NULL;
}

static bool fits_message(
    const struct naive_log *log, const Convene__V1__MessagePattern *pattern, size_t seq)
{
	if (log->events[seq]->body_case != CONVENE__V1__EVENT__BODY_MESSAGE_POSTED) {
		return false;
	}
	const Convene__V1__MessagePosted *posted = log->events[seq]->message_posted;
	const Convene__V1__ThreadOpened *thread = thread_of(log, posted->thread_id);
	bool to = pattern->n_to == 0, channel = pattern->n_channels == 0;
	for (size_t i = 0; i < thread->n_parties; i++) {
		to |= !same_party(thread->parties[i], posted->from) &&
		      party_named(log, pattern->to, pattern->n_to, thread->parties[i]);
	}
	for (size_t i = 0; i < pattern->n_channels; i++) {
		channel |= pattern->channels[i] == thread->channel;
	}
	return to && channel && party_named(log, pattern->from, pattern->n_from, posted->from) &&
	       concern(log, posted->case_ids, posted->n_case_ids, pattern->person, seq) &&
	       (*pattern->inject == '\0' ||
	           among(posted->inject_ids, posted->n_inject_ids, pattern->inject));
}

/* A request as the events up to `seq` leave it. */
struct naive_request {
	const Convene__V1__RequestContent *content;
	const char *from;
	bool sent, complete;
};

static struct naive_request request_at(const struct naive_log *log, uint64_t id, size_t seq)
{
	struct naive_request request = {NULL, "", false, false};
	for (size_t i = 1; i <= seq; i++) {
		const Convene__V1__Event *event = log->events[i];
		if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED &&
		    event->request_drafted->request_id == id) {
			request.content = event->request_drafted->content;
			request.from = event->request_drafted->team_id;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_SENT &&
		           event->request_sent->request_id == id) {
			request.content = event->request_sent->content;
			request.from = event->request_sent->from_team_id;
			request.sent = true;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED &&
		           event->request_assessed->request_id == id) {
			request.complete = event->request_assessed->complete;
		}
	}
	return request;
}

static bool fits_request(
    const struct naive_log *log, const Convene__V1__RequestPattern *pattern, size_t seq)
{
	const Convene__V1__Event *event = log->events[seq];
	bool judged = pattern->completeness != 0;
	uint64_t id = 0;
	bool what = false;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED:
		id = event->request_drafted->request_id;
		what = pattern->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT;
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
	case CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED:
		id = event->request_sent->request_id;
		what = (pattern->state <= CONVENE__V1__REQUEST_STATE__REQUEST_STATE_UNSPECIFIED ||
		           pattern->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT) &&
		       judged == (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		id = event->request_moved->request_id;
		what = pattern->state == event->request_moved->state;
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_REMINDED:
		id = event->request_reminded->request_id;
		break;
	default:
		return false;
	}
	if (pattern->overdue) {
		what = event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_REMINDED &&
		       event->request_reminded->overdue &&
		       event->request_reminded->deadline == CONVENE__V1__DEADLINE__DEADLINE_ANSWER;
	}
	struct naive_request request = request_at(log, id, seq);
	bool complete = pattern->completeness == CONVENE__V1__COMPLETENESS__COMPLETENESS_COMPLETE;
	return what && (!judged || (request.sent && request.complete == complete)) &&
	       (*pattern->instrument == '\0' ||
	           strcmp(pattern->instrument, request.content->instrument) == 0) &&
	       team_named(log, pattern->from, pattern->n_from, request.from) &&
	       party_named(log, pattern->to, pattern->n_to, request.content->to) &&
	       concern(log, request.content->case_ids, request.content->n_case_ids, pattern->person,
	           seq);
}

static bool fits_answer(
    const struct naive_log *log, const Convene__V1__AnswerPattern *pattern, size_t seq)
{
	if (log->events[seq]->body_case != CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED) {
		return false;
	}
	const Convene__V1__QuestionnaireAnswered *body = log->events[seq]->questionnaire_answered;
	bool fits = false;
	for (size_t i = 0; i < body->n_answers; i++) {
		const Convene__V1__QuestionAnswer *answer = body->answers[i];
		bool chosen = pattern->n_choices == 0;
		for (size_t j = 0; j < answer->n_choices; j++) {
			chosen |= among(pattern->choices, pattern->n_choices, answer->choices[j]);
		}
		bool scale = (pattern->least == 0 && pattern->most == 0) ||
		             (answer->scale >= pattern->least && answer->scale <= pattern->most);
		fits |= strcmp(answer->question, pattern->question) == 0 && chosen && scale;
	}
	return fits && strcmp(body->questionnaire_id, pattern->questionnaire) == 0 &&
	       team_named(log, pattern->by, pattern->n_by, body->team_id);
}

static bool fits_disclosure(
    const struct naive_log *log, const Convene__V1__DisclosurePattern *pattern, size_t seq)
{
	if (log->events[seq]->body_case != CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED) {
		return false;
	}
	const Convene__V1__FieldsDisclosed *body = log->events[seq]->fields_disclosed;
	bool field = pattern->n_fields == 0, consent = body->consent_id != 0;
	for (size_t i = 0; i < body->n_values; i++) {
		field |= among(pattern->fields, pattern->n_fields, body->values[i]->field);
	}
	return field && !(pattern->with_consent && !consent) &&
	       !(pattern->without_consent && consent) &&
	       team_named(log, pattern->from, pattern->n_from, body->from_team_id) &&
	       party_named(log, pattern->to, pattern->n_to, body->to) &&
	       concerns(log, body->case_id, pattern->person, seq);
}

static bool fits_decision(
    const struct naive_log *log, const Convene__V1__DecisionPattern *pattern, size_t seq)
{
	if (log->events[seq]->body_case != CONVENE__V1__EVENT__BODY_DECISION_LOGGED) {
		return false;
	}
	const Convene__V1__DecisionLogged *body = log->events[seq]->decision_logged;
	return team_named(log, pattern->by, pattern->n_by, body->team_id) &&
	       (*pattern->inject == '\0' ||
	           among(body->inject_ids, body->n_inject_ids, pattern->inject));
}

bool naive_fits(const struct naive_log *log, const Convene__V1__Pattern *pattern, size_t seq)
{
	const Convene__V1__Event *event = log->events[seq];
	switch (pattern->what_case) {
	case CONVENE__V1__PATTERN__WHAT_INJECT:
		return fits_inject(log, pattern->inject, seq);
	case CONVENE__V1__PATTERN__WHAT_MESSAGE:
		return fits_message(log, pattern->message, seq);
	case CONVENE__V1__PATTERN__WHAT_REQUEST:
		return fits_request(log, pattern->request, seq);
	case CONVENE__V1__PATTERN__WHAT_CASE_STATE:
		return fits_case(log, pattern->case_state, seq);
	case CONVENE__V1__PATTERN__WHAT_MILESTONE:
		return event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
		       event->milestone_changed->standing ==
		           CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED &&
		       strcmp(event->milestone_changed->milestone_id, pattern->milestone) == 0;
	case CONVENE__V1__PATTERN__WHAT_ANSWER:
		return fits_answer(log, pattern->answer, seq);
	case CONVENE__V1__PATTERN__WHAT_DISCLOSURE:
		return fits_disclosure(log, pattern->disclosure, seq);
	case CONVENE__V1__PATTERN__WHAT_DECISION:
		return fits_decision(log, pattern->decision, seq);
	case CONVENE__V1__PATTERN__WHAT_SWITCHED_ON:
		return event->body_case == CONVENE__V1__EVENT__BODY_SWITCH_TURNED &&
		       event->switch_turned->on &&
		       strcmp(event->switch_turned->switch_id, pattern->switched_on) == 0;
	default:
		return false;
	}
}
