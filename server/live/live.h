/*
 * A live exercise: a loaded file, the loop that commits to it, and those who follow it. Loop thread
 * only; the blocking work (load, commit, read) runs on the workers (workers.h), one commit and one
 * read at a time. Owns the file and its timer.
 *
 *          +----------+  opened   +------+  an error
 *    +---->| loading  |---------->| open |-----------+
 *    |     +----------+           +------+           v
 *    |           | cannot be opened        +-------------+
 *    |           +------------------------>| unavailable |
 *    |                                     +-------------+
 *    +------------ after a while ------------------+
 *
 * Where another process has the file it is "in use" instead of unavailable. From each of them
 * live_stop() makes it "closing". What goes on behind these words has a drawing and a table of its
 * own (live_private.h, states.c).
 *
 * Nothing that follows from an uncommitted event leaves this module: followers are told only of
 * `live_durable_seq` and of tickets that are on disk. A failed commit ends the exercise for
 * everybody; it is loaded again from what the disk has.
 */
#ifndef CONVENE_LIVE_LIVE_H
#define CONVENE_LIVE_LIVE_H

#include "server/base/clock.h"
#include "server/base/log.h"
#include "server/hub/hub.h"
#include "server/live/conduct.h"
#include "server/live/workers.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/* Bytes waiting for the disk above which senders are asked to wait. */
#define LIVE_CONGESTED_BYTES (8u * 1024u * 1024u)
/* While the clock runs and nothing happens, the disk is told so often that it runs: what a kill can
 * take from the exercise time. */
#define LIVE_ALIVE_MS        2000
/* How long a stopped exercise waits before it is loaded again. */
#define LIVE_RETRY_MS        5000

struct blob;
struct live;

/* What every exercise of a loop shares. */
struct live_surroundings {
	uv_loop_t *loop;         /* borrowed: outlives all of these, as do the others */
	struct workers *workers; /* borrowed */
	struct log *log;         /* borrowed */
	struct clock *clock;     /* borrowed */
	struct signer *signer;   /* borrowed */
	const char *data_folder; /* borrowed */
	int64_t bridge_ms;
};

/* Somebody who follows the exercise: embedded in a session. What each delivery looks at comes
 * first: there are thousands of these, and each is far from the others in memory. */
struct follower {
	struct follower *prev, *next; /* borrowed: the list's links */
	/* More is on disk than before, or a batch that was waited for has arrived: there may be
	 * something to send. */
	void (*advanced)(struct follower *follower);
	uint64_t removal_ticket; /* commit with which the person is removed; 0: none */
	/* What it is told then: REMOVED, LEFT, or BAD_CREDENTIAL where the code was replaced. */
	Convene__V1__ErrorCode removal_code;
	bool knows_presence; /* was told who is connected */
	struct viewer viewer;
	uint64_t connection_id;
	uint64_t participant_id;
	/* Frames for it that are no events; they leave when all that is decided now is on disk.
	 * NULL: it is nobody in the exercise, and gets none. */
	void (*notify)(struct follower *follower, struct blob *blob);
	/* The exercise stopped or closes; the follower is no longer in its list. */
	void (*ended)(struct follower *follower, Convene__V1__ErrorCode code, const char *text);
	/* A piece of an attachment that it sent is on disk; or with it the bytes were all there,
	 * did not have this hash, and are gone. */
	void (*piece_stored)(
	    struct follower *follower, const struct upload_row *row, bool mismatch);
};

/* Begins to load DATA/exercises/ID.convene. */
struct live *live_new(const struct live_surroundings *around, const char *exercise_id);

/* Ends all followers with `code` and `text`, commits what is queued, closes the file, then calls
 * `stopped`, in which live_free() is allowed. */
void live_stop(struct live *live, Convene__V1__ErrorCode code, const char *text,
    void (*stopped)(void *context), void *context);
void live_free(struct live *live);

