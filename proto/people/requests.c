/*
 * Requests by the instruments that the team's agency may use, to somebody who may receive them.
 * What is left out, the wrong channel and the missing receivers are decided once, when a request is
 * written; what the server then warns of is mending.c's, and a request that was returned is written
 * whole. For an expected request the pattern says what is to be there; where what it is about is
 * not there yet (a case, a request that has to come first) the matter is put off.
 */
#include "proto/people/requests.h"

#include "proto/party.h"
#include "proto/people/party.h"
#include "proto/rules/competence.h"
#include "proto/rules/instrument.h"
#include "proto/rules/request_step.h"

#include <string.h>

#define COMPLETE_PERCENT      65
#define RIGHT_CHANNEL_PERCENT 85
#define DRAFT_PERCENT         20

/* What people leave out when they are in a hurry. */
static void leave_out(struct actor *actor, struct saying *saying)
{
	saying->content.n_values =
	    saying->content.n_values > 0 ? actor_random(actor, saying->content.n_values) : 0;
	if (actor_chance(actor, 50)) {
		saying->content.legal_basis = said("");
	}
}

static bool fits_agency(const Convene__V1__Agency *list, size_t count, Convene__V1__Agency agency)
{
	return count == 0 || agency_among(agency, list, count);
}

static bool accepts(const struct actor *actor, const Convene__V1__Instrument *instrument,
    const Convene__V1__TeamCard *team)
{
	const Convene__V1__Country *country = view_country(actor->people->world, team->country);
	/* of a country that they know nothing of, people try */
	return country == NULL || instrument_is_accepted(instrument, country);
}

static bool may_receive(const struct actor *actor, const Convene__V1__Instrument *instrument,
    const Convene__V1__TeamCard *own, const Convene__V1__TeamCard *other)
{
	bool abroad = strcmp(other->country, own->country) != 0;
	return strcmp(other->id, own->id) != 0 &&
	       fits_agency(instrument->to_agencies, instrument->n_to_agencies, other->agency) &&
	       (instrument->n_all_agencies == 0 ||
	           fits_agency(
	               instrument->all_agencies, instrument->n_all_agencies, other->agency)) &&
	       !(instrument->border == CONVENE__V1__BORDER__BORDER_CROSSED && !abroad) &&
	       !(instrument->border == CONVENE__V1__BORDER__BORDER_DOMESTIC && abroad) &&
	       accepts(actor, instrument, other);
}

/* A team that may receive it, each as likely; false: there is none. */
static bool receiver(
    struct actor *actor, const Convene__V1__Instrument *instrument, Convene__V1__Party *party)
{
	const Convene__V1__ExerciseCreated *exercise = actor->people->world->exercise;
	const Convene__V1__TeamCard *own = actor_team(actor);
	uint64_t seen = 0;
	convene__v1__party__init(party);
	for (size_t i = 0; own != NULL && i < exercise->n_teams; i++) {
		if (may_receive(actor, instrument, own, exercise->teams[i]) &&
		    actor_random(actor, ++seen) == 0) {
			party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID, exercise->teams[i]->id);
		}
	}
	return seen > 0;
}

size_t requests_others(struct actor *actor, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *first, Convene__V1__Party *parties, Convene__V1__Party **list)
{
	const Convene__V1__ExerciseCreated *exercise = actor->people->world->exercise;
	const Convene__V1__TeamCard *own = actor_team(actor);
	size_t count = 0;
	if (instrument->n_all_agencies == 0 || own == NULL) {
		return 0;
	}
	for (size_t i = 0; i < exercise->n_teams && count < REQUESTS_ALSO_MAX; i++) {
		if (!may_receive(actor, instrument, own, exercise->teams[i]) ||
		    (first->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		        strcmp(first->team_id, exercise->teams[i]->id) == 0)) {
			continue;
		}
		party_set(
		    &parties[count], CONVENE__V1__PARTY__KIND_TEAM_ID, exercise->teams[i]->id);
		list[count] = &parties[count];
		count++;
	}
	return count;
}

static void send_saying(struct actor *actor, const Convene__V1__Instrument *instrument,
    struct saying *saying, bool to_all)
{
	Convene__V1__Party parties[REQUESTS_ALSO_MAX], *list[REQUESTS_ALSO_MAX];
	ACTOR_COMMAND(SEND_REQUEST, SendRequest, send_request);
	body.content = &saying->content;
	body.also_to = list;
	if (to_all) {
		body.n_also_to = requests_others(actor, instrument, &saying->to, parties, list);
	}
	attempt_send(actor, &command);
}

static void draft(struct actor *actor, struct saying *saying)
{
	ACTOR_COMMAND(DRAFT_REQUEST, DraftRequest, draft_request);
	body.content = &saying->content;
	actor_send(actor, &command);
}

