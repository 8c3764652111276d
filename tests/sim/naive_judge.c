#include "tests/sim/naive_judge.h"

#include <string.h>

#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE
#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING

static const struct when none = {INT64_MAX, UINT64_MAX};
static const struct when always = {INT64_MIN, 0};

static bool earlier(struct when one, struct when other)
{
	return one.ms < other.ms || (one.ms == other.ms && one.seq < other.seq);
}

static struct when later_of(struct when one, struct when other)
{
	return earlier(one, other) ? other : one;
}

static struct when earlier_of(struct when one, struct when other)
{
	return earlier(one, other) ? one : other;
}

/* --- what an event is to a pattern --- */

static struct when moment_of(const struct naive *naive, size_t seq)
{
	const Convene__V1__Event *event = naive->log->events[seq];
	struct when at = {event->exercise_ms, seq};
	if (event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED) {
		at.ms = event->milestone_changed->at_ms;
	}
	return at;
}

/* Whether a later event up to `since` changed the same milestone or switch. */
static bool overtaken(const struct naive *naive, size_t seq)
{
	const Convene__V1__Event *event = naive->log->events[seq];
	for (size_t i = seq + 1; i <= naive->since; i++) {
		const Convene__V1__Event *later = naive->log->events[i];
		if (later->body_case != event->body_case) {
			continue;
		}
		if (event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
		    strcmp(event->milestone_changed->milestone_id,
		        later->milestone_changed->milestone_id) == 0) {
			return true;
		}
		if (event->body_case == CONVENE__V1__EVENT__BODY_SWITCH_TURNED &&
		    strcmp(event->switch_turned->switch_id, later->switch_turned->switch_id) == 0) {
			return true;
		}
	}
	return false;
}

/* Events before the condition was written count where they are deliveries, milestones and switches
 * that still stand; none does before STARTEX or after ENDEX. */
static bool counts(const struct naive *naive, size_t seq)
{
	const Convene__V1__Event *event = naive->log->events[seq];
	bool started = false;
	for (size_t i = 1; i <= seq; i++) {
		started |=
		    naive->log->events[i]->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_STARTED;
		if (naive->log->events[i]->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED) {
			return false;
		}
	}
	if (!started || seq > naive->since) {
		return started;
	}
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return true;
	case CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED:
	case CONVENE__V1__EVENT__BODY_SWITCH_TURNED:
		return !overtaken(naive, seq);
	default:
		return false;
	}
}

static bool is_anchor(const Convene__V1__Anchor *anchor, const Convene__V1__Event *event)
{
	if (anchor == NULL) {
		return false;
	}
	if (anchor->what_case == CONVENE__V1__ANCHOR__WHAT_INJECT) {
		return event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED &&
		       strcmp(event->inject_delivered->inject_id, anchor->inject) == 0;
	}
	return event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
	       event->milestone_changed->standing == REACHED &&
	       strcmp(event->milestone_changed->milestone_id, anchor->milestone) == 0;
}

/* The event says that a milestone will not be reached. */
static bool is_lost(const char *milestone, const Convene__V1__Event *event)
{
	return milestone != NULL &&
	       event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
	       event->milestone_changed->standing == UNREACHABLE &&
	       strcmp(event->milestone_changed->milestone_id, milestone) == 0;
}

static const char *anchor_milestone(const Convene__V1__Anchor *anchor)
{
	return anchor != NULL && anchor->what_case == CONVENE__V1__ANCHOR__WHAT_MILESTONE
	           ? anchor->milestone
	           : NULL;
}

/* --- one pattern over a stretch of the log --- */

struct course {
	struct when of, since, hold, dead, early, off;
	unsigned count;
};

static bool in_window(
    const Convene__V1__Window *window, const struct course *course, int64_t ms, bool anchored)
{
	if (window == NULL) {
		return true;
	}
	if (ms < window->after_ms || (window->before_ms > 0 && ms >= window->before_ms)) {
		return false;
	}
	if (window->of == NULL || !anchored) {
		return true;
	}
	if (window->ahead_ms > 0) {
		return ms <= course->of.ms - window->ahead_ms;
	}
	return ms >= course->of.ms &&
	       (window->within_ms == 0 || ms - course->of.ms < window->within_ms);
}

