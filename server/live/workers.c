/* libuv's threads take work in the order in which they are given it, whatever it is. So what may
 * be long is given to them only up to a limit for its kind; the rest waits in a list here, and
 * goes on when one of its kind is done. */
#include "server/live/workers.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Two exercises are opened at a time: it is the processor that opening needs, and the loop needs it
 * too. */
static const unsigned limits[WORK_KINDS] = {
    [WORK_COMMIT] = UINT_MAX,
    [WORK_CHECKPOINT] = 1,
    [WORK_READ] = 2,
    [WORK_FILE] = 2,
};

void workers_init(struct workers *workers, uv_loop_t *loop)
{
	unsigned threads = WORKERS_FOR_COMMITS;
	*workers = (struct workers){.loop = loop};
	for (int kind = 0; kind < WORK_KINDS; kind++) {
		workers->kinds[kind].last = &workers->kinds[kind].first;
		if (limits[kind] != UINT_MAX) {
			threads += limits[kind];
		}
	}
	char text[16];
	/* libuv asks the environment, and has no other way to be told. With fewer than the limits
	 * count on they would promise nothing, so this is no setting. */
	snprintf(text, sizeof(text), "%u", threads);
	setenv("UV_THREADPOOL_SIZE", text, 1);
}

static void on_worker(uv_work_t *request)
{
	struct work *work = request->data;
	work->run(work->context);
}

static void on_done(uv_work_t *request, int status);

static void give_to_libuv(struct work *work)
{
	work->workers->kinds[work->kind].running++;
	work->request.data = work;
	/* fails only without a function to call */
	uv_queue_work(work->workers->loop, &work->request, on_worker, on_done);
}

static void on_done(uv_work_t *request, int status)
{
	struct work *work = request->data;
	struct workers *workers = work->workers;
	enum work_kind kind = work->kind;
	struct work *next = workers->kinds[kind].first;
	(void)status; /* what is with libuv nobody cancels */
	workers->kinds[kind].running--;
	if (next != NULL) {
		workers->kinds[kind].first = next->next;
		if (next->next == NULL) {
			workers->kinds[kind].last = &workers->kinds[kind].first;
		}
		give_to_libuv(next);
	}
	work->under_way = false;
	work->done(work->context); /* which may be the end of it */
}

void workers_start(struct workers *workers, struct work *work, enum work_kind kind,
    void (*run)(void *context), void (*done)(void *context), void *context)
{
	assert(!work->under_way);
	*work = (struct work){.workers = workers,
	    .run = run,
	    .done = done,
	    .context = context,
	    .kind = kind,
	    .under_way = true};
	if (workers->kinds[kind].running < limits[kind]) {
		give_to_libuv(work);
		return;
	}
	*workers->kinds[kind].last = work;
	workers->kinds[kind].last = &work->next;
}

bool workers_cancel(struct workers *workers, struct work *work)
{
	struct work **at = &workers->kinds[work->kind].first;
	while (*at != NULL && *at != work) {
		at = &(*at)->next;
	}
	if (*at == NULL) {
		return false;
	}
	*at = work->next;
	if (workers->kinds[work->kind].last == &work->next) {
		workers->kinds[work->kind].last = at;
	}
	work->under_way = false;
	return true;
}

bool work_is_under_way(const struct work *work)
{
	return work->under_way;
}
