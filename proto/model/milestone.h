/*
 * Milestones and switches as staff see them. Part of the view (view.h), which owns the lists.
 */
#ifndef CONVENE_MODEL_MILESTONE_H
#define CONVENE_MODEL_MILESTONE_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

struct view_milestone {
	const char *id;
	Convene__V1__MilestoneStanding standing;
	const Convene__V1__MilestoneChanged *changed; /* the last; NULL: nothing happened yet */
	uint64_t changed_mark;
	int64_t changed_ms; /* exercise time of that event */
};

struct view_switch {
	const char *id;
	bool on;
	const Convene__V1__SwitchTurned *turned; /* NULL: never touched */
	int64_t turned_ms;
};

/* Waiting or off where nothing is known of it: `*out` is filled in any case. */
void view_milestone(const struct view *view, const char *id, struct view_milestone *out);
void view_switch(const struct view *view, const char *id, struct view_switch *out);

#endif
