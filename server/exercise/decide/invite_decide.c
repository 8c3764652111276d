/*
 * Join codes as the log knows them: by number, role and team. The secret itself is none of the
 * engine's business.
 */
#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "proto/roles.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/participant_decide.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/invite.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <string.h>

static bool check_role_and_team(
    struct deciding *deciding, Convene__V1__Role role, const char *team_id)
{
	if (!check_enum(deciding, &convene__v1__role__descriptor, (int)role, "role")) {
		return false;
	}
	if (role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		return check_team(deciding, team_id) >= 0;
	}
	if (*team_id != '\0') {
		return REFUSE(deciding, INVALID,
		    "only players belong to a team; leave out the team for %ss", role_name(role));
	}
	return true;
}

/* The invite that is to be replaced, if it can be. */
static const struct invite *check_replaced(
    struct deciding *deciding, const Convene__V1__IssueInvite *command)
{
	uint64_t id = command->replaces_invite_id;
	const struct invite *old = invite_find(deciding->exercise, id);
	if (old == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no invite %" PRIu64 " to replace", id);
		return NULL;
	}
	if (old->revoked) {
		REFUSE(deciding, WRONG_STATE,
		    "invite %" PRIu64 " is revoked already; issue a new one by role and team", id);
		return NULL;
	}
	bool same_role =
	    command->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED || command->role == old->role;
	const char *team_id = command->team_id;
	bool same_team =
	    *team_id == '\0' || strcmp(team_id, invite_team_id(deciding->exercise, old)) == 0;
	if (!same_role || !same_team) {
		REFUSE(deciding, INVALID,
		    "an invite that replaces another has its role and team; leave them out");
		return NULL;
	}
	return old;
}

static void draft_revoked(struct deciding *deciding, uint64_t id, bool participants_removed)
{
	DRAFT(deciding, INVITE_REVOKED, InviteRevoked, .invite_id = id,
	    .participants_removed = participants_removed);
}

void decide_issue_invite(struct deciding *deciding)
{
	const Convene__V1__IssueInvite *command = deciding->command->issue_invite;
	const struct invite *old = NULL;
	Convene__V1__Role role = command->role;
	const char *team_id = command->team_id;
	const char *person_name = command->person_name;
	bool personal = *person_name != '\0';
	if (!check_person(deciding, person_name, "the name")) {
		return;
	}
	if (command->replaces_invite_id != 0) {
		old = check_replaced(deciding, command);
		if (old == NULL) {
			return;
		}
		role = old->role;
		team_id = invite_team_id(deciding->exercise, old);
		personal = personal || old->personal;
	} else if (!check_role_and_team(deciding, role, team_id)) {
		return;
	}
	if (!check_quota(deciding, deciding->exercise->invites.count, INVITES_MAX, "invites")) {
		return;
	}
	/* a name that is given anew is another person's */
	DRAFT(deciding, INVITE_ISSUED, InviteIssued, .invite_id = draft_id(deciding), .role = role,
	    .team_id = (char *)team_id, .personal = personal,
	    .participant_id = old != NULL && *person_name == '\0' ? old->participant_id : 0);
	if (old != NULL) {
		draft_revoked(deciding, old->id, false);
	}
}

void decide_revoke_invite(struct deciding *deciding)
{
	const Convene__V1__RevokeInvite *command = deciding->command->revoke_invite;
	const struct exercise *exercise = deciding->exercise;
	const struct invite *invite = invite_find(exercise, command->invite_id);
	if (invite == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no invite %" PRIu64, command->invite_id);
		return;
	}
	bool removes = command->remove_participants && participant_any_left(exercise, invite->id);
	if (!invite->revoked) {
		draft_revoked(deciding, invite->id, removes);
	}
	if (removes) {
		participant_draft_removals(deciding, invite->id);
	}
}
