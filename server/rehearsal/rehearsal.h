/*
 * A rehearsal: a scenario played in virtual time on the real engine by simulated people
 * (proto/people). The same seed gives the same rehearsal, to the last byte of its record. Any
 * thread; needs neither disk nor network nor clock.
 */
#ifndef CONVENE_REHEARSAL_REHEARSAL_H
#define CONVENE_REHEARSAL_REHEARSAL_H

#include "proto/people/people.h"
#include "server/rehearsal/findings.h"
#include "server/rehearsal/record.h"

#include <stdio.h>

/* When STARTEX is: any moment will do. Wall clock. */
#define REHEARSAL_EPOCH_MS INT64_C(1900000000000)

struct rehearsal_options {
	struct people_options people; /* `seed`: of the first run; the next has one more */
	uint32_t runs;                /* at least 1 */
	unsigned players;             /* in all, spread over the teams; at least one a team */
	unsigned simulators;          /* at least 1 */
	/* Borrowed: outlives the rehearsal; the first run's record goes there. NULL: none is kept.
	 */
	FILE *record;
	/* With a record: the bytes of a document of the scenario. */
	rehearsal_document_fn *document;
	const void *documents; /* borrowed: likewise; its context */
};

/* One run of 60 players and 3 simulators; the people as they come (people_options_init()). */
void rehearsal_options_init(struct rehearsal_options *options);

/*
 * Plays the scenario (checked, attachments with hash) and adds what it found. Returns NULL, or why
 * not, in `why`: the engine does not take the scenario.
 */
const char *rehearse(const Convene__V1__Scenario *scenario, const struct rehearsal_options *options,
    struct findings *findings, char *why, size_t size);

#endif
