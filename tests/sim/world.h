/*
 * An exercise for tests: an engine, the log that it made, a wall clock that only the test moves,
 * and randomness from a seed. Every event goes through its encoded form before it is applied, as in
 * a server. Test helper: fails the test when something that cannot fail does.
 */
#ifndef CONVENE_TESTS_SIM_WORLD_H
#define CONVENE_TESTS_SIM_WORLD_H

#include "proto/arena.h"
#include "server/exercise/exercise.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* needs the two above */

/* One line of the log. */
struct entry {
	uint8_t *event; /* owned */
	size_t event_size;
	uint8_t *envelope; /* owned */
	size_t envelope_size;
};

/* What became of the last decision. */
struct last {
	Convene__V1__ErrorCode code; /* 0: not refused */
	char message[512];
	uint32_t current_revision;
	uint64_t changed_by;
	bool repeated;
	size_t count;       /* events */
	uint64_t first_seq; /* position of the first of them; 0: none */
	uint64_t made; /* id of what was brought about, as it is told; 0: nothing that has one */
};

struct world {
	struct exercise *exercise; /* owned */
	struct arena *arena;       /* owned; of the decision under way */
	struct arena *reader;      /* owned; of what world_event decoded */
	struct entry *log;         /* owned */
	size_t count, cap;
	int64_t wall_ms;
	uint64_t random;
	uint64_t commands;      /* how many ids were made up */
	uint64_t decisions;     /* how many were begun: the seed of the next one's ids */
	uint8_t command_id[16]; /* of the last command */
	uint64_t stored_size;   /* what every upload's size is said to be; 0: none is there */
	bool unchecked;         /* the digest is not checked after each event */
	struct last last;
};

void world_init(struct world *world, uint64_t seed);
void world_deinit(struct world *world);

/* The hash that engines in tests are given. */
void world_hash(const void *bytes, size_t len, uint8_t out[DIGEST_SIZE]);

/* A number from 0 to `below` - 1. */
uint64_t world_random(struct world *world, uint64_t below);

/* A message from JSON, in the decision's arena. */
void *world_json(
    struct world *world, const ProtobufCMessageDescriptor *descriptor, const char *json);

/* Creates the exercise. JSON for tests is written with ' instead of ". */
void world_create(struct world *world, const char *scenario_json);

/* A scenario with three teams, two entities and eight injects, one each ten minutes from T+10. */
extern const char world_small_scenario[];

/* The rest of a scenario, in JSON: tracks, instruments and so on. */
extern const char world_library[];

/* A team's index by its id, NO_TEAM when there is none. */
int world_team(const struct world *world, const char *team_id);

/* Joins somebody; `team_id` "" for all but players. Returns the participant's id. */
uint64_t world_join(struct world *world, Convene__V1__Role role, const char *team_id);

/* One of each role, and players in each of the small scenario's teams. */
struct people {
	uint64_t organiser, controller, controller2, simulator, evaluator, observer;
	uint64_t police, police2; /* AL-POL */
	uint64_t ngo;             /* AL-NGO */
	uint64_t abroad;          /* BR-POL */
};

/* The exercise of the small scenario with these people, ready for STARTEX. For cmocka's set-up and
 * tear-down, which also checks that a replay comes to the same. */
struct small {
	struct world world;
	struct people people;
};
int small_setup(void **state);
int small_setup_started(void **state);
int small_teardown(void **state);

/* An invite, issued locally. */
uint64_t world_invite(struct world *world, Convene__V1__Role role, const char *team_id);

/* Takes a decision over: encodes, decodes, applies, logs; and checks after each event that the
 * digest is the one of the whole state (whole_digest.h). */
void world_take(struct world *world, const struct decision *decision);

/* Carries out a command. Without an id it gets a new one. Returns 0 or why it was refused. */
Convene__V1__ErrorCode world_command(
    struct world *world, uint64_t participant_id, Convene__V1__Command *command);

/* The same for a command in JSON: world_do(world, who, "{'mark_read': {...}}"). */
Convene__V1__ErrorCode world_do(struct world *world, uint64_t participant_id, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Sends the last command again, by id. */
Convene__V1__ErrorCode world_do_again(
    struct world *world, uint64_t participant_id, const char *json);

/* Lets the wall clock run on, and what falls due happen at its very moment. */
void world_wait(struct world *world, int64_t wall_ms);

/* What is due now happens. */
void world_due(struct world *world);

/* The event or envelope with this number, decoded. Borrowed: until world_forget. */
const Convene__V1__Event *world_event(struct world *world, uint64_t seq);
/* The id of what that event is about, which is the first field of its body; and the position of the
 * event that brought about what an id names. */
uint64_t world_id(struct world *world, uint64_t seq);
uint64_t world_place(const struct world *world, uint64_t id);
const Convene__V1__Envelope *world_envelope(struct world *world, uint64_t seq);
void world_forget(struct world *world);

/* How many events there are of a kind. */
size_t world_count(struct world *world, Convene__V1__Event__BodyCase body_case);

/* The last event of a kind; fails the test when there is none. */
const Convene__V1__Event *world_last_event(
    struct world *world, Convene__V1__Event__BodyCase body_case);

/* A fresh engine to which the whole log was applied. */
struct exercise *world_replay(struct world *world);

/* Fails the test unless a replay has the same digest. */
void world_check_replay(struct world *world);

#endif
