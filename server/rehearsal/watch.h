/*
 * What one run of a rehearsal says about the scenario, from its events alone. One thread; owns its
 * tables.
 */
#ifndef CONVENE_REHEARSAL_WATCH_H
#define CONVENE_REHEARSAL_WATCH_H

#include "proto/model/view.h"
#include "server/rehearsal/findings.h"

struct watch {
	struct findings *findings; /* borrowed: outlives the watch */
	const struct view *world;  /* borrowed: likewise */
	int64_t now_ms;            /* exercise time */
	/* Owned; for each inject, milestone and objective: whether it came about. */
	bool *injects, *milestones, *objectives;
	int64_t *last_to_do;     /* owned; for each team: when something last came up or was done */
	int64_t *longest_idle;   /* owned; for each team */
	uint32_t *queue_longest; /* owned; for each bucket */
};

void watch_init(struct watch *watch, struct findings *findings, const struct view *world);
void watch_deinit(struct watch *watch);

/* An event, after the world took it in. `queue_before`: what waited for the SimCell before it. */
void watch_event(struct watch *watch, const Convene__V1__Event *event, size_t queue_before);

/* Something that waits for the SimCell is taken by somebody. Before the world takes the event in.
 */
void watch_claimed(struct watch *watch, uint64_t item_id);

/* Somebody of the team did something. */
void watch_done(struct watch *watch, const char *team_id);

/* What is known only at the end of a run. */
void watch_conclude(struct watch *watch);

#endif
