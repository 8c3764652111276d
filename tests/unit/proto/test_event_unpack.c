#include "proto/event_unpack.h"

#include "proto/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void alike(const Convene__V1__Event *whole, const Convene__V1__Event *narrow)
{
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
}

/* Of one that fill() has filled. */
#define EVENT_MAX 1024

/* Both ways of decoding say the same of these bytes, for better or worse. */
static void same(const uint8_t *bytes, size_t len)
{
	Convene__V1__Event *whole = convene__v1__event__unpack(NULL, len, bytes);
	Convene__V1__Event *narrow = event_unpack(NULL, len, bytes);
	assert_int_equal(whole == NULL, narrow == NULL);
	if (whole == NULL) {
		return;
	}
	alike(whole, narrow);
	convene__v1__event__free_unpacked(whole, NULL);
	convene__v1__event__free_unpacked(narrow, NULL);
}

/* Gives each single word and number of the body a value; with `every` 2, every second one. */
static void fill(ProtobufCMessage *body, size_t every, const char *word)
{
	for (unsigned i = 0; i < body->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &body->descriptor->fields[i];
		void *member = (char *)body + field->offset;
		if (field->label != PROTOBUF_C_LABEL_NONE ||
		    (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 || i % every != 0) {
			continue;
		}
		if (field->type == PROTOBUF_C_TYPE_STRING) {
			memcpy(member, &word, sizeof(word));
		} else if (field->type == PROTOBUF_C_TYPE_UINT64) {
			*(uint64_t *)member = strlen(word);
		}
	}
}

/* An event of the kind of that field; `every` 0: with nothing but a head. Returns its length. */
static size_t event_of(
    const ProtobufCFieldDescriptor *field, size_t every, const char *word, uint8_t *out)
{
	const ProtobufCMessageDescriptor *kind = field->descriptor;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	ProtobufCMessage *body = calloc(1, kind->sizeof_message);
	protobuf_c_message_init(kind, body);
	if (every > 0) {
		fill(body, every, word);
	}
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
		uint8_t bytes[EVENT_MAX];
		if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
			/* what event_unpack takes for the head */
			assert_true(field->id < 10 && i < 4);
			continue;
		}
		kinds++;
		for (size_t every = 0; every <= 2; every++) {
			size_t len = event_of(field, every, "a word", bytes);
			for (size_t cut = 0; cut <= len; cut++) {
				same(bytes, cut);
			}
		}
	}
	assert_true(kinds > 50);
}

/* One event behind the other is one whose bodies are merged, or of which the last counts. */
static void two_bodies(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__event__descriptor;
	for (unsigned i = 4; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		const ProtobufCFieldDescriptor *next =
		    &descriptor->fields[i + 1 < descriptor->n_fields ? i + 1 : 4];
		uint8_t bytes[2 * EVENT_MAX];
		size_t len = event_of(field, 1, "a word", bytes);
		same(bytes, len + event_of(field, 2, "another", bytes + len));
		same(bytes, len + event_of(field, 0, NULL, bytes + len));
		same(bytes, len + event_of(next, 1, "another", bytes + len));
	}
}

/* With little room left: nothing, or the same. Nothing at once where a field is unknown, which
 * takes room twice. */
static void little_room(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__event__descriptor;
	uint8_t bytes[EVENT_MAX + 2];
	size_t len = event_of(&descriptor->fields[4], 1, "a word", bytes), both = 0;
	memcpy(bytes + len, "\x28\x01", 2); /* a field of a later version */
	for (size_t budget = 0; budget < 4096; budget += 8) {
		for (size_t unknown = 0; unknown <= 2; unknown += 2) {
			struct arena *one = arena_new(budget), *other = arena_new(budget);
			Convene__V1__Event *whole =
			    convene__v1__event__unpack(arena_protobuf(one), len + unknown, bytes);
			Convene__V1__Event *narrow =
			    event_unpack(arena_protobuf(other), len + unknown, bytes);
			if (unknown == 0) {
				assert_int_equal(whole == NULL, narrow == NULL);
			}
			if (narrow != NULL) {
				alike(whole, narrow);
				both++;
			}
			arena_free(one);
			arena_free(other);
		}
	}
	assert_true(both > 0 && both < 1024);
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
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		for (size_t cut = 0; cut <= events[i].len; cut++) {
			same(events[i].bytes, cut);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind),
	    cmocka_unit_test(two_bodies),
	    cmocka_unit_test(little_room),
	    cmocka_unit_test(what_nobody_writes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
