/* How a live exercise comes and goes: its file opened, closed and tried again, its end. */
#include "proto/xalloc.h"
#include "server/live/live_private.h"
#include "server/live/read_job.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void handle_closed(uv_handle_t *handle)
{
	struct live *live = handle->data;
	if (--live->handles > 0) {
		return;
	}
	live_enter(live, LIVE_CLOSED);
	live->stopped(live->stopped_context);
}

static void close_handles(struct live *live)
{
	uv_close((uv_handle_t *)&live->timer, handle_closed);
	uv_close((uv_handle_t *)&live->tell, handle_closed);
}

static void end(struct live *live)
{
	live_enter(live, LIVE_ENDING);
	close_handles(live);
}

static void close_on_worker(void *context)
{
	struct live *live = context;
	exercise_file_close(live->at_worker);
}

static void close_done(void *context)
{
	struct live *live = context;
	live->at_worker = NULL;
	if (live->state == LIVE_DROPPING) {
		live_enter(live, LIVE_AWAY);
	} else {
		end(live);
	}
}

/* Has a worker close the file, which is here or was just opened by one. */
static void close_file(struct live *live, enum live_state state)
{
	if (live->file != NULL) {
		live->at_worker = live->file;
	}
	live->file = NULL;
	window_deinit(&live->backfill);
	window_init(&live->backfill, 1);
	hub_deinit(&live->hub);
	hub_init(&live->hub);
	workers_start(
	    live->around->workers, &live->file_work, WORK_FILE, close_on_worker, close_done, live);
	live_enter(live, state);
}

void live_settle(struct live *live)
{
	if (work_is_under_way(&live->commit_work) || work_is_under_way(&live->read_work)) {
		return;
	}
	if (live->state == LIVE_FAILED) {
		close_file(live, LIVE_DROPPING);
	} else if (live->state ==
	           LIVE_GIVING) { /* had anything been queued, it would be under way */
		close_file(live, LIVE_CLOSING);
	}
}

static void load_on_worker(void *context)
{
	struct live *live = context;
	char *path = shelf_path(live->around->data_folder, SHELF_SERVED, live->exercise_id);
	if (exercise_file_open(path, live->around->signer, &live->at_worker, &live->failure) != 0) {
		live->at_worker = NULL;
	}
	free(path);
}

static void opened(struct live *live)
{
	live->file = live->at_worker;
	live->at_worker = NULL;
	live_enter(live, LIVE_OPEN);
	int64_t last_ms = live_last_alive_ms(live);
	struct clock_moment now;
	clock_moment(live->around->clock, &now);
	int64_t away_ms = clock_away_ms(&live->file->alive, last_ms, &now);
	live->loads++;
	live->told = (struct err){0};
	live->durable_seq = exercise_head(live->file->engine);
	/* what was read is on disk; a commit that failed before is no longer waited for */
	live->durable_ticket = live->filling.ticket - 1;
	/* a log that is ahead of this machine's clock goes on from its own last moment */
	live->clock_shift_ms = last_ms > now.wall_ms ? last_ms - now.wall_ms : 0;
	live->alive_noted = false;
	log_write(live->around->log, LOG_INFO, "exercise \"%s\" is open, %" PRIu64 " events",
	    live->exercise_id, live->durable_seq);
	if (away_ms < 0 && exercise_phase(live->file->engine) == PHASE_RUNNING) {
		log_write(live->around->log, LOG_WARNING,
		    "the machine's clock was put back while exercise \"%s\" was away: nobody knows "
		    "for how long, so it is paused",
		    live->exercise_id);
	}
	live_restore_clock(live, last_ms, away_ms);
	live_tell_advanced(live); /* nobody can be in it yet, but administration may wait for it */
}

static void load(struct live *live);

static void try_again(uv_timer_t *timer)
{
	struct live *live = timer->data;
	if (live->state == LIVE_FAILED || live->state == LIVE_DROPPING) { /* it is not closed yet */
		uv_timer_start(timer, try_again, LIVE_RETRY_MS, 0);
	} else {
		load(live);
	}
}

static void cannot_be_opened(struct live *live)
{
	live_enter(live, live->failure.code == ERR_BUSY ? LIVE_ELSEWHERE : LIVE_AWAY);
	live_end_followers(
	    live, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE, live->failure.text);
	if (strcmp(live->told.text, live->failure.text) != 0) {
		log_write(live->around->log, LOG_ERROR, "exercise \"%s\" cannot be opened: %s",
		    live->exercise_id, live->failure.text);
	}
	live->told = live->failure;
	uv_timer_start(&live->timer, try_again, LIVE_RETRY_MS, 0);
}

