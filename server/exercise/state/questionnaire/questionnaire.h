/*
 * Questionnaires: open, answered, closed, their result released. Kept is what the result needs, not
 * what anybody wrote. One thread at a time; owned by the state.
 *
 *     PLANNED --open--> OPEN --close--> CLOSED
 *                        ^------open------'
 *
 * One that was closed may be opened again by hand: what was answered stays and may be replaced. It
 * closes by itself only at a time that has not passed when it is opened. After ENDEX, when no time
 * passes, it stays open until a controller closes it, or the exercise is closed.
 */
#ifndef CONVENE_EXERCISE_STATE_QUESTIONNAIRE_QUESTIONNAIRE_H
#define CONVENE_EXERCISE_STATE_QUESTIONNAIRE_QUESTIONNAIRE_H

#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* What was answered to one question. */
struct questionnaire_reply {
	bool given;
	int32_t scale;
	uint64_t choices; /* bit 1 << index in Question.choices */
};

/* The latest answer of a team or person. */
struct questionnaire_answer {
	uint64_t who; /* participant, or team index + 1 where teams answer */
	uint64_t seq;
	struct questionnaire_reply *replies; /* owned; one a question, in their order */
};

enum questionnaire_phase { QUESTIONNAIRE_PLANNED, QUESTIONNAIRE_OPEN, QUESTIONNAIRE_CLOSED };

struct questionnaire {
	struct digest_node node;
	int declared; /* index in LIBRARY_QUESTIONNAIRE */
	enum questionnaire_phase phase;
	int64_t opened_ms; /* exercise time of the last opening */
	struct team_set to;
	struct questionnaire_answer *answers; /* owned; by who */
	size_t answer_count, answer_cap;
	uint64_t answers_sum; /* of mix_pair(seq, who) */
	uint64_t released_seq;
};

struct questionnaires {
	/* Owned, and each of them; NULL: never opened. In the scenario's order, once one was
	 * opened. */
	struct questionnaire **list;
	size_t count;
};

void questionnaires_deinit(struct questionnaires *questionnaires);
void questionnaire_digest(const struct questionnaire *questionnaire, struct digest_form *form);

#endif
