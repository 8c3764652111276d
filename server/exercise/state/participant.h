/*
 * Participants: who is in the exercise, in which role and team. Names are not known here. One
 * thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_PARTICIPANT_H
#define CONVENE_EXERCISE_STATE_PARTICIPANT_H

#include "convene/v1/common.pb-c.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/state/outcome.h"

#include <stdbool.h>
#include <stdint.h>

struct digest_form;
struct welfare_call;

struct participant {
	struct digest_node node;
	uint64_t id;
	uint64_t joined_seq; /* of the event with which the person did */
	Convene__V1__Role role;
	int team; /* NO_TEAM for all but players */
	uint64_t invite_id;
	bool removed;
	uint64_t reached; /* the person's client has everything up to here */
	struct outcomes outcomes;
	struct welfare_call
	    *welfare; /* owned; the person's last call; NULL: never; see welfare.h */
};
void participant_free(void *participant);
void participant_digest(const struct participant *participant, struct digest_form *form);

#endif
