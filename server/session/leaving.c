/* Tokens end with the next commit; whoever used them is told when that is on disk, and by nothing
 * else: a leave that is lost with its commit has not come. Nobody's place in the exercise ends. */
#include "server/session/leaving.h"

void leaving_ask(struct session *session, const Convene__V1__Leave *leave)
{
	struct live *live = session->room->live;
	if (session->follower.removal_ticket != 0) {
		return; /* it is leaving already */
	}
	uint64_t participant_id = session->follower.participant_id;
	live_end_tokens(live, participant_id, leave->everywhere ? NULL : session->token_hash);
	if (leave->everywhere) {
		room_end_connections(
		    session->room, participant_id, CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT);
		return;
	}
	session->follower.removal_ticket = live_pending_ticket(live);
	session->follower.removal_code = CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT;
}
