/* A simulated player: reads, answers, asks others, replies, decides. */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <string.h>

/* A thread in which so much was said is over. */
#define THREAD_LONG 6

static void on_inject(struct bot *bot, const Convene__V1__InjectDelivered *inject)
{
	bool to_us = false;

	for (size_t i = 0; i < inject->n_to; i++)
		to_us = to_us || strcmp(inject->to[i], bot->team_id) == 0;
	if (!to_us)
		return;
	bot_plan(bot, TASK_READ_INJECT, 20 * SECOND, 3 * MINUTE)->inject_id =
	    xstrdup(inject->inject_id);
	if (!bot_is_mine(bot, inject->inject_id))
		return;
	bot_plan(bot, TASK_ANSWER, 4 * MINUTE, 12 * MINUTE)->inject_id = xstrdup(inject->inject_id);
	if (inject->from[0] != '\0' && bot_random(bot, 2) == 0)
		bot_plan(bot, TASK_ASK_ENTITY, 3 * MINUTE, 8 * MINUTE)->inject_id =
		    xstrdup(inject->inject_id);
	if (bot_random(bot, 2) == 0)
		bot_plan(bot, TASK_ASK_TEAM, 3 * MINUTE, 10 * MINUTE)->inject_id =
		    xstrdup(inject->inject_id);
	if (bot_random(bot, 3) == 0)
		bot_plan(bot, TASK_DECIDE, 8 * MINUTE, 15 * MINUTE)->inject_id =
		    xstrdup(inject->inject_id);
}

static void on_message(struct bot *bot, const Convene__V1__MessagePosted *posted)
{
	struct task *task;

	if (posted->from == NULL || (posted->from->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	                                strcmp(posted->from->team_id, bot->team_id) == 0))
		return;
	task = bot_plan(bot, TASK_READ_MESSAGE, 15 * SECOND, 2 * MINUTE);
	task->message_id = posted->message_id;
	if (!bot_is_mine_by_number(bot, posted->message_id) || bot_random(bot, 10) < 3)
		return;
	task = bot_plan(bot, TASK_REPLY, 2 * MINUTE, 6 * MINUTE);
	task->thread_id = posted->thread_id;
	task->message_id = posted->message_id;
}

void player_event(struct bot *bot, const Convene__V1__Event *event)
{
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED)
		on_inject(bot, event->inject_delivered);
	else if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED)
		on_message(bot, event->message_posted);
	casework_event(bot, event);
	sharing_event(bot, event);
	asking_event(bot, event);
	reply_event(bot, event);
	questions_event(bot, event);
}

static void read_inject(struct bot *bot, const struct task *task)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__MarkRead read = CONVENE__V1__MARK_READ__INIT;
	char *ids[] = {task->inject_id};

	read.n_inject_ids = 1;
	read.inject_ids = ids;
	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &read;
	bot_send(bot, &command);
}

static void read_message(struct bot *bot, const struct task *task)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__MarkRead read = CONVENE__V1__MARK_READ__INIT;
	uint64_t ids[] = {task->message_id};

	read.n_message_ids = 1;
	read.message_ids = ids;
	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &read;
	bot_send(bot, &command);
}

/* Whether somebody of the team, a human perhaps, has answered it already. */
static bool is_answered(const struct bot *bot, const struct view_inject *inject)
{
	for (size_t i = 0; i < inject->answer_count; i++)
		if (strcmp(inject->answers[i].answer->team_id, bot->team_id) == 0)
			return true;
	return false;
}

static void answer(struct bot *bot, const struct view_inject *inject, const char *title)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__AnswerInject body = CONVENE__V1__ANSWER_INJECT__INIT;
	char *text;

	if (is_answered(bot, inject))
		return;
	text = phrase_answer(bot, title);
	/* packed only, never written to; here and below */
	body.inject_id = (char *)(uintptr_t)inject->id;
	body.text = text;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANSWER_INJECT;
	command.answer_inject = &body;
	bot_send(bot, &command);
	free(text);
}

static void open_thread(struct bot *bot, const struct view_inject *inject, const char *title,
    Convene__V1__Party *party, Convene__V1__Channel channel, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	char *ids[] = {(char *)(uintptr_t)inject->id};

	open.subject = (char *)(uintptr_t)title;
	open.n_parties = 1;
	open.parties = &party;
	open.channel = channel;
	open.text = text;
	open.n_inject_ids = 1;
	open.inject_ids = ids;
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	bot_send(bot, &command);
	free(text);
}

