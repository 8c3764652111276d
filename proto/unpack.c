/*
 * One pass, by descriptor. It knows what encoders write: known fields in their own wire type, none
 * twice that is not repeated, all elements of a list one behind the other, numbers in lists packed.
 * Whatever else there is, is left to protobuf-c, with all of the bytes from the beginning: so being
 * narrow here costs time and never a field. What was read until then stays in the arena.
 */
#include "proto/unpack.h"

#include "proto/buf.h"
#include "proto/reflect.h"

#include <stdbool.h>

#define TAG_BYTES_MAX    5
#define LENGTH_BYTES_MAX 5
#define NUMBER_BYTES_MAX 10

/* Where the reading of a message is. */
struct reading {
	struct arena *arena; /* borrowed */
	const uint8_t *at, *end;
};

static ProtobufCMessage *read_message(
    const ProtobufCMessageDescriptor *descriptor, struct reading reading);

/* A number of at most `max` bytes: protobuf-c knows no longer ones in that place. */
static inline bool read_varint(struct reading *reading, int max, uint64_t *value)
{
	if (reading->at < reading->end && *reading->at < 0x80) {
		*value = *reading->at++;
		return true;
	}
	int taken = varint_read(reading->at, (size_t)(reading->end - reading->at), value);
	reading->at += taken > 0 ? taken : 0;
	return taken > 0 && taken <= max;
}

/* What has a length before it: a reading of its own. */
static inline bool read_inside(struct reading *reading, struct reading *inside)
{
	uint64_t len;
	if (!read_varint(reading, LENGTH_BYTES_MAX, &len) ||
	    len > (uint64_t)(reading->end - reading->at)) {
		return false;
	}
	*inside = (struct reading){reading->arena, reading->at, reading->at + len};
	reading->at = inside->end;
	return true;
}

/* NULL: it has none with that number. */
static inline const ProtobufCFieldDescriptor *field_of(
    const ProtobufCMessageDescriptor *descriptor, uint64_t number)
{
	const ProtobufCIntRange *ranges = descriptor->field_ranges;
	/* numbers that follow upon each other from the first one on: for most messages all */
	if (descriptor->n_field_ranges > 0 && number >= (uint64_t)ranges[0].start_value &&
	    number - (uint64_t)ranges[0].start_value < ranges[1].orig_index) {
		return &descriptor->fields[number - (uint64_t)ranges[0].start_value];
	}
	return descriptor->n_field_ranges > 1 && number <= INT32_MAX
	           ? protobuf_c_message_descriptor_get_field(descriptor, (unsigned)number)
	           : NULL;
}

static inline bool has_length(ProtobufCType type)
{
	return type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_BYTES ||
	       type == PROTOBUF_C_TYPE_MESSAGE;
}

/* False: a kind of number that the protocol does not have. */
static inline bool keep_number(ProtobufCType type, void *member, uint64_t value)
{
	switch (type) {
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		*(uint64_t *)member = value;
		return true;
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_ENUM:
		*(uint32_t *)member = (uint32_t)value;
		return true;
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)member = value != 0;
		return true;
	default:
		return false;
	}
}

/* What has a length, without it. */
static bool keep_bytes(
    const ProtobufCFieldDescriptor *field, void *member, const struct reading *inside)
{
	size_t len = (size_t)(inside->end - inside->at);
	ProtobufCBinaryData *data = member;
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(char **)member = arena_text(inside->arena, (const char *)inside->at, len);
		return *(char **)member != NULL;
	case PROTOBUF_C_TYPE_BYTES:
		data->len = len;
		data->data = len > 0 ? arena_copy(inside->arena, inside->at, len) : NULL;
		return len == 0 || data->data != NULL;
	case PROTOBUF_C_TYPE_MESSAGE:
		*(ProtobufCMessage **)member = read_message(field->descriptor, *inside);
		return *(ProtobufCMessage **)member != NULL;
	default:
		return false;
	}
}

/* How many elements of a list come one behind the other; of the first the tag was read. */
static size_t count_run(struct reading reading, uint64_t tag)
{
	struct reading inside;
	uint64_t next;
	size_t count = 0;
	do {
		count++;
	} while (read_inside(&reading, &inside) && read_varint(&reading, TAG_BYTES_MAX, &next) &&
	         next == tag);
	return count;
}

