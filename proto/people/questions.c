/*
 * Some answer twice, some not at all, and optional questions are left out now and then: as it is in
 * rooms, and as the result has to bear it. Only what a question of its kind can have is answered.
 */
#include "proto/people/questions.h"

#include "proto/list.h"
#include "proto/people/phrases.h"

#define QUESTIONS_MAX 64
#define CHOICES_MAX   64

void questions_on_opened(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__Questionnaire *asked = event->questionnaire_opened->questionnaire;
	if (asked == NULL ||
	    (asked->n_to > 0 && !list_has(asked->to, asked->n_to, actor->team_id))) {
		return;
	}
	/* not everybody gets round to it */
	if (!(asked->each_person || actor_is_mine(actor, asked->id)) || !actor_chance(actor, 90)) {
		return;
	}
	agenda_plan_about(actor, TASK_QUESTIONNAIRE, MINUTE, 6 * MINUTE, asked->id);
	if (actor_chance(actor, 15)) {
		agenda_plan_about(actor, TASK_QUESTIONNAIRE, 7 * MINUTE, 9 * MINUTE, asked->id);
	}
}

static void say(struct actor *actor, const Convene__V1__Question *question,
    Convene__V1__QuestionAnswer *answer, char **choices)
{
	int64_t spread = (int64_t)question->most - question->least + 1;
	convene__v1__question_answer__init(answer);
	answer->question = question->id;
	answer->choices = choices;
	switch (question->kind) {
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE:
		choices[answer->n_choices++] =
		    question->choices[actor_random(actor, question->n_choices)]->id;
		break;
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE:
		for (size_t i = 0; i < question->n_choices && answer->n_choices < CHOICES_MAX;
		     i++) {
			if (actor_chance(actor, 40)) {
				choices[answer->n_choices++] = question->choices[i]->id;
			}
		}
		break;
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE:
		answer->scale = question->least + (int32_t)actor_random(actor, (uint64_t)spread);
		break;
	default:
		answer->text = said(phrase_note(actor));
		break;
	}
}

void questions_answer(struct actor *actor, const struct task *task)
{
	const struct view_questionnaire *questionnaire =
	    view_questionnaire(actor->people->world, task->subject_id);
	Convene__V1__QuestionAnswer answers[QUESTIONS_MAX], *list[QUESTIONS_MAX];
	ACTOR_COMMAND(ANSWER_QUESTIONNAIRE, AnswerQuestionnaire, answer_questionnaire);
	if (questionnaire == NULL || questionnaire->asked == NULL || questionnaire->closed) {
		return;
	}
	const Convene__V1__Questionnaire *asked = questionnaire->asked;
	body.questionnaire_id = asked->id;
	body.answers = list;
	char *choices[QUESTIONS_MAX][CHOICES_MAX];
	for (size_t i = 0; i < asked->n_questions && i < QUESTIONS_MAX; i++) {
		if (asked->questions[i]->optional && actor_chance(actor, 30)) {
			continue;
		}
		say(actor, asked->questions[i], &answers[i], choices[i]);
		list[body.n_answers++] = &answers[i];
	}
	actor_send(actor, &command);
}
