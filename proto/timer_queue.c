/*
 * A heap of pointers; each entry knows its place, so that one can be taken out of the middle
 * without a search. Places count from 1: 0 is an entry that is in no queue.
 */
#include "proto/timer_queue.h"

#include "proto/list.h"

void timer_queue_deinit(struct timer_queue *queue)
{
	free(queue->heap);
	*queue = (struct timer_queue){.heap = NULL};
}

static void put(struct timer_queue *queue, size_t place, struct timer_entry *entry)
{
	queue->heap[place - 1] = entry;
	entry->place = place;
}

static void rise(struct timer_queue *queue, struct timer_entry *entry)
{
	size_t place = entry->place;
	while (place > 1 && queue->heap[place / 2 - 1]->due_ms > entry->due_ms) {
		put(queue, place, queue->heap[place / 2 - 1]);
		place /= 2;
	}
	put(queue, place, entry);
}

static void sink(struct timer_queue *queue, struct timer_entry *entry)
{
	size_t place = entry->place;
	for (;;) {
		size_t child = 2 * place;
		if (child < queue->count &&
		    queue->heap[child]->due_ms < queue->heap[child - 1]->due_ms) {
			child++;
		}
		if (child > queue->count || queue->heap[child - 1]->due_ms >= entry->due_ms) {
			break;
		}
		put(queue, place, queue->heap[child - 1]);
		place = child;
	}
	put(queue, place, entry);
}

static void take_out(struct timer_queue *queue, struct timer_entry *entry)
{
	struct timer_entry *last = queue->heap[--queue->count];
	size_t place = entry->place;
	entry->place = 0;
	if (last == entry) {
		return;
	}
	put(queue, place, last);
	rise(queue, last);
	sink(queue, last);
}

void timer_queue_set(struct timer_queue *queue, struct timer_entry *entry, int64_t due_ms)
{
	if (due_ms == INT64_MAX) {
		if (entry->place != 0) {
			take_out(queue, entry);
		}
		entry->due_ms = due_ms;
		return;
	}
	if (entry->place == 0) {
		queue->heap =
		    list_room(queue->heap, queue->count, &queue->cap, sizeof(*queue->heap));
		queue->count++;
		put(queue, queue->count, entry);
	}
	entry->due_ms = due_ms;
	rise(queue, entry);
	sink(queue, entry);
}

struct timer_entry *timer_queue_first(const struct timer_queue *queue)
{
	return queue->count > 0 ? queue->heap[0] : NULL;
}
