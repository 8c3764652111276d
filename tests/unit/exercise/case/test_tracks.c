/*
 * The tracks that are shipped: `test_tracks FOLDER` drives cases of that scenario through every
 * transition of every track, and breaks every guard. Fails when there is nothing to drive.
 */
#include "server/scenario/scenario_load.h"
#include "tests/unit/exercise/case/case_course.h"

#include <stdlib.h>
#include <string.h>

#define STATES_MAX 32
#define NOWHERE    SIZE_MAX

/* What the tests below share; the scenario lives as long as the program. */
struct drive {
	struct world world;
	struct arena *arena;                   /* owned */
	const Convene__V1__Scenario *scenario; /* borrowed: the arena's */
	uint64_t player;
	size_t transitions, guards, competences, raised;
};

static const char *scenario_folder;

static const Convene__V1__Track *track_called(const struct drive *drive, const char *id)
{
	for (size_t i = 0; i < drive->scenario->n_tracks; i++) {
		if (strcmp(drive->scenario->tracks[i]->id, id) == 0) {
			return drive->scenario->tracks[i];
		}
	}
	fail_msg("there is no track %s", id);
	return NULL;
}

static size_t state_at(const Convene__V1__Track *track, const char *id)
{
	for (size_t i = 0; i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, id) == 0) {
			return i;
		}
	}
	fail_msg("track %s has no state %s", track->id, id);
	return 0;
}

static bool begins_in(const Convene__V1__Transition *transition, const char *state)
{
	bool any = transition->n_from == 0;
	for (size_t i = 0; i < transition->n_from; i++) {
		any = any || strcmp(transition->from[i], state) == 0;
	}
	return any;
}

/* Breadth first from a state: the step by which each state is first reached, and from where. */
struct ways {
	size_t step[STATES_MAX], from[STATES_MAX];
	size_t order[STATES_MAX], count; /* the states, nearest first */
};

static void find_ways(const Convene__V1__Track *track, size_t begin, struct ways *ways)
{
	memset(ways, 0xff, sizeof *ways);
	ways->from[begin] = begin;
	ways->order[0] = begin;
	ways->count = 1;
	for (size_t at = 0; at < ways->count; at++) {
		size_t state = ways->order[at];
		for (size_t i = 0; i < track->n_transitions; i++) {
			const Convene__V1__Transition *transition = track->transitions[i];
			if (*transition->to == '\0' ||
			    !begins_in(transition, track->states[state]->id)) {
				continue;
			}
			size_t to = state_at(track, transition->to);
			if (ways->from[to] == NOWHERE) {
				ways->from[to] = state;
				ways->step[to] = i;
				ways->order[ways->count++] = to;
			}
		}
	}
}

/* --- driving a case --- */

static void move(struct drive *drive, uint64_t id, const char *track, const char *step, bool anyway,
    char outcome[OUTCOME_BYTES])
{
	char command[512];
	snprintf(command, sizeof command,
	    "{'move_case': {'case_id': @, 'track': '%s', 'transition': '%s', 'anyway': %s}}", track,
	    step, anyway ? "true" : "false");
	course_do(&drive->world, drive->player, id, command, outcome);
}

static void step(struct drive *drive, uint64_t id, const char *track, const char *name)
{
	char outcome[OUTCOME_BYTES];
	move(drive, id, track, name, true, outcome);
	if (drive->world.last.code != 0) {
		fail_msg("%s, %s: %s", track, name, drive->world.last.message);
	}
}

static void go_along(struct drive *drive, uint64_t id, const Convene__V1__Track *track,
    const struct ways *ways, size_t begin, size_t state)
{
	if (state != begin) {
		assert_true(ways->from[state] != NOWHERE);
		go_along(drive, id, track, ways, begin, ways->from[state]);
		step(drive, id, track->id, track->transitions[ways->step[state]]->id);
	}
}

/* Takes a case from one state to another by a shortest path; false: there is none. */
static bool go(
    struct drive *drive, uint64_t id, const Convene__V1__Track *track, size_t begin, size_t state)
{
	struct ways ways;
	find_ways(track, begin, &ways);
	if (ways.from[state] == NOWHERE) {
		return false;
	}
	go_along(drive, id, track, &ways, begin, state);
	return true;
}

