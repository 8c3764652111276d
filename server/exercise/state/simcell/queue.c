/* The queue's memory and digest. */
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

/* How many wait, and the sum of what they say: they come and go. */
void queue_digest(const struct queue *queue, struct digest_form *form)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < queue->count; i++) {
		sum += mix_pair(queue->items[i].id, queue->items[i].claimed_by);
	}
	digest_put(form, queue->count);
	digest_put(form, sum);
}
