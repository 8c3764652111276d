#include "proto/unpack.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/buf.h"
#include "proto/reflect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BUDGET ((size_t)16 << 20)

/* --- both ways of decoding say the same, for better or worse --- */

static void same_message(const ProtobufCMessage *one, const ProtobufCMessage *other);

static void same_value(ProtobufCType type, const void *one, const void *other)
{
	const ProtobufCBinaryData *data = one, *more = other;
	switch (type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		same_message(*(ProtobufCMessage *const *)one, *(ProtobufCMessage *const *)other);
		break;
	case PROTOBUF_C_TYPE_STRING:
		assert_int_equal(*(char *const *)one == NULL, *(char *const *)other == NULL);
		assert_true(*(char *const *)one == NULL ||
		            strcmp(*(char *const *)one, *(char *const *)other) == 0);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		assert_int_equal(data->len, more->len);
		assert_int_equal(data->data == NULL, more->data == NULL);
		assert_true(data->len == 0 || memcmp(data->data, more->data, data->len) == 0);
		break;
	default:
		assert_memory_equal(one, other, reflect_size(type));
		break;
	}
}

static void same_field(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *one,
    const ProtobufCMessage *other)
{
	const char *value = reflect_member(one, field), *more = reflect_member(other, field);
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t count = *reflect_count(one, field), size = reflect_size(field->type);
		value = *(char *const *)value;
		more = *(char *const *)more;
		assert_int_equal(*reflect_count(other, field), count);
		assert_int_equal(value == NULL, more == NULL);
		for (size_t i = 0; i < count; i++) {
			same_value(field->type, value + i * size, more + i * size);
		}
		return;
	}
	if (reflect_is_oneof(field)) {
		assert_int_equal(*reflect_case(one, field), *reflect_case(other, field));
		if (*reflect_case(one, field) != field->id) {
			return;
		}
	} else if (field->quantifier_offset != 0) {
		assert_memory_equal((const char *)one + field->quantifier_offset,
		    (const char *)other + field->quantifier_offset, sizeof(protobuf_c_boolean));
	}
	same_value(field->type, value, more);
}

static void same_message(const ProtobufCMessage *one, const ProtobufCMessage *other)
{
	assert_int_equal(one == NULL, other == NULL);
	if (one == NULL) {
		return;
	}
	assert_ptr_equal(one->descriptor, other->descriptor);
	assert_int_equal(one->n_unknown_fields, other->n_unknown_fields);
	for (unsigned i = 0; i < one->n_unknown_fields; i++) {
		const ProtobufCMessageUnknownField *field = &one->unknown_fields[i];
		assert_int_equal(field->tag, other->unknown_fields[i].tag);
		assert_int_equal(field->wire_type, other->unknown_fields[i].wire_type);
		assert_int_equal(field->len, other->unknown_fields[i].len);
		assert_memory_equal(field->data, other->unknown_fields[i].data, field->len);
	}
	for (unsigned i = 0; i < one->descriptor->n_fields; i++) {
		same_field(&one->descriptor->fields[i], one, other);
	}
}

/* Returns whether they are a message. */
static bool same(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t len)
{
	struct arena *one = arena_new(BUDGET), *other = arena_new(BUDGET);
	uint8_t *exact = malloc(len > 0 ? len : 1); /* reading beyond it is seen */
	memcpy(exact, bytes, len);
	const ProtobufCMessage *whole =
	    protobuf_c_message_unpack(descriptor, arena_protobuf(one), len, exact);
	const ProtobufCMessage *quick = message_unpack(descriptor, other, len, exact);
	same_message(whole, quick);
	bool is_message = whole != NULL;
	free(exact);
	arena_free(one);
	arena_free(other);
	return is_message;
}

/* --- bytes of messages, as encoders write them, or nearly --- */

struct writing {
	uint64_t random;
	unsigned odd; /* of 1024 fields this many are not as they should be */
};

static unsigned any(struct writing *writing, unsigned below)
{
	writing->random = writing->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(writing->random >> 33) % below;
}

static bool is_odd(struct writing *writing)
{
	return any(writing, 1024) < writing->odd;
}

