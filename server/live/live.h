/*
 * A live exercise: a loaded file, the loop that commits to it, and those who follow it. Loop thread
 * only; the blocking work (load, commit, read) runs on the workers (workers.h), one commit and one
 * read at a time. Owns the file and its timer.
 *
 *      +---------+  loaded   +------+  commit failed   +--------+
 *      | LOADING |---------->| OPEN |----------------->| FAILED |
 *      +---------+           +------+                  +--------+
 *        |   ^                  |                        |   |
 *        |   +------------------|---- after a while -----+   |
 *        |        stop          v          stop              |
 *        +------------------> CLOSED <-----------------------+
 *
 * Nothing that follows from an uncommitted event leaves this module: followers are told only of
 * `durable_seq` and of tickets that are on disk. A failed commit ends the exercise for everybody;
 * it is loaded again from what the disk has.
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

enum live_state { LIVE_LOADING, LIVE_OPEN, LIVE_FAILED, LIVE_CLOSED };

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
	bool code_replaced;      /* not the person, only this login ends with it */
	struct viewer viewer;
	uint64_t connection_id;
	uint64_t participant_id;
	/* The exercise stopped or closes; the follower is no longer in its list. */
	void (*ended)(struct follower *follower, Convene__V1__ErrorCode code, const char *text);
	/* A piece of an attachment is on disk, or was refused (`text`). */
	void (*piece_stored)(struct follower *follower, const uint8_t sha256[HASH_SIZE],
	    uint64_t stored_bytes, const char *text);
};

struct read_job;

struct live {
	const struct live_surroundings *around; /* borrowed: outlives this */
	char *exercise_id;                      /* owned */
	enum live_state state;
	struct err failure;    /* why it is not open */
	bool failed_under_way; /* perhaps had begun and not ended when it last stopped being open */
	struct err told;       /* failure to open that the log has; it is not repeated */
	struct exercise_file *file; /* owned; NULL unless OPEN, or a worker has it */
	uint32_t loads; /* how often it was opened; what is known of an earlier file is void */
	struct hub hub;
	struct window backfill; /* a piece read back from the journal, for those far behind */
	uint64_t durable_seq;
	uint64_t durable_ticket;
	struct batch filling, committing;
	struct err commit_err; /* the worker's */
	int commit_result;     /* the worker's */
	bool commit_busy, read_busy, load_busy;
	bool checkpoint_wanted; /* something was committed since the last checkpoint */
	bool stopping;
	int64_t clock_shift_ms; /* added to the clock where the log is ahead of it */
	bool alive_noted;       /* since it was opened; see upkeep.c */
	struct work commit_work, load_work, read_work;
	uv_timer_t timer;          /* next due inject, or the next attempt to load */
	uv_idle_t tell;            /* goes on telling followers, while there are any left to tell */
	uint32_t handles;          /* of these two, not yet closed */
	struct read_job *reads;    /* owned: queue; the head is being read while read_busy */
	struct follower followers; /* sentinel */
	size_t follower_count;
	struct follower *next_told; /* borrowed: in the list; where telling goes on */
	size_t tell_left;           /* how many from there on are to be told */
	void (*stopped)(void *context);
	void *stopped_context; /* borrowed: outlives the call of `stopped` */
};

/* Begins to load DATA/exercises/ID.convene. */
struct live *live_new(const struct live_surroundings *around, const char *exercise_id);

/* Ends all followers with `code` and `text`, commits what is queued, closes the file, then calls
 * `stopped`, in which live_free() is allowed. */
void live_stop(struct live *live, Convene__V1__ErrorCode code, const char *text,
    void (*stopped)(void *context), void *context);
void live_free(struct live *live);

bool live_is_open(const struct live *live);
bool live_is_congested(const struct live *live);

/* Wall clock as this exercise sees it. */
int64_t live_now_ms(const struct live *live);

/* Where decisions are put for the next commit; its ticket is what waits for it. Only while OPEN. */
struct batch *live_batch(struct live *live);

/* The commit that must be on disk before anything about the state as it is now may leave. */
uint64_t live_pending_ticket(const struct live *live);

/* To be called after anything was put into the batch: sets the timer anew. */
void live_changed(struct live *live);

/* Begins a commit if there is something to commit and none under way. Called at the end of each
 * turn of the loop (base/turn.h says in which order). */
void live_commit(struct live *live);

/* To be called about once a second: if nothing is being committed, notes that the exercise runs, or
 * moves what was committed into the file. */
void live_idle(struct live *live);

/* While it is LOADING only those follow who wait for the end of that: `advanced` when it is OPEN,
 * `ended` when it cannot be opened. */
void live_follow(struct live *live, struct follower *follower);
void live_unfollow(struct live *live, struct follower *follower); /* fine when it does not follow */

/*
 * Frames for the follower after `after_seq`, of what is durable. NULL: they are being read from the
 * journal, and `advanced` will be called. `*batch` is borrowed until the next call.
 */
const struct hub_batch *live_frames(
    struct live *live, const struct follower *follower, uint64_t after_seq, size_t max_bytes);

/* For this module's parts: whether nothing is under way with the journal. A checkpoint that waits
 * for others' gives way, and is wanted again; nothing else of it can wait. */
bool live_is_free_to_commit(struct live *live);

/* For this module's parts: when a worker has come back, goes on with what waited for it (closing
 * the file, stopping). */
void live_settle(struct live *live);

/* For this module's parts: the last moment at which the disk says that the exercise was running. */
int64_t live_last_alive_ms(const struct live *live);

/* For this module's parts: the exercise cannot go on with its file; it stops for everybody and is
 * loaded again. */
void live_fail(struct live *live, const struct err *err);

/* The machine was suspended for `away_ms`. */
void live_was_away(struct live *live, int64_t away_ms);

#endif