static void load_done(void *context)
{
	struct live *live = context;
	if (live->state == LIVE_UNWANTED && live->at_worker != NULL) {
		close_file(live, LIVE_CLOSING);
	} else if (live->state == LIVE_UNWANTED) {
		end(live);
	} else if (live->at_worker != NULL) {
		opened(live);
	} else {
		cannot_be_opened(live);
	}
}

static void load(struct live *live)
{
	workers_start(
	    live->around->workers, &live->file_work, WORK_FILE, load_on_worker, load_done, live);
	live_enter(live, LIVE_LOADING);
}

/* On disk: an end that is lost with its commit has not come. */
static enum progress progress_on_disk(const struct live *live)
{
	const struct exercise *engine = live->file->engine;
	return exercise_phase(engine) >= PHASE_ENDED && live->durable_seq < exercise_head(engine)
	           ? PROGRESS_UNDER_WAY
	           : exercise_file_progress(live->file);
}

void live_fail(struct live *live, const struct err *err)
{
	if (live->state == LIVE_OPEN) {
		live_enter(live, LIVE_FAILED);
	}
	live->progress = progress_on_disk(live);
	live->failure = *err;
	log_write(live->around->log, LOG_ERROR, "exercise \"%s\" stops: %s", live->exercise_id,
	    live->failure.text);
	batch_clear(&live->filling);
	read_job_drop_all(live);
	live_end_followers(live, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
	    "the exercise cannot be written to disk or read from it and has stopped; everything up "
	    "to here is kept, and it resumes by itself once that is possible");
	if (live->state == LIVE_FAILED) {
		uv_timer_start(&live->timer, try_again, LIVE_RETRY_MS, 0);
	}
}

struct live *live_new(const struct live_surroundings *around, const char *exercise_id)
{
	struct live *live = xcalloc(1, sizeof(*live));
	live->around = around;
	live->exercise_id = xstrdup(exercise_id);
	live->followers.prev = live->followers.next = &live->followers;
	live->next_told = &live->followers;
	live->filling.ticket = 1;
	hub_init(&live->hub);
	window_init(&live->backfill, 1);
	uv_timer_init(around->loop, &live->timer);
	uv_idle_init(around->loop, &live->tell);
	live->timer.data = live->tell.data = live;
	live->handles = 2;
	load(live);
	return live;
}

/* What is queued is committed, what is being read comes back, the file is closed: the first state
 * on that way from each one. */
void live_stop(struct live *live, Convene__V1__ErrorCode code, const char *text,
    void (*stopped)(void *context), void *context)
{
	bool cancelled =
	    live->state == LIVE_LOADING && workers_cancel(live->around->workers, &live->file_work);
	static const enum live_state first[LIVE_STATES] = {
	    [LIVE_AWAY] = LIVE_ENDING,
	    [LIVE_ELSEWHERE] = LIVE_ENDING,
	    [LIVE_LOADING] = LIVE_UNWANTED,
	    [LIVE_OPEN] = LIVE_GIVING,
	    [LIVE_FAILED] = LIVE_GIVING,
	    [LIVE_DROPPING] = LIVE_CLOSING,
	};

	live->stopped = stopped;
	live->stopped_context = context;
	uv_timer_stop(&live->timer);
	live_enter(live, cancelled ? LIVE_ENDING : first[live->state]);
	read_job_drop_all(live);
	live_end_followers(live, code, text);
	live_commit(live);
	live_is_free_to_commit(live); /* closing moves the log into the file anyway */
	if (live->state == LIVE_ENDING) {
		close_handles(live);
	} else {
		live_settle(live);
	}
}

void live_free(struct live *live)
{
	hub_deinit(&live->hub);
	window_deinit(&live->backfill);
	batch_deinit(&live->filling);
	batch_deinit(&live->committing);
	free(live->exercise_id);
	free(live);
}

const char *live_id(const struct live *live)
{
	return live->exercise_id;
}

uint32_t live_loads(const struct live *live)
{
	return live->loads;
}

enum progress live_progress(const struct live *live)
{
	return live_is_open(live) ? exercise_file_progress(live->file) : live->progress;
}
