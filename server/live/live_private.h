/*
 * A live exercise from inside: what this folder's files have in common, and nobody else sees. Each
 * file has a part of it (README.md), and says in a line of its own what the others may ask of that.
 */
#ifndef CONVENE_LIVE_PRIVATE_H
#define CONVENE_LIVE_PRIVATE_H

#include "server/live/live.h"

enum live_state { LIVE_LOADING, LIVE_OPEN, LIVE_FAILED, LIVE_CLOSED };

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
	bool alive_noted;       /* since it was opened */
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

/* followers.c: all are told that there is more, or that it has ended; the one of a connection. */
void live_tell_advanced(struct live *live);
void live_end_followers(struct live *live, Convene__V1__ErrorCode code, const char *text);
struct follower *live_follower_of(const struct live *live, uint64_t connection_id);

/* commit.c: whether nothing is under way with the journal. A checkpoint that waits for others'
 * gives way, and is wanted again; nothing else of it can wait. */
bool live_is_free_to_commit(struct live *live);

/* course.c: the last moment at which the disk says that the exercise was running. */
int64_t live_last_alive_ms(const struct live *live);
/* The time that was lost was nobody's: the clock goes on from where it stood. */
void live_restore_clock(struct live *live, int64_t since_ms, int64_t away_ms);

/* life.c: the exercise cannot go on with its file; it stops for everybody and is loaded again. */
void live_fail(struct live *live, const struct err *err);
/* A worker has come back: goes on with what waited for it (closing the file, stopping). */
void live_settle(struct live *live);

#endif
