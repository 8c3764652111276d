/*
 * A table from kinds of command to what each would bring about. The view is asked as it is now:
 * what is said is a warning for a person, and the command is sent as it was typed.
 */
#include "client/cli/act/consequence.h"

#include "client/cli/act/consequence_passed.h"
#include "client/cli/show/readiness.h"
#include "client/cli/show/waiting_text.h"
#include "client/cli/text/when.h"
#include "proto/rules/shift.h"
#include "proto/words.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>

/* A clock that leaves less real time than this for the rest, or that hardly moves, is hardly meant.
 */
#define REST_LEAST_MS    120000
#define RATE_LEAST       100 /* permille: a minute of the exercise takes ten */
#define LATER_NAMED_MOST 5

/* What one kind of command does; the lines go to `passing`. */
typedef enum consequence consequence_fn(
    struct consequence_stretch *passing, const Convene__V1__Command *command);

static int64_t planned_end(const struct view *view)
{
	return view->exercise != NULL ? view->exercise->duration_ms : 0;
}

/* Says how far beyond the planned end it is; false when it is not. */
static bool beyond_end(const struct consequence_stretch *passing, int64_t to_ms)
{
	int64_t end_ms = planned_end(passing->view);
	char end[WHEN_SIZE], length[WHEN_SIZE];
	if (end_ms <= 0 || to_ms <= end_ms) {
		return false;
	}
	consequence_line(passing, 0, "That is %s beyond the planned end%s, %s.",
	    when_length(to_ms - end_ms, length),
	    passing->from_ms >= end_ms ? ", which has passed already" : "",
	    when_both(passing->view, end_ms, end));
	return true;
}

static enum consequence of_jump(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	const Convene__V1__JumpClock *jump = command->jump_clock;
	const struct view *view = passing->view;
	char from[WHEN_SIZE], to[WHEN_SIZE], length[WHEN_SIZE], story[WHEN_SIZE];
	size_t found = 0;
	passing->to_ms = jump->to_ms;
	passing->to_story_ms = view_story_ms(view, jump->to_ms);
	consequence_line(passing, 0,
	    "The clock goes from %s to %s: %s of the exercise, %s of the "
	    "story.",
	    when_both(view, passing->from_ms, from), when_both(view, jump->to_ms, to),
	    when_length(jump->to_ms - passing->from_ms, length),
	    when_length(passing->to_story_ms - passing->from_story_ms, story));
	bool late = beyond_end(passing, jump->to_ms);
	found += consequence_injects(passing, jump->overdue);
	found += consequence_questionnaires(passing);
	found += consequence_limits(passing);
	found += consequence_conditions(passing);
	consequence_interpreters(passing);
	if (found == 0) {
		consequence_line(passing, 0, "It passes over nothing that is planned.");
	} else {
		consequence_line(passing, 0, "The clock does not go back.");
	}
	return found > 0 || late ? CONSEQUENCE_GRAVE : CONSEQUENCE_SAID;
}

/* A shift of the story brings limits nearer; the exercise's own times stay. */
static enum consequence of_shift(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	const Convene__V1__ShiftStory *shift = command->shift_story;
	const struct view *view = passing->view;
	char from[48], to[48], length[WHEN_SIZE];
	passing->to_story_ms = shift->to_story_ms;
	if (shift->factor != 0) {
		consequence_line(passing, 0,
		    "From here on an hour of the exercise is %s of the story.",
		    when_length((int64_t)shift->factor * 3600000, length));
	}
	if (shift->to_story_ms == 0) {
		return shift->factor != 0 ? CONSEQUENCE_SAID : CONSEQUENCE_NONE;
	}
	view_story_date(view, passing->from_story_ms, from, sizeof(from));
	view_story_date(view, passing->to_story_ms, to, sizeof(to));
	consequence_line(passing, 0,
	    "The story goes from %s to %s: %s. Injects keep their times of the exercise.", from, to,
	    when_length(passing->to_story_ms - passing->from_story_ms, length));
	size_t found = consequence_limits(passing);
	if (found > 0) {
		consequence_line(passing, 0, "The story does not go back.");
	}
	return found > 0 ? CONSEQUENCE_GRAVE : CONSEQUENCE_SAID;
}

