/*
 * Events into the clock. Each that changes it is an anchor: from its wall time on the exercise time
 * is reckoned, so that nothing is added up and no error gathers. In a phase in which it makes no
 * sense an event changes nothing.
 */
#include "convene/v1/event.pb-c.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/conditions_apply.h"
#include "server/exercise/state/state.h"

/* --- applying: each event that changes the clock is an anchor --- */

static void clock_anchor(
    struct clock *clock, const struct applying *applying, uint32_t revision, int64_t exercise_ms)
{
	clock->revision = revision;
	clock->changed_by = applying->envelope->actor_id;
	clock->anchor_wall_ms = applying->event->wall_ms;
	clock->anchor_exercise_ms = exercise_ms;
}

void apply_exercise_started(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ExerciseStarted *body = applying->event->exercise_started;
	struct clock *clock = &exercise->clock;
	if (clock->phase == PHASE_PLANNED) {
		clock->phase = PHASE_RUNNING;
		clock->rate_permille = body->rate_permille;
		clock_anchor(clock, applying, body->clock_revision, 0);
	}
}

void apply_clock_paused(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock->phase == PHASE_RUNNING) {
		clock->phase = PHASE_PAUSED;
		clock_anchor(clock, applying, applying->event->clock_paused->clock_revision,
		    applying->event->exercise_ms);
	}
}

void apply_clock_resumed(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock->phase == PHASE_PAUSED) {
		clock->phase = PHASE_RUNNING;
		clock_anchor(clock, applying, applying->event->clock_resumed->clock_revision,
		    applying->event->exercise_ms);
	}
}

void apply_rate_changed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RateChanged *body = applying->event->rate_changed;
	struct clock *clock = &exercise->clock;
	if (clock_is_under_way(clock)) {
		clock_anchor(clock, applying, body->clock_revision, applying->event->exercise_ms);
		clock->rate_permille = body->rate_permille;
	}
}

void apply_clock_jumped(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ClockJumped *body = applying->event->clock_jumped;
	struct clock *clock = &exercise->clock;
	if (clock_is_under_way(clock)) {
		clock_anchor(clock, applying, body->clock_revision, body->to_ms);
	}
	jumps_note(exercise, applying);
}

void apply_exercise_ended(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock_is_under_way(clock)) {
		clock->phase = PHASE_ENDED;
		clock_anchor(clock, applying, applying->event->exercise_ended->clock_revision,
		    applying->event->exercise_ms);
	}
}

/* The clock stands still already: no new anchor. */
void apply_exercise_closed(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	(void)applying;
	if (clock->phase == PHASE_ENDED) {
		clock->phase = PHASE_CLOSED;
	}
}

void apply_clock_restored(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock_is_under_way(clock)) {
		clock_anchor(clock, applying, applying->event->clock_restored->clock_revision,
		    applying->event->exercise_ms);
	}
}
