#include "tests/fuzz/hostile/mutate.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/guard.h"
#include "proto/reflect.h"
#include "tests/fuzz/replay.h"

#include <string.h>

#define BUDGET     ((size_t)64 * 1024 * 1024)
#define DEPTH_MOST 8
#define FRAME_MOST ((size_t)1024 * 1024)

void mutator_init(
    struct mutator *mutator, uint64_t seed, const struct stream *streams, size_t stream_count)
{
	*mutator = (struct mutator){.random = seed,
	    .streams = streams,
	    .stream_count = stream_count,
	    .arena = arena_new(BUDGET)};
}

void mutator_deinit(struct mutator *mutator)
{
	arena_free(mutator->arena);
}

uint64_t mutator_draw(struct mutator *mutator, uint64_t below)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	uint64_t value = mutator->random += UINT64_C(0x9e3779b97f4a7c15);

	value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
	value ^= value >> 31;
	return below > 0 ? value % below : 0;
}

bool mutator_one_in(struct mutator *mutator, uint64_t many)
{
	return mutator_draw(mutator, many) == 0;
}

const struct buf *mutator_frame(struct mutator *mutator)
{
	const struct stream *stream =
	    &mutator->streams[mutator_draw(mutator, mutator->stream_count)];

	return &stream->frames[mutator_draw(mutator, stream->count)];
}

static uint64_t any_number(struct mutator *mutator)
{
	static const uint64_t telling[] = {0, 1, 2, 255, 1000, 1u << 31, UINT32_MAX, 1ull << 53,
	    (1ull << 53) - 1, 0 - (1ull << 53), INT64_MAX, 1ull << 63, UINT64_MAX};

	switch (mutator_draw(mutator, 3)) {
	case 0:
		return telling[mutator_draw(mutator, sizeof(telling) / sizeof(telling[0]))];
	case 1: /* as ids are */
		return mutator_draw(mutator, 4000);
	default:
		return mutator_draw(mutator, UINT64_MAX) >> mutator_draw(mutator, 64);
	}
}

/* Texts that have broken other programs. */
static char *any_text(struct mutator *mutator, const char *before)
{
	static const char *const telling[] = {"", " ", "\xe2\x80\x8b",
	    "\xc2\x9b"
	    "31mred",
	    "\x1b]0;title\x07", "a\nb\r\n\tc",
	    "\xe2\x80\xae"
	    "fdp.exe",
	    "%s%n%999999d", "\"',;\\{}<&>", "../../../etc/passwd", "\xd8\xa7\xd9\x84\xd8\xb9",
	    "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
	    "AL-POL", "w1-calls", "control", "2031-13-99T99:99", "-", "\xf3\xa0\x80\x81tag",
	    "\xef\xbb\xbf"};
	size_t len;
	char *text;

	switch (mutator_draw(mutator, 4)) {
	case 0: /* long, of a letter of one, two, three or four bytes, with or without blanks */
	{
		static const char *const letters[] = {"x", "x ", "\xc3\xa9", "\xe4\xb8\xad",
		    "\xf0\x9f\x98\x80", "\n", "\xcc\x81", "\xd9\x8a "};
		const char *letter = letters[mutator_draw(mutator, 8)];
		size_t count = (size_t)(1 + mutator_draw(mutator, 20000));

		len = strlen(letter);
		text = arena_alloc(mutator->arena, count * len + 1);
		for (size_t i = 0; text != NULL && i < count; i++) {
			memcpy(text + i * len, letter, len);
		}
		return text;
	}
	case 1: /* a piece of it, cut within a character perhaps: the guard refuses that */
		len = (size_t)mutator_draw(mutator, strlen(before) + 1);
		return arena_text(mutator->arena, before, len);
	default: {
		const char *one =
		    telling[mutator_draw(mutator, sizeof(telling) / sizeof(telling[0]))];

		return arena_text(mutator->arena, one, strlen(one));
	}
	}
}

