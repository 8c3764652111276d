/*
 * What one player does upon injects and messages: all read, one is responsible. What is planned is
 * looked at again when it is due, for meanwhile somebody else, perhaps a human, may have answered.
 * Threads end by their length; two teams of simulated people would otherwise thank each other for
 * ever.
 */
#include "proto/people/player.h"

#include "proto/list.h"
#include "proto/party.h"
#include "proto/people/phrases.h"

#include <stdlib.h>
#include <string.h>

/* A thread in which so much was said is over. */
#define THREAD_LONG 6

void player_on_inject(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__InjectDelivered *inject = event->inject_delivered;
	if (!list_has(inject->to, inject->n_to, actor->team_id)) {
		return;
	}
	agenda_plan_about(actor, TASK_READ_INJECT, 20 * SECOND, 3 * MINUTE, inject->inject_id);
	if (!actor_is_mine(actor, inject->inject_id)) {
		return;
	}
	agenda_plan_about(actor, TASK_ANSWER, 4 * MINUTE, 12 * MINUTE, inject->inject_id);
	if (inject->from[0] != '\0' && actor_random(actor, 2) == 0) {
		agenda_plan_about(
		    actor, TASK_ASK_ENTITY, 3 * MINUTE, 8 * MINUTE, inject->inject_id);
	}
	if (actor_random(actor, 2) == 0) {
		agenda_plan_about(actor, TASK_ASK_TEAM, 3 * MINUTE, 10 * MINUTE, inject->inject_id);
	}
	if (actor_random(actor, 3) == 0) {
		agenda_plan_about(actor, TASK_DECIDE, 8 * MINUTE, 15 * MINUTE, inject->inject_id);
	}
}

void player_on_message(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__MessagePosted *posted = event->message_posted;
	if (posted->from == NULL || (posted->from->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	                                strcmp(posted->from->team_id, actor->team_id) == 0)) {
		return;
	}
	struct task *task = agenda_plan(actor, TASK_READ_MESSAGE, 15 * SECOND, 2 * MINUTE);
	task->message_id = posted->message_id;
	if (!actor_is_mine_by_number(actor, posted->message_id) || actor_random(actor, 10) < 3) {
		return;
	}
	task = agenda_plan(actor, TASK_REPLY, 2 * MINUTE, 6 * MINUTE);
	task->thread_id = posted->thread_id;
	task->message_id = posted->message_id;
}

void player_read_inject(struct actor *actor, const struct task *task)
{
	char *id = task->subject_id;
	ACTOR_COMMAND(MARK_READ, MarkRead, mark_read);
	body.n_inject_ids = 1;
	body.inject_ids = &id;
	actor_send(actor, &command);
}

void player_read_message(struct actor *actor, const struct task *task)
{
	uint64_t id = task->message_id;
	ACTOR_COMMAND(MARK_READ, MarkRead, mark_read);
	body.n_message_ids = 1;
	body.message_ids = &id;
	actor_send(actor, &command);
}

/* Whether somebody of the team, a human perhaps, has answered it already. */
static bool is_answered(const struct actor *actor, const struct view_inject *inject)
{
	for (size_t i = 0; i < inject->answer_count; i++) {
		if (strcmp(inject->answers[i].answer->team_id, actor->team_id) == 0) {
			return true;
		}
	}
	return false;
}

static void answer(struct actor *actor, const struct view_inject *inject, const char *title)
{
	ACTOR_COMMAND(ANSWER_INJECT, AnswerInject, answer_inject);
	if (is_answered(actor, inject)) {
		return;
	}
	char *text = phrase_answer(actor, title);
	body.inject_id = said(inject->id);
	body.text = text;
	actor_send(actor, &command);
	free(text);
}

static void open_thread(struct actor *actor, const struct view_inject *inject, const char *title,
    Convene__V1__Party *party, Convene__V1__Channel channel, char *text)
{
	char *id = said(inject->id);
	ACTOR_COMMAND(OPEN_THREAD, OpenThread, open_thread);
	body.subject = said(title);
	body.n_parties = 1;
	body.parties = &party;
	body.channel = channel;
	body.text = text;
	body.n_inject_ids = 1;
	body.inject_ids = &id;
	actor_send(actor, &command);
	free(text);
}

/* Whether the scenario says what the team does about it; then that is done, or the mistake. */
static bool expects(const struct view_inject *inject, const char *team_id)
{
	for (size_t i = 0; inject->plan != NULL && i < inject->plan->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *expected = inject->plan->expected_actions[i];
		if (list_has(expected->by, expected->n_by, team_id)) {
			return true;
		}
	}
	return false;
}

static void ask_entity(struct actor *actor, const struct view_inject *inject, const char *title)
{
	Convene__V1__Party party;
	const char *from = inject->delivered->from;
	/* to write to a reporter can be the very mistake */
	if (view_entity(actor->people->world, from) == NULL || expects(inject, actor->team_id)) {
		return;
	}
	party_set(&party, CONVENE__V1__PARTY__KIND_ENTITY_ID, said(from));
	open_thread(actor, inject, title, &party, inject->delivered->channel,
	    phrase_question_to_entity(actor, title));
}

static void ask_team(struct actor *actor, const struct view_inject *inject, const char *title)
{
	const Convene__V1__ExerciseCreated *exercise = actor->people->world->exercise;
	Convene__V1__Party party;
	if (exercise == NULL || exercise->n_teams < 2) {
		return;
	}
	const Convene__V1__TeamCard *team = exercise->teams[actor_random(actor, exercise->n_teams)];
	if (strcmp(team->id, actor->team_id) == 0) {
		return;
	}
	party_set(&party, CONVENE__V1__PARTY__KIND_TEAM_ID, team->id);
	open_thread(actor, inject, title, &party, CONVENE__V1__CHANNEL__CHANNEL_EMAIL,
	    phrase_question_to_team(actor, title));
}

static void decide(struct actor *actor, const struct view_inject *inject, const char *title)
{
	char *id = said(inject->id), *text = phrase_decision(actor, title);
	ACTOR_COMMAND(LOG_DECISION, LogDecision, log_decision);
	body.text = text;
	body.reason = said(phrase_reason(actor));
	body.n_inject_ids = 1;
	body.inject_ids = &id;
	actor_send(actor, &command);
	free(text);
}

void player_reply(struct actor *actor, const struct task *task)
{
	const struct view_thread *thread = view_thread(actor->people->world, task->thread_id);
	ACTOR_COMMAND(POST_MESSAGE, PostMessage, post_message);
	/* somebody was quicker, or the conversation is over */
	if (thread == NULL || thread->last_message_id != task->message_id ||
	    thread->message_count >= THREAD_LONG) {
		return;
	}
	body.thread_id = task->thread_id;
	body.text = said(phrase_reply(actor));
	actor_send(actor, &command);
}

void player_about_inject(struct actor *actor, const struct task *task)
{
	const struct view *world = actor->people->world;
	const struct view_inject *inject =
	    task->subject_id != NULL ? view_inject(world, task->subject_id) : NULL;
	/* the world is another connection's and may lag behind by a moment */
	if (inject == NULL || inject->delivered == NULL || inject->withdrawn != NULL) {
		return;
	}
	const char *title = view_text(world, inject->delivered->title);
	if (task->kind == TASK_ANSWER) {
		answer(actor, inject, title);
	} else if (task->kind == TASK_ASK_ENTITY) {
		ask_entity(actor, inject, title);
	} else if (task->kind == TASK_ASK_TEAM) {
		ask_team(actor, inject, title);
	} else if (task->kind == TASK_DECIDE) {
		decide(actor, inject, title);
	}
}
