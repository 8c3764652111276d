#include "tests/sim/naive_conditions.h"

#include "tests/sim/naive_log.h"

#include <string.h>

#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE
#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING

/* A moment; none: ms is INT64_MAX. */
struct when {
	int64_t ms;
	uint64_t seq;
};

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

/* A condition and from when on it is waited for. */
struct naive {
	const struct naive_log *log;
	const Convene__V1__Condition *condition;
	size_t since; /* events after this one count */
};

struct outcome {
	Convene__V1__MilestoneStanding standing;
	struct when at;
};

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

/* What was decided before a switch was turned off stays so. */
static struct outcome evaluate(const struct naive *naive, size_t upto)
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

/* --- against the log --- */

static void check_end(const struct naive *naive, struct world *world, const char *id)
{
	if (exercise_phase(world->exercise) != PHASE_RUNNING) {
		return;
	}
	struct outcome outcome = evaluate(naive, naive->log->count);
	if (outcome.standing != WAITING &&
	    outcome.at.ms <= exercise_time(world->exercise, world->wall_ms)) {
		fail_msg("\"%s\" ought to have been decided (%d) at %lld by %llu", id,
		    (int)outcome.standing, (long long)outcome.at.ms,
		    (unsigned long long)outcome.at.seq);
	}
}

static void check_said(const struct naive *naive, const char *id, size_t seq, int standing,
    uint64_t by_seq, struct outcome *out)
{
	const Convene__V1__Event *event = naive->log->events[seq];
	*out = evaluate(naive, seq - 1);
	if ((int)out->standing != standing || out->at.seq != by_seq ||
	    out->at.ms > event->exercise_ms) {
		fail_msg("\"%s\" at event %zu: said %d by %llu, is %d by %llu at %lld", id, seq,
		    standing, (unsigned long long)by_seq, (int)out->standing,
		    (unsigned long long)out->at.seq, (long long)out->at.ms);
	}
}

static void check_milestone(const struct naive_log *log, struct world *world,
    const Convene__V1__Milestone *milestone, struct naive_tally *tally)
{
	struct naive naive = {log, milestone->when, 0};
	bool over = milestone->when == NULL;
	for (size_t seq = 1; seq <= log->count; seq++) {
		const Convene__V1__Event *event = log->events[seq];
		if (event->body_case != CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED ||
		    strcmp(event->milestone_changed->milestone_id, milestone->id) != 0) {
			continue;
		}
		const Convene__V1__MilestoneChanged *body = event->milestone_changed;
		if (body->cause == CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONDITION) {
			struct outcome outcome;
			assert_false(over);
			check_said(&naive, milestone->id, seq, (int)body->standing, body->by_seq,
			    &outcome);
			assert_int_equal(body->at_ms, outcome.at.ms);
			tally->reached += body->standing == REACHED;
			tally->unreachable += body->standing == UNREACHABLE;
		}
		over = true;
	}
	if (!over) {
		check_end(&naive, world, milestone->id);
	}
}

/* --- injects --- */

struct line {
	struct naive naive;
	const Convene__V1__Inject *content;
	bool waits;   /* for its condition */
	bool decided; /* its condition has had its say */
	unsigned deliveries;
};

static bool given(const Convene__V1__Condition *when)
{
	return when != NULL && when->n_all + when->n_any + when->n_none > 0;
}

static bool same(const Convene__V1__Condition *one, const Convene__V1__Condition *other)
{
	uint8_t bytes[2][16384];
	size_t size = one != NULL ? convene__v1__condition__get_packed_size(one) : 0;
	if (one == NULL || other == NULL || size > sizeof bytes[0] ||
	    size != convene__v1__condition__get_packed_size(other)) {
		return false;
	}
	convene__v1__condition__pack(one, bytes[0]);
	convene__v1__condition__pack(other, bytes[1]);
	return memcmp(bytes[0], bytes[1], size) == 0;
}

