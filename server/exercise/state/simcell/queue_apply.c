/*
 * Events into the queue of the SimCell. An item is named by the position of the event that made it:
 * only staff ever see one.
 */
#include "server/exercise/state/simcell/queue_apply.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "convene/v1/simcell.pb-c.h"
#include "proto/list.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

static void touch(struct exercise *exercise)
{
	exercise->queue.node.kind = DIGEST_QUEUE;
	state_edit(exercise, &exercise->queue);
}

/* Somebody does something to it. */
static struct queue_item *queue_item_edit(struct exercise *exercise, uint64_t id)
{
	const struct queue_item *item = queue_item_find(exercise, id);
	if (item != NULL) {
		touch(exercise);
	}
	return (struct queue_item *)item;
}

static void add(struct exercise *exercise, const struct queue_item *item)
{
	struct queue *queue = &exercise->queue;
	if (queue->count > 0 && queue->items[queue->count - 1].id >= item->id) {
		return;
	}
	*LIST_ADD(queue->items, queue->count, queue->cap) = *item;
	touch(exercise);
}

typedef bool leaves_fn(
    const struct exercise *exercise, const struct queue_item *item, uint64_t what);

/* Takes out all that leave. */
static void sweep(struct exercise *exercise, leaves_fn *leaves, uint64_t what)
{
	struct queue *queue = &exercise->queue;
	size_t kept = 0;
	for (size_t i = 0; i < queue->count; i++) {
		if (leaves(exercise, &queue->items[i], what)) {
			touch(exercise);
		} else {
			queue->items[kept++] = queue->items[i];
		}
	}
	queue->count = kept;
}

/* --- what waits --- */

bool thread_is_voiced(const struct exercise *exercise, const struct thread *thread, int from)
{
	if (!set_is_empty(&thread->parties.entities)) {
		return true;
	}
	const struct team_set *teams = &thread->parties.teams;
	for (int team = set_next(teams, -1); team >= 0; team = set_next(teams, team)) {
		if (team != from && team_is_unplayed(exercise, team)) {
			return true;
		}
	}
	return false;
}

/* Whether somebody who is to answer has nobody in the room. */
static bool has_nobody(const struct exercise *exercise, const struct queue_item *item)
{
	if (item->thread_id != 0) {
		const struct thread *thread = thread_find(exercise, item->thread_id);
		return thread != NULL && (thread->parties.control ||
		                             thread_is_voiced(exercise, thread, item->from_team));
	}
	if (item->case_id != 0) {
		return item->to_entity >= 0 || team_is_unplayed(exercise, item->to_team);
	}
	const struct request_file *request = request_find(exercise, item->request_id);
	return request != NULL &&
	       (request->to_entity >= 0 || team_is_unplayed(exercise, request->to_team));
}

/* After ENDEX there is nobody left in whose name to answer, but control. */
bool queue_item_waits(const struct exercise *exercise, const struct queue_item *item)
{
	const struct thread *thread = thread_find(exercise, item->thread_id);
	return exercise->clock.phase < PHASE_ENDED ||
	       (exercise->clock.phase == PHASE_ENDED && thread != NULL && thread->parties.control);
}

static bool of_thread(
    const struct exercise *exercise, const struct queue_item *item, uint64_t thread_id)
{
	(void)exercise;
	return thread_id != 0 && item->thread_id == thread_id;
}

static bool of_request(
    const struct exercise *exercise, const struct queue_item *item, uint64_t request_id)
{
	(void)exercise;
	return request_id != 0 && item->request_id == request_id;
}

static bool of_referral(
    const struct exercise *exercise, const struct queue_item *item, uint64_t referral_id)
{
	return item->case_id != 0 && item->id == seq_of_id(exercise, referral_id);
}

static bool with_id(const struct exercise *exercise, const struct queue_item *item, uint64_t id)
{
	(void)exercise;
	return item->id == id;
}

static bool is_played(const struct exercise *exercise, const struct queue_item *item, uint64_t none)
{
	(void)none;
	return !has_nobody(exercise, item);
}

