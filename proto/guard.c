/*
 * Two passes. The scan goes over the bytes and refuses what the decoder would trust, before
 * anything is allocated; it has no memory but the bits of the fields that were there. Then
 * protobuf-c decodes into the arena, and what the scan found to be unknown is taken out of the
 * message.
 */
#include "proto/guard.h"

#include "proto/buf.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/utf8.h"
#include "proto/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX        32u
#define TAG_BYTES_MAX    5
#define LENGTH_BYTES_MAX 5

/* Bits for the fields of all messages on the path: enough for any real frame without allocation. */
#define SEEN_INLINE 64u

/* What protobuf calls start and end of a group; protobuf-c has no names for them. */
#define WIRE_START_GROUP 3u
#define WIRE_END_GROUP   4u

/*
 * Which singular fields a message has had so far, a bit for each in the order of its descriptor; a
 * message's bits stand on those of the messages around it. Grows with what the descriptors ask for,
 * so that no message is too large for it; the depth bounds it.
 */
struct seen {
	uint8_t first[SEEN_INLINE];
	uint8_t *more; /* owned; NULL: `first` is enough */
	size_t used, cap;
};

struct scan {
	const char *names[DEPTH_MAX]; /* borrowed from descriptors: the path to the current field */
	unsigned depth;               /* of names */
	unsigned elements;            /* see GUARD_ELEMENTS_MAX */
	bool unknown;                 /* something was met that has to be stripped */
	struct seen seen;
	struct guard_error *error; /* borrowed: outlives the scan */
};

/* The bytes of one field: for a length-delimited one without the length. */
struct value {
	unsigned wire_type;
	const uint8_t *bytes; /* borrowed: the input */
	size_t len;
	uint64_t varint; /* of wire type 0 */
};

static uint8_t *seen_bits(struct seen *seen)
{
	return seen->more != NULL ? seen->more : seen->first;
}

/* Clear bits for a message of so many fields; returns where they begin. */
static size_t seen_push(struct seen *seen, unsigned fields)
{
	size_t at = seen->used, end = at + (fields + 7) / 8;
	if (seen->cap == 0) {
		seen->cap = sizeof(seen->first);
	}
	if (end > seen->cap) {
		bool inside = seen->more == NULL;
		seen->cap = 2 * end;
		seen->more = xrealloc(seen->more, seen->cap);
		if (inside) {
			memcpy(seen->more, seen->first, at);
		}
	}
	memset(seen_bits(seen) + at, 0, end - at);
	seen->used = end;
	return at;
}

/* Whether the field was there before; from now on it was. */
static bool seen_again(struct seen *seen, size_t base, size_t index)
{
	uint8_t *byte = seen_bits(seen) + base + index / 8, bit = (uint8_t)(1u << index % 8);
	bool again = (*byte & bit) != 0;
	*byte |= bit;
	return again;
}

static bool seen_has(struct seen *seen, size_t base, size_t index)
{
	return (seen_bits(seen)[base + index / 8] & 1u << index % 8) != 0;
}

/* "open_thread.channel: what is wrong" */
static void say(const struct scan *scan, const char *what, char *out, size_t size)
{
	size_t len = 0;
	for (unsigned i = 0; i < scan->depth && len < size; i++) {
		int more = snprintf(out + len, size - len, "%s%s", scan->names[i],
		    i + 1 < scan->depth ? "." : ": ");
		len += more > 0 ? (size_t)more : 0;
	}
	if (len < size) {
		snprintf(out + len, size - len, "%s", what);
	}
}

static bool __attribute__((format(printf, 2, 3))) refuse(struct scan *scan, const char *format, ...)
{
	char text[96];
	va_list args;
	va_start(args, format);
	complaint_list(text, sizeof(text), format, args);
	va_end(args);
	say(scan, text, scan->error->text, sizeof(scan->error->text));
	return false;
}

/* Something that is not refused here, but that whoever decodes may have to refuse. */
static void note(struct scan *scan, bool *oddity, const char *what)
{
	if (!scan->error->unknown_value && !scan->error->impossible_time) {
		say(scan, what, scan->error->odd, sizeof(scan->error->odd));
	}
	*oddity = true;
}

/* Reads a varint of at most `max` bytes; protobuf-c knows no longer ones in this place. */
static bool take_varint(const uint8_t **at, const uint8_t *end, int max, uint64_t *value)
{
	int taken = varint_read(*at, (size_t)(end - *at), value);
	if (taken <= 0 || taken > max) {
		return false;
	}
	*at += taken;
	return true;
}

