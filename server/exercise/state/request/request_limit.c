#include "server/exercise/state/request/request_limit.h"

#include "convene/v1/request.pb-c.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define ACKNOWLEDGE CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE
#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name

static bool before(const struct request_moment *one, const struct request_moment *other)
{
	if (one->story_ms != other->story_ms) {
		return one->story_ms < other->story_ms;
	}
	if (one->request_id != other->request_id) {
		return one->request_id < other->request_id;
	}
	return one->deadline < other->deadline;
}

static size_t place_of(const struct requests *requests, const struct request_moment *moment)
{
	size_t low = 0, high = requests->moment_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (before(&requests->moments[middle], moment)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
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
	size_t at = place_of(requests, &moment);
	bool there = at < requests->moment_count && !before(&moment, &requests->moments[at]);
	if (add && !there) {
		requests->moments = array_room(requests->moments, requests->moment_count,
		    &requests->moment_cap, sizeof *requests->moments);
		memmove(requests->moments + at + 1, requests->moments + at,
		    (requests->moment_count - at) * sizeof *requests->moments);
		requests->moments[at] = moment;
		requests->moment_count++;
	} else if (!add && there) {
		requests->moment_count--;
		memmove(requests->moments + at, requests->moments + at + 1,
		    (requests->moment_count - at) * sizeof *requests->moments);
	}
}