/* --- breaking guards --- */

static void break_state_rule(struct drive *drive, uint64_t id, const Convene__V1__Track *track,
    size_t begin, const Convene__V1__StateRule *rule)
{
	const Convene__V1__Track *other = track_called(drive, rule->track);
	if (rule->n_absent > 0) {
		size_t absent = state_at(other, rule->absent[0]);
		/* on its own track, `begin` is one of them where that is possible */
		if (other != track) {
			assert_true(go(drive, id, other, 0, absent));
		}
	} else if (rule->at_most_ms > 0) {
		bool reached =
		    other == track || go(drive, id, other, 0, state_at(other, rule->reached[0]));
		assert_true(reached);
		world_wait(&drive->world, rule->at_most_ms + 1); /* story time is faster */
	}
	(void)begin;
}

/* Makes the case such that the guard is broken by the next step, if that is possible. */
static void break_guard(struct drive *drive, uint64_t id, const Convene__V1__Track *track,
    size_t begin, const Convene__V1__Transition *transition, const Convene__V1__Guard *guard)
{
	if (guard->rule_case == CONVENE__V1__GUARD__RULE_STATE) {
		break_state_rule(drive, id, track, begin, guard->state);
	} else if (guard->rule_case == CONVENE__V1__GUARD__RULE_AT_MOST) {
		for (uint32_t i = 0; i < guard->at_most; i++) {
			step(drive, id, track->id, transition->id);
			if (*transition->to != '\0') {
				assert_true(
				    go(drive, id, track, state_at(track, transition->to), begin));
			}
		}
	} /* everything else is broken as long as nothing is done for it */
}

/* Whether it was warned of, and then flagged, when broken by a step from this state. */
static bool guard_breaks(struct drive *drive, const Convene__V1__Track *track, size_t begin,
    const Convene__V1__Transition *transition, const Convene__V1__Guard *guard)
{
	char outcome[OUTCOME_BYTES], flagged[160];
	uint64_t id = course_open(&drive->world, drive->player, guard->child_only);
	if (!go(drive, id, track, 0, begin)) {
		return false;
	}
	break_guard(drive, id, track, begin, transition, guard);
	move(drive, id, track->id, transition->id, false, outcome);
	if (!course_has(outcome, "warned") || !course_has(outcome, guard->id)) {
		return false;
	}
	move(drive, id, track->id, transition->id, true, outcome);
	snprintf(flagged, sizeof flagged, "%s(%s)", guard->flag, guard->id);
	if (drive->world.last.code != 0 ||
	    (*guard->flag != '\0' && !course_has(outcome, flagged))) {
		fail_msg("%s, %s, %s: warned of, but then \"%s\"", track->id, transition->id,
		    guard->id, outcome);
	}
	return true;
}

static void check_guard(struct drive *drive, const Convene__V1__Track *track,
    const Convene__V1__Transition *transition, const Convene__V1__Guard *guard)
{
	for (size_t begin = 0; begin < track->n_states; begin++) {
		if (begins_in(transition, track->states[begin]->id) &&
		    guard_breaks(drive, track, begin, transition, guard)) {
			drive->guards++;
			return;
		}
	}
	fail_msg("%s, %s: guard %s cannot be broken from any state", track->id, transition->id,
	    guard->id);
}

/* --- every transition --- */

static void check_flags(struct drive *drive, const Convene__V1__Track *track,
    const Convene__V1__Transition *transition, const char *outcome)
{
	char flagged[160];
	for (size_t i = 0; i < transition->n_raises; i++) {
		snprintf(flagged, sizeof flagged, "%s(%s)", transition->raises[i], transition->id);
		if (!course_has(outcome, flagged)) {
			fail_msg(
			    "%s, %s: no %s in \"%s\"", track->id, transition->id, flagged, outcome);
		}
		drive->raised++;
	}
	snprintf(flagged, sizeof flagged, "%s(competence)", transition->not_competent);
	drive->competences += course_has(outcome, flagged);
}

