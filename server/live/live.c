#include "server/live/live.h"

#include "proto/xalloc.h"
#include "server/live/read_job.h"

#include <stdlib.h>
#include <string.h>

/* Memory for what falls due at one moment. */
#define DUE_BUDGET (16u * 1024u * 1024u)

/* Followers told of a commit in one turn of the loop: about what can be sent in one. More at once
 * would make the turn long, and they would be out of the processor's cache again when their turn
 * to be sent something comes. */
#define TOLD_A_TURN 192

static void timer_fired(uv_timer_t *timer);

/* --- followers --- */

void live_follow(struct live *live, struct follower *follower)
{
	follower->prev = live->followers.prev;
	follower->next = &live->followers;
	follower->prev->next = follower;
	live->followers.prev = follower;
	live->follower_count++;
	/* those who are still to be told come before it, or after it and around the list's end */
	if (live->tell_left > 0)
		live->tell_left++;
}

void live_unfollow(struct live *live, struct follower *follower)
{
	if (follower->next == NULL)
		return;
	if (live->next_told == follower)
		live->next_told = follower->next;
	follower->prev->next = follower->next;
	follower->next->prev = follower->prev;
	follower->prev = follower->next = NULL;
	live->follower_count--;
}

static void tell_some(struct live *live)
{
	for (size_t i = 0; i < TOLD_A_TURN && live->tell_left > 0; i++) {
		struct follower *follower = live->next_told;

		if (follower == &live->followers) /* the list is a ring */
			follower = follower->next;
		if (follower == &live->followers) { /* nobody follows any more */
			live->tell_left = 0;
			break;
		}
		__builtin_prefetch(follower->next->next);
		live->next_told = follower->next; /* it may leave */
		live->tell_left--;
		follower->advanced(follower);
	}
}

static void go_on_telling(uv_idle_t *idle)
{
	struct live *live = idle->data;

	tell_some(live);
	if (live->tell_left == 0)
		uv_idle_stop(idle);
}

/* All followers, once around the list. While some are still to be told of the commit before it goes
 * on with these, so that they need not be told twice; else it begins with who came first, most
 * often the staff, whose answers wait. */
static void tell_advanced(struct live *live)
{
	if (live->tell_left == 0)
		live->next_told = live->followers.next;
	live->tell_left = live->follower_count;
	tell_some(live);
	if (live->tell_left > 0)
		uv_idle_start(&live->tell, go_on_telling);
}

static void end_followers(struct live *live, Convene__V1__ErrorCode code, const char *text)
{
	while (live->followers.next != &live->followers) {
		struct follower *follower = live->followers.next;

		live_unfollow(live, follower);
		follower->ended(follower, code, text);
	}
}

/* --- loading --- */

static void load_on_worker(void *context)
{
	struct live *live = context;
	char *path = shelf_path(live->around->data_folder, SHELF_SERVED, live->exercise_id);

	if (exercise_file_open(path, live->around->signer, &live->file, &live->failure) != 0)
		live->file = NULL;
	free(path);
}

/* The time that was lost was nobody's: the clock goes on from where it stood. */
static void restore_clock(struct live *live, int64_t since_ms, int64_t away_ms)
{
	struct arena *arena = arena_new(DUE_BUDGET);
	struct decision decision;

	decision_init(&decision, arena);
	exercise_decide_restored(live->file->engine, live_now_ms(live), since_ms, away_ms,
	    live->around->bridge_ms, &decision);
	exercise_file_take(live->file, &decision, &live->filling);
	arena_free(arena);
	live_changed(live);
}

static void opened(struct live *live)
{
	int64_t last_ms = live_last_alive_ms(live), away_ms;
	struct clock_moment now;

	clock_moment(live->around->clock, &now);
	away_ms = clock_away_ms(&live->file->alive, last_ms, &now);
	live->state = LIVE_OPEN;
	live->loads++;
	live->told = (struct err){0};
	live->durable_seq = exercise_head(live->file->engine);
	/* what was read is on disk; a commit that failed before is no longer waited for */
	live->durable_ticket = live->filling.ticket - 1;
	/* a log that is ahead of this machine's clock goes on from its own last moment */
	live->clock_shift_ms = last_ms > now.wall_ms ? last_ms - now.wall_ms : 0;
	live->alive_noted = false;
	log_write(live->around->log, LOG_INFO, "exercise \"%s\" is open, %llu events",
	    live->exercise_id, (unsigned long long)live->durable_seq);
	if (away_ms < 0 && exercise_phase(live->file->engine) == PHASE_RUNNING)
		log_write(live->around->log, LOG_WARNING,
		    "the machine's clock was put back while exercise \"%s\" was away: nobody knows "
		    "for how long, so it is paused",
		    live->exercise_id);
	restore_clock(live, last_ms, away_ms);
	tell_advanced(live); /* nobody can be in it yet, but administration may wait for it */
}

