/* Competences: asked for by transitions of tracks, given to agencies by country cards. */
#include "server/scenario/scenario_check_private.h"

#include "proto/list.h"
#include "proto/rules/competence.h"
#include "proto/yaml_suggest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The transitions that ask for a competence, in the scenario's order. */
struct asking {
	struct {
		const Convene__V1__Track *track;           /* borrowed: the scenario's */
		const Convene__V1__Transition *transition; /* borrowed: the scenario's */
	} *list;                                           /* owned */
	size_t count, cap;
};

static void find_asking(const Convene__V1__Scenario *scenario, struct asking *asking)
{
	for (size_t i = 0; i < scenario->n_tracks; i++) {
		const Convene__V1__Track *track = scenario->tracks[i];
		for (size_t j = 0; j < track->n_transitions; j++) {
			if (track->transitions[j]->competence[0] != '\0') {
				LIST_ADD(asking->list, asking->count, asking->cap);
				asking->list[asking->count - 1].track = track;
				asking->list[asking->count - 1].transition = track->transitions[j];
			}
		}
	}
}

/* Whether one before the `index`th asks for the same, of whoever has it. */
static bool is_asked_before(const struct asking *asking, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		const Convene__V1__Transition *earlier = asking->list[i].transition;
		if (earlier->n_agencies == 0 &&
		    strcmp(earlier->competence, asking->list[index].transition->competence) == 0) {
			return true;
		}
	}
	return false;
}

/* One finding for a competence that nobody in the country has. */
static void check_given(
    struct check *check, const struct asking *asking, const Convene__V1__Country *country)
{
	for (size_t i = 0; i < asking->count; i++) {
		const Convene__V1__Transition *transition = asking->list[i].transition;
		struct competence_holders holders;
		if (transition->n_agencies == 0 &&
		    !competence_holders(country, transition->competence, &holders) &&
		    !is_asked_before(asking, i)) {
			check_warning(check, country, "competences", 0,
			    "nobody in '%s' has the competence '%s', which transition '%s' of "
			    "track '%s' asks for",
			    country->id, transition->competence, transition->id,
			    asking->list[i].track->id);
		}
	}
}

static void check_asked(
    struct check *check, const struct asking *asking, const Convene__V1__Competence *competence)
{
	const char *guess = NULL;
	size_t nearest = SIZE_MAX;
	if (competence->id[0] == '\0' || strcmp(competence->id, COMPETENCE_IDENTIFY) == 0) {
		return;
	}
	for (size_t i = 0; i < asking->count; i++) {
		const char *asked = asking->list[i].transition->competence;
		if (strcmp(asked, competence->id) == 0) {
			return;
		}
		if (yaml_suggest_is_nearer(
		        asked, competence->id, strlen(competence->id), &nearest)) {
			guess = asked;
		}
	}
	check_warning(check, competence, "id", 0,
	    "no transition asks for the competence '%s'%s%s%s", competence->id,
	    guess != NULL ? "; did you mean '" : "", guess != NULL ? guess : "",
	    guess != NULL ? "'?" : "");
}

static bool has_team(const Convene__V1__Scenario *scenario, const char *country)
{
	for (size_t i = 0; i < scenario->n_teams; i++) {
		if (strcmp(scenario->teams[i]->country, country) == 0) {
			return true;
		}
	}
	return false;
}

void check_competences(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	struct asking asking = {.count = 0};
	find_asking(scenario, &asking);
	/* without tracks there is nothing to be competent for */
	for (size_t i = 0; i < scenario->n_countries && scenario->n_tracks > 0; i++) {
		const Convene__V1__Country *country = scenario->countries[i];
		if (has_team(scenario, country->id)) {
			check_given(check, &asking, country);
		}
		for (size_t j = 0; j < country->n_competences; j++) {
			if (country->competences[j]->n_agencies == 0) {
				check_error(check, country->competences[j], "agencies", 0,
				    "are missing: who has the competence");
			}
			check_asked(check, &asking, country->competences[j]);
		}
	}
	free(asking.list);
}
