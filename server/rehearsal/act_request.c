#include "server/rehearsal/act.h"

#include <string.h>

#define VALUES_MAX 32

/* What one request says; the strings are the scenario's or literals. */
struct saying {
	Convene__V1__RequestContent content;
	Convene__V1__Party to;
	Convene__V1__RequestValue values[VALUES_MAX], *list[VALUES_MAX];
	uint64_t case_id;
};

static size_t fill(Convene__V1__RequestValue *values, Convene__V1__RequestValue **list,
    Convene__V1__RequestField *const *fields, size_t count)
{
	count = count < VALUES_MAX ? count : VALUES_MAX;
	for (size_t i = 0; i < count; i++) {
		convene__v1__request_value__init(&values[i]);
		values[i].field = fields[i]->id;
		values[i].value = ACT_TEXT;
		list[i] = &values[i];
	}
	return count;
}

static bool has_agency(
    const Convene__V1__Agency *agencies, size_t count, Convene__V1__Agency agency)
{
	for (size_t i = 0; i < count; i++) {
		if (agencies[i] == agency) {
			return true;
		}
	}
	return count == 0;
}

/* A team that may receive it, for a pattern that names nobody. */
static bool receiver(
    struct run *run, int team, const Convene__V1__Instrument *instrument, Convene__V1__Party *party)
{
	const Convene__V1__Team *own = run->scenario->teams[team];
	uint64_t seen = 0;
	for (size_t i = 0; i < run->scenario->n_teams; i++) {
		const Convene__V1__Team *other = run->scenario->teams[i];
		bool abroad = strcmp(other->country, own->country) != 0;
		bool fits =
		    (int)i != team &&
		    has_agency(instrument->to_agencies, instrument->n_to_agencies, other->agency) &&
		    !(instrument->border == CONVENE__V1__BORDER__BORDER_CROSSED && !abroad) &&
		    !(instrument->border == CONVENE__V1__BORDER__BORDER_DOMESTIC && abroad);
		if (fits && run_random(run, ++seen) == 0) {
			convene__v1__party__init(party);
			party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
			party->team_id = other->id;
		}
	}
	return seen > 0;
}

static void say(struct run *run, int team, const Convene__V1__Instrument *instrument, int person,
    struct saying *saying)
{
	Convene__V1__RequestContent *content = &saying->content;
	convene__v1__request_content__init(content);
	content->instrument = instrument->id;
	content->to = &saying->to;
	content->channel = instrument->n_channels > 0 ? instrument->channels[0]
	                                              : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	content->subject = content->purpose = content->legal_basis = content->text = ACT_TEXT;
	content->n_values =
	    fill(saying->values, saying->list, instrument->fields, instrument->n_fields);
	content->values = saying->list;
	if (instrument->n_urgencies > 0) {
		content->urgency = instrument->urgencies[0]->id;
	}
	const struct run_case *file =
	    instrument->needs_case || person >= 0 ? act_case_for(run, team, person) : NULL;
	if (file != NULL) {
		saying->case_id = file->id;
		content->case_ids = &saying->case_id;
		content->n_case_ids = 1;
	}
}

static const Convene__V1__Instrument *instrument_called(struct run *run, const char *id)
{
	for (size_t i = 0; i < run->scenario->n_instruments; i++) {
		if (strcmp(run->scenario->instruments[i]->id, id) == 0) {
			return run->scenario->instruments[i];
		}
	}
	return NULL;
}

/* A request that came to the team and that the pattern is about. */
static struct run_request *received(
    struct run *run, int team, const Convene__V1__RequestPattern *pattern)
{
	for (size_t i = 0; i < run->request_count; i++) {
		struct run_request *request = &run->requests[i];
		const char *id = run->scenario->instruments[request->instrument]->id;
		if (request->to_team == team &&
		    (*pattern->instrument == '\0' || strcmp(pattern->instrument, id) == 0)) {
			return request;
		}
	}
	return NULL;
}

bool act_request(struct run *run, const struct task *task)
{
	const Convene__V1__RequestPattern *pattern = task->pattern->request;
	if (pattern->state > CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT) {
		struct run_request *request = received(run, task->team, pattern);
		if (request != NULL) {
			act_answer_request(run, request, task->team, pattern->state);
		}
		return request != NULL;
	}
	const Convene__V1__Instrument *instrument = instrument_called(run, pattern->instrument);
	Convene__V1__SendRequest send = CONVENE__V1__SEND_REQUEST__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	struct saying saying;
	if (instrument == NULL) {
		return false;
	}
	bool found = pattern->n_to > 0
	                 ? act_party(run, task->team, pattern->to, pattern->n_to, &saying.to)
	                 : receiver(run, task->team, instrument, &saying.to);
	if (!found) {
		return false;
	}
	say(run, task->team, instrument, run_person_index(run, pattern->person), &saying);
	if (pattern->completeness == CONVENE__V1__COMPLETENESS__COMPLETENESS_INCOMPLETE) {
		saying.content.n_values = 0;
		saying.content.legal_basis = (char *)protobuf_c_empty_string;
	}
	send.content = &saying.content;
	command.body_case = CONVENE__V1__COMMAND__BODY_SEND_REQUEST;
	command.send_request = &send;
	return act_send(run, task->team, &command, &send.anyway);
}

void act_answer_request(
    struct run *run, struct run_request *request, int team, Convene__V1__RequestState state)
{
	const Convene__V1__Instrument *instrument = run->scenario->instruments[request->instrument];
	Convene__V1__MoveRequest move = CONVENE__V1__MOVE_REQUEST__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RequestValue values[VALUES_MAX], *list[VALUES_MAX];
	move.request_id = request->id;
	move.state = state;
	move.text = ACT_TEXT;
	move.values = list;
	if (state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED) {
		move.n_values =
		    fill(values, list, instrument->answer_fields, instrument->n_answer_fields);
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_MOVE_REQUEST;
	command.move_request = &move;
	if (team >= 0) {
		act_send(run, team, &command, &move.anyway);
	} else {
		run_command(run, run->simulators[0], &command, NULL);
	}
}

void act_mend_request(struct run *run, const struct run_request *request)
{
	const Convene__V1__Instrument *instrument = run->scenario->instruments[request->instrument];
	Convene__V1__SendRequest send = CONVENE__V1__SEND_REQUEST__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	struct saying saying;
	int team = request->from_team;
	if (request->to_team < 0) {
		return;
	}
	convene__v1__party__init(&saying.to);
	saying.to.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	saying.to.team_id = run->scenario->teams[request->to_team]->id;
	say(run, team, instrument, -1, &saying);
	send.request_id = request->id;
	send.content = &saying.content;
	command.body_case = CONVENE__V1__COMMAND__BODY_SEND_REQUEST;
	command.send_request = &send;
	act_send(run, team, &command, &send.anyway);
}
