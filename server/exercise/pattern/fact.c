/*
 * The one place that knows which events say what: a table from an event to the kind of its facts
 * and to what reads them. Readers look at the state too, in which the event has been applied
 * already: so a request's completeness or a case's lead is what the event made of it. Ids become
 * indices here, once for however many watch. What names nothing that there is makes no fact, or one
 * from nobody, which fits only whoever looks for anybody.
 */
#include "server/exercise/pattern/fact.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/sets.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* What every reader is given. */
struct telling {
	struct exercise *exercise;       /* borrowed: outlives the telling */
	const Convene__V1__Event *event; /* borrowed: likewise; it was applied */
	uint64_t seq;                    /* its position in the log */
	const struct library *library;   /* borrowed: the exercise's */
	struct fact fact;                /* the next one: its kind, when, and otherwise nothing */
	fact_fn *told;
};

static void tell(struct telling *telling)
{
	telling->told(telling->exercise, &telling->fact);
}

static void add_team(const struct telling *telling, struct parties *parties, const char *team_id)
{
	set_add(&parties->teams, cast_team(&telling->exercise->cast, team_id));
}

static void add_party(
    const struct telling *telling, struct parties *parties, const Convene__V1__Party *party)
{
	parties_add(parties, cast_end(&telling->exercise->cast, party));
}

/* --- injects, milestones, switches --- */

bool fact_is_of_thing(enum fact_kind kind)
{
	return kind == FACT_INJECT || kind == FACT_MILESTONE || kind == FACT_SWITCH;
}

struct fact fact_of_thing(enum fact_kind kind, int index, struct moment at)
{
	struct fact fact = {.kind = kind, .at = at, .subject.thing.index = index};
	if (kind == FACT_INJECT) {
		fact.subject.thing.moment = CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED;
	}
	return fact;
}

static void tell_delivered(struct telling *telling)
{
	const struct inject *inject =
	    inject_find(telling->exercise, telling->event->inject_delivered->inject_id);
	if (inject != NULL && inject->delivered_seq == telling->seq) {
		telling->fact = fact_of_thing(FACT_INJECT, (int)inject->order, telling->fact.at);
		tell(telling);
	}
}

static void tell_inject(struct telling *telling, const char *inject_id,
    Convene__V1__InjectMoment moment, const char *team_id)
{
	const struct inject *inject = inject_find(telling->exercise, inject_id);
	if (inject != NULL) {
		telling->fact.subject.thing.index = (int)inject->order;
		telling->fact.subject.thing.moment = (int)moment;
		add_team(telling, &telling->fact.from, team_id);
		tell(telling);
	}
}

static void tell_inject_read(struct telling *telling)
{
	const Convene__V1__InjectRead *body = telling->event->inject_read;
	tell_inject(telling, body->inject_id, CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_READ,
	    body->team_id);
}

static void tell_inject_answered(struct telling *telling)
{
	const Convene__V1__InjectAnswered *body = telling->event->inject_answered;
	tell_inject(telling, body->inject_id, CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_ANSWERED,
	    body->team_id);
}

static void tell_milestone(struct telling *telling)
{
	const Convene__V1__MilestoneChanged *body = telling->event->milestone_changed;
	int index = library_index(telling->library, LIBRARY_MILESTONE, body->milestone_id);
	bool reached =
	    body->standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED;
	bool lost =
	    body->standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE;
	if (index >= 0 && (reached || lost)) {
		telling->fact = fact_of_thing(
		    FACT_MILESTONE, index, (struct moment){body->at_ms, telling->seq});
		telling->fact.turn = reached ? FACT_COMES : FACT_IS_LOST;
		tell(telling);
	}
}

static void tell_switch(struct telling *telling)
{
	const Convene__V1__SwitchTurned *body = telling->event->switch_turned;
	int index = library_index(telling->library, LIBRARY_SWITCH, body->switch_id);
	if (index >= 0) {
		telling->fact = fact_of_thing(FACT_SWITCH, index, telling->fact.at);
		telling->fact.turn = body->on ? FACT_COMES : FACT_IS_OFF;
		tell(telling);
	}
}

/* --- messages, requests, decisions --- */

static void tell_message(struct telling *telling)
{
	const Convene__V1__MessagePosted *body = telling->event->message_posted;
	const struct thread *thread = thread_find(telling->exercise, body->thread_id);
	struct fact *fact = &telling->fact;
	if (thread == NULL) {
		return;
	}
	add_party(telling, &fact->from, body->from);
	/* it reaches all others of the thread */
	fact->to = thread->parties;
	fact->to.control = fact->to.control && !fact->from.control;
	set_drop(&fact->to.teams, &fact->from.teams);
	set_drop(&fact->to.entities, &fact->from.entities);
	fact->subject.message.channels =
	    (unsigned)thread->channel < 32 ? UINT32_C(1) << thread->channel : 0;
	fact->case_ids = body->case_ids;
	fact->case_count = body->n_case_ids;
	fact->inject_ids = body->inject_ids;
	fact->inject_count = body->n_inject_ids;
	tell(telling);
}

