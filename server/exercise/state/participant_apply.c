/*
 * Who joined and who was removed, into the state. Nobody is ever taken out: removed is a mark,
 * since events go on naming them. The team's number of players is kept beside it.
 */
#include "convene/v1/event.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/invite_apply.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

void apply_participant_joined(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ParticipantJoined *body = applying->event->participant_joined;
	struct participant *participant = xcalloc(1, sizeof *participant);
	participant->node.kind = DIGEST_PARTICIPANT;
	participant->id = body->participant_id;
	participant->joined_seq = applying->seq;
	participant->role = body->role;
	participant->team = cast_team(&exercise->cast, body->team_id);
	participant->invite_id = body->invite_id;
	if (!state_add(exercise, applying, &exercise->participants, participant->id, participant)) {
		participant_free(participant);
		return;
	}
	if (participant->team != NO_TEAM) {
		team_edit(exercise, participant->team)->players++;
	}
	invite_used(exercise, body->invite_id, participant->id);
}

void apply_participant_removed(struct exercise *exercise, const struct applying *applying)
{
	struct participant *participant =
	    participant_edit(exercise, applying->event->participant_removed->participant_id);
	if (participant != NULL && !participant->removed) {
		participant->removed = true;
		if (participant->team != NO_TEAM) {
			team_edit(exercise, participant->team)->players--;
		}
	}
}