static enum consequence at_rate(
    const struct consequence_stretch *passing, int64_t from_ms, uint32_t permille)
{
	int64_t left_ms = planned_end(passing->view) - from_ms;
	char left[WHEN_SIZE], real[WHEN_SIZE];
	if (permille == 0) {
		permille = 1000; /* StartExercise */
	}
	if (left_ms <= 0) {
		return CONSEQUENCE_NONE;
	}
	int64_t real_ms = (int64_t)((__int128)left_ms * 1000 / permille);
	if (permille == 1000 || (real_ms >= REST_LEAST_MS && permille >= RATE_LEAST)) {
		return CONSEQUENCE_NONE;
	}
	consequence_line(passing, 0,
	    "At %g times real time the %s that are left of the planned time take %s%s.",
	    permille / 1000.0, when_length(left_ms, left), when_length(real_ms, real),
	    real_ms < REST_LEAST_MS ? "; whatever is planned until then comes at once" : "");
	return CONSEQUENCE_GRAVE;
}

static enum consequence of_rate(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	return at_rate(passing, passing->from_ms, command->set_rate->rate_permille);
}

/* Calls for welfare that nobody has answered, whatever is to become of the clock; how many. */
static size_t open_calls(const struct consequence_stretch *passing)
{
	const struct view *view = passing->view;
	char name[32], time[24];
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		const struct view_call *call = &view->welfare.calls[i];
		if (call->answered != NULL) {
			continue;
		}
		consequence_line(passing, 0,
		    "WELFARE: %s asked for help at %s, and nobody has answered: `welfare "
		    "answer %" PRIu64 " TEXT` does.",
		    view_name(view, call->participant_id, name), when_time(call->exercise_ms, time),
		    call->participant_id);
		waiting_text_notes(passing->out, call, passing->width, 2);
	}
	return view_open_calls(view);
}

/* Whoever is missing at STARTEX has missed it. */
static enum consequence of_start(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	size_t calls = open_calls(passing);
	enum consequence consequence = at_rate(passing, 0, command->start_exercise->rate_permille);
	return readiness_lines(passing->out, passing->view, passing->width) > 0 || calls > 0
	           ? CONSEQUENCE_GRAVE
	           : consequence;
}

/* A clock that runs on hides a call that nobody has seen to; the call itself stays. */
static enum consequence of_resume(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	(void)command;
	return open_calls(passing) > 0 ? CONSEQUENCE_GRAVE : CONSEQUENCE_NONE;
}

static enum consequence of_closing(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	const struct view *view = passing->view;
	size_t open = 0;
	(void)command;
	if (view->clock.phase != VIEW_ENDED) {
		return CONSEQUENCE_NONE; /* refused, or closed already */
	}
	open_calls(passing);
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		open += view->questionnaires[i].opened && !view->questionnaires[i].closed;
	}
	if (open > 0) {
		consequence_line(passing, 0, "%zu %s still open and will be closed.", open,
		    open == 1 ? "questionnaire is" : "questionnaires are");
	}
	consequence_line(passing, 0,
	    "From then on the exercise can only be read: no more answers, no messages.");
	return CONSEQUENCE_GRAVE;
}

static bool is_pending(const struct view_inject *inject)
{
	return inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED ||
	       inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD;
}

