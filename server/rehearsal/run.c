#include "server/rehearsal/run.h"

#include "proto/xalloc.h"
#include "server/base/sha256.h"

#include <stdio.h>
#include <string.h>

/* Any moment will do. */
#define RUN_EPOCH_MS INT64_C(1900000000000)

/* Room for the scenario several times over. */
#define RUN_ARENA_BYTES ((size_t)128 * 1024 * 1024)

uint64_t run_random(struct run *run, uint64_t below)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	uint64_t value = run->random += UINT64_C(0x9e3779b97f4a7c15);
	value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
	value ^= value >> 31;
	return below > 0 ? value % below : 0;
}

bool run_chance(struct run *run, unsigned percent)
{
	return run_random(run, 100) < percent;
}

int run_team(const struct run *run, const char *id)
{
	return exercise_team(run->exercise, id);
}

int run_entity(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->scenario->n_entities; i++) {
		if (strcmp(run->scenario->entities[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

int run_inject(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->scenario->n_injects; i++) {
		if (strcmp(run->scenario->injects[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

int run_person_index(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->scenario->n_persons; i++) {
		if (strcmp(run->scenario->persons[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

struct run_request *run_request_of(struct run *run, uint64_t id)
{
	for (size_t i = 0; i < run->request_count; i++) {
		if (run->requests[i].id == id) {
			return &run->requests[i];
		}
	}
	return NULL;
}

uint64_t run_player(struct run *run, int team)
{
	uint64_t chosen = 0, seen = 0;
	for (size_t i = 0; i < run->people_count; i++) {
		if (run->people[i].team == team && run_random(run, ++seen) == 0) {
			chosen = run->people[i].id;
		}
	}
	return chosen;
}

void run_plan(struct run *run, const struct task *task, int64_t least_ms, int64_t most_ms)
{
	struct task planned = *task;
	int64_t spread = most_ms > least_ms ? most_ms - least_ms : 0;
	planned.at_ms = run->now_ms + least_ms + (int64_t)run_random(run, (uint64_t)spread + 1);
	agenda_add(&run->agenda, &planned);
}

/* --- how busy teams are --- */

static void busy(struct run *run, int team)
{
	int64_t idle_ms = run->now_ms - run->last_to_do[team];
	struct idleness *idleness = &run->findings->teams[team];
	if (idle_ms > run->longest_idle[team]) {
		run->longest_idle[team] = idle_ms;
	}
	if (idle_ms > idleness->longest_ms) {
		idleness->longest_ms = idle_ms;
		idleness->from_ms = run->last_to_do[team];
	}
	run->last_to_do[team] = run->now_ms;
}

void run_came(struct run *run, int team)
{
	if (team >= 0) {
		busy(run, team);
		++*findings_cell(run->findings, run->findings->came, team, run->now_ms);
	}
}

void run_done(struct run *run, int team)
{
	if (team >= 0) {
		busy(run, team);
		++*findings_cell(run->findings, run->findings->done, team, run->now_ms);
	}
}

/* --- the engine --- */

static void take(struct run *run, const struct decision *decision)
{
	for (size_t i = 0; i < decision->count; i++) {
		const struct draft *draft = &decision->drafts[i];
		exercise_apply(run->exercise, draft->event, draft->envelope);
		react(run, draft->event);
	}
	run->findings->events += decision->count;
}

bool run_command(
    struct run *run, uint64_t participant_id, Convene__V1__Command *command, bool *anyway_needed)
{
	struct request request = {
	    .participant_id = participant_id, .wall_ms = RUN_EPOCH_MS + run->now_ms};
	uint8_t id[COMMAND_ID_SIZE] = {0};
	struct decision decision;
	run->commands++;
	run->findings->commands++;
	memcpy(id, &run->commands, sizeof run->commands);
	command->id.data = id;
	command->id.len = sizeof id;
	arena_reset(run->arena);
	decision_init(&decision, run->arena);
	exercise_decide(run->exercise, &request, command, &decision);
	if (decision.refusal != NULL) {
		bool warned = decision.refusal->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED;
		if (warned && anyway_needed != NULL) {
			*anyway_needed = true;
		} else {
			findings_refusal(run->findings, decision.refusal->message);
		}
		return false;
	}
	take(run, &decision);
	return true;
}

static bool create(struct run *run, char *why, size_t size)
{
	struct creation creation = {
	    .wall_ms = RUN_EPOCH_MS, .exercise_id = "rehearsal", .scenario = run->scenario};
	struct decision decision;
	decision_init(&decision, run->arena);
	exercise_decide_create(run->exercise, &creation, &decision);
	if (decision.refusal != NULL) {
		snprintf(why, size, "%s", decision.refusal->message);
		return false;
	}
	take(run, &decision);
	return true;
}

static uint64_t join(struct run *run, Convene__V1__Role role, const char *team_id)
{
	Convene__V1__IssueInvite body = CONVENE__V1__ISSUE_INVITE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	struct decision decision;
	body.role = role;
	body.team_id = (char *)team_id;
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &body;
	arena_reset(run->arena);
	decision_init(&decision, run->arena);
	exercise_decide_local(run->exercise, RUN_EPOCH_MS, &command, &decision);
	take(run, &decision);
	struct joining joining = {.wall_ms = RUN_EPOCH_MS, .invite_id = decision.first_seq};
	arena_reset(run->arena);
	decision_init(&decision, run->arena);
	exercise_decide_join(run->exercise, &joining, &decision);
	take(run, &decision);
	return decision.first_seq;
}

static void people(struct run *run)
{
	const Convene__V1__Scenario *scenario = run->scenario;
	size_t players = run->options->players;
	players = players < scenario->n_teams ? scenario->n_teams : players;
	players = players < RUN_PEOPLE_MAX ? players : RUN_PEOPLE_MAX;
	run->controller = join(run, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	run->simulators = xcalloc(run->options->simulators, sizeof *run->simulators);
	for (unsigned i = 0; i < run->options->simulators; i++) {
		run->simulators[i] = join(run, CONVENE__V1__ROLE__ROLE_SIMULATOR, "");
	}
	run->simulators_free = run->options->simulators;
	for (size_t i = 0; i < players && scenario->n_teams > 0; i++) {
		size_t team = i % scenario->n_teams;
		uint64_t id = join(run, CONVENE__V1__ROLE__ROLE_PLAYER, scenario->teams[team]->id);
		run->people[run->people_count++] = (struct run_person){.id = id, .team = (int)team};
	}
}

/* --- the course of time --- */

/* False when the engine said that something is due, and then nothing was. */
static bool fall_due(struct run *run)
{
	struct decision decision;
	arena_reset(run->arena);
	decision_init(&decision, run->arena);
	exercise_decide_due(run->exercise, RUN_EPOCH_MS + run->now_ms, &decision);
	take(run, &decision);
	return decision.count > 0;
}

static void play(struct run *run)
{
	int64_t end_ms = run->scenario->duration_ms;
	for (;;) {
		int64_t due_ms = exercise_next_due(run->exercise);
		int64_t task_ms = agenda_next_ms(&run->agenda);
		due_ms = due_ms == INT64_MAX ? due_ms : due_ms - RUN_EPOCH_MS;
		int64_t next_ms = due_ms <= task_ms ? due_ms : task_ms;
		if (next_ms >= end_ms) {
			break;
		}
		run->now_ms = next_ms > run->now_ms ? next_ms : run->now_ms;
		if (due_ms > task_ms) {
			struct task task = agenda_take(&run->agenda);
			task_do(run, &task);
		} else if (!fall_due(run)) {
			run->findings->stuck = true;
			break;
		}
	}
	run->now_ms = end_ms;
}

static void start(struct run *run)
{
	Convene__V1__StartExercise body = CONVENE__V1__START_EXERCISE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &body;
	run_command(run, run->controller, &command, NULL);
}

/* What is known only at the end of a run. */
static void conclude(struct run *run)
{
	struct findings *findings = run->findings;
	for (size_t team = 0; team < run->scenario->n_teams; team++) {
		busy(run, (int)team);
		findings->teams[team].sum_ms += run->longest_idle[team];
	}
	for (size_t bucket = 0; bucket < findings->buckets; bucket++) {
		uint32_t longest = run->queue_longest[bucket];
		findings->queue_sum[bucket] += longest;
		if (longest > findings->queue_longest[bucket]) {
			findings->queue_longest[bucket] = longest;
		}
	}
	for (size_t i = 0; i < run->request_count; i++) {
		const struct run_request *request = &run->requests[i];
		struct limit_finding *limit = &findings->instruments[request->instrument];
		bool open =
		    request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT ||
		    request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED;
		if (request->answer_by_ms == 0 || !open) {
			continue;
		}
		if (request->answer_by_ms > run->scenario->duration_ms) {
			limit->beyond++;
		} else {
			limit->missed++;
		}
	}
	findings->runs++;
}

static void run_init(struct run *run, const Convene__V1__Scenario *scenario)
{
	run->exercise = exercise_new(sha256);
	run->arena = arena_new(RUN_ARENA_BYTES);
	run->inject_seen = xcalloc(scenario->n_injects + 1, sizeof *run->inject_seen);
	run->milestone_seen = xcalloc(scenario->n_milestones + 1, sizeof *run->milestone_seen);
	run->objective_seen = xcalloc(scenario->n_objectives + 1, sizeof *run->objective_seen);
	run->revisions = xcalloc(scenario->n_injects + 1, sizeof *run->revisions);
	run->last_to_do = xcalloc(scenario->n_teams + 1, sizeof *run->last_to_do);
	run->longest_idle = xcalloc(scenario->n_teams + 1, sizeof *run->longest_idle);
	run->queue_longest = xcalloc(run->findings->buckets, sizeof *run->queue_longest);
}

static void run_deinit(struct run *run)
{
	exercise_free(run->exercise);
	arena_free(run->arena);
	agenda_deinit(&run->agenda);
	free(run->simulators);
	free(run->cases);
	free(run->requests);
	free(run->items);
	free(run->bookings);
	free(run->inject_seen);
	free(run->milestone_seen);
	free(run->objective_seen);
	free(run->revisions);
	free(run->last_to_do);
	free(run->longest_idle);
	free(run->queue_longest);
}

void rehearsal_options_init(struct rehearsal_options *options)
{
	*options = (struct rehearsal_options){.seed = 1,
	    .runs = 1,
	    .players = 60,
	    .simulators = 3,
	    .follow_percent = 65,
	    .mistake_percent = 20,
	    .serve_ms = 3 * 60 * 1000};
}

const char *rehearse(const Convene__V1__Scenario *scenario, const struct rehearsal_options *options,
    struct findings *findings, char *why, size_t size)
{
	bool good = true;
	for (uint32_t i = 0; good && i < options->runs; i++) {
		struct run run = {.scenario = scenario,
		    .options = options,
		    .findings = findings,
		    .random = options->seed + i};
		run_init(&run, scenario);
		good = create(&run, why, size);
		if (good) {
			people(&run);
			start(&run);
			play(&run);
			conclude(&run);
		}
		run_deinit(&run);
	}
	return good ? NULL : why;
}