static void load_done(void *context)
{
	struct live *live = context;

	live->load_busy = false;
	if (live->file != NULL && !live->stopping) {
		opened(live);
		return;
	}
	live->state = LIVE_FAILED;
	end_followers(
	    live, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE, live->failure.text);
	if (!live->stopping) {
		if (strcmp(live->told.text, live->failure.text) != 0)
			log_write(live->around->log, LOG_ERROR,
			    "exercise \"%s\" cannot be opened: %s", live->exercise_id,
			    live->failure.text);
		live->told = live->failure;
		uv_timer_start(&live->timer, timer_fired, LIVE_RETRY_MS, 0);
	}
	live_settle(live);
}

static void load(struct live *live)
{
	live->state = LIVE_LOADING;
	live->load_busy = true;
	workers_start(
	    live->around->workers, &live->load_work, WORK_FILE, load_on_worker, load_done, live);
}

/* --- committing --- */

static void commit_on_worker(void *context)
{
	struct live *live = context;
	struct journal_batch rows = batch_rows(&live->committing);

	live->commit_result = journal_append(live->file->journal, &rows, &live->commit_err);
}

/* What became of the attachment pieces in the batch. */
static void tell_pieces(struct live *live)
{
	for (size_t i = 0; i < live->committing.piece_count; i++) {
		const struct journal_piece *piece = &live->committing.pieces[i];
		struct attachment_row *row =
		    attachment_index_find(&live->file->attachments, piece->sha256);
		struct follower *follower;

		if (piece->mismatch)
			attachment_index_remove(&live->file->attachments, piece->sha256);
		else if (row != NULL)
			row->stored_bytes = piece->stored;
		for (follower = live->followers.next; follower != &live->followers;
		     follower = follower->next) {
			if (follower->connection_id == live->committing.piece_askers[i]) {
				follower->piece_stored(follower, piece->sha256, piece->stored,
				    piece->mismatch
				        ? "the bytes do not have this SHA-256; send them again"
				        : NULL);
				break;
			}
		}
	}
}

/* On disk: an end that is lost with its commit has not come. */
static bool is_under_way(const struct live *live)
{
	const struct exercise *engine = live->file->engine;

	return exercise_is_under_way(engine) ||
	       (exercise_phase(engine) >= PHASE_ENDED && live->durable_seq < exercise_head(engine));
}

void live_fail(struct live *live, const struct err *err)
{
	live->state = LIVE_FAILED;
	live->failed_under_way = is_under_way(live);
	live->failure = *err;
	log_write(live->around->log, LOG_ERROR, "exercise \"%s\" stops: %s", live->exercise_id,
	    live->failure.text);
	batch_clear(&live->filling);
	read_job_drop_all(live);
	end_followers(live, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
	    "the exercise cannot be written to disk or read from it and has stopped; everything up "
	    "to here is kept, and it resumes by itself once that is possible");
	uv_timer_start(&live->timer, timer_fired, LIVE_RETRY_MS, 0);
}

static void commit_done(void *context)
{
	struct live *live = context;

	live->commit_busy = false;
	if (live->commit_result != 0) {
		live_fail(live, &live->commit_err);
		batch_clear(&live->committing);
		live_settle(live);
		return;
	}
	if (live->committing.entry_count > 0)
		live->durable_seq = live->committing.entries[live->committing.entry_count - 1].seq;
	live->durable_ticket = live->committing.ticket;
	live->checkpoint_wanted = true;
	tell_pieces(live);
	batch_clear(&live->committing);
	window_trim(&live->file->recent, RECENT_ENTRIES, RECENT_BYTES, live->durable_seq);
	live_commit(live);
	tell_advanced(live);
	live_settle(live);
}

bool live_is_free_to_commit(struct live *live)
{
	if (live->commit_busy && workers_cancel(live->around->workers, &live->commit_work)) {
		live->commit_busy = false;
		live->checkpoint_wanted = true;
	}
	return !live->commit_busy;
}

void live_commit(struct live *live)
{
	struct batch spare;

	if (live->state != LIVE_OPEN || batch_is_empty(&live->filling) ||
	    !live_is_free_to_commit(live))
		return;
	spare = live->committing;
	live->committing = live->filling;
	live->filling = spare;
	live->filling.ticket = live->committing.ticket + 1;
	live->commit_busy = true;
	workers_start(live->around->workers, &live->commit_work, WORK_COMMIT, commit_on_worker,
	    commit_done, live);
}

/* --- time --- */

int64_t live_now_ms(const struct live *live)
{
	return clock_now_ms(live->around->clock) + live->clock_shift_ms;
}

static void set_due_timer(struct live *live)
{
	int64_t due_ms = exercise_next_due(live->file->engine);
	int64_t wait_ms;

	if (due_ms == INT64_MAX) {
		uv_timer_stop(&live->timer);
		return;
	}
	wait_ms = due_ms - live_now_ms(live);
	uv_update_time(live->around->loop);
	uv_timer_start(&live->timer, timer_fired, wait_ms > 0 ? (uint64_t)wait_ms : 0, 0);
}

