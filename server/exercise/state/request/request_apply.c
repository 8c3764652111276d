/*
 * Events into formal requests. One is made by the first event that names it, whether that is a
 * draft or a request sent at once; the content is a copy, as the event does not stay.
 */
#include "convene/v1/common.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/request/request_limit.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name

/* --- applying --- */

static Convene__V1__RequestContent *content_copy(const Convene__V1__RequestContent *content)
{
	size_t len = convene__v1__request_content__get_packed_size(content);
	uint8_t *bytes = xcalloc(1, len + 1);
	convene__v1__request_content__pack(content, bytes);
	Convene__V1__RequestContent *copy = convene__v1__request_content__unpack(NULL, len, bytes);
	free(bytes);
	return copy;
}

/* The request, made if it is new; NULL when the event makes no sense. */
static struct request_file *request_of(
    struct exercise *exercise, const struct applying *applying, uint64_t id)
{
	struct request_file *request = request_edit(exercise, id);
	if (request != NULL) {
		return request;
	}
	request = xcalloc(1, sizeof *request);
	request->node.kind = DIGEST_REQUEST;
	request->id = id;
	request->state = STATE(DRAFT);
	request->from_team = request->to_team = NO_TEAM;
	request->to_entity = request->instrument = -1;
	if (!state_add(exercise, applying, &exercise->requests.list, id, request)) {
		request_free(request);
		return NULL;
	}
	return request;
}

static void set_content(struct exercise *exercise, struct request_file *request,
    const Convene__V1__RequestContent *content, const char *from_team_id)
{
	if (request->content != NULL) {
		convene__v1__request_content__free_unpacked(request->content, NULL);
	}
	request->content = content_copy(content);
	request->from_team = cast_team(&exercise->cast, from_team_id);
	struct end to = cast_end(&exercise->cast, content->to);
	request->to_team = to.team;
	request->to_entity = to.entity;
	request->instrument =
	    library_index(&exercise->library, LIBRARY_INSTRUMENT, content->instrument);
}

static void place_limits(struct exercise *exercise, const struct request_file *request, bool add)
{
	request_limit_place(exercise, request, CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE, add);
	request_limit_place(exercise, request, CONVENE__V1__DEADLINE__DEADLINE_ANSWER, add);
}

void apply_request_drafted(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestDrafted *body = applying->event->request_drafted;
	if (body->content == NULL) {
		return;
	}
	struct request_file *request = request_of(exercise, applying, body->request_id);
	if (request == NULL || request->state != STATE(DRAFT)) {
		return;
	}
	set_content(exercise, request, body->content, body->team_id);
	request->revision = body->revision;
	request->drafted_by = body->participant_id;
}

/* So long before the limit; 0 where that would be at once, or there is no limit. */
static struct request_limit limit_of(
    const struct applying *applying, int64_t due_story_ms, const Convene__V1__Urgency *urgency)
{
	struct request_limit limit = {.due_story_ms = due_story_ms > 0 ? due_story_ms : 0};
	/* story time begins with 0; so no difference of these can overflow */
	int64_t now_ms = applying->event->story_ms > 0 ? applying->event->story_ms : 0;
	if (due_story_ms <= now_ms) {
		return limit;
	}
	int64_t before_ms = urgency != NULL ? urgency->remind_story_ms : 0;
	if (before_ms <= 0) {
		before_ms = (due_story_ms - now_ms) / 4;
	}
	int64_t remind_ms = due_story_ms - before_ms;
	limit.remind_story_ms = before_ms > 0 && remind_ms > now_ms ? remind_ms : 0;
	return limit;
}

void apply_request_sent(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestSent *body = applying->event->request_sent;
	if (body->content == NULL) {
		return;
	}
	struct request_file *request = request_of(exercise, applying, body->request_id);
	if (request == NULL || !request_may_become(request->state, STATE(SENT))) {
		return;
	}
	const Convene__V1__Instrument *instrument =
	    library_get(&exercise->library, INSTRUMENT, Instrument, body->content->instrument);
	const Convene__V1__Urgency *urgency =
	    instrument != NULL ? request_urgency(instrument, body->content->urgency) : NULL;
	place_limits(exercise, request, false);
	set_content(exercise, request, body->content, body->from_team_id);
	request->state = STATE(SENT);
	request->sent_seq = applying->seq;
	request->complete = true; /* until it is assessed */
	request->acknowledge = limit_of(applying, body->acknowledge_by_story_ms, urgency);
	request->answer = limit_of(applying, body->answer_by_story_ms, urgency);
	place_limits(exercise, request, true);
}

void apply_request_assessed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestAssessed *body = applying->event->request_assessed;
	struct request_file *request = request_edit(exercise, body->request_id);
	if (request != NULL) {
		request->complete = body->complete;
	}
}

void apply_request_moved(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestMoved *body = applying->event->request_moved;
	struct request_file *request = request_edit(exercise, body->request_id);
	if (request == NULL || body->state == STATE(SENT) ||
	    !request_may_become(request->state, body->state)) {
		return;
	}
	place_limits(exercise, request, false);
	request->state = body->state;
	place_limits(exercise, request, true);
}

void apply_request_reminded(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestReminded *body = applying->event->request_reminded;
	struct request_file *request = request_edit(exercise, body->request_id);
	if (request == NULL) {
		return;
	}
	bool acknowledge = body->deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE;
	if (!acknowledge && body->deadline != CONVENE__V1__DEADLINE__DEADLINE_ANSWER) {
		return;
	}
	struct request_limit *limit = acknowledge ? &request->acknowledge : &request->answer;
	request_limit_place(exercise, request, body->deadline, false);
	limit->reminded = true;
	limit->overdue |= body->overdue;
	request_limit_place(exercise, request, body->deadline, true);
}
