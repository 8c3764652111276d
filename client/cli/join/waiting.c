#include "client/cli/join/waiting.h"

#include "client/cli/wrap.h"

#include <inttypes.h>
#include <string.h>

static bool is_controller(const struct view *view)
{
	return view->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

/* Whether the thread's last word is a team's, and one of its ends is to answer. */
static bool thread_waits(
    const struct view *view, const struct view_thread *thread, const char *entity_id)
{
	const struct view_message *last = view_message(view, thread->last_message_id);

	if (last == NULL || last->posted->from == NULL ||
	    last->posted->from->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID)
		return false;
	for (size_t i = 0; i < thread->opened->n_parties; i++) {
		const Convene__V1__Party *party = thread->opened->parties[i];

		if (party->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID &&
		    (entity_id == NULL || strcmp(party->entity_id, entity_id) == 0))
			return true;
		if (party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL && entity_id == NULL &&
		    is_controller(view))
			return true;
	}
	return false;
}

/* A controller's own hold is a decision; these two want one. */
static bool inject_waits(const struct view_inject *inject)
{
	return inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD &&
	       (inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE ||
	           inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE);
}

size_t waiting_count(const struct view *view)
{
	size_t count = 0;

	for (size_t i = 0; i < view->thread_count; i++)
		if (thread_waits(view, &view->threads[i], NULL))
			count++;
	for (size_t i = 0; is_controller(view) && i < view->inject_count; i++)
		if (inject_waits(&view->injects[i]))
			count++;
	return count;
}

static void inject_item(struct buf *out, const struct view *view, const struct view_inject *inject)
{
	char due[24];

	buf_printf(out, "%-10s inject %s %s: ", timeline_time(inject->due_ms, due), inject->id,
	    inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE
	        ? "is OVERDUE"
	        : "is due, waits for release");
	wrap_append_line(out, inject->plan != NULL ? view_text(view, inject->plan->title) : "");
	buf_append_byte(out, '\n');
}

static void thread_item(struct buf *out, const struct view *view, const struct view_thread *thread)
{
	const struct view_message *last = view_message(view, thread->last_message_id);
	char time[24];

	buf_printf(
	    out, "%-10s thread %" PRIu64 " ", timeline_time(last->exercise_ms, time), thread->id);
	timeline_parties(out, thread->opened);
	buf_append_text(out, ": ");
	wrap_append_line(out, thread->opened->subject);
	buf_append_byte(out, '\n');
}

/* The oldest one that waits behind message `after`; NULL: none. */
static const struct view_thread *next_thread(
    const struct view *view, const char *entity_id, uint64_t after)
{
	const struct view_thread *next = NULL;

	for (size_t i = 0; i < view->thread_count; i++) {
		const struct view_thread *thread = &view->threads[i];

		if (thread->last_message_id > after && thread_waits(view, thread, entity_id) &&
		    (next == NULL || thread->last_message_id < next->last_message_id))
			next = thread;
	}
	return next;
}

void waiting_list(struct buf *out, const struct view *view, const char *entity_id)
{
	const struct view_thread *thread = NULL;
	size_t before = out->len;

	for (size_t i = 0; entity_id == NULL && is_controller(view) && i < view->inject_count; i++)
		if (inject_waits(&view->injects[i]))
			inject_item(out, view, &view->injects[i]);
	while ((thread = next_thread(
	            view, entity_id, thread != NULL ? thread->last_message_id : 0)) != NULL)
		thread_item(out, view, thread);
	if (out->len == before)
		buf_append_text(out, "nobody waits for an answer\n");
}
