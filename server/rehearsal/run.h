/*
 * One run of a rehearsal: the engine, the people, what is going on between them. Private to this
 * folder. One thread; owns everything in it.
 */
#ifndef CONVENE_REHEARSAL_RUN_H
#define CONVENE_REHEARSAL_RUN_H

#include "proto/people/people.h"
#include "server/exercise/exercise.h"
#include "server/rehearsal/rehearsal.h"
#include "server/rehearsal/watch.h"

/* A simulated person and what they may see. */
struct run_person {
	struct actor actor;
	struct viewer viewer;
};

/* A command that somebody has sent, and that is not decided yet. */
struct run_sent {
	struct actor *actor; /* borrowed: the run's */
	uint64_t tag;
	uint8_t *packed; /* owned */
	size_t len;
};

struct run {
	const Convene__V1__Scenario *scenario;   /* borrowed: outlives the run */
	const struct rehearsal_options *options; /* borrowed: likewise */
	struct findings *findings;               /* borrowed: likewise */
	struct rehearsal_record *record;         /* borrowed: likewise; NULL: none is kept */
	struct exercise *exercise;               /* owned */
	struct arena *arena;                     /* owned: the decision under way */
	struct arena *command_arena;             /* owned: the command under way */
	struct view *world;                      /* owned: the controller's */
	struct run_person *list;                 /* owned */
	size_t count;
	struct people people;
	struct watch watch;
	struct buf bytes;      /* owned: the event under way, encoded */
	struct run_sent *sent; /* owned list, oldest first */
	size_t sent_count, sent_cap;
	int64_t now_ms; /* exercise time; the wall clock is REHEARSAL_EPOCH_MS later */
	uint64_t commands;
	uint64_t seed;      /* of the ids of this run, with: */
	uint64_t decisions; /* how many were begun */
};

#endif
