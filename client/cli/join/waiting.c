#include "client/cli/join/waiting.h"

#include "client/cli/wrap.h"

#include <inttypes.h>
#include <string.h>

static bool is_controller(const struct view *view)
{
	return view->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

/* Whether this item of the SimCell's queue is one that the entity has to answer, or may. */
static bool item_is_of(const struct view *view, const struct view_item *item, const char *entity_id)
{
	const struct view_thread *thread = view_thread(view, item->thread_id);

	if (entity_id == NULL || strcmp(view_party(item->waits_for), entity_id) == 0)
		return true;
	for (size_t i = 0; thread != NULL && i < thread->opened->n_parties; i++)
		if (thread->opened->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID &&
		    strcmp(thread->opened->parties[i]->entity_id, entity_id) == 0)
			return true;
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
	size_t count = view->queue_count;

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

static void queue_item(struct buf *out, const struct view *view, const struct view_item *item)
{
	const struct view_thread *thread = view_thread(view, item->thread_id);
	const struct view_request *request = view_request(view, item->request_id);
	char time[24], name[32];

	buf_printf(out, "%-10s [%" PRIu64 "] ", timeline_time(item->since_ms, time), item->id);
	if (thread != NULL) {
		buf_printf(out, "thread %" PRIu64 " ", thread->id);
		timeline_parties(out, thread->opened);
		buf_append_text(out, ": ");
		wrap_append_line(out, thread->opened->subject);
	} else if (request != NULL) {
		buf_printf(out, "request %" PRIu64 " %s -> %s: ", request->id,
		    request->from_team_id, view_party(item->waits_for));
		wrap_append_line(
		    out, view_title(view, VIEW_INSTRUMENT, request->content->instrument));
	}
	if (item->claimed_by != 0)
		buf_printf(out, " (claimed by %s)",
		    item->claimed_by == view->participant_id
		        ? "you"
		        : view_name(view, item->claimed_by, name));
	buf_append_byte(out, '\n');
}

void waiting_list(struct buf *out, const struct view *view, const char *entity_id)
{
	size_t before = out->len;

	for (size_t i = 0; entity_id == NULL && is_controller(view) && i < view->inject_count; i++)
		if (inject_waits(&view->injects[i]))
			inject_item(out, view, &view->injects[i]);
	for (size_t i = 0; i < view->queue_count; i++)
		if (item_is_of(view, &view->queue[i], entity_id))
			queue_item(out, view, &view->queue[i]);
	if (out->len == before)
		buf_append_text(out, "nobody waits for an answer\n");
}
