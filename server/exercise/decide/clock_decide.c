/*
 * The stages of the exercise and its clock. Whoever changes the clock names the revision that was
 * seen, but for a pause: in doubt it stands still. Every change of the clock makes
 * its revision one higher.
 */
#include "server/exercise/decide/clock_decide.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "proto/rules/stagger.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/msel_decide.h"
#include "server/exercise/decide/questionnaire/questionnaire_decide.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/state.h"

/* What the stages of an exercise mean for its clock. */
#define BEFORE_STARTEX "start it first"
#define AFTER_ENDEX    "its clock stands still for good"

/* --- checks --- */

static bool check_rate(struct deciding *deciding, uint32_t rate_permille)
{
	if (rate_permille < 1 || rate_permille > RATE_PERMILLE_MAX) {
		return REFUSE(deciding, INVALID,
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
	uint32_t rate_permille = deciding->command->start_exercise->rate_permille;
	if (rate_permille == 0) {
		rate_permille = RATE_PERMILLE_DEFAULT;
	}
	if (deciding->exercise->clock.phase != PHASE_PLANNED) {
		REFUSE(deciding, WRONG_STATE, "the exercise has started already");
	} else if (check_rate(deciding, rate_permille)) {
		DRAFT(deciding, EXERCISE_STARTED, ExerciseStarted,
		    .clock_revision = deciding->exercise->clock.revision + 1,
		    .rate_permille = rate_permille);
	}
}

void decide_end_exercise(struct deciding *deciding)
{
	const Convene__V1__EndExercise *command = deciding->command->end_exercise;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    !check_note(deciding, command->note)) {
		return;
	}
	DRAFT(deciding, EXERCISE_ENDED, ExerciseEnded,
	    .clock_revision = deciding->exercise->clock.revision + 1, .note = command->note);
}

/* The hot wash is over. Who closes again finds nothing left to do. */
void decide_close_exercise(struct deciding *deciding)
{
	enum exercise_phase phase = deciding->exercise->clock.phase;
	if (phase == PHASE_CLOSED ||
	    !check_note(deciding, deciding->command->close_exercise->note)) {
		return;
	}
	if (phase != PHASE_ENDED) {
		REFUSE(deciding, WRONG_STATE,
		    "the exercise has not ended; an exercise is closed after ENDEX, when the hot "
		    "wash is over");
		return;
	}
	questionnaires_draft_all_closed(deciding);
	DRAFT(deciding, EXERCISE_CLOSED, ExerciseClosed,
	    .note = deciding->command->close_exercise->note);
}

void decide_pause_clock(struct deciding *deciding)
{
	const Convene__V1__PauseClock *command = deciding->command->pause_clock;
	const struct clock *clock = &deciding->exercise->clock;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_note(deciding, command->note) ||
	    (command->clock_revision != 0 &&
	        !check_clock_revision(deciding, command->clock_revision)) ||
	    clock->phase == PHASE_PAUSED) {
		return;
	}
	DRAFT(deciding, CLOCK_PAUSED, ClockPaused, .clock_revision = clock->revision + 1,
	    .cause = CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_CONTROLLER, .note = command->note);
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
	DRAFT(deciding, CLOCK_RESUMED, ClockResumed, .clock_revision = clock->revision + 1);
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
	DRAFT(deciding, RATE_CHANGED, RateChanged, .clock_revision = clock->revision + 1,
	    .rate_permille = command->rate_permille);
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
		return REFUSE(deciding, INVALID,
		    "overdue.stagger_ms goes with overdue.action stagger; name that too, or "
		    "leave both out for the scenario's rule");
	}
	if (rule->stagger_ms < 0 || rule->stagger_ms > EXERCISE_MS_MAX) {
		return REFUSE(deciding, INVALID,
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
		return REFUSE(deciding, INVALID,
		    "the clock jumps forward only; exercise time is %s already, choose a later one",
		    text);
	}
	if (to_ms > EXERCISE_MS_MAX) {
		reflect_format_ms(EXERCISE_MS_MAX, text, sizeof text);
		return REFUSE(
		    deciding, INVALID, "to_ms is too late; exercise time ends at %s", text);
	}
	return true;
}

void decide_jump_clock(struct deciding *deciding)
{
	const Convene__V1__JumpClock *command = deciding->command->jump_clock;
	int64_t from_ms = deciding->exercise_ms;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    !check_note(deciding, command->note) || !check_rule(deciding, command->overdue) ||
	    !check_target(deciding, command->to_ms)) {
		return;
	}
	deciding->exercise_ms = command->to_ms;
	DRAFT(deciding, CLOCK_JUMPED, ClockJumped,
	    .clock_revision = deciding->exercise->clock.revision + 1, .from_ms = from_ms,
	    .to_ms = command->to_ms, .note = command->note);
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
	/* what the clock had reached when the server went away; no event may lie behind it */
	deciding->exercise_ms = clock_time(clock, since_ms);
	if (deciding->exercise_ms < deciding->exercise->last_exercise_ms) {
		deciding->exercise_ms = deciding->exercise->last_exercise_ms;
	}
	DRAFT(deciding, CLOCK_RESTORED, ClockRestored, .clock_revision = clock->revision + 1,
	    .away_ms = away_ms > 0 ? away_ms : 0, .away_unknown = away_ms < 0);
	if (away_ms < 0 || away_ms > bridge_ms) {
		DRAFT(deciding, CLOCK_PAUSED, ClockPaused, .clock_revision = clock->revision + 2,
		    .cause = CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE);
	}
}