static void tell_decision(struct telling *telling)
{
	const Convene__V1__DecisionLogged *body = telling->event->decision_logged;
	add_team(telling, &telling->fact.from, body->team_id);
	telling->fact.inject_ids = body->inject_ids;
	telling->fact.inject_count = body->n_inject_ids;
	tell(telling);
}

static void tell_request(struct telling *telling, uint64_t id, int state)
{
	const struct request_file *request = request_find(telling->exercise, id);
	struct fact *fact = &telling->fact;
	if (request == NULL || request->content == NULL) {
		return;
	}
	fact->subject.request.instrument = request->instrument;
	fact->subject.request.state = state;
	fact->subject.request.completeness =
	    request->sent_seq == 0 ? CONVENE__V1__COMPLETENESS__COMPLETENESS_UNSPECIFIED
	    : request->complete    ? CONVENE__V1__COMPLETENESS__COMPLETENESS_COMPLETE
	                           : CONVENE__V1__COMPLETENESS__COMPLETENESS_INCOMPLETE;
	set_add(&fact->from.teams, request->from_team);
	add_party(telling, &fact->to, request->content->to);
	fact->case_ids = request->content->case_ids;
	fact->case_count = request->content->n_case_ids;
	tell(telling);
}

static void tell_request_drafted(struct telling *telling)
{
	tell_request(telling, telling->event->request_drafted->request_id,
	    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT);
}

static void tell_request_sent(struct telling *telling)
{
	tell_request(telling, telling->event->request_sent->request_id,
	    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT);
}

static void tell_request_assessed(struct telling *telling)
{
	tell_request(telling, telling->event->request_assessed->request_id, REQUEST_ASSESSED);
}

static void tell_request_moved(struct telling *telling)
{
	tell_request(telling, telling->event->request_moved->request_id,
	    (int)telling->event->request_moved->state);
}

static void tell_request_overdue(struct telling *telling)
{
	const Convene__V1__RequestReminded *body = telling->event->request_reminded;
	if (body->overdue && body->deadline == CONVENE__V1__DEADLINE__DEADLINE_ANSWER) {
		tell_request(telling, body->request_id, REQUEST_OVERDUE);
	}
}

/* --- cases --- */

/* Every case begins in the first state of each track; a person is known to be concerned by all that
 * the case has been through when that is found out. */
static void tell_standing(struct telling *telling, const uint64_t *case_id, enum case_naming naming)
{
	const struct case_file *file = case_find(telling->exercise, *case_id);
	struct fact *fact = &telling->fact;
	if (file == NULL) {
		return;
	}
	fact->case_ids = case_id;
	fact->case_count = 1;
	fact->subject.step.naming = naming;
	set_add(&fact->from.teams, file->lead);
	size_t tracks = library_count(telling->library, TRACK);
	for (size_t track = 0; track < tracks && track < TRACKS_MAX; track++) {
		for (int state = 0; state < TRACK_STATES_MAX; state++) {
			if (state == 0 || (file->tracks[track].reached >> state & 1) != 0) {
				fact->subject.step.index = (int)track;
				fact->subject.step.state = state;
				tell(telling);
			}
		}
	}
}

static void tell_case_opened(struct telling *telling)
{
	tell_standing(telling, &telling->event->case_opened->case_id, CASE_OF_NO_PERSON);
}

static void tell_case_matched(struct telling *telling)
{
	tell_standing(telling, &telling->event->case_matched->case_id, CASE_OF_SOME_PERSON);
}

static void tell_case(struct telling *telling, const uint64_t *case_id, const char *team_id,
    enum case_aspect aspect, int index, int state)
{
	struct fact *fact = &telling->fact;
	fact->case_ids = case_id;
	fact->case_count = 1;
	fact->subject.step.aspect = aspect;
	fact->subject.step.index = index;
	fact->subject.step.state = state;
	add_team(telling, &fact->from, team_id);
	if (index >= 0 && state >= 0) {
		tell(telling);
	}
}

static void tell_case_moved(struct telling *telling)
{
	const Convene__V1__CaseMoved *body = telling->event->case_moved;
	int index = library_index(telling->library, LIBRARY_TRACK, body->track);
	if (index >= 0 && strcmp(body->from, body->to) != 0) { /* or an act: it was there before */
		tell_case(telling, &body->case_id, body->team_id, CASE_STATE, index,
		    track_state_index(library_at(telling->library, TRACK, Track, index), body->to));
	}
}

static void tell_case_flagged(struct telling *telling)
{
	const Convene__V1__CaseFlagged *body = telling->event->case_flagged;
	tell_case(telling, &body->case_id, body->team_id, CASE_FLAG,
	    library_index(telling->library, LIBRARY_FLAG, body->flag), 0);
}

static void tell_form_filled(struct telling *telling)
{
	const Convene__V1__FormFilled *body = telling->event->form_filled;
	tell_case(telling, &body->case_id, body->team_id, CASE_FORM,
	    library_index(telling->library, LIBRARY_FORM, body->form), 0);
}

