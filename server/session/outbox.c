#include "server/session/outbox.h"

#include "proto/buf.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

struct blob *blob_new(const void *bytes, size_t len)
{
	struct blob *blob = xcheck(malloc(sizeof(*blob) + len));

	blob->references = 1;
	blob->len = len;
	memcpy(blob->bytes, bytes, len);
	return blob;
}

void blob_drop(struct blob *blob)
{
	if (--blob->references == 0)
		free(blob);
}

struct blob *blob_of_message(const ProtobufCMessage *message)
{
	size_t len = protobuf_c_message_get_packed_size(message);
	size_t header = varint_size(len);
	struct blob *blob = xcheck(malloc(sizeof(*blob) + header + len));

	blob->references = 1;
	blob->len = header + len;
	varint_write(blob->bytes, len);
	protobuf_c_message_pack(message, blob->bytes + header);
	return blob;
}

void outbox_deinit(struct outbox *outbox)
{
	while (outbox->count > 0)
		outbox_pop(outbox);
}

static void grow(struct outbox *outbox)
{
	size_t cap = outbox->cap ? outbox->cap * 2 : 4;
	struct outbox_item *items = xcalloc(cap, sizeof(*items));

	for (size_t i = 0; i < outbox->count; i++)
		items[i] = outbox->items[(outbox->first + i) & (outbox->cap - 1)];
	free(outbox->items);
	outbox->items = items;
	outbox->cap = cap;
	outbox->first = 0;
}

void outbox_push(struct outbox *outbox, const struct outbox_item *item)
{
	if (outbox->count == outbox->cap)
		grow(outbox);
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
	if (outbox->count > 0)
		return;
	/* most connections have an empty outbox most of the time: it then holds no memory */
	free(outbox->items);
	*outbox = (struct outbox){0};
}