static void one_fits(const Convene__V1__Pattern *pattern, struct course *course, struct when at)
{
	const Convene__V1__Window *window = pattern->window;
	bool of = window != NULL && window->of != NULL;
	bool ahead = of && window->ahead_ms > 0;
	bool come = course->of.ms != INT64_MAX;
	unsigned wanted = pattern->times > 0 ? pattern->times : 1;
	if (course->hold.ms != INT64_MAX || course->early.ms != INT64_MAX ||
	    course->dead.ms != INT64_MAX || (of && come == ahead) ||
	    !in_window(window, course, at.ms, !ahead)) {
		return;
	}
	if (++course->count == wanted) {
		*(ahead ? &course->early : &course->hold) = at;
	}
}

static void anchor_comes(const Convene__V1__Pattern *pattern, struct course *course, struct when at)
{
	const Convene__V1__Window *window = pattern->window;
	course->of = at;
	if (window->ahead_ms > 0 && pattern->what_case != CONVENE__V1__PATTERN__WHAT_TIME) {
		bool good = course->early.ms != INT64_MAX &&
		            in_window(window, course, course->early.ms, true);
		*(good ? &course->hold : &course->dead) = at;
	}
}

static void one_event(const struct naive *naive, const Convene__V1__Pattern *pattern, bool never,
    struct course *course, size_t seq)
{
	const Convene__V1__Event *event = naive->log->events[seq];
	const Convene__V1__Anchor *of = pattern->window != NULL ? pattern->window->of : NULL;
	bool time = pattern->what_case == CONVENE__V1__PATTERN__WHAT_TIME;
	const Convene__V1__Anchor *since = time ? pattern->time->since : NULL;
	const char *milestone =
	    pattern->what_case == CONVENE__V1__PATTERN__WHAT_MILESTONE ? pattern->milestone : NULL;
	struct when at = moment_of(naive, seq);
	bool lost = is_lost(milestone, event) ||
	            (course->of.ms == INT64_MAX && is_lost(anchor_milestone(of), event)) ||
	            (course->since.ms == INT64_MAX && is_lost(anchor_milestone(since), event));
	if (is_anchor(of, event) && course->of.ms == INT64_MAX && course->dead.ms == INT64_MAX) {
		anchor_comes(pattern, course, at);
	}
	if (is_anchor(since, event) && course->since.ms == INT64_MAX &&
	    course->dead.ms == INT64_MAX) {
		course->since = at;
	}
	if (naive_fits(naive->log, pattern, seq)) {
		one_fits(pattern, course, at);
	}
	if (lost && course->hold.ms == INT64_MAX && course->dead.ms == INT64_MAX) {
		course->dead = at;
	}
	bool off = pattern->what_case == CONVENE__V1__PATTERN__WHAT_SWITCHED_ON && !never &&
	           event->body_case == CONVENE__V1__EVENT__BODY_SWITCH_TURNED &&
	           !event->switch_turned->on &&
	           strcmp(event->switch_turned->switch_id, pattern->switched_on) == 0;
	bool judged = of != NULL && pattern->window->ahead_ms > 0 && course->of.ms != INT64_MAX;
	if (off && course->dead.ms == INT64_MAX && !judged &&
	    (course->hold.ms != INT64_MAX || course->early.ms != INT64_MAX)) {
		course->hold = course->early = none;
		course->count--;
		course->off = at;
	}
}

static void time_holds(const Convene__V1__Pattern *pattern, const struct course *course,
    struct when *holds, struct when *dies)
{
	const Convene__V1__TimePattern *time = pattern->time;
	struct when at = {time->at_ms, 0};
	bool of = pattern->window != NULL && pattern->window->of != NULL;
	if (time->since != NULL) {
		if (course->since.ms == INT64_MAX) {
			return;
		}
		at.ms = course->since.ms + time->delay_ms;
	}
	if (pattern->times > 1 || !in_window(pattern->window, course, at.ms, false)) {
		*dies = at;
	} else if (!of) {
		*holds = at;
	} else if (course->of.ms != INT64_MAX) {
		bool good = in_window(pattern->window, course, at.ms, true);
		*(good ? holds : dies) = later_of(at, course->of);
	}
}

