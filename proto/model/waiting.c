/*
 * One walk over each noun, for the roles that it concerns. The prompt counts with the same walks as
 * the list, so that the two cannot differ. Kept nowhere: it is worked out when asked for, since
 * most of it changes with time alone.
 */
#include "proto/model/waiting.h"

#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* A limit is near when less than this part of the time for it is left. */
#define NEAR_PART 4

#define ROLE(name) CONVENE__V1__ROLE__ROLE_##name

static struct waiting *add(
    struct waiting_list *list, enum waiting_kind kind, uint64_t mark, int64_t since_ms)
{
	struct waiting *item = LIST_ADD(list->items, list->count, list->cap);
	*item = (struct waiting){.kind = kind, .mark = mark, .since_ms = since_ms};
	return item;
}

static void limit(struct waiting *item, int64_t due_ms, int64_t now_ms)
{
	item->due_ms = due_ms;
	if (now_ms >= due_ms) {
		item->limit = WAITING_OVER;
	} else if ((due_ms - now_ms) * NEAR_PART < due_ms - item->since_ms) {
		item->limit = WAITING_NEAR;
	} else {
		item->limit = WAITING_IN_TIME;
	}
}

/* What comes next of a request: its limits are times of the story. */
static void limit_request(struct waiting *item, const struct view *view,
    const struct view_request *request, int64_t now_ms)
{
	Convene__V1__Deadline deadline;
	int64_t story_ms = view_request_due(request, &deadline);
	item->request = request;
	if (story_ms != 0) {
		limit(item, view_story_to_exercise(view, story_ms), now_ms);
	}
}

/* --- those who run the exercise --- */

static void calls(struct waiting_list *list, const struct view *view)
{
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		const struct view_call *call = &view->welfare.calls[i];
		if (call->answered == NULL) {
			struct waiting *item =
			    add(list, WAITING_CALL, call->mark, call->exercise_ms);
			item->call = call;
			item->count = call->calls;
		}
	}
}

/* A controller's own hold is a decision; these want one. */
static bool wants_decision(const struct view_inject *inject)
{
	return inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD &&
	       (inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE ||
	           inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE ||
	           inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE);
}

static void held_injects(struct waiting_list *list, const struct view *view)
{
	if (view->clock.phase >= VIEW_ENDED) {
		return;
	}
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (wants_decision(inject)) {
			struct waiting *item =
			    add(list, WAITING_INJECT, inject->revised_mark, inject->due_ms);
			item->inject = inject;
			item->due_ms = inject->due_ms;
			item->limit = WAITING_OVER;
		}
	}
}

static void results(struct waiting_list *list, const struct view *view)
{
	if (view->clock.phase == VIEW_CLOSED) {
		return;
	}
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		const struct view_questionnaire *asked = &view->questionnaires[i];
		if (asked->opened && asked->closed && asked->result == NULL &&
		    asked->answer_count > 0) {
			add(list, WAITING_RESULT, asked->closed_mark, asked->closed_ms)
			    ->questionnaire = asked;
		}
	}
}

static void queue(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	for (size_t i = 0; i < view->queue_count; i++) {
		const struct view_item *item = &view->queue[i];
		const struct view_request *request = view_request(view, item->request_id);
		struct waiting *waiting = add(list, WAITING_ITEM, item->id, item->since_ms);
		waiting->item = item;
		if (request != NULL) {
			limit_request(waiting, view, request, now_ms);
		}
	}
}

static void late_requests(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	for (size_t i = 0; i < view->request_count; i++) {
		const struct view_request *request = &view->requests[i];
		struct waiting found = {.kind = WAITING_LATE_REQUEST,
		    .mark = request->sent_mark,
		    .since_ms = request->sent_ms};
		limit_request(&found, view, request, now_ms);
		if (found.limit == WAITING_OVER && view->clock.phase < VIEW_ENDED) {
			*add(list, found.kind, 0, 0) = found;
		}
	}
}

/* --- everybody --- */