/* Where somebody can be asked, `end` always asks; a script is stopped by what would be lost. */
static enum consequence of_end(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	const struct view *view = passing->view;
	int64_t left_ms = planned_end(view) - passing->from_ms;
	size_t pending = 0, calls = open_calls(passing);
	(void)command;
	for (size_t i = 0; i < view->inject_count; i++) {
		pending += is_pending(&view->injects[i]);
	}
	char length[WHEN_SIZE];
	if (left_ms > 0) {
		consequence_line(
		    passing, 0, "The planned end is still %s away.", when_length(left_ms, length));
	}
	if (pending > 0) {
		consequence_line(passing, 0, "%zu %s planned or held and will not be delivered.",
		    pending, pending == 1 ? "inject is" : "injects are");
	}
	if (calls > 0 || pending > 0) {
		return CONSEQUENCE_GRAVE;
	}
	return left_ms > 0 ? CONSEQUENCE_SAID : CONSEQUENCE_NONE;
}

/* "It then comes after van (T+0:50:00)": those of the main line that it passes, or that pass it. */
static void changed_order(
    const struct consequence_stretch *passing, const struct view_inject *moved, int64_t due_ms)
{
	const struct view *view = passing->view;
	bool later = due_ms > moved->due_ms;
	int64_t first_ms = later ? moved->due_ms : due_ms, last_ms = later ? due_ms : moved->due_ms;
	const struct view_inject **passed = xcalloc(view->inject_count + 1, sizeof(*passed));
	struct buf names = {0};
	size_t found = 0;
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (inject != moved && inject->due_ms >= first_ms && inject->due_ms <= last_ms &&
		    inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED &&
		    inject->due_ms != moved->due_ms) {
			passed[found++] = inject;
		}
	}
	qsort(passed, found, sizeof(*passed), consequence_by_due);
	char time[24];
	for (size_t i = 0; i < found && i < LATER_NAMED_MOST; i++) {
		buf_printf(&names, "%s%s (%s)", i > 0 ? ", " : "", passed[i]->id,
		    when_time(passed[i]->due_ms, time));
	}
	free(passed);
	buf_append_byte(&names, '\0');
	if (found > LATER_NAMED_MOST) {
		consequence_line(passing, 0, "It then comes %s %s and %zu more.",
		    later ? "after" : "before", (const char *)names.data, found - LATER_NAMED_MOST);
	} else if (found > 0) {
		consequence_line(passing, 0, "It then comes %s %s.", later ? "after" : "before",
		    (const char *)names.data);
	}
	buf_deinit(&names);
}

static enum consequence of_reschedule(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	const Convene__V1__RescheduleInject *change = command->reschedule_inject;
	const struct view *view = passing->view;
	const struct view_inject *inject = view_inject(view, change->inject_id);
	char before[WHEN_SIZE], after[WHEN_SIZE], length[WHEN_SIZE];
	if (inject == NULL || inject->delivered != NULL) {
		return CONSEQUENCE_NONE;
	}
	bool waits = inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
	if (waits) {
		consequence_line(passing, 0,
		    "%s waits for a condition; it moves to %s, and waits no more.", inject->id,
		    when_both(view, change->due_ms, after));
	} else {
		consequence_line(passing, 0, "%s moves from %s to %s, %s %s.", inject->id,
		    when_both(view, inject->due_ms, before), when_both(view, change->due_ms, after),
		    when_length(change->due_ms > inject->due_ms ? change->due_ms - inject->due_ms
		                                                : inject->due_ms - change->due_ms,
		        length),
		    change->due_ms < inject->due_ms ? "earlier" : "later");
	}
	bool late = beyond_end(passing, change->due_ms);
	if (!waits) {
		changed_order(passing, inject, change->due_ms);
	}
	return late || waits ? CONSEQUENCE_GRAVE : CONSEQUENCE_SAID;
}

