/* What a worker writes for a live exercise: commits, and while nothing else happens, that it is
 * alive, and the log into its file. One at a time. */
#include "server/live/live_private.h"

#include <string.h>

static void commit_on_worker(void *context)
{
	struct live *live = context;
	live->commit_result =
	    journal_append(live->file->journal, &live->committing.rows, &live->commit_err);
}

/* What became of the attachment pieces in the batch. */
static void tell_pieces(struct live *live)
{
	for (size_t i = 0; i < live->committing.rows.piece_count; i++) {
		const struct journal_piece *piece = &live->committing.rows.pieces[i];
		struct upload_row *row = upload_index_find(&live->file->uploads, piece->sha256);
		struct follower *asker = live_follower_of(live, live->committing.piece_askers[i]);
		if (row == NULL) {
			continue; /* the whole did not match, as a piece before this one showed */
		}
		row->stored_bytes = piece->stored;
		if (asker != NULL) {
			asker->piece_stored(asker, row, piece->mismatch);
		}
		if (piece->mismatch) {
			upload_index_remove(&live->file->uploads, piece->sha256);
		}
	}
}

/* Uploads that were put aside: as one that a restarted server finds, whole and nobody's, they go
 * after a while. How large they are is of no use: they are in no team's share. */
static void know_aside(struct live *live)
{
	for (size_t i = 0; i < live->committing.rows.adopt_count; i++) {
		const struct journal_adopt *adopt = &live->committing.rows.adopts[i];
		struct upload_row row = {.team = UPLOAD_OF_NOBODY};
		memcpy(row.key, adopt->becomes, HASH_SIZE);
		if (memcmp(adopt->becomes, adopt->sha256, HASH_SIZE) != 0) {
			upload_index_add(&live->file->uploads, &row);
		}
	}
}

static void commit_done(void *context)
{
	struct live *live = context;
	if (live->commit_result != 0) {
		live_fail(live, &live->commit_err);
		batch_clear(&live->committing);
		live_settle(live);
		return;
	}
	for (size_t i = 0; i < live->committing.rows.entry_count; i++) {
		numbering_add_check(&live->file->numbering, live->committing.rows.entries[i].hash);
	}
	if (live->committing.rows.entry_count > 0) {
		live->durable_seq =
		    live->committing.rows.entries[live->committing.rows.entry_count - 1].seq;
	}
	live->durable_ticket = live->committing.ticket;
	live->checkpoint_wanted = true;
	tell_pieces(live);
	know_aside(live);
	batch_clear(&live->committing);
	window_trim(&live->file->recent, RECENT_ENTRIES, RECENT_BYTES, live->durable_seq);
	live_commit(live);
	live_tell_advanced(live);
	live_settle(live);
}

bool live_is_free_to_commit(struct live *live)
{
	if (workers_cancel(live->around->workers, &live->commit_work)) {
		live->checkpoint_wanted = true;
	}
	return !work_is_under_way(&live->commit_work);
}

void live_commit(struct live *live)
{
	if ((live->state != LIVE_OPEN && live->state != LIVE_GIVING) ||
	    batch_is_empty(&live->filling) || !live_is_free_to_commit(live)) {
		return;
	}
	struct batch spare = live->committing;
	live->committing = live->filling;
	live->filling = spare;
	live->filling.ticket = live->committing.ticket + 1;
	workers_start(live->around->workers, &live->commit_work, WORK_COMMIT, commit_on_worker,
	    commit_done, live);
}

static void checkpoint_on_worker(void *context)
{
	struct live *live = context;
	live->commit_result = journal_checkpoint(live->file->journal, &live->commit_err);
}

static void idle_done(void *context)
{
	struct live *live = context;
	if (live->commit_result != 0) {
		live_fail(live, &live->commit_err);
	} else {
		live_commit(live);
	}
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

	if (!live_is_open(live)) {
		return;
	}
	upload_index_expire(
	    &live->file->uploads, &live->filling, (int64_t)uv_now(live->around->loop));
	if (!batch_is_empty(&live->filling)) {
		live_commit(live);
		return;
	}
	if (alive_is_due(live) && live_is_free_to_commit(live)) {
		clock_moment(live->around->clock, &live->file->alive);
		live->file->alive.wall_ms = live_now_ms(live);
		live->alive_noted = true;
		task = alive_on_worker;
	} else if (live->checkpoint_wanted && !work_is_under_way(&live->commit_work)) {
		live->checkpoint_wanted = false;
		kind = WORK_CHECKPOINT;
		task = checkpoint_on_worker;
	}
	if (task == NULL) {
		return;
	}
	workers_start(live->around->workers, &live->commit_work, kind, task, idle_done, live);
}

bool live_is_congested(const struct live *live)
{
	return live->filling.bytes > LIVE_CONGESTED_BYTES;
}

uint64_t live_pending_ticket(const struct live *live)
{
	return batch_is_empty(&live->filling) ? live->filling.ticket - 1 : live->filling.ticket;
}

bool live_is_durable(const struct live *live, uint64_t ticket)
{
	return live->durable_ticket >= ticket;
}

uint64_t live_durable_seq(const struct live *live)
{
	return live->durable_seq;
}
