/*
 * An incomplete request is sent back far more often than a complete one; that it is incomplete is
 * known from what staff are told, as the world is theirs. Some are never acknowledged or answered,
 * so that limits fall overdue.
 */
#include "proto/people/replies.h"

#include <string.h>

#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name

/* The first thing of which staff know that it is missing, else the first that the instrument wants.
 */
static const char *missing_of(
    const struct view_request *request, const Convene__V1__Instrument *instrument)
{
	if (request->assessed != NULL && request->assessed->n_missing > 0) {
		return request->assessed->missing[0];
	}
	return instrument != NULL && instrument->n_fields > 0 ? instrument->fields[0]->id
	                                                      : "purpose";
}

void replies_move(struct actor *actor, const struct view_request *request,
    Convene__V1__RequestState state, bool careless)
{
	const Convene__V1__Instrument *instrument = view_declared(
	    actor->people->world, INSTRUMENT, Instrument, request->content->instrument);
	Convene__V1__RequestValue values[SAYING_VALUES_MAX], *list[SAYING_VALUES_MAX];
	char *missing = said(missing_of(request, instrument));
	ACTOR_COMMAND(MOVE_REQUEST, MoveRequest, move_request);
	body.request_id = request->id;
	body.state = state;
	body.values = list;
	switch (state) {
	case STATE(ACKNOWLEDGED):
		body.text = said("Received; one of us is on it.");
		break;
	case STATE(ANSWERED):
		body.text = said(phrase_fact(actor));
		if (instrument != NULL && !careless) {
			body.n_values = saying_values(actor, instrument->answer_fields,
			    instrument->n_answer_fields, values, list);
		}
		break;
	case STATE(REFUSED):
		body.text = said("We have no legal basis for this; please ask the prosecution.");
		break;
	default:
		body.text = said("We cannot work with it as it is.");
		body.missing = &missing;
		body.n_missing = 1;
		break;
	}
	attempt_send(actor, &command);
}

static Convene__V1__RequestState some_answer(
    struct actor *actor, const struct view_request *request)
{
	bool incomplete = request->assessed != NULL && !request->assessed->complete;
	uint64_t mood = actor_random(actor, 100);
	if (mood < (incomplete ? 60 : 4)) {
		return STATE(RETURNED);
	}
	return mood < (incomplete ? 70 : 14) ? STATE(REFUSED) : STATE(ANSWERED);
}

void replies_do(struct actor *actor, const struct task *task)
{
	const struct view_request *request = view_request(actor->people->world, task->id);
	if (request == NULL) {
		return;
	}
	if (task->kind == TASK_ACKNOWLEDGE) {
		if (request->state == STATE(SENT)) {
			replies_move(actor, request, STATE(ACKNOWLEDGED), false);
		}
	} else if (request->state == STATE(SENT) || request->state == STATE(ACKNOWLEDGED)) {
		replies_move(actor, request, some_answer(actor, request), actor_chance(actor, 20));
	}
}

void replies_on_sent(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__RequestSent *sent = event->request_sent;
	const Convene__V1__Party *to = sent->content != NULL ? sent->content->to : NULL;
	if (to == NULL || to->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID ||
	    strcmp(to->team_id, actor->team_id) != 0 ||
	    !actor_is_mine_by_number(actor, sent->request_id)) {
		return;
	}
	/* some fall overdue */
	if (actor_chance(actor, 80)) {
		agenda_plan(actor, TASK_ACKNOWLEDGE, 1 * MINUTE, 8 * MINUTE)->id = sent->request_id;
	}
	if (actor_chance(actor, 80)) {
		agenda_plan(actor, TASK_ANSWER_REQUEST, 9 * MINUTE, 30 * MINUTE)->id =
		    sent->request_id;
	}
}
