/*
 * Who and what there is in an exercise from the start: its teams, entities and objectives, by id
 * and by index. Filled while the exercise is created, constant afterwards, but for what each team
 * has been sent. One thread at a time; owns everything in it.
 */
#ifndef CONVENE_EXERCISE_GROUND_CAST_H
#define CONVENE_EXERCISE_GROUND_CAST_H

#include "convene/v1/common.pb-c.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/sets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* The numbers of the events that were for somebody, in order: what a receipt may speak of. */
struct addressed {
	uint64_t *seqs; /* owned */
	size_t count;
	size_t cap;
	uint64_t sum; /* of mix_pair(seq, 0), for the digest */
};

void addressed_add(struct addressed *addressed, uint64_t seq);
/* Whether there is one after `after`, up to and with `through`. */
bool addressed_between(const struct addressed *addressed, uint64_t after, uint64_t through);

struct team {
	struct digest_node node;
	char *id; /* owned */
	struct addressed addressed;
	uint64_t decisions;   /* how many it has logged */
	bool record_released; /* its players may fetch its record */
	uint32_t players;     /* who joined and were not removed; derived, not in the digest */
	Convene__V1__Agency agency;
	int country; /* index in LIBRARY_COUNTRY; -1: it has no card */
};

/* An entity or an objective: all that matters is that it exists. */
struct name {
	struct digest_node node;
	char *id; /* owned */
};

struct cast {
	const struct team *teams[TEAMS_MAX]; /* owned */
	size_t team_count;
	struct name_index team_index;
	const struct name *entities[ENTITIES_MAX]; /* owned */
	size_t entity_count;
	struct name_index entity_index;
	const struct name *objectives[OBJECTIVES_MAX]; /* owned */
	size_t objective_count;
	struct name_index objective_index;
};

void cast_deinit(struct cast *cast);

/* Each returns what was added, NULL when there is no room or the id is taken or empty. */
struct team *cast_add_team(struct cast *cast, const char *id);
struct name *cast_add_entity(struct cast *cast, const char *id);
struct name *cast_add_objective(struct cast *cast, const char *id);

/* Index by id, -1 (NO_TEAM) when there is none. */
int cast_team(const struct cast *cast, const char *id);
int cast_entity(const struct cast *cast, const char *id);
int cast_objective(const struct cast *cast, const char *id);

/* Whom a message names: one of the three, or nobody (also for NULL). */
struct end {
	int team;   /* NO_TEAM: none, or none that there is */
	int entity; /* -1, likewise */
	bool control;
};
struct end cast_end(const struct cast *cast, const Convene__V1__Party *party);
void parties_add(struct parties *parties, struct end end);

void team_digest(const struct team *team, struct digest_form *form);
void name_digest(const struct name *name, struct digest_form *form);

#endif
