/*
 * What rehearsals of one scenario found, added up over all their runs. Filled by the runs, read by
 * the reports. One thread at a time; owns its tables.
 */
#ifndef CONVENE_REHEARSAL_FINDINGS_H
#define CONVENE_REHEARSAL_FINDINGS_H

#include "convene/v1/scenario.pb-c.h"
#include "proto/people/tally.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One column of the heat map, in exercise time. */
#define BUCKET_MS (10 * 60 * 1000)

/* A team with nothing to do for longer than this is worth a line. */
#define IDLE_MS (30 * 60 * 1000)

/* Something that waits longer than this for the SimCell, too. */
#define SIMCELL_WAIT_MS (15 * 60 * 1000)

/* How often something came about, and when (exercise time). */
struct occurrence {
	uint32_t runs;       /* in how many runs it came about */
	int64_t earliest_ms; /* over these runs; INT64_MAX: never */
	int64_t latest_ms;
	int64_t sum_ms;
};

/* Of one run, where a team is concerned. */
struct idleness {
	int64_t longest_ms; /* over all runs */
	int64_t from_ms;    /* when that one began */
	int64_t sum_ms;     /* of the longest of each run, for a mean */
};

/* Something that the engine refused although the scenario wanted it, by its words. */
#define REFUSALS_MAX 24
struct refusal_finding {
	char text[200];
	uint32_t times;
};

struct findings {
	const Convene__V1__Scenario *scenario; /* borrowed: outlives the findings */
	uint32_t runs;
	uint64_t events, commands;
	size_t buckets;

	struct occurrence *injects;    /* owned; in the scenario's order: delivered */
	struct occurrence *milestones; /* owned: reached */
	struct occurrence *objectives; /* owned: exercised */
	struct idleness *teams;        /* owned */
	/* Owned; for each team and bucket: what came up to be done, and what was done. */
	uint64_t *came, *done;
	/* Owned; limits after ENDEX: of answers by instrument, and of every inject's expected
	 * actions in turn. */
	uint32_t *instruments_beyond, *expected_beyond;
	size_t expected_count;

	/* The SimCell: longest queue in each bucket over all runs, and their sum; waits. */
	uint32_t *queue_longest; /* owned; for each bucket */
	uint64_t *queue_sum;     /* owned; of each run's longest */
	int64_t wait_longest_ms;
	uint64_t waits_too_long;

	uint64_t followed, missed, mistaken; /* expected actions */
	struct tally tally;
	struct refusal_finding refusals[REFUSALS_MAX];
	size_t refusal_count;
	bool stuck; /* something was due and nothing came of it: a mistake in the engine */
};

void findings_init(struct findings *findings, const Convene__V1__Scenario *scenario);
void findings_deinit(struct findings *findings);

size_t findings_bucket(const struct findings *findings, int64_t exercise_ms);
uint64_t *findings_cell(const struct findings *findings, uint64_t *table, int team, int64_t at_ms);

/* The first time in a run that something came about. */
void findings_note(struct occurrence *occurrence, int64_t at_ms);

void findings_refusal(struct findings *findings, const char *text);

/* Index in findings.expected_beyond of an inject's expected action. */
size_t findings_expected(const struct findings *findings, size_t inject, size_t action);

/* How many of the list came about at least once. */
size_t findings_came(const struct occurrence *list, size_t count);

#endif
