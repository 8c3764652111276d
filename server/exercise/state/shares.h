/*
 * Who has used how much of what the exercise has limits for: each team, the staff (whoever has no
 * team), and the scenario itself. It follows from the events and stands in no digest. One thread at
 * a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_SHARES_H
#define CONVENE_EXERCISE_STATE_SHARES_H

#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/shares.h"

#include <stdint.h>

struct share {
	uint64_t used[SHARE_KINDS];
	uint64_t document_bytes;
};

struct shares {
	struct share teams[TEAMS_MAX];
	struct share staff;
	struct share scenario;
};

#endif
