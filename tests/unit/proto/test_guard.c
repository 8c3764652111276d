#include "proto/guard.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MESSAGE(name) (&convene__v1__##name##__descriptor)

static struct arena *arena; /* borrowed: the fixture's, for the run of one test */

static int setup(void **state)
{
	arena = arena_new(1 << 20);
	*state = arena;
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void field(struct buf *buf, unsigned number, unsigned wire_type)
{
	buf_append_varint(buf, number << 3 | wire_type);
}

static void bytes_field(struct buf *buf, unsigned number, const void *bytes, size_t len)
{
	field(buf, number, 2);
	buf_append_varint(buf, len);
	buf_append(buf, bytes, len);
}

/* Wraps what is in the buffer as field `number`. */
static void wrap(struct buf *buf, unsigned number)
{
	struct buf outer = {0};

	bytes_field(&outer, number, buf->data, buf->len);
	buf_deinit(buf);
	*buf = outer;
}

/* Decodes from memory of exactly that size, and frees it before the message is looked at. */
static void *decode(
    const ProtobufCMessageDescriptor *descriptor, struct buf *buf, struct guard_error *error)
{
	uint8_t *bytes = malloc(buf->len + 1);
	void *message;

	if (buf->len > 0) {
		memcpy(bytes, buf->data, buf->len);
	}
	error->text[0] = '\0';
	message = guard_decode(descriptor, bytes, buf->len, arena, error);
	free(bytes);
	buf_deinit(buf);
	return message;
}

static void refused(const ProtobufCMessageDescriptor *descriptor, struct buf *buf, const char *text)
{
	struct guard_error error;

	arena_reset(arena);
	assert_null(decode(descriptor, buf, &error));
	if (strstr(error.text, text) == NULL) {
		fail_msg("'%s' does not contain '%s'", error.text, text);
	}
}

static void test_good(void **state)
{
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT, *read;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT, *decoded;
	uint8_t bytes[200];
	struct guard_error error;
	struct buf buf = {0};

	(void)state;
	post.text = (char *)"na\xc3\xafve";
	post.thread_id = UINT64_MAX;
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &post;
	buf_append(&buf, bytes, convene__v1__command__pack(&command, bytes));
	decoded = decode(MESSAGE(command), &buf, &error);
	assert_non_null(decoded);
	assert_int_equal(decoded->body_case, CONVENE__V1__COMMAND__BODY_POST_MESSAGE);
	read = decoded->post_message;
	assert_string_equal(read->text, "na\xc3\xafve");
	assert_true(read->thread_id == UINT64_MAX);
	/* nothing at all is the message with all its defaults */
	decoded = decode(MESSAGE(command), &buf, &error);
	assert_non_null(decoded);
	assert_int_equal(decoded->body_case, 0);
}

static void test_bad_text(void **state)
{
	struct buf buf = {0};

	(void)state;
	bytes_field(&buf, 3, "\xff\xfe", 2);
	wrap(&buf, 41);
	refused(MESSAGE(command), &buf, "post_message.text: is not valid UTF-8");
	bytes_field(&buf, 3, "a\0b", 3);
	wrap(&buf, 41);
	refused(MESSAGE(command), &buf, "post_message.text: ");
}

static void test_bad_wire(void **state)
{
	static const struct {
		uint8_t bytes[12];
		size_t len;
		const char *text;
	} cases[] = {
	    {{0x80}, 1, "damaged field number"},
	    {{0x00, 0x00}, 2, "damaged field number"},                         /* field 0 */
	    {{0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, 6, "damaged field number"}, /* six bytes */
	    {{0xff, 0xff, 0xff, 0xff, 0x7f, 0x00}, 6, "damaged field number"}, /* above 2^32 */
	    {{0x0a}, 1, "id: holds a damaged length"},
	    {{0x0a, 0x05, 'a'}, 3, "id: ends too early"},
	    {{0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f}, 6, "id: ends too early"},
	    {{0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, 7, "id: holds a damaged length"},
	    {{0x08, 0x01}, 2, "id: has the wrong wire type"},
	    {{0x0b}, 1, "id: holds a group"},
	    {{0x0c}, 1, "id: holds a group"},
	    {{0x0e}, 1, "id: has an impossible wire type"},
	    {{0x0f}, 1, "id: has an impossible wire type"},
	    {{0xf8, 0x3f, 0x80}, 3, "holds a damaged number"}, /* unknown field 1023 */
	    {{0xf9, 0x3f, 0x80}, 3, "ends too early"},
	    {{0xfd, 0x3f, 0x80}, 3, "ends too early"},
	    {{0xfb, 0x3f}, 2, "holds a group"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf buf = {0};

		buf_append(&buf, cases[i].bytes, cases[i].len);
		refused(MESSAGE(command), &buf, cases[i].text);
	}
}

/* A later version's value ends nothing: it is "unspecified", and whoever needs to know is told. */
static void test_enum(void **state)
{
	Convene__V1__Country *country;
	Convene__V1__Team *team;
	struct buf buf = {0};
	struct guard_error error;

	(void)state;
	field(&buf, 4, 0);
	buf_append_varint(&buf, 2);
	assert_non_null(decode(MESSAGE(team), &buf, &error));
	assert_false(error.unknown_value);
	assert_string_equal(error.odd, "");
	field(&buf, 4, 0);
	buf_append_varint(&buf, 99);
	team = decode(MESSAGE(team), &buf, &error);
	assert_non_null(team);
	assert_int_equal(team->agency, CONVENE__V1__AGENCY__AGENCY_UNSPECIFIED);
	assert_true(error.unknown_value);
	assert_string_equal(error.odd, "agency: has no value 99");
	field(&buf, 4, 0);
	buf_append_varint(&buf, UINT64_MAX);
	team = decode(MESSAGE(team), &buf, &error);
	assert_non_null(team);
	assert_int_equal(team->agency, 0);
	assert_string_equal(error.odd, "agency: has no value -1");
	/* packed: two good ones and an unknown one */
	bytes_field(&buf, 4, "\x01\x02\x63", 3);
	country = decode(MESSAGE(country), &buf, &error);
	assert_non_null(country);
	assert_int_equal(country->n_formal_identifiers, 3);
	assert_int_equal(country->formal_identifiers[1], 2);
	assert_int_equal(country->formal_identifiers[2], 0);
	assert_string_equal(error.odd, "formal_identifiers: has no value 99");
	/* in a message within a message */
	field(&buf, 4, 0);
	buf_append_varint(&buf, 99);
	wrap(&buf, 13);
	assert_non_null(decode(MESSAGE(scenario), &buf, &error));
	assert_string_equal(error.odd, "teams.agency: has no value 99");
}

static void test_time(void **state)
{
	static const struct {
		uint64_t value;
		bool possible;
	} cases[] = {{0, true}, {1ull << 53, true}, {(1ull << 53) + 1, false}, {INT64_MAX, false},
	    {(uint64_t)INT64_MIN, false}, {0 - (1ull << 53), true}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Convene__V1__JumpClock *jump;
		struct guard_error error;
		struct buf buf = {0};

		field(&buf, 2, 0);
		buf_append_varint(&buf, cases[i].value);
		jump = decode(MESSAGE(jump_clock), &buf, &error);
		assert_non_null(jump);
		assert_int_equal(jump->to_ms, (int64_t)cases[i].value);
		assert_int_equal(error.impossible_time, !cases[i].possible);
	}
}

/* A message may have any number of fields; here one more than fits into a byte of whatever counts
 * them, and the last one twice. */
static void test_many_fields(void **state)
{
	enum { FIELDS = 1000 };
	static ProtobufCFieldDescriptor fields[FIELDS];
	static unsigned by_name[FIELDS];
	static const ProtobufCIntRange ranges[] = {{1, 0}, {0, FIELDS}};
	struct many {
		ProtobufCMessage base;
		ProtobufCMessage *members[FIELDS];
	};
	const ProtobufCMessageDescriptor many = {.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
	    .name = "Many",
	    .short_name = "Many",
	    .c_name = "Many",
	    .package_name = "",
	    .sizeof_message = sizeof(struct many),
	    .n_fields = FIELDS,
	    .fields = fields,
	    .fields_sorted_by_name = by_name,
	    .n_field_ranges = 1,
	    .field_ranges = ranges};
	struct guard_error error;
	struct buf buf = {0};
	struct many *message;

	(void)state;
	for (unsigned i = 0; i < FIELDS; i++) {
		fields[i] = (ProtobufCFieldDescriptor){.name = "member",
		    .id = i + 1,
		    .label = PROTOBUF_C_LABEL_NONE,
		    .type = PROTOBUF_C_TYPE_MESSAGE,
		    .offset =
		        (unsigned)(offsetof(struct many, members) + i * sizeof(ProtobufCMessage *)),
		    .descriptor = MESSAGE(ping)};
	}
	for (unsigned i = 1; i <= FIELDS; i++) {
		bytes_field(&buf, i, "", 0);
	}
	message = decode(&many, &buf, &error);
	if (message == NULL) {
		fail_msg("%s", error.text);
	}
	for (unsigned i = 0; i < FIELDS; i++) {
		assert_non_null(message->members[i]);
	}
	for (unsigned i = 1; i <= FIELDS; i++) {
		bytes_field(&buf, i, "", 0);
	}
	bytes_field(&buf, FIELDS, "", 0);
	refused(&many, &buf, "member: stands more than once");
}

static void test_packed(void **state)
{
	Convene__V1__MarkRead *mark;
	Convene__V1__Audience *audience;
	struct buf buf = {0};
	struct guard_error error;

	(void)state;
	bytes_field(&buf, 2, "\x01\x80\x01\x03", 4);
	field(&buf, 2, 0);
	buf_append_varint(&buf, 7);
	bytes_field(&buf, 2, "", 0);
	mark = decode(MESSAGE(mark_read), &buf, &error);
	assert_non_null(mark);
	assert_int_equal(mark->n_message_ids, 4);
	assert_int_equal(mark->message_ids[1], 128);
	assert_int_equal(mark->message_ids[3], 7);
	bytes_field(&buf, 2, "\x01\x80", 2);
	refused(MESSAGE(mark_read), &buf, "message_ids: holds a damaged number");
	bytes_field(&buf, 3, "\x01\x06", 2);
	audience = decode(MESSAGE(audience), &buf, &error);
	assert_non_null(audience);
	assert_int_equal(audience->n_roles, 2);
	field(&buf, 1, 0);
	buf_append_varint(&buf, 2);
	refused(MESSAGE(audience), &buf, "everyone: is neither true nor false");
}

static void test_once(void **state)
{
	struct buf buf = {0};
	struct guard_error error;

	(void)state;
	bytes_field(&buf, 21, "", 0);
	bytes_field(&buf, 22, "", 0);
	refused(MESSAGE(command), &buf, "resume_clock: excludes pause_clock");
	bytes_field(&buf, 21, "", 0);
	bytes_field(&buf, 21, "", 0);
	refused(MESSAGE(command), &buf, "pause_clock: stands more than once");
	bytes_field(&buf, 3, "code", 4);
	bytes_field(&buf, 4, "token", 5);
	refused(MESSAGE(hello), &buf, "resume_token: excludes join_code");
	bytes_field(&buf, 6, "", 0);
	bytes_field(&buf, 6, "", 0);
	refused(MESSAGE(inject), &buf, "title: stands more than once");
	/* of a plain value the last one counts, as everywhere */
	bytes_field(&buf, 5, "first", 5);
	bytes_field(&buf, 5, "second", 6);
	assert_string_equal(
	    ((Convene__V1__Hello *)decode(MESSAGE(hello), &buf, &error))->name, "second");
}

static void test_unknown_is_dropped(void **state)
{
	Convene__V1__Command *command;
	struct buf buf = {0};
	struct guard_error error;
	uint8_t again[100];

	(void)state;
	bytes_field(&buf, 3, "text", 4);
	bytes_field(&buf, 999, "inner", 5);
	wrap(&buf, 41);
	field(&buf, 1000, 0);
	buf_append_varint(&buf, 5);
	field(&buf, 1001, 1);
	buf_append(&buf, "12345678", 8);
	field(&buf, 1002, 5);
	buf_append(&buf, "1234", 4);
	command = decode(MESSAGE(command), &buf, &error);
	assert_non_null(command);
	assert_int_equal(command->base.n_unknown_fields, 0);
	assert_int_equal(command->post_message->base.n_unknown_fields, 0);
	assert_string_equal(command->post_message->text, "text");
	/* 2 bytes of tag, 1 of length, and the text with its own two */
	assert_int_equal(convene__v1__command__pack(command, again), 3 + 2 + 4);
}

/* What costs little to send must not cost much to hold. */
static void test_amplification(void **state)
{
	struct buf buf = {0};

	(void)state;
	for (unsigned i = 0; i < GUARD_ELEMENTS_MAX - 1; i++) {
		bytes_field(&buf, 7, "", 0);
	}
	wrap(&buf, 40);
	refused(MESSAGE(command), &buf, "takes too much memory");
}

/* One element too many is refused without a byte from the arena; as many as allowed are not. */
static void test_elements(void **state)
{
	static const struct {
		const ProtobufCMessageDescriptor *descriptor;
		unsigned number, uncounted;
		unsigned wire_type;
	} cases[] = {
	    {MESSAGE(scenario), 13, 0, 2},       /* messages */
	    {MESSAGE(retarget_inject), 3, 0, 2}, /* strings */
	    {MESSAGE(mark_read), 2, 0, 0},       /* numbers, not packed */
	    {MESSAGE(mark_read), 2, 0, 2},       /* packed lists of nothing */
	    {MESSAGE(command), 999, 0, 0},       /* unknown ones */
	    {MESSAGE(post_message), 3, 1, 2},    /* the same text again and again */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned most = GUARD_ELEMENTS_MAX + cases[i].uncounted;
		struct arena *large = arena_new((size_t)64 << 20);
		struct guard_error error = {.text = ""};
		struct buf buf = {0};

		for (unsigned j = 0; j < most; j++) {
			field(&buf, cases[i].number, cases[i].wire_type);
			buf_append_byte(&buf, 0);
		}
		if (guard_decode(cases[i].descriptor, buf.data, buf.len, large, &error) == NULL) {
			fail_msg("case %zu: %s", i, error.text);
		}
		arena_free(large);
		field(&buf, cases[i].number, cases[i].wire_type);
		buf_append_byte(&buf, 0);
		refused(cases[i].descriptor, &buf, "beyond the limit of 32768 elements");
		assert_false(arena_exhausted(arena));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_good, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_bad_text, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_bad_wire, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_enum, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_time, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_many_fields, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_packed, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_once, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_unknown_is_dropped, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_amplification, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_elements, setup, teardown),
	};

	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
