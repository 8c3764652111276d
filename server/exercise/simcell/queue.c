#include "server/exercise/simcell/queue.h"

#include "server/exercise/check.h"
#include "server/exercise/state.h"

void queue_deinit(struct queue *queue)
{
	free(queue->items);
	memset(queue, 0, sizeof *queue);
}

/* Items of cases, or all the others: how many, and what they say. */
static void digest_items(const struct queue *queue, bool of_cases, struct digest_form *form)
{
	uint64_t count = 0, sum = 0;
	for (size_t i = 0; i < queue->count; i++) {
		if ((queue->items[i].case_id != 0) == of_cases) {
			count++;
			sum += mix_pair(queue->items[i].id, queue->items[i].claimed_by);
		}
	}
	digest_put(form, count);
	digest_put(form, sum);
}

void queue_digest(const struct queue *queue, struct digest_form *form)
{
	digest_items(queue, false, form);
}

void queue_cases_digest(const struct digest_node *cases_node, struct digest_form *form)
{
	const void *queue = (const char *)cases_node - offsetof(struct queue, cases_node);
	digest_items(queue, true, form);
}

bool team_is_unplayed(const struct exercise *exercise, int team)
{
	return team >= 0 && (size_t)team < exercise->cast.team_count &&
	       exercise->cast.teams[team]->players == 0;
}

/* --- the items --- */

static struct queue_item *item_find(const struct exercise *exercise, uint64_t id)
{
	const struct queue *queue = &exercise->queue;
	size_t low = 0, high = queue->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (queue->items[middle].id < id) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < queue->count && queue->items[low].id == id ? &queue->items[low] : NULL;
}

static void touch(struct exercise *exercise, const struct queue_item *item)
{
	struct queue *queue = &exercise->queue;
	if (item->case_id != 0) {
		if (queue->cases_node.kind == DIGEST_QUEUE_CASES) {
			digest_touch(&exercise->digest, &queue->cases_node);
		}
		return;
	}
	queue->node.kind = DIGEST_QUEUE;
	if (exercise->engine_version >= 2) {
		digest_touch(&exercise->digest, &queue->node);
	}
}

/* Somebody does something to it. */
static void touch_by_hand(struct exercise *exercise, const struct queue_item *item)
{
	if (item->case_id != 0) {
		exercise->queue.cases_node.kind = DIGEST_QUEUE_CASES;
	}
	touch(exercise, item);
}

static void add(struct exercise *exercise, const struct queue_item *item)
{
	struct queue *queue = &exercise->queue;
	if (queue->count > 0 && queue->items[queue->count - 1].id >= item->id) {
		return;
	}
	queue->items = array_room(queue->items, queue->count, &queue->cap, sizeof *queue->items);
	queue->items[queue->count++] = *item;
	touch(exercise, item);
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
			touch(exercise, &queue->items[i]);
		} else {
			queue->items[kept++] = queue->items[i];
		}
	}
	queue->count = kept;
}

/* --- what waits --- */

/* Whether one of the thread's ends, other than the sender's, is for the SimCell to voice. */
static bool is_voiced(const struct exercise *exercise, const struct thread *thread, int from)
{
	if (!entity_set_empty(&thread->parties.entities)) {
		return true;
	}
	for (size_t word = 0; word < TEAMS_MAX / 64; word++) {
		for (uint64_t left = thread->parties.teams.words[word]; left != 0;
		     left &= left - 1) {
			int team = (int)word * 64 + __builtin_ctzll(left);
			if (team != from && team_is_unplayed(exercise, team)) {
				return true;
			}
		}
	}
	return false;
}

