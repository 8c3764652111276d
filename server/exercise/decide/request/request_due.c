/*
 * Reminders come from the list of what is still to be said (state/request/request_limit.c), whose
 * first entry is the next, whatever the story's pace.
 */
#include "server/exercise/decide/request/request_due.h"

#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/request/request_limit.h"
#include "server/exercise/state/state.h"

int64_t requests_next(const struct exercise *exercise)
{
	const struct requests *requests = &exercise->requests;
	return requests->moment_count > 0
	           ? story_to_exercise(&exercise->story, requests->moments[0].story_ms)
	           : INT64_MAX;
}

static void draft_reminder(struct deciding *deciding, const struct request_moment *moment)
{
	const struct request_file *request = request_find(deciding->exercise, moment->request_id);
	if (request == NULL) {
		return;
	}
	int64_t due_story_ms = request_limit_of(request, moment->deadline)->due_story_ms;
	int64_t due_ms = story_to_exercise(&deciding->exercise->story, due_story_ms);
	/* nobody is told that a limit is near once it has passed */
	DRAFT(deciding, REQUEST_REMINDED, RequestReminded, .request_id = request->id,
	    .deadline = moment->deadline, .overdue = due_ms <= deciding->exercise_ms,
	    .due_story_ms = due_story_ms);
}

void requests_decide(struct deciding *deciding, int64_t until_ms)
{
	const struct exercise *exercise = deciding->exercise;
	const struct requests *requests = &exercise->requests;
	for (size_t i = 0; i < requests->moment_count && i < DUE_BATCH_MAX; i++) {
		const struct request_moment *moment = &requests->moments[i];
		if (story_to_exercise(&exercise->story, moment->story_ms) > until_ms) {
			return;
		}
		draft_reminder(deciding, moment);
	}
}