static bool take_value(
    struct scan *scan, const uint8_t **at, const uint8_t *end, struct value *value)
{
	size_t left = (size_t)(end - *at);
	uint64_t length;
	switch (value->wire_type) {
	case PROTOBUF_C_WIRE_TYPE_VARINT:
		value->bytes = *at;
		if (!take_varint(at, end, 10, &value->varint)) {
			return refuse(scan, "holds a damaged number");
		}
		value->len = (size_t)(*at - value->bytes);
		return true;
	case PROTOBUF_C_WIRE_TYPE_64BIT:
	case PROTOBUF_C_WIRE_TYPE_32BIT:
		value->len = value->wire_type == PROTOBUF_C_WIRE_TYPE_64BIT ? 8 : 4;
		if (left < value->len) {
			return refuse(scan, "ends too early");
		}
		break;
	case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
		if (!take_varint(at, end, LENGTH_BYTES_MAX, &length)) {
			return refuse(scan, "holds a damaged length");
		}
		if (length > (uint64_t)(end - *at)) {
			return refuse(scan, "ends too early");
		}
		value->len = (size_t)length;
		break;
	case WIRE_START_GROUP:
	case WIRE_END_GROUP:
		return refuse(scan, "holds a group, which proto3 does not have");
	default:
		return refuse(scan, "has an impossible wire type");
	}
	value->bytes = *at;
	*at += value->len;
	return true;
}

static unsigned natural_wire_type(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
		return PROTOBUF_C_WIRE_TYPE_32BIT;
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return PROTOBUF_C_WIRE_TYPE_64BIT;
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
	default:
		return PROTOBUF_C_WIRE_TYPE_VARINT;
	}
}

static bool scan_number(struct scan *scan, const ProtobufCFieldDescriptor *field, uint64_t varint)
{
	if (field->type == PROTOBUF_C_TYPE_BOOL && varint > 1) {
		return refuse(scan, "is neither true nor false");
	}
	if (field->type == PROTOBUF_C_TYPE_ENUM) {
		/* negative ones are sign-extended to ten bytes; protobuf-c looks at 32 bits */
		int32_t number = (int32_t)(uint32_t)varint;
		if (protobuf_c_enum_descriptor_get_value(field->descriptor, number) == NULL) {
			char what[48];
			snprintf(what, sizeof(what), "has no value %d", (int)number);
			note(scan, &scan->error->unknown_value, what);
			scan->unknown = true;
		}
	}
	if (field->type == PROTOBUF_C_TYPE_INT64 &&
	    ((int64_t)varint > GUARD_TIME_MAX || (int64_t)varint < -GUARD_TIME_MAX)) {
		note(scan, &scan->error->impossible_time, "is no time that can be");
	}
	return true;
}

/* Elements of a packed list. protobuf-c takes each byte of a packed bool for one element. */
static bool scan_packed(
    struct scan *scan, const ProtobufCFieldDescriptor *field, const struct value *value)
{
	const uint8_t *at = value->bytes, *end = at + value->len;
	unsigned wire_type = natural_wire_type(field->type);
	if (wire_type != PROTOBUF_C_WIRE_TYPE_VARINT) {
		return value->len % (wire_type == PROTOBUF_C_WIRE_TYPE_64BIT ? 8 : 4) == 0 ||
		       refuse(scan, "ends too early");
	}
	uint64_t varint;
	while (at < end) {
		int max = field->type == PROTOBUF_C_TYPE_BOOL ? 1 : 10;
		if (!take_varint(&at, end, max, &varint)) {
			return refuse(scan, "holds a damaged number");
		}
		if (!scan_number(scan, field, varint)) {
			return false;
		}
	}
	return true;
}

static bool scan_message(struct scan *scan, const ProtobufCMessageDescriptor *descriptor,
    const uint8_t *bytes, size_t len);

static bool scan_known(
    struct scan *scan, const ProtobufCFieldDescriptor *field, const struct value *value)
{
	unsigned wanted = natural_wire_type(field->type);
	if (field->label == PROTOBUF_C_LABEL_REPEATED &&
	    wanted != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED &&
	    value->wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED) {
		return scan_packed(scan, field, value);
	}
	if (value->wire_type != wanted) {
		return refuse(scan, "has the wrong wire type");
	}
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		return utf8_valid(value->bytes, value->len) ||
		       refuse(scan, "is not valid UTF-8 without NUL");
	case PROTOBUF_C_TYPE_MESSAGE:
		return scan_message(scan, field->descriptor, value->bytes, value->len);
	default:
		return wanted != PROTOBUF_C_WIRE_TYPE_VARINT ||
		       scan_number(scan, field, value->varint);
	}
}

