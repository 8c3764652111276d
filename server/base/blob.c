/* The count is a plain number: a blob never leaves the loop's thread. A message is packed right
 * behind its length, without a copy. */
#include "server/base/blob.h"

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
	if (--blob->references == 0) {
		free(blob);
	}
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
