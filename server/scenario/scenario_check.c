/*
 * The order of the checks. First how long the scenario's lists are: all that follows compares each
 * with each. Then the fields, by which names that are referred to count as used; last what nothing
 * refers to.
 */
#include "server/scenario/scenario_check.h"

#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/scenario/scenario_check_private.h"
#include "server/scenario/story_date.h"

static void check_story(struct check *check)
{
	const Convene__V1__StoryTime *story = check->scenario->story;
	if (story == NULL) {
		return;
	}
	int64_t start;
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
	check_languages(check);
	if (scenario->duration_ms <= 0 || scenario->duration_ms > EXERCISE_MS_MAX) {
		check_error(check, scenario, "duration_ms", 0,
		    "%s: the planned length of play, for example 4h",
		    scenario->duration_ms == 0 ? "is missing" : "is out of range");
	}
	if (scenario->n_teams == 0) {
		check_error(check, scenario, "teams", 0, "there are none; nobody could play");
	}
	check_story(check);
	check_overdue(check);
}

static void check_whole(struct check *check)
{
	if (!check->source->is_library) {
		check_head(check);
	}
	scenario_check_fields(check);
	check_injects(check);
	check_conditions(check);
	check_cycles(check);
	check_tracks(check);
	check_competences(check);
	check_forms(check);
	check_people(check);
	check_disclosures(check);
	check_requests(check);
	check_questionnaires(check);
	check_sizes(check);
	check_unused(check);
}

bool scenario_check(const struct scenario_source *source, struct diagnostics *diagnostics)
{
	struct check check = {.source = source,
	    .scenario = source->scenario,
	    .places = source->places,
	    .diagnostics = diagnostics,
	    .unreadable = diagnostics_kept(diagnostics)};
	size_t errors = diagnostics->errors;
	names_init(&check.names, source->scenario);
	if (scenario_check_counts(&check)) {
		check_whole(&check);
	}
	names_deinit(&check.names);
	return diagnostics->errors == errors;
}
