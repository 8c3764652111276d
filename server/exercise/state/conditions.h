/*
 * Everything that waits for a condition, and what is kept for it: which switches are on, which
 * teams got one of which alternatives, which jumps the clock made. Only where something in the
 * scenario waits, or a controller wrote something that does. One thread at a time; owned by the
 * state.
 */
#ifndef CONVENE_EXERCISE_STATE_CONDITIONS_H
#define CONVENE_EXERCISE_STATE_CONDITIONS_H

#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/ground/sets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct condition;

/* All of these have one form in the digest (condition_digest). The numbers last. */
enum kept_kind { KEPT_MILESTONE, KEPT_SWITCH, KEPT_GROUP, KEPT_JUMPS, KEPT_INJECT };

/* First member of each. */
struct kept {
	struct digest_node node;
	enum kept_kind kind;
	int index; /* of the milestone, the switch, the group; of the inject: its order */
};

struct turned {
	struct kept kept;
	bool on;
	struct moment at; /* of the last turn */
};

/* Alternatives. */
struct group {
	struct kept kept;
	struct team_set served; /* teams that got one of it */
	uint64_t tally;         /* sum of mix_pair(delivery, team + 1) */
};

struct jump {
	int64_t from_ms, to_ms;
	uint64_t seq;
};

struct jumps {
	struct kept kept;
	struct jump *list; /* owned */
	size_t count, cap;
	uint64_t tally; /* of their times */
};

struct conditions {
	bool kept;
	struct condition **list; /* owned, and each of them: milestones, then contingency injects */
	size_t count, cap;
	struct turned *switches; /* owned; by index in LIBRARY_SWITCH */
	struct group *groups;    /* owned; by index in LIBRARY_ALTERNATIVES */
	struct jumps jumps;
	struct moment next; /* the first at which something follows from one of the list */
};

#endif
