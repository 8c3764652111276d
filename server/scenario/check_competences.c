/* Competences: asked for by transitions of tracks, given to agencies by country cards. */
#include "server/scenario/check.h"

#include "proto/rules/competence.h"
#include "proto/yaml_suggest.h"

#include <stdint.h>
#include <string.h>

/* Calls `use` for each transition that asks for a competence; stops when it returns true. */
typedef bool competence_fn(
    void *context, const Convene__V1__Track *track, const Convene__V1__Transition *transition);

static bool each_asked(const Convene__V1__Scenario *scenario, competence_fn *use, void *context)
{
	for (size_t i = 0; i < scenario->n_tracks; i++) {
		const Convene__V1__Track *track = scenario->tracks[i];

		for (size_t j = 0; j < track->n_transitions; j++) {
			if (track->transitions[j]->competence[0] != '\0' &&
			    use(context, track, track->transitions[j])) {
				return true;
			}
		}
	}
	return false;
}

static bool gives(const Convene__V1__Country *country, const char *competence)
{
	struct competence_holders holders;

	return competence_holders(country, competence, &holders);
}

struct search {
	struct check *check;                 /* borrowed: outlives the search */
	const Convene__V1__Country *country; /* borrowed: the scenario's */
	const char *wanted;                  /* borrowed: the scenario's */
	const Convene__V1__Transition *upto; /* borrowed; stops there */
	const char *guess;                   /* borrowed: the scenario's */
	size_t nearest;
};

/* True when an earlier transition asks for the same. */
static bool is_earlier(
    void *context, const Convene__V1__Track *track, const Convene__V1__Transition *transition)
{
	struct search *search = context;

	(void)track;
	if (transition == search->upto) {
		search->upto = NULL;
	}
	return search->upto != NULL && transition->n_agencies == 0 &&
	       strcmp(transition->competence, search->wanted) == 0;
}

static bool check_given(
    void *context, const Convene__V1__Track *track, const Convene__V1__Transition *transition)
{
	struct search *search = context;
	struct search earlier = {.wanted = transition->competence, .upto = transition};

	/* one finding for a country and competence */
	if (transition->n_agencies == 0 && !gives(search->country, transition->competence) &&
	    !each_asked(search->check->scenario, is_earlier, &earlier)) {
		check_warning(search->check, search->country, "competences", 0,
		    "nobody in '%s' has the competence '%s', which transition '%s' of "
		    "track '%s' asks for",
		    search->country->id, transition->competence, transition->id, track->id);
	}
	return false;
}

static bool find_asked(
    void *context, const Convene__V1__Track *track, const Convene__V1__Transition *transition)
{
	struct search *search = context;

	(void)track;
	if (yaml_suggest_is_nearer(
	        transition->competence, search->wanted, strlen(search->wanted), &search->nearest)) {
		search->guess = transition->competence;
	}
	return strcmp(transition->competence, search->wanted) == 0;
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

static void check_country(struct check *check, const Convene__V1__Country *country)
{
	struct search search = {.check = check, .country = country};

	if (has_team(check->scenario, country->id)) {
		each_asked(check->scenario, check_given, &search);
	}
	for (size_t i = 0; i < country->n_competences; i++) {
		const Convene__V1__Competence *competence = country->competences[i];
		struct search asked = {.wanted = competence->id, .nearest = SIZE_MAX};

		if (competence->n_agencies == 0) {
			check_error(check, competence, "agencies", 0,
			    "are missing: who has the competence");
		}
		if (competence->id[0] == '\0' || each_asked(check->scenario, find_asked, &asked) ||
		    strcmp(competence->id, COMPETENCE_IDENTIFY) == 0) {
			continue;
		}
		check_warning(check, competence, "id", 0,
		    "no transition asks for the competence '%s'%s%s%s", competence->id,
		    asked.guess != NULL ? "; did you mean '" : "",
		    asked.guess != NULL ? asked.guess : "", asked.guess != NULL ? "'?" : "");
	}
}

void check_competences(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;

	/* without tracks there is nothing to be competent for */
	if (scenario->n_tracks == 0) {
		return;
	}
	for (size_t i = 0; i < scenario->n_countries; i++) {
		check_country(check, scenario->countries[i]);
	}
}
