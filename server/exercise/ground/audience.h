/*
 * Who may see what. The engine gives every event its audience when the event is born
 * (engine/audience.c says which kind of event goes to whom, once); the hub asks audience_allows()
 * and nothing else. Pure.
 */
#ifndef CONVENE_EXERCISE_GROUND_AUDIENCE_H
#define CONVENE_EXERCISE_GROUND_AUDIENCE_H

#include "convene/v1/common.pb-c.h"
#include "server/exercise/ground/sets.h"

#include <stdbool.h>
#include <stdint.h>

/* No team: everybody but players. */
#define NO_TEAM (-1)

/* Somebody who looks. */
struct viewer {
	Convene__V1__Role role;
	int team; /* index of the team in the scenario, or NO_TEAM */
};

/* An audience in a form that costs two operations to ask. */
struct audience {
	bool everyone;
	uint32_t roles; /* bit 1 << role */
	struct team_set teams;
};

bool audience_allows(const struct audience *audience, const struct viewer *viewer);

/* True for the roles that are sent envelopes: organiser, controller, simulator, evaluator. */
bool audience_is_staff(Convene__V1__Role role);

#endif
