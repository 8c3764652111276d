/*
 * What the simulated controller does in the course of an exercise: releases what the clock offers,
 * chooses among alternatives, calls one milestone and one switch by hand, opens and closes the
 * questionnaires that have no times and releases what came out, and writes as the controllers.
 * Contingency injects follow their conditions. Never undoes what a human does: what a controller
 * holds or skips stays so.
 */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <string.h>

static void started(struct bot *bot)
{
	const struct view *world = bot->bots->world;
	int64_t duration_ms = world->exercise != NULL ? world->exercise->duration_ms : 0;

	bot_plan(bot, TASK_TURN_SWITCH, duration_ms * 50 / 100, duration_ms * 75 / 100);
	bot_plan(bot, TASK_SET_MILESTONE, duration_ms * 75 / 100, duration_ms * 90 / 100);
	for (size_t i = 0; i < view_declared_count(world, QUESTIONNAIRE); i++) {
		const Convene__V1__Questionnaire *declared =
		    view_declared_at(world, QUESTIONNAIRE, Questionnaire, i);

		if (declared->open_ms == 0)
			bot_plan(bot, TASK_OPEN_QUESTIONS, duration_ms * 30 / 100,
			    duration_ms * 80 / 100)
			    ->inject_id = xstrdup(declared->id);
	}
}

static void opened(struct bot *bot, const Convene__V1__Questionnaire *asked)
{
	const Convene__V1__Questionnaire *declared =
	    asked != NULL ? view_declared(bot->bots->world, QUESTIONNAIRE, Questionnaire, asked->id)
	                  : NULL;

	if (declared != NULL && declared->close_ms == 0)
		bot_plan(bot, TASK_CLOSE_QUESTIONS, 12 * MINUTE, 20 * MINUTE)->inject_id =
		    xstrdup(declared->id);
}

void steering_event(struct bot *bot, const Convene__V1__Event *event)
{
	const Convene__V1__InjectRevised *revised = event->inject_revised;

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
		/* only what the clock offers; a human's own hold is a human's to end */
		if (revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE)
			bot_plan(bot, TASK_RELEASE, 10 * SECOND, MINUTE)->inject_id =
			    xstrdup(revised->inject_id);
		if (revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE)
			bot_plan(bot, TASK_CHOOSE, MINUTE, 4 * MINUTE)->inject_id =
			    xstrdup(revised->inject_id);
		break;
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
		started(bot);
		break;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED:
		opened(bot, event->questionnaire_opened->questionnaire);
		break;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_CLOSED:
		bot_plan(bot, TASK_RELEASE_RESULT, MINUTE, 3 * MINUTE)->inject_id =
		    xstrdup(event->questionnaire_closed->questionnaire_id);
		break;
	default:
		break;
	}
	/* what waits for the controllers */
	simulator_event(bot, event);
}

static void release(struct bot *bot, const struct view_inject *inject)
{
	BOT_COMMAND(RELEASE_INJECT, ReleaseInject, release_inject);

	body.inject_id = said(inject->id);
	body.revision = inject->revision;
	bot_send(bot, &command);
}

static bool is_held_by(const struct view_inject *inject, Convene__V1__InjectChange change)
{
	return inject != NULL && inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD &&
	       inject->change == change;
}

/* One of the alternatives that wait with this one. The order of the tasks says nothing. */
static void choose(struct bot *bot, const char *inject_id)
{
	const struct view *world = bot->bots->world;
	const struct view_inject *offered = view_inject(world, inject_id), *chosen = NULL;
	uint64_t seen = 0;

	if (!is_held_by(offered, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE) ||
	    offered->plan == NULL)
		return;
	for (size_t i = 0; i < world->inject_count; i++) {
		const struct view_inject *inject = &world->injects[i];

		if (inject->plan == NULL || strcmp(inject->plan->group, offered->plan->group) != 0)
			continue;
		/* another of them was released already; the engine sees to the rest */
		if (inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED)
			return;
		if (is_held_by(inject, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE) &&
		    bot_random(bot, ++seen) == 0)
			chosen = inject;
	}
	if (chosen != NULL)
		release(bot, chosen);
}

static void set_milestone(struct bot *bot)
{
	const struct view *world = bot->bots->world;
	const char *chosen = NULL;
	uint64_t seen = 0;
	BOT_COMMAND(SET_MILESTONE, SetMilestone, set_milestone);

	for (size_t i = 0; i < view_declared_count(world, MILESTONE); i++) {
		const Convene__V1__Milestone *declared =
		    view_declared_at(world, MILESTONE, Milestone, i);
		struct view_milestone known;

		view_milestone(world, declared->id, &known);
		if (known.standing != CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED &&
		    bot_random(bot, ++seen) == 0)
			chosen = declared->id;
	}
	body.milestone_id = said(chosen);
	body.note = said("Said in the room.");
	if (chosen != NULL)
		bot_send(bot, &command);
}

static void turn_switch(struct bot *bot)
{
	const struct view *world = bot->bots->world;
	size_t count = view_declared_count(world, SWITCH);
	struct view_switch known;
	BOT_COMMAND(TURN_SWITCH, TurnSwitch, turn_switch);

	if (count == 0)
		return;
	body.switch_id = view_declared_at(world, SWITCH, Switch, bot_random(bot, count))->id;
	body.on = true;
	view_switch(world, body.switch_id, &known);
	if (!known.on)
		bot_send(bot, &command);
}

static void open_questions(struct bot *bot, char *id)
{
	const struct view_questionnaire *known = view_questionnaire(bot->bots->world, id);
	BOT_COMMAND(OPEN_QUESTIONNAIRE, OpenQuestionnaire, open_questionnaire);

	body.questionnaire_id = id;
	if (known == NULL || !known->opened)
		bot_send(bot, &command);
}

static void close_questions(struct bot *bot, char *id)
{
	const struct view_questionnaire *known = view_questionnaire(bot->bots->world, id);
	BOT_COMMAND(CLOSE_QUESTIONNAIRE, CloseQuestionnaire, close_questionnaire);

	body.questionnaire_id = id;
	if (known != NULL && known->opened && !known->closed)
		bot_send(bot, &command);
}

static void release_result(struct bot *bot, char *id)
{
	BOT_COMMAND(RELEASE_RESULT, ReleaseResult, release_result);

	body.questionnaire_id = id;
	bot_send(bot, &command);
}

void steering_do(struct bot *bot, const struct task *task)
{
	const struct view_inject *inject;

	switch (task->kind) {
	case TASK_RELEASE:
		inject = view_inject(bot->bots->world, task->inject_id);
		if (is_held_by(inject, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE))
			release(bot, inject);
		break;
	case TASK_CHOOSE:
		choose(bot, task->inject_id);
		break;
	case TASK_SET_MILESTONE:
		set_milestone(bot);
		break;
	case TASK_TURN_SWITCH:
		turn_switch(bot);
		break;
	case TASK_OPEN_QUESTIONS:
		open_questions(bot, task->inject_id);
		break;
	case TASK_CLOSE_QUESTIONS:
		close_questions(bot, task->inject_id);
		break;
	case TASK_RELEASE_RESULT:
		release_result(bot, task->inject_id);
		break;
	default:
		simulator_do(bot, task);
		break;
	}
}
