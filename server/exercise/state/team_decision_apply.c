/*
 * A team's decisions into the state: how many there are. What they say stands in the log, and no
 * rule asks for it.
 */
#include "server/exercise/ground/cast.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/state.h"

void apply_decision_logged(struct exercise *exercise, const struct applying *applying)
{
	const char *team_id = applying->event->decision_logged->team_id;
	struct team *team = team_edit(exercise, cast_team(&exercise->cast, team_id));
	if (team != NULL &&
	    state_name(exercise, applying, applying->event->decision_logged->decision_id)) {
		team->decisions++;
	}
}
