/*
 * A scenario made shorter: played for less time, or without some of its teams. What belongs to what
 * is left out goes along, until nothing refers to it any more, and all of it is listed. The rest
 * is as its author wrote it: the same pace, the same times of the story. README.md of scenarios/
 * has the rules, and why time is cut and not compressed. Pure; any thread.
 */
#ifndef CONVENE_SCENARIO_ABRIDGE_H
#define CONVENE_SCENARIO_ABRIDGE_H

#include "convene/v1/scenario.pb-c.h"
#include "proto/arena.h"
#include "server/scenario/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is asked for. */
struct abridging {
	int64_t duration_ms; /* 0: as long as it is planned */
	const char *const
	    *without; /* borrowed: Team.id of those that are left out; ends with NULL */
};

/* Something that is left out, or that is no longer as it was. */
struct abridged_item {
	enum name_kind kind;
	const char *id;      /* borrowed: the scenario's */
	const char *title;   /* borrowed: the scenario's; "" when it has none */
	const char *because; /* the arena's; of a change: what is different */
};

/* How many there were, and are. */
struct abridged_count {
	size_t before, after;
};

/* What a team still gets. */
struct abridged_team {
	const char *id; /* borrowed: the scenario's */
	struct abridged_count injects, actions;
};

/* Everything in the arena that it was made with. */
struct abridged {
	int64_t duration_before_ms;
	struct abridged_item *left_out; /* in the order in which it was found */
	size_t left_out_count;
	struct abridged_item *changed;
	size_t changed_count;
	struct abridged_team *teams; /* of the teams that stay */
	size_t team_count;
	struct abridged_count counts[NAME_KINDS];
	struct abridged_count actions; /* expected actions */
};

/* True when that is anything but the whole. */
bool abridging_is_any(const struct abridging *asked);

/*
 * Edits a scenario that scenario_check found good; it then still is. False when it cannot be done,
 * with what is wrong in `why`; the scenario is then as it was.
 */
bool scenario_abridge(Convene__V1__Scenario *scenario, const struct abridging *asked,
    struct arena *arena, struct abridged *out, char *why, size_t why_size);

#endif
