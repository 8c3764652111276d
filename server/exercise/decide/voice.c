/*
 * In whose name staff write: for an entity, or for a team that nobody plays; controllers for
 * control as well.
 */
#include "server/exercise/decide/voice.h"

#include "convene/v1/common.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"

bool voice_check(struct deciding *deciding, const Convene__V1__Party *from)
{
	bool controller = deciding->actor->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
	const char *missing =
	    controller ? "controllers write as control, as an entity or as a team that nobody "
	                 "plays; name one in `from`"
	               : "simulators write as an entity or as a team that nobody plays; name "
	                 "one in `from`";
	struct end end;
	if (!(controller ? check_end : check_receiving)(deciding, from, missing, &end)) {
		return false;
	}
	return end.team == NO_TEAM || team_is_unplayed(deciding->exercise, end.team) ||
	       REFUSE(deciding, INVALID, "team \"%s\" is played; its own people write for it",
	           from->team_id);
}
