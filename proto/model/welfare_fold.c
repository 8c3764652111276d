/*
 * Calls for welfare, from two sides: events tell those who answer calls of everybody's,
 * WelfareUpdate tells the caller of their own. Neither is worked out from the other.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include "proto/xalloc.h"

#include <stdlib.h>

size_t view_open_calls(const struct view *view)
{
	size_t count = 0;
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		count += view->welfare.calls[i].answered == NULL;
	}
	return count;
}

bool view_called_since(const struct view *view, uint64_t mark)
{
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		if (view->welfare.calls[i].answered == NULL &&
		    view->welfare.calls[i].last_mark > mark) {
			return true;
		}
	}
	return false;
}

const struct view_call *view_open_call(const struct view *view, uint64_t participant_id)
{
	for (size_t i = view->welfare.call_count; i > 0; i--) {
		const struct view_call *call = &view->welfare.calls[i - 1];
		if (call->participant_id == participant_id && call->answered == NULL) {
			return call;
		}
	}
	return NULL;
}

static struct view_call *open_call(struct view *view, uint64_t participant_id)
{
	return (struct view_call *)(uintptr_t)view_open_call(view, participant_id);
}

void view_welfare_raised(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__WelfareRaised *raised = event->welfare_raised;
	struct view_call *call = open_call(view, raised->participant_id);
	if (call == NULL) {
		call =
		    LIST_ADD(view->welfare.calls, view->welfare.call_count, view->welfare.call_cap);
		*call = (struct view_call){.mark = view->last_mark,
		    .participant_id = raised->participant_id,
		    .exercise_ms = event->exercise_ms,
		    .wall_ms = event->wall_ms};
	}
	call->calls++;
	call->last_mark = view->last_mark;
	if (raised->note[0] != '\0') {
		*LIST_ADD(call->notes, call->note_count, call->note_cap) =
		    (struct view_note){event->exercise_ms, event->wall_ms, raised->note};
	}
}

void view_welfare_answered(struct view *view, const Convene__V1__Event *event)
{
	struct view_call *call = open_call(view, event->welfare_answered->participant_id);
	if (call != NULL) {
		call->answered = event->welfare_answered;
	}
}

void view_welfare_update(struct view *view, const Convene__V1__WelfareUpdate *update)
{
	struct view_welfare *welfare = &view->welfare;
	welfare->called = true;
	welfare->open = update->open;
	welfare->own_calls = update->calls;
	welfare->raised_ms = update->raised_ms;
	welfare->answered_ms = update->answered_ms;
	welfare->raised_exercise_ms = update->raised_exercise_ms;
	welfare->answered_exercise_ms = update->answered_exercise_ms;
	free(welfare->text);
	welfare->text = update->text[0] != '\0' ? xstrdup(update->text) : NULL;
}

void view_welfare_free(struct view *view)
{
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		free(view->welfare.calls[i].notes);
	}
	free(view->welfare.calls);
	free(view->welfare.text);
}
