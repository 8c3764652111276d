/*
 * Invites into the state. A personal one is used by whoever comes first with it, and remembers by
 * whom.
 */
#include "server/exercise/state/invite_apply.h"

#include "convene/v1/event.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/invite.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

void invite_used(struct exercise *exercise, uint64_t id, uint64_t participant_id)
{
	struct invite *invite = invite_edit(exercise, id);
	if (invite != NULL && invite->personal && invite->participant_id == 0) {
		invite->participant_id = participant_id;
	}
}

void apply_invite_issued(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InviteIssued *body = applying->event->invite_issued;
	struct invite *invite = xcalloc(1, sizeof *invite);
	invite->node.kind = DIGEST_INVITE;
	invite->id = body->invite_id;
	invite->role = body->role;
	invite->team = cast_team(&exercise->cast, body->team_id);
	invite->personal = body->personal;
	invite->participant_id = body->personal ? body->participant_id : 0;
	if (!state_add(exercise, applying, &exercise->invites, invite->id, invite)) {
		free(invite);
		return;
	}
}

void apply_invite_revoked(struct exercise *exercise, const struct applying *applying)
{
	struct invite *invite = invite_edit(exercise, applying->event->invite_revoked->invite_id);
	if (invite != NULL) {
		invite->revoked = true;
	}
}