static void ask_entity(struct bot *bot, const struct view_inject *inject, const char *title)
{
	Convene__V1__Party party = CONVENE__V1__PARTY__INIT;
	const char *from = inject->delivered->from;

	if (view_entity(bot->bots->world, from) == NULL)
		return;
	party.kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
	party.entity_id = (char *)(uintptr_t)from;
	open_thread(bot, inject, title, &party, inject->delivered->channel,
	    phrase_question_to_entity(bot, title));
}

static void ask_team(struct bot *bot, const struct view_inject *inject, const char *title)
{
	const Convene__V1__ExerciseCreated *exercise = bot->bots->world->exercise;
	Convene__V1__Party party = CONVENE__V1__PARTY__INIT;
	const Convene__V1__TeamCard *team;

	if (exercise == NULL || exercise->n_teams < 2)
		return;
	team = exercise->teams[bot_random(bot, exercise->n_teams)];
	if (strcmp(team->id, bot->team_id) == 0)
		return;
	party.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	party.team_id = team->id;
	open_thread(bot, inject, title, &party, CONVENE__V1__CHANNEL__CHANNEL_EMAIL,
	    phrase_question_to_team(bot, title));
}

static void decide(struct bot *bot, const struct view_inject *inject, const char *title)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__LogDecision decision = CONVENE__V1__LOG_DECISION__INIT;
	char *ids[] = {(char *)(uintptr_t)inject->id}, *text = phrase_decision(bot, title);

	decision.text = text;
	decision.reason = (char *)(uintptr_t)phrase_reason(bot);
	decision.n_inject_ids = 1;
	decision.inject_ids = ids;
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &decision;
	bot_send(bot, &command);
	free(text);
}

static void reply(struct bot *bot, const struct task *task)
{
	const struct view_thread *thread = view_thread(bot->bots->world, task->thread_id);
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;

	/* somebody was quicker, or the conversation is over */
	if (thread == NULL || thread->last_message_id != task->message_id ||
	    thread->message_count >= THREAD_LONG)
		return;
	post.thread_id = task->thread_id;
	post.text = (char *)(uintptr_t)phrase_reply(bot);
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &post;
	bot_send(bot, &command);
}

/* What is about an inject that has reached the team. */
static void about_inject(struct bot *bot, const struct task *task)
{
	const struct view *world = bot->bots->world;
	const struct view_inject *inject =
	    task->inject_id != NULL ? view_inject(world, task->inject_id) : NULL;
	const char *title;

	/* the world is another connection's and may lag behind by a moment */
	if (inject == NULL || inject->delivered == NULL)
		return;
	title = view_text(world, inject->delivered->title);
	if (task->kind == TASK_ANSWER)
		answer(bot, inject, title);
	else if (task->kind == TASK_ASK_ENTITY)
		ask_entity(bot, inject, title);
	else if (task->kind == TASK_ASK_TEAM)
		ask_team(bot, inject, title);
	else if (task->kind == TASK_DECIDE)
		decide(bot, inject, title);
}

void player_do(struct bot *bot, const struct task *task)
{
	switch (task->kind) {
	case TASK_READ_INJECT:
		read_inject(bot, task);
		break;
	case TASK_READ_MESSAGE:
		read_message(bot, task);
		break;
	case TASK_REPLY:
		reply(bot, task);
		break;
	case TASK_EXPECTED:
		expected_do(bot, task);
		break;
	case TASK_OPEN_CASE:
	case TASK_CASEWORK:
	case TASK_FREE_INTERPRETER:
		casework_do(bot, task);
		break;
	case TASK_ANSWER_REFERRAL:
	case TASK_WITHDRAW_CONSENT:
		sharing_do(bot, task);
		break;
	case TASK_MEND_REQUEST:
	case TASK_SEND_DRAFT:
		asking_do(bot, task);
		break;
	case TASK_ACKNOWLEDGE:
	case TASK_ANSWER_REQUEST:
		reply_do(bot, task);
		break;
	case TASK_QUESTIONNAIRE:
		questions_do(bot, task);
		break;
	default:
		about_inject(bot, task);
		break;
	}
}