static void check_transition(struct drive *drive, const Convene__V1__Track *track,
    const struct ways *ways, const Convene__V1__Transition *transition)
{
	char outcome[OUTCOME_BYTES], moved[160];
	size_t at = 0;
	while (at < ways->count && !begins_in(transition, track->states[ways->order[at]]->id)) {
		at++;
	}
	if (at == ways->count) {
		fail_msg("%s: no way leads to where %s begins", track->id, transition->id);
	}
	size_t begin = ways->order[at];
	const char *from = track->states[begin]->id;
	uint64_t id = course_open(&drive->world, drive->player, false);
	go_along(drive, id, track, ways, 0, begin);
	move(drive, id, track->id, transition->id, true, outcome);
	snprintf(
	    moved, sizeof moved, "%s>%s", from, *transition->to != '\0' ? transition->to : from);
	if (!course_has(outcome, moved)) {
		fail_msg("%s, %s: \"%s\" instead of %s", track->id, transition->id, outcome, moved);
	}
	check_flags(drive, track, transition, outcome);
	drive->transitions++;
	for (size_t i = 0; i < transition->n_guards; i++) {
		check_guard(drive, track, transition, transition->guards[i]);
	}
}

static void test_every_transition(void **state)
{
	struct drive *drive = *state;
	for (size_t i = 0; i < drive->scenario->n_tracks; i++) {
		const Convene__V1__Track *track = drive->scenario->tracks[i];
		struct ways ways;
		assert_in_range(track->n_states, 1, STATES_MAX);
		find_ways(track, 0, &ways);
		for (size_t j = 0; j < track->n_states; j++) {
			if (ways.from[j] == NOWHERE) {
				fail_msg("%s: no way leads to state %s", track->id,
				    track->states[j]->id);
			}
		}
		for (size_t j = 0; j < track->n_transitions; j++) {
			check_transition(drive, track, &ways, track->transitions[j]);
		}
	}
	print_message("%zu tracks, %zu transitions, %zu guards; %zu flagged as not competent, %zu "
	              "flags raised\n",
	    drive->scenario->n_tracks, drive->transitions, drive->guards, drive->competences,
	    drive->raised);
	assert_true(drive->transitions > 0 && drive->guards > 0);
}

/* --- the exercise --- */

static const Convene__V1__Scenario *load(struct arena *arena)
{
	struct diagnostics *diagnostics = malloc(sizeof *diagnostics);
	struct scenario_source source = {.scenario = NULL};
	assert_non_null(diagnostics);
	diagnostics_init(diagnostics, arena);
	bool good = scenario_load(scenario_folder, arena, diagnostics, NULL, NULL, &source);
	if (!good) {
		char line[700];
		diagnostic_format(&diagnostics->list[0], line, sizeof line);
		fail_msg("%s", line);
	}
	free(diagnostics);
	return source.scenario;
}

static int set_up(void **state)
{
	struct drive *drive = calloc(1, sizeof *drive);
	assert_non_null(drive);
	struct world *world = &drive->world;
	world_init(world, 1);
	drive->arena = arena_new(SCENARIO_ARENA_BYTES);
	drive->scenario = load(drive->arena);
	struct decision decision;
	struct creation creation = {
	    .wall_ms = world->wall_ms, .exercise_id = "tracks", .scenario = drive->scenario};
	decision_init(&decision, world->arena, 1);
	exercise_decide_create(world->exercise, &creation, &decision);
	if (decision.refusal != NULL) {
		fail_msg("%s", decision.refusal->message);
	}
	world_take(world, &decision);
	uint64_t controller = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	drive->player =
	    world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, drive->scenario->teams[0]->id);
	*state = drive;
	return (int)world_do(world, controller, "{'start_exercise': {}}");
}

static int tear_down(void **state)
{
	struct drive *drive = *state;
	world_check_replay(&drive->world);
	world_deinit(&drive->world);
	arena_free(drive->arena);
	free(drive);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_every_transition, set_up, tear_down),
	};
	scenario_folder = argc > 1 ? argv[1] : "";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
