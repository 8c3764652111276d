/*
 * Invites: the join codes, of which only the number, role and team are known here; the code itself
 * is the host's. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_INVITE_H
#define CONVENE_EXERCISE_INVITE_H

#include "server/exercise/digest.h"
#include "server/exercise/draft.h"

struct invite {
	struct digest_node node;
	uint64_t id;
	Convene__V1__Role role;
	int team; /* NO_TEAM for all but players */
	bool personal;
	bool revoked;
	uint64_t participant_id; /* who used a personal one; else 0 */
};

struct invite *invite_find(const struct exercise *exercise, uint64_t id);
void invite_digest(const struct invite *invite, struct digest_form *form);
const char *invite_team_id(const struct exercise *exercise, const struct invite *invite);

/* Somebody joined with it. */
void invite_used(struct exercise *exercise, uint64_t id, uint64_t participant_id);

void invite_decide_issue(struct deciding *deciding);
void invite_decide_revoke(struct deciding *deciding);

void invite_apply_issued(struct exercise *exercise, const struct applying *applying);
void invite_apply_revoked(struct exercise *exercise, const struct applying *applying);

#endif
