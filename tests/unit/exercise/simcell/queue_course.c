#include "tests/unit/exercise/simcell/queue_course.h"
#include "server/exercise/state/simcell/queue_apply.h"

/* --- what a viewer works out --- */

struct seen_item {
	uint64_t id, thread_id, request_id, case_id, claimed_by;
	const Convene__V1__ThreadOpened *thread; /* borrowed: the world's, until it forgets */
	const char *to_team, *from_team;         /* likewise */
};

struct seen {
	struct world *world;
	struct seen_item items[64];
	size_t count;
	int players[16];
	bool ended, closed;
};

static bool unplayed(const struct seen *seen, const char *team_id)
{
	int team = world_team(seen->world, team_id);
	return team != NO_TEAM && seen->players[team] == 0;
}

static bool to_control(const Convene__V1__ThreadOpened *thread)
{
	for (size_t i = 0; thread != NULL && i < thread->n_parties; i++) {
		if (thread->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
			return true;
		}
	}
	return false;
}

static bool still_waits(const struct seen *seen, const struct seen_item *item)
{
	if (seen->closed || (seen->ended && !to_control(item->thread))) {
		return false;
	}
	if (item->thread == NULL) {
		return item->to_team == NULL || unplayed(seen, item->to_team);
	}
	for (size_t i = 0; i < item->thread->n_parties; i++) {
		const Convene__V1__Party *party = item->thread->parties[i];
		if (party->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID ||
		    (strcmp(party->team_id, item->from_team) != 0 &&
		        unplayed(seen, party->team_id))) {
			return true;
		}
	}
	return false;
}

static void take_out(struct seen *seen, uint64_t id, uint64_t thread_id, uint64_t request_id)
{
	size_t kept = 0;
	for (size_t i = 0; i < seen->count; i++) {
		const struct seen_item *item = &seen->items[i];
		bool out = (id != 0 && item->id == id) ||
		           (thread_id != 0 && item->thread_id == thread_id) ||
		           (request_id != 0 && item->request_id == request_id) ||
		           !still_waits(seen, item);
		if (!out) {
			seen->items[kept++] = *item;
		}
	}
	seen->count = kept;
}

static void put_in(struct seen *seen, const struct seen_item *item)
{
	if (still_waits(seen, item)) {
		assert_true(seen->count < sizeof seen->items / sizeof seen->items[0]);
		seen->items[seen->count++] = *item;
	}
}

static void see_message(struct seen *seen, const Convene__V1__Event *event)
{
	const Convene__V1__MessagePosted *body = event->message_posted;
	if (body->participant_id == 0) {
		take_out(seen, 0, body->thread_id, 0);
		return;
	}
	put_in(
	    seen, &(struct seen_item){.id = event->seq,
	              .thread_id = body->thread_id,
	              .thread = world_event(seen->world, world_place(seen->world, body->thread_id))
	                            ->thread_opened,
	              .from_team = body->from->team_id});
}

static void see_person(struct seen *seen, uint64_t id, int change)
{
	const Convene__V1__ParticipantJoined *joined =
	    world_event(seen->world, world_place(seen->world, id))->participant_joined;
	int team = world_team(seen->world, joined->team_id);
	if (team != NO_TEAM) {
		seen->players[team] += change;
	}
	for (size_t i = 0; change < 0 && i < seen->count; i++) {
		if (seen->items[i].claimed_by == id) {
			seen->items[i].claimed_by = 0;
		}
	}
	if (change > 0) {
		take_out(seen, 0, 0, 0);
	}
}

static void see_disclosed(struct seen *seen, const Convene__V1__Event *event)
{
	const Convene__V1__FieldsDisclosed *body = event->fields_disclosed;
	bool team = body->to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID;
	for (size_t i = 0; i < seen->count; i++) {
		const char *other = seen->items[i].to_team;
		if (seen->items[i].case_id == body->case_id &&
		    (team ? other != NULL && strcmp(other, body->to->team_id) == 0
		          : other == NULL)) {
			return; /* the tests have one entity only that cases go to */
		}
	}
	put_in(seen, &(struct seen_item){.id = event->seq,
	                 .case_id = body->case_id,
	                 .to_team = team ? body->to->team_id : NULL});
}

static void claim(struct seen *seen, uint64_t id, uint64_t by)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (seen->items[i].id == id) {
			seen->items[i].claimed_by = by;
		}
	}
}

static void see(struct seen *seen, const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		see_person(seen, event->participant_joined->participant_id, 1);
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		see_person(seen, event->participant_removed->participant_id, -1);
		break;
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		see_message(seen, event);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT: {
		const Convene__V1__Party *to = event->request_sent->content->to;
		bool team = to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID;
		put_in(seen, &(struct seen_item){.id = event->seq,
		                 .request_id = event->request_sent->request_id,
		                 .to_team = team ? to->team_id : NULL});
		break;
	}
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		if (event->request_moved->state !=
		    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED) {
			take_out(seen, 0, 0, event->request_moved->request_id);
		}
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		put_in(seen, &(struct seen_item){.id = event->seq,
		                 .case_id = event->case_shared->case_id,
		                 .to_team = event->case_shared->to_team_id});
		break;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		see_disclosed(seen, event);
		break;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		take_out(
		    seen, world_place(seen->world, event->referral_answered->referral_id), 0, 0);
		break;
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
		seen->ended = true;
		take_out(seen, 0, 0, 0);
		break;
	case CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED:
		seen->closed = true;
		take_out(seen, 0, 0, 0);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_CLAIMED:
		claim(seen, event->item_claimed->item_id, event->item_claimed->participant_id);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_RELEASED:
		claim(seen, event->item_released->item_id, 0);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_DISMISSED:
		take_out(seen, event->item_dismissed->item_id, 0, 0);
		break;
	default:
		break;
	}
}

/* --- comparing --- */

static size_t waiting_items(
    const struct exercise *exercise, const struct queue_item **items, size_t most)
{
	size_t count = 0;
	for (size_t i = 0; i < exercise->queue.count; i++) {
		const struct queue_item *item = &exercise->queue.items[i];
		if (queue_item_waits(exercise, item)) {
			assert_true(count < most);
			items[count++] = item;
		}
	}
	return count;
}

void queue_check_waits(struct request_course *course, const char *waits)
{
	struct world *world = &course->small->world;
	const struct queue_item *waiting[64];
	struct seen seen = {.world = world};
	size_t left = waiting_items(world->exercise, waiting, 64);
	for (uint64_t seq = 1; seq <= world->count; seq++) {
		see(&seen, world_event(world, seq));
	}
	size_t count = 0;
	for (const char *at = waits; *at != '\0'; count++) {
		uint64_t id = course->kept[*at++ - '0'];
		if (*at == '+') {
			id++;
			at++;
		}
		bool claimed = *at == '*';
		at += claimed;
		at += *at == ' ';
		assert_true(count < left);
		assert_int_equal(waiting[count]->id, id);
		assert_int_equal(waiting[count]->claimed_by != 0, claimed);
	}
	assert_int_equal(left, count);
	assert_int_equal(seen.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(seen.items[i].id, waiting[i]->id);
		assert_int_equal(seen.items[i].claimed_by, waiting[i]->claimed_by);
	}
	world_forget(world);
}

void queue_play(struct request_course *course, const struct queue_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		print_message("step %zu\n", i);
		request_play(course, &steps[i].step);
		queue_check_waits(course, steps[i].waits);
	}
}
