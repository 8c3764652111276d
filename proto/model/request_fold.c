/*
 * Requests, folded from events. The two sides see different events of one request (a draft is the
 * sender's alone), so each event makes the request if it is not known yet; what no event has told
 * stays empty.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include <stdlib.h>
#include <string.h>

/* What a request says of which only a part is known. */
static const Convene__V1__RequestContent nothing = CONVENE__V1__REQUEST_CONTENT__INIT;

const struct view_request *view_request(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->request_places, view->requests, id);
}

bool view_request_is_open(const struct view_request *request)
{
	return request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT ||
	       request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED;
}

int64_t view_request_due(const struct view_request *request, Convene__V1__Deadline *deadline)
{
	*deadline = CONVENE__V1__DEADLINE__DEADLINE_UNSPECIFIED;
	if (!view_request_is_open(request)) {
		return 0;
	}
	if (request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT &&
	    request->acknowledge_by_story_ms != 0) {
		*deadline = CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE;
		return request->acknowledge_by_story_ms;
	}
	if (request->answer_by_story_ms != 0) {
		*deadline = CONVENE__V1__DEADLINE__DEADLINE_ANSWER;
	}
	return request->answer_by_story_ms;
}

static struct view_request *request_at(struct view *view, uint64_t id)
{
	struct view_request *request = ID_MAP_FIND(&view->request_places, view->requests, id);
	if (request != NULL) {
		return request;
	}
	id_map_add(&view->request_places, id, view->request_count);
	request = LIST_ADD(view->requests, view->request_count, view->request_cap);
	*request = (struct view_request){.id = id, .content = &nothing, .from_team_id = ""};
	return request;
}

/* The same, with the event in its history. */
static struct view_request *noted(struct view *view, const Convene__V1__Event *event, uint64_t id)
{
	struct view_request *request = request_at(view, id);
	*LIST_ADD(request->history, request->history_count, request->history_cap) =
	    (struct view_marked){view->last_mark, event};
	request->changed_ms = event->exercise_ms;
	return request;
}

static void from_team(const struct view *view, struct view_request *request, const char *team_id)
{
	request->from_team_id = team_id;
	request->ours = view->team_id[0] != '\0' && strcmp(view->team_id, team_id) == 0;
}

void view_request_drafted(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__RequestDrafted *drafted = event->request_drafted;
	struct view_request *request = noted(view, event, drafted->request_id);
	from_team(view, request, drafted->team_id);
	request->revision = drafted->revision;
	if (drafted->content != NULL) {
		request->content = drafted->content;
	}
	/* one that was returned stays returned until it is sent again */
	if (request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_UNSPECIFIED) {
		request->state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT;
	}
}

void view_request_sent(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__RequestSent *sent = event->request_sent;
	struct view_request *request = noted(view, event, sent->request_id);
	from_team(view, request, sent->from_team_id);
	if (sent->content != NULL) {
		request->content = sent->content;
	}
	request->state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT;
	request->sent_mark = view->last_mark;
	request->sent_ms = event->exercise_ms;
	request->acknowledge_by_story_ms = sent->acknowledge_by_story_ms;
	request->answer_by_story_ms = sent->answer_by_story_ms;
	request->acknowledge_overdue = request->answer_overdue = false;
	request->assessed = NULL;
	request->moved = NULL;
}

void view_request_assessed(struct view *view, const Convene__V1__Event *event)
{
	noted(view, event, event->request_assessed->request_id)->assessed = event->request_assessed;
}

void view_request_moved(struct view *view, const Convene__V1__Event *event)
{
	struct view_request *request = noted(view, event, event->request_moved->request_id);
	request->moved = event->request_moved;
	request->state = event->request_moved->state;
}

void view_request_reminded(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__RequestReminded *reminded = event->request_reminded;
	struct view_request *request = noted(view, event, reminded->request_id);
	if (!reminded->overdue) {
		return;
	}
	if (reminded->deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE) {
		request->acknowledge_overdue = true;
	} else {
		request->answer_overdue = true;
	}
}

void view_requests_free(struct view *view)
{
	for (size_t i = 0; i < view->request_count; i++) {
		free(view->requests[i].history);
	}
	free(view->requests);
}
