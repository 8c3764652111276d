#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/state.h"

/* --- checks --- */

/* The same for one that does not exist, is not for the team, or was never opened. */
static const struct questionnaire *check_asked(struct deciding *deciding, const char *id)
{
	int at = library_index(&deciding->exercise->library, LIBRARY_QUESTIONNAIRE, id);
	const struct questionnaire *questionnaire = questionnaire_find(deciding->exercise, at);
	if (questionnaire == NULL || !team_set_has(&questionnaire->to, deciding->actor->team)) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "your team has received no questionnaire \"%s\"", id);
		return NULL;
	}
	if (questionnaire->phase != QUESTIONNAIRE_OPEN) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "questionnaire \"%s\" is closed; a controller can open it again", id);
		return NULL;
	}
	return questionnaire;
}

static int question_index(const Convene__V1__Questionnaire *declared, const char *id)
{
	for (size_t i = 0; i < declared->n_questions; i++) {
		if (strcmp(declared->questions[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static int choice_index(const Convene__V1__Question *question, const char *id)
{
	for (size_t i = 0; i < question->n_choices && i < CHOICES_MAX; i++) {
		if (strcmp(question->choices[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static bool check_choices(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	uint64_t chosen = 0;
	for (size_t i = 0; i < answer->n_choices; i++) {
		int at = choice_index(question, text_or_empty(answer->choices[i]));
		if (at < 0 || (chosen >> at & 1) != 0) {
			return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
			    "question \"%s\" has no choice \"%s\", or it is named twice; name "
			    "those that it lists",
			    question->id, text_or_empty(answer->choices[i]));
		}
		chosen |= UINT64_C(1) << at;
	}
	if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE &&
	    answer->n_choices != 1) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "question \"%s\" has one answer; name one choice", question->id);
	}
	return true;
}

static bool check_scale(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	return (answer->scale >= question->least && answer->scale <= question->most) ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	           "question \"%s\" is answered with a number from %d to %d", question->id,
	           question->least, question->most);
}

static bool check_written(struct deciding *deciding, const Convene__V1__Question *question,
    const Convene__V1__QuestionAnswer *answer)
{
	const char *text = text_or_empty(answer->text);
	return question->optional ? check_text(deciding, text, TEXT_BYTES_MAX, "the answer")
	                          : check_filled(deciding, text, TEXT_BYTES_MAX, "the answer");
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
	    (*text_or_empty(answer->text) != '\0' &&
	        kind != CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT);
	return !astray || refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
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
		const char *id = text_or_empty(answer->question);
		int at = question_index(declared, id);
		if (at < 0 || at >= QUESTIONS_MAX || (answered >> at & 1) != 0) {
			return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
			    "questionnaire \"%s\" has no question \"%s\", or it is answered twice",
			    declared->id, id);
		}
		if (!check_answer(deciding, declared->questions[at], answer)) {
			return false;
		}
		answered |= UINT64_C(1) << at;
	}
	for (size_t i = 0; i < declared->n_questions; i++) {
		if (!declared->questions[i]->optional && (answered >> i & 1) == 0) {
			return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
			    "question \"%s\" is not answered; it is not optional",
			    declared->questions[i]->id);
		}
	}
	return true;
}

/* --- deciding --- */

void questionnaire_decide_answer(struct deciding *deciding)
{
	const Convene__V1__AnswerQuestionnaire *command = deciding->command->answer_questionnaire;
	const char *id = text_or_empty(command->questionnaire_id);
	const struct questionnaire *questionnaire = check_asked(deciding, id);
	if (questionnaire == NULL ||
	    !check_answers(
	        deciding, questionnaire_declared(deciding->exercise, questionnaire), command)) {
		return;
	}
	const Convene__V1__AnswerQuestionnaire *copy = draft_copy(deciding, command);
	Convene__V1__QuestionnaireAnswered *body =
	    DRAFT_BODY(deciding, QuestionnaireAnswered, questionnaire_answered);
	if (body == NULL || copy == NULL) {
		return;
	}
	body->questionnaire_id = copy->questionnaire_id;
	body->team_id =
	    draft_text(deciding, exercise_team_id(deciding->exercise, deciding->actor->team));
	body->participant_id = deciding->actor->id;
	body->n_answers = copy->n_answers;
	body->answers = copy->answers;
	size_t size = convene__v1__questionnaire_answered__get_packed_size(body);
	if (size > ANSWERS_BYTES_MAX) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
		    "the answers have %zu KiB; at most %d are allowed", size / 1024,
		    ANSWERS_BYTES_MAX / 1024);
		return;
	}
	draft_event(deciding, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED, body);
}

