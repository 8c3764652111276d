/* What lies in a stretch of time that is passed over, kind by kind. */
#include "client/cli/act/consequence_passed.h"

#include "client/cli/show/condition_text.h"
#include "client/cli/text/when.h"
#include "client/cli/text/wrap.h"
#include "proto/rules/stagger.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

void consequence_line(
    const struct consequence_stretch *passing, size_t indent, const char *format, ...)
{
	buf_printf(passing->out, "%*s", (int)indent, "");
	va_list arguments;
	va_start(arguments, format);
	wrap_vprintf(passing->out, passing->width, indent, indent + 2, format, arguments);
	va_end(arguments);
}

/* Of each kind; the rest is counted. */
#define NAMED_MOST 20

static bool lies_in(const struct consequence_stretch *passing, int64_t ms)
{
	return ms > passing->from_ms && ms <= passing->to_ms;
}

static void and_more(const struct consequence_stretch *passing, size_t found)
{
	if (found > NAMED_MOST) {
		consequence_line(passing, 2, "and %zu more", found - NAMED_MOST);
	}
}

/* --- injects --- */

int consequence_by_due(const void *a, const void *b)
{
	const struct view_inject *const *left = a, *const *right = b;

	if ((*left)->due_ms != (*right)->due_ms) {
		return (*left)->due_ms < (*right)->due_ms ? -1 : 1;
	}
	/* both lie in one list, which is in the scenario's order */
	return *left < *right ? -1 : *left > *right;
}

static void rule_line(
    const struct consequence_stretch *passing, const Convene__V1__OverdueRule *rule, size_t count)
{
	Convene__V1__OverdueAction action =
	    rule != NULL ? rule->action : CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_UNSPECIFIED;
	const char *plural = count == 1 ? "" : "s", *is = count == 1 ? "is" : "are";
	char gap[WHEN_SIZE];
	if (action == CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_FIRE) {
		consequence_line(passing, 0,
		    "It passes over %zu inject%s, which %s delivered at once (rule: fire):", count,
		    plural, is);
	} else if (action == CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_STAGGER) {
		consequence_line(passing, 0,
		    "It passes over %zu inject%s, which %s delivered one after the other, one "
		    "every %s (rule: stagger):",
		    count, plural, is, when_length(stagger_ms_of(rule), gap));
	} else {
		consequence_line(passing, 0,
		    "It passes over %zu inject%s, which %s held until a controller releases or "
		    "skips %s (rule: ask):",
		    count, plural, is, count == 1 ? "it" : "each");
	}
}

size_t consequence_injects(
    const struct consequence_stretch *passing, const Convene__V1__OverdueRule *rule)
{
	const struct view *view = passing->view;
	const struct view_inject **list = xcalloc(view->inject_count + 1, sizeof(*list));
	size_t count = 0;
	for (size_t i = 0; i < view->inject_count; i++) {
		/* what is due at the very moment falls due as usual */
		if (view->injects[i].status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED &&
		    lies_in(passing, view->injects[i].due_ms) &&
		    view->injects[i].due_ms < passing->to_ms) {
			list[count++] = &view->injects[i];
		}
	}
	qsort(list, count, sizeof(*list), consequence_by_due);
	if (rule == NULL || rule->action == 0) {
		rule = view->overdue;
	}
	if (count > 0) {
		rule_line(passing, rule, count);
	}
	for (size_t i = 0; i < count && i < NAMED_MOST; i++) {
		const Convene__V1__Inject *plan = list[i]->plan;
		bool released =
		    plan != NULL && plan->mode == CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE;
		char time[24];
		consequence_line(passing, 2, "%s %s: %s%s", when_time(list[i]->due_ms, time),
		    list[i]->id, plan != NULL ? view_text(view, plan->title) : "",
		    released ? " (waits for release in any case)" : "");
	}
	and_more(passing, count);
	free(list);
	return count;
}

/* --- questionnaires --- */

size_t consequence_questionnaires(const struct consequence_stretch *passing)
{
	const struct view *view = passing->view;
	size_t found = 0;
	for (size_t i = 0; i < view_declared_count(view, QUESTIONNAIRE); i++) {
		const Convene__V1__Questionnaire *declared =
		    view_declared_at(view, QUESTIONNAIRE, Questionnaire, i);
		const struct view_questionnaire *here = view_questionnaire(view, declared->id);
		bool opened = here != NULL && here->opened;
		char time[24];
		if (!opened && lies_in(passing, declared->open_ms)) {
			found++;
			consequence_line(passing, 0, "Questionnaire %s opens late, at once%s.",
			    declared->id,
			    lies_in(passing, declared->close_ms)
			        ? "; its time to close is passed over too, so it stays open until "
			          "a controller closes it"
			        : "");
		} else if (opened && !here->closed && lies_in(passing, declared->close_ms) &&
		           declared->close_ms > here->opened_ms) {
			found++;
			consequence_line(passing, 0,
			    "Questionnaire %s, open until %s, closes at once.", declared->id,
			    when_time(declared->close_ms, time));
		}
	}
	return found;
}

