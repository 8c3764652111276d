#include "proto/event_unpack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Both ways of decoding say the same of these bytes, for better or worse. */
static void same(const uint8_t *bytes, size_t len)
{
	Convene__V1__Event *whole = convene__v1__event__unpack(NULL, len, bytes);
	Convene__V1__Event *narrow = event_unpack(NULL, len, bytes);
	assert_int_equal(whole == NULL, narrow == NULL);
	if (whole == NULL)
		return;
	assert_ptr_equal(narrow->base.descriptor, &convene__v1__event__descriptor);
	assert_int_equal(narrow->body_case, whole->body_case);
	size_t size = convene__v1__event__get_packed_size(whole);
	assert_int_equal(convene__v1__event__get_packed_size(narrow), size);
	uint8_t *expected = malloc(size + 1), *packed = malloc(size + 1);
	convene__v1__event__pack(whole, expected);
	convene__v1__event__pack(narrow, packed);
	assert_memory_equal(packed, expected, size);
	free(expected);
	free(packed);
	convene__v1__event__free_unpacked(whole, NULL);
	convene__v1__event__free_unpacked(narrow, NULL);
}

/* An event of the kind of that field, with nothing but a head; returns its length. */
static size_t event_of(const ProtobufCFieldDescriptor *field, uint8_t *out)
{
	const ProtobufCMessageDescriptor *kind = field->descriptor;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	ProtobufCMessage *body = calloc(1, kind->sizeof_message);
	protobuf_c_message_init(kind, body);
	event.seq = 70000;
	event.wall_ms = -1;
	event.story_ms = INT64_MAX;
	event.body_case = (Convene__V1__Event__BodyCase)field->id;
	memcpy((char *)&event + field->offset, &body, sizeof(body));
	size_t len = convene__v1__event__pack(&event, out);
	free(body);
	return len;
}

static void every_kind(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__event__descriptor;
	size_t kinds = 0;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		uint8_t bytes[64];
		if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
			/* what event_unpack takes for the head */
			assert_true(field->id < 10 && i < 4);
			continue;
		}
		kinds++;
		size_t len = event_of(field, bytes);
		for (size_t cut = 0; cut <= len; cut++)
			same(bytes, cut);
	}
	assert_true(kinds > 50);
}

static void what_nobody_writes(void **state)
{
	(void)state;
	static const struct {
		uint8_t bytes[12];
		size_t len;
	} events[] = {
	    {{0x08, 0x01, 0x9a, 0x06, 0x00, 0x5a, 0x00}, 7}, /* two kinds: the last counts */
	    {{0x5a, 0x00, 0x08, 0x01}, 4},                   /* the head comes last */
	    {{0x5a, 0x00, 0x28, 0x01}, 4},                   /* a field of a later version */
	    {{0xc2, 0x3e, 0x00}, 3},                         /* a kind of a later version */
	    {{0x0d, 1, 2, 3, 4}, 5},                         /* seq as four bytes */
	    {{0x28, 0x01, 0x08, 0x05}, 4},
	    {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 10},
	    {{0x08, 0x80, 0x80}, 3},
	    {{0x00, 0x00}, 2},
	};
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		for (size_t cut = 0; cut <= events[i].len; cut++)
			same(events[i].bytes, cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind),
	    cmocka_unit_test(what_nobody_writes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
