/*
 * One answer for a case that does not exist and for one that is another team's: the numbers of
 * cases are those of events, and a difference between the two would tell a player what other teams
 * do.
 */
#include "server/exercise/decide/case/case_reference.h"

#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"

#include <inttypes.h>

/* --- who may refer to it --- */

const struct case_file *check_case(struct deciding *deciding, uint64_t id)
{
	const struct case_file *file = case_find(deciding->exercise, id);
	bool player = by_player(deciding);
	if (file == NULL || (player && !set_has(&file->teams, deciding->actor->team))) {
		REFUSE(deciding, NOT_FOUND, "there is no case %" PRIu64 " for you", id);
		return NULL;
	}
	return file;
}

bool check_case_references(struct deciding *deciding, const uint64_t *ids, size_t count)
{
	if (!check_count(deciding, count, EVENT_REFERENCES_MAX, "references to cases")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (check_case(deciding, ids[i]) == NULL) {
			return false;
		}
	}
	return true;
}
