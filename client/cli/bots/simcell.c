/*
 * A simulated member of the SimCell: takes what has waited longest off the queue and answers it in
 * the name of whoever it waits for, mostly with a canned reply where the entity has any. The
 * controller does the same for what waits for the controllers.
 */
#include "client/cli/bots/conduct.h"

#include <string.h>

/* An entity does not talk for ever. */
#define THREAD_LONG 8

#define CANNED_PERCENT    65
#define DISMISSED_PERCENT 5
#define ACCEPTED_PERCENT  80

static bool serves(const struct bot *bot, const struct view_item *item)
{
	bool for_control = item->waits_for != NULL &&
	                   item->waits_for->kind_case == CONVENE__V1__PARTY__KIND_CONTROL;

	return (bot->role == CONVENE__V1__ROLE__ROLE_CONTROLLER) == for_control;
}

/* Busy simulators are quick ones. */
static void look_again(struct bot *bot)
{
	int64_t busy = (int64_t)bot->bots->world->queue_count;
	int64_t least_ms = busy > 12 ? 5 * SECOND : busy > 5 ? 20 * SECOND : 45 * SECOND;

	bot_plan(bot, TASK_SERVE, least_ms, least_ms * 3);
}

void simulator_event(struct bot *bot, const Convene__V1__Event *event)
{
	uint64_t self = convene_participant_id(driver_peek(bot->client));

	if ((event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED &&
	        event->message_posted->participant_id != 0) ||
	    event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_SENT ||
	    event->body_case == CONVENE__V1__EVENT__BODY_CASE_SHARED ||
	    event->body_case == CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED)
		look_again(bot);
	if (event->body_case == CONVENE__V1__EVENT__BODY_ITEM_CLAIMED &&
	    event->item_claimed->participant_id == self)
		bot_plan(bot, TASK_ANSWER_ITEM, 20 * SECOND, 2 * MINUTE)->id =
		    event->item_claimed->item_id;
}

static void claim_oldest(struct bot *bot)
{
	const struct view *world = bot->bots->world;
	BOT_COMMAND(CLAIM_ITEM, ClaimItem, claim_item);

	for (size_t i = 0; i < world->queue_count; i++) {
		const struct view_item *item = &world->queue[i];

		if (item->claimed_by != 0 || !serves(bot, item))
			continue;
		body.item_id = item->id;
		bot_send(bot, &command);
		return;
	}
}

static void dismiss(struct bot *bot, const struct view_item *item, const char *note)
{
	BOT_COMMAND(DISMISS_ITEM, DismissItem, dismiss_item);

	body.item_id = item->id;
	body.note = said(note);
	bot_send(bot, &command);
}

static void mark_read(struct bot *bot, uint64_t message_id)
{
	BOT_COMMAND(MARK_READ, MarkRead, mark_read);

	body.n_message_ids = 1;
	body.message_ids = &message_id;
	bot_send(bot, &command);
}

static const Convene__V1__CannedReply *canned_reply(
    struct bot *bot, const Convene__V1__Party *party)
{
	const struct view *world = bot->bots->world;

	if (party->kind_case != CONVENE__V1__PARTY__KIND_ENTITY_ID ||
	    !bot_chance(bot, CANNED_PERCENT))
		return NULL;
	for (size_t i = 0; i < world->entity_count; i++) {
		const Convene__V1__Entity *entity = world->entities[i];

		if (strcmp(entity->id, party->entity_id) == 0 && entity->n_canned_replies > 0)
			return entity->canned_replies[bot_random(bot, entity->n_canned_replies)];
	}
	return NULL;
}

static void answer_message(struct bot *bot, const struct view_item *item)
{
	const struct view_thread *thread = view_thread(bot->bots->world, item->thread_id);
	const Convene__V1__CannedReply *canned;
	BOT_COMMAND(POST_MESSAGE, PostMessage, post_message);

	mark_read(bot, item->id);
	if (thread == NULL || thread->message_count >= THREAD_LONG ||
	    bot_chance(bot, DISMISSED_PERCENT)) {
		dismiss(bot, item, "Needs no answer.");
		return;
	}
	canned = canned_reply(bot, item->waits_for);
	body.thread_id = item->thread_id;
	body.from = (Convene__V1__Party *)(uintptr_t)item->waits_for;
	body.text = said(
	    canned != NULL ? view_text(bot->bots->world, canned->body) : phrase_entity_reply(bot));
	if (canned != NULL)
		body.canned_reply = canned->id;
	bot_send(bot, &command);
}

static void answer_request(struct bot *bot, const struct view_item *item)
{
	const struct view_request *request = view_request(bot->bots->world, item->request_id);
	Convene__V1__RequestState state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED;

	if (request == NULL)
		return;
	if (request->assessed != NULL && !request->assessed->complete && bot_chance(bot, 60))
		state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED;
	else if (bot_chance(bot, 10))
		state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED;
	reply_move(bot, request, state, false);
}

/* In the name of the team that nobody plays; what wants no answer is taken note of. */
static void answer_case(struct bot *bot, const struct view_item *item)
{
	BOT_COMMAND(ANSWER_REFERRAL, AnswerReferral, answer_referral);

	if (!view_item_wants_answer(item)) {
		dismiss(bot, item, "Taken note of.");
		return;
	}
	body.case_id = item->case_id;
	body.team_id = item->shared->to_team_id;
	body.accept = bot_chance(bot, ACCEPTED_PERCENT);
	body.contact = said("The duty desk");
	body.alternate = said("Its deputy");
	body.text = said("We are told of it.");
	bot_send(bot, &command);
}

void simulator_do(struct bot *bot, const struct task *task)
{
	const struct view_item *item;
	uint64_t self = convene_participant_id(driver_peek(bot->client));

	if (task->kind == TASK_SERVE) {
		claim_oldest(bot);
		return;
	}
	item = task->kind == TASK_ANSWER_ITEM ? view_item(bot->bots->world, task->id) : NULL;
	/* somebody was quicker, or has taken it over */
	if (item == NULL || (item->claimed_by != self && item->claimed_by != 0))
		return;
	if (item->case_id != 0)
		answer_case(bot, item);
	else if (item->request_id != 0)
		answer_request(bot, item);
	else if (item->waits_for != NULL)
		answer_message(bot, item);
}
