/*
 * The inside of conditions: what waits, its patterns, and which events concern which of them. For
 * the files of pattern/, and those that ask it. One thread at a time; all of it is owned by struct
 * conditions.
 *
 * A moment is an exercise time and the event that decided it, 0 where time itself did; moments are
 * ordered by both. Every pattern comes to hold at one moment, or can no longer hold from one on,
 * and so does every condition; where nothing but time decides, that moment is known beforehand.
 */
#ifndef CONVENE_EXERCISE_PATTERN_WAITING_H
#define CONVENE_EXERCISE_PATTERN_WAITING_H

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/pattern/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exercise;
struct inject;
struct pattern;

enum waiting_kind {
	WAITING_MILESTONE,
	WAITING_SWITCH,
	WAITING_GROUP, /* alternatives */
	WAITING_JUMPS, /* of the clock */
	WAITING_INJECT,
};

/* A milestone, a contingency inject; also a switch, a group of alternatives and the jumps so far,
 * which have no patterns. */
struct condition {
	struct digest_node node;
	enum waiting_kind kind;
	int index; /* of the milestone, the switch, the group; of the inject: its order */
	struct pattern *patterns; /* owned; of all, then any, then none */
	size_t pattern_count;
	uint8_t fingerprint[DIGEST_SIZE]; /* of the condition as it is written */
	uint64_t since_seq;               /* event that compiled it */

	Convene__V1__MilestoneStanding standing; /* as the log says; a switch that is on: reached */
	struct moment decided;                   /* with a standing other than waiting */
	struct moment said;                      /* likewise: as patterns see it */
	bool by_hand;

	/* What follows and is not in the log yet, as things stand: `due` NEVER: nothing. */
	struct moment due;
	Convene__V1__MilestoneStanding outlook;
	bool frozen; /* nothing can change `outlook` any more */
	bool over;   /* the log says what became of it; nothing more follows */

	uint64_t tally; /* group: sum of mix_pair(delivery, team + 1); jumps: of their times */
	struct team_set served; /* group: teams that got one of it */
};

/* What something that happens may mean to a pattern. */
enum concern { CONCERN_FITS, CONCERN_OF, CONCERN_SINCE };

struct interest {
	struct pattern *pattern; /* borrowed: outlives its interests */
	enum concern concern;
};

struct interests {
	struct interest *list; /* owned */
	size_t count, cap;
};

struct jump {
	int64_t from_ms, to_ms;
	uint64_t seq;
};

struct condition_tables {
	struct interests kinds[PATTERN_SWITCH + 1];
	/* Owned, each; by index of milestone, switch and inject. */
	struct interests *milestones, *switches, *injects;
	size_t milestone_count, switch_count, inject_count;
	size_t watched;     /* how many of `injects` there are, all together */
	int *by_inject;     /* owned; by order: index in the list, -1: none; inject_count */
	struct jump *jumps; /* owned */
	size_t jump_count, jump_cap;
	struct moment next; /* first `due` of all */
	char *mistake;      /* owned; NULL: every condition could be compiled */
};

/* NULL: none. */
struct condition *condition_of_milestone(const struct exercise *exercise, int milestone);
struct condition *condition_of_switch(const struct exercise *exercise, int declared);
struct condition *condition_of_group(const struct exercise *exercise, int group);
struct condition *condition_of_inject(const struct exercise *exercise, const struct inject *inject);

/* The tables, made where there are none. */
struct condition_tables *condition_tables_make(struct exercise *exercise);

/* Appends something that waits. */
struct condition *condition_add(struct exercise *exercise, enum waiting_kind kind, int index);

struct condition *condition_of_jumps(const struct exercise *exercise);

/* Room for as many injects as there are. */
void inject_room(struct exercise *exercise);

#endif