/* --- limits of requests --- */

size_t consequence_limits(const struct consequence_stretch *passing)
{
	const struct view *view = passing->view;
	size_t found = 0;
	for (size_t i = 0; i < view->request_count; i++) {
		const struct view_request *request = &view->requests[i];
		Convene__V1__Deadline which;
		int64_t due_ms = view_request_due(request, &which);
		if (due_ms == 0 || due_ms <= passing->from_story_ms ||
		    due_ms > passing->to_story_ms) {
			continue;
		}
		if (found++ == 0) {
			consequence_line(passing, 0, "Limits of requests that pass:");
		}
		if (found > NAMED_MOST) {
			continue;
		}
		char due[48];
		view_story_date(view, due_ms, due, sizeof(due));
		consequence_line(passing, 2, "request %" PRIu64 " of %s, %s due %s", request->id,
		    request->from_team_id,
		    which == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE ? "acknowledgement"
		                                                         : "answer",
		    due);
	}
	and_more(passing, found);
	return found;
}

/* --- conditions --- */

/* The exercise time of a moment that has come; below 0: it has not. */
static int64_t anchor_ms(const struct view *view, const Convene__V1__Anchor *anchor)
{
	if (anchor->what_case == CONVENE__V1__ANCHOR__WHAT_INJECT) {
		const struct view_inject *inject = view_inject(view, anchor->inject);
		return inject != NULL && inject->delivered != NULL ? inject->delivered_ms : -1;
	}
	if (anchor->what_case != CONVENE__V1__ANCHOR__WHAT_MILESTONE) {
		return -1;
	}
	struct view_milestone milestone;
	view_milestone(view, anchor->milestone, &milestone);
	return milestone.standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
	           ? milestone.changed_ms
	           : -1;
}

/* When nothing that fits can happen any more; 0: no end, or not known yet. */
static int64_t window_end(const struct view *view, const Convene__V1__Window *window)
{
	if (window == NULL) {
		return 0;
	}
	if (window->of != NULL && window->within_ms > 0) {
		int64_t from_ms = anchor_ms(view, window->of);
		if (from_ms >= 0 &&
		    (window->before_ms == 0 || from_ms + window->within_ms < window->before_ms)) {
			return from_ms + window->within_ms;
		}
	}
	return window->before_ms;
}

/* What waits for something that could only happen in this stretch. */
static void pattern_lines(const struct consequence_stretch *passing, const char *what,
    const char *id, Convene__V1__Pattern *const *patterns, size_t count, bool excluded,
    size_t *found)
{
	for (size_t i = 0; i < count; i++) {
		struct buf words = {0};
		if (!lies_in(passing, window_end(passing->view, patterns[i]->window))) {
			continue;
		}
		if ((*found)++ == 0) {
			consequence_line(passing, 0,
			    "What can no longer happen in time, unless it has happened already:");
		}
		if (*found > NAMED_MOST) {
			continue;
		}
		condition_pattern(&words, passing->view, patterns[i]);
		buf_append_byte(&words, '\0');
		consequence_line(passing, 2, "%s %s %s %s", what, id,
		    excluded ? "would be ruled out by" : "waits for", (const char *)words.data);
		buf_deinit(&words);
	}
}

static void condition_lines(const struct consequence_stretch *passing, const char *what,
    const char *id, const Convene__V1__Condition *when, size_t *found)
{
	pattern_lines(passing, what, id, when->all, when->n_all, false, found);
	pattern_lines(passing, what, id, when->any, when->n_any, false, found);
	pattern_lines(passing, what, id, when->none, when->n_none, true, found);
}

size_t consequence_conditions(const struct consequence_stretch *passing)
{
	const struct view *view = passing->view;
	size_t found = 0;
	for (size_t i = 0; i < view_declared_count(view, MILESTONE); i++) {
		const Convene__V1__Milestone *declared =
		    view_declared_at(view, MILESTONE, Milestone, i);
		struct view_milestone here;
		view_milestone(view, declared->id, &here);
		if (declared->when != NULL &&
		    here.standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING) {
			condition_lines(passing, "milestone", declared->id, declared->when, &found);
		}
	}
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING &&
		    inject->plan != NULL && inject->plan->when != NULL) {
			condition_lines(passing, "inject", inject->id, inject->plan->when, &found);
		}
	}
	and_more(passing, found);
	return found;
}

/* --- interpreters --- */

size_t consequence_interpreters(const struct consequence_stretch *passing)
{
	size_t found = 0;
	for (size_t i = 0; i < passing->view->booking_count; i++) {
		const struct view_booking *booking = &passing->view->bookings[i];
		if (booking->arrived || booking->released ||
		    !lies_in(passing, booking->booked->arrives_ms)) {
			continue;
		}
		found++;
		consequence_line(passing, 0, "Interpreter %s, on the way to %s, arrives at once.",
		    booking->booked->interpreter_id, booking->booked->team_id);
	}
	return found;
}
