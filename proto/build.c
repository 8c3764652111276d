/*
 * The members of a message are found by their offsets in the descriptor, so nothing here knows a
 * message by name. A value that is never filled in must still be one that can be packed: an empty
 * string, not NULL.
 */
#include "proto/build.h"

#include "proto/base64.h"
#include "proto/reflect.h"

#include <ctype.h>
#include <string.h>

ProtobufCMessage *build_message(const ProtobufCMessageDescriptor *descriptor, struct arena *arena)
{
	ProtobufCMessage *message = arena_alloc(arena, descriptor->sizeof_message);
	if (message != NULL) {
		descriptor->message_init(message);
	}
	return message;
}

/* In a repeated field of strings or bytes, an element that is never filled in is still harmless. */
static void clear_values(const ProtobufCFieldDescriptor *field, void *values, size_t count)
{
	if (field->type == PROTOBUF_C_TYPE_STRING) {
		char **texts = values;
		for (size_t i = 0; i < count; i++) {
			texts[i] = (char *)(uintptr_t)protobuf_c_empty_string;
		}
	} else {
		memset(values, 0, count * reflect_size(field->type));
	}
}

void *build_values(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t count,
    struct arena *arena)
{
	size_t size = reflect_size(field->type);
	void **member = reflect_member(message, field);
	if (field->label != PROTOBUF_C_LABEL_REPEATED) {
		if (reflect_is_oneof(field)) {
			*reflect_case(message, field) = field->id;
		}
		clear_values(field, member, 1);
		return member;
	}
	size_t have = *reflect_count(message, field);
	uint8_t *array = arena_array(arena, have + count, size);
	if (array == NULL) {
		return NULL;
	}
	if (have > 0) {
		memcpy(array, *member, have * size);
	}
	clear_values(field, array + have * size, count);
	*member = array;
	*reflect_count(message, field) = have + count;
	return array + have * size;
}

void *build_next(const ProtobufCFieldDescriptor *field, void *value)
{
	return (uint8_t *)value + reflect_size(field->type);
}

bool build_parse_integer(const char *text, size_t len, struct build_integer *integer)
{
	struct build_integer read = {0};
	size_t at = 0;
	if (len > 0 && text[0] == '-') {
		read.negative = true;
		at = 1;
	}
	if (at == len) {
		return false;
	}
	for (; at < len; at++) {
		if (!isdigit((unsigned char)text[at]) ||
		    __builtin_mul_overflow(read.magnitude, 10u, &read.magnitude) ||
		    __builtin_add_overflow(
		        read.magnitude, (uint64_t)(text[at] - '0'), &read.magnitude)) {
			return false;
		}
	}
	*integer = read;
	return true;
}

static bool store_signed(struct build_integer integer, bool wide, void *value)
{
	uint64_t limit = wide ? (uint64_t)INT64_MAX : (uint64_t)INT32_MAX;
	if (integer.magnitude > limit + (integer.negative ? 1 : 0)) {
		return false;
	}
	int64_t number = (int64_t)(integer.negative ? 0 - integer.magnitude : integer.magnitude);
	if (wide) {
		memcpy(value, &number, sizeof(number));
	} else {
		int32_t narrow = (int32_t)number;
		memcpy(value, &narrow, sizeof(narrow));
	}
	return true;
}

static bool store_unsigned(struct build_integer integer, bool wide, void *value)
{
	if ((integer.negative && integer.magnitude != 0) ||
	    (!wide && integer.magnitude > UINT32_MAX)) {
		return false;
	}
	if (wide) {
		memcpy(value, &integer.magnitude, sizeof(uint64_t));
	} else {
		uint32_t narrow = (uint32_t)integer.magnitude;
		memcpy(value, &narrow, sizeof(narrow));
	}
	return true;
}

bool build_store_integer(ProtobufCType type, struct build_integer integer, void *value)
{
	switch (type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
		return store_signed(integer, false, value);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		return store_signed(integer, true, value);
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		return store_unsigned(integer, false, value);
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return store_unsigned(integer, true, value);
	default:
		return false;
	}
}

bool build_store_string(const char *text, size_t len, void *value, struct arena *arena)
{
	char *copy = arena_text(arena, text, len);
	if (copy == NULL) {
		return false;
	}
	*(char **)value = copy;
	return true;
}

bool build_store_base64(const char *text, size_t len, void *value, struct arena *arena)
{
	ProtobufCBinaryData data = {0};
	data.data = arena_alloc(arena, base64_room(len));
	if (data.data == NULL || !base64_read(text, len, data.data, &data.len)) {
		return false;
	}
	*(ProtobufCBinaryData *)value = data;
	return true;
}
