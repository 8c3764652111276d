/* What is for one person and nobody else, and so neither an event nor shared by a class of viewers:
 * how it stands with a call for welfare. It follows from the log, like everything. */
#include "server/session/session.h"

static struct blob *welfare_update(const struct live *live, uint64_t participant_id)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__WelfareUpdate update = CONVENE__V1__WELFARE_UPDATE__INIT;
	struct welfare_standing standing;

	if (!exercise_welfare(live_engine(live), participant_id, &standing))
		return NULL;
	update.open = standing.open;
	update.raised_ms = standing.raised.wall_ms;
	update.raised_exercise_ms = standing.raised.exercise_ms;
	update.calls = standing.calls;
	update.answered_ms = standing.answered.wall_ms;
	update.answered_exercise_ms = standing.answered.exercise_ms;
	update.text = (char *)(uintptr_t)standing.text;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_WELFARE;
	frame.welfare = &update;
	return blob_of_message(&frame.base);
}

void session_send_welfare(struct session *session)
{
	struct blob *blob = welfare_update(session->room->live, session->follower.participant_id);

	if (blob == NULL)
		return;
	session_notify(session, blob);
	blob_drop(blob);
}

static void tell(struct room *room, uint64_t participant_id)
{
	struct follower *follower = NULL;

	while ((follower = live_next_follower(room->live, follower)) != NULL) {
		struct session *session = session_of_follower(follower);

		if (session != NULL && follower->participant_id == participant_id)
			session_send_welfare(session);
	}
}

void session_tell_welfare(struct room *room, const struct decision *decision)
{
	for (size_t i = 0; i < decision->count; i++) {
		const Convene__V1__Event *event = decision->drafts[i].event;

		if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_RAISED)
			tell(room, event->welfare_raised->participant_id);
		else if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED)
			tell(room, event->welfare_answered->participant_id);
	}
}
