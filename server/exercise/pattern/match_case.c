#include "server/exercise/pattern/match_case.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/pattern/fact.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* Events about cases, disclosures and answers against patterns; see fact.h. */

static void fact_of_case(struct exercise *exercise, struct fact *fact, uint64_t id)
{
	fact->file = case_find(exercise, id);
	fact->is.person = fact->file != NULL ? fact->file->person : -1;
}

static bool fits_case(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	(void)exercise;
	return fact_is_or_any(wanted->person, fact->is.person) && fact_parties_fit(wanted, fact) &&
	       wanted->subject == fact->is.subject && wanted->detail == fact->is.detail &&
	       wanted->flag == fact->is.flag && wanted->form == fact->is.form;
}

/* Every case begins in the first state of each track; a person is known to be concerned by all that
 * the case has been through when that is found out. */
static bool fits_standing(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	const struct case_file *file = fact->file;
	bool matched = fact->is.consent;
	if (wanted->subject < 0 || wanted->subject >= TRACKS_MAX || wanted->detail >= 32 ||
	    matched != (wanted->person >= 0) || !fact_is_or_any(wanted->person, fact->is.person) ||
	    !fact_parties_fit(wanted, fact)) {
		return false;
	}
	(void)exercise;
	return wanted->detail == 0 ||
	       (file->tracks[wanted->subject].reached >> wanted->detail & 1) != 0;
}

static void match_case(struct exercise *exercise, const struct applying *applying,
    struct fact *fact, const char *team_id)
{
	team_set_add(&fact->is.from.teams, cast_team(&exercise->cast, team_id));
	fact_match(
	    exercise, applying, &exercise->conditions.tables->kinds[PATTERN_CASE], fact, fits_case);
}

static void match_standing(
    struct exercise *exercise, const struct applying *applying, uint64_t case_id, bool matched)
{
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, case_id);
	if (fact.file != NULL) {
		fact.is.consent = matched;
		team_set_add(&fact.is.from.teams, fact.file->lead);
		fact_match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_CASE],
		    &fact, fits_standing);
	}
}

static void match_moved(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseMoved *body = applying->event->case_moved;
	const Convene__V1__Track *track =
	    library_get(&exercise->library, TRACK, Track, body->track);
	struct fact fact;
	if (strcmp(body->from, body->to) == 0) {
		return; /* an act: the case was there before */
	}
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.subject = library_index(&exercise->library, LIBRARY_TRACK, body->track);
	for (size_t i = 0; track != NULL && i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, body->to) == 0) {
			fact.is.detail = (int)i;
		}
	}
	if (fact.is.detail >= 0) {
		match_case(exercise, applying, &fact, body->team_id);
	}
}

static void match_flagged(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseFlagged *body = applying->event->case_flagged;
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.flag = library_index(&exercise->library, LIBRARY_FLAG, body->flag);
	match_case(exercise, applying, &fact, body->team_id);
}

static void match_filled(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FormFilled *body = applying->event->form_filled;
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.form = library_index(&exercise->library, LIBRARY_FORM, body->form);
	match_case(exercise, applying, &fact, body->team_id);
}

static bool fits_disclosure(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	uint64_t common = wanted->any_field;
	(void)exercise;
	for (size_t i = 0; i < 4; i++) {
		common |= wanted->fields[i] & fact->is.fields[i];
	}
	return common != 0 && !(wanted->consent && !fact->is.consent) &&
	       !(wanted->no_consent && fact->is.consent) &&
	       fact_is_or_any(wanted->person, fact->is.person) && fact_parties_fit(wanted, fact);
}

void match_disclosed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FieldsDisclosed *body = applying->event->fields_disclosed;
	struct fact fact;
	fact_init(&fact);
	fact_of_case(exercise, &fact, body->case_id);
	fact.is.consent = body->consent_id != 0;
	team_set_add(&fact.is.from.teams, cast_team(&exercise->cast, body->from_team_id));
	fact_add_party(exercise, &fact.is.to, body->to);
	for (size_t i = 0; i < body->n_values; i++) {
		int field =
		    library_index(&exercise->library, LIBRARY_FIELD, body->values[i]->field);
		if (field >= 0 && field < 256) {
			fact.is.fields[field / 64] |= UINT64_C(1) << (field % 64);
		}
	}
	fact_match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_DISCLOSURE],
	    &fact, fits_disclosure);
}

static bool fits_answer(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	bool any_scale = wanted->least == 0 && wanted->most == 0;
	(void)exercise;
	return wanted->subject == fact->is.subject && wanted->detail == fact->is.detail &&
	       (wanted->any_choice || (wanted->choices & fact->is.choices) != 0) &&
	       (any_scale || (fact->is.least >= wanted->least && fact->is.least <= wanted->most)) &&
	       fact_parties_fit(wanted, fact);
}

static void match_answer(struct exercise *exercise, const struct applying *applying,
    const Convene__V1__Questionnaire *declared, int subject,
    const Convene__V1__QuestionAnswer *answer)
{
	struct fact fact;
	fact_init(&fact);
	fact.is.subject = subject;
	fact.is.least = answer->scale;
	team_set_add(&fact.is.from.teams,
	    cast_team(&exercise->cast, applying->event->questionnaire_answered->team_id));
	for (size_t i = 0; i < declared->n_questions; i++) {
		const Convene__V1__Question *question = declared->questions[i];
		if (strcmp(question->id, answer->question) != 0) {
			continue;
		}
		fact.is.detail = (int)i;
		for (size_t j = 0; j < question->n_choices && j < 64; j++) {
			for (size_t k = 0; k < answer->n_choices; k++) {
				bool chosen =
				    strcmp(question->choices[j]->id, answer->choices[k]) == 0;
				fact.is.choices |= (uint64_t)chosen << j;
			}
		}
	}
	fact_match(exercise, applying, &exercise->conditions.tables->kinds[PATTERN_ANSWER], &fact,
	    fits_answer);
}

void match_answers(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__QuestionnaireAnswered *body = applying->event->questionnaire_answered;
	int subject =
	    library_index(&exercise->library, LIBRARY_QUESTIONNAIRE, body->questionnaire_id);
	for (size_t i = 0; subject >= 0 && i < body->n_answers; i++) {
		match_answer(exercise, applying,
		    library_at(&exercise->library, QUESTIONNAIRE, Questionnaire, subject), subject,
		    body->answers[i]);
	}
}

void match_cases(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		match_standing(exercise, applying, event->case_opened->case_id, false);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_MATCHED:
		match_standing(exercise, applying, event->case_matched->case_id, true);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_MOVED:
		match_moved(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
		match_flagged(exercise, applying);
		break;
	default:
		match_filled(exercise, applying);
	}
}