static void own_call(struct waiting_list *list, const struct view *view)
{
	const struct view_welfare *welfare = &view->welfare;
	/* whoever answers calls has it among those already */
	if (welfare->open && view_open_call(view, view->participant_id) != NULL) {
		return;
	}
	if (!welfare->called ||
	    (!welfare->open && view_looked(view, VIEW_LOOK_ANSWER, 0, view_answer_at(view)))) {
		return;
	}
	struct waiting *item = add(list, WAITING_OWN_CALL, 0,
	    welfare->open ? welfare->raised_exercise_ms : welfare->answered_exercise_ms);
	item->count = welfare->own_calls;
}

/* --- players --- */

/* For injects and threads: what is there for sure, and what may be. */
static void injects(struct waiting_list *list, const struct view *view, bool surely, int64_t now_ms)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (inject->delivered == NULL || inject->withdrawn != NULL) {
			continue;
		}
		if (surely && !inject->read_by_me) {
			add(list, WAITING_UNREAD_INJECT, inject->delivered_mark,
			    inject->delivered_ms)
			    ->inject = inject;
		} else if (inject->read_by_me && view->clock.phase < VIEW_ENDED &&
		           view_answer_open(inject, view->team_id)) {
			if (surely) {
				struct waiting *item = add(list, WAITING_UNANSWERED,
				    inject->delivered_mark, inject->delivered_ms);
				item->inject = inject;
				if (inject->delivered->answer_by_ms > 0) {
					limit(item, inject->delivered->answer_by_ms, now_ms);
				}
			}
		} else if (!surely && inject->read_by_me && inject->answer_count == 0 &&
		           inject->delivered->answer !=
		               CONVENE__V1__INJECT_ANSWER__INJECT_ANSWER_NONE &&
		           view->clock.phase < VIEW_ENDED) {
			add(list, WAITING_UNANSWERED, inject->delivered_mark, inject->delivered_ms)
			    ->inject = inject;
		}
	}
}

/* What there is in a thread. */
struct talk {
	const struct view_message *first_unread, *last;
	size_t unread;
};

/* When it came to say what it says now. */
static uint64_t told_mark(const struct view_message *message)
{
	return message->corrected != NULL ? message->corrected_mark : message->mark;
}

/* One for each thread; to be freed. */
static struct talk *talks(const struct view *view)
{
	struct talk *talks = xcalloc(view->thread_count + 1, sizeof(*talks));
	for (size_t i = 0; i < view->message_count; i++) {
		const struct view_message *message = &view->messages[i];
		const struct view_thread *thread = view_thread(view, message->posted->thread_id);
		if (thread == NULL) {
			continue;
		}
		struct talk *talk = &talks[thread - view->threads];
		talk->last = message;
		if (message->read_by_me || view_is_mine(view, message)) {
			continue;
		}
		if (talk->unread++ == 0 || told_mark(message) < told_mark(talk->first_unread)) {
			talk->first_unread = message;
		}
	}
	return talks;
}

static void threads(struct waiting_list *list, const struct view *view, bool surely)
{
	struct talk *all = talks(view);
	for (size_t i = 0; i < view->thread_count; i++) {
		const struct talk *talk = &all[i];
		struct waiting *item = NULL;
		if (surely && talk->unread > 0) {
			const struct view_message *first = talk->first_unread;
			item = add(list, WAITING_UNREAD_THREAD, told_mark(first),
			    first->corrected != NULL ? first->corrected_ms : first->exercise_ms);
		} else if (!surely && talk->unread == 0 && talk->last != NULL &&
		           !view_is_mine(view, talk->last) && view->clock.phase < VIEW_CLOSED) {
			item =
			    add(list, WAITING_LAST_WORD, talk->last->mark, talk->last->exercise_ms);
		}
		if (item != NULL) {
			item->thread = &view->threads[i];
			item->count = talk->unread;
		}
	}
	free(all);
}

static bool is_to_us(const struct view *view, const struct view_request *request)
{
	return request->content->to != NULL &&
	       request->content->to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	       strcmp(request->content->to->team_id, view->team_id) == 0;
}

