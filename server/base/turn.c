/* Three queues of tasks, one a rank, run between two waits of the loop: a marker behind the last
 * task that a turn began with keeps what is posted meanwhile for the next one. The clock is looked
 * at only when somebody asks for the slice. */
#include "server/base/turn.h"

#include <assert.h>
#include <time.h>

#define LONG_TURN_NS (5u * 1000u * 1000u)

/* The clock is read after so many tasks of a rank: output is short work, and much of it. */
static const unsigned looks[TURN_RANKS] = {[TURN_INPUT] = 1, [TURN_OUTPUT] = 4, [TURN_LAST] = 1};

static void unlink_task(struct turn_task *task)
{
	task->prev->next = task->next;
	task->next->prev = task->prev;
	task->prev = task->next = NULL;
	task->queued = false;
}

static void link_last(struct turn *turn, struct turn_task *task)
{
	struct turn_task *queue = &turn->queues[task->rank];
	task->prev = queue->prev;
	task->next = queue;
	task->prev->next = task;
	task->next->prev = task;
	task->queued = true;
}

void turn_cancel(struct turn_task *task)
{
	if (task->queued) {
		unlink_task(task);
	}
}

void turn_set_rank(struct turn *turn, struct turn_task *task, enum turn_rank rank)
{
	bool queued = task->queued;
	if (task->rank == rank) {
		return;
	}
	turn_cancel(task);
	task->rank = rank;
	if (queued) {
		link_last(turn, task);
	}
}

static bool is_empty(const struct turn *turn)
{
	for (int rank = 0; rank < TURN_RANKS; rank++) {
		if (turn->queues[rank].next != &turn->queues[rank]) {
			return false;
		}
	}
	return true;
}

/* Runs tasks of one rank up to the marker; one of them in any case. A task may call turn_stop(),
 * which takes the markers out too. */
static void run_rank(struct turn *turn, enum turn_rank rank)
{
	const struct turn_task *marker = &turn->markers[rank];
	unsigned since = 0;
	while (marker->queued && turn->queues[rank].next != marker) {
		struct turn_task *task = turn->queues[rank].next;
		/* tasks lie far apart: the one after the next comes into the cache meanwhile */
		__builtin_prefetch(task->next->next);
		__builtin_prefetch((const char *)task->next->next + 64);
		unlink_task(task);
		task->run(task);
		if (++since < looks[rank]) {
			continue;
		}
		since = 0;
		if (turn_spent(turn)) {
			break;
		}
	}
}

/* Runs what is queued now, not what is posted meanwhile: that waits behind the markers until the
 * loop has looked at its sockets again. */
static void run_tasks(struct turn *turn)
{
	uint64_t now = uv_hrtime(), end = now + TURN_SLICE_NS / 2;
	uint64_t kept = 0; /* for the ranks that follow */
	if (turn->deadline_ns > end) {
		end = turn->deadline_ns;
	}
	for (int rank = 0; rank < TURN_RANKS; rank++) {
		if (turn->queues[rank].next != &turn->queues[rank]) {
			kept += (end - now) / 4;
		}
		link_last(turn, &turn->markers[rank]);
	}
	for (int rank = 0; rank < TURN_RANKS; rank++) {
		if (turn->queues[rank].next == &turn->markers[rank] ||
		    !turn->markers[rank].queued) {
			continue;
		}
		kept -= (end - now) / 4;
		turn->deadline_ns = end - kept;
		run_rank(turn, (enum turn_rank)rank);
	}
	for (int rank = 0; rank < TURN_RANKS; rank++) {
		turn_cancel(&turn->markers[rank]);
	}
}

static uint64_t cpu_now(void)
{
	struct timespec spent;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
}

/*
 * When this turn began: the last wait began at wait_ns and took as long as libuv says. But libuv
 * 1.44 forgets how long it had waited when a signal interrupts it; all of that would count as work.
 * So it began no earlier than the moment at which libuv last read its clock for a poll, unless
 * somebody had asked for the slice before: after a poll that fills its list of events libuv polls
 * again within the same turn. That clock counts in milliseconds, rounded down, so that it is the
 * later of the two moments only after a signal.
 */
static uint64_t turn_began(const struct turn *turn, uint64_t idle)
{
	uint64_t began = turn->wait_ns + (idle - turn->idle_ns);
	uint64_t polled = turn->polled_ns;
	if (turn->looked_ns != 0 && turn->looked_ns < polled) {
		polled = turn->looked_ns;
	}
	return began > polled ? began : polled;
}

