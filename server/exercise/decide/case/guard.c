/*
 * Competence, then the guards, as warnings: the case is looked at as it is before the step. Each
 * kind of guard is a case of guard_kept(). What rests on facts that whoever acts is not to learn
 * (what was done with the same person in other teams' cases) is marked hidden: it is flagged
 * without a warning.
 */
#include "server/exercise/decide/case/guard.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/reflect.h"
#include "proto/rules/competence.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/simcell/interpreter_standing.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/case/case_standing.h"
#include "server/exercise/state/disclosure/consent.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <stdio.h>
#include <string.h>

/* A kind of guard that guard_kept() lacks does not compile, whatever the build's options. */
#pragma GCC diagnostic error "-Wswitch"

/* --- who may --- */

static const Convene__V1__Country *card_of(const struct exercise *exercise, int team)
{
	int country = exercise->cast.teams[team]->country;
	bool known = country >= 0 && (size_t)country < library_count(&exercise->library, COUNTRY);
	return known ? library_at(&exercise->library, COUNTRY, Country, country) : NULL;
}

/* Whether a team has the competence for a step: by agency, or by its country's card. */
static bool is_competent(
    const struct exercise *exercise, const Convene__V1__Transition *transition, int team)
{
	if (team < 0 || (size_t)team >= exercise->cast.team_count) {
		return transition->n_agencies == 0 && *transition->competence == '\0';
	}
	return competence_for_step(
	    transition, card_of(exercise, team), exercise->cast.teams[team]->agency);
}

/* In words; a later version's scenario may name one for which there is none here. */
static void add_agency(char *text, size_t size, Convene__V1__Agency agency)
{
	bool known = agency != CONVENE__V1__AGENCY__AGENCY_UNSPECIFIED &&
	             protobuf_c_enum_descriptor_get_value(
	                 &convene__v1__agency__descriptor, (int)agency) != NULL;
	complaint_word(text, size, ", ",
	    known ? REFLECT_WORD(agency, agency) : "an agency that this server does not know");
}

/* Adds "labour inspectorate" for AGENCY_LABOUR_INSPECTORATE; bit 1 << agency in `named`: was added
 * before. */
static void add_agencies(
    char *text, size_t size, uint32_t *named, const Convene__V1__Agency *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t bit = UINT32_C(1) << ((unsigned)list[i] % 32);
		if ((*named & bit) == 0) {
			add_agency(text, size, list[i]);
			*named |= bit;
		}
	}
}

/* What ought to be: "The step is taken by whom it is for in your country: police, prosecution."
 * Constant or in the arena. */
static const char *who_may(
    struct deciding *deciding, const Convene__V1__Transition *transition, int team)
{
	char agencies[400] = "", text[512];
	uint32_t named = 0;
	struct competence_holders holders;
	bool asks = *transition->competence != '\0';
	competence_holders(
	    asks ? card_of(deciding->exercise, team) : NULL, transition->competence, &holders);
	add_agencies(
	    agencies, sizeof agencies, &named, transition->agencies, transition->n_agencies);
	add_agencies(agencies, sizeof agencies, &named, holders.named, holders.named_count);
	add_agencies(
	    agencies, sizeof agencies, &named, holders.identifiers, holders.identifier_count);
	if (*agencies == '\0') {
		return "The step is one for which somebody in your country is competent.";
	}
	snprintf(text, sizeof text, "The step is taken by whom it is for in your country: %s.",
	    agencies);
	return draft_text(deciding, text);
}

static void warn_competence(
    struct deciding *deciding, const struct step *step, struct warnings *warnings)
{
	int team = deciding->actor->team;
	if (is_competent(deciding->exercise, step->transition, team)) {
		return;
	}
	warnings_add(
	    warnings, &(struct warning){.rule = "competence",
	                  .plain = team >= 0 ? who_may(deciding, step->transition, team) : NULL,
	                  .flag = step->transition->not_competent});
}

