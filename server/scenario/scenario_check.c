#include "server/scenario/scenario_check.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/scenario/check.h"
#include "server/scenario/story_date.h"

#include <stdio.h>
#include <string.h>

static void check_story(struct check *check)
{
	const Convene__V1__StoryTime *story = check->scenario->story;
	int64_t start;

	if (story == NULL) {
		return;
	}
	if (story->start[0] == '\0') {
		check_error(check, story, "start", 0,
		    "is missing: the story's date and time at STARTEX, as in '2031-08-18T08:00'");
	} else if (!story_date_parse(story->start, &start)) {
		check_error(check, story, "start", 0,
		    "'%s' is not a date and time, as in '2031-08-18T08:00'", story->start);
	}
	if (story->factor > STORY_FACTOR_MAX) {
		check_error(check, story, "factor", 0, "is larger than %d", STORY_FACTOR_MAX);
	}
}

static void check_overdue(struct check *check)
{
	const Convene__V1__OverdueRule *overdue = check->scenario->overdue;

	if (overdue == NULL) {
		return;
	}
	if (overdue->stagger_ms < 0 || overdue->stagger_ms > EXERCISE_MS_MAX) {
		check_error(check, overdue, "stagger_ms", 0, "is out of range");
	} else if (overdue->stagger_ms != 0 &&
	           overdue->action != CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_STAGGER) {
		check_warning(
		    check, overdue, "stagger_ms", 0, "has an effect with action 'stagger' only");
	}
}

static void check_head(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;

	scenario_check_id(check, scenario, scenario->id, ID_LOWER);
	check_line(check, scenario, "version", scenario->version);
	check_languages(check);
	scenario_check_text(check, scenario, "title", 0, scenario->title,
	    TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE);
	scenario_check_text(check, scenario, "summary", 0, scenario->summary, TEXT_FOR_PLAYERS);
	scenario_check_text(
	    check, scenario, "content_note", 0, scenario->content_note, TEXT_FOR_PLAYERS);
	scenario_check_text(check, scenario, "briefing", 0, scenario->briefing, TEXT_FOR_PLAYERS);
	if (scenario->content_note == NULL || scenario->content_note->value[0] == '\0') {
		check_warning(check, scenario, "content_note", 0,
		    "is missing: what may distress a reader, said before anybody joins");
	}
	if (scenario->duration_ms <= 0 || scenario->duration_ms > EXERCISE_MS_MAX) {
		check_error(check, scenario, "duration_ms", 0,
		    "%s: the planned length of play, for example 4h",
		    scenario->duration_ms == 0 ? "is missing" : "is out of range");
	}
	check_story(check);
	check_overdue(check);
}

static void check_countries(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;

	/* 26 x 26 ids */
	if (!scenario_check_count(
	        check, check->scenario, "countries", scenario->n_countries, 676)) {
		return;
	}
	for (size_t i = 0; i < scenario->n_countries; i++) {
		const Convene__V1__Country *country = scenario->countries[i];

		scenario_check_id(check, country, country->id, ID_COUNTRY);
		scenario_check_text(check, country, "name", 0, country->name,
		    TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE);
		scenario_check_text(
		    check, country, "part", 0, country->part, TEXT_FOR_PLAYERS | TEXT_LINE);
		for (size_t j = 0; j < country->n_instruments; j++) {
			scenario_check_text(check, country, "instruments", j,
			    country->instruments[j], TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE);
		}
		scenario_check_text(check, country, "card", 0, country->card, TEXT_FOR_PLAYERS);
	}
}

static void check_team(struct check *check, const Convene__V1__Team *team)
{
	scenario_check_id(check, team, team->id, ID_MIXED);
	scenario_check_text(
	    check, team, "name", 0, team->name, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE);
	if (team->agency == CONVENE__V1__AGENCY__AGENCY_UNSPECIFIED) {
		check_error(check, team, "agency", 0,
		    "is missing: the kind of agency, for example police or ngo");
	}
	scenario_check_text(check, team, "briefing", 0, team->briefing, TEXT_FOR_PLAYERS);
	if (team->briefing == NULL || team->briefing->value[0] == '\0') {
		check_warning(check, team, "briefing", 0, "is missing");
	}
}

