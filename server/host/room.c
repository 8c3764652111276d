/* Presence costs a frame for each pair of people, so in a large exercise it is gathered for a
 * second; in a small one who has come is here. What is one person's goes past the log, to the
 * connections of that person alone. Whoever is removed is let go once that is on disk
 * (`removal_ticket`): a removal that is lost with its commit has not come. */
#include "server/host/room.h"

#include <stdlib.h>

/* In a large exercise presence is told no more often than this. */
#define CROWD_MS 1000

/* Of one participant; a further one takes the place of the oldest. */
#define CONNECTIONS_MAX 16

/* So many people cost little when each is told of each that comes: a frame for each pair, once. */
#define CROWD_SMALL 100

void room_free(struct room *room)
{
	live_free(room->live);
	crowd_deinit(&room->crowd);
	guests_deinit(&room->guests);
	free(room);
}

/* Presence, framed once for each class of viewers and shared by all who are in it. */
static void tell_crowd(struct room *room)
{
	struct follower *follower = NULL;
	while ((follower = live_next_follower(room->live, follower)) != NULL) {
		if (follower->notify == NULL) {
			continue;
		}
		struct blob *blob = crowd_presence(
		    &room->crowd, room->live, &follower->viewer, !follower->knows_presence);
		follower->knows_presence = true;
		if (blob != NULL) {
			follower->notify(follower, blob);
		}
	}
	crowd_told(&room->crowd);
}

void room_tell_crowd(struct room *room, uint64_t now_ms)
{
	/* in a small exercise at once: who has come is here */
	uint64_t pause_ms = crowd_connected(&room->crowd) > CROWD_SMALL ? CROWD_MS : 0;
	if (!live_is_open(room->live) || !crowd_has_news(&room->crowd) ||
	    now_ms - room->told_ms < pause_ms) {
		return;
	}
	room->told_ms = now_ms;
	tell_crowd(room);
}

/* --- what concerns one person --- */

struct blob *room_welfare(const struct room *room, uint64_t participant_id)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__WelfareUpdate update = CONVENE__V1__WELFARE_UPDATE__INIT;
	struct welfare_standing standing;
	if (!exercise_welfare(live_engine(room->live), participant_id, &standing)) {
		return NULL;
	}
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

static void tell_welfare(struct room *room, uint64_t participant_id)
{
	struct blob *blob = room_welfare(room, participant_id);
	struct follower *follower = NULL;
	if (blob == NULL) {
		return;
	}
	while ((follower = live_next_follower(room->live, follower)) != NULL) {
		if (follower->notify != NULL && follower->participant_id == participant_id) {
			follower->notify(follower, blob);
		}
	}
	blob_drop(blob);
}

void room_end_connections(struct room *room, uint64_t participant_id, Convene__V1__ErrorCode code)
{
	struct follower *follower = NULL;
	while ((follower = live_next_follower(room->live, follower)) != NULL) {
		if (follower->participant_id != participant_id) {
			continue;
		}
		follower->removal_ticket = live_pending_ticket(room->live);
		follower->removal_code = code;
	}
}

void room_make_way(struct room *room, uint64_t participant_id)
{
	struct follower *follower = NULL;
	if (crowd_connections(&room->crowd, participant_id) < CONNECTIONS_MAX) {
		return;
	}
	do { /* they are in the order in which they came */
		follower = live_next_follower(room->live, follower);
	} while (follower != NULL &&
	         (follower->notify == NULL || follower->participant_id != participant_id));
	if (follower != NULL) {
		live_unfollow(room->live, follower);
		follower->ended(follower, CONVENE__V1__ERROR_CODE__ERROR_CODE_REPLACED,
		    "you have come in from so many other places since that this one had to give "
		    "way");
	}
}

void room_tell_concerned(struct room *room, const struct decision *decision)
{
	for (size_t i = 0; i < decision->count; i++) {
		const Convene__V1__Event *event = decision->drafts[i].event;
		switch (event->body_case) {
		case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
			room_end_connections(room, event->participant_removed->participant_id,
			    CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED);
			break;
		case CONVENE__V1__EVENT__BODY_INVITE_ISSUED:
			if (event->invite_issued->participant_id != 0) {
				room_end_connections(room, event->invite_issued->participant_id,
				    CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL);
			}
			break;
		case CONVENE__V1__EVENT__BODY_WELFARE_RAISED:
			tell_welfare(room, event->welfare_raised->participant_id);
			break;
		case CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED:
			tell_welfare(room, event->welfare_answered->participant_id);
			break;
		default:
			break;
		}
	}
}