/* Whether somebody who is to answer has nobody in the room. */
static bool has_nobody(const struct exercise *exercise, const struct queue_item *item)
{
	if (item->thread_id != 0) {
		const struct thread *thread = thread_find(exercise, item->thread_id);
		return thread != NULL &&
		       (thread->parties.control || is_voiced(exercise, thread, item->from_team));
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
    const struct exercise *exercise, const struct queue_item *item, uint64_t referral_seq)
{
	(void)exercise;
	return item->case_id != 0 && item->id == referral_seq;
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

static void apply_posted(struct exercise *exercise, const Convene__V1__Event *event)
{
	const Convene__V1__MessagePosted *body = event->message_posted;
	if (body->message_id != event->seq || message_find(exercise, event->seq) == NULL) {
		return;
	}
	if (body->participant_id == 0) {
		sweep(exercise, of_thread, body->thread_id);
		return;
	}
	struct queue_item item = {
	    .id = event->seq, .thread_id = body->thread_id, .from_team = NO_TEAM};
	if (body->from != NULL && body->from->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		item.from_team = cast_team(&exercise->cast, body->from->team_id);
	}
	if (has_nobody(exercise, &item)) {
		add(exercise, &item);
	}
}

static void apply_sent(struct exercise *exercise, const Convene__V1__Event *event)
{
	const Convene__V1__RequestSent *body = event->request_sent;
	const struct request_file *request = request_find(exercise, body->request_id);
	if (request == NULL || request->sent_seq != event->seq) {
		return;
	}
	struct queue_item item = {
	    .id = event->seq, .request_id = request->id, .from_team = request->from_team};
	if (has_nobody(exercise, &item)) {
		add(exercise, &item);
	}
}

static void apply_moved(struct exercise *exercise, const Convene__V1__Event *event)
{
	uint64_t request_id = event->request_moved->request_id;
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

static void apply_shared(struct exercise *exercise, const Convene__V1__Event *event)
{
	const Convene__V1__CaseShared *body = event->case_shared;
	struct queue_item item = {.id = event->seq,
	    .case_id = body->case_id,
	    .to_team = cast_team(&exercise->cast, body->to_team_id),
	    .to_entity = -1,
	    .from_team = cast_team(&exercise->cast, body->from_team_id)};
	add_case(exercise, &item);
}

/* What is disclosed along with a case that is shared, or field by field, is one thing to see. */
static void apply_disclosed(struct exercise *exercise, const Convene__V1__Event *event)
{
	const Convene__V1__FieldsDisclosed *body = event->fields_disclosed;
	const struct queue *queue = &exercise->queue;
	struct queue_item item = {.id = event->seq,
	    .case_id = body->case_id,
	    .to_team = NO_TEAM,
	    .to_entity = -1,
	    .from_team = cast_team(&exercise->cast, body->from_team_id)};
	if (body->to != NULL && body->to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		item.to_team = cast_team(&exercise->cast, body->to->team_id);
	} else if (body->to != NULL && body->to->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID) {
		item.to_entity = cast_entity(&exercise->cast, body->to->entity_id);
	}
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
			touch(exercise, &queue->items[i]);
		}
	}
}

void queue_apply_any(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		apply_posted(exercise, event);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		apply_sent(exercise, event);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		apply_moved(exercise, event);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		apply_shared(exercise, event);
		break;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		apply_disclosed(exercise, event);
		break;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		sweep(exercise, of_referral, event->referral_answered->referral_seq);
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

void queue_apply_claimed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ItemClaimed *body = applying->event->item_claimed;
	struct queue_item *item = item_find(exercise, body->item_id);
	if (item != NULL) {
		item->claimed_by = body->participant_id;
		touch_by_hand(exercise, item);
	}
}

void queue_apply_released(struct exercise *exercise, const struct applying *applying)
{
	struct queue_item *item = item_find(exercise, applying->event->item_released->item_id);
	if (item != NULL) {
		item->claimed_by = 0;
		touch_by_hand(exercise, item);
	}
}

void queue_apply_dismissed(struct exercise *exercise, const struct applying *applying)
{
	uint64_t id = applying->event->item_dismissed->item_id;
	const struct queue_item *item = item_find(exercise, id);
	if (item != NULL) {
		touch_by_hand(exercise, item);
		sweep(exercise, with_id, id);
	}
}

/* --- deciding --- */

static const struct queue_item *check_item(struct deciding *deciding, uint64_t id)
{
	const struct queue_item *item = item_find(deciding->exercise, id);
	if (item == NULL || !queue_item_waits(deciding->exercise, item)) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "nothing with the number %" PRIu64
		    " waits for an answer; perhaps it was answered meanwhile",
		    id);
		return NULL;
	}
	return item;
}

