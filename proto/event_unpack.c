/*
 * protobuf-c decodes by a descriptor, and a descriptor may be made on the spot: here one with the
 * fields of the head and the one body that the bytes have. Whatever does not fit that guess is
 * decoded once more by the whole descriptor, so a wrong guess costs time and never a field.
 */
#include "proto/event_unpack.h"

#include "proto/buf.h"

#include <stdbool.h>
#include <string.h>

/* seq, wall_ms, exercise_ms, story_ms: the fields before the oneof, all of them numbers */
#define HEAD_FIELDS 4u
#define BODY_FIRST  10u

/*
 * The number of the first field that is not of the head; 0 when there is none, or the bytes are not
 * an event's: that is protobuf-c's to refuse. Tags of the head have one byte; what its numbers are
 * does not matter here, only where they end.
 */
static unsigned body_number(const uint8_t *bytes, size_t len)
{
	size_t at = 0;
	while (at < len && bytes[at] < BODY_FIRST << 3) {
		if ((bytes[at] & 7) != 0) {
			return 0;
		}
		do {
			at++;
		} while (at < len && bytes[at] >= 0x80);
		at++;
	}
	uint64_t tag = 0;
	bool whole = at < len && varint_read(bytes + at, len - at, &tag) > 0 && tag <= INT32_MAX;
	return whole ? (unsigned)(tag >> 3) : 0;
}

Convene__V1__Event *event_unpack(ProtobufCAllocator *allocator, size_t len, const uint8_t *bytes)
{
	const ProtobufCMessageDescriptor *whole = &convene__v1__event__descriptor;
	unsigned number = body_number(bytes, len);
	const ProtobufCFieldDescriptor *body =
	    number >= BODY_FIRST ? protobuf_c_message_descriptor_get_field(whole, number) : NULL;
	if (body == NULL) {
		return convene__v1__event__unpack(allocator, len, bytes);
	}
	ProtobufCFieldDescriptor fields[HEAD_FIELDS + 1];
	memcpy(fields, whole->fields, HEAD_FIELDS * sizeof(fields[0]));
	fields[HEAD_FIELDS] = *body;
	const ProtobufCIntRange ranges[] = {
	    {1, 0}, {(int)number, HEAD_FIELDS}, {0, HEAD_FIELDS + 1}};
	ProtobufCMessageDescriptor narrow = *whole;
	narrow.n_fields = HEAD_FIELDS + 1;
	narrow.fields = fields;
	narrow.n_field_ranges = 2;
	narrow.field_ranges = ranges;
	/* its descriptor is the whole one: that is what initialising an Event sets */
	Convene__V1__Event *event =
	    (Convene__V1__Event *)protobuf_c_message_unpack(&narrow, allocator, len, bytes);
	if (event == NULL || event->base.n_unknown_fields == 0) {
		return event;
	}
	/* what is unknown may be another kind's field */
	convene__v1__event__free_unpacked(event, allocator);
	return convene__v1__event__unpack(allocator, len, bytes);
}
