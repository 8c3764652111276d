/*
 * The workers: threads for what blocks, shared by all exercises of a process in such a way that a
 * commit never waits for anything but commits. Each other kind of work has a limit on how much of
 * it is with the threads at one time; what is beyond it waits here. Together the limits leave
 * WORKERS_FOR_COMMITS threads, which nobody else can take. Loop thread only, but for `run`. Owns no
 * work.
 *
 * They are libuv's threads. Whoever gives libuv anything else that takes one (uv_getaddrinfo,
 * uv_fs_*, uv_random) takes it from the commits, unless it is counted here.
 */
#ifndef CONVENE_LIVE_WORKERS_H
#define CONVENE_LIVE_WORKERS_H

#include <stdbool.h>
#include <uv.h>

#define WORKERS_FOR_COMMITS 4u

enum work_kind {
	WORK_COMMIT,     /* short, and people wait for it: no limit */
	WORK_CHECKPOINT, /* moves a log into its file: as long as the disk likes */
	WORK_READ,       /* a piece of the journal for one who asks */
	WORK_FILE,       /* opens, closes, moves whole files: seconds, for a large one */
	WORK_KINDS,
};

/* One piece of work, embedded in whoever has it done. */
struct work {
	uv_work_t request;
	struct workers *workers;     /* borrowed: outlives the work */
	struct work *next;           /* borrowed: the queue of its kind, while it waits */
	void (*run)(void *context);  /* on a worker */
	void (*done)(void *context); /* on the loop, later; the work may be started again in it */
	void *context;               /* borrowed: outlives the work */
	enum work_kind kind;
	bool under_way; /* waits, is with a worker, or has not been said to be done */
};

struct workers {
	uv_loop_t *loop; /* borrowed: outlives the workers */
	struct {
		unsigned running;           /* with libuv */
		struct work *first, **last; /* borrowed: those that wait, in order */
	} kinds[WORK_KINDS];
};

/* Has libuv start as many threads as are needed, which must be before the process first gives it
 * any work, and while no other thread runs. */
void workers_init(struct workers *workers, uv_loop_t *loop);

/* Has `run` called on a worker, then `done` on the loop, both with `context`. `work` is the
 * caller's and must not be under way; it stays where it is until `done`. */
void workers_start(struct workers *workers, struct work *work, enum work_kind kind,
    void (*run)(void *context), void (*done)(void *context), void *context);

/* Takes back what has not begun: true, and neither `run` nor `done` is called. False: it is with a
 * worker, or was not started at all; `done` is called if it was. */
bool workers_cancel(struct workers *workers, struct work *work);

bool work_is_under_way(const struct work *work); /* a zeroed one is not */

#endif