void requests_some(struct actor *actor, const struct view_case *file)
{
	const struct view *world = actor->people->world;
	const Convene__V1__TeamCard *own = actor_team(actor);
	const Convene__V1__Instrument *chosen = NULL;
	Convene__V1__Party to;
	uint64_t seen = 0;
	for (size_t i = 0; own != NULL && i < view_declared_count(world, INSTRUMENT); i++) {
		const Convene__V1__Instrument *instrument =
		    view_declared_at(world, INSTRUMENT, Instrument, i);
		if (fits_agency(
		        instrument->from_agencies, instrument->n_from_agencies, own->agency) &&
		    (!instrument->needs_case || file != NULL) && receiver(actor, instrument, &to) &&
		    actor_random(actor, ++seen) == 0) {
			chosen = instrument;
		}
	}
	if (chosen == NULL || !receiver(actor, chosen, &to)) {
		return;
	}
	struct saying saying;
	saying_fill(actor, chosen, &to, file, &saying);
	if (!actor_chance(actor, COMPLETE_PERCENT)) {
		leave_out(actor, &saying);
	}
	if (!actor_chance(actor, RIGHT_CHANNEL_PERCENT)) {
		saying.content.channel = CONVENE__V1__CHANNEL__CHANNEL_PHONE;
	}
	if (actor_chance(actor, DRAFT_PERCENT)) {
		draft(actor, &saying);
	} else {
		send_saying(actor, chosen, &saying, actor_chance(actor, 70));
	}
}

/* --- what comes of it --- */

void requests_send_draft(struct actor *actor, const struct task *task)
{
	const struct view_request *request = view_request(actor->people->world, task->id);
	ACTOR_COMMAND(SEND_REQUEST, SendRequest, send_request);
	if (request == NULL || request->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT) {
		return;
	}
	body.request_id = task->id;
	body.revision = request->revision;
	attempt_send(actor, &command);
}

void requests_mend(struct actor *actor, const struct task *task)
{
	const struct view *world = actor->people->world;
	const struct view_request *request = view_request(world, task->id);
	const struct view_case *file = NULL;
	ACTOR_COMMAND(SEND_REQUEST, SendRequest, send_request);
	if (request == NULL ||
	    request->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED) {
		return;
	}
	const Convene__V1__Instrument *instrument =
	    view_declared(world, INSTRUMENT, Instrument, request->content->instrument);
	if (instrument == NULL) {
		return;
	}
	if (request->content->n_case_ids > 0) {
		file = view_case(world, request->content->case_ids[0]);
	} else if (instrument->needs_case) {
		file = file_for(actor, NULL);
	}
	struct saying saying;
	saying_fill(actor, instrument, request->content->to, file, &saying);
	body.request_id = task->id;
	body.content = &saying.content;
	attempt_send(actor, &command);
}

void requests_on_drafted(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__RequestDrafted *drafted = event->request_drafted;
	if (drafted->participant_id == actor->id) {
		agenda_plan(actor, TASK_SEND_DRAFT, 3 * MINUTE, 10 * MINUTE)->id =
		    drafted->request_id;
	}
}

void requests_on_moved(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__RequestMoved *moved = event->request_moved;
	const struct view_request *request = view_request(actor->people->world, moved->request_id);
	if (moved->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED &&
	    actor_is_mine_by_number(actor, moved->request_id) && request != NULL &&
	    strcmp(request->from_team_id, actor->team_id) == 0 && actor_chance(actor, 85)) {
		agenda_plan(actor, TASK_MEND_REQUEST, 3 * MINUTE, 10 * MINUTE)->id =
		    moved->request_id;
	}
}

/* --- what is expected --- */

/* A request that came to the team and that the pattern is about. */
static const struct view_request *received(
    const struct actor *actor, const Convene__V1__RequestPattern *pattern)
{
	const struct view *world = actor->people->world;
	for (size_t i = 0; i < world->request_count; i++) {
		const struct view_request *request = &world->requests[i];
		const Convene__V1__Party *to = request->content->to;
		if (to != NULL && to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		    strcmp(to->team_id, actor->team_id) == 0 && view_request_is_open(request) &&
		    (pattern->instrument[0] == '\0' ||
		        strcmp(pattern->instrument, request->content->instrument) == 0)) {
			return request;
		}
	}
	return NULL;
}

/* Something becomes of a request that came. */
static void received_pattern(struct actor *actor, const struct task *task)
{
	const Convene__V1__RequestPattern *pattern = task->pattern->request;
	const struct view_request *request = received(actor, pattern);
	if (request == NULL) {
		agenda_again(actor, task, MINUTE, 3 * MINUTE);
	} else if (request_may_become(request->state, pattern->state)) {
		replies_move(actor, request, pattern->state, task->mistake);
	}
}

void requests_pattern(struct actor *actor, const struct task *task)
{
	const Convene__V1__RequestPattern *pattern = task->pattern->request;
	const Convene__V1__Instrument *instrument =
	    view_declared(actor->people->world, INSTRUMENT, Instrument, pattern->instrument);
	const Convene__V1__CasePerson *person = person_called(actor->people, pattern->person);
	if (pattern->state > CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT) {
		received_pattern(actor, task);
		return;
	}
	if (instrument == NULL) {
		return;
	}
	const struct view_case *file =
	    instrument->needs_case || person != NULL ? file_for(actor, person) : NULL;
	if (file == NULL && person != NULL) {
		file_open(actor, person);
		agenda_again(actor, task, MINUTE, 3 * MINUTE);
		return;
	}
	Convene__V1__Party to;
	if (!(pattern->n_to > 0 ? some_party(actor, pattern->to, pattern->n_to, &to)
	                        : receiver(actor, instrument, &to)) ||
	    to.kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
		return;
	}
	struct saying saying;
	saying_fill(actor, instrument, &to, file, &saying);
	if (pattern->completeness == CONVENE__V1__COMPLETENESS__COMPLETENESS_INCOMPLETE) {
		leave_out(actor, &saying);
	}
	send_saying(actor, instrument, &saying, !task->mistake);
}
