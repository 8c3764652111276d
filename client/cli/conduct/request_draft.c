/*
 * What stood in an earlier draft is in the log, so nothing has to be kept here to compare with.
 * Whoever was told of the newest draft by a line alone has not read it: what counts is what was
 * looked at, and what one wrote oneself.
 */
#include "client/cli/conduct/request_draft.h"

#include "client/cli/text/based_on.h"
#include "client/cli/text/line_diff.h"
#include "client/cli/text/yaml_write.h"

#include <inttypes.h>

#define DRAFTED CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED

static bool is_draft(const struct view_request *request)
{
	return request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT;
}

uint32_t request_draft_seen(const struct view *view, const struct view_request *request)
{
	if (!is_draft(request)) {
		return 0;
	}
	for (size_t i = request->history_count; i-- > 0;) {
		const struct view_marked *here = &request->history[i];
		const Convene__V1__Event *event = here->event;
		if (event->body_case == DRAFTED &&
		    (event->request_drafted->participant_id == view->participant_id ||
		        view_looked(view, VIEW_LOOK_REQUEST, request->id, view_point_of(here)))) {
			return event->request_drafted->revision;
		}
	}
	return request->revision;
}

void request_draft_export(struct buf *out, const struct view_request *request)
{
	if (is_draft(request)) {
		based_on_write(out, request->revision);
	}
	yaml_write(out, &request->content->base);
}

/* NULL: there was none. */
static const Convene__V1__RequestDrafted *draft_of(
    const struct view_request *request, uint32_t revision)
{
	for (size_t i = 0; i < request->history_count; i++) {
		const Convene__V1__Event *event = request->history[i].event;
		if (event->body_case == DRAFTED && event->request_drafted->revision == revision) {
			return event->request_drafted;
		}
	}
	return NULL;
}

/* What one draft changes of another; NULL: of nothing. */
static void compare(
    struct buf *out, const Convene__V1__RequestContent *from, const Convene__V1__RequestContent *to)
{
	struct buf before = {0}, after = {0};
	if (from != NULL) {
		yaml_write(&before, &from->base);
	}
	yaml_write(&after, &to->base);
	buf_append_byte(&before, '\0');
	buf_append_byte(&after, '\0');
	line_diff(out, (const char *)before.data, (const char *)after.data, "");
	buf_deinit(&before);
	buf_deinit(&after);
}

bool request_draft_conflict(
    struct buf *out, const struct view *view, const Convene__V1__Command *command, uint64_t *id)
{
	const Convene__V1__RequestContent *mine = NULL;
	uint32_t seen = 0;
	if (command->body_case == CONVENE__V1__COMMAND__BODY_DRAFT_REQUEST) {
		*id = command->draft_request->request_id;
		seen = command->draft_request->revision;
		mine = command->draft_request->content;
	} else if (command->body_case == CONVENE__V1__COMMAND__BODY_SEND_REQUEST) {
		*id = command->send_request->request_id;
		seen = command->send_request->revision;
		mine = command->send_request->content;
	} else {
		return false;
	}
	const struct view_request *request = view_request(view, *id);
	const Convene__V1__RequestDrafted *now =
	    request != NULL ? draft_of(request, request->revision) : NULL;
	if (now == NULL || now->content == NULL) {
		return false;
	}
	const Convene__V1__RequestDrafted *base = draft_of(request, seen);
	const Convene__V1__RequestContent *from = base != NULL ? base->content : NULL;
	char name[32];
	buf_printf(out, "%s has written draft %" PRIu64 " anew. Theirs, revision %u to %u:\n",
	    view_name(view, now->participant_id, name), *id, seen, now->revision);
	size_t before = out->len;
	compare(out, from, now->content);
	if (out->len == before) {
		buf_append_text(out, "  (the same was said again)\n");
	}
	if (mine != NULL) {
		buf_printf(out, "Yours, from revision %u:\n", seen);
		compare(out, from, mine);
	}
	return true;
}
