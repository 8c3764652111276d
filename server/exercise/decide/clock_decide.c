#include "server/exercise/decide/clock_decide.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/msel_decide.h"
#include "server/exercise/decide/questionnaire/questionnaire_decide.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/state.h"

/* What the stages of an exercise mean for its clock. */
#define BEFORE_STARTEX "start it first"
#define AFTER_ENDEX    "its clock stands still for good"
/* --- checks --- */

static bool check_rate(struct deciding *deciding, uint32_t rate_permille)
{
	if (rate_permille < 1 || rate_permille > RATE_PERMILLE_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "rate_permille %u is out of range; use 1 to %d, 1000 for real time",
		    rate_permille, RATE_PERMILLE_MAX);
	}
	return true;
}

static bool check_note(struct deciding *deciding, const char *note)
{
	return check_text(deciding, note, LINE_BYTES_MAX, "the note");
}

/* --- STARTEX and ENDEX --- */

void decide_start_exercise(struct deciding *deciding)
{
	const Convene__V1__StartExercise *command = deciding->command->start_exercise;
	uint32_t rate_permille = command->rate_permille;
	if (rate_permille == 0) {
		rate_permille = RATE_PERMILLE_DEFAULT;
	}
	if (deciding->exercise->clock.phase != PHASE_PLANNED) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "the exercise has started already");
		return;
	}
	Convene__V1__ExerciseStarted *body =
	    DRAFT_BODY(deciding, ExerciseStarted, exercise_started);
	if (body == NULL || !check_rate(deciding, rate_permille)) {
		return;
	}
	body->clock_revision = deciding->exercise->clock.revision + 1;
	body->rate_permille = rate_permille;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_EXERCISE_STARTED, body);
}

void decide_end_exercise(struct deciding *deciding)
{
	const Convene__V1__EndExercise *command = deciding->command->end_exercise;
	const char *note = text_or_empty(command->note);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    !check_note(deciding, note)) {
		return;
	}
	Convene__V1__ExerciseEnded *body = DRAFT_BODY(deciding, ExerciseEnded, exercise_ended);
	if (body != NULL) {
		body->clock_revision = deciding->exercise->clock.revision + 1;
		body->note = draft_text(deciding, note);
		draft_event(deciding, CONVENE__V1__EVENT__BODY_EXERCISE_ENDED, body);
	}
}

/* The hot wash is over. Who closes again finds nothing left to do. */
void decide_close_exercise(struct deciding *deciding)
{
	const char *note = text_or_empty(deciding->command->close_exercise->note);
	enum exercise_phase phase = deciding->exercise->clock.phase;
	if (phase == PHASE_CLOSED || !check_note(deciding, note)) {
		return;
	}
	if (phase != PHASE_ENDED) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "the exercise has not ended; an exercise is closed after ENDEX, when the hot "
		    "wash is over");
		return;
	}
	questionnaires_draft_all_closed(deciding);
	Convene__V1__ExerciseClosed *body = DRAFT_BODY(deciding, ExerciseClosed, exercise_closed);
	if (body != NULL) {
		body->note = draft_text(deciding, note);
		draft_event(deciding, CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED, body);
	}
}

/* --- pause and resume --- */

Convene__V1__ClockPaused *clock_pause_body(
    struct deciding *deciding, uint32_t revision, Convene__V1__PauseCause cause, const char *note)
{
	Convene__V1__ClockPaused *body = DRAFT_BODY(deciding, ClockPaused, clock_paused);
	if (body != NULL) {
		body->clock_revision = revision;
		body->cause = cause;
		body->note = draft_text(deciding, note);
	}
	return body;
}

void decide_pause_clock(struct deciding *deciding)
{
	const Convene__V1__PauseClock *command = deciding->command->pause_clock;
	const struct clock *clock = &deciding->exercise->clock;
	const char *note = text_or_empty(command->note);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) || !check_note(deciding, note) ||
	    (command->clock_revision != 0 &&
	        !check_clock_revision(deciding, command->clock_revision)) ||
	    clock->phase == PHASE_PAUSED) {
		return;
	}
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED,
	    clock_pause_body(deciding, clock->revision + 1,
	        CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_CONTROLLER, note));
}

