/*
 * Questionnaires open and close by time, by hand and with the exercise. What is issued is how those
 * who are asked see it.
 */
#include "server/exercise/decide/questionnaire/questionnaire_decide.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/questionnaire/questionnaire_standing.h"
#include "server/exercise/state/state.h"

/* --- opening and closing --- */

/* As those who are asked see it: who they all are, nothing about objectives, and a time of closing
 * only if it will be kept. */
static void draft_opened(struct deciding *deciding, const Convene__V1__Questionnaire *declared)
{
	const struct cast *cast = &deciding->exercise->cast;
	Convene__V1__QuestionnaireOpened *body =
	    DRAFT_BODY(deciding, QuestionnaireOpened, questionnaire_opened);
	Convene__V1__Questionnaire *shown = draft_copy(deciding, declared);
	if (body == NULL || shown == NULL) {
		return;
	}
	if (shown->n_to == 0) {
		shown->to = draft_array(deciding, cast->team_count + 1, sizeof *shown->to);
		for (size_t i = 0; shown->to != NULL && i < cast->team_count; i++) {
			shown->to[shown->n_to++] = draft_text(deciding, cast->teams[i]->id);
		}
	}
	shown->n_objectives = 0;
	shown->objectives = NULL;
	shown->open_ms = 0;
	if (shown->close_ms <= deciding->exercise_ms ||
	    deciding->exercise->clock.phase == PHASE_ENDED) {
		shown->close_ms = 0;
	}
	body->questionnaire = shown;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED, body);
}

static void draft_closed(struct deciding *deciding, const Convene__V1__Questionnaire *declared)
{
	DRAFT(
	    deciding, QUESTIONNAIRE_CLOSED, QuestionnaireClosed, .questionnaire_id = declared->id);
}

/* Index of one that the scenario declares; -1 and a refusal. For staff. */
static int check_declared(struct deciding *deciding, const char *id)
{
	int at = library_index(&deciding->exercise->library, LIBRARY_QUESTIONNAIRE, id);
	if (at < 0) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no questionnaire \"%s\"; the scenario has them all", id);
	}
	return at;
}

void decide_open_questionnaire(struct deciding *deciding)
{
	int at = check_declared(deciding, deciding->command->open_questionnaire->questionnaire_id);
	if (at < 0) {
		return;
	}
	const struct questionnaire *questionnaire = questionnaire_find(deciding->exercise, at);
	if (questionnaire == NULL || questionnaire->phase != QUESTIONNAIRE_OPEN) {
		draft_opened(deciding, library_at(&deciding->exercise->library, QUESTIONNAIRE,
		                           Questionnaire, (size_t)at));
	}
}

void decide_close_questionnaire(struct deciding *deciding)
{
	const char *id = deciding->command->close_questionnaire->questionnaire_id;
	int at = check_declared(deciding, id);
	if (at < 0) {
		return;
	}
	const struct questionnaire *questionnaire = questionnaire_find(deciding->exercise, at);
	if (questionnaire == NULL) {
		REFUSE(deciding, WRONG_STATE,
		    "questionnaire \"%s\" was not opened yet; open it first", id);
	} else if (questionnaire->phase == QUESTIONNAIRE_OPEN) {
		draft_closed(deciding, questionnaire_declared(deciding->exercise, questionnaire));
	}
}

void questionnaires_draft_all_closed(struct deciding *deciding)
{
	const struct questionnaires *questionnaires = &deciding->exercise->questionnaires;
	for (size_t i = 0; i < questionnaires->count; i++) {
		const struct questionnaire *questionnaire = questionnaires->list[i];
		if (questionnaire != NULL && questionnaire->phase == QUESTIONNAIRE_OPEN) {
			draft_closed(
			    deciding, questionnaire_declared(deciding->exercise, questionnaire));
		}
	}
}

/* --- by time --- */

/* Exercise time at which it opens or closes by itself; INT64_MAX: it does not. */
static int64_t due_ms(const struct exercise *exercise, size_t at)
{
	const Convene__V1__Questionnaire *declared =
	    library_at(&exercise->library, QUESTIONNAIRE, Questionnaire, at);
	const struct questionnaire *questionnaire = questionnaire_find(exercise, (int)at);
	if (questionnaire == NULL) {
		return declared->open_ms > 0 ? declared->open_ms : INT64_MAX;
	}
	bool closes = questionnaire->phase == QUESTIONNAIRE_OPEN &&
	              declared->close_ms > questionnaire->opened_ms;
	return closes ? declared->close_ms : INT64_MAX;
}

int64_t questionnaires_next(const struct exercise *exercise)
{
	int64_t next_ms = INT64_MAX;
	for (size_t i = 0; i < library_count(&exercise->library, QUESTIONNAIRE); i++) {
		int64_t at_ms = due_ms(exercise, i);
		next_ms = at_ms < next_ms ? at_ms : next_ms;
	}
	return next_ms;
}

/* Those of the earliest time, as far as they fit into one helping. */
void questionnaires_decide(struct deciding *deciding, int64_t until_ms)
{
	const struct library *library = &deciding->exercise->library;
	int64_t first_ms = questionnaires_next(deciding->exercise);
	size_t bytes = 0;
	for (size_t i = 0; i < library_count(library, QUESTIONNAIRE) && first_ms <= until_ms &&
	                   bytes < DUE_BATCH_BYTES;
	     i++) {
		const Convene__V1__Questionnaire *declared =
		    library_at(library, QUESTIONNAIRE, Questionnaire, i);
		if (due_ms(deciding->exercise, i) != first_ms) {
			continue;
		}
		if (questionnaire_find(deciding->exercise, (int)i) == NULL) {
			draft_opened(deciding, declared);
			bytes += convene__v1__questionnaire__get_packed_size(declared);
		} else {
			draft_closed(deciding, declared);
		}
	}
}