/* When the pattern holds, and when it can no longer hold, by the events up to `upto`. */
static void follow(const struct naive *naive, const Convene__V1__Pattern *pattern, bool never,
    size_t upto, struct when *holds, struct when *dies)
{
	const Convene__V1__Window *window = pattern->window;
	struct course course = {none, none, none, none, none, always, 0};
	for (size_t seq = 1; seq <= upto; seq++) {
		if (counts(naive, seq)) {
			one_event(naive, pattern, never, &course, seq);
		}
	}
	*holds = *dies = none;
	if (pattern->what_case == CONVENE__V1__PATTERN__WHAT_TIME) {
		time_holds(pattern, &course, holds, dies);
	} else if (course.hold.ms != INT64_MAX) {
		*holds = course.hold;
	} else if (window != NULL && course.early.ms == INT64_MAX) {
		if (window->before_ms > 0) {
			*dies = later_of((struct when){window->before_ms, 0}, course.off);
		}
		if (window->within_ms > 0 && course.of.ms != INT64_MAX) {
			struct when end = {course.of.ms + window->within_ms, 0};
			*dies = earlier_of(*dies, later_of(end, course.off));
		}
	}
	if (earlier(course.dead, *holds)) {
		*holds = none;
		*dies = earlier_of(*dies, course.dead);
	}
}

/* --- the condition --- */

static bool ends(const Convene__V1__Pattern *pattern)
{
	const Convene__V1__Window *window = pattern->window;
	return window != NULL &&
	       (window->before_ms > 0 || window->within_ms > 0 || window->ahead_ms > 0);
}

static struct outcome judge(const struct naive *naive, size_t upto)
{
	const Convene__V1__Condition *condition = naive->condition;
	struct when good = always, bad = none, any = none, last = always, holds, dies;
	for (size_t i = 0; i < condition->n_all; i++) {
		follow(naive, condition->all[i], false, upto, &holds, &dies);
		good = later_of(good, holds);
		bad = earlier_of(bad, dies);
	}
	for (size_t i = 0; i < condition->n_any; i++) {
		follow(naive, condition->any[i], false, upto, &holds, &dies);
		any = earlier_of(any, holds);
		last = later_of(last, dies);
	}
	if (condition->n_any > 0) {
		good = later_of(good, any);
		bad = earlier_of(bad, last);
	}
	for (size_t i = 0; i < condition->n_none; i++) {
		follow(naive, condition->none[i], true, upto, &holds, &dies);
		bad = earlier_of(bad, holds);
		if (ends(condition->none[i])) {
			good = later_of(good, dies);
		}
	}
	if (earlier(good, bad)) {
		return (struct outcome){REACHED, good};
	}
	return (struct outcome){bad.ms == INT64_MAX ? WAITING : UNREACHABLE, bad};
}

static bool names_switch(const Convene__V1__Condition *condition, const char *id)
{
	const Convene__V1__Pattern *const *lists[] = {
	    (const Convene__V1__Pattern *const *)condition->all,
	    (const Convene__V1__Pattern *const *)condition->any,
	    (const Convene__V1__Pattern *const *)condition->none};
	const size_t counts_of[] = {condition->n_all, condition->n_any, condition->n_none};
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < counts_of[i]; j++) {
			if (lists[i][j]->what_case == CONVENE__V1__PATTERN__WHAT_SWITCHED_ON &&
			    strcmp(lists[i][j]->switched_on, id) == 0) {
				return true;
			}
		}
	}
	return false;
}

struct outcome naive_judge(const struct naive *naive, size_t upto)
{
	for (size_t seq = naive->since + 1; seq <= upto; seq++) {
		const Convene__V1__Event *event = naive->log->events[seq];
		if (event->body_case != CONVENE__V1__EVENT__BODY_SWITCH_TURNED ||
		    event->switch_turned->on ||
		    !names_switch(naive->condition, event->switch_turned->switch_id)) {
			continue;
		}
		struct outcome before = judge(naive, seq - 1);
		if (before.standing != WAITING && earlier(before.at, moment_of(naive, seq))) {
			return before;
		}
	}
	return judge(naive, upto);
}
