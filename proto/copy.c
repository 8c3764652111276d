/*
 * Copying by the descriptor: the message as it lies in memory, then anew whatever it points to.
 * Messages do not contain themselves, so the depth is that of the .proto files.
 */
#include "proto/copy.h"

#include "proto/reflect.h"

#include <stdint.h>
#include <string.h>

/* A text, bytes or a message in the place `value`, which still has the original's; all other types
 * are copied already. False when the budget does not allow it. */
static bool copy_value(struct arena *arena, ProtobufCType type, void *value)
{
	if (type == PROTOBUF_C_TYPE_STRING) {
		char **text = value;
		bool empty = *text == NULL || **text == '\0';
		*text = empty ? (char *)protobuf_c_empty_string
		              : arena_text(arena, *text, strlen(*text));
		return *text != NULL;
	}
	if (type == PROTOBUF_C_TYPE_BYTES) {
		ProtobufCBinaryData *bytes = value;
		bytes->data = bytes->len > 0 ? arena_copy(arena, bytes->data, bytes->len) : NULL;
		return bytes->len == 0 || bytes->data != NULL;
	}
	if (type == PROTOBUF_C_TYPE_MESSAGE) {
		ProtobufCMessage **part = value;
		*part = *part != NULL ? message_copy(arena, *part) : NULL;
		return *part != NULL;
	}
	return true;
}

static bool copy_list(
    struct arena *arena, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	size_t count = *reflect_count(message, field), size = reflect_size(field->type);
	void **list = reflect_member(message, field);
	if (count == 0) {
		*list = NULL;
		return true;
	}
	const void *from = *list;
	char *to = arena_array(arena, count, size);
	*list = to;
	if (to == NULL) {
		return false;
	}
	memcpy(to, from, count * size);
	for (size_t i = 0; i < count; i++, to += size) {
		if (!copy_value(arena, field->type, to)) {
			return false;
		}
	}
	return true;
}

/* Whether a member of a oneof is one that packing would leave out. */
static bool is_left_out(const ProtobufCFieldDescriptor *field, const void *value)
{
	if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE) {
		return false;
	}
	const void *pointer = *(void *const *)value;
	return pointer == NULL || pointer == field->default_value;
}

static bool copy_field(
    struct arena *arena, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		return copy_list(arena, message, field);
	}
	void *value = reflect_member(message, field);
	if (reflect_is_oneof(field)) {
		uint32_t *set = reflect_case(message, field);
		if (*set != field->id) {
			return true;
		}
		if (is_left_out(field, value)) {
			*set = 0;
			return true;
		}
	}
	bool absent = field->type == PROTOBUF_C_TYPE_MESSAGE && *(void **)value == NULL;
	return absent || copy_value(arena, field->type, value);
}

void *message_copy(struct arena *arena, const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	ProtobufCMessage *copy = arena_copy(arena, message, descriptor->sizeof_message);
	if (copy == NULL) {
		return NULL;
	}
	copy->n_unknown_fields = 0;
	copy->unknown_fields = NULL;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		if (!copy_field(arena, copy, &descriptor->fields[i])) {
			return NULL;
		}
	}
	return copy;
}
