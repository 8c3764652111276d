/* The reader of JSON: what it takes, it writes, takes again and writes the same. */
#include "convene/v1/scenario.pb-c.h"
#include "proto/json.h"
#include "tests/fuzz/replay.h"
#include "tests/support/json_read.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__scenario__descriptor;
	struct arena *arena = arena_new(1 << 20);
	struct json_error error = {.text = ""};
	struct buf first = {0}, second = {0};
	ProtobufCMessage *message = json_read(descriptor, (const char *)bytes, len, arena, &error);

	fuzz_claim((message == NULL) == (error.text[0] != '\0'), "refused with a reason");
	if (message != NULL) {
		json_write(&first, message, JSON_INDENT);
		arena_reset(arena);
		message = json_read(descriptor, (const char *)first.data, first.len, arena, &error);
		fuzz_claim(message != NULL, "own JSON is accepted");
		json_write(&second, message, JSON_INDENT);
		fuzz_claim(
		    first.len == second.len && memcmp(first.data, second.data, first.len) == 0,
		    "own JSON is stable");
	}
	buf_deinit(&first);
	buf_deinit(&second);
	arena_free(arena);
	return 0;
}
