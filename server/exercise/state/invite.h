/*
 * Invites: the join codes, of which only the number, role and team are known here; the code itself
 * is the host's. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_INVITE_H
#define CONVENE_EXERCISE_STATE_INVITE_H

#include "convene/v1/common.pb-c.h"
#include "server/exercise/ground/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct digest_form;

struct invite {
	struct digest_node node;
	uint64_t id;
	Convene__V1__Role role;
	int team; /* NO_TEAM for all but players */
	bool personal;
	bool revoked;
	uint64_t participant_id; /* who used a personal one; else 0 */
};
void invite_digest(const struct invite *invite, struct digest_form *form);

#endif