/* --- how it stands; what is returned by pointer is borrowed --- */

const char *live_id(const struct live *live);

bool live_is_open(const struct live *live);
bool live_is_loading(const struct live *live);
/* In a word: "loading", "open", "unavailable", "in use" (somebody else has its file open),
 * "closing". */
const char *live_word(const struct live *live);
/* Why it is unavailable or in use (ERR_BUSY); NULL: it is neither. */
const struct err *live_failure(const struct live *live);

/* How often it was opened; what is known of an earlier file is void. */
uint32_t live_loads(const struct live *live);
/* Of one that is not open: as it was on disk when it last was. */
enum progress live_progress(const struct live *live);

/* What was loaded; the state after all that was decided, on disk or not. Only while it is
 * here: open, failed or being given back. */
struct exercise_file *live_file(const struct live *live);
const struct exercise *live_engine(const struct live *live);

bool live_is_congested(const struct live *live);

/* Wall clock as this exercise sees it. */
int64_t live_now_ms(const struct live *live);

/* The commit that must be on disk before anything about the state as it is now may leave. */
uint64_t live_pending_ticket(const struct live *live);
bool live_is_durable(const struct live *live, uint64_t ticket);
/* The last event that is on disk. */
uint64_t live_durable_seq(const struct live *live);

/* --- what is asked of it; only while it is open --- */

/* conduct_command(), conduct_join(), conduct_issue_all(), for its next commit, and all but the
 * join, whose moment is in the request, by its own clock. */
void live_command(struct live *live, uint64_t participant_id, const Convene__V1__Command *command,
    struct decision *decision, char join_code[JOIN_CODE_SIZE]);
Convene__V1__ErrorCode live_join(struct live *live, const struct join_request *request,
    struct arena *arena, struct admission *out, struct err *err);
int live_issue_all(struct live *live, Convene__V1__IssueInvite *const *invites, size_t count,
    struct arena *arena, struct issued *out, struct err *err);

/* tokens_end_one(), or tokens_end_all() where `token_hash` is NULL, for its next commit. */
void live_end_tokens(struct live *live, uint64_t participant_id, const uint8_t *token_hash);

/* A participant begins an upload, whose row is a copy of this one. Borrowed: until the next. NULL:
 * too many of the participant's are on their way to disk. */
struct upload_row *live_begin_upload(struct live *live, const struct upload_row *row);

/* Queues a piece of an upload for the next commit. */
void live_store_piece(struct live *live, const struct journal_piece *piece, struct upload_row *row,
    uint64_t connection_id);

/* --- what its loop does for it --- */

/* Begins a commit if there is something to commit and none under way. Called at the end of each
 * turn of the loop (base/turn.h says in which order). */
void live_commit(struct live *live);

/* To be called about once a second: if nothing is being committed, notes that the exercise runs, or
 * moves what was committed into the file. */
void live_idle(struct live *live);

/* The machine was suspended for `away_ms`. */
void live_was_away(struct live *live, int64_t away_ms);

/* --- followers --- */

/* While it is loading only those follow who wait for the end of that: `advanced` when it is open,
 * `ended` when it cannot be opened. */
void live_follow(struct live *live, struct follower *follower);
void live_unfollow(struct live *live, struct follower *follower); /* fine when it does not follow */

/* One after the other, in the order in which they came; after NULL the first, NULL after the last.
 */
struct follower *live_next_follower(const struct live *live, const struct follower *follower);

/* How many events of what is durable are for the follower: the number of the last one. */
uint64_t live_number(const struct live *live, const struct follower *follower);

/*
 * The frame for the follower after the `after`th event of its class, up to its `limit`th, which is
 * greater and durable. NULL: it is being read from the journal, and `advanced` will be called.
 * Borrowed: until the next call.
 */
const struct hub_frame *live_frame(
    struct live *live, const struct follower *follower, uint64_t after, uint64_t limit);

#endif