static void set_scalar(struct mutator *mutator, const ProtobufCFieldDescriptor *field, void *value)
{
	uint64_t number = any_number(mutator);

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: {
		char *text = any_text(mutator, *(char **)value != NULL ? *(char **)value : "");

		if (text != NULL) {
			*(char **)value = text;
		}
		break;
	}
	case PROTOBUF_C_TYPE_BYTES: {
		ProtobufCBinaryData *bytes = value;

		bytes->len = (size_t)mutator_draw(mutator, 70);
		bytes->data = arena_alloc(mutator->arena, bytes->len + 1);
		for (size_t i = 0; bytes->data != NULL && i < bytes->len; i++) {
			bytes->data[i] = (uint8_t)mutator_draw(mutator, 256);
		}
		if (bytes->data == NULL) {
			bytes->len = 0;
		}
		break;
	}
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)value = (protobuf_c_boolean)(number & 1);
		break;
	case PROTOBUF_C_TYPE_ENUM:
		*(int *)value = (int)(number & 0x7f) - 8;
		break;
	default:
		if (reflect_size(field->type) == 4) {
			*(uint32_t *)value = (uint32_t)number;
		} else {
			*(uint64_t *)value = number;
		}
	}
}

static ProtobufCMessage *empty_message(
    struct mutator *mutator, const ProtobufCMessageDescriptor *descriptor)
{
	ProtobufCMessage *message = arena_alloc(mutator->arena, descriptor->sizeof_message);

	if (message != NULL) {
		protobuf_c_message_init(descriptor, message);
	}
	return message;
}

/* Shorter, longer, without end, in another order. */
static void change_list(
    struct mutator *mutator, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	size_t *count = reflect_count(message, field), size = reflect_size(field->type), more;
	char **list = reflect_member(message, field), *longer;

	if (*count == 0) {
		return;
	}
	switch (mutator_draw(mutator, 4)) {
	case 0:
		*count = (size_t)mutator_draw(mutator, *count);
		return;
	case 1: {
		char *one = *list + mutator_draw(mutator, *count) * size;

		if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
			set_scalar(mutator, field, one);
		} else {
			memcpy(one, *list, size);
		}
		return;
	}
	default:
		more = *count + 1 +
		       (size_t)mutator_draw(mutator, mutator_one_in(mutator, 10) ? 3000 : 3);
		longer = arena_array(mutator->arena, more, size);
		if (longer == NULL) {
			return;
		}
		for (size_t i = 0; i < more; i++) {
			memcpy(longer + i * size, *list + i % *count * size, size);
		}
		*list = longer;
		*count = more;
	}
}

static void change_field(
    struct mutator *mutator, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	void *value = reflect_member(message, field);

	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		change_list(mutator, message, field);
		return;
	}
	if (reflect_is_oneof(field) && *reflect_case(message, field) != field->id) {
		*reflect_case(message, field) = field->id;
		memset(value, 0, reflect_size(field->type));
		if (field->type == PROTOBUF_C_TYPE_STRING) {
			*(const char **)value = "";
		}
		if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
			*(ProtobufCMessage **)value = empty_message(mutator, field->descriptor);
		}
		if (field->type == PROTOBUF_C_TYPE_MESSAGE && *(ProtobufCMessage **)value == NULL) {
			*reflect_case(message, field) = 0;
		}
		return;
	}
	if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
		set_scalar(mutator, field, value);
		return;
	}
	if (reflect_is_oneof(field)) {
		*reflect_case(message, field) = 0;
	}
	*(ProtobufCMessage **)value = !reflect_is_oneof(field) && mutator_one_in(mutator, 2)
	                                  ? empty_message(mutator, field->descriptor)
	                                  : NULL;
}

/* Goes down to some message within, and changes one of its fields; those that are set more often.
 */
static void change(struct mutator *mutator, ProtobufCMessage *message)
{
	for (unsigned depth = 0;; depth++) {
		const ProtobufCMessageDescriptor *descriptor = message->descriptor;
		const ProtobufCFieldDescriptor *field = NULL;
		ProtobufCMessage *inner;

		if (descriptor->n_fields == 0) {
			return;
		}
		for (unsigned tries = 0; tries < 6; tries++) {
			field = &descriptor->fields[mutator_draw(mutator, descriptor->n_fields)];
			if (reflect_is_set(message, field)) {
				break;
			}
		}
		if (field->type != PROTOBUF_C_TYPE_MESSAGE || !reflect_is_set(message, field) ||
		    depth >= DEPTH_MOST || mutator_one_in(mutator, 4)) {
			change_field(mutator, message, field);
			return;
		}
		inner = field->label == PROTOBUF_C_LABEL_REPEATED
		            ? (*(ProtobufCMessage ***)reflect_member(message,
		                  field))[mutator_draw(mutator, *reflect_count(message, field))]
		            : *(ProtobufCMessage **)reflect_member(message, field);
		if (inner == NULL) {
			return;
		}
		message = inner;
	}
}

