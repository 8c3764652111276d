/* A simulated member of the SimCell: answers in the entities' names with their canned replies. */
#include "client/cli/bots/bots.h"

#include <string.h>

#define MINUTE ((int64_t)60000)

/* An entity does not talk for ever. */
#define THREAD_LONG 8

void simulator_event(struct bot *bot, const Convene__V1__Event *event)
{
	const Convene__V1__MessagePosted *posted = event->message_posted;
	struct task *task;

	if (event->body_case != CONVENE__V1__EVENT__BODY_MESSAGE_POSTED || posted->from == NULL ||
	    posted->from->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID)
		return;
	task = bot_plan(bot, TASK_VOICE, 1 * MINUTE, 5 * MINUTE);
	task->thread_id = posted->thread_id;
	task->message_id = posted->message_id;
}

static const char *canned_reply(struct bot *bot, const char *entity_id)
{
	const struct view *world = bot->bots->world;

	for (size_t i = 0; i < world->entity_count; i++) {
		const Convene__V1__Entity *entity = world->entities[i];

		if (strcmp(entity->id, entity_id) == 0 && entity->n_canned_replies > 0)
			return view_text(
			    world, entity->canned_replies[bot_random(bot, entity->n_canned_replies)]
			               ->body);
	}
	return phrase_entity_reply(bot);
}

void simulator_do(struct bot *bot, const struct task *task)
{
	const struct view_thread *thread = view_thread(bot->bots->world, task->thread_id);
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;
	Convene__V1__MarkRead read = CONVENE__V1__MARK_READ__INIT;
	uint64_t ids[] = {task->message_id};
	Convene__V1__Party *entity = NULL;

	for (size_t i = 0; thread != NULL && i < thread->opened->n_parties; i++)
		if (thread->opened->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID)
			entity = thread->opened->parties[i];
	/* a thread between teams, or somebody was quicker */
	if (entity == NULL || thread->last_message_id != task->message_id ||
	    thread->message_count >= THREAD_LONG)
		return;
	read.n_message_ids = 1;
	read.message_ids = ids;
	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &read;
	bot_send(bot, &command);
	post.thread_id = task->thread_id;
	post.from = entity;
	post.text = (char *)(uintptr_t)canned_reply(bot, entity->entity_id);
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &post;
	bot_send(bot, &command);
}