static void carry_out_due(struct live *live)
{
	struct arena *arena = arena_new(DUE_BUDGET);
	struct decision decision;

	decision_init(&decision, arena);
	exercise_decide_due(live->file->engine, live_now_ms(live), &decision);
	exercise_file_take(live->file, &decision, &live->filling);
	if (decision.refusal == NULL)
		set_due_timer(live);
	else
		log_write(live->around->log, LOG_ERROR,
		    "exercise \"%s\": what is due cannot be delivered: %s", live->exercise_id,
		    decision.refusal->message);
	arena_free(arena);
}

static void timer_fired(uv_timer_t *timer)
{
	struct live *live = timer->data;

	if (live->state == LIVE_OPEN)
		carry_out_due(live);
	else if (live->state == LIVE_FAILED && !live->stopping && live->file == NULL &&
	         !live->load_busy)
		load(live);
	else if (!live->stopping)
		uv_timer_start(timer, timer_fired, LIVE_RETRY_MS, 0);
}

void live_changed(struct live *live)
{
	set_due_timer(live);
}

void live_was_away(struct live *live, int64_t away_ms)
{
	if (live_is_open(live))
		restore_clock(live, live_now_ms(live) - away_ms, away_ms);
}

/* --- asking --- */

bool live_is_open(const struct live *live)
{
	return live->state == LIVE_OPEN && !live->stopping;
}

bool live_is_congested(const struct live *live)
{
	return live->filling.bytes > LIVE_CONGESTED_BYTES;
}

struct batch *live_batch(struct live *live)
{
	return &live->filling;
}

uint64_t live_pending_ticket(const struct live *live)
{
	return batch_is_empty(&live->filling) ? live->filling.ticket - 1 : live->filling.ticket;
}

const struct hub_batch *live_frames(
    struct live *live, const struct follower *follower, uint64_t after_seq, size_t max_bytes)
{
	struct read_job job = {
	    .kind = READ_EVENTS, .after_seq = after_seq, .through_seq = live->durable_seq};
	const struct window *window = &live->file->recent;

	if (window_at(window, after_seq + 1) == NULL)
		window = &live->backfill;
	if (window_at(window, after_seq + 1) != NULL)
		return hub_batch(
		    &live->hub, window, &follower->viewer, after_seq, live->durable_seq, max_bytes);
	for (struct read_job *waiting = live->reads; waiting != NULL; waiting = waiting->next) {
		if (waiting->kind == READ_EVENTS && waiting->after_seq == after_seq)
			return NULL;
	}
	read_job_queue(live, &job);
	return NULL;
}

/* --- beginning and end --- */

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

static void close_on_worker(void *context)
{
	struct live *live = context;

	exercise_file_close(live->file);
}

static void close_done(void *context)
{
	struct live *live = context;

	live->file = NULL;
	live->load_busy = false;
	live_settle(live);
}

static void handle_closed(uv_handle_t *handle)
{
	struct live *live = handle->data;

	if (--live->handles > 0)
		return;
	live->state = LIVE_CLOSED;
	live->stopped(live->stopped_context);
}

/*
 * Called whenever a worker has come back. A file that failed, or that is to be closed and has
 * nothing left to commit, is closed on a worker; what stops is done when the file is closed.
 */
void live_settle(struct live *live)
{
	if (live->commit_busy || live->read_busy || live->load_busy)
		return;
	if (live->file != NULL &&
	    (live->state == LIVE_FAILED || (live->stopping && batch_is_empty(&live->filling)))) {
		live->load_busy = true;
		window_deinit(&live->backfill);
		window_init(&live->backfill, 1);
		hub_deinit(&live->hub);
		hub_init(&live->hub);
		workers_start(live->around->workers, &live->load_work, WORK_FILE, close_on_worker,
		    close_done, live);
		return;
	}
	if (live->stopping && live->file == NULL && !uv_is_closing((uv_handle_t *)&live->timer)) {
		uv_close((uv_handle_t *)&live->timer, handle_closed);
		uv_close((uv_handle_t *)&live->tell, handle_closed);
	}
}

void live_stop(struct live *live, Convene__V1__ErrorCode code, const char *text,
    void (*stopped)(void *context), void *context)
{
	live->stopped = stopped;
	live->stopped_context = context;
	live->stopping = true;
	uv_timer_stop(&live->timer);
	if (live->state == LIVE_LOADING &&
	    workers_cancel(live->around->workers, &live->load_work)) {
		live->load_busy = false;
		live->state = LIVE_FAILED;
	}
	read_job_drop_all(live);
	end_followers(live, code, text);
	live_commit(live);
	live_is_free_to_commit(live); /* closing moves the log into the file anyway */
	live_settle(live);
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