/* protobuf-c allocates for each of these, however few bytes it has on the wire. */
static bool count_element(struct scan *scan)
{
	return ++scan->elements <= GUARD_ELEMENTS_MAX ||
	       refuse(scan, "is beyond the limit of %u elements", GUARD_ELEMENTS_MAX);
}

/*
 * protobuf-c merges a message that comes twice and swaps the members of a oneof in place; neither
 * is worth trusting with hostile input.
 */
static bool check_occurrence(struct scan *scan, const ProtobufCMessageDescriptor *descriptor,
    const ProtobufCFieldDescriptor *field, size_t seen)
{
	size_t index = (size_t)(field - descriptor->fields);
	bool oneof = reflect_is_oneof(field);
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		return count_element(scan);
	}
	bool again = seen_again(&scan->seen, seen, index);
	if (field->type != PROTOBUF_C_TYPE_MESSAGE && !oneof) {
		return !again || count_element(scan);
	}
	if (again) {
		return refuse(scan, "stands more than once");
	}
	for (size_t i = 0; oneof && i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *other = &descriptor->fields[i];
		if (i != index && seen_has(&scan->seen, seen, i) && reflect_is_oneof(other) &&
		    other->quantifier_offset == field->quantifier_offset) {
			return refuse(scan, "excludes %s, which is there too", other->name);
		}
	}
	return field->type != PROTOBUF_C_TYPE_MESSAGE || count_element(scan);
}

static bool scan_message(struct scan *scan, const ProtobufCMessageDescriptor *descriptor,
    const uint8_t *bytes, size_t len)
{
	const uint8_t *at = bytes, *end = bytes + len;
	bool good = true;
	if (scan->depth >= DEPTH_MAX) {
		return refuse(scan, "lies too deep");
	}
	size_t seen = seen_push(&scan->seen, descriptor->n_fields);
	while (good && at < end) {
		struct value value = {0};
		uint64_t tag;
		if (!take_varint(&at, end, TAG_BYTES_MAX, &tag) || tag >> 3 == 0 ||
		    tag > UINT32_MAX) {
			return refuse(
			    scan, "is not a %s: damaged field number", descriptor->short_name);
		}
		value.wire_type = (unsigned)(tag & 7);
		const ProtobufCFieldDescriptor *field =
		    protobuf_c_message_descriptor_get_field(descriptor, (unsigned)(tag >> 3));
		if (field == NULL) {
			scan->unknown = true;
			good = count_element(scan) && take_value(scan, &at, end, &value);
			continue;
		}
		scan->names[scan->depth++] = field->name;
		good = take_value(scan, &at, end, &value) &&
		       check_occurrence(scan, descriptor, field, seen) &&
		       scan_known(scan, field, &value);
		scan->depth--;
	}
	scan->seen.used = seen;
	return good;
}

static void strip_unknown(ProtobufCMessage *message);

/* An enum's value that nobody here knows becomes its first one, "unspecified". reflect_each() only
 * looks; the message is ours, decoded a moment ago and handed to nobody yet, so it may be written
 * to. */
static void strip_value(void *context, const ProtobufCFieldDescriptor *field, const void *value)
{
	(void)context;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		strip_unknown(*(ProtobufCMessage *const *)value);
	} else if (field->type == PROTOBUF_C_TYPE_ENUM &&
	           protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)value) ==
	               NULL) {
		*(int *)(uintptr_t)value = 0;
	}
}

static void strip_unknown(ProtobufCMessage *message)
{
	message->n_unknown_fields = 0;
	message->unknown_fields = NULL;
	reflect_each(message, strip_value, NULL);
}

ProtobufCMessage *guard_decode(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
    size_t len, struct arena *arena, struct guard_error *error)
{
	struct scan scan = {.error = error};
	error->unknown_value = error->impossible_time = false;
	error->odd[0] = '\0';
	/* protobuf-c adds some lengths in 32 bits */
	if (len > INT32_MAX) {
		snprintf(
		    error->text, sizeof(error->text), "%s is too large", descriptor->short_name);
		return NULL;
	}
	bool good = scan_message(&scan, descriptor, bytes, len);
	free(scan.seen.more);
	if (!good) {
		return NULL;
	}
	ProtobufCMessage *message =
	    protobuf_c_message_unpack(descriptor, arena_protobuf(arena), len, bytes);
	if (message == NULL) {
		snprintf(error->text, sizeof(error->text),
		    arena_exhausted(arena) ? "%s takes too much memory when decoded"
		                           : "%s cannot be decoded",
		    descriptor->short_name);
		return NULL;
	}
	if (scan.unknown) {
		strip_unknown(message);
	}
	return message;
}