void decide_resume_clock(struct deciding *deciding)
{
	const Convene__V1__ResumeClock *command = deciding->command->resume_clock;
	const struct clock *clock = &deciding->exercise->clock;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    clock->phase == PHASE_RUNNING) {
		return;
	}
	Convene__V1__ClockResumed *body = DRAFT_BODY(deciding, ClockResumed, clock_resumed);
	if (body != NULL) {
		body->clock_revision = clock->revision + 1;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_CLOCK_RESUMED, body);
	}
}

/* --- rate and jump --- */

void decide_set_rate(struct deciding *deciding)
{
	const Convene__V1__SetRate *command = deciding->command->set_rate;
	const struct clock *clock = &deciding->exercise->clock;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    !check_rate(deciding, command->rate_permille) ||
	    clock->rate_permille == command->rate_permille) {
		return;
	}
	Convene__V1__RateChanged *body = DRAFT_BODY(deciding, RateChanged, rate_changed);
	if (body != NULL) {
		body->clock_revision = clock->revision + 1;
		body->rate_permille = command->rate_permille;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_RATE_CHANGED, body);
	}
}

static bool check_rule(struct deciding *deciding, const Convene__V1__OverdueRule *rule)
{
	if (rule == NULL) {
		return true;
	}
	if (rule->action != 0 && !check_enum(deciding, &convene__v1__overdue_action__descriptor,
	                             (int)rule->action, "overdue.action")) {
		return false;
	}
	if (rule->action == 0 && rule->stagger_ms != 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "overdue.stagger_ms goes with overdue.action stagger; name that too, or "
		    "leave both out for the scenario's rule");
	}
	if (rule->stagger_ms < 0 || rule->stagger_ms > EXERCISE_MS_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "overdue.stagger_ms is out of range; give a time from 0 on, 0 for %d s",
		    STAGGER_MS_DEFAULT / 1000);
	}
	return true;
}

static bool check_target(struct deciding *deciding, int64_t to_ms)
{
	char text[32];
	if (to_ms <= deciding->exercise_ms) {
		reflect_format_ms(
		    deciding->exercise_ms - deciding->exercise_ms % 1000, text, sizeof text);
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the clock jumps forward only; exercise time is %s already, choose a later one",
		    text);
	}
	if (to_ms > EXERCISE_MS_MAX) {
		reflect_format_ms(EXERCISE_MS_MAX, text, sizeof text);
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "to_ms is too late; exercise time ends at %s", text);
	}
	return true;
}

void decide_jump_clock(struct deciding *deciding)
{
	const Convene__V1__JumpClock *command = deciding->command->jump_clock;
	const char *note = text_or_empty(command->note);
	int64_t from_ms = deciding->exercise_ms;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    !check_note(deciding, note) || !check_rule(deciding, command->overdue) ||
	    !check_target(deciding, command->to_ms)) {
		return;
	}
	Convene__V1__ClockJumped *body = DRAFT_BODY(deciding, ClockJumped, clock_jumped);
	if (body == NULL) {
		return;
	}
	body->clock_revision = deciding->exercise->clock.revision + 1;
	body->from_ms = from_ms;
	body->to_ms = command->to_ms;
	body->note = draft_text(deciding, note);
	deciding->exercise_ms = command->to_ms;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CLOCK_JUMPED, body);
	msel_decide_passed(deciding, from_ms, command->to_ms, command->overdue);
}

/* --- the server was away --- */

void clock_decide_restored(
    struct deciding *deciding, int64_t since_ms, int64_t away_ms, int64_t bridge_ms)
{
	const struct clock *clock = &deciding->exercise->clock;
	if (clock->phase != PHASE_RUNNING) {
		return;
	}
	Convene__V1__ClockRestored *body = DRAFT_BODY(deciding, ClockRestored, clock_restored);
	if (body == NULL) {
		return;
	}
	/* what the clock had reached when the server went away; no event may lie behind it */
	deciding->exercise_ms = clock_time(clock, since_ms);
	if (deciding->exercise_ms < deciding->exercise->last_exercise_ms) {
		deciding->exercise_ms = deciding->exercise->last_exercise_ms;
	}
	body->clock_revision = clock->revision + 1;
	body->away_ms = away_ms > 0 ? away_ms : 0;
	body->away_unknown = away_ms < 0;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CLOCK_RESTORED, body);
	if (away_ms < 0 || away_ms > bridge_ms) {
		draft_event(deciding, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED,
		    clock_pause_body(deciding, clock->revision + 2,
		        CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE, ""));
	}
}
