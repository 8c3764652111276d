#include "server/rehearsal/agenda.h"

#include "proto/xalloc.h"

#include <string.h>

void agenda_deinit(struct agenda *agenda)
{
	free(agenda->tasks);
	memset(agenda, 0, sizeof *agenda);
}

static bool before(const struct task *one, const struct task *other)
{
	return one->at_ms != other->at_ms ? one->at_ms < other->at_ms : one->order < other->order;
}

static void swap(struct task *one, struct task *other)
{
	struct task kept = *one;
	*one = *other;
	*other = kept;
}

void agenda_add(struct agenda *agenda, const struct task *task)
{
	if (agenda->count == agenda->cap) {
		agenda->cap = agenda->cap == 0 ? 64 : agenda->cap * 2;
		agenda->tasks = xrealloc(agenda->tasks, agenda->cap * sizeof *agenda->tasks);
	}
	size_t at = agenda->count++;
	agenda->tasks[at] = *task;
	agenda->tasks[at].order = agenda->planned++;
	while (at > 0 && before(&agenda->tasks[at], &agenda->tasks[(at - 1) / 2])) {
		swap(&agenda->tasks[at], &agenda->tasks[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

int64_t agenda_next_ms(const struct agenda *agenda)
{
	return agenda->count > 0 ? agenda->tasks[0].at_ms : INT64_MAX;
}

struct task agenda_take(struct agenda *agenda)
{
	struct task first = agenda->tasks[0];
	agenda->tasks[0] = agenda->tasks[--agenda->count];
	for (size_t at = 0;;) {
		size_t least = at, left = at * 2 + 1, right = at * 2 + 2;
		if (left < agenda->count && before(&agenda->tasks[left], &agenda->tasks[least])) {
			least = left;
		}
		if (right < agenda->count && before(&agenda->tasks[right], &agenda->tasks[least])) {
			least = right;
		}
		if (least == at) {
			return first;
		}
		swap(&agenda->tasks[at], &agenda->tasks[least]);
		at = least;
	}
}
