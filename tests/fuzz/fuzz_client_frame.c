/* The guard: what it lets through is encoded and decoded again without a change. */
#include "convene/v1/frame.pb-c.h"
#include "proto/buf.h"
#include "proto/guard.h"
#include "proto/json.h"
#include "tests/fuzz/replay.h"
#include "tests/support/json_read.h"

#include <stdlib.h>
#include <string.h>

static void pack(const ProtobufCMessage *message, struct buf *out)
{
	size_t size = protobuf_c_message_get_packed_size(message);

	fuzz_claim(protobuf_c_message_pack(message, buf_reserve(out, size)) == size, "packed size");
	out->len = size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__client_frame__descriptor;
	struct arena *arena = arena_new(1 << 20);
	struct buf first = {0}, second = {0}, json = {0};
	struct guard_error error = {.text = ""};
	struct json_error json_error;
	ProtobufCMessage *message = guard_decode(descriptor, bytes, len, arena, &error);

	fuzz_claim((message == NULL) == (error.text[0] != '\0'), "refused with a reason");
	if (message != NULL) {
		pack(message, &first);
		json_write(&json, message, JSON_COMPACT);
		arena_reset(arena);
		message = guard_decode(descriptor, first.data, first.len, arena, &error);
		fuzz_claim(message != NULL, "own encoding is accepted");
		pack(message, &second);
		fuzz_claim(
		    first.len == second.len && memcmp(first.data, second.data, first.len) == 0,
		    "encoding is stable");
		arena_reset(arena);
		message =
		    json_read(descriptor, (const char *)json.data, json.len, arena, &json_error);
		fuzz_claim(message != NULL, "own JSON is accepted");
		second.len = 0;
		pack(message, &second);
		fuzz_claim(
		    first.len == second.len && memcmp(first.data, second.data, first.len) == 0,
		    "JSON keeps everything");
	}
	buf_deinit(&first);
	buf_deinit(&second);
	buf_deinit(&json);
	arena_free(arena);
	return 0;
}
