/*
 * The turns of a loop. Work that could be long (handshakes, fan-out, decoding) is queued as tasks
 * and run in slices, so that one turn of the loop stays short whatever the load: tasks run until
 * the slice is used up, the rest runs next turn, after the loop has looked at its sockets and
 * timers again. Loop thread only. Also measures the turns.
 *
 * A turn goes from the end of one wait for events to the beginning of the next. Its order is here
 * and nowhere else:
 *
 *   1  sockets' callbacks: commands are decided as they arrive. What workers have done comes here
 *      too: of a commit that is on disk, followers are told, which queues tasks
 *
 *   2  closed handles, timers: what falls due is decided
 *
 *   3  the tasks that are queued by then, each at most once: those of the first rank in the
 *      order of their posting (commands that had to wait are decided), then those of the next
 *      (what is on disk is sent)
 *
 *   4  the end of the turn (turn_at_end()): one commit begins for each exercise that has something
 *      to commit. Whatever was decided above is in it; nothing that is decided waits for another
 *      turn, which might be a second away
 *
 * What a turn's callbacks spend is taken from the tasks' time, but half a slice is always theirs,
 * and of that a quarter at least is each rank's that has tasks: so nobody starves, and whoever is
 * served already waits for what others of the same rank want, never for a crowd at the door.
 */
#ifndef CONVENE_BASE_TURN_H
#define CONVENE_BASE_TURN_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/* Time for one turn's work before the rest is put off. A variant of the server for tests has none.
 */
#ifndef TURN_SLICE_NS
#define TURN_SLICE_NS (2u * 1000u * 1000u)
#endif

enum turn_rank {
	TURN_INPUT,  /* what those who are served already have sent */
	TURN_OUTPUT, /* what they are sent: may be very many tasks, all of them short */
	TURN_LAST,   /* what can wait: newcomers and ends */
	TURN_RANKS,
};

struct turn_task {
	void (*run)(struct turn_task *task); /* may post itself again: it then runs next turn */
	struct turn_task *prev, *next;       /* borrowed: the queue's links */
	enum turn_rank rank;                 /* changed by turn_set_rank() only, once posted */
	bool queued;
};

/* Durations of turns. By the clock, and by the processor time of this thread: where the two differ,
 * the turn waited for something (a disk, or a processor that others had). */
struct turn_report {
	uint64_t turns;
	uint64_t longest_ns;
	uint64_t longest_cpu_ns;
	uint64_t over_5ms; /* turns that took longer than 5 ms */
	uint64_t cpu_over_5ms;
};

struct turn {
	uv_loop_t *loop; /* borrowed: outlives the turn */
	uv_prepare_t prepare;
	uv_check_t check;
	uv_idle_t idle; /* runs while tasks are queued, so that the loop does not block */
	struct turn_task queues[TURN_RANKS];  /* sentinels */
	struct turn_task markers[TURN_RANKS]; /* queued behind the tasks of this turn */
	uint64_t number;                      /* of this turn: 0, 1, 2, ... */
	/* end of this turn's slice, or of the part of it that the running rank has; 0 until
	 * somebody asks for it */
	uint64_t deadline_ns;
	uint64_t looked_ns;         /* when somebody first asked; 0: nobody yet */
	uint64_t wait_ns;           /* when the last wait began; 0: not yet */
	uint64_t polled_ns;         /* when it ended, as far as libuv's clock tells: see turn.c */
	uint64_t idle_ns;           /* time that the loop had spent waiting by then */
	uint64_t cpu_ns;            /* processor time that the thread had used by then */
	struct turn_report since;   /* the last turn_take_report() */
	void (*end)(void *context); /* see turn_at_end(); NULL: nothing */
	void *end_context;          /* borrowed: outlives the turn's running */
	uint32_t handles;           /* not yet closed */
	void (*stopped)(void *context);
	void *context; /* borrowed: outlives the call of `stopped` */
};

/* Also has the loop count the time that it spends waiting (UV_METRICS_IDLE_TIME), which must be so
 * before the loop first runs. Returns 0, or libuv's error with nothing to undo. */
int turn_init(struct turn *turn, uv_loop_t *loop);

/* Has `end` called at the end of each turn, after its tasks and before the loop waits. */
void turn_at_end(struct turn *turn, void (*end)(void *context), void *context);

/* Closes its handles, then calls `stopped` (may be NULL). Tasks still queued never run,
 * and no more turns end. */
void turn_stop(struct turn *turn, void (*stopped)(void *context), void *context);

/* Queues `task` unless it is queued. It never runs inside this call. */
void turn_post(struct turn *turn, struct turn_task *task);

/* Harmless when it is not queued. */
void turn_cancel(struct turn_task *task);

/* If it is queued, it goes behind the others of that rank. */
void turn_set_rank(struct turn *turn, struct turn_task *task, enum turn_rank rank);

/* True when this turn's slice, or the running rank's part of it, is used up: put off what can be
 * put off. */
bool turn_spent(struct turn *turn);

/* For what comes from a socket's callback and would be of TURN_LAST as a task: half a slice is all
 * that it may take before the tasks have their turn. */
bool turn_spent_for_last(struct turn *turn);

/* What was measured since the last call, and begins anew. */
struct turn_report turn_take_report(struct turn *turn);

#endif
