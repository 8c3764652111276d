/* Questionnaires: questions that can be answered, times that can come. */
#include "server/scenario/scenario_check_private.h"

#include "server/exercise/ground/limits.h"

static void check_scale(struct check *check, const Convene__V1__Question *question)
{
	if (question->least >= question->most) {
		check_error(check, question, "most", 0, "has to be more than least, which is %d",
		    question->least);
	} else if ((int64_t)question->most - question->least >= SCALE_STEPS_MAX) {
		check_error(check, question, "most", 0, "gives a scale of more than %d steps",
		    SCALE_STEPS_MAX);
	}
}

static void check_question(struct check *check, const Convene__V1__Question *question)
{
	bool choice = question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE ||
	              question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE;
	bool scale = question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE;
	if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_UNSPECIFIED) {
		return;
	}
	if (choice && question->n_choices == 0) {
		check_error(check, question, "choices", 0, "are missing");
	} else if (choice && question->n_choices == 1) {
		check_warning(check, question, "choices", 0, "there is only one");
	} else if (!choice && question->n_choices > 0) {
		check_error(
		    check, question, "choices", 0, "are for questions of kind single or multiple");
	}
	if (scale) {
		check_scale(check, question);
	} else if (question->least != 0 || question->most != 0) {
		check_error(check, question, question->least != 0 ? "least" : "most", 0,
		    "is for questions of kind scale");
	}
	if (!scale && (question->least_label != NULL || question->most_label != NULL)) {
		check_error(check, question,
		    question->least_label != NULL ? "least_label" : "most_label", 0,
		    "is for questions of kind scale");
	}
}

static void check_times(struct check *check, const Convene__V1__Questionnaire *questionnaire)
{
	int64_t duration = check->scenario->duration_ms;
	if (questionnaire->close_ms > 0 && questionnaire->close_ms <= questionnaire->open_ms) {
		check_error(check, questionnaire, "close_ms", 0, "is not after open_ms");
	}
	if (duration > 0 && questionnaire->open_ms > duration) {
		check_error(check, questionnaire, "open_ms", 0,
		    "lies beyond the end of the exercise, duration_ms");
	} else if (duration > 0 && questionnaire->close_ms > duration) {
		check_warning(check, questionnaire, "close_ms", 0,
		    "lies beyond the end of the exercise, duration_ms");
	}
}

void check_questionnaires(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_questionnaires; i++) {
		const Convene__V1__Questionnaire *questionnaire = scenario->questionnaires[i];
		if (questionnaire->n_questions > QUESTIONS_MAX) {
			continue;
		}
		for (size_t j = 0; j < questionnaire->n_questions; j++) {
			check_question(check, questionnaire->questions[j]);
		}
		check_times(check, questionnaire);
	}
}
