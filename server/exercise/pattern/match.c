#include "server/exercise/pattern/match.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/pattern/come.h"
#include "server/exercise/pattern/fact.h"
#include "server/exercise/pattern/match_case.h"
#include "server/exercise/pattern/milestone.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/switch.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

/* --- injects --- */

static bool fits_inject(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	(void)exercise;
	return wanted->subject == fact->is.subject && wanted->moment == fact->is.moment &&
	       fact_parties_fit(wanted, fact);
}

static void match_inject(struct exercise *exercise, const struct applying *applying,
    const char *inject_id, int moment, const char *team_id)
{
	struct condition_tables *tables = exercise->conditions.tables;
	const struct inject *inject = tables->watched > 0 ? inject_find(exercise, inject_id) : NULL;
	struct fact fact;
	if (inject == NULL) {
		return;
	}
	fact_init(&fact);
	fact.is.subject = (int)inject->order;
	fact.is.moment = moment;
	team_set_add(&fact.is.from.teams, cast_team(&exercise->cast, team_id));
	fact_match(exercise, applying, &tables->injects[inject->order], &fact, fits_inject);
}

static void match_delivered(struct exercise *exercise, const struct applying *applying)
{
	struct condition_tables *tables = exercise->conditions.tables;
	const struct inject *inject =
	    tables->watched > 0
	        ? inject_find(exercise, applying->event->inject_delivered->inject_id)
	        : NULL;
	if (inject != NULL && inject->delivered_seq == applying->event->seq) {
		interests_come(exercise, &tables->injects[inject->order], NULL,
		    (struct moment){inject->delivered_ms, inject->delivered_seq});
	}
}

/* --- messages, requests, decisions --- */

static bool fits_message(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	return (wanted->channels == 0 || (wanted->channels & fact->is.channels) != 0) &&
	       fact_parties_fit(wanted, fact) && fact_person_fits(exercise, wanted, fact) &&
	       fact_inject_fits(exercise, wanted, fact);
}

static void match_message(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MessagePosted *body = applying->event->message_posted;
	const struct thread *thread = thread_find(exercise, body->thread_id);
	struct fact fact;
	if (thread == NULL) {
		return;
	}
	fact_init(&fact);
	fact_add_party(exercise, &fact.is.from, body->from);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		fact.is.to.teams.words[i] =
		    thread->parties.teams.words[i] & ~fact.is.from.teams.words[i];
	}
	for (size_t i = 0; i < ENTITIES_MAX / 64; i++) {
		fact.is.to.entities.words[i] =
		    thread->parties.entities.words[i] & ~fact.is.from.entities.words[i];
	}
	fact.is.to.control = thread->parties.control && !fact.is.from.control;
	fact.is.channels = (unsigned)thread->channel < 32 ? UINT32_C(1) << thread->channel : 0;
	fact.case_ids = body->case_ids;
	fact.case_count = body->n_case_ids;
	fact.inject_ids = body->inject_ids;
	fact.inject_count = body->n_inject_ids;
	fact_match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_MESSAGE], &fact,
	    fits_message);
}

static bool fits_request(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	bool assessed = wanted->completeness != 0 &&
	                wanted->moment == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT &&
	                !wanted->overdue;
	/* whether one that is sent is complete is known with the event after it */
	return wanted->overdue == fact->is.overdue && assessed == fact->is.consent &&
	       (wanted->overdue || wanted->moment == fact->is.moment) &&
	       (wanted->completeness == 0 || wanted->completeness == fact->is.completeness) &&
	       fact_is_or_any(wanted->subject, fact->is.subject) &&
	       fact_parties_fit(wanted, fact) && fact_person_fits(exercise, wanted, fact);
}

static void match_request(struct exercise *exercise, const struct applying *applying, uint64_t id,
    Convene__V1__RequestState state, bool overdue, bool assessed)
{
	const struct request_file *request = request_find(exercise, id);
	struct fact fact;
	if (request == NULL || request->content == NULL) {
		return;
	}
	fact_init(&fact);
	fact.is.subject = request->instrument;
	fact.is.moment = (int)state;
	fact.is.overdue = overdue;
	fact.is.consent = assessed;
	fact.is.completeness =
	    request->sent_seq == 0 ? CONVENE__V1__COMPLETENESS__COMPLETENESS_UNSPECIFIED
	    : request->complete    ? CONVENE__V1__COMPLETENESS__COMPLETENESS_COMPLETE
	                           : CONVENE__V1__COMPLETENESS__COMPLETENESS_INCOMPLETE;
	team_set_add(&fact.is.from.teams, request->from_team);
	fact_add_party(exercise, &fact.is.to, request->content->to);
	fact.case_ids = request->content->case_ids;
	fact.case_count = request->content->n_case_ids;
	fact_match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_REQUEST], &fact,
	    fits_request);
}