/* --- applying --- */

/* Where somebody's answer stands, or would stand. */
static size_t place_of(const struct questionnaire *questionnaire, uint64_t who)
{
	size_t low = 0, high = questionnaire->answer_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (questionnaire->answers[middle].who < who) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* The answer to keep for somebody: the one that was there, or a new one. */
static struct questionnaire_answer *answer_of(struct questionnaire *questionnaire, uint64_t who)
{
	size_t at = place_of(questionnaire, who);
	if (at < questionnaire->answer_count && questionnaire->answers[at].who == who) {
		struct questionnaire_answer *earlier = &questionnaire->answers[at];
		questionnaire->answers_sum -= mix_pair(earlier->seq, who);
		free(earlier->replies);
		return earlier;
	}
	questionnaire->answers = array_room(questionnaire->answers, questionnaire->answer_count,
	    &questionnaire->answer_cap, sizeof *questionnaire->answers);
	memmove(questionnaire->answers + at + 1, questionnaire->answers + at,
	    (questionnaire->answer_count - at) * sizeof *questionnaire->answers);
	questionnaire->answer_count++;
	return &questionnaire->answers[at];
}

static struct questionnaire_reply *replies_of(
    const Convene__V1__Questionnaire *declared, const Convene__V1__QuestionnaireAnswered *answered)
{
	struct questionnaire_reply *replies = xcalloc(declared->n_questions + 1, sizeof *replies);
	for (size_t i = 0; i < answered->n_answers; i++) {
		const Convene__V1__QuestionAnswer *answer = answered->answers[i];
		int at = question_index(declared, text_or_empty(answer->question));
		if (at < 0) {
			continue;
		}
		const Convene__V1__Question *question = declared->questions[at];
		replies[at].given =
		    question->kind != CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT ||
		    *text_or_empty(answer->text) != '\0';
		replies[at].scale = answer->scale;
		for (size_t j = 0; j < answer->n_choices; j++) {
			int choice = choice_index(question, text_or_empty(answer->choices[j]));
			replies[at].choices |= choice >= 0 ? UINT64_C(1) << choice : 0;
		}
	}
	return replies;
}

void questionnaire_apply_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__QuestionnaireAnswered *body = applying->event->questionnaire_answered;
	int at = library_index(
	    &exercise->library, LIBRARY_QUESTIONNAIRE, text_or_empty(body->questionnaire_id));
	int team = cast_team(&exercise->cast, text_or_empty(body->team_id));
	if (questionnaire_find(exercise, at) == NULL || team < 0) {
		return;
	}
	struct questionnaire *questionnaire = exercise->questionnaires.list[at];
	const Convene__V1__Questionnaire *declared =
	    questionnaire_declared(exercise, questionnaire);
	uint64_t who = declared->each_person ? body->participant_id : (uint64_t)team + 1;
	struct questionnaire_answer *answer = answer_of(questionnaire, who);
	*answer = (struct questionnaire_answer){
	    .who = who, .seq = applying->event->seq, .replies = replies_of(declared, body)};
	questionnaire->answers_sum += mix_pair(answer->seq, who);
	digest_touch(&exercise->digest, &questionnaire->node);
}