static void requests(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	for (size_t i = 0; i < view->request_count; i++) {
		const struct view_request *request = &view->requests[i];
		bool came_back =
		    request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED ||
		    request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED ||
		    request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED;
		struct view_point at = {.mark = 0};
		if (request->history_count > 0) {
			at = view_point_of(&request->history[request->history_count - 1]);
		}

		if (!request->ours && is_to_us(view, request) && view_request_is_open(request)) {
			limit_request(
			    add(list, WAITING_REQUEST, request->sent_mark, request->sent_ms), view,
			    request, now_ms);
		} else if (request->ours && came_back &&
		           !view_looked(view, VIEW_LOOK_REQUEST, request->id, at)) {
			add(list, WAITING_RETURNED, at.mark, request->changed_ms)->request =
			    request;
		}
	}
}

/* Whose act an event in a case's history is; "" where that is not ours to say. */
static const char *actor_of(const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		return event->case_opened->team_id;
	case CONVENE__V1__EVENT__BODY_CASE_MOVED:
		return event->case_moved->team_id;
	case CONVENE__V1__EVENT__BODY_FORM_FILLED:
		return event->form_filled->team_id;
	case CONVENE__V1__EVENT__BODY_FIELD_RECORDED:
		return event->field_recorded->team_id;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		return event->case_shared->from_team_id;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		return event->referral_answered->team_id;
	case CONVENE__V1__EVENT__BODY_CASE_TAKEN_OVER:
		return event->case_taken_over->team_id;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		return event->fields_disclosed->from_team_id;
	case CONVENE__V1__EVENT__BODY_CONSENT_RECORDED:
		return event->consent_recorded->team_id;
	default:
		return "";
	}
}

/* Whether something of a case comes to our team with the event, other than a referral, which is a
 * line of its own until it is answered. */
static bool comes_to_us(const struct view *view, const Convene__V1__Event *event)
{
	if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_SHARED) {
		return event->case_shared->kind != CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED &&
		       strcmp(event->case_shared->to_team_id, view->team_id) == 0;
	}
	return event->body_case == CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED &&
	       event->fields_disclosed->to != NULL &&
	       strcmp(view_party(event->fields_disclosed->to), view->team_id) == 0;
}

/* The first that came since our team last did something in the case, or somebody looked at it. */
static void news_of_case(
    struct waiting_list *list, const struct view *view, const struct view_case *file)
{
	const struct view_marked *first = NULL;
	for (size_t i = 0; i < file->referral_count; i++) {
		if (file->referrals[i].answered == NULL &&
		    strcmp(file->referrals[i].shared->to_team_id, view->team_id) == 0) {
			return;
		}
	}
	for (size_t i = file->history_count; i > 0; i--) {
		const struct view_marked *here = &file->history[i - 1];
		if (view_looked(view, VIEW_LOOK_CASE, file->id, view_point_of(here)) ||
		    strcmp(actor_of(here->event), view->team_id) == 0) {
			break;
		}
		if (comes_to_us(view, here->event)) {
			first = here;
		}
	}
	if (first != NULL) {
		add(list, WAITING_CASE, first->mark, first->event->exercise_ms)->file = file;
	}
}

static void referrals(
    struct waiting_list *list, const struct view *view, const struct view_case *file)
{
	for (size_t i = 0; i < file->referral_count; i++) {
		const struct view_referral *referral = &file->referrals[i];
		struct waiting *item = NULL;
		if (referral->answered == NULL &&
		    strcmp(referral->shared->to_team_id, view->team_id) == 0) {
			item = add(list, WAITING_REFERRAL, referral->mark, referral->shared_ms);
		} else if (referral->answered != NULL &&
		           !view_looked(view, VIEW_LOOK_CASE, file->id, referral->answered_at) &&
		           strcmp(referral->shared->from_team_id, view->team_id) == 0) {
			item = add(list, WAITING_REFERRED, referral->answered_at.mark,
			    referral->answered_ms);
		}
		if (item != NULL) {
			item->file = file;
			item->referral = referral;
		}
	}
}

