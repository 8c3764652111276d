/*
 * What the scenario expects of those whom an inject reaches: some do it, some make the natural
 * mistake, some miss it. The member of staff whose world the bots share knows the scenario.
 */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>

#define FOLLOWED_PERCENT 65
#define MISTAKEN_PERCENT 20 /* the others miss it */

/* Where the scenario names no limit. */
#define ACT_MOST (20 * MINUTE)

static void expect(struct bots *bots, const Convene__V1__ExpectedAction *expected,
    const char *team_id, const char *inject_id, size_t number)
{
	int64_t within_ms = expected->within_ms > 0 ? expected->within_ms : ACT_MOST;
	char matter[128];
	struct bot *bot;
	struct task *task;
	uint64_t mood;

	snprintf(matter, sizeof(matter), "%s/%zu", inject_id, number);
	bot = crowd_player(bots, team_id, matter);
	/* without a pattern the answer in words is meant, which is given in any case */
	if (bot == NULL || expected->does == NULL)
		return;
	mood = bot_random(bot, 100);
	if (mood >= FOLLOWED_PERCENT + MISTAKEN_PERCENT ||
	    (mood >= FOLLOWED_PERCENT && expected->mistake == NULL))
		return;
	task = bot_plan(bot, TASK_EXPECTED, within_ms / 5, within_ms * 8 / 10);
	task->mistake = mood >= FOLLOWED_PERCENT;
	task->pattern = task->mistake ? expected->mistake : expected->does;
	task->inject_id = xstrdup(inject_id);
}

void expected_event(struct bots *bots, const Convene__V1__Event *event)
{
	const struct view_inject *inject;

	if (event->body_case != CONVENE__V1__EVENT__BODY_INJECT_DELIVERED)
		return;
	inject = view_inject(bots->world, event->inject_delivered->inject_id);
	for (size_t i = 0;
	     inject != NULL && inject->plan != NULL && i < inject->plan->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *expected = inject->plan->expected_actions[i];

		for (size_t j = 0; j < expected->n_by; j++)
			expect(bots, expected, expected->by[j], inject->id, i);
	}
}

/* --- whom --- */

static void as_team(const Convene__V1__TeamCard *team, Convene__V1__Party *party)
{
	convene__v1__party__init(party);
	party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	party->team_id = team->id;
}

/* `country` NULL: any other team. */
static bool some_team(struct bot *bot, const char *country, Convene__V1__Party *party)
{
	const Convene__V1__ExerciseCreated *exercise = bot->bots->world->exercise;
	uint64_t seen = 0;

	for (size_t i = 0; i < exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = exercise->teams[i];

		if (strcmp(team->id, bot->team_id) != 0 &&
		    (country == NULL || strcmp(team->country, country) == 0) &&
		    bot_random(bot, ++seen) == 0)
			as_team(team, party);
	}
	return seen > 0;
}

static bool party_named(struct bot *bot, char *name, Convene__V1__Party *party)
{
	const Convene__V1__TeamCard *team = view_team(bot->bots->world, name);

	if (team != NULL) {
		as_team(team, party);
		return strcmp(team->id, bot->team_id) != 0;
	}
	convene__v1__party__init(party);
	if (view_entity(bot->bots->world, name) != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		party->entity_id = name;
		return true;
	}
	if (strcmp(name, "control") == 0) {
		party->kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
		party->control = true;
		return true;
	}
	return some_team(bot, name, party);
}

bool some_party(struct bot *bot, char *const *names, size_t count, Convene__V1__Party *party)
{
	uint64_t seen = 0;

	if (bot->bots->world->exercise == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		Convene__V1__Party candidate;

		if (party_named(bot, names[i], &candidate) && bot_random(bot, ++seen) == 0)
			*party = candidate;
	}
	return count == 0 ? some_team(bot, NULL, party) : seen > 0;
}

/* --- what --- */

static void message(struct bot *bot, const struct task *task)
{
	const Convene__V1__MessagePattern *pattern = task->pattern->message;
	const struct view_inject *inject =
	    task->inject_id != NULL ? view_inject(bot->bots->world, task->inject_id) : NULL;
	const struct view_case *file = NULL;
	Convene__V1__Party party, *parties = &party;
	const char *title;
	char *text;
	BOT_COMMAND(OPEN_THREAD, OpenThread, open_thread);

	if (inject == NULL || inject->delivered == NULL ||
	    !some_party(bot, pattern->to, pattern->n_to, &party))
		return;
	if (pattern->person[0] != '\0')
		file = file_for(bot, person_called(bot->bots, pattern->person));
	title = view_text(bot->bots->world, inject->delivered->title);
	text = party.kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID
	           ? phrase_question_to_team(bot, title)
	           : phrase_question_to_entity(bot, title);
	body.subject = said(title);
	body.text = text;
	body.parties = &parties;
	body.n_parties = 1;
	body.channel =
	    pattern->n_channels > 0 ? pattern->channels[0] : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	if (file != NULL) {
		body.case_ids = (uint64_t *)(uintptr_t)&file->id;
		body.n_case_ids = 1;
	}
	if (pattern->inject[0] != '\0') {
		body.inject_ids = (char **)(uintptr_t)&pattern->inject;
		body.n_inject_ids = 1;
	}
	bot_send(bot, &command);
	free(text);
}

static void decision(struct bot *bot, const struct task *task)
{
	char *inject = task->pattern->decision->inject;
	const struct view_inject *about = view_inject(bot->bots->world, task->inject_id);
	char *text = phrase_decision(bot, about != NULL && about->delivered != NULL
	                                      ? view_text(bot->bots->world, about->delivered->title)
	                                      : "");
	BOT_COMMAND(LOG_DECISION, LogDecision, log_decision);

	body.text = text;
	body.reason = said(phrase_reason(bot));
	if (inject[0] != '\0') {
		body.inject_ids = &inject;
		body.n_inject_ids = 1;
	}
	bot_send(bot, &command);
	free(text);
}

static void answer(struct bot *bot, const struct task *task)
{
	const char *id = task->pattern->inject->id;
	char *text = phrase_answer(bot, "");
	BOT_COMMAND(ANSWER_INJECT, AnswerInject, answer_inject);

	body.inject_id = id[0] != '\0' ? said(id) : task->inject_id;
	body.text = text;
	bot_send(bot, &command);
	free(text);
}

void expected_do(struct bot *bot, const struct task *task)
{
	switch (task->pattern->what_case) {
	case CONVENE__V1__PATTERN__WHAT_MESSAGE:
		message(bot, task);
		break;
	case CONVENE__V1__PATTERN__WHAT_INJECT:
		answer(bot, task);
		break;
	case CONVENE__V1__PATTERN__WHAT_DECISION:
		decision(bot, task);
		break;
	case CONVENE__V1__PATTERN__WHAT_REQUEST:
		asking_pattern(bot, task);
		break;
	case CONVENE__V1__PATTERN__WHAT_CASE_STATE:
		casework_pattern(bot, task);
		break;
	case CONVENE__V1__PATTERN__WHAT_DISCLOSURE:
		sharing_pattern(bot, task);
		break;
	default:
		/* time passes, and questions are answered when they are asked */
		break;
	}
}
