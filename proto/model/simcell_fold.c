/*
 * The SimCell's queue, from what staff see, by the rule in simcell.proto; the engine keeps it by
 * the same rule from what it decided (server/exercise/state/simcell), and a simulation folds one
 * log both ways and compares. Comes after what an event changes elsewhere in the view: whether a
 * team is played and who is in a thread is asked there.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include <string.h>

const struct view_item *view_item(const struct view *view, uint64_t id)
{
	return LIST_FIND(view->queue, view->queue_count, id);
}

const char *view_item_for(const struct view_item *item)
{
	return item->shared != NULL ? item->shared->to_team_id : view_party(item->waits_for);
}

const char *view_item_from(const struct view *view, const struct view_item *item)
{
	const struct view_request *request = view_request(view, item->request_id);
	if (item->shared != NULL) {
		return item->shared->from_team_id;
	}
	if (item->disclosed != NULL) {
		return item->disclosed->from_team_id;
	}
	if (item->request_id != 0) {
		return request != NULL ? request->from_team_id : "?";
	}
	return view_party(item->from);
}

bool view_item_wants_answer(const struct view_item *item)
{
	return item->case_id == 0 ||
	       (item->shared != NULL &&
	           item->shared->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED);
}

const struct view_booking *view_booking(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->booking_places, view->bookings, id);
}

const struct view_booking *view_booking_of(const struct view *view, const char *interpreter_id)
{
	for (size_t i = view->booking_count; i > 0; i--) {
		if (!view->bookings[i - 1].released &&
		    strcmp(view->bookings[i - 1].booked->interpreter_id, interpreter_id) == 0) {
			return &view->bookings[i - 1];
		}
	}
	return NULL;
}

bool view_team_is_unplayed(const struct view *view, const char *team_id)
{
	for (size_t i = 0; i < view->person_count; i++) {
		if (!view->people[i].removed && strcmp(view->people[i].team_id, team_id) == 0) {
			return false;
		}
	}
	return true;
}

static bool same_party(const Convene__V1__Party *a, const Convene__V1__Party *b)
{
	return a != NULL && b != NULL && a->kind_case == b->kind_case &&
	       strcmp(view_party(a), view_party(b)) == 0;
}

/* Somebody whom the SimCell answers for; control is the controllers' alone, and what waits for it
 * is nothing that waits for a simulator. */
static bool is_voiced(const struct view *view, const Convene__V1__Party *party)
{
	return party->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID ||
	       (party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL &&
	           view->role != CONVENE__V1__ROLE__ROLE_SIMULATOR) ||
	       (party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	           view_team_is_unplayed(view, party->team_id));
}

typedef bool leaves_fn(const struct view *view, const struct view_item *item, uint64_t what);

/* Takes out all that leave. */
static void sweep(struct view *view, leaves_fn *leaves, uint64_t what)
{
	size_t kept = 0;
	for (size_t i = 0; i < view->queue_count; i++) {
		if (!leaves(view, &view->queue[i], what)) {
			view->queue[kept++] = view->queue[i];
		}
	}
	view->queue_count = kept;
}

/* `what` is how it came there and whom it waits for; the event says the rest. */
static void put_in(struct view *view, const Convene__V1__Event *event, struct view_item what)
{
	what.id = view->last_mark; /* staff: the position */
	what.since_ms = event->exercise_ms;
	*LIST_ADD(view->queue, view->queue_count, view->queue_cap) = what;
}

/* The thread's first end, other than the sender's, in whose name only staff can write; NULL: none.
 */
static const Convene__V1__Party *voiced_end(
    const struct view *view, uint64_t thread_id, const Convene__V1__Party *from)
{
	const struct view_thread *thread = view_thread(view, thread_id);
	for (size_t i = 0; thread != NULL && i < thread->opened->n_parties; i++) {
		const Convene__V1__Party *party = thread->opened->parties[i];
		if (!same_party(party, from) && is_voiced(view, party)) {
			return party;
		}
	}
	return NULL;
}

static bool of_thread(const struct view *view, const struct view_item *item, uint64_t thread_id)
{
	(void)view;
	return item->thread_id == thread_id;
}

static void on_message(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__MessagePosted *posted = event->message_posted;
	if (posted->participant_id == 0) {
		/* one answer is enough, in whichever name */
		sweep(view, of_thread, posted->thread_id);
		return;
	}
	const Convene__V1__Party *end = voiced_end(view, posted->thread_id, posted->from);
	if (end != NULL) {
		put_in(view, event,
		    (struct view_item){.message_id = posted->message_id,
		        .thread_id = posted->thread_id,
		        .waits_for = end,
		        .from = posted->from});
	}
}

static void on_request_sent(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__RequestSent *sent = event->request_sent;
	const Convene__V1__Party *to = sent->content != NULL ? sent->content->to : NULL;
	if (to != NULL && is_voiced(view, to)) {
		put_in(view, event,
		    (struct view_item){.request_id = sent->request_id, .waits_for = to});
	}
}

static bool of_request(const struct view *view, const struct view_item *item, uint64_t request_id)
{
	(void)view;
	return item->request_id != 0 && item->request_id == request_id;
}

static void on_request_moved(struct view *view, const Convene__V1__RequestMoved *moved)
{
	/* else it still waits */
	if (moved->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED) {
		sweep(view, of_request, moved->request_id);
	}
}