static void cases(struct waiting_list *list, const struct view *view)
{
	for (size_t i = 0; i < view->case_count; i++) {
		referrals(list, view, &view->cases[i]);
		news_of_case(list, view, &view->cases[i]);
	}
}

static void interpreters(struct waiting_list *list, const struct view *view)
{
	for (size_t i = 0; i < view->booking_count; i++) {
		const struct view_booking *booking = &view->bookings[i];
		if (booking->arrived && !booking->released &&
		    !view_looked(view, VIEW_LOOK_BOOKING, 0, booking->arrived_at)) {
			add(list, WAITING_INTERPRETER, booking->arrived_at.mark,
			    booking->booked->arrives_ms)
			    ->booking = booking;
		}
	}
}

static void questionnaires(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		const struct view_questionnaire *asked = &view->questionnaires[i];
		if (!asked->opened || asked->closed || asked->asked == NULL ||
		    view_questionnaire_mine(view, asked) != NULL) {
			continue;
		}
		struct waiting *item =
		    add(list, WAITING_QUESTIONNAIRE, asked->opened_mark, asked->opened_ms);
		item->questionnaire = asked;
		if (asked->asked->close_ms > 0) {
			limit(item, asked->asked->close_ms, now_ms);
		}
	}
}

/* Each answers for oneself: a person's own questionnaire is not told to be answered. */
static void player(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	bool in_play = view->clock.phase < VIEW_ENDED;
	injects(list, view, true, now_ms);
	threads(list, view, true);
	if (in_play) {
		requests(list, view, now_ms);
		cases(list, view);
		interpreters(list, view);
	}
	if (view->clock.phase != VIEW_CLOSED) {
		questionnaires(list, view, now_ms);
	}
}

/* --- the whole --- */

/* One's own call has no number that its caller is told, and comes first. */
static int by_age(const void *a, const void *b)
{
	const struct waiting *left = a, *right = b;
	bool left_first = left->kind == WAITING_CALL, right_first = right->kind == WAITING_CALL;
	if (left_first != right_first) {
		return left_first ? -1 : 1;
	}
	return left->mark < right->mark ? -1 : left->mark > right->mark;
}

static void sort(struct waiting *items, size_t count)
{
	if (count > 1) {
		qsort(items, count, sizeof(*items), by_age);
	}
}

static void collect_sure(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	own_call(list, view);
	switch (view->role) {
	case ROLE(ORGANISER):
		calls(list, view);
		break;
	case ROLE(CONTROLLER):
		calls(list, view);
		held_injects(list, view);
		queue(list, view, now_ms);
		results(list, view);
		break;
	case ROLE(SIMULATOR):
		queue(list, view, now_ms);
		break;
	case ROLE(EVALUATOR):
		late_requests(list, view, now_ms);
		break;
	case ROLE(PLAYER):
		player(list, view, now_ms);
		break;
	default:
		break;
	}
}

void waiting_collect(struct waiting_list *list, const struct view *view, int64_t now_ms)
{
	collect_sure(list, view, now_ms);
	list->surely = list->count;
	if (view->role == ROLE(PLAYER)) {
		injects(list, view, false, now_ms);
		threads(list, view, false);
	}
	sort(list->items, list->surely);
	sort(list->items + list->surely, list->count - list->surely);
}

void waiting_free(struct waiting_list *list)
{
	free(list->items);
	memset(list, 0, sizeof(*list));
}

size_t waiting_count(const struct view *view)
{
	struct waiting_list list = {.count = 0};
	size_t count = 0;
	collect_sure(&list, view, view->last_exercise_ms);
	for (size_t i = 0; i < list.count; i++) {
		count += list.items[i].kind != WAITING_CALL &&
		         list.items[i].kind != WAITING_UNREAD_INJECT &&
		         list.items[i].kind != WAITING_UNREAD_THREAD;
	}
	waiting_free(&list);
	return count;
}

size_t waiting_calls(const struct view *view)
{
	return view_open_calls(view);
}
