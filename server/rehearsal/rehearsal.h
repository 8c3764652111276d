/*
 * A rehearsal: a scenario played in virtual time on the real engine by simulated people. Players
 * follow what is expected of them, miss it, or make the natural mistake, each with a probability;
 * simulators work off the SimCell's queue; a controller releases what is held. The same seed gives
 * the same rehearsal. Any thread; needs neither disk nor network nor clock.
 */
#ifndef CONVENE_REHEARSAL_REHEARSAL_H
#define CONVENE_REHEARSAL_REHEARSAL_H

#include "server/rehearsal/findings.h"

struct rehearsal_options {
	uint64_t seed;            /* of the first run; the next has one more */
	uint32_t runs;            /* at least 1 */
	unsigned players;         /* in all, spread over the teams; at least one a team */
	unsigned simulators;      /* at least 1 */
	unsigned follow_percent;  /* of expected actions; the rest ... */
	unsigned mistake_percent; /* ... is mistaken so often, and else missed */
	int64_t serve_ms;         /* exercise time that a simulator needs for one answer */
};

/* 60 players, 3 simulators, 65 % followed, 20 % mistaken, 3 minutes an answer. */
void rehearsal_options_init(struct rehearsal_options *options);

/*
 * Plays the scenario (checked, attachments with hash) and adds what it found. Returns NULL, or why
 * the engine would not take the scenario, in `why`.
 */
const char *rehearse(const Convene__V1__Scenario *scenario, const struct rehearsal_options *options,
    struct findings *findings, char *why, size_t size);

#endif
