/*
 * What the simulated controller does stands on what the world shows when it is due: an inject is
 * released only while it is still held for the reason for which it was offered, so that a human's
 * own hold is never undone. What has no time in the scenario gets one as a part of the exercise's
 * length, for there are short ones.
 */
#include "proto/people/steering.h"

#include <string.h>

void steering_on_started(struct actor *actor, const Convene__V1__Event *event)
{
	const struct view *world = actor->people->world;
	int64_t duration_ms = world->exercise != NULL ? world->exercise->duration_ms : 0;
	(void)event;
	agenda_plan(actor, TASK_TURN_SWITCH, duration_ms * 50 / 100, duration_ms * 75 / 100);
	agenda_plan(actor, TASK_SET_MILESTONE, duration_ms * 75 / 100, duration_ms * 90 / 100);
	for (size_t i = 0; i < view_declared_count(world, QUESTIONNAIRE); i++) {
		const Convene__V1__Questionnaire *declared =
		    view_declared_at(world, QUESTIONNAIRE, Questionnaire, i);
		if (declared->open_ms == 0) {
			agenda_plan_about(actor, TASK_OPEN_QUESTIONS, duration_ms * 30 / 100,
			    duration_ms * 80 / 100, declared->id);
		}
	}
}

void steering_on_opened(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__Questionnaire *asked = event->questionnaire_opened->questionnaire;
	const Convene__V1__Questionnaire *declared =
	    asked != NULL
	        ? view_declared(actor->people->world, QUESTIONNAIRE, Questionnaire, asked->id)
	        : NULL;
	if (declared != NULL && declared->close_ms == 0) {
		agenda_plan_about(
		    actor, TASK_CLOSE_QUESTIONS, 12 * MINUTE, 20 * MINUTE, declared->id);
	}
}

void steering_on_closed(struct actor *actor, const Convene__V1__Event *event)
{
	agenda_plan_about(actor, TASK_RELEASE_RESULT, MINUTE, 3 * MINUTE,
	    event->questionnaire_closed->questionnaire_id);
}

void steering_on_revised(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__InjectRevised *revised = event->inject_revised;
	/* only what the clock offers; a human's own hold is a human's to end */
	if (revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE) {
		agenda_plan_about(actor, TASK_RELEASE, 10 * SECOND, MINUTE, revised->inject_id);
	}
	if (revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE) {
		agenda_plan_about(actor, TASK_CHOOSE, MINUTE, 4 * MINUTE, revised->inject_id);
	}
}

static void release(struct actor *actor, const struct view_inject *inject)
{
	ACTOR_COMMAND(RELEASE_INJECT, ReleaseInject, release_inject);
	body.inject_id = said(inject->id);
	body.revision = inject->revision;
	actor_send(actor, &command);
}

static bool is_held_by(const struct view_inject *inject, Convene__V1__InjectChange change)
{
	return inject != NULL && inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD &&
	       inject->change == change;
}

void steering_release(struct actor *actor, const struct task *task)
{
	const struct view_inject *inject = view_inject(actor->people->world, task->subject_id);
	if (is_held_by(inject, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE)) {
		release(actor, inject);
	}
}

/* One of the alternatives that wait with this one. The order of the tasks says nothing. */
void steering_choose(struct actor *actor, const struct task *task)
{
	const struct view *world = actor->people->world;
	const struct view_inject *offered = view_inject(world, task->subject_id), *chosen = NULL;
	uint64_t seen = 0;
	if (!is_held_by(offered, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE) ||
	    offered->plan == NULL) {
		return;
	}
	for (size_t i = 0; i < world->inject_count; i++) {
		const struct view_inject *inject = &world->injects[i];
		if (inject->plan == NULL ||
		    strcmp(inject->plan->group, offered->plan->group) != 0) {
			continue;
		}
		/* another of them was released already; the engine sees to the rest */
		if (inject->delivered != NULL) {
			return;
		}
		if (is_held_by(inject, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE) &&
		    actor_random(actor, ++seen) == 0) {
			chosen = inject;
		}
	}
	if (chosen != NULL) {
		release(actor, chosen);
	}
}

void steering_milestone(struct actor *actor, const struct task *task)
{
	const struct view *world = actor->people->world;
	const char *chosen = NULL;
	uint64_t seen = 0;
	ACTOR_COMMAND(SET_MILESTONE, SetMilestone, set_milestone);
	(void)task;
	for (size_t i = 0; i < view_declared_count(world, MILESTONE); i++) {
		const Convene__V1__Milestone *declared =
		    view_declared_at(world, MILESTONE, Milestone, i);
		struct view_milestone known;
		view_milestone(world, declared->id, &known);
		if (known.standing != CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED &&
		    actor_random(actor, ++seen) == 0) {
			chosen = declared->id;
		}
	}
	body.milestone_id = said(chosen);
	body.note = said("Said in the room.");
	if (chosen != NULL) {
		actor_send(actor, &command);
	}
}

void steering_switch(struct actor *actor, const struct task *task)
{
	const struct view *world = actor->people->world;
	size_t count = view_declared_count(world, SWITCH);
	ACTOR_COMMAND(TURN_SWITCH, TurnSwitch, turn_switch);
	(void)task;
	if (count == 0) {
		return;
	}
	body.switch_id = view_declared_at(world, SWITCH, Switch, actor_random(actor, count))->id;
	body.on = true;
	struct view_switch known;
	view_switch(world, body.switch_id, &known);
	if (!known.on) {
		actor_send(actor, &command);
	}
}

void steering_open(struct actor *actor, const struct task *task)
{
	const struct view_questionnaire *known =
	    view_questionnaire(actor->people->world, task->subject_id);
	ACTOR_COMMAND(OPEN_QUESTIONNAIRE, OpenQuestionnaire, open_questionnaire);
	body.questionnaire_id = task->subject_id;
	if (known == NULL || !known->opened) {
		actor_send(actor, &command);
	}
}

void steering_close(struct actor *actor, const struct task *task)
{
	const struct view_questionnaire *known =
	    view_questionnaire(actor->people->world, task->subject_id);
	ACTOR_COMMAND(CLOSE_QUESTIONNAIRE, CloseQuestionnaire, close_questionnaire);
	body.questionnaire_id = task->subject_id;
	if (known != NULL && known->opened && !known->closed) {
		actor_send(actor, &command);
	}
}

void steering_result(struct actor *actor, const struct task *task)
{
	ACTOR_COMMAND(RELEASE_RESULT, ReleaseResult, release_result);
	body.questionnaire_id = task->subject_id;
	actor_send(actor, &command);
}
