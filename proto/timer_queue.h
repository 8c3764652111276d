/*
 * Moments in time at which something is to be done, earliest first: a binary heap. One thread at a
 * time. Owns only the array of pointers; each entry belongs to whoever put it in and must be taken
 * out before it is freed.
 */
#ifndef CONVENE_TIMER_QUEUE_H
#define CONVENE_TIMER_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct timer_entry {
	int64_t due_ms;
	size_t place;                           /* in the heap, from 1; 0: not in it */
	void (*run)(struct timer_entry *entry); /* for whoever runs the queue */
};

struct timer_queue {
	struct timer_entry **heap; /* owned; each borrowed: in until taken out */
	size_t count, cap;
};

void timer_queue_deinit(struct timer_queue *queue);

/* Puts the entry in, or moves it; INT64_MAX takes it out. */
void timer_queue_set(struct timer_queue *queue, struct timer_entry *entry, int64_t due_ms);

/* The earliest entry, NULL when there is none. */
struct timer_entry *timer_queue_first(const struct timer_queue *queue);

#endif
