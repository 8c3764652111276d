/*
 * For json_peer.py: a line "KIND w HEX" on the input is decoded and answered as JSON, a line
 * "KIND r JSON" is read and answered as HEX; a refusal is answered as "! reason".
 */
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/guard.h"
#include "proto/json.h"
#include "proto/xalloc.h"
#include "tests/support/json_read.h"

#include <stdbool.h>

static const ProtobufCMessageDescriptor *descriptor_of(const char *name, size_t len)
{
	const ProtobufCMessageDescriptor *const all[] = {&convene__v1__scenario__descriptor,
	    &convene__v1__event__descriptor, &convene__v1__client_frame__descriptor,
	    &convene__v1__server_frame__descriptor};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (strlen(all[i]->short_name) == len &&
		    memcmp(all[i]->short_name, name, len) == 0) {
			return all[i];
		}
	}
	return NULL;
}

static int digit(char character)
{
	return character <= '9' ? character - '0' : character - 'a' + 10;
}

static void to_json(const ProtobufCMessageDescriptor *descriptor, const char *hex, size_t len,
    struct arena *arena, struct buf *out)
{
	struct guard_error error;
	struct buf bytes = {0};
	ProtobufCMessage *message;

	for (size_t i = 0; i + 1 < len; i += 2) {
		buf_append_byte(&bytes, (uint8_t)(digit(hex[i]) << 4 | digit(hex[i + 1])));
	}
	message = guard_decode(descriptor, bytes.data, bytes.len, arena, &error);
	if (message != NULL) {
		json_write(out, message, JSON_COMPACT);
	} else {
		buf_printf(out, "! %s", error.text);
	}
	buf_deinit(&bytes);
}

static void from_json(const ProtobufCMessageDescriptor *descriptor, const char *json, size_t len,
    struct arena *arena, struct buf *out)
{
	struct json_error error;
	ProtobufCMessage *message = json_read(descriptor, json, len, arena, &error);
	uint8_t *bytes;
	size_t size;

	if (message == NULL) {
		buf_printf(out, "! %s", error.text);
		return;
	}
	size = protobuf_c_message_get_packed_size(message);
	bytes = xcalloc(1, size + 1);
	protobuf_c_message_pack(message, bytes);
	for (size_t i = 0; i < size; i++) {
		buf_printf(out, "%02x", bytes[i]);
	}
	free(bytes);
}

static bool answer(const char *line, size_t len, struct arena *arena, struct buf *out)
{
	const char *space = memchr(line, ' ', len);
	const ProtobufCMessageDescriptor *descriptor =
	    space != NULL ? descriptor_of(line, (size_t)(space - line)) : NULL;
	const char *rest;

	if (descriptor == NULL || line + len < space + 3) {
		return false;
	}
	rest = space + 3;
	if (space[1] == 'w') {
		to_json(descriptor, rest, (size_t)(line + len - rest), arena, out);
	} else {
		from_json(descriptor, rest, (size_t)(line + len - rest), arena, out);
	}
	return true;
}

int main(void)
{
	struct arena *arena = arena_new(16 << 20);
	struct buf out = {0};
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	bool good = true;

	while (good && (len = getline(&line, &room, stdin)) > 0) {
		out.len = 0;
		arena_reset(arena);
		good = answer(line, (size_t)len - 1, arena, &out);
		buf_append_byte(&out, '\n');
		fwrite(out.data, 1, out.len, stdout);
		fflush(stdout);
	}
	free(line);
	buf_deinit(&out);
	arena_free(arena);
	return good ? 0 : 1;
}