static void put_number(struct writing *writing, ProtobufCType type, struct buf *out)
{
	static const uint64_t edges[] = {0, 1, 127, 128, INT32_MAX, UINT32_MAX, UINT64_C(1) << 32,
	    INT64_MAX, UINT64_MAX, (uint64_t)INT32_MIN};
	uint64_t value = edges[any(writing, sizeof(edges) / sizeof(edges[0]))];
	buf_append_varint(out, type == PROTOBUF_C_TYPE_BOOL ? value & 1 : value);
	while (is_odd(writing)) { /* more bytes than it needs, or than it may have */
		out->data[out->len - 1] |= 0x80;
		buf_append_byte(out, (uint8_t)any(writing, 3));
	}
}

static void put_message(struct writing *writing, const ProtobufCMessageDescriptor *descriptor,
    unsigned depth, struct buf *out);

/* What has a length, with it. */
static void put_bytes(
    struct writing *writing, const ProtobufCFieldDescriptor *field, unsigned depth, struct buf *out)
{
	struct buf inside = {0};
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		put_message(writing, field->descriptor, depth + 1, &inside);
	} else if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_BYTES) {
		buf_append(&inside, "some words", any(writing, 11));
	} else {
		for (unsigned i = any(writing, 4); i > 0; i--) {
			put_number(writing, field->type, &inside);
		}
	}
	buf_append_varint(out, inside.len);
	while (is_odd(writing)) {
		out->data[out->len - 1] |= 0x80;
		buf_append_byte(out, 0);
	}
	buf_append(out, inside.data, inside.len);
	buf_deinit(&inside);
}

static bool has_length(ProtobufCType type)
{
	return type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_BYTES ||
	       type == PROTOBUF_C_TYPE_MESSAGE;
}

static void put_field(
    struct writing *writing, const ProtobufCFieldDescriptor *field, unsigned depth, struct buf *out)
{
	bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
	unsigned times = repeated && has_length(field->type) ? any(writing, 4) : 1;
	if (is_odd(writing)) {
		times++;
	}
	for (unsigned i = 0; i < times; i++) {
		uint32_t number = is_odd(writing) ? 1 + any(writing, 3000) : field->id;
		unsigned wire_type = repeated || has_length(field->type)
		                         ? PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED
		                         : PROTOBUF_C_WIRE_TYPE_VARINT;
		buf_append_varint(
		    out, number << 3 | (is_odd(writing) ? any(writing, 8) : wire_type));
		if (wire_type == PROTOBUF_C_WIRE_TYPE_VARINT) {
			put_number(writing, field->type, out);
		} else {
			put_bytes(writing, field, depth, out);
		}
	}
}

/* The one of a oneof's members that is there: chosen by chance, and alone unless it is odd. */
static bool is_there(struct writing *writing, const ProtobufCMessageDescriptor *descriptor,
    const ProtobufCFieldDescriptor *field, unsigned depth, unsigned chosen)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && depth > 6) {
		return false;
	}
	if (reflect_is_oneof(field)) {
		return &descriptor->fields[chosen] == field || is_odd(writing);
	}
	return any(writing, 3) > 0;
}

static void put_message(struct writing *writing, const ProtobufCMessageDescriptor *descriptor,
    unsigned depth, struct buf *out)
{
	unsigned chosen = descriptor->n_fields > 0 ? any(writing, descriptor->n_fields) : 0;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		if (out->len < 4096 && is_there(writing, descriptor, field, depth, chosen)) {
			put_field(writing, field, depth, out);
		}
	}
	if (descriptor->n_fields > 0 &&
	    is_odd(writing)) { /* one that does not stand where it should */
		put_field(writing, &descriptor->fields[chosen], depth, out);
	}
}

/* --- tests --- */

static const ProtobufCMessageDescriptor *const kinds[] = {&convene__v1__event__descriptor,
    &convene__v1__envelope__descriptor, &convene__v1__client_frame__descriptor,
    &convene__v1__server_frame__descriptor};

/* So many of each kind; returns how many were messages. */
static size_t same_of(unsigned count, unsigned odd)
{
	struct writing writing = {.random = 1, .odd = odd};
	struct buf out = {0};
	size_t messages = 0;
	for (unsigned i = 0; i < count; i++) {
		out.len = 0;
		const ProtobufCMessageDescriptor *kind =
		    kinds[i % (sizeof(kinds) / sizeof(kinds[0]))];
		put_message(&writing, kind, 0, &out);
		messages += same(kind, out.data, out.len);
		messages += same(kind, out.data, any(&writing, (unsigned)out.len + 1));
	}
	buf_deinit(&out);
	return messages;
}

