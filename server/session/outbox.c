/* A ring that doubles. Whatever was pushed first goes first, even where something later could go
 * already: answers come in the order of what they answer. */
#include "server/session/outbox.h"

#include "proto/buf.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

void outbox_deinit(struct outbox *outbox)
{
	while (outbox->count > 0) {
		outbox_pop(outbox);
	}
}

static void grow(struct outbox *outbox)
{
	size_t cap = outbox->cap ? outbox->cap * 2 : 4;
	struct outbox_item *items = xcalloc(cap, sizeof(*items));
	for (size_t i = 0; i < outbox->count; i++) {
		items[i] = outbox->items[(outbox->first + i) & (outbox->cap - 1)];
	}
	free(outbox->items);
	outbox->items = items;
	outbox->cap = cap;
	outbox->first = 0;
}

void outbox_push(struct outbox *outbox, const struct outbox_item *item)
{
	if (outbox->count == outbox->cap) {
		grow(outbox);
	}
	item->blob->references++;
	outbox->items[(outbox->first + outbox->count) & (outbox->cap - 1)] = *item;
	outbox->count++;
	outbox->bytes += item->blob->len;
}

const struct outbox_item *outbox_first(const struct outbox *outbox)
{
	return outbox->count == 0 ? NULL : &outbox->items[outbox->first];
}

void outbox_pop(struct outbox *outbox)
{
	struct outbox_item *item = &outbox->items[outbox->first];
	outbox->bytes -= item->blob->len;
	blob_drop(item->blob);
	outbox->first = (outbox->first + 1) & (outbox->cap - 1);
	outbox->count--;
	if (outbox->count > 0) {
		return;
	}
	/* most connections have an empty outbox most of the time: it then holds no memory */
	free(outbox->items);
	*outbox = (struct outbox){0};
}
