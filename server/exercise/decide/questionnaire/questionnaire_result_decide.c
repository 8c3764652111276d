/*
 * What came out, counted when it is released: no texts and nobody's name, only how many chose what.
 * Every choice and every step of a scale is there, also with nobody; the numbers of steps come from
 * a scenario and are bounded here. Whoever left a question out is not among its answers.
 */
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/questionnaire/questionnaire_standing.h"
#include "server/exercise/state/state.h"

static void tally_choices(struct deciding *deciding, const Convene__V1__Question *question,
    Convene__V1__QuestionTally *tally)
{
	tally->choices = draft_array(deciding, question->n_choices + 1, sizeof *tally->choices);
	for (size_t i = 0; tally->choices != NULL && i < question->n_choices; i++) {
		Convene__V1__ChoiceTally *choice = DRAFT_PART(
		    deciding, ChoiceTally, choice_tally, .choice = question->choices[i]->id);
		if (choice != NULL) {
			tally->choices[tally->n_choices++] = choice;
		}
	}
}

static void tally_scale(struct deciding *deciding, const Convene__V1__Question *question,
    Convene__V1__QuestionTally *tally)
{
	int64_t steps = (int64_t)question->most - question->least + 1;
	if (steps < 1 || steps > SCALE_STEPS_MAX) {
		return;
	}
	tally->scale = draft_array(deciding, (size_t)steps, sizeof *tally->scale);
	for (int64_t i = 0; tally->scale != NULL && i < steps; i++) {
		tally->scale[tally->n_scale++] = 0;
	}
}

static void count_reply(const Convene__V1__Question *question,
    const struct questionnaire_reply *reply, Convene__V1__QuestionTally *tally)
{
	if (!reply->given) {
		return;
	}
	tally->answers++;
	for (size_t i = 0; i < tally->n_choices && i < CHOICES_MAX; i++) {
		tally->choices[i]->count += (uint32_t)(reply->choices >> i & 1);
	}
	int64_t step = (int64_t)reply->scale - question->least;
	if (step >= 0 && (uint64_t)step < tally->n_scale) {
		tally->scale[step]++;
	}
}

static Convene__V1__QuestionTally *tally_of(struct deciding *deciding,
    const struct questionnaire *questionnaire, const Convene__V1__Questionnaire *declared,
    size_t at)
{
	const Convene__V1__Question *question = declared->questions[at];
	Convene__V1__QuestionTally *tally =
	    DRAFT_PART(deciding, QuestionTally, question_tally, .question = question->id);
	if (tally == NULL) {
		return NULL;
	}
	if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE) {
		tally_scale(deciding, question, tally);
	} else {
		tally_choices(deciding, question, tally);
	}
	for (size_t i = 0; i < questionnaire->answer_count; i++) {
		count_reply(question, &questionnaire->answers[i].replies[at], tally);
	}
	return tally;
}

void decide_release_result(struct deciding *deciding)
{
	const char *id = deciding->command->release_result->questionnaire_id;
	int at = library_index(&deciding->exercise->library, LIBRARY_QUESTIONNAIRE, id);
	const struct questionnaire *questionnaire = questionnaire_find(deciding->exercise, at);
	if (questionnaire == NULL) {
		refuse_with(deciding,
		    at < 0 ? CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
		           : CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "there is no questionnaire \"%s\", or it was not opened yet; open it first",
		    id);
		return;
	}
	const Convene__V1__Questionnaire *declared =
	    questionnaire_declared(deciding->exercise, questionnaire);
	Convene__V1__QuestionTally *tallies[QUESTIONS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < declared->n_questions && i < QUESTIONS_MAX; i++) {
		tallies[count] = tally_of(deciding, questionnaire, declared, i);
		count += tallies[count] != NULL;
	}
	DRAFT(deciding, QUESTIONNAIRE_RESULT, QuestionnaireResult, .questionnaire_id = declared->id,
	    .n_questions = count, .questions = tallies);
}