static void as_encoders_write(void **state)
{
	(void)state;
	assert_true(same_of(4000, 0) >= 4000); /* and some that were cut */
}

static void as_nobody_writes(void **state)
{
	(void)state;
	for (unsigned odd = 1; odd <= 256; odd *= 4) {
		size_t messages = same_of(4000, odd);
		assert_true(messages > 0 && messages < 8000);
	}
}

/* Every kind of event, with each field of its body at least once, and cut everywhere. */
static void every_kind(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__event__descriptor;
	struct writing writing = {.random = 2};
	size_t bodies = 0;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		struct buf out = {0}, body = {0};
		if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
			continue;
		}
		const ProtobufCMessageDescriptor *kind = field->descriptor;
		for (unsigned j = 0; j < kind->n_fields; j++) {
			put_field(&writing, &kind->fields[j], 4, &body);
		}
		buf_append(&out, "\x08\x96\x01", 3);
		buf_append_varint(&out, field->id << 3 | PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
		buf_append_varint(&out, body.len);
		buf_append(&out, body.data, body.len);
		assert_true(same(descriptor, out.data, out.len));
		for (size_t cut = 0; cut < out.len && cut < 512; cut++) {
			same(descriptor, out.data, cut);
		}
		bodies++;
		buf_deinit(&body);
		buf_deinit(&out);
	}
	assert_true(bodies > 50);
}

/* The least room in which the bytes can be decoded. */
static size_t least_room(bool quick, const uint8_t *bytes, size_t len)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__event__descriptor;
	for (size_t budget = 0;; budget += 8) {
		struct arena *arena = arena_new(budget);
		const ProtobufCMessage *message =
		    quick
		        ? message_unpack(descriptor, arena, len, bytes)
		        : protobuf_c_message_unpack(descriptor, arena_protobuf(arena), len, bytes);
		arena_free(arena);
		if (message != NULL) {
			return budget;
		}
	}
}

/* What is as it should be is decoded once, which is what all of this is for: it takes no more room
 * than protobuf-c. What is not takes more. */
static void decoded_once(void **state)
{
	(void)state;
	static const char once[] = "\x08\x96\x01\x10\x05\x52\x08\x0a\x06words!",
	                  unknown[] = "\x08\x96\x01\x10\x05\x52\x08\x0a\x06words!\x28\x01";
	const uint8_t *bytes = (const uint8_t *)once, *more = (const uint8_t *)unknown;
	size_t len = sizeof(once) - 1, more_len = sizeof(unknown) - 1;
	assert_true(same(&convene__v1__event__descriptor, bytes, len));
	assert_true(least_room(true, bytes, len) <= least_room(false, bytes, len));
	assert_true(least_room(true, more, more_len) > least_room(false, more, more_len));
}

/* Events that were thought of; each is cut everywhere too. */
static void oddities(void **state)
{
	(void)state;
	static const struct {
		uint8_t bytes[12];
		size_t len;
	} events[] = {
	    {{0x08, 0x01, 0x9a, 0x06, 0x00, 0x5a, 0x00}, 7}, /* two kinds: the last counts */
	    {{0x5a, 0x00, 0x5a, 0x00}, 4},                   /* one kind twice: merged */
	    {{0x5a, 0x00, 0x08, 0x01}, 4},                   /* the head comes last */
	    {{0x5a, 0x00, 0x28, 0x01}, 4},                   /* a field of a later version */
	    {{0xc2, 0x3e, 0x00}, 3},                         /* a kind of a later version */
	    {{0x0d, 1, 2, 3, 4}, 5},                         /* seq as four bytes */
	    {{0x08, 0x05, 0x08, 0x06}, 4},                   /* seq twice */
	    {{0x88, 0x80, 0x80, 0x80, 0x80, 0x00, 0x01}, 7}, /* a tag of six bytes */
	    {{0x5a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 7}, /* a length of six */
	    {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 10},
	    {{0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, 11},
	    {{0x08, 0x80, 0x80}, 3}, {{0x00, 0x00}, 2}, {{0x0b, 0x0c}, 2}, /* a group */
	};
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		for (size_t cut = 0; cut <= events[i].len; cut++) {
			same(&convene__v1__event__descriptor, events[i].bytes, cut);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(as_encoders_write),
	    cmocka_unit_test(as_nobody_writes),
	    cmocka_unit_test(every_kind),
	    cmocka_unit_test(decoded_once),
	    cmocka_unit_test(oddities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
