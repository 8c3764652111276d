/* How a live exercise takes its course: its clock, what falls due, and what people ask of it. */
#include "server/base/random.h"
#include "server/live/live_private.h"

/* Memory for what falls due at one moment. */
#define DUE_BUDGET (16u * 1024u * 1024u)

int64_t live_last_alive_ms(const struct live *live)
{
	int64_t event_ms = exercise_last_wall_ms(live->file->engine);
	return live->file->alive.wall_ms > event_ms ? live->file->alive.wall_ms : event_ms;
}

int64_t live_now_ms(const struct live *live)
{
	return clock_now_ms(live->around->clock) + live->clock_shift_ms;
}

static void due(uv_timer_t *timer);

static void set_due_timer(struct live *live)
{
	int64_t due_ms = exercise_next_due(live->file->engine);
	if (due_ms == INT64_MAX) {
		uv_timer_stop(&live->timer);
		return;
	}
	int64_t wait_ms = due_ms - live_now_ms(live);
	uv_update_time(live->around->loop);
	uv_timer_start(&live->timer, due, wait_ms > 0 ? (uint64_t)wait_ms : 0, 0);
}

void live_restore_clock(struct live *live, int64_t since_ms, int64_t away_ms)
{
	struct arena *arena = arena_new(DUE_BUDGET);
	struct decision decision;
	decision_init(&decision, arena, random_seed());
	exercise_decide_restored(live->file->engine, live_now_ms(live), since_ms, away_ms,
	    live->around->bridge_ms, &decision);
	exercise_file_take(live->file, &decision, &live->filling);
	arena_free(arena);
	set_due_timer(live);
}

static void due(uv_timer_t *timer)
{
	struct live *live = timer->data;
	struct arena *arena = arena_new(DUE_BUDGET);
	struct decision decision;
	decision_init(&decision, arena, random_seed());
	exercise_decide_due(live->file->engine, live_now_ms(live), &decision);
	exercise_file_take(live->file, &decision, &live->filling);
	if (decision.refusal == NULL) {
		set_due_timer(live);
	} else {
		log_write(live->around->log, LOG_ERROR,
		    "exercise \"%s\": what is due cannot be delivered: %s", live->exercise_id,
		    decision.refusal->message);
	}
	arena_free(arena);
}

void live_was_away(struct live *live, int64_t away_ms)
{
	if (live_is_open(live)) {
		live_restore_clock(live, live_now_ms(live) - away_ms, away_ms);
	}
}

void live_command(struct live *live, uint64_t participant_id, const Convene__V1__Command *command,
    struct decision *decision, char join_code[JOIN_CODE_SIZE])
{
	conduct_command(live->file, &live->filling, participant_id, live_now_ms(live), command,
	    decision, join_code);
	if (decision->count > 0) {
		set_due_timer(live);
	}
}

Convene__V1__ErrorCode live_join(struct live *live, const struct join_request *request,
    struct arena *arena, struct admission *out, struct err *err)
{
	Convene__V1__ErrorCode refusal =
	    conduct_join(live->file, &live->filling, request, arena, out, err);
	set_due_timer(live);
	return refusal;
}

int live_issue_all(struct live *live, Convene__V1__IssueInvite *const *invites, size_t count,
    struct arena *arena, struct issued *out, struct err *err)
{
	int result = conduct_issue_all(
	    live->file, &live->filling, live_now_ms(live), invites, count, arena, out, err);
	set_due_timer(live);
	return result;
}

void live_end_tokens(struct live *live, uint64_t participant_id, const uint8_t *token_hash)
{
	if (token_hash == NULL) {
		tokens_end_all(live->file, &live->filling, participant_id);
	} else {
		tokens_end_one(live->file, &live->filling, participant_id, token_hash);
	}
}

struct upload_row *live_begin_upload(struct live *live, const struct upload_row *row)
{
	if (!upload_index_make_way(&live->file->uploads, &live->filling, row->participant_id)) {
		return NULL;
	}
	return upload_index_add(&live->file->uploads, row);
}

void live_store_piece(struct live *live, const struct journal_piece *piece, struct upload_row *row,
    uint64_t connection_id)
{
	row->queued_bytes += piece->data_len;
	row->touched_ms = (int64_t)uv_now(live->around->loop);
	batch_add_piece(&live->filling, piece, connection_id);
}
