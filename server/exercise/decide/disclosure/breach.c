/*
 * What a disclosure breaks: consent, channels, the scenario's rules; for one case, and for all of
 * them together, each rule once. The same functions warn before and flag after, so that nobody is
 * flagged for what was not looked at; a rule that knows where the person comes from is hidden,
 * since players have to find that out. An exception that was stated stands for consent; the law's
 * always, a danger to life only for fields that are marked as vital.
 */
#include "server/exercise/decide/disclosure/breach.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/list.h"
#include "proto/rules/competence.h"
#include "server/exercise/decide/channel.h"
#include "server/exercise/decide/disclosure/consent_covering.h"
#include "server/exercise/decide/disclosure/disclosing.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/case/case_standing.h"
#include "server/exercise/state/state.h"

#include <string.h>

static bool has_agency(
    const Convene__V1__Agency *agencies, size_t count, const struct exercise *exercise, int team)
{
	return count == 0 ||
	       (team >= 0 && agency_among(exercise->cast.teams[team]->agency, agencies, count));
}

/* Index in LIBRARY_COUNTRY of where the receiver is; -1: nowhere. */
static int receiving_country(const struct exercise *exercise, const struct disclosing *disclosing)
{
	if (disclosing->to_team >= 0) {
		return exercise->cast.teams[disclosing->to_team]->country;
	}
	const Convene__V1__Entity *entity = library_get(
	    &exercise->library, ENTITY, Entity, exercise->cast.entities[disclosing->to_entity]->id);
	return entity != NULL ? library_index(&exercise->library, LIBRARY_COUNTRY, entity->country)
	                      : -1;
}

static bool is_origin(const struct exercise *exercise, const struct disclosing *disclosing,
    const struct case_file *file)
{
	const char *person_id = case_person_id(exercise, file);
	const Convene__V1__CasePerson *person =
	    person_id != NULL ? library_get(&exercise->library, PERSON, CasePerson, person_id)
	                      : NULL;
	int country = receiving_country(exercise, disclosing);
	return person != NULL && country >= 0 &&
	       library_index(&exercise->library, LIBRARY_COUNTRY, person->origin) == country;
}

/* Who sends to whom, by which way. */
static bool fits_ends(const struct exercise *exercise, const Convene__V1__DisclosureRule *rule,
    const struct disclosing *disclosing)
{
	bool channel = rule->n_channels == 0;
	for (size_t i = 0; i < rule->n_channels; i++) {
		channel = channel || rule->channels[i] == disclosing->command->channel;
	}
	bool receiver = disclosing->to_team >= 0 ? !rule->to_entity : rule->n_to_agencies == 0;
	return channel && receiver &&
	       has_agency(
	           rule->from_agencies, rule->n_from_agencies, exercise, disclosing->from_team) &&
	       has_agency(rule->to_agencies, rule->n_to_agencies, exercise, disclosing->to_team);
}

static bool fits_case(const struct exercise *exercise, const Convene__V1__DisclosureRule *rule,
    const struct disclosing *disclosing, const struct case_file *file)
{
	bool state = *rule->track == '\0';
	for (size_t i = 0; i < rule->n_states; i++) {
		state = state || case_is_in(exercise, file, rule->track, rule->states[i]);
	}
	return state && (!rule->child || file->child) &&
	       (!rule->to_origin || is_origin(exercise, disclosing, file));
}

static bool fits_fields(const struct exercise *exercise, const Convene__V1__DisclosureRule *rule,
    const struct disclosing *disclosing)
{
	const struct library *library = &exercise->library;
	for (size_t i = 0; i < disclosing->field_count; i++) {
		const Convene__V1__Field *field =
		    library_at(library, FIELD, Field, disclosing->fields[i]);
		if ((rule->identifying && field->identifying) ||
		    list_has(rule->fields, rule->n_fields, field->id)) {
			return true;
		}
	}
	return rule->n_fields == 0 && !rule->identifying;
}

/* Whether the stated exception stands for consent: where life is at risk, for vital fields only. */
static bool is_excepted(const struct exercise *exercise, const struct disclosing *disclosing)
{
	switch (disclosing->command->exception) {
	case CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_LEGAL_DUTY:
		return true;
	case CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_RISK_TO_LIFE:
		for (size_t i = 0; i < disclosing->field_count; i++) {
			if (!library_at(&exercise->library, FIELD, Field, disclosing->fields[i])
			         ->vital) {
				return false;
			}
		}
		return true;
	default:
		return false;
	}
}

static bool breaks(const struct exercise *exercise, const Convene__V1__DisclosureRule *rule,
    const struct disclosing *disclosing, const struct case_file *file)
{
	bool stated = disclosing->command->exception !=
	              CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_UNSPECIFIED;
	return disclosing->case_count >= rule->cases && !(rule->without_exception && stated) &&
	       fits_ends(exercise, rule, disclosing) &&
	       fits_case(exercise, rule, disclosing, file) &&
	       fits_fields(exercise, rule, disclosing) &&
	       !(rule->without_consent && consent_covering(exercise, disclosing, file) != 0);
}

void breach_warn(
    struct warnings *warnings, const struct disclosing *disclosing, const struct case_file *file)
{
	const struct exercise *exercise = warnings->deciding->exercise;
	const struct library *library = &exercise->library;
	struct team_set to = {.words = {0}};
	set_add(&to, disclosing->to_team);
	if (!is_excepted(exercise, disclosing) &&
	    consent_covering(exercise, disclosing, file) == 0) {
		struct warning warning = {.rule = "consent",
		    .plain = "The person consents to it, or an exception that covers it is stated.",
		    .flag = engine_flag(exercise, no_consent)};
		warnings_add(warnings, &warning);
	}
	struct channel_use use = {
	    .channel = disclosing->command->channel, .from_team = disclosing->from_team, .to = &to};
	channel_warn(warnings, &use);
	for (size_t i = 0; i < library_count(library, DISCLOSURE_RULE); i++) {
		const Convene__V1__DisclosureRule *rule =
		    library_at(library, DISCLOSURE_RULE, DisclosureRule, i);
		if (breaks(exercise, rule, disclosing, file)) {
			struct warning warning = {.rule = rule->id,
			    .text = rule->title,
			    .plain = rule->id,
			    .source = rule->source,
			    .flag = rule->flag,
			    /* where the person comes from, players have to find out */
			    .hidden = rule->to_origin};
			warnings_add(warnings, &warning);
		}
	}
}

/* The same thing said twice. */
static bool says_the_same(const struct warning *one, const struct warning *other)
{
	return one->text == other->text && strcmp(one->rule, other->rule) == 0;
}

void breach_warn_all(struct warnings *warnings, const struct disclosing *disclosing)
{
	for (size_t i = 0; i < disclosing->case_count; i++) {
		struct warnings own = {.deciding = warnings->deciding};
		breach_warn(&own, disclosing, disclosing->files[i]);
		for (size_t j = 0; j < own.count; j++) {
			bool said = false;
			for (size_t k = 0; k < warnings->count; k++) {
				said = said || says_the_same(&own.list[j], &warnings->list[k]);
			}
			if (!said) {
				warnings_add(warnings, &own.list[j]);
			}
		}
	}
}
