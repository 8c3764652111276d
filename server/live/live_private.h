/*
 * A live exercise from inside: what this folder's files have in common, and nobody else sees. Each
 * file has a part of it (README.md), and says in a line of its own what the others may ask of that.
 */
#ifndef CONVENE_LIVE_PRIVATE_H
#define CONVENE_LIVE_PRIVATE_H

#include "server/live/live.h"

/*
 *    it is served                             it is to be closed: ~~~> by live_stop()
 *
 *    +-> LOADING ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~> UNWANTED ------+
 *    |    | |  |              (or, where no worker  |          |
 *    |    | |  | opened        has begun, ENDING)   | opened   | cannot be opened
 *    |    | |  v                                    |          |
 *    |    | | OPEN ~~~~~~~~~~~~~~~~~~> GIVING       |          |
 *    |    | |  |                      ^  |          |          |
 *    |    | |  | an error             ~  |          |          |
 *    |    | |  v                      ~  |          |          |
 *    |    | | FAILED ~~~~~~~~~~~~~~~~~~  | all is on disk       |
 *    |    | |  |                         |          |          |
 *    |    | |  | workers are back        v          v          |
 *    |    | |  v                       +--------------+        |
 *    |    | | DROPPING ~~~~~~~~~~~~~~> |   CLOSING    |        |
 *    |    | |  |                       +--------------+        |
 *    |    | |  | closed                      | closed          |
 *    |    | v  v                             v                 v
 *    +----|-AWAY ~~~~~~~~~~~~~~~~~~~~~~~~> ENDING <------------+
 *    |    v                                ^ | handles are closed
 *    +-- ELSEWHERE ~~~~~~~~~~~~~~~~~~~~~~~~  v
 *   after a while                         CLOSED
 */
enum live_state {
	LIVE_AWAY,      /* cannot be opened; another attempt comes when the timer fires */
	LIVE_ELSEWHERE, /* the same, for somebody else has it open: nothing is wrong with it */
	LIVE_LOADING,   /* a worker opens the file */
	LIVE_OPEN,      /* people may be in it */
	LIVE_FAILED,    /* has stopped; the file is closed when workers have come back */
	LIVE_DROPPING,  /* a worker closes the file */
	LIVE_UNWANTED,  /* a worker still opens the file, which is then closed */
	LIVE_GIVING,    /* what is queued goes to disk, and what is being read comes back */
	LIVE_CLOSING,   /* a worker closes the file */
	LIVE_ENDING,    /* its handles are being closed */
	LIVE_CLOSED,    /* live_free() is allowed */
	LIVE_STATES,
};

struct read_job;

struct live {
	const struct live_surroundings *around; /* borrowed: outlives this */
	char *exercise_id;                      /* owned */
	enum live_state state;
	struct err failure;              /* why it is not open */
	enum progress progress;          /* on disk, when it last stopped being open */
	struct err told;                 /* failure to open that the log has; it is not repeated */
	struct exercise_file *file;      /* owned; not NULL: OPEN, FAILED, GIVING */
	struct exercise_file *at_worker; /* owned; being opened or closed by one */
	uint32_t loads; /* how often it was opened; what is known of an earlier file is void */
	struct hub hub;
	/* a piece read back from the journal, for those of a class who are far behind; by the
	 * numbers of the class */
	struct window backfill;
	struct viewer backfill_viewer;
	uint64_t durable_seq;
	uint64_t durable_ticket;
	struct batch filling, committing;
	struct err commit_err;  /* the worker's */
	int commit_result;      /* the worker's */
	bool checkpoint_wanted; /* something was committed since the last checkpoint */
	int64_t clock_shift_ms; /* added to the clock where the log is ahead of it */
	bool alive_noted;       /* since it was opened */
	struct work file_work, commit_work, read_work; /* the last two while `file` is there */
	uv_timer_t timer;          /* next due inject, or the next attempt to load */
	uv_idle_t tell;            /* goes on telling followers, while there are any left to tell */
	uint32_t handles;          /* of these two, not yet closed */
	struct read_job *reads;    /* owned: queue; the head is being read while `read_work` is */
	struct follower followers; /* sentinel */
	size_t follower_count;
	struct follower *next_told; /* borrowed: in the list; where telling goes on */
	size_t tell_left;           /* how many from there on are to be told */
	void (*stopped)(void *context);
	void *stopped_context; /* borrowed: outlives the call of `stopped` */
};

/* states.c: goes on to a state that is allowed after the present one, with all there is in it as
 * the table says; anything else is a mistake in this folder and ends the process. */
void live_enter(struct live *live, enum live_state state);
/* A bit for each state that may follow. */
unsigned live_next_states(enum live_state state);

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
