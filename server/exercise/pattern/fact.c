#include "server/exercise/pattern/fact.h"

#include "convene/v1/common.pb-c.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/verdict.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* What an event says, compared with what a pattern waits for. */

static bool sets_meet(const struct party_set *one, const struct party_set *other)
{
	uint64_t common = one->control && other->control;
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		common |= one->teams.words[i] & other->teams.words[i];
	}
	for (size_t i = 0; i < ENTITIES_MAX / 64; i++) {
		common |= one->entities.words[i] & other->entities.words[i];
	}
	return common != 0;
}

void fact_add_party(
    const struct exercise *exercise, struct party_set *set, const Convene__V1__Party *party)
{
	if (party == NULL) {
		return;
	}
	switch (party->kind_case) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		team_set_add(&set->teams, cast_team(&exercise->cast, party->team_id));
		break;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		entity_set_add(&set->entities, cast_entity(&exercise->cast, party->entity_id));
		break;
	case CONVENE__V1__PARTY__KIND_CONTROL:
		set->control = true;
		break;
	default:
		break;
	}
}

void fact_init(struct fact *fact)
{
	memset(fact, 0, sizeof *fact);
	fact->is.subject = fact->is.detail = fact->is.flag = fact->is.form = -1;
	fact->is.person = fact->is.inject = -1;
}

bool fact_parties_fit(const struct fitting *wanted, const struct fact *fact)
{
	return (wanted->any_from || sets_meet(&wanted->from, &fact->is.from)) &&
	       (wanted->any_to || sets_meet(&wanted->to, &fact->is.to));
}

bool fact_is_or_any(int wanted, int fact)
{
	return wanted < 0 || wanted == fact;
}

/* One of the cases concerns the person. */
bool fact_person_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	if (wanted->person < 0) {
		return true;
	}
	for (size_t i = 0; i < fact->case_count; i++) {
		const struct case_file *file = case_find(exercise, fact->case_ids[i]);
		if (file != NULL && file->person == wanted->person) {
			return true;
		}
	}
	return false;
}

bool fact_inject_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	bool fits = wanted->inject < 0;
	for (size_t i = 0; i < fact->inject_count && !fits; i++) {
		fits = strcmp(fact->inject_ids[i], exercise->msel.injects[wanted->inject]->id) == 0;
	}
	return fits;
}

void fact_match(struct exercise *exercise, const struct applying *applying,
    const struct interests *interests, const struct fact *fact, fits_fn *fits)
{
	struct moment at = {applying->event->exercise_ms, applying->event->seq};
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		if (interests->list[i].concern == CONCERN_FITS &&
		    fits(exercise, pattern->fitting, fact) && pattern_fit(pattern, at)) {
			condition_judge(exercise, pattern->condition);
		}
	}
}
