/* Answers to questionnaires. */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <string.h>

#define QUESTIONS_MAX 64
#define CHOICES_MAX   64

void questions_event(struct bot *bot, const Convene__V1__Event *event)
{
	const Convene__V1__Questionnaire *asked;
	bool for_us;

	if (event->body_case != CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED)
		return;
	asked = event->questionnaire_opened->questionnaire;
	if (asked == NULL)
		return;
	for_us = asked->n_to == 0;
	for (size_t i = 0; i < asked->n_to; i++)
		for_us = for_us || strcmp(asked->to[i], bot->team_id) == 0;
	/* not everybody gets round to it */
	if (!for_us || !(asked->each_person || bot_is_mine(bot, asked->id)) || !bot_chance(bot, 90))
		return;
	bot_plan(bot, TASK_QUESTIONNAIRE, MINUTE, 6 * MINUTE)->inject_id = xstrdup(asked->id);
	if (bot_chance(bot, 15))
		bot_plan(bot, TASK_QUESTIONNAIRE, 7 * MINUTE, 9 * MINUTE)->inject_id =
		    xstrdup(asked->id);
}

static void say(struct bot *bot, const Convene__V1__Question *question,
    Convene__V1__QuestionAnswer *answer, char **choices)
{
	int64_t spread = (int64_t)question->most - question->least + 1;

	convene__v1__question_answer__init(answer);
	answer->question = question->id;
	answer->choices = choices;
	switch (question->kind) {
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE:
		choices[answer->n_choices++] =
		    question->choices[bot_random(bot, question->n_choices)]->id;
		break;
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE:
		for (size_t i = 0; i < question->n_choices && answer->n_choices < CHOICES_MAX; i++)
			if (bot_chance(bot, 40))
				choices[answer->n_choices++] = question->choices[i]->id;
		break;
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE:
		answer->scale = question->least + (int32_t)bot_random(bot, (uint64_t)spread);
		break;
	default:
		answer->text = said(phrase_note(bot));
		break;
	}
}

void questions_do(struct bot *bot, const struct task *task)
{
	const struct view_questionnaire *questionnaire =
	    view_questionnaire(bot->bots->world, task->inject_id);
	Convene__V1__QuestionAnswer answers[QUESTIONS_MAX], *list[QUESTIONS_MAX];
	char *choices[QUESTIONS_MAX][CHOICES_MAX];
	const Convene__V1__Questionnaire *asked;
	BOT_COMMAND(ANSWER_QUESTIONNAIRE, AnswerQuestionnaire, answer_questionnaire);

	if (questionnaire == NULL || questionnaire->asked == NULL || questionnaire->closed)
		return;
	asked = questionnaire->asked;
	body.questionnaire_id = asked->id;
	body.answers = list;
	for (size_t i = 0; i < asked->n_questions && i < QUESTIONS_MAX; i++) {
		if (asked->questions[i]->optional && bot_chance(bot, 30))
			continue;
		say(bot, asked->questions[i], &answers[i], choices[i]);
		list[body.n_answers++] = &answers[i];
	}
	bot_send(bot, &command);
}
