/*
 * Questionnaires: what was asked, who answered what, and what came out. Part of the view (view.h),
 * which owns it.
 */
#ifndef CONVENE_MODEL_QUESTIONNAIRE_H
#define CONVENE_MODEL_QUESTIONNAIRE_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

/* The latest answer of a team, or of a person where every person answers. */
struct view_answered {
	const Convene__V1__QuestionnaireAnswered *answered;
	int64_t exercise_ms;
};

struct view_questionnaire {
	const char *id;
	const Convene__V1__Questionnaire *asked; /* NULL: neither declared nor opened */
	bool opened, closed;
	int64_t opened_ms, closed_ms;
	uint64_t opened_mark, closed_mark; /* of the last time */
	struct view_answered *answers;     /* owned; those that this viewer is told of */
	size_t answer_count, answer_cap;
	const Convene__V1__QuestionnaireResult *result; /* as released last; NULL: not released */
};

/* NULL when there is none; those that are not open yet are staff's to see. */
const struct view_questionnaire *view_questionnaire(const struct view *view, const char *id);

/* Our team's answer, or our own where every person answers; NULL: none yet. */
const struct view_answered *view_questionnaire_mine(
    const struct view *view, const struct view_questionnaire *questionnaire);

/* How many answered the question; how many of them chose so. */
size_t view_questionnaire_answers(
    const struct view_questionnaire *questionnaire, const char *question);
size_t view_questionnaire_choices(
    const struct view_questionnaire *questionnaire, const char *question, const char *choice);
size_t view_questionnaire_scale(
    const struct view_questionnaire *questionnaire, const char *question, int32_t value);

/* What an answer says to a question; NULL: nothing. */
const Convene__V1__QuestionAnswer *view_answer_to(
    const Convene__V1__QuestionnaireAnswered *answered, const char *question);

#endif
