#include "tests/sim/naive_conditions.h"

#include "tests/sim/naive_judge.h"

#include <string.h>

#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE
#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING

static void check_end(const struct naive *naive, struct world *world, const char *id)
{
	if (exercise_phase(world->exercise) != PHASE_RUNNING) {
		return;
	}
	struct outcome outcome = naive_judge(naive, naive->log->count);
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
	*out = naive_judge(naive, seq - 1);
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
	int status;
	int64_t due_ms; /* while it waits: not before */
	int64_t not_before_ms;
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
static void check_due(
    const struct line *line, const struct outcome *outcome, size_t seq, struct naive_tally *tally)
{
	const struct naive_log *log = line->naive.log;
	const Convene__V1__InjectRevised *body = log->events[seq]->inject_revised;
	int64_t due_ms = outcome->at.ms + line->content->delay_ms;
	bool passed = false;
	if (due_ms < line->due_ms) {
		due_ms = line->due_ms;
	}
	for (size_t i = line->naive.since + 1; i < seq; i++) {
		const Convene__V1__Event *event = log->events[i];
		passed |= event->body_case == CONVENE__V1__EVENT__BODY_CLOCK_JUMPED &&
		          event->clock_jumped->from_ms < due_ms &&
		          due_ms < event->clock_jumped->to_ms;
	}
	bool ask = log->overdue <= 1;
	tally->passed += passed;
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
		check_due(line, &outcome, seq, tally);
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
	if (body->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_RESTORED) {
		assert_true(given(line->content->when));
		assert_int_equal(body->due_ms, line->not_before_ms);
		line->naive.condition = line->content->when;
		line->naive.since = seq - 1;
		line->waits = true;
		line->decided = false;
		tally->restored++;
		return;
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

/* All that is still to come moves: what is planned, but not back where it is due already, and what
 * waits, where the time before which it is not due lies ahead. */
static void one_shifted(struct line *line, size_t seq)
{
	const Convene__V1__Event *event = line->naive.log->events[seq];
	int64_t by_ms = event->injects_shifted->by_ms;
	bool ahead = line->due_ms > event->exercise_ms;
	bool moves =
	    line->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED
	        ? ahead || by_ms > 0
	        : line->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING && ahead;
	if (line->not_before_ms > event->exercise_ms) {
		line->not_before_ms =
		    line->not_before_ms + by_ms > 0 ? line->not_before_ms + by_ms : 0;
	}
	if (moves) {
		line->due_ms = line->due_ms + by_ms > 0 ? line->due_ms + by_ms : 0;
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
			line.due_ms = line.not_before_ms = line.content->planned_ms;
			line.status = line.waits
			                  ? CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING
			                  : CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED;
		}
	}
	for (size_t seq = 1; seq <= log->count; seq++) {
		const Convene__V1__Event *event = log->events[seq];
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED &&
		    strcmp(event->inject_revised->inject_id, id) == 0) {
			one_revised(&line, seq, tally);
			line.status = (int)event->inject_revised->status;
			line.due_ms = event->inject_revised->due_ms;
			if (line.status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING) {
				line.not_before_ms = line.due_ms;
			}
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED &&
		           strcmp(event->inject_delivered->inject_id, id) == 0) {
			assert_int_equal(++line.deliveries, 1);
			line.waits = false;
			line.status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECTS_SHIFTED) {
			one_shifted(&line, seq);
			tally->shifted++;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_WITHDRAWN &&
		           strcmp(event->inject_withdrawn->inject_id, id) == 0) {
			assert_int_equal(
			    line.status, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED);
			line.status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WITHDRAWN;
			tally->withdrawn++;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_ANSWERED &&
		           strcmp(event->inject_answered->inject_id, id) == 0) {
			assert_int_equal(
			    line.status, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED);
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