/* What came before the first wait is the program's start and no turn. */
static void measure(struct turn *turn)
{
	struct turn_report *since = &turn->since;
	uint64_t now = uv_hrtime(), cpu = cpu_now(), idle = uv_metrics_idle_time(turn->loop);
	uint64_t began = turn_began(turn, idle);
	uint64_t busy = now > began ? now - began : 0;
	uint64_t worked = cpu - turn->cpu_ns;
	bool first = turn->wait_ns == 0;
	turn->wait_ns = now;
	turn->cpu_ns = cpu;
	turn->idle_ns = idle;
	if (first) {
		return;
	}
	since->turns++;
	if (busy > since->longest_ns) {
		since->longest_ns = busy;
	}
	if (worked > since->longest_cpu_ns) {
		since->longest_cpu_ns = worked;
	}
	since->over_5ms += busy > LONG_TURN_NS;
	since->cpu_over_5ms += worked > LONG_TURN_NS;
}

/* The last thing before the loop waits. */
static void on_prepare(uv_prepare_t *prepare)
{
	struct turn *turn = prepare->data;
	if (!is_empty(turn)) {
		run_tasks(turn);
	}
	if (turn->end != NULL && !uv_is_closing((uv_handle_t *)prepare)) {
		turn->end(turn->end_context);
	}
	if (is_empty(turn)) {
		uv_idle_stop(&turn->idle);
	}
	measure(turn);
	turn->number++;
	turn->deadline_ns = turn->looked_ns = 0;
}

/* After the sockets' callbacks; until the timers libuv's clock stays at the poll's end. */
static void on_check(uv_check_t *check)
{
	struct turn *turn = check->data;
	turn->polled_ns = uv_now(turn->loop) * 1000000u;
}

static void on_idle(uv_idle_t *idle)
{
	(void)idle;
}

int turn_init(struct turn *turn, uv_loop_t *loop)
{
	int result = uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
	if (result != 0) {
		return result;
	}
	*turn = (struct turn){.loop = loop};
	for (int rank = 0; rank < TURN_RANKS; rank++) {
		turn->queues[rank].prev = turn->queues[rank].next = &turn->queues[rank];
		turn->markers[rank].rank = (enum turn_rank)rank;
	}
	/* none of these can fail on a handle that was just initialised */
	uv_prepare_init(loop, &turn->prepare);
	uv_check_init(loop, &turn->check);
	uv_idle_init(loop, &turn->idle);
	turn->prepare.data = turn->check.data = turn->idle.data = turn;
	turn->handles = 3;
	uv_prepare_start(&turn->prepare, on_prepare);
	uv_check_start(&turn->check, on_check);
	/* measuring alone is no reason to keep a loop alive; a queued task is */
	uv_unref((uv_handle_t *)&turn->prepare);
	uv_unref((uv_handle_t *)&turn->check);
	return 0;
}

void turn_at_end(struct turn *turn, void (*end)(void *context), void *context)
{
	turn->end = end;
	turn->end_context = context;
}

static void on_closed(uv_handle_t *handle)
{
	struct turn *turn = handle->data;
	if (--turn->handles == 0 && turn->stopped != NULL) {
		turn->stopped(turn->context);
	}
}

void turn_stop(struct turn *turn, void (*stopped)(void *context), void *context)
{
	for (int rank = 0; rank < TURN_RANKS; rank++) {
		while (turn->queues[rank].next != &turn->queues[rank]) {
			unlink_task(turn->queues[rank].next);
		}
	}
	turn->stopped = stopped;
	turn->context = context;
	uv_close((uv_handle_t *)&turn->idle, on_closed);
	uv_close((uv_handle_t *)&turn->check, on_closed);
	uv_close((uv_handle_t *)&turn->prepare, on_closed);
}

void turn_post(struct turn *turn, struct turn_task *task)
{
	assert(task->run != NULL);
	if (task->queued) {
		return;
	}
	link_last(turn, task);
	if (!uv_is_closing((uv_handle_t *)&turn->idle)) {
		uv_idle_start(&turn->idle, on_idle);
	}
}

static uint64_t look(struct turn *turn)
{
	uint64_t now = uv_hrtime();
	if (turn->looked_ns == 0) {
		turn->looked_ns = now;
	}
	if (turn->deadline_ns == 0) {
		turn->deadline_ns = now + TURN_SLICE_NS;
	}
	return now;
}

bool turn_spent(struct turn *turn)
{
	return look(turn) >= turn->deadline_ns;
}

bool turn_spent_for_last(struct turn *turn)
{
	return look(turn) + TURN_SLICE_NS / 2 >= turn->deadline_ns;
}

struct turn_report turn_take_report(struct turn *turn)
{
	struct turn_report report = turn->since;
	turn->since = (struct turn_report){0};
	return report;
}
