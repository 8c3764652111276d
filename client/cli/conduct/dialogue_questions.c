/* The dialogue about a questionnaire. */
#include "client/cli/conduct/dialogues.h"
#include "client/cli/text/wrap.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A choice by its id or its number in the list; NULL: there is none. */
static char *choice_of(const Convene__V1__Question *question, const char *word)
{
	for (size_t i = 0; i < question->n_choices; i++) {
		if (strcasecmp(question->choices[i]->id, word) == 0) {
			return question->choices[i]->id;
		}
	}
	uint64_t number;
	if (options_number(word, &number) && number >= 1 && number <= question->n_choices) {
		return question->choices[number - 1]->id;
	}
	return NULL;
}

static bool take_choices(struct conduct *conduct, const Convene__V1__Question *question,
    const char *line, Convene__V1__QuestionAnswer *answer)
{
	answer->choices =
	    xcheck(arena_array(conduct->arena, strlen(line) + 1, sizeof(*answer->choices)));
	char word[80];
	while (line[strspn(line, " ,")] != '\0') {
		line += strspn(line, " ,");
		size_t len = strcspn(line, " ,");
		snprintf(word, sizeof(word), "%.*s", (int)len, line);
		char *choice = choice_of(question, word);
		if (choice == NULL) {
			conduct_usage(conduct, "\"%s\" is none of the choices", word);
			return false;
		}
		answer->choices[answer->n_choices++] = choice;
		line += len;
	}
	if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE &&
	    answer->n_choices > 1) {
		conduct_usage(conduct, "one choice only");
		return false;
	}
	return true;
}

static bool take_answer(
    struct conduct *conduct, const Convene__V1__Question *question, const char *line)
{
	Convene__V1__AnswerQuestionnaire *all = conduct->command->answer_questionnaire;
	Convene__V1__QuestionAnswer *answer =
	    conduct_new(conduct, &convene__v1__question_answer__descriptor);
	answer->question = question->id;
	char *end;
	long value;
	switch (question->kind) {
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE:
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE:
		if (!take_choices(conduct, question, line, answer)) {
			return false;
		}
		break;
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE:
		value = strtol(line, &end, 10);
		if (end == line || *end != '\0' || value < question->least ||
		    value > question->most) {
			conduct_usage(conduct, "a whole number from %d to %d", question->least,
			    question->most);
			return false;
		}
		answer->scale = (int32_t)value;
		break;
	default:
		answer->text = xcheck(arena_text(conduct->arena, line, strlen(line)));
		break;
	}
	all->answers[all->n_answers++] = answer;
	return true;
}

static bool questions_question(
    struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	const Convene__V1__Questionnaire *asked = conduct->dialogue.about;
	const struct view *view = conduct->view;
	if (conduct->dialogue.at >= asked->n_questions || conduct->dialogue.stopped) {
		return false;
	}
	const Convene__V1__Question *question = asked->questions[conduct->dialogue.at];
	conduct->dialogue.words = question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT;
	if (conduct->dialogue.at == 0) {
		wrap_append(
		    before, view_text(view, asked->instructions), conduct->style->width, 0, 0);
	}
	buf_printf(before, "\n%zu/%zu  ", conduct->dialogue.at + 1, asked->n_questions);
	wrap_append(before, view_text(view, question->text), conduct->style->width, 5, 5);
	for (size_t i = 0; i < question->n_choices; i++) {
		buf_printf(before, "  %2zu  ", i + 1);
		wrap_append(before, view_text(view, question->choices[i]->text),
		    conduct->style->width, 6, 6);
	}
	if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE) {
		buf_printf(before, "  from %d ", question->least);
		wrap_append_line(before, view_text(view, question->least_label));
		buf_printf(before, " to %d ", question->most);
		wrap_append_line(before, view_text(view, question->most_label));
		buf_append_byte(before, '\n');
	}
	snprintf(prompt, size, "%s%s: ",
	    question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE
	        ? "     Numbers of all that apply"
	        : "     Answer",
	    question->optional ? " (Enter: none)" : "");
	return true;
}

static bool questions_take(struct conduct *conduct, const char *line)
{
	const Convene__V1__Questionnaire *asked = conduct->dialogue.about;
	const Convene__V1__Question *question = asked->questions[conduct->dialogue.at];
	if (line[0] == '\0' && !question->optional &&
	    question->kind != CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE) {
		conduct_usage(conduct, "this one wants an answer");
		return false;
	}
	if (line[0] != '\0' && !take_answer(conduct, question, line)) {
		return false;
	}
	conduct->dialogue.at++;
	return true;
}

enum conduct_outcome dialogue_questions(struct conduct *conduct)
{
	const struct view_questionnaire *questionnaire = conduct->subject;
	const Convene__V1__Questionnaire *asked = questionnaire->asked;
	Convene__V1__AnswerQuestionnaire *all =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_ANSWER_QUESTIONNAIRE, "answered");
	all->questionnaire_id = conduct_text(questionnaire->id);
	all->answers = xcheck(arena_array(conduct->arena,
	    asked->n_questions + (size_t)conduct->count + 1, sizeof(*all->answers)));
	/* nobody answers six questions to be told then that it is too late */
	if (conduct->count == 1 && (questionnaire->closed || !questionnaire->opened)) {
		return conduct_refuse(conduct, "%s is %s", asked->id,
		    questionnaire->closed ? "closed, and takes no more answers"
		                          : "not open yet; a controller opens it");
	}
	if (conduct->count == 1 && conduct->can_ask) {
		conduct->dialogue = (struct dialogue){
		    .question = questions_question, .take = questions_take, .about = asked};
		return CONDUCT_ASK;
	}
	for (int i = 1; i < conduct->count; i++) {
		char *equals = strchr(conduct->words[i], '=');
		size_t at = 0;
		if (equals == NULL) {
			return conduct_usage(conduct, "answers are given as QUESTION=ANSWER");
		}
		*equals = '\0';
		while (at < asked->n_questions &&
		       strcasecmp(asked->questions[at]->id, conduct->words[i]) != 0) {
			at++;
		}
		if (at == asked->n_questions) {
			return conduct_refuse(
			    conduct, "%s has no question \"%s\"", asked->id, conduct->words[i]);
		}
		if (!take_answer(conduct, asked->questions[at], equals + 1)) {
			return CONDUCT_USAGE;
		}
	}
	if (all->n_answers == 0) {
		return conduct_usage(conduct, "say what: answer %s QUESTION=ANSWER...", asked->id);
	}
	return CONDUCT_SEND;
}
