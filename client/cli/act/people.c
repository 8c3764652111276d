/* Who takes part: invites and their ends, of which nobody sees an event. */
#include "client/cli/act/act.h"
#include "proto/reflect.h"

#include <stdio.h>
#include <string.h>

#define BEGIN(act, NAME, name, member, word)                                                       \
	do {                                                                                       \
		convene__v1__command__init(&(act)->command);                                       \
		convene__v1__##name##__init(&(act)->member);                                       \
		(act)->command.body_case = CONVENE__V1__COMMAND__BODY_##NAME;                      \
		(act)->command.name = &(act)->member;                                              \
		(act)->done = (word);                                                              \
		(act)->told = false;                                                               \
	} while (0)

bool act_invite(struct act *act, const char *role, const char *team, const char *person, char *why,
    size_t why_size)
{
	const ProtobufCEnumValue *value =
	    reflect_enum_value(&convene__v1__role__descriptor, role, strlen(role));
	bool has_team = team != NULL && team[0] != '\0';
	if (value == NULL || value->value == 0) {
		char all[100];
		snprintf(why, why_size, "a role is %s",
		    reflect_choices(&convene__v1__role__descriptor, all, sizeof(all)));
		return false;
	}
	if (value->value == CONVENE__V1__ROLE__ROLE_PLAYER && !has_team) {
		snprintf(why, why_size, "a player has a team: say which");
		return false;
	}
	if (value->value != CONVENE__V1__ROLE__ROLE_PLAYER && has_team) {
		snprintf(why, why_size, "only players have a team");
		return false;
	}
	Convene__V1__IssueInvite *invite = &act->invite;
	BEGIN(act, ISSUE_INVITE, issue_invite, invite, "invited");
	invite->role = (Convene__V1__Role)value->value;
	/* protobuf-c has no const; what is packed is never written to */
	invite->team_id = (char *)(uintptr_t)(team != NULL ? team : "");
	invite->person_name = (char *)(uintptr_t)(person != NULL ? person : "");
	return true;
}

void act_rotate(struct act *act, uint64_t invite_id)
{
	Convene__V1__IssueInvite *invite = &act->invite;
	BEGIN(act, ISSUE_INVITE, issue_invite, invite, "rotated");
	invite->replaces_invite_id = invite_id;
}

void act_revoke(struct act *act, uint64_t invite_id, bool remove_participants)
{
	Convene__V1__RevokeInvite *revoke = &act->revoke;
	BEGIN(act, REVOKE_INVITE, revoke_invite, revoke, "revoked");
	revoke->invite_id = invite_id;
	revoke->remove_participants = remove_participants;
}

void act_remove(struct act *act, uint64_t participant_id)
{
	Convene__V1__RemoveParticipant *remove = &act->remove;
	BEGIN(act, REMOVE_PARTICIPANT, remove_participant, remove, "removed");
	remove->participant_id = participant_id;
}
