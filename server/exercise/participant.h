/*
 * Participants: who is in the exercise, in which role and team. Names are not known here. One
 * thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_PARTICIPANT_H
#define CONVENE_EXERCISE_PARTICIPANT_H

#include "server/exercise/draft.h"
#include "server/exercise/outcome.h"

struct welfare_call;

struct participant {
	struct digest_node node;
	uint64_t id; /* of the event with which the person joined */
	Convene__V1__Role role;
	int team; /* NO_TEAM for all but players */
	uint64_t invite_id;
	bool removed;
	uint64_t reached; /* the person's client has everything up to here */
	struct outcomes outcomes;
	struct welfare_call
	    *welfare; /* owned; the person's last call; NULL: never; see welfare.h */
};

/* NULL when there is none. */
struct participant *participant_find(const struct exercise *exercise, uint64_t id);
void participant_free(struct participant *participant);
void participant_digest(const struct participant *participant, struct digest_form *form);

/* Team.id, "" for all but players. Borrowed: outlives the exercise's next event. */
const char *participant_team_id(
    const struct exercise *exercise, const struct participant *participant);

void participant_decide_join(struct deciding *deciding, const struct joining *joining);
void participant_decide_remove(struct deciding *deciding);
/* Drafts the removal of everybody who joined with the invite and is still there. */
void participant_draft_removals(struct deciding *deciding, uint64_t invite_id);
bool participant_any_left(const struct exercise *exercise, uint64_t invite_id);

void participant_apply_joined(struct exercise *exercise, const struct applying *applying);
void participant_apply_removed(struct exercise *exercise, const struct applying *applying);

#endif
