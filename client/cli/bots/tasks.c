/* What bots have planned, in the order of exercise time. */
#include "client/cli/bots/bots.h"

#include "proto/xalloc.h"

#include <stddef.h>

static struct task *task_of(struct timer_entry *entry)
{
	return (struct task *)((char *)entry - offsetof(struct task, due));
}

static void task_free(struct task *task)
{
	free(task->inject_id);
	attempts_free(task->attempt);
	free(task);
}

/* In the last minutes people hurry: what is due after the end is done just before it. */
static int64_t before_the_end(const struct bots *bots, int64_t now_ms, int64_t due_ms)
{
	int64_t end_ms =
	    bots->world->exercise != NULL ? bots->world->exercise->duration_ms : INT64_MAX;

	if (due_ms < end_ms || now_ms >= end_ms)
		return due_ms;
	return now_ms + (end_ms - now_ms) * 9 / 10;
}

struct task *bot_plan(struct bot *bot, enum task_kind kind, int64_t least_ms, int64_t most_ms)
{
	struct bots *bots = bot->bots;
	struct task *task = xcalloc(1, sizeof(*task));
	int64_t now_ms = bots_exercise_ms(bots);
	int64_t due_ms =
	    now_ms + least_ms + (int64_t)bot_random(bot, (uint64_t)(most_ms - least_ms) + 1);

	task->bot = bot;
	task->kind = kind;
	timer_queue_set(&bots->tasks, &task->due, before_the_end(bots, now_ms, due_ms));
	tasks_wake(bots);
	return task;
}

static void carry_out(struct task *task)
{
	if (task->kind == TASK_RETRY) {
		attempt_retry(task->bot, task->attempt);
		task->attempt = NULL;
		return;
	}
	switch (task->bot->role) {
	case CONVENE__V1__ROLE__ROLE_PLAYER:
		player_do(task->bot, task);
		break;
	case CONVENE__V1__ROLE__ROLE_SIMULATOR:
		simulator_do(task->bot, task);
		break;
	case CONVENE__V1__ROLE__ROLE_CONTROLLER:
		steering_do(task->bot, task);
		break;
	default:
		break;
	}
}

static void on_wake(void *context)
{
	struct bots *bots = context;
	int64_t now_ms = bots_exercise_ms(bots);
	struct timer_entry *entry;

	bots->wake = NULL;
	while (bots->world->clock.phase == VIEW_RUNNING &&
	       (entry = timer_queue_first(&bots->tasks)) != NULL && entry->due_ms <= now_ms) {
		timer_queue_set(&bots->tasks, entry, INT64_MAX);
		carry_out(task_of(entry));
		task_free(task_of(entry));
	}
	tasks_wake(bots);
}

void tasks_wake(struct bots *bots)
{
	const struct timer_entry *entry = timer_queue_first(&bots->tasks);
	int64_t left_ms;

	if (bots->wake != NULL)
		driver_cancel(bots->wake);
	bots->wake = NULL;
	if (entry == NULL || bots->world->clock.phase != VIEW_RUNNING ||
	    bots->world->clock.rate_permille == 0)
		return;
	left_ms = entry->due_ms - bots_exercise_ms(bots);
	if (left_ms < 0)
		left_ms = 0;
	/* rounded up, so that it is due when the timer rings */
	bots->wake = driver_after(bots->driver,
	    left_ms / bots->world->clock.rate_permille * 1000 +
	        (left_ms % bots->world->clock.rate_permille * 1000 +
	            bots->world->clock.rate_permille - 1) /
	            bots->world->clock.rate_permille,
	    on_wake, bots);
}

void tasks_clear(struct bots *bots)
{
	struct timer_entry *entry;

	while ((entry = timer_queue_first(&bots->tasks)) != NULL) {
		timer_queue_set(&bots->tasks, entry, INT64_MAX);
		task_free(task_of(entry));
	}
	timer_queue_deinit(&bots->tasks);
}