/* When an inject is due whose condition held: a jump since may have passed over that. */
static void check_due(const struct line *line, const struct outcome *outcome, size_t seq)
{
	const struct naive_log *log = line->naive.log;
	const Convene__V1__InjectRevised *body = log->events[seq]->inject_revised;
	int64_t due_ms = outcome->at.ms + line->content->delay_ms;
	bool passed = false;
	if (due_ms < line->content->planned_ms) {
		due_ms = line->content->planned_ms;
	}
	for (size_t i = line->naive.since + 1; i < seq; i++) {
		const Convene__V1__Event *event = log->events[i];
		passed |= event->body_case == CONVENE__V1__EVENT__BODY_CLOCK_JUMPED &&
		          event->clock_jumped->from_ms < due_ms &&
		          due_ms < event->clock_jumped->to_ms;
	}
	bool ask = log->overdue <= 1;
	assert_int_equal(body->due_ms, passed && !ask ? log->events[seq]->exercise_ms : due_ms);
	if (passed && ask) {
		const Convene__V1__Event *next = log->events[seq + 1];
		assert_int_equal(next->body_case, CONVENE__V1__EVENT__BODY_INJECT_REVISED);
		assert_string_equal(next->inject_revised->inject_id, body->inject_id);
		assert_int_equal(next->inject_revised->change,
		    CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE);
	}
}

static void one_decided(struct line *line, size_t seq, struct naive_tally *tally)
{
	const Convene__V1__InjectRevised *body = line->naive.log->events[seq]->inject_revised;
	bool holds = body->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED;
	struct outcome outcome;
	assert_true(line->waits);
	check_said(&line->naive, body->inject_id, seq, holds ? REACHED : UNREACHABLE, body->by_seq,
	    &outcome);
	if (holds) {
		check_due(line, &outcome, seq);
	}
	line->waits = false;
	line->decided = true;
	tally->triggered += holds;
	tally->lost += !holds;
}

static void one_revised(struct line *line, size_t seq, struct naive_tally *tally)
{
	const Convene__V1__InjectRevised *body = line->naive.log->events[seq]->inject_revised;
	bool waiting = body->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
	if (body->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED ||
	    body->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_UNREACHABLE) {
		one_decided(line, seq, tally);
		return;
	}
	if (body->inject != NULL) {
		line->content = body->inject;
	}
	if (body->inject != NULL && waiting && given(line->content->when) &&
	    ((!line->waits && !line->decided) ||
	        !same(line->naive.condition, line->content->when))) {
		line->naive.condition = line->content->when;
		line->naive.since = seq - 1;
		line->waits = true;
		line->decided = false;
	} else if (!waiting) {
		line->waits = false;
	}
	if (body->inject != NULL && !given(line->content->when)) {
		line->naive.condition = NULL;
		line->decided = false;
	}
}

static void check_inject(
    const struct naive_log *log, struct world *world, const char *id, struct naive_tally *tally)
{
	struct line line = {.naive = {.log = log}};
	for (size_t i = 0; i < log->inject_count; i++) {
		if (strcmp(log->injects[i]->id, id) == 0) {
			line.content = log->injects[i];
			line.naive.condition = line.content->when;
			line.waits = given(line.content->when);
		}
	}
	for (size_t seq = 1; seq <= log->count; seq++) {
		const Convene__V1__Event *event = log->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED &&
		    strcmp(event->inject_revised->inject_id, id) == 0) {
			one_revised(&line, seq, tally);
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED &&
		           strcmp(event->inject_delivered->inject_id, id) == 0) {
			assert_int_equal(++line.deliveries, 1);
			line.waits = false;
		}
	}
	if (line.waits) {
		check_end(&line.naive, world, id);
	}
}

void naive_conditions_check(struct world *world, struct naive_tally *tally)
{
	struct naive_log log;
	naive_log_init(&log, world);
	for (size_t i = 0; i < log.milestone_count; i++) {
		check_milestone(&log, world, log.milestones[i], tally);
	}
	for (size_t i = 0; i < log.inject_count; i++) {
		check_inject(&log, world, log.injects[i]->id, tally);
	}
	for (size_t seq = 1; seq <= log.count; seq++) {
		const Convene__V1__Event *event = log.events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED &&
		    event->inject_revised->change ==
		        CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_ADDED) {
			check_inject(&log, world, event->inject_revised->inject_id, tally);
		}
	}
	naive_log_deinit(&log);
}