static ProtobufCMessage *decode(struct mutator *mutator,
    const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t len)
{
	struct guard_error error;

	return guard_decode(descriptor, bytes, len, mutator->arena, &error);
}

static ProtobufCBinaryData pack(struct mutator *mutator, const ProtobufCMessage *message)
{
	ProtobufCBinaryData bytes = {.len = protobuf_c_message_get_packed_size(message)};

	bytes.data = arena_alloc(mutator->arena, bytes.len + 1);
	if (bytes.data == NULL) {
		return (ProtobufCBinaryData){.len = 0};
	}
	protobuf_c_message_pack(message, bytes.data);
	return bytes;
}

/* The event of any frame; NULL: that one has none. */
static Convene__V1__Event *other_event(struct mutator *mutator)
{
	const struct buf *bytes = mutator_frame(mutator);
	Convene__V1__ServerFrame *frame = (Convene__V1__ServerFrame *)decode(
	    mutator, &convene__v1__server_frame__descriptor, bytes->data, bytes->len);

	if (frame == NULL || frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_ENTRIES ||
	    frame->entries->n_entry == 0) {
		return NULL;
	}
	const Convene__V1__LogEntry *entry =
	    frame->entries->entry[mutator_draw(mutator, frame->entries->n_entry)];
	return (Convene__V1__Event *)decode(
	    mutator, &convene__v1__event__descriptor, entry->event.data, entry->event.len);
}

static void change_entry(struct mutator *mutator, Convene__V1__LogEntry *entry)
{
	Convene__V1__Event *event = (Convene__V1__Event *)decode(
	    mutator, &convene__v1__event__descriptor, entry->event.data, entry->event.len);
	uint64_t seq;

	if (event == NULL) {
		return;
	}
	seq = event->seq;
	if (mutator_one_in(mutator, 5)) {
		/* what happened elsewhere or at another time happens here and now */
		Convene__V1__Event *other = other_event(mutator);

		if (other != NULL) {
			event = other;
		}
	}
	for (uint64_t i = mutator_draw(mutator, 4); i > 0; i--) {
		change(mutator, &event->base);
	}
	/* a number out of order ends the connection: seldom, so that the rest is seen too */
	if (!mutator_one_in(mutator, 50)) {
		event->seq = seq;
	}
	entry->event = pack(mutator, &event->base);
}

static void turn_bytes(struct mutator *mutator, struct buf *out)
{
	for (uint64_t i = 1 + mutator_draw(mutator, 6); out->len > 0 && i > 0; i--) {
		out->data[mutator_draw(mutator, out->len)] ^=
		    (uint8_t)(1u << mutator_draw(mutator, 8));
	}
}

void mutate_frame(struct mutator *mutator, const struct buf *bytes, struct buf *out)
{
	Convene__V1__ServerFrame *frame;
	ProtobufCBinaryData packed = {.len = 0};

	arena_reset(mutator->arena);
	out->len = 0;
	frame = (Convene__V1__ServerFrame *)decode(
	    mutator, &convene__v1__server_frame__descriptor, bytes->data, bytes->len);
	fuzz_claim(frame != NULL, "a real server's frames can be read");
	if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_ENTRIES &&
	    frame->entries->n_entry > 0 && !mutator_one_in(mutator, 20)) {
		change_entry(
		    mutator, frame->entries->entry[mutator_draw(mutator, frame->entries->n_entry)]);
	} else {
		for (uint64_t i = 1 + mutator_draw(mutator, 3); i > 0; i--) {
			change(mutator, &frame->base);
		}
	}
	packed = pack(mutator, &frame->base);
	if (packed.len > FRAME_MOST) {
		packed.len = FRAME_MOST;
	}
	buf_append(out, packed.data, packed.len);
	if (mutator_one_in(mutator, 30)) {
		turn_bytes(mutator, out);
	}
}
