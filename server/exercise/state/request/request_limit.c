/*
 * What is still to be said about limits, sorted by story time: a shift of the story leaves that
 * order as it is, so nothing is sorted anew. Each limit has one entry at most, for the next thing
 * to be said. Which one that is follows from the request alone, and so it is found again only while
 * nothing of the request has changed: out before each change, in after it.
 */
#include "server/exercise/state/request/request_limit.h"

#include "convene/v1/request.pb-c.h"
#include "proto/list.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"

#define ACKNOWLEDGE CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE
#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name

static bool before(const void *element, const void *key)
{
	const struct request_moment *one = element, *other = key;
	if (one->story_ms != other->story_ms) {
		return one->story_ms < other->story_ms;
	}
	if (one->request_id != other->request_id) {
		return one->request_id < other->request_id;
	}
	return one->deadline < other->deadline;
}

const struct request_limit *request_limit_of(
    const struct request_file *request, Convene__V1__Deadline deadline)
{
	return deadline == ACKNOWLEDGE ? &request->acknowledge : &request->answer;
}

/* Whether anybody still waits for what the limit is about. */
static bool waits(const struct request_file *request, Convene__V1__Deadline deadline)
{
	return request->state == STATE(SENT) ||
	       (request->state == STATE(ACKNOWLEDGED) && deadline != ACKNOWLEDGE);
}

/* False: there is nothing left to be said. */
static bool next_moment(const struct request_file *request, Convene__V1__Deadline deadline,
    struct request_moment *moment)
{
	const struct request_limit *limit = request_limit_of(request, deadline);
	if (limit->due_story_ms == 0 || limit->overdue || !waits(request, deadline)) {
		return false;
	}
	bool remind = !limit->reminded && limit->remind_story_ms != 0;
	*moment = (struct request_moment){
	    .story_ms = remind ? limit->remind_story_ms : limit->due_story_ms,
	    .request_id = request->id,
	    .deadline = deadline};
	return true;
}

void request_limit_place(struct exercise *exercise, const struct request_file *request,
    Convene__V1__Deadline deadline, bool add)
{
	struct requests *requests = &exercise->requests;
	struct request_moment moment;
	if (!next_moment(request, deadline, &moment)) {
		return;
	}
	size_t at = list_place(
	    requests->moments, requests->moment_count, sizeof *requests->moments, before, &moment);
	bool there = at < requests->moment_count && !before(&moment, &requests->moments[at]);
	if (add && !there) {
		*LIST_INSERT(requests->moments, requests->moment_count, requests->moment_cap, at) =
		    moment;
	} else if (!add && there) {
		LIST_REMOVE(requests->moments, requests->moment_count, at);
	}
}
