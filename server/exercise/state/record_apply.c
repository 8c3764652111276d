/* Which teams have their records, into the state. */
#include "server/exercise/ground/cast.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/state.h"

void apply_record_released(struct exercise *exercise, const struct applying *applying)
{
	const char *team_id = applying->event->record_released->team_id;
	struct team *team = team_edit(exercise, cast_team(&exercise->cast, team_id));
	if (team != NULL) {
		team->record_released = true;
	}
}
