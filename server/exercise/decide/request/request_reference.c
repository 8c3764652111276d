/*
 * One answer for a request that does not exist and for one that is not for the player's team; a
 * draft exists for its sender's team alone.
 */
#include "server/exercise/decide/request/request_reference.h"

#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/request/request.h"

#include <inttypes.h>

/* --- who may see one --- */

static bool sees(const struct deciding *deciding, const struct request_file *request)
{
	if (!by_player(deciding)) {
		return true;
	}
	int team = deciding->actor->team;
	return team != NO_TEAM &&
	       (request->from_team == team || (request->sent_seq != 0 && request->to_team == team));
}

const struct request_file *check_request(struct deciding *deciding, uint64_t id)
{
	const struct request_file *request = request_find(deciding->exercise, id);
	if (request == NULL || !sees(deciding, request)) {
		REFUSE(deciding, NOT_FOUND, "there is no request %" PRIu64 " for you", id);
		return NULL;
	}
	return request;
}

bool check_request_references(struct deciding *deciding, const uint64_t *ids, size_t count)
{
	if (!check_count(deciding, count, EVENT_REFERENCES_MAX, "references to requests")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (check_request(deciding, ids[i]) == NULL) {
			return false;
		}
	}
	return true;
}