static void on_shared(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__CaseShared *shared = event->case_shared;
	if (view_team_is_unplayed(view, shared->to_team_id)) {
		put_in(
		    view, event, (struct view_item){.case_id = shared->case_id, .shared = shared});
	}
}

/* What is disclosed along with a case that is shared, or bit by bit, is one thing to see. */
static void on_disclosed(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__FieldsDisclosed *disclosed = event->fields_disclosed;
	if (disclosed->to == NULL || !is_voiced(view, disclosed->to)) {
		return;
	}
	for (size_t i = 0; i < view->queue_count; i++) {
		if (view->queue[i].case_id == disclosed->case_id &&
		    strcmp(view_item_for(&view->queue[i]), view_party(disclosed->to)) == 0) {
			return;
		}
	}
	put_in(view, event,
	    (struct view_item){
	        .case_id = disclosed->case_id, .disclosed = disclosed, .waits_for = disclosed->to});
}

/* After ENDEX only control is still there to answer, for controllers, and once the exercise is
 * closed nobody is. */
static bool has_ended(const struct view *view, const struct view_item *item, uint64_t closed)
{
	const struct view_thread *thread = view_thread(view, item->thread_id);
	bool control = false;
	for (size_t i = 0; thread != NULL && i < thread->opened->n_parties; i++) {
		control = control ||
		          thread->opened->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_CONTROL;
	}
	return closed || !control || view->role == CONVENE__V1__ROLE__ROLE_SIMULATOR;
}

static bool is_played(const struct view *view, const struct view_item *item, uint64_t none)
{
	(void)none;
	return item->shared != NULL ? !view_team_is_unplayed(view, item->shared->to_team_id)
	                            : item->waits_for == NULL;
}

/* Players answer for themselves as soon as there are some. */
static void on_joined(struct view *view, const Convene__V1__ParticipantJoined *joined)
{
	if (joined->team_id[0] == '\0') {
		return;
	}
	for (size_t i = 0; i < view->queue_count; i++) {
		struct view_item *item = &view->queue[i];
		if (item->thread_id != 0) {
			item->waits_for = voiced_end(view, item->thread_id, item->from);
		} else if (item->waits_for != NULL && !is_voiced(view, item->waits_for)) {
			item->waits_for = NULL;
		}
	}
	sweep(view, is_played, 0);
}

static void on_removed(struct view *view, uint64_t participant_id)
{
	for (size_t i = 0; i < view->queue_count; i++) {
		if (view->queue[i].claimed_by == participant_id) {
			view->queue[i].claimed_by = 0;
		}
	}
}

static void claim(struct view *view, uint64_t item_id, uint64_t participant_id)
{
	struct view_item *item = LIST_FIND(view->queue, view->queue_count, item_id);
	if (item != NULL) {
		item->claimed_by = participant_id;
	}
}

static bool with_id(const struct view *view, const struct view_item *item, uint64_t id)
{
	(void)view;
	return item->id == id;
}

static bool of_referral(const struct view *view, const struct view_item *item, uint64_t id)
{
	(void)view;
	return item->shared != NULL && item->shared->referral_id == id && id != 0;
}

void view_queue_apply(struct view *view, const Convene__V1__Event *event)
{
	if (!view_is_staff(view)) {
		return;
	}
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		on_message(view, event);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		on_request_sent(view, event);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		on_request_moved(view, event->request_moved);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		on_shared(view, event);
		break;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		on_disclosed(view, event);
		break;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		sweep(view, of_referral, event->referral_answered->referral_id);
		break;
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
		sweep(view, has_ended, false);
		break;
	case CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED:
		sweep(view, has_ended, true);
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		on_joined(view, event->participant_joined);
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		on_removed(view, event->participant_removed->participant_id);
		break;
	default:
		break;
	}
}

void view_item_claimed(struct view *view, const Convene__V1__Event *event)
{
	claim(view, event->item_claimed->item_id, event->item_claimed->participant_id);
}

void view_item_released(struct view *view, const Convene__V1__Event *event)
{
	claim(view, event->item_released->item_id, 0);
}

void view_item_dismissed(struct view *view, const Convene__V1__Event *event)
{
	sweep(view, with_id, event->item_dismissed->item_id);
}

void view_interpreter_booked(struct view *view, const Convene__V1__Event *event)
{
	uint64_t id = event->interpreter_booked->booking_id;
	view_case_booked(view, event);
	if (!id_map_add(&view->booking_places, id, view->booking_count)) {
		return;
	}
	*LIST_ADD(view->bookings, view->booking_count, view->booking_cap) = (struct view_booking){
	    .id = id, .booked = event->interpreter_booked, .booked_ms = event->exercise_ms};
}

void view_interpreter_arrived(struct view *view, const Convene__V1__Event *event)
{
	struct view_booking *booking = ID_MAP_FIND(
	    &view->booking_places, view->bookings, event->interpreter_arrived->booking_id);
	if (booking != NULL) {
		booking->arrived = true;
		booking->arrived_at = view_point_of(&(struct view_marked){view->last_mark, event});
	}
}

void view_interpreter_released(struct view *view, const Convene__V1__Event *event)
{
	struct view_booking *booking = ID_MAP_FIND(
	    &view->booking_places, view->bookings, event->interpreter_released->booking_id);
	if (booking != NULL) {
		booking->released = true;
	}
}