static bool read_list(struct reading *reading, const ProtobufCFieldDescriptor *field, uint64_t tag,
    void **list, size_t *count)
{
	size_t run = count_run(*reading, tag), size = reflect_size(field->type);
	*list = arena_array(reading->arena, run, size);
	while (*list != NULL && *count < run) {
		struct reading inside;
		if ((*count > 0 && !read_varint(reading, TAG_BYTES_MAX, &tag)) ||
		    !read_inside(reading, &inside) ||
		    !keep_bytes(field, (char *)*list + *count * size, &inside)) {
			return false;
		}
		++*count;
	}
	return *list != NULL;
}

static bool read_packed(
    struct reading *reading, const ProtobufCFieldDescriptor *field, void **list, size_t *count)
{
	struct reading inside;
	size_t size = reflect_size(field->type), numbers = 0;
	if (!read_inside(reading, &inside)) {
		return false;
	}
	for (const uint8_t *at = inside.at; at < inside.end; at++) {
		numbers += *at < 0x80; /* the last byte of one */
	}
	*list = numbers > 0 ? arena_array(reading->arena, numbers, size) : NULL;
	while (inside.at < inside.end) {
		uint64_t value;
		if (*list == NULL || !read_varint(&inside, NUMBER_BYTES_MAX, &value) ||
		    !keep_number(field->type, (char *)*list + *count * size, value)) {
			return false;
		}
		++*count;
	}
	return true;
}

static bool read_repeated(struct reading *reading, const ProtobufCFieldDescriptor *field,
    uint64_t tag, ProtobufCMessage *message)
{
	void **list = reflect_member(message, field);
	size_t *count = reflect_count(message, field);
	if ((tag & 7) != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED || *count > 0) {
		return false;
	}
	return has_length(field->type) ? read_list(reading, field, tag, list, count)
	                               : read_packed(reading, field, list, count);
}

static bool read_single(struct reading *reading, const ProtobufCFieldDescriptor *field,
    unsigned wire_type, void *member)
{
	struct reading inside;
	uint64_t value;
	if (wire_type == PROTOBUF_C_WIRE_TYPE_VARINT) {
		return read_varint(reading, NUMBER_BYTES_MAX, &value) &&
		       keep_number(field->type, member, value);
	}
	/* a message is merged with one that was there before */
	bool again = field->type == PROTOBUF_C_TYPE_MESSAGE && *(ProtobufCMessage **)member != NULL;
	return wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED && !again &&
	       read_inside(reading, &inside) && keep_bytes(field, member, &inside);
}

/* Of a oneof the last member counts, and stands where those before it stood. */
static inline void note_presence(const ProtobufCFieldDescriptor *field, ProtobufCMessage *message)
{
	if (reflect_is_oneof(field)) {
		*reflect_case(message, field) = field->id;
	} else if (field->quantifier_offset != 0) {
		*(protobuf_c_boolean *)((char *)message + field->quantifier_offset) = true;
	}
}

static ProtobufCMessage *read_message(
    const ProtobufCMessageDescriptor *descriptor, struct reading reading)
{
	ProtobufCMessage *message = arena_take(reading.arena, descriptor->sizeof_message);
	if (message == NULL) {
		return NULL;
	}
	descriptor->message_init(message);
	while (reading.at < reading.end) {
		uint64_t tag;
		bool good = read_varint(&reading, TAG_BYTES_MAX, &tag);
		const ProtobufCFieldDescriptor *field =
		    good ? field_of(descriptor, tag >> 3) : NULL;
		if (field == NULL) {
			return NULL;
		}
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			good = read_repeated(&reading, field, tag, message);
		} else {
			note_presence(field, message);
			good = read_single(
			    &reading, field, (unsigned)(tag & 7), reflect_member(message, field));
		}
		if (!good) {
			return NULL;
		}
	}
	return message;
}

ProtobufCMessage *message_unpack(const ProtobufCMessageDescriptor *descriptor, struct arena *arena,
    size_t len, const uint8_t *bytes)
{
	struct reading reading = {arena, bytes, bytes + len};
	ProtobufCMessage *message = read_message(descriptor, reading);
	if (message == NULL) {
		message = protobuf_c_message_unpack(descriptor, arena_protobuf(arena), len, bytes);
	}
	return message;
}
