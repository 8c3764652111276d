/*
 * Answers of a team or a person to a questionnaire that is open for them. One that was never opened
 * is no different from one that does not exist.
 */
#include "convene/v1/event.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/questionnaire/questionnaire_standing.h"
#include "server/exercise/state/state.h"

/* --- checks --- */

/* The same for one that does not exist, is not for the team, or was never opened. */
static const struct questionnaire *check_asked(struct deciding *deciding, const char *id)
{
	int at = library_index(&deciding->exercise->library, LIBRARY_QUESTIONNAIRE, id);
	const struct questionnaire *questionnaire = questionnaire_find(deciding->exercise, at);
	if (questionnaire == NULL || !set_has(&questionnaire->to, deciding->actor->team)) {
		REFUSE(deciding, NOT_FOUND, "your team has received no questionnaire \"%s\"", id);
		return NULL;
	}
	if (questionnaire->phase != QUESTIONNAIRE_OPEN) {
		REFUSE(deciding, WRONG_STATE,
		    "questionnaire \"%s\" is closed; a controller can open it again", id);
		return NULL;
	}
	return questionnaire;
}

static bool check_choices(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	uint64_t chosen = 0;
	for (size_t i = 0; i < answer->n_choices; i++) {
		int at = question_choice_index(question, answer->choices[i]);
		if (at < 0 || (chosen >> at & 1) != 0) {
			return REFUSE(deciding, INVALID,
			    "question \"%s\" has no choice \"%s\", or it is named twice; name "
			    "those that it lists",
			    question->id, answer->choices[i]);
		}
		chosen |= UINT64_C(1) << at;
	}
	if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE &&
	    answer->n_choices != 1) {
		return REFUSE(deciding, INVALID, "question \"%s\" has one answer; name one choice",
		    question->id);
	}
	return true;
}

static bool check_scale(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	return (answer->scale >= question->least && answer->scale <= question->most) ||
	       REFUSE(deciding, INVALID, "question \"%s\" is answered with a number from %d to %d",
	           question->id, question->least, question->most);
}

static bool check_written(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	return question->optional
	           ? check_text(deciding, answer->text, TEXT_BYTES_MAX, "the answer")
	           : check_filled(deciding, answer->text, TEXT_BYTES_MAX, "the answer");
}

/* What does not belong to the question's kind would be lost without anybody noticing. */
static bool check_kind(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	static const char *const wanted[] = {
	    [CONVENE__V1__QUESTION_KIND__QUESTION_KIND_UNSPECIFIED] = "nothing",
	    [CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE] = "choices",
	    [CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE] = "choices",
	    [CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE] = "a number",
	    [CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT] = "a text",
	};
	Convene__V1__QuestionKind kind = question->kind;
	bool of_choices = kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE ||
	                  kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE;
	bool astray =
	    (answer->n_choices > 0 && !of_choices) ||
	    (answer->scale != 0 && kind != CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE) ||
	    (*answer->text != '\0' && kind != CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT);
	return !astray || REFUSE(deciding, INVALID,
	                      "question \"%s\" is answered with %s, and nothing else", question->id,
	                      wanted[(size_t)kind < sizeof wanted / sizeof wanted[0] ? kind : 0]);
}

static bool check_answer(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	if (!check_kind(deciding, question, answer)) {
		return false;
	}
	switch (question->kind) {
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE:
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE:
		return check_choices(deciding, question, answer);
	case CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE:
		return check_scale(deciding, question, answer);
	default:
		return check_written(deciding, question, answer);
	}
}

static bool check_answers(struct deciding *deciding, const Convene__V1__Questionnaire *declared,
    const Convene__V1__AnswerQuestionnaire *command)
{
	uint64_t answered = 0;
	if (!check_count(deciding, command->n_answers, QUESTIONS_MAX, "answers")) {
		return false;
	}
	for (size_t i = 0; i < command->n_answers; i++) {
		const Convene__V1__QuestionAnswer *answer = command->answers[i];
		const char *id = answer->question;
		int at = questionnaire_question_index(declared, id);
		if (at < 0 || at >= QUESTIONS_MAX || (answered >> at & 1) != 0) {
			return REFUSE(deciding, INVALID,
			    "questionnaire \"%s\" has no question \"%s\", or it is answered twice",
			    declared->id, id);
		}
		if (!check_answer(deciding, declared->questions[at], answer)) {
			return false;
		}
		answered |= UINT64_C(1) << at;
	}
	for (size_t i = 0; i < declared->n_questions && i < QUESTIONS_MAX; i++) {
		if (!declared->questions[i]->optional && (answered >> i & 1) == 0) {
			return REFUSE(deciding, INVALID,
			    "question \"%s\" is not answered; it is not optional",
			    declared->questions[i]->id);
		}
	}
	return true;
}

/* --- deciding --- */

void decide_answer_questionnaire(struct deciding *deciding)
{
	const Convene__V1__AnswerQuestionnaire *command = deciding->command->answer_questionnaire;
	const struct questionnaire *questionnaire =
	    check_asked(deciding, command->questionnaire_id);
	if (questionnaire == NULL ||
	    !check_answers(
	        deciding, questionnaire_declared(deciding->exercise, questionnaire), command)) {
		return;
	}
	Convene__V1__QuestionnaireAnswered body = CONVENE__V1__QUESTIONNAIRE_ANSWERED__INIT;
	body.questionnaire_id = command->questionnaire_id;
	body.team_id = own_team_id(deciding);
	body.participant_id = deciding->actor->id;
	body.n_answers = command->n_answers;
	body.answers = command->answers;
	size_t size = convene__v1__questionnaire_answered__get_packed_size(&body);
	if (size > ANSWERS_BYTES_MAX) {
		REFUSE(deciding, TOO_LARGE, "the answers have %zu KiB; at most %d are allowed",
		    size / 1024, ANSWERS_BYTES_MAX / 1024);
		return;
	}
	draft_copied(deciding, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED, &body.base);
}
