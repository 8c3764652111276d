#include "server/exercise/condition/condition_private.h"
#include "server/exercise/state.h"

/* Events against patterns: what an event says is read once, then compared with each pattern of its
 * kind. Kinds that nothing waits for cost one comparison. */

/* What an event says, by index; -1: it says nothing of the kind. */
struct fact {
	struct fitting is;
	const uint64_t *case_ids; /* borrowed: the event's */
	size_t case_count;
	char *const *inject_ids; /* borrowed: likewise */
	size_t inject_count;
	const struct case_file *file; /* borrowed: the state's; NULL: none */
};

static bool sets_meet(const struct party_set *one, const struct party_set *other)
{
	uint64_t common = one->control && other->control;
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		common |= one->teams.words[i] & other->teams.words[i];
	}
	for (size_t i = 0; i < ENTITIES_MAX / 64; i++) {
		common |= one->entities.words[i] & other->entities.words[i];
	}
	return common != 0;
}

static void set_add_party(
    const struct exercise *exercise, struct party_set *set, const Convene__V1__Party *party)
{
	if (party == NULL) {
		return;
	}
	switch (party->kind_case) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		team_set_add(&set->teams, cast_team(&exercise->cast, party->team_id));
		break;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		entity_set_add(&set->entities, cast_entity(&exercise->cast, party->entity_id));
		break;
	case CONVENE__V1__PARTY__KIND_CONTROL:
		set->control = true;
		break;
	default:
		break;
	}
}

static void fact_init(struct fact *fact)
{
	memset(fact, 0, sizeof *fact);
	fact->is.subject = fact->is.detail = fact->is.flag = fact->is.form = -1;
	fact->is.person = fact->is.inject = -1;
}

static void fact_of_case(struct exercise *exercise, struct fact *fact, uint64_t id)
{
	fact->file = case_find(exercise, id);
	fact->is.person = fact->file != NULL ? fact->file->person : -1;
}

static bool parties_fit(const struct fitting *wanted, const struct fact *fact)
{
	return (wanted->any_from || sets_meet(&wanted->from, &fact->is.from)) &&
	       (wanted->any_to || sets_meet(&wanted->to, &fact->is.to));
}

static bool is_or_any(int wanted, int fact)
{
	return wanted < 0 || wanted == fact;
}

/* One of the cases concerns the person. */
static bool person_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	if (wanted->person < 0) {
		return true;
	}
	for (size_t i = 0; i < fact->case_count; i++) {
		const struct case_file *file = case_find(exercise, fact->case_ids[i]);
		if (file != NULL && file->person == wanted->person) {
			return true;
		}
	}
	return false;
}

static bool inject_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	bool fits = wanted->inject < 0;
	for (size_t i = 0; i < fact->inject_count && !fits; i++) {
		fits = strcmp(fact->inject_ids[i], exercise->msel.injects[wanted->inject]->id) == 0;
	}
	return fits;
}

typedef bool fits_fn(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact);

static void match(struct exercise *exercise, const struct applying *applying,
    const struct interests *interests, const struct fact *fact, fits_fn *fits)
{
	struct moment at = {applying->event->exercise_ms, applying->event->seq};
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		if (interests->list[i].concern == CONCERN_FITS &&
		    fits(exercise, pattern->fitting, fact) && pattern_fit(pattern, at)) {
			condition_judge(exercise, pattern->condition);
		}
	}
}

/* --- injects --- */

static bool fits_inject(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	(void)exercise;
	return wanted->subject == fact->is.subject && wanted->moment == fact->is.moment &&
	       parties_fit(wanted, fact);
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
	match(exercise, applying, &tables->injects[inject->order], &fact, fits_inject);
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
	       parties_fit(wanted, fact) && person_fits(exercise, wanted, fact) &&
	       inject_fits(exercise, wanted, fact);
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
	set_add_party(exercise, &fact.is.from, body->from);
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
	match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_MESSAGE], &fact,
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
	       is_or_any(wanted->subject, fact->is.subject) && parties_fit(wanted, fact) &&
	       person_fits(exercise, wanted, fact);
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
	set_add_party(exercise, &fact.is.to, request->content->to);
	fact.case_ids = request->content->case_ids;
	fact.case_count = request->content->n_case_ids;
	match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_REQUEST], &fact,
	    fits_request);
}

static bool fits_decision(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	return parties_fit(wanted, fact) && inject_fits(exercise, wanted, fact);
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
	match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_DECISION], &fact,
	    fits_decision);
}

/* --- cases, disclosures, answers --- */

static bool fits_case(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	(void)exercise;
	return is_or_any(wanted->person, fact->is.person) && parties_fit(wanted, fact) &&
	       wanted->subject == fact->is.subject && wanted->detail == fact->is.detail &&
	       wanted->flag == fact->is.flag && wanted->form == fact->is.form;
}

/* Every case begins in the first state of each track; a person is known to be concerned by all that
 * the case has been through when that is found out. */
static bool fits_standing(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	const struct case_file *file = fact->file;
	bool matched = fact->is.consent;
	if (wanted->subject < 0 || wanted->subject >= TRACKS_MAX || wanted->detail >= 32 ||
	    matched != (wanted->person >= 0) || !is_or_any(wanted->person, fact->is.person) ||
	    !parties_fit(wanted, fact)) {
		return false;
	}
	(void)exercise;
	return wanted->detail == 0 ||
	       (file->tracks[wanted->subject].reached >> wanted->detail & 1) != 0;
}

