/*
 * Questionnaires into the state. There is room for one as soon as it is opened, at its place in the
 * library, whose size is settled by then.
 */
#include "convene/v1/questionnaire.pb-c.h"
#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/questionnaire/questionnaire_standing.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

/* --- applying --- */

static struct questionnaire *questionnaire_edit(struct exercise *exercise, const char *id)
{
	int at = library_index(&exercise->library, LIBRARY_QUESTIONNAIRE, id);
	return state_edit(exercise, questionnaire_find(exercise, at));
}

static struct questionnaire *apply_room(struct exercise *exercise, const char *id)
{
	struct questionnaires *questionnaires = &exercise->questionnaires;
	int at = library_index(&exercise->library, LIBRARY_QUESTIONNAIRE, id);
	if (at >= 0 && questionnaires->list == NULL) {
		/* the library is constant by now */
		questionnaires->count = library_count(&exercise->library, QUESTIONNAIRE);
		questionnaires->list = xcalloc(questionnaires->count, sizeof *questionnaires->list);
	}
	if (at < 0 || (size_t)at >= questionnaires->count) {
		return NULL;
	}
	if (questionnaires->list[at] == NULL) {
		struct questionnaire *added = xcalloc(1, sizeof *added);
		added->node.kind = DIGEST_QUESTIONNAIRE;
		added->declared = at;
		questionnaires->list[at] = added;
	}
	return state_edit(exercise, questionnaires->list[at]);
}

void apply_questionnaire_opened(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Questionnaire *shown =
	    applying->event->questionnaire_opened->questionnaire;
	struct questionnaire *questionnaire =
	    shown != NULL ? apply_room(exercise, shown->id) : NULL;
	if (questionnaire == NULL) {
		return;
	}
	questionnaire->phase = QUESTIONNAIRE_OPEN;
	questionnaire->opened_ms = applying->event->exercise_ms;
	for (size_t i = 0; i < shown->n_to; i++) {
		set_add(&questionnaire->to, cast_team(&exercise->cast, shown->to[i]));
	}
}

void apply_questionnaire_closed(struct exercise *exercise, const struct applying *applying)
{
	struct questionnaire *questionnaire =
	    questionnaire_edit(exercise, applying->event->questionnaire_closed->questionnaire_id);
	if (questionnaire != NULL) {
		questionnaire->phase = QUESTIONNAIRE_CLOSED;
	}
}

/* --- applying --- */

/* The answer to keep for somebody: the one that was there, or a new one. */
static struct questionnaire_answer *answer_of(struct questionnaire *questionnaire, uint64_t who)
{
	size_t at = LIST_PLACE(questionnaire->answers, questionnaire->answer_count, who);
	if (at < questionnaire->answer_count && questionnaire->answers[at].who == who) {
		struct questionnaire_answer *earlier = &questionnaire->answers[at];
		questionnaire->answers_sum -= mix_pair(earlier->seq, who);
		free(earlier->replies);
		return earlier;
	}
	return LIST_INSERT(
	    questionnaire->answers, questionnaire->answer_count, questionnaire->answer_cap, at);
}

static struct questionnaire_reply *replies_of(
    const Convene__V1__Questionnaire *declared, const Convene__V1__QuestionnaireAnswered *answered)
{
	struct questionnaire_reply *replies = xcalloc(declared->n_questions + 1, sizeof *replies);
	for (size_t i = 0; i < answered->n_answers; i++) {
		const Convene__V1__QuestionAnswer *answer = answered->answers[i];
		int at = questionnaire_question_index(declared, answer->question);
		if (at < 0) {
			continue;
		}
		const Convene__V1__Question *question = declared->questions[at];
		replies[at].given =
		    question->kind != CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT ||
		    *answer->text != '\0';
		replies[at].scale = answer->scale;
		for (size_t j = 0; j < answer->n_choices; j++) {
			int choice = question_choice_index(question, answer->choices[j]);
			replies[at].choices |= choice >= 0 ? UINT64_C(1) << choice : 0;
		}
	}
	return replies;
}

void apply_questionnaire_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__QuestionnaireAnswered *body = applying->event->questionnaire_answered;
	struct questionnaire *questionnaire = questionnaire_edit(exercise, body->questionnaire_id);
	int team = cast_team(&exercise->cast, body->team_id);
	if (questionnaire == NULL || team < 0) {
		return;
	}
	const Convene__V1__Questionnaire *declared =
	    questionnaire_declared(exercise, questionnaire);
	uint64_t who = declared->each_person ? body->participant_id : (uint64_t)team + 1;
	struct questionnaire_answer *answer = answer_of(questionnaire, who);
	*answer = (struct questionnaire_answer){
	    .who = who, .seq = applying->seq, .replies = replies_of(declared, body)};
	questionnaire->answers_sum += mix_pair(answer->seq, who);
}

void apply_questionnaire_result(struct exercise *exercise, const struct applying *applying)
{
	struct questionnaire *questionnaire =
	    questionnaire_edit(exercise, applying->event->questionnaire_result->questionnaire_id);
	if (questionnaire != NULL) {
		questionnaire->released_seq = applying->seq;
	}
}
