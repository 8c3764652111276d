/*
 * Who comes in and who is sent away. A personal invite gives the same participant each time, unless
 * that one was removed.
 */
#include "server/exercise/decide/participant_decide.h"

#include "convene/v1/common.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/invite.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>

void participant_decide_join(struct deciding *deciding, const struct joining *joining)
{
	const struct exercise *exercise = deciding->exercise;
	const struct invite *invite = invite_find(exercise, joining->invite_id);
	if (!exercise->ready) {
		REFUSE(deciding, EXERCISE_UNAVAILABLE,
		    "the exercise is still being set up; try again in a moment");
		return;
	}
	if (invite == NULL || invite->revoked) {
		REFUSE(deciding, BAD_CREDENTIAL,
		    "this join code is not valid any more; ask the organiser for a new one");
		return;
	}
	if (invite->personal && invite->participant_id != 0) {
		const struct participant *known =
		    participant_find(exercise, invite->participant_id);
		if (known == NULL || known->removed) {
			REFUSE(deciding, REMOVED,
			    "you were removed from this exercise; ask the organiser");
			return;
		}
		deciding->decision->repeated = true;
		deciding->decision->made = known->id;
		return;
	}
	/* whoever is expected by name takes no room from others: of invites there are few enough */
	if (!invite->personal && !check_share_of(deciding, invite->team, SHARE_PARTICIPANTS, 1)) {
		return;
	}
	DRAFT(deciding, PARTICIPANT_JOINED, ParticipantJoined, .participant_id = draft_id(deciding),
	    .role = invite->role, .team_id = (char *)invite_team_id(exercise, invite),
	    .name_commitment = {.data = (uint8_t *)joining->name_commitment, .len = 32},
	    .invite_id = invite->id);
}

static void draft_removal(struct deciding *deciding, uint64_t participant_id)
{
	DRAFT(deciding, PARTICIPANT_REMOVED, ParticipantRemoved, .participant_id = participant_id);
}

void decide_remove_participant(struct deciding *deciding)
{
	uint64_t id = deciding->command->remove_participant->participant_id;
	const struct participant *participant = participant_find(deciding->exercise, id);
	if (participant == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no participant %" PRIu64, id);
		return;
	}
	if (participant->removed) {
		return;
	}
	if (participant->role == CONVENE__V1__ROLE__ROLE_ORGANISER && deciding->actor != NULL &&
	    deciding->actor->role != CONVENE__V1__ROLE__ROLE_ORGANISER) {
		REFUSE(deciding, NOT_PERMITTED, "only organisers may remove an organiser");
		return;
	}
	draft_removal(deciding, id);
}

bool participant_any_left(const struct exercise *exercise, uint64_t invite_id)
{
	for (size_t i = 0; i < exercise->participants.count; i++) {
		const struct participant *participant = exercise->participants.list[i];
		if (participant->invite_id == invite_id && !participant->removed) {
			return true;
		}
	}
	return false;
}

void participant_draft_removals(struct deciding *deciding, uint64_t invite_id)
{
	const struct objects *participants = &deciding->exercise->participants;
	for (size_t i = 0; i < participants->count; i++) {
		const struct participant *participant = participants->list[i];
		if (participant->invite_id == invite_id && !participant->removed) {
			draft_removal(deciding, participant->id);
		}
	}
}
