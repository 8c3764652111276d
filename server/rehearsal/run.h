/*
 * One run of a rehearsal: the engine, the people, what they are going to do, and what they know.
 * Private to this folder. One thread; owns everything in it.
 */
#ifndef CONVENE_REHEARSAL_RUN_H
#define CONVENE_REHEARSAL_RUN_H

#include "proto/arena.h"
#include "server/exercise/exercise.h"
#include "server/rehearsal/agenda.h"
#include "server/rehearsal/rehearsal.h"

#define RUN_PEOPLE_MAX 512
#define RUN_TRACKS_MAX 32

struct run_person {
	uint64_t id;
	int team; /* index in the scenario; -1: staff */
};

/* A case as its team knows it. */
struct run_case {
	uint64_t id;
	int team;
	int person; /* index in Scenario.persons; -1: somebody else */
	int states[RUN_TRACKS_MAX];
	bool consented;
	uint64_t forms; /* bit 1 << index in Scenario.forms */
};

/* A request as those concerned know it. */
struct run_request {
	uint64_t id;
	int from_team, to_team; /* -1: an entity */
	int instrument;
	Convene__V1__RequestState state;
	int64_t answer_by_ms; /* exercise time; 0: no limit */
};

/* Something that waits for the SimCell. */
struct run_item {
	uint64_t id;
	uint64_t thread_id; /* 0: a request */
	int entity;         /* index in Scenario.entities; -1: an unplayed team or control */
	int64_t since_ms;
	bool in_work;
};

struct run_booking {
	uint64_t id;
	int interpreter, team;
	uint64_t case_id;
	int64_t arrives_ms;
	bool released;
};

struct run {
	const Convene__V1__Scenario *scenario;   /* borrowed: outlives the run */
	const struct rehearsal_options *options; /* borrowed: likewise */
	struct findings *findings;               /* borrowed: likewise */
	struct exercise *exercise;               /* owned */
	struct arena *arena;                     /* owned: the decision under way */
	uint64_t random;
	int64_t now_ms; /* exercise time; the wall clock is RUN_EPOCH_MS later */
	uint64_t commands;
	struct agenda agenda;

	struct run_person people[RUN_PEOPLE_MAX];
	size_t people_count;
	uint64_t controller, *simulators; /* the latter owned */
	unsigned simulators_free;

	struct run_case *cases; /* owned, as all of these */
	size_t case_count, case_cap;
	struct run_request *requests;
	size_t request_count, request_cap;
	struct run_item *items;
	size_t item_count, item_cap;
	struct run_booking *bookings;
	size_t booking_count, booking_cap;

	/* Owned; for each inject, milestone and objective: whether it came about in this run. */
	bool *inject_seen, *milestone_seen, *objective_seen;
	uint32_t *revisions;     /* owned; of each inject */
	int64_t *last_to_do;     /* owned; for each team: when something last came up or was done */
	int64_t *longest_idle;   /* owned; for each team */
	uint32_t *queue_longest; /* owned; for each bucket */
};

/* run.c: false when the engine refused; the refusal is noted. `anyway_needed` (NULL: not wanted) is
 * set when it was refused with a warning, which is not noted. */
bool run_command(
    struct run *run, uint64_t participant_id, Convene__V1__Command *command, bool *anyway_needed);
uint64_t run_random(struct run *run, uint64_t below); /* 0 to below - 1 */
bool run_chance(struct run *run, unsigned percent);
uint64_t run_player(struct run *run, int team);                   /* somebody of the team */
int run_team(const struct run *run, const char *id);              /* -1: none */
int run_entity(const struct run *run, const char *id);            /* -1: none */
int run_inject(const struct run *run, const char *id);            /* -1: none */
struct run_request *run_request_of(struct run *run, uint64_t id); /* NULL: none */
int run_person_index(const struct run *run, const char *id);
void run_plan(struct run *run, const struct task *task, int64_t least_ms, int64_t most_ms);
void run_came(struct run *run, int team); /* something came up for the team */
void run_done(struct run *run, int team); /* the team did something */

/* react.c: what an event gives people to do, and what it says about the scenario. */
void react(struct run *run, const Convene__V1__Event *event);
void react_serve(struct run *run); /* gives free simulators something to do */

/* tasks.c */
void task_do(struct run *run, const struct task *task);

/* act.c: makes what the pattern describes happen, as the team. False: it could not be done. */
bool act(struct run *run, const struct task *task);

/* act_case.c */
struct run_case *act_case_for(struct run *run, int team, int person);
bool act_case_state(struct run *run, const struct task *task);
bool act_disclosure(struct run *run, const struct task *task);

/* act_request.c */
bool act_request(struct run *run, const struct task *task);
void act_answer_request(
    struct run *run, struct run_request *request, int team, Convene__V1__RequestState state);
void act_mend_request(struct run *run, const struct run_request *request);

#endif
