/*
 * The queue's two digests: items that are about cases are not in the first one, in which older
 * journals have no such things (queue.h). Each is a number and a sum over its items, for these come
 * and go.
 */
#include "server/exercise/state/simcell/queue.h"

#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"

#include <stdlib.h>
#include <string.h>

void queue_deinit(struct queue *queue)
{
	free(queue->items);
	memset(queue, 0, sizeof *queue);
}

/* Items of cases, or all the others: how many, and what they say. */
static void digest_items(const struct queue *queue, bool of_cases, struct digest_form *form)
{
	uint64_t count = 0, sum = 0;
	for (size_t i = 0; i < queue->count; i++) {
		if ((queue->items[i].case_id != 0) == of_cases) {
			count++;
			sum += mix_pair(queue->items[i].id, queue->items[i].claimed_by);
		}
	}
	digest_put(form, count);
	digest_put(form, sum);
}

void queue_digest(const struct queue *queue, struct digest_form *form)
{
	digest_items(queue, false, form);
}

void queue_cases_digest(const struct digest_node *cases_node, struct digest_form *form)
{
	const void *queue = (const char *)cases_node - offsetof(struct queue, cases_node);
	digest_items(queue, true, form);
}