/* Whether the case has been in a state of `reached`, and came into it within the bounds. */
static bool reached_in_time(const struct deciding *deciding, const struct case_file *file,
    const Convene__V1__StateRule *rule)
{
	int64_t now_ms = story_at(&deciding->story, deciding->exercise_ms);
	for (size_t i = 0; i < rule->n_reached; i++) {
		int64_t since_ms;
		if (!case_came_into(
		        deciding->exercise, file, rule->track, rule->reached[i], &since_ms)) {
			continue;
		}
		int64_t past_ms;
		/* in a journal there may be any time */
		if (!__builtin_sub_overflow(now_ms, since_ms, &past_ms) &&
		    past_ms >= rule->at_least_ms &&
		    (rule->at_most_ms == 0 || past_ms <= rule->at_most_ms)) {
			return true;
		}
	}
	return rule->n_reached == 0;
}

static bool state_kept(const struct deciding *deciding, const struct case_file *file,
    const Convene__V1__StateRule *rule)
{
	for (size_t i = 0; i < rule->n_absent; i++) {
		if (case_is_in(deciding->exercise, file, rule->track, rule->absent[i])) {
			return false;
		}
	}
	return reached_in_time(deciding, file, rule);
}

static bool form_filled(
    const struct exercise *exercise, const struct case_file *file, const char *form_id)
{
	int form = library_index(&exercise->library, LIBRARY_FORM, form_id);
	return form >= 0 && form < FORMS_MAX && (file->forms >> form & 1) != 0;
}

static uint64_t times_taken(const struct step *step)
{
	return case_times_taken(step->file, step->track_index, step->transition_index);
}

/* The same with all cases that concern the person. */
static uint64_t times_with_person(const struct exercise *exercise, const struct step *step)
{
	const struct case_list *cases = case_list_of_person(exercise, step->file->person);
	uint64_t times = cases != NULL ? 0 : times_taken(step);
	for (size_t i = 0; cases != NULL && i < cases->count; i++) {
		times +=
		    case_times_taken(cases->files[i], step->track_index, step->transition_index);
	}
	return times;
}

/* Broken only by what was done in other cases: whoever acts is not to learn that there are any. */
static bool broken_elsewhere(const struct step *step, const Convene__V1__Guard *guard)
{
	return guard->rule_case == CONVENE__V1__GUARD__RULE_AT_MOST &&
	       times_taken(step) < guard->at_most;
}

static bool guard_kept(
    const struct deciding *deciding, const struct step *step, const Convene__V1__Guard *guard)
{
	const struct exercise *exercise = deciding->exercise;
	const struct case_file *file = step->file;
	const Convene__V1__MoveCase *command = step->command;
	switch (guard->rule_case) {
	case CONVENE__V1__GUARD__RULE_CONFIRMED:
		return list_has(command->confirmed, command->n_confirmed, guard->id);
	case CONVENE__V1__GUARD__RULE_STATE:
		return state_kept(deciding, file, guard->state);
	case CONVENE__V1__GUARD__RULE_REASON:
		return !check_is_blank(command->reason);
	case CONVENE__V1__GUARD__RULE_FORM:
		return form_filled(exercise, file, guard->form);
	case CONVENE__V1__GUARD__RULE_CONSENT:
		return consent_given(exercise, file);
	case CONVENE__V1__GUARD__RULE_INTERPRETER:
		return interpreter_is_there(exercise, file, deciding->actor->team);
	case CONVENE__V1__GUARD__RULE_AT_MOST:
		return times_with_person(exercise, step) < guard->at_most;
	case CONVENE__V1__GUARD__RULE__NOT_SET:
	case _CONVENE__V1__GUARD__RULE__CASE_IS_INT_SIZE:
		break;
	}
	return true; /* it asks for nothing; no scenario that was checked has one */
}

void guards_warn(struct deciding *deciding, const struct step *step, struct warnings *warnings)
{
	warn_competence(deciding, step, warnings);
	for (size_t i = 0; i < step->transition->n_guards; i++) {
		const Convene__V1__Guard *guard = step->transition->guards[i];
		bool counts = step->file->child ? !guard->adult_only : !guard->child_only;
		if (counts && !guard_kept(deciding, step, guard)) {
			warnings_add(warnings, &(struct warning){.rule = guard->id,
			                           .text = guard->title,
			                           .plain = guard->id,
			                           .source = guard->source,
			                           .flag = guard->flag,
			                           .hidden = broken_elsewhere(step, guard)});
		}
	}
}