static void check_teams(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;

	if (!scenario_check_count(check, check->scenario, "teams", scenario->n_teams, TEAMS_MAX)) {
		return;
	}
	if (scenario->n_teams == 0 && !check->source->is_library) {
		check_error(check, scenario, "teams", 0, "there are none; nobody could play");
	}
	for (size_t i = 0; i < scenario->n_teams; i++) {
		check_team(check, scenario->teams[i]);
	}
}

static void check_canned_replies(struct check *check, const Convene__V1__Entity *entity)
{
	if (entity->n_canned_replies > 100) {
		check_error(check, entity, "canned_replies", 100, "at most 100 are allowed");
		return;
	}
	for (size_t i = 0; i < entity->n_canned_replies; i++) {
		const Convene__V1__CannedReply *reply = entity->canned_replies[i];

		scenario_check_id(check, reply, reply->id, ID_LOWER);
		check_line(check, reply, "label", reply->label);
		if (reply->label[0] == '\0') {
			check_error(
			    check, reply, "label", 0, "is missing: what a simulator picks it by");
		}
		scenario_check_text(
		    check, reply, "body", 0, reply->body, TEXT_REQUIRED | TEXT_FOR_PLAYERS);
	}
}

static void check_entities(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;

	if (!scenario_check_count(
	        check, check->scenario, "entities", scenario->n_entities, ENTITIES_MAX)) {
		return;
	}
	for (size_t i = 0; i < scenario->n_entities; i++) {
		const Convene__V1__Entity *entity = scenario->entities[i];

		scenario_check_id(check, entity, entity->id, ID_LOWER);
		scenario_check_text(check, entity, "name", 0, entity->name,
		    TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE);
		scenario_check_text(
		    check, entity, "description", 0, entity->description, TEXT_FOR_PLAYERS);
		scenario_check_text(check, entity, "brief", 0, entity->brief, 0);
		check_canned_replies(check, entity);
	}
}

static void check_objectives(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;

	if (!scenario_check_count(
	        check, check->scenario, "objectives", scenario->n_objectives, OBJECTIVES_MAX)) {
		return;
	}
	for (size_t i = 0; i < scenario->n_objectives; i++) {
		const Convene__V1__Objective *objective = scenario->objectives[i];

		scenario_check_id(check, objective, objective->id, ID_LOWER);
		if (objective->pillar == CONVENE__V1__PILLAR__PILLAR_UNSPECIFIED) {
			check_error(check, objective, "pillar", 0,
			    "is missing: prevent, protect, prosecute or partner");
		}
		scenario_check_text(
		    check, objective, "title", 0, objective->title, TEXT_REQUIRED | TEXT_LINE);
		scenario_check_text(check, objective, "description", 0, objective->description, 0);
	}
}

bool scenario_check(const struct scenario_source *source, struct diagnostics *diagnostics)
{
	struct check check = {.source = source,
	    .scenario = source->scenario,
	    .places = source->places,
	    .diagnostics = diagnostics};
	size_t errors = diagnostics->errors;

	names_init(&check.names, source->scenario);
	if (!source->is_library) {
		check_head(&check);
	}
	check_countries(&check);
	check_teams(&check);
	check_entities(&check);
	check_objectives(&check);
	scenario_check_fields(&check);
	check_injects(&check);
	check_conditions(&check);
	check_cycles(&check);
	check_tracks(&check);
	check_competences(&check);
	check_forms(&check);
	check_people(&check);
	check_disclosures(&check);
	check_requests(&check);
	check_questionnaires(&check);
	check_unused(&check);
	names_deinit(&check.names);
	return diagnostics->errors == errors;
}
