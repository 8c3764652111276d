/*
 * Questionnaires, folded from events: staff know those that are declared, everybody those that were
 * opened. Of each team, or of each person where every person answers, the latest answer counts.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct view_questionnaire *view_questionnaire(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		if (strcasecmp(view->questionnaires[i].id, id) == 0) {
			return &view->questionnaires[i];
		}
	}
	return NULL;
}

static struct view_questionnaire *questionnaire_at(struct view *view, const char *id)
{
	struct view_questionnaire *found =
	    (struct view_questionnaire *)(uintptr_t)view_questionnaire(view, id);
	if (found != NULL) {
		return found;
	}
	found = LIST_ADD(view->questionnaires, view->questionnaire_count, view->questionnaire_cap);
	*found = (struct view_questionnaire){.id = id};
	return found;
}

const Convene__V1__QuestionAnswer *view_answer_to(
    const Convene__V1__QuestionnaireAnswered *answered, const char *question)
{
	for (size_t i = 0; i < answered->n_answers; i++) {
		if (strcmp(answered->answers[i]->question, question) == 0) {
			return answered->answers[i];
		}
	}
	return NULL;
}

const struct view_answered *view_questionnaire_mine(
    const struct view *view, const struct view_questionnaire *questionnaire)
{
	bool each = questionnaire->asked != NULL && questionnaire->asked->each_person;
	for (size_t i = 0; i < questionnaire->answer_count; i++) {
		const Convene__V1__QuestionnaireAnswered *answered =
		    questionnaire->answers[i].answered;
		if (each ? answered->participant_id == view->participant_id
		         : view->team_id[0] != '\0' &&
		               strcmp(answered->team_id, view->team_id) == 0) {
			return &questionnaire->answers[i];
		}
	}
	return NULL;
}

size_t view_questionnaire_answers(
    const struct view_questionnaire *questionnaire, const char *question)
{
	size_t count = 0;
	for (size_t i = 0; i < questionnaire->answer_count; i++) {
		count += view_answer_to(questionnaire->answers[i].answered, question) != NULL;
	}
	return count;
}

size_t view_questionnaire_choices(
    const struct view_questionnaire *questionnaire, const char *question, const char *choice)
{
	size_t count = 0;
	for (size_t i = 0; i < questionnaire->answer_count; i++) {
		const Convene__V1__QuestionAnswer *answer =
		    view_answer_to(questionnaire->answers[i].answered, question);
		size_t at = 0;
		while (answer != NULL && at < answer->n_choices &&
		       strcmp(answer->choices[at], choice) != 0) {
			at++;
		}
		count += answer != NULL && at < answer->n_choices;
	}
	return count;
}

size_t view_questionnaire_scale(
    const struct view_questionnaire *questionnaire, const char *question, int32_t value)
{
	size_t count = 0;
	for (size_t i = 0; i < questionnaire->answer_count; i++) {
		const Convene__V1__QuestionAnswer *answer =
		    view_answer_to(questionnaire->answers[i].answered, question);
		count += answer != NULL && answer->scale == value;
	}
	return count;
}

void view_questionnaire_opened(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__Questionnaire *asked = event->questionnaire_opened->questionnaire;
	if (asked == NULL) {
		return;
	}
	struct view_questionnaire *here = questionnaire_at(view, asked->id);
	here->asked = asked;
	if (!here->opened) {
		here->opened_ms = event->exercise_ms;
	}
	here->opened = true;
	here->opened_mark = view->last_mark;
	here->closed = false;
}

void view_questionnaire_answered(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__QuestionnaireAnswered *answered = event->questionnaire_answered;
	struct view_questionnaire *here = questionnaire_at(view, answered->questionnaire_id);
	bool each = here->asked != NULL && here->asked->each_person;
	struct view_answered *slot = NULL;
	for (size_t i = 0; i < here->answer_count && slot == NULL; i++) {
		const Convene__V1__QuestionnaireAnswered *other = here->answers[i].answered;
		if (each ? other->participant_id == answered->participant_id
		         : strcmp(other->team_id, answered->team_id) == 0) {
			slot = &here->answers[i];
		}
	}
	if (slot == NULL) {
		slot = LIST_ADD(here->answers, here->answer_count, here->answer_cap);
	}
	*slot = (struct view_answered){answered, event->exercise_ms};
}

void view_questionnaire_closed(struct view *view, const Convene__V1__Event *event)
{
	struct view_questionnaire *here =
	    questionnaire_at(view, event->questionnaire_closed->questionnaire_id);
	here->closed = true;
	here->closed_mark = view->last_mark;
	here->closed_ms = event->exercise_ms;
}

void view_questionnaire_result(struct view *view, const Convene__V1__Event *event)
{
	questionnaire_at(view, event->questionnaire_result->questionnaire_id)->result =
	    event->questionnaire_result;
}

void view_questionnaires_declared(struct view *view, const Convene__V1__Scenario *part)
{
	for (size_t i = 0; i < part->n_questionnaires; i++) {
		struct view_questionnaire *here =
		    questionnaire_at(view, part->questionnaires[i]->id);
		if (here->asked == NULL) {
			here->asked = part->questionnaires[i];
		}
	}
}

void view_questionnaires_free(struct view *view)
{
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		free(view->questionnaires[i].answers);
	}
	free(view->questionnaires);
}