static enum consequence of_inject_shift(
    struct consequence_stretch *passing, const Convene__V1__Command *command)
{
	const Convene__V1__ShiftInjects *shift = command->shift_injects;
	const struct view *view = passing->view;
	const struct view_inject *next = NULL, *last = NULL;
	int64_t to_ms, next_ms = 0, last_ms = 0;
	size_t moved = 0, early = 0;
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (!shift_moves(
		        inject->status, inject->due_ms, passing->from_ms, shift->by_ms, &to_ms)) {
			continue;
		}
		moved++;
		bool planned = inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED;
		early += planned && inject->due_ms + shift->by_ms < passing->from_ms;
		if (planned && (next == NULL || inject->due_ms < next->due_ms)) {
			next = inject;
			next_ms = to_ms;
		}
		if (planned && (last == NULL || inject->due_ms > last->due_ms)) {
			last = inject;
			last_ms = to_ms;
		}
	}
	if (moved == 0) {
		consequence_line(passing, 0, "No inject is still to come.");
		return CONSEQUENCE_SAID;
	}
	char before[WHEN_SIZE], after[WHEN_SIZE], length[WHEN_SIZE];
	consequence_line(passing, 0, "%zu %s by %s, %s. Questionnaires and what is held stay.",
	    moved, moved == 1 ? "inject moves" : "injects move",
	    when_length(shift->by_ms < 0 ? -shift->by_ms : shift->by_ms, length),
	    shift->by_ms < 0 ? "earlier" : "later");
	if (next != NULL) {
		consequence_line(passing, 0, "The next, %s, moves from %s to %s.", next->id,
		    when_both(view, next->due_ms, before), when_both(view, next_ms, after));
	}
	if (early > 0 && shift->due_now) {
		consequence_line(
		    passing, 0, "%zu of them %s due at once.", early, early == 1 ? "is" : "are");
	}
	bool late = last != NULL && beyond_end(passing, last_ms);
	return late || (early > 0 && shift->due_now) ? CONSEQUENCE_GRAVE : CONSEQUENCE_SAID;
}

static const struct {
	Convene__V1__Command__BodyCase body;
	consequence_fn *say;
	unsigned roles; /* whose command it is */
	bool mentions_calls;
} commands[] = {{CONVENE__V1__COMMAND__BODY_JUMP_CLOCK, of_jump, MAY_JUMP_CLOCK, false},
    {CONVENE__V1__COMMAND__BODY_SHIFT_STORY, of_shift, MAY_SHIFT_STORY, false},
    {CONVENE__V1__COMMAND__BODY_SET_RATE, of_rate, MAY_SET_RATE, false},
    {CONVENE__V1__COMMAND__BODY_START_EXERCISE, of_start, MAY_START_EXERCISE, true},
    {CONVENE__V1__COMMAND__BODY_RESUME_CLOCK, of_resume, MAY_RESUME_CLOCK, true},
    {CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE, of_closing, MAY_CLOSE_EXERCISE, true},
    {CONVENE__V1__COMMAND__BODY_END_EXERCISE, of_end, MAY_END_EXERCISE, true},
    {CONVENE__V1__COMMAND__BODY_RESCHEDULE_INJECT, of_reschedule, MAY_RESCHEDULE_INJECT, false},
    {CONVENE__V1__COMMAND__BODY_SHIFT_INJECTS, of_inject_shift, MAY_SHIFT_INJECTS, false}};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

enum consequence consequence_of(const struct view *view, int64_t now_ms,
    const Convene__V1__Command *command, size_t width, struct buf *out)
{
	struct consequence_stretch passing = {.view = view,
	    .from_ms = now_ms,
	    .to_ms = now_ms,
	    .from_story_ms = view_story_ms(view, now_ms),
	    .width = width,
	    .out = out};
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].body == command->body_case) {
			return commands[i].say(&passing, command);
		}
	}
	return CONSEQUENCE_NONE;
}

bool consequence_is_refused(const struct view *view, Convene__V1__Command__BodyCase body)
{
	enum view_phase phase = view->clock.phase;
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].body == body && (commands[i].roles & ROLE_BIT(view->role)) == 0) {
			return true;
		}
	}
	if (body == CONVENE__V1__COMMAND__BODY_START_EXERCISE) {
		return phase != VIEW_PLANNED;
	}
	return body != CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE &&
	       (phase == VIEW_ENDED || phase == VIEW_CLOSED);
}

bool consequence_mentions_calls(Convene__V1__Command__BodyCase body)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].body == body) {
			return commands[i].mentions_calls;
		}
	}
	return false;
}
