/*
 * The clock as the engine sees it. The arithmetic of a line through the anchor is
 * proto/rules/clock_line.h, as clients reckon with it too; here are the engine's limits. Time runs
 * in one phase only, and no further than EXERCISE_MS_MAX: a machine's clock that leaps makes no
 * times of which sums overflow.
 */
#include "server/exercise/ground/clock.h"

#include "proto/rules/clock_line.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"

static struct clock_line line_of(const struct clock *clock)
{
	return (struct clock_line){
	    clock->anchor_wall_ms, clock->anchor_exercise_ms, clock->rate_permille};
}

bool clock_is_under_way(const struct clock *clock)
{
	return clock->phase == PHASE_RUNNING || clock->phase == PHASE_PAUSED;
}

int64_t clock_time(const struct clock *clock, int64_t wall_ms)
{
	struct clock_line line = line_of(clock);
	return clock->phase == PHASE_RUNNING ? clock_line_at(&line, wall_ms, EXERCISE_MS_MAX)
	                                     : clock->anchor_exercise_ms;
}

int64_t clock_wall(const struct clock *clock, int64_t exercise_ms)
{
	struct clock_line line = line_of(clock);
	bool comes = clock->phase == PHASE_RUNNING && exercise_ms <= EXERCISE_MS_MAX;
	return comes ? clock_line_wall(&line, exercise_ms) : INT64_MAX;
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