static bool fits_decision(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	return fact_parties_fit(wanted, fact) && fact_inject_fits(exercise, wanted, fact);
}

static void match_decision(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__DecisionLogged *body = applying->event->decision_logged;
	struct fact fact;
	fact_init(&fact);
	fact.is.any_to = true;
	team_set_add(&fact.is.from.teams, cast_team(&exercise->cast, body->team_id));
	fact.inject_ids = body->inject_ids;
	fact.inject_count = body->n_inject_ids;
	fact_match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_DECISION], &fact,
	    fits_decision);
}

/* --- every event --- */

static void match_injects(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
		match_delivered(exercise, applying);
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_READ) {
		match_inject(exercise, applying, event->inject_read->inject_id,
		    CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_READ, event->inject_read->team_id);
	} else {
		match_inject(exercise, applying, event->inject_answered->inject_id,
		    CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_ANSWERED,
		    event->inject_answered->team_id);
	}
}

static void match_requests(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED:
		match_request(exercise, applying, event->request_drafted->request_id,
		    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT, false, false);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		match_request(exercise, applying, event->request_sent->request_id,
		    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT, false, false);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED:
		match_request(exercise, applying, event->request_assessed->request_id,
		    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT, false, true);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		match_request(exercise, applying, event->request_moved->request_id,
		    event->request_moved->state, false, false);
		break;
	default:
		if (event->request_reminded->overdue &&
		    event->request_reminded->deadline == CONVENE__V1__DEADLINE__DEADLINE_ANSWER) {
			match_request(exercise, applying, event->request_reminded->request_id, 0,
			    true, false);
		}
	}
}

typedef void match_fn(struct exercise *exercise, const struct applying *applying);

#define MATCH(EVENT, kind, match) [CONVENE__V1__EVENT__BODY_##EVENT] = {PATTERN_##kind, match}

/* Injects, milestones and switches are looked up by their index instead. */
static const struct {
	enum pattern_kind kind;
	match_fn *match;
} matches[] = {
    MATCH(INJECT_DELIVERED, INJECT, match_injects),
    MATCH(INJECT_READ, INJECT, match_injects),
    MATCH(INJECT_ANSWERED, INJECT, match_injects),
    MATCH(MESSAGE_POSTED, MESSAGE, match_message),
    MATCH(DECISION_LOGGED, DECISION, match_decision),
    MATCH(CASE_OPENED, CASE, match_cases),
    MATCH(CASE_MATCHED, CASE, match_cases),
    MATCH(CASE_MOVED, CASE, match_cases),
    MATCH(CASE_FLAGGED, CASE, match_cases),
    MATCH(FORM_FILLED, CASE, match_cases),
    MATCH(FIELDS_DISCLOSED, DISCLOSURE, match_disclosed),
    MATCH(REQUEST_DRAFTED, REQUEST, match_requests),
    MATCH(REQUEST_SENT, REQUEST, match_requests),
    MATCH(REQUEST_ASSESSED, REQUEST, match_requests),
    MATCH(REQUEST_MOVED, REQUEST, match_requests),
    MATCH(REQUEST_REMINDED, REQUEST, match_requests),
    MATCH(MILESTONE_CHANGED, MILESTONE, match_milestone),
    MATCH(SWITCH_TURNED, SWITCH, match_switch),
    MATCH(QUESTIONNAIRE_ANSWERED, ANSWER, match_answers),
};

void patterns_match(struct exercise *exercise, const struct applying *applying)
{
	size_t body_case = applying->event->body_case;
	if (body_case >= sizeof matches / sizeof matches[0] || matches[body_case].match == NULL) {
		return;
	}
	enum pattern_kind kind = matches[body_case].kind;
	bool by_index =
	    kind == PATTERN_INJECT || kind == PATTERN_MILESTONE || kind == PATTERN_SWITCH;
	if (by_index || exercise->conditions.tables->kinds[kind].count > 0) {
		matches[body_case].match(exercise, applying);
	}
}
