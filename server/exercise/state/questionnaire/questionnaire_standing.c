/*
 * A questionnaire of the state beside the one that the scenario declares, and ids of questions and
 * choices to indices. Choices beyond CHOICES_MAX have no bit to stand for them, and so do not
 * exist.
 */
#include "server/exercise/state/questionnaire/questionnaire_standing.h"

#include "convene/v1/questionnaire.pb-c.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/state.h"

#include <string.h>

const struct questionnaire *questionnaire_find(const struct exercise *exercise, int declared)
{
	const struct questionnaires *questionnaires = &exercise->questionnaires;
	bool known = declared >= 0 && (size_t)declared < questionnaires->count;
	return known ? questionnaires->list[declared] : NULL;
}

const Convene__V1__Questionnaire *questionnaire_declared(
    const struct exercise *exercise, const struct questionnaire *questionnaire)
{
	return library_at(
	    &exercise->library, QUESTIONNAIRE, Questionnaire, (size_t)questionnaire->declared);
}

int questionnaire_question_index(const Convene__V1__Questionnaire *declared, const char *id)
{
	for (size_t i = 0; i < declared->n_questions; i++) {
		if (strcmp(declared->questions[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

int question_choice_index(const Convene__V1__Question *question, const char *id)
{
	for (size_t i = 0; i < question->n_choices && i < CHOICES_MAX; i++) {
		if (strcmp(question->choices[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}
