/*
 * Questionnaires: open, answered, closed, their result released. One thread at a time; owned by the
 * state.
 */
#ifndef CONVENE_EXERCISE_QUESTIONNAIRE_QUESTIONNAIRE_H
#define CONVENE_EXERCISE_QUESTIONNAIRE_QUESTIONNAIRE_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

/* The latest answer of a team or person. */
struct questionnaire_answer {
	uint64_t who; /* participant, or team index + 1 where teams answer */
	uint64_t seq;
	Convene__V1__QuestionnaireAnswered *answered; /* owned */
};

enum questionnaire_phase { QUESTIONNAIRE_PLANNED, QUESTIONNAIRE_OPEN, QUESTIONNAIRE_CLOSED };

struct questionnaire {
	struct digest_node node;
	int declared; /* index in LIBRARY_QUESTIONNAIRE */
	enum questionnaire_phase phase;
	struct team_set to;
	struct questionnaire_answer *answers; /* owned; by who */
	size_t answer_count, answer_cap;
	uint64_t answers_sum; /* of mix_pair(seq, who) */
	uint64_t released_seq;
};

struct questionnaires {
	struct questionnaire **list; /* owned; in the scenario's order, once one was opened */
	size_t count;
};

void questionnaires_deinit(struct questionnaires *questionnaires);
void questionnaire_digest(const struct questionnaire *questionnaire, struct digest_form *form);

void questionnaire_decide_open(struct deciding *deciding);
void questionnaire_decide_close(struct deciding *deciding);
void questionnaire_decide_answer(struct deciding *deciding);
void questionnaire_decide_release(struct deciding *deciding);
void questionnaire_apply_opened(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_answered(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_closed(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_result(struct exercise *exercise, const struct applying *applying);

/* Opening and closing by time, as a source of due.c. */
int64_t questionnaires_next(const struct exercise *exercise);
void questionnaires_decide(struct deciding *deciding, int64_t until_ms);

#endif
