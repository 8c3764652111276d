/* What a live exercise does for its file while nothing else happens. */
#include "server/live/live.h"

/* The last moment at which the disk says that the exercise was running. */
int64_t live_last_alive_ms(const struct live *live)
{
	int64_t event_ms = exercise_last_wall_ms(live->file->engine);

	return live->file->alive.wall_ms > event_ms ? live->file->alive.wall_ms : event_ms;
}

static void checkpoint_on_worker(void *context)
{
	struct live *live = context;

	live->commit_result = journal_checkpoint(live->file->journal, &live->commit_err);
}

static void idle_done(void *context)
{
	struct live *live = context;

	live->commit_busy = false;
	if (live->commit_result != 0)
		live_fail(live, &live->commit_err);
	else
		live_commit(live);
	live_settle(live);
}

static void alive_on_worker(void *context)
{
	struct live *live = context;

	live->commit_result =
	    journal_set_alive(live->file->journal, &live->file->alive, &live->commit_err);
}

/* The first one ties this exercise's wall clock to the machine's boot; see clock_away_ms(). */
static bool alive_is_due(const struct live *live)
{
	return exercise_phase(live->file->engine) == PHASE_RUNNING &&
	       (!live->alive_noted ||
	           live_now_ms(live) - live_last_alive_ms(live) >= LIVE_ALIVE_MS);
}

void live_idle(struct live *live)
{
	enum work_kind kind = WORK_COMMIT;
	void (*task)(void *context) = NULL;

	if (!live_is_open(live) || !batch_is_empty(&live->filling))
		return;
	if (alive_is_due(live) && live_is_free_to_commit(live)) {
		clock_moment(live->around->clock, &live->file->alive);
		live->file->alive.wall_ms = live_now_ms(live);
		live->alive_noted = true;
		task = alive_on_worker;
	} else if (live->checkpoint_wanted && !live->commit_busy) {
		live->checkpoint_wanted = false;
		kind = WORK_CHECKPOINT;
		task = checkpoint_on_worker;
	}
	if (task == NULL)
		return;
	live->commit_busy = true;
	workers_start(live->around->workers, &live->commit_work, kind, task, idle_done, live);
}
