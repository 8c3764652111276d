#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"

void apply_decision_logged(struct exercise *exercise, const struct applying *applying)
{
	int team = cast_team(&exercise->cast, applying->event->decision_logged->team_id);
	if (team >= 0) {
		exercise->cast.teams[team]->decisions++;
		digest_touch(&exercise->digest, &exercise->cast.teams[team]->node);
	}
}
