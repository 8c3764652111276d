#include "server/exercise/clock.h"

#include "server/exercise/limits.h"
#include "server/exercise/state.h"

int64_t clock_time(const struct clock *clock, int64_t wall_ms)
{
	if (clock->phase != PHASE_RUNNING || wall_ms <= clock->anchor_wall_ms) {
		return clock->anchor_exercise_ms;
	}
	/* products of milliseconds and permille do not fit 64 bits for every clock that a machine
	 * may have */
	__int128 elapsed = (__int128)wall_ms - clock->anchor_wall_ms;
	__int128 time = clock->anchor_exercise_ms + elapsed * clock->rate_permille / 1000;
	return time < EXERCISE_MS_MAX ? (int64_t)time : EXERCISE_MS_MAX;
}

int64_t clock_wall(const struct clock *clock, int64_t exercise_ms)
{
	if (clock->phase != PHASE_RUNNING || clock->rate_permille == 0 ||
	    exercise_ms > EXERCISE_MS_MAX) {
		return INT64_MAX;
	}
	if (exercise_ms <= clock->anchor_exercise_ms) {
		return clock->anchor_wall_ms;
	}
	__int128 distance = (__int128)exercise_ms - clock->anchor_exercise_ms;
	__int128 elapsed = (distance * 1000 + clock->rate_permille - 1) / clock->rate_permille;
	__int128 wall = clock->anchor_wall_ms + elapsed;
	return wall < INT64_MAX ? (int64_t)wall : INT64_MAX;
}

void clock_digest(const struct clock *clock, struct digest_form *form)
{
	digest_put(form, clock->phase);
	digest_put(form, clock->rate_permille);
	digest_put(form, clock->revision);
	digest_put(form, clock->changed_by);
	digest_put(form, (uint64_t)clock->anchor_wall_ms);
	digest_put(form, (uint64_t)clock->anchor_exercise_ms);
}

/* --- applying: each event that changes the clock is an anchor --- */

static void clock_anchor(
    struct clock *clock, const struct applying *applying, uint32_t revision, int64_t exercise_ms)
{
	clock->revision = revision;
	clock->changed_by = applying->envelope->actor_id;
	clock->anchor_wall_ms = applying->event->wall_ms;
	clock->anchor_exercise_ms = exercise_ms;
}

static bool clock_started(const struct clock *clock)
{
	return clock->phase == PHASE_RUNNING || clock->phase == PHASE_PAUSED;
}

void clock_apply_started(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ExerciseStarted *body = applying->event->exercise_started;
	struct clock *clock = &exercise->clock;
	if (clock->phase == PHASE_PLANNED) {
		clock->phase = PHASE_RUNNING;
		clock->rate_permille = body->rate_permille;
		clock_anchor(clock, applying, body->clock_revision, 0);
	}
}

void clock_apply_paused(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock->phase == PHASE_RUNNING) {
		clock->phase = PHASE_PAUSED;
		clock_anchor(clock, applying, applying->event->clock_paused->clock_revision,
		    applying->event->exercise_ms);
	}
}

void clock_apply_resumed(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock->phase == PHASE_PAUSED) {
		clock->phase = PHASE_RUNNING;
		clock_anchor(clock, applying, applying->event->clock_resumed->clock_revision,
		    applying->event->exercise_ms);
	}
}

void clock_apply_rate(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RateChanged *body = applying->event->rate_changed;
	struct clock *clock = &exercise->clock;
	if (clock_started(clock)) {
		clock_anchor(clock, applying, body->clock_revision, applying->event->exercise_ms);
		clock->rate_permille = body->rate_permille;
	}
}

void clock_apply_jumped(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ClockJumped *body = applying->event->clock_jumped;
	struct clock *clock = &exercise->clock;
	if (clock_started(clock)) {
		clock_anchor(clock, applying, body->clock_revision, body->to_ms);
	}
}

void clock_apply_ended(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock_started(clock)) {
		clock->phase = PHASE_ENDED;
		clock_anchor(clock, applying, applying->event->exercise_ended->clock_revision,
		    applying->event->exercise_ms);
	}
}

/* The clock stands still already: no new anchor. */
void clock_apply_closed(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	(void)applying;
	if (clock->phase == PHASE_ENDED) {
		clock->phase = PHASE_CLOSED;
	}
}

void clock_apply_restored(struct exercise *exercise, const struct applying *applying)
{
	struct clock *clock = &exercise->clock;
	if (clock_started(clock)) {
		clock_anchor(clock, applying, applying->event->clock_restored->clock_revision,
		    applying->event->exercise_ms);
	}
}
