/*
 * Whether an expected action is followed, mistaken or missed is decided when the inject is
 * delivered, by the one player whose matter it is; how, by the kind of the pattern that the
 * scenario gives for it, when it is due. It is planned for the middle of the time that there is.
 */
#include "proto/people/expected.h"

#include "proto/people/casework.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the scenario names no limit. */
#define ACT_MOST (20 * MINUTE)

int64_t expected_within_ms(const Convene__V1__ExpectedAction *expected)
{
	return expected->within_ms > 0 ? expected->within_ms : ACT_MOST;
}

/* Who of the team sees to the matter; NULL: no simulated player is in the team. */
static struct actor *player_for(struct people *people, const char *team_id, const char *matter)
{
	for (size_t i = 0; i < people->count; i++) {
		struct actor *actor = people->list[i];
		if (actor->role == CONVENE__V1__ROLE__ROLE_PLAYER &&
		    strcmp(actor->team_id, team_id) == 0 && actor_is_mine(actor, matter)) {
			return actor;
		}
	}
	return NULL;
}

static void expect(struct people *people, const Convene__V1__ExpectedAction *expected,
    const char *team_id, const char *inject_id, size_t number)
{
	int64_t within_ms = expected_within_ms(expected);
	unsigned follow = people->options.follow_percent;
	char matter[128];
	snprintf(matter, sizeof(matter), "%s/%zu", inject_id, number);
	struct actor *actor = player_for(people, team_id, matter);
	/* without a pattern the answer in words is meant, which is given in any case */
	if (actor == NULL || expected->does == NULL) {
		return;
	}
	uint64_t mood = actor_random(actor, 100);
	if (mood >= follow + people->options.mistake_percent ||
	    (mood >= follow && expected->mistake == NULL)) {
		people->missed++;
		return;
	}
	struct task *task =
	    agenda_plan_about(actor, TASK_EXPECTED, within_ms / 5, within_ms * 8 / 10, inject_id);
	task->mistake = mood >= follow;
	task->pattern = task->mistake ? expected->mistake : expected->does;
	*(task->mistake ? &people->mistaken : &people->followed) += 1;
}

void expected_event(struct people *people, const Convene__V1__Event *event)
{
	if (event->body_case != CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
		return;
	}
	const struct view_inject *inject =
	    view_inject(people->world, event->inject_delivered->inject_id);
	for (size_t i = 0;
	     inject != NULL && inject->plan != NULL && i < inject->plan->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *expected = inject->plan->expected_actions[i];
		for (size_t j = 0; j < expected->n_by; j++) {
			expect(people, expected, expected->by[j], inject->id, i);
		}
	}
}

/* --- what --- */

static void message(struct actor *actor, const struct task *task)
{
	const Convene__V1__MessagePattern *pattern = task->pattern->message;
	const struct view_inject *inject =
	    task->subject_id != NULL ? view_inject(actor->people->world, task->subject_id) : NULL;
	const Convene__V1__CasePerson *person = person_called(actor->people, pattern->person);
	const struct view_case *file = person != NULL ? file_for(actor, person) : NULL;
	Convene__V1__Party party, *parties = &party;
	ACTOR_COMMAND(OPEN_THREAD, OpenThread, open_thread);
	/* a message without the case would not be the one that is expected */
	if (file == NULL && person != NULL) {
		file_open(actor, person);
		agenda_again(actor, task, MINUTE, 3 * MINUTE);
		return;
	}
	if (inject == NULL || inject->delivered == NULL ||
	    !some_party(actor, pattern->to, pattern->n_to, &party)) {
		return;
	}
	const char *title = view_text(actor->people->world, inject->delivered->title);
	char *text = party.kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID
	                 ? phrase_question_to_team(actor, title)
	                 : phrase_question_to_entity(actor, title);
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
	actor_send(actor, &command);
	free(text);
}

static void decision(struct actor *actor, const struct task *task)
{
	char *inject = task->pattern->decision->inject;
	const struct view_inject *about = view_inject(actor->people->world, task->subject_id);
	char *text =
	    phrase_decision(actor, about != NULL && about->delivered != NULL
	                               ? view_text(actor->people->world, about->delivered->title)
	                               : "");
	ACTOR_COMMAND(LOG_DECISION, LogDecision, log_decision);
	body.text = text;
	body.reason = said(phrase_reason(actor));
	if (inject[0] != '\0') {
		body.inject_ids = &inject;
		body.n_inject_ids = 1;
	}
	actor_send(actor, &command);
	free(text);
}

static void answer(struct actor *actor, const struct task *task)
{
	const char *id = task->pattern->inject->id;
	char *text = phrase_answer(actor, "");
	ACTOR_COMMAND(ANSWER_INJECT, AnswerInject, answer_inject);
	body.inject_id = id[0] != '\0' ? said(id) : task->subject_id;
	body.text = text;
	actor_send(actor, &command);
	free(text);
}

/* Time passes, and questions are answered when they are asked. */
static task_fn *const by_pattern[] = {
    [CONVENE__V1__PATTERN__WHAT_MESSAGE] = message,
    [CONVENE__V1__PATTERN__WHAT_INJECT] = answer,
    [CONVENE__V1__PATTERN__WHAT_DECISION] = decision,
    [CONVENE__V1__PATTERN__WHAT_REQUEST] = requests_pattern,
    [CONVENE__V1__PATTERN__WHAT_CASE_STATE] = casework_pattern,
    [CONVENE__V1__PATTERN__WHAT_DISCLOSURE] = sharing_pattern,
};

void expected_do(struct actor *actor, const struct task *task)
{
	size_t what = (size_t)task->pattern->what_case;
	if (what < sizeof(by_pattern) / sizeof(by_pattern[0]) && by_pattern[what] != NULL) {
		by_pattern[what](actor, task);
	}
}
