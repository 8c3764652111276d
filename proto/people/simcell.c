/*
 * One item at a time. The queue is asked when somebody looks, never remembered: between looking and
 * claiming another may be quicker, which the refusal says, and between claiming and answering
 * somebody may have taken it over. However it ends the simulator looks again, so nothing keeps
 * waiting while one is free.
 */
#include "proto/people/simcell.h"

#include <string.h>

/* An entity does not talk for ever. */
#define THREAD_LONG 8

#define CANNED_PERCENT    65
#define DISMISSED_PERCENT 5
#define ACCEPTED_PERCENT  80

static bool serves(const struct actor *actor, const struct view_item *item)
{
	bool for_control = item->waits_for != NULL &&
	                   item->waits_for->kind_case == CONVENE__V1__PARTY__KIND_CONTROL;
	return (actor->role == CONVENE__V1__ROLE__ROLE_CONTROLLER) == for_control;
}

void simcell_look_again(struct actor *actor)
{
	actor->serving = true;
	agenda_plan(actor, TASK_SERVE, 5 * SECOND, 15 * SECOND);
}

void simcell_on_waiting(struct actor *actor, const Convene__V1__Event *event)
{
	/* what a simulator wrote themselves waits for nobody */
	if (!actor->serving && (event->body_case != CONVENE__V1__EVENT__BODY_MESSAGE_POSTED ||
	                           event->message_posted->participant_id != 0)) {
		simcell_look_again(actor);
	}
}

void simcell_on_claimed(struct actor *actor, const Convene__V1__Event *event)
{
	int64_t serve_ms = actor->people->options.serve_ms;
	if (event->item_claimed->participant_id == actor->id) {
		agenda_plan(actor, TASK_ANSWER_ITEM, serve_ms / 2, serve_ms * 3 / 2)->id =
		    event->item_claimed->item_id;
	}
}

void simcell_look(struct actor *actor, const struct task *task)
{
	const struct view *world = actor->people->world;
	ACTOR_COMMAND(CLAIM_ITEM, ClaimItem, claim_item);
	(void)task;
	for (size_t i = 0; i < world->queue_count; i++) {
		const struct view_item *item = &world->queue[i];
		if (item->claimed_by != 0 || !serves(actor, item)) {
			continue;
		}
		body.item_id = item->id;
		actor_send(actor, &command);
		return;
	}
	actor->serving = false;
}

static void dismiss(struct actor *actor, const struct view_item *item, const char *note)
{
	ACTOR_COMMAND(DISMISS_ITEM, DismissItem, dismiss_item);
	body.item_id = item->id;
	body.note = said(note);
	actor_send(actor, &command);
}

static void mark_read(struct actor *actor, uint64_t message_id)
{
	ACTOR_COMMAND(MARK_READ, MarkRead, mark_read);
	body.n_message_ids = 1;
	body.message_ids = &message_id;
	actor_send(actor, &command);
}

static const Convene__V1__CannedReply *canned_reply(
    struct actor *actor, const Convene__V1__Party *party)
{
	const struct view *world = actor->people->world;
	if (party->kind_case != CONVENE__V1__PARTY__KIND_ENTITY_ID ||
	    !actor_chance(actor, CANNED_PERCENT)) {
		return NULL;
	}
	for (size_t i = 0; i < world->entity_count; i++) {
		const Convene__V1__Entity *entity = world->entities[i];
		if (strcmp(entity->id, party->entity_id) == 0 && entity->n_canned_replies > 0) {
			return entity
			    ->canned_replies[actor_random(actor, entity->n_canned_replies)];
		}
	}
	return NULL;
}

static void answer_message(struct actor *actor, const struct view_item *item)
{
	const struct view_thread *thread = view_thread(actor->people->world, item->thread_id);
	ACTOR_COMMAND(POST_MESSAGE, PostMessage, post_message);
	mark_read(actor, item->message_id);
	if (thread == NULL || thread->message_count >= THREAD_LONG ||
	    actor_chance(actor, DISMISSED_PERCENT)) {
		dismiss(actor, item, "Needs no answer.");
		return;
	}
	const Convene__V1__CannedReply *canned = canned_reply(actor, item->waits_for);
	body.thread_id = item->thread_id;
	body.from = (Convene__V1__Party *)(uintptr_t)item->waits_for;
	body.text = said(canned != NULL ? view_text(actor->people->world, canned->body)
	                                : phrase_entity_reply(actor));
	if (canned != NULL) {
		body.canned_reply = canned->id;
	}
	actor_send(actor, &command);
}

static void answer_request(struct actor *actor, const struct view_item *item)
{
	const struct view_request *request = view_request(actor->people->world, item->request_id);
	Convene__V1__RequestState state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED;
	if (request == NULL) {
		return;
	}
	if (request->assessed != NULL && !request->assessed->complete && actor_chance(actor, 60)) {
		state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED;
	} else if (actor_chance(actor, 10)) {
		state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED;
	}
	replies_move(actor, request, state, false);
}

/* In the name of the team that nobody plays; what wants no answer is taken note of. */
static void answer_case(struct actor *actor, const struct view_item *item)
{
	ACTOR_COMMAND(ANSWER_REFERRAL, AnswerReferral, answer_referral);
	if (!view_item_wants_answer(item)) {
		dismiss(actor, item, "Taken note of.");
		return;
	}
	body.case_id = item->case_id;
	body.team_id = item->shared->to_team_id;
	body.accept = actor_chance(actor, ACCEPTED_PERCENT);
	body.contact = said("The duty desk");
	body.alternate = said("Its deputy");
	body.text = said("We are told of it.");
	actor_send(actor, &command);
}

static void answer(struct actor *actor, const struct view_item *item)
{
	if (item->case_id != 0) {
		answer_case(actor, item);
	} else if (item->request_id != 0) {
		answer_request(actor, item);
	} else if (item->waits_for != NULL) {
		answer_message(actor, item);
	}
}

void simcell_answer(struct actor *actor, const struct task *task)
{
	const struct view_item *item = view_item(actor->people->world, task->id);
	/* unless somebody was quicker, or has taken it over */
	if (item != NULL && (item->claimed_by == actor->id || item->claimed_by == 0)) {
		answer(actor, item);
	}
	simcell_look_again(actor);
}