/* --- disclosures, answers --- */

static void tell_disclosed(struct telling *telling)
{
	const Convene__V1__FieldsDisclosed *body = telling->event->fields_disclosed;
	struct fact *fact = &telling->fact;
	fact->case_ids = &body->case_id;
	fact->case_count = 1;
	fact->subject.disclosure.with_consent = body->consent_id != 0;
	fact->subject.disclosure.without_consent = body->consent_id == 0;
	add_team(telling, &fact->from, body->from_team_id);
	add_party(telling, &fact->to, body->to);
	for (size_t i = 0; i < body->n_values; i++) {
		int field = library_index(telling->library, LIBRARY_FIELD, body->values[i]->field);
		if (field >= 0 && field < FIELDS_MAX) {
			fact->subject.disclosure.fields[field / 64] |= UINT64_C(1) << (field % 64);
		}
	}
	tell(telling);
}

/* Bits of those of the question's choices that are among these. */
static uint64_t choices_among(
    const Convene__V1__Question *question, char *const *choices, size_t count)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < question->n_choices && i < CHOICES_MAX; i++) {
		for (size_t j = 0; j < count; j++) {
			bool chosen = strcmp(question->choices[i]->id, choices[j]) == 0;
			bits |= (uint64_t)chosen << i;
		}
	}
	return bits;
}

static void tell_answers(struct telling *telling)
{
	const Convene__V1__QuestionnaireAnswered *body = telling->event->questionnaire_answered;
	union subject *subject = &telling->fact.subject;
	int index = library_index(telling->library, LIBRARY_QUESTIONNAIRE, body->questionnaire_id);
	subject->answer.questionnaire = index;
	add_team(telling, &telling->fact.from, body->team_id);
	for (size_t i = 0; index >= 0 && i < body->n_answers; i++) {
		const Convene__V1__QuestionAnswer *answer = body->answers[i];
		const Convene__V1__Questionnaire *questionnaire =
		    library_at(telling->library, QUESTIONNAIRE, Questionnaire, index);
		for (size_t j = 0; j < questionnaire->n_questions; j++) {
			const Convene__V1__Question *question = questionnaire->questions[j];
			if (strcmp(question->id, answer->question) == 0) {
				subject->answer.question = (int)j;
				subject->answer.least = subject->answer.most = answer->scale;
				subject->answer.choices =
				    choices_among(question, answer->choices, answer->n_choices);
				tell(telling);
			}
		}
	}
}

/* --- every event --- */

#define FACTS(EVENT, kind, read) [CONVENE__V1__EVENT__BODY_##EVENT] = {FACT_##kind, read}

static const struct {
	enum fact_kind kind;
	void (*tell)(struct telling *telling);
} events[] = {
    FACTS(INJECT_DELIVERED, INJECT, tell_delivered),
    FACTS(INJECT_READ, INJECT, tell_inject_read),
    FACTS(INJECT_ANSWERED, INJECT, tell_inject_answered),
    FACTS(MILESTONE_CHANGED, MILESTONE, tell_milestone),
    FACTS(SWITCH_TURNED, SWITCH, tell_switch),
    FACTS(MESSAGE_POSTED, MESSAGE, tell_message),
    FACTS(DECISION_LOGGED, DECISION, tell_decision),
    FACTS(REQUEST_DRAFTED, REQUEST, tell_request_drafted),
    FACTS(REQUEST_SENT, REQUEST, tell_request_sent),
    FACTS(REQUEST_ASSESSED, REQUEST, tell_request_assessed),
    FACTS(REQUEST_MOVED, REQUEST, tell_request_moved),
    FACTS(REQUEST_REMINDED, REQUEST, tell_request_overdue),
    FACTS(CASE_OPENED, CASE, tell_case_opened),
    FACTS(CASE_MATCHED, CASE, tell_case_matched),
    FACTS(CASE_MOVED, CASE, tell_case_moved),
    FACTS(CASE_FLAGGED, CASE, tell_case_flagged),
    FACTS(FORM_FILLED, CASE, tell_form_filled),
    FACTS(FIELDS_DISCLOSED, DISCLOSURE, tell_disclosed),
    FACTS(QUESTIONNAIRE_ANSWERED, ANSWER, tell_answers),
};

enum fact_kind fact_kind_of(const Convene__V1__Event *event)
{
	size_t body_case = event->body_case;
	return body_case < sizeof events / sizeof events[0] ? events[body_case].kind : FACT_NONE;
}

void facts_tell(struct exercise *exercise, const struct applying *applying, fact_fn *told)
{
	const Convene__V1__Event *event = applying->event;
	enum fact_kind kind = fact_kind_of(event);
	struct telling telling = {.exercise = exercise,
	    .event = event,
	    .library = &exercise->library,
	    .seq = applying->seq,
	    .fact = {.kind = kind, .at = {event->exercise_ms, applying->seq}},
	    .told = told};
	if (kind != FACT_NONE) {
		events[event->body_case].tell(&telling);
	}
}