static void apply_posted(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MessagePosted *body = applying->event->message_posted;
	if (message_at(exercise, applying->seq) == NULL) {
		return;
	}
	if (body->participant_id == 0) {
		sweep(exercise, of_thread, body->thread_id);
		return;
	}
	struct queue_item item = {.id = applying->seq,
	    .thread_id = body->thread_id,
	    .from_team = cast_end(&exercise->cast, body->from).team};
	if (has_nobody(exercise, &item)) {
		add(exercise, &item);
	}
}

static void apply_sent(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestSent *body = applying->event->request_sent;
	const struct request_file *request = request_find(exercise, body->request_id);
	if (request == NULL || request->sent_seq != applying->seq) {
		return;
	}
	struct queue_item item = {
	    .id = applying->seq, .request_id = request->id, .from_team = request->from_team};
	if (has_nobody(exercise, &item)) {
		add(exercise, &item);
	}
}

static void apply_moved(struct exercise *exercise, const struct applying *applying)
{
	uint64_t request_id = applying->event->request_moved->request_id;
	const struct request_file *request = request_find(exercise, request_id);
	if (request != NULL && request->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT &&
	    request->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED) {
		sweep(exercise, of_request, request_id);
	}
}

/* Who is told of a case that has nobody in the room. */
static void add_case(struct exercise *exercise, const struct queue_item *item)
{
	if (has_nobody(exercise, item) && case_find(exercise, item->case_id) != NULL) {
		add(exercise, item);
	}
}

static void apply_shared(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseShared *body = applying->event->case_shared;
	struct queue_item item = {.id = applying->seq,
	    .case_id = body->case_id,
	    .to_team = cast_team(&exercise->cast, body->to_team_id),
	    .to_entity = -1,
	    .from_team = cast_team(&exercise->cast, body->from_team_id)};
	add_case(exercise, &item);
}

/* What is disclosed along with a case that is shared, or field by field, is one thing to see. */
static void apply_disclosed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FieldsDisclosed *body = applying->event->fields_disclosed;
	const struct queue *queue = &exercise->queue;
	struct end to = cast_end(&exercise->cast, body->to);
	struct queue_item item = {.id = applying->seq,
	    .case_id = body->case_id,
	    .to_team = to.team,
	    .to_entity = to.entity,
	    .from_team = cast_team(&exercise->cast, body->from_team_id)};
	for (size_t i = 0; i < queue->count; i++) {
		const struct queue_item *other = &queue->items[i];
		if (other->case_id == item.case_id && other->to_team == item.to_team &&
		    other->to_entity == item.to_entity) {
			return;
		}
	}
	add_case(exercise, &item);
}

static void apply_removed(struct exercise *exercise, uint64_t participant_id)
{
	struct queue *queue = &exercise->queue;
	for (size_t i = 0; participant_id != 0 && i < queue->count; i++) {
		if (queue->items[i].claimed_by == participant_id) {
			queue->items[i].claimed_by = 0;
			touch(exercise);
		}
	}
}

void queue_apply_any(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		apply_posted(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		apply_sent(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		apply_moved(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		apply_shared(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		apply_disclosed(exercise, applying);
		break;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		sweep(exercise, of_referral, event->referral_answered->referral_id);
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		if (cast_team(&exercise->cast, event->participant_joined->team_id) != NO_TEAM) {
			sweep(exercise, is_played, 0);
		}
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		apply_removed(exercise, event->participant_removed->participant_id);
		break;
	default:
		break;
	}
}

void apply_item_claimed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ItemClaimed *body = applying->event->item_claimed;
	struct queue_item *item = queue_item_edit(exercise, body->item_id);
	if (item != NULL) {
		item->claimed_by = body->participant_id;
	}
}

void apply_item_released(struct exercise *exercise, const struct applying *applying)
{
	struct queue_item *item =
	    queue_item_edit(exercise, applying->event->item_released->item_id);
	if (item != NULL) {
		item->claimed_by = 0;
	}
}

void apply_item_dismissed(struct exercise *exercise, const struct applying *applying)
{
	uint64_t id = applying->event->item_dismissed->item_id;
	if (queue_item_edit(exercise, id) != NULL) {
		sweep(exercise, with_id, id);
	}
}