/* What is control's alone is for controllers: no simulator can answer it. After ENDEX all is. */
static bool check_voice(struct deciding *deciding, const struct queue_item *item)
{
	const struct exercise *exercise = deciding->exercise;
	const struct thread *thread = thread_find(exercise, item->thread_id);
	if (deciding->actor->role != CONVENE__V1__ROLE__ROLE_SIMULATOR || thread == NULL ||
	    (exercise->clock.phase < PHASE_ENDED && is_voiced(exercise, thread, item->from_team))) {
		return true;
	}
	return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
	    "%" PRIu64 " was written to control; controllers answer it", item->id);
}

/* Nobody's, or the sender's own. The refusal names who has it. */
static bool check_free(struct deciding *deciding, const struct queue_item *item, bool take_over)
{
	if (take_over || item->claimed_by == 0 || item->claimed_by == deciding->actor->id ||
	    refused(deciding)) {
		return true;
	}
	refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT,
	    "somebody else (participant %" PRIu64 ") is answering %" PRIu64
	    "; leave it, or take it over",
	    item->claimed_by, item->id);
	deciding->decision->refusal->changed_by = item->claimed_by;
	return false;
}

void queue_decide_claim(struct deciding *deciding)
{
	const Convene__V1__ClaimItem *command = deciding->command->claim_item;
	const struct queue_item *item = check_item(deciding, command->item_id);
	if (item == NULL || !check_voice(deciding, item) ||
	    !check_free(deciding, item, command->take_over) ||
	    item->claimed_by == deciding->actor->id) {
		return;
	}
	Convene__V1__ItemClaimed *body = DRAFT_BODY(deciding, ItemClaimed, item_claimed);
	if (body != NULL) {
		body->item_id = item->id;
		body->participant_id = deciding->actor->id;
		body->from_participant_id = item->claimed_by;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_ITEM_CLAIMED, body);
	}
}

/* Simulators put back what is theirs, controllers anything. */
static bool may_interfere(const struct deciding *deciding)
{
	return deciding->actor->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

bool queue_check_answer(struct deciding *deciding, uint64_t thread_id, uint64_t request_id)
{
	const struct queue *queue = &deciding->exercise->queue;
	if (deciding->actor->role != CONVENE__V1__ROLE__ROLE_SIMULATOR) {
		return true;
	}
	for (size_t i = 0; i < queue->count; i++) {
		const struct queue_item *item = &queue->items[i];
		if (item->case_id == 0 && item->thread_id == thread_id &&
		    item->request_id == request_id && !check_free(deciding, item, false)) {
			return false;
		}
	}
	return true;
}

bool queue_check_referral(struct deciding *deciding, uint64_t referral_seq)
{
	const struct queue_item *item = item_find(deciding->exercise, referral_seq);
	return item == NULL || deciding->actor->role != CONVENE__V1__ROLE__ROLE_SIMULATOR ||
	       check_free(deciding, item, false);
}

void queue_decide_release(struct deciding *deciding)
{
	const struct queue_item *item =
	    check_item(deciding, deciding->command->release_item->item_id);
	if (item == NULL || !check_free(deciding, item, may_interfere(deciding)) ||
	    item->claimed_by == 0) {
		return;
	}
	Convene__V1__ItemReleased *body = DRAFT_BODY(deciding, ItemReleased, item_released);
	if (body != NULL) {
		body->item_id = item->id;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_ITEM_RELEASED, body);
	}
}

void queue_decide_dismiss(struct deciding *deciding)
{
	const Convene__V1__DismissItem *command = deciding->command->dismiss_item;
	const char *note = text_or_empty(command->note);
	const struct queue_item *item = check_item(deciding, command->item_id);
	if (item == NULL || !check_voice(deciding, item) ||
	    !check_free(deciding, item, may_interfere(deciding)) ||
	    !check_text(deciding, note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	Convene__V1__ItemDismissed *body = DRAFT_BODY(deciding, ItemDismissed, item_dismissed);
	if (body != NULL) {
		body->item_id = item->id;
		body->participant_id = deciding->actor->id;
		body->note = draft_text(deciding, note);
		draft_event(deciding, CONVENE__V1__EVENT__BODY_ITEM_DISMISSED, body);
	}
}