static void match_case(struct exercise *exercise, const struct applying *applying,
    struct fact *fact, const char *team_id)
{
	team_set_add(&fact->is.from.teams, cast_team(&exercise->cast, team_id));
	match(
	    exercise, applying, &exercise->conditions.tables->kinds[PATTERN_CASE], fact, fits_case);
}

static void match_standing(
    struct exercise *exercise, const struct applying *applying, uint64_t case_id, bool matched)
{
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, case_id);
	if (fact.file != NULL) {
		fact.is.consent = matched;
		team_set_add(&fact.is.from.teams, fact.file->lead);
		match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_CASE], &fact,
		    fits_standing);
	}
}

static void match_moved(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseMoved *body = applying->event->case_moved;
	const Convene__V1__Track *track =
	    library_get(&exercise->library, TRACK, Track, body->track);
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.subject = library_index(&exercise->library, LIBRARY_TRACK, body->track);
	for (size_t i = 0; track != NULL && i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, body->to) == 0) {
			fact.is.detail = (int)i;
		}
	}
	if (fact.is.detail >= 0) {
		match_case(exercise, applying, &fact, body->team_id);
	}
}

static void match_flagged(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseFlagged *body = applying->event->case_flagged;
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.flag = library_index(&exercise->library, LIBRARY_FLAG, body->flag);
	match_case(exercise, applying, &fact, body->team_id);
}

static void match_filled(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FormFilled *body = applying->event->form_filled;
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.form = library_index(&exercise->library, LIBRARY_FORM, body->form);
	match_case(exercise, applying, &fact, body->team_id);
}

static bool fits_disclosure(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	uint64_t common = wanted->any_field;
	(void)exercise;
	for (size_t i = 0; i < 4; i++) {
		common |= wanted->fields[i] & fact->is.fields[i];
	}
	return common != 0 && !(wanted->consent && !fact->is.consent) &&
	       !(wanted->no_consent && fact->is.consent) &&
	       is_or_any(wanted->person, fact->is.person) && parties_fit(wanted, fact);
}

static void match_disclosed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FieldsDisclosed *body = applying->event->fields_disclosed;
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.consent = body->consent_id != 0;
	team_set_add(&fact.is.from.teams, cast_team(&exercise->cast, body->from_team_id));
	set_add_party(exercise, &fact.is.to, body->to);
	for (size_t i = 0; i < body->n_values; i++) {
		int field =
		    library_index(&exercise->library, LIBRARY_FIELD, body->values[i]->field);
		if (field >= 0 && field < 256) {
			fact.is.fields[field / 64] |= UINT64_C(1) << (field % 64);
		}
	}
	match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_DISCLOSURE], &fact,
	    fits_disclosure);
}

static bool fits_answer(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	bool any_scale = wanted->least == 0 && wanted->most == 0;
	(void)exercise;
	return wanted->subject == fact->is.subject && wanted->detail == fact->is.detail &&
	       (wanted->any_choice || (wanted->choices & fact->is.choices) != 0) &&
	       (any_scale || (fact->is.least >= wanted->least && fact->is.least <= wanted->most)) &&
	       parties_fit(wanted, fact);
}

static void match_answer(struct exercise *exercise, const struct applying *applying,
    const Convene__V1__Questionnaire *declared, int subject,
    const Convene__V1__QuestionAnswer *answer)
{
	struct fact fact;
	fact_init(&fact);
	fact.is.subject = subject;
	fact.is.least = answer->scale;
	team_set_add(&fact.is.from.teams,
	    cast_team(&exercise->cast, applying->event->questionnaire_answered->team_id));
	for (size_t i = 0; i < declared->n_questions; i++) {
		const Convene__V1__Question *question = declared->questions[i];
		if (strcmp(question->id, answer->question) != 0) {
			continue;
		}
		fact.is.detail = (int)i;
		for (size_t j = 0; j < question->n_choices && j < 64; j++) {
			for (size_t k = 0; k < answer->n_choices; k++) {
				bool chosen =
				    strcmp(question->choices[j]->id, answer->choices[k]) == 0;
				fact.is.choices |= (uint64_t)chosen << j;
			}
		}
	}
	match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_ANSWER], &fact,
	    fits_answer);
}

static void match_answers(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__QuestionnaireAnswered *body = applying->event->questionnaire_answered;
	int subject =
	    library_index(&exercise->library, LIBRARY_QUESTIONNAIRE, body->questionnaire_id);
	for (size_t i = 0; subject >= 0 && i < body->n_answers; i++) {
		match_answer(exercise, applying,
		    library_at(&exercise->library, QUESTIONNAIRE, Questionnaire, subject), subject,
		    body->answers[i]);
	}
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

static void match_cases(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		match_standing(exercise, applying, event->case_opened->case_id, false);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_MATCHED:
		match_standing(exercise, applying, event->case_matched->case_id, true);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_MOVED:
		match_moved(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
		match_flagged(exercise, applying);
		break;
	default:
		match_filled(exercise, applying);
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
