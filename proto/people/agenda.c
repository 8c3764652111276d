/* Tasks in a queue by time, each planned at random within what its kind allows. */
#include "proto/people/agenda.h"

#include "proto/xalloc.h"

#include <stddef.h>

/* How often somebody comes back for what is not there yet. */
#define TRIES_MAX 5

static struct task *task_of(struct timer_entry *entry)
{
	return (struct task *)((char *)entry - offsetof(struct task, due));
}

void task_free(struct task *task)
{
	free(task->subject_id);
	attempts_free(task->attempt);
	free(task);
}

/* Who comes to the end so closely has no time for anything more. */
#define LAST_MS (10 * SECOND)

/* In the last minutes people hurry: what is due after the end is done just before it. */
static int64_t before_the_end(const struct people *people, int64_t due_ms)
{
	int64_t end_ms =
	    people->world->exercise != NULL ? people->world->exercise->duration_ms : INT64_MAX;
	if (due_ms < end_ms || people->now_ms >= end_ms - LAST_MS) {
		return due_ms;
	}
	return people->now_ms + (end_ms - people->now_ms) * 9 / 10;
}

struct task *agenda_plan(
    struct actor *actor, enum task_kind kind, int64_t least_ms, int64_t most_ms)
{
	struct people *people = actor->people;
	struct task *task = xcalloc(1, sizeof(*task));
	int64_t due_ms = people->now_ms + least_ms +
	                 (int64_t)actor_random(actor, (uint64_t)(most_ms - least_ms) + 1);
	task->actor = actor;
	task->kind = kind;
	timer_queue_set(&people->agenda, &task->due, before_the_end(people, due_ms));
	return task;
}

struct task *agenda_plan_about(struct actor *actor, enum task_kind kind, int64_t least_ms,
    int64_t most_ms, const char *subject_id)
{
	struct task *task = agenda_plan(actor, kind, least_ms, most_ms);
	task->subject_id = xstrdup(subject_id);
	return task;
}

void agenda_again(struct actor *actor, const struct task *task, int64_t least_ms, int64_t most_ms)
{
	if (task->tries >= TRIES_MAX) {
		return;
	}
	struct task *later = agenda_plan(actor, TASK_EXPECTED, least_ms, most_ms);
	later->pattern = task->pattern;
	later->mistake = task->mistake;
	later->tries = task->tries + 1;
	if (task->subject_id != NULL) {
		later->subject_id = xstrdup(task->subject_id);
	}
}

struct task *agenda_take(struct people *people)
{
	struct timer_entry *entry = timer_queue_first(&people->agenda);
	if (entry == NULL || entry->due_ms > people->now_ms) {
		return NULL;
	}
	timer_queue_set(&people->agenda, entry, INT64_MAX);
	return task_of(entry);
}

void agenda_clear(struct people *people)
{
	struct timer_entry *entry;
	while ((entry = timer_queue_first(&people->agenda)) != NULL) {
		timer_queue_set(&people->agenda, entry, INT64_MAX);
		task_free(task_of(entry));
	}
	timer_queue_deinit(&people->agenda);
}
