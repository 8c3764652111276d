#include "proto/json.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "tests/support/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MESSAGE(name) (&convene__v1__##name##__descriptor)

static int setup(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void *read_text(void **state, const ProtobufCMessageDescriptor *descriptor, const char *text)
{
	struct json_error error;
	void *message = json_read(descriptor, text, strlen(text), *state, &error);

	if (message == NULL) {
		fail_msg("'%s': %s", text, error.text);
	}
	return message;
}

static void written(const ProtobufCMessage *message, enum json_flags flags, const char *wanted)
{
	struct buf buf = {0};
	char *text;

	json_write(&buf, message, flags);
	text = buf_take_text(&buf);
	assert_string_equal(text, wanted);
	free(text);
}

static void refused(void **state, const ProtobufCMessageDescriptor *descriptor, const char *text,
    const char *wanted)
{
	struct json_error error = {.line = -1};

	arena_reset(*state);
	assert_null(json_read(descriptor, text, strlen(text), *state, &error));
	if (strstr(error.text, wanted) == NULL) {
		fail_msg("'%s' gave '%s', not '%s'", text, error.text, wanted);
	}
	assert_true(error.line >= 0);
}

static void test_write(void **state)
{
	Convene__V1__Inject inject = CONVENE__V1__INJECT__INIT;
	Convene__V1__Text title = CONVENE__V1__TEXT__INIT;
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;
	char *to[] = {(char *)"AL-NGO", (char *)""};

	(void)state;
	written(&inject.base, JSON_COMPACT, "{}");
	written(&inject.base, JSON_INDENT, "{}");
	inject.planned_ms = -5;
	inject.to = to;
	inject.n_to = 2;
	inject.mode = CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE;
	inject.channel = (Convene__V1__Channel)77;
	inject.title = &title;
	title.value = (char *)"\"a\\b\"\n\t\x01<\xc3\xa9";
	written(&inject.base, JSON_COMPACT,
	    "{\"plannedMs\":-5,\"to\":[\"AL-NGO\",\"\"],\"channel\":77,\"title\":{\"value\":"
	    "\"\\\"a\\\\b\\\"\\n\\t\\u0001\\u003c\xc3\xa9\"},\"mode\":\"INJECT_MODE_ON_RELEASE\"}");
	inject.n_to = 1;
	inject.channel = 0;
	title.value = (char *)"bad \xff";
	written(&inject.base, JSON_INDENT,
	    "{\n  \"plannedMs\": -5,\n  \"to\": [\n    \"AL-NGO\"\n  ],\n  \"title\": {\n"
	    "    \"value\": \"bad \xef\xbf\xbd\"\n  },\n"
	    "  \"mode\": \"INJECT_MODE_ON_RELEASE\"\n}");
	/* the member of a oneof stands there even when it is empty */
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN;
	hello.without_events = 1;
	written(&hello.base, JSON_COMPACT, "{\"resumeToken\":\"\",\"withoutEvents\":true}");
	hello.resume_token.data = (uint8_t *)"\xff\xee";
	hello.resume_token.len = 2;
	hello.number = UINT64_MAX;
	written(&hello.base, JSON_COMPACT,
	    "{\"resumeToken\":\"/"
	    "+4=\",\"number\":\"18446744073709551615\",\"withoutEvents\":true}");
}

/* What a terminal obeys or does not show is escaped, and reads back as it was. */
static void test_write_unsafe(void **state)
{
	static const struct {
		const char *text, *json;
	} rows[] = {
	    {"csi \xc2\x9b"
	     "31m, del \x7f, esc \x1b",
	        "csi \\u009b31m, del \\u007f, esc \\u001b"},
	    {"cod\u202efdp.exe \u2066x\u2069", "cod\\u202efdp.exe \\u2066x\\u2069"},
	    {"a\u2028b\u2029c\xc2\x85", "a\\u2028b\\u2029c\\u0085"},
	    {"X\u200bA\u00ad\ufeff\u200f", "X\\u200bA\\u00ad\\ufeff\\u200f"},
	    {"tag \U000e0041\U000e007f, own \ue000\U0010fffd",
	        "tag \\udb40\\udc41\\udb40\\udc7f, own \\ue000\\udbff\\udffd"},
	    {"e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
	        "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\\u0301"},
	    {"می\u200cخواهم 👩\u200d🚒 中\u00a0文", "می\u200cخواهم 👩\u200d🚒 中\u00a0文"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Convene__V1__Text text = CONVENE__V1__TEXT__INIT, *again;
		char wanted[512];

		text.value = (char *)(uintptr_t)rows[i].text;
		snprintf(wanted, sizeof(wanted), "{\"value\":\"%s\"}", rows[i].json);
		written(&text.base, JSON_COMPACT, wanted);
		again = read_text(state, MESSAGE(text), wanted);
		assert_string_equal(again->value, rows[i].text);
	}
}

/* Numbers where a double has them exactly. */
static void test_write_integers(void **state)
{
	static const struct {
		int64_t number;
		const char *json;
	} rows[] = {{INT64_C(9007199254740991), "9007199254740991"},
	    {INT64_C(9007199254740992), "\"9007199254740992\""},
	    {INT64_C(-9007199254740991), "-9007199254740991"},
	    {INT64_C(-9007199254740992), "\"-9007199254740992\""},
	    {INT64_MIN, "\"-9223372036854775808\""}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Convene__V1__Inject inject = CONVENE__V1__INJECT__INIT, *again;
		char wanted[100];

		inject.planned_ms = rows[i].number;
		snprintf(wanted, sizeof(wanted), "{\"plannedMs\":%s}", rows[i].json);
		written(&inject.base, JSON_COMPACT, wanted);
		again = read_text(state, MESSAGE(inject), wanted);
		assert_true(again->planned_ms == rows[i].number);
	}
}

static void test_members(void **state)
{
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT, none = post;
	struct buf buf = {0};

	(void)state;
	post.thread_id = 7;
	post.text = (char *)(uintptr_t) "{";
	buf_append_byte(&buf, '{');
	json_member_text(&buf, "a\u202e", "b\n");
	json_member_unsigned(&buf, "c", UINT64_MAX);
	json_member_signed(&buf, "d", -1);
	json_member_bool(&buf, "e", true);
	json_member_message(&buf, "f", &none.base);
	json_members(&buf, &none.base);
	json_members(&buf, &post.base);
	json_member_message(&buf, "g", &post.base);
	buf_append_text(&buf, "}");
	buf_append_byte(&buf, '\0');
	assert_string_equal((const char *)buf.data,
	    "{\"a\\u202e\":\"b\\n\",\"c\":\"18446744073709551615\",\"d\":-1,\"e\":true,"
	    "\"f\":{},\"threadId\":7,\"text\":\"{\",\"g\":{\"threadId\":7,\"text\":\"{\"}}");
	buf_deinit(&buf);
}

static void test_read_values(void **state)
{
	Convene__V1__Hello *hello = read_text(state, MESSAGE(hello),
	    "{\"protocol_version\": 1, \"exerciseId\": \"x\", \"resumeToken\": \"_-4\",\n"
	    "\"name\": null, \"number\": \"18446744073709551615\", \"withoutEvents\": true}");
	Convene__V1__Inject *inject;

	assert_int_equal(hello->protocol_version, 1);
	assert_string_equal(hello->exercise_id, "x");
	assert_string_equal(hello->name, "");
	assert_int_equal(hello->credential_case, CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN);
	assert_int_equal(hello->resume_token.len, 2);
	assert_memory_equal(hello->resume_token.data, "\xff\xee", 2);
	assert_true(hello->number == UINT64_MAX);
	assert_true(hello->without_events);
	inject = read_text(state, MESSAGE(inject),
	    "{\"plannedMs\": 1e3, \"mode\": \"INJECT_MODE_ON_RELEASE\", \"channel\": 2,"
	    "\"to\": [\"a\", \"b\"], \"objectives\": [], \"attachments\": [{\"sizeBytes\": 7}, "
	    "{}]}");
	assert_int_equal(inject->planned_ms, 1000);
	assert_int_equal(inject->mode, 2);
	assert_int_equal(inject->channel, 2);
	assert_int_equal(inject->n_to, 2);
	assert_string_equal(inject->to[1], "b");
	assert_int_equal(inject->n_objectives, 0);
	assert_int_equal(inject->n_attachments, 2);
	assert_int_equal(inject->attachments[0]->size_bytes, 7);
	inject = read_text(state, MESSAGE(inject), "{\"planned_ms\":\"-9223372036854775808\"}");
	assert_true(inject->planned_ms == INT64_MIN);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
	    {"", "end of file"},
	    {"[]", "is not an object"},
	    {"{\"a\":1}", "Inject has no field 'a'"},
	    {"{\"id\":1}", "id: is not a string"},
	    {"{\"id\":\"a\",\"id\":\"b\"}", "duplicate"},
	    {"{\"plannedMs\":1,\"planned_ms\":2}", "plannedMs"},
	    {"{\"plannedMs\":\"1x\"}", "planned_ms: is not a whole number"},
	    {"{\"plannedMs\":\" 1\"}", "planned_ms: is not a whole number"},
	    {"{\"plannedMs\":\"nan\"}", "planned_ms: is not a whole number"},
	    {"{\"plannedMs\":\"0x1\"}", "planned_ms: is not a whole number"},
	    {"{\"plannedMs\":1.5}", "planned_ms: is not a whole number"},
	    {"{\"plannedMs\":true}", "planned_ms: is not a whole number"},
	    {"{\"plannedMs\":\"9223372036854775808\"}", "planned_ms: is out of range"},
	    {"{\"to\":\"a\"}", "to: is not a list"},
	    {"{\"to\":[\"a\",null]}", "to[1]: is not a string"},
	    {"{\"to\":[\"\\u0000\"]}", "\\u0000"},
	    {"{\"to\":[\"\\ud800\"]}", "invalid Unicode"},
	    {"{\"mode\":\"sometimes\"}", "mode: is no value of InjectMode"},
	    {"{\"mode\":9}", "mode: is no value of InjectMode"},
	    {"{\"title\":\"a\"}", "title: is not an object"},
	    {"{\"attachments\":[{},{\"sizeBytes\":-1}]}", "attachments[1].size_bytes: is out of"},
	    {"{\"attachments\":[{\"sha256\":\"*\"}]}", "attachments[0].sha256: is not base64"},
	    {"{\"title\":{\"translations\":[{\"status\":[]}]}}", "title.translations[0].status"},
	};
	struct json_error error;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (i == 5) {
			refused(state, MESSAGE(inject), cases[i].text, "stands more than once");
		} else {
			refused(state, MESSAGE(inject), cases[i].text, cases[i].wanted);
		}
	}
	refused(state, MESSAGE(command), "{\"pauseClock\":{},\"resumeClock\":{}}",
	    "resume_clock: excludes pause_clock");
	assert_null(json_read(MESSAGE(inject), "{\n  \"id\": }", 11, *state, &error));
	assert_int_equal(error.line, 2);
}

static void test_budget(void **state)
{
	struct arena *small = arena_new(600);
	struct json_error error;
	const char *text =
	    "{\"to\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\","
	    "\"l\",\"m\",\"n\",\"o\",\"p\",\"q\",\"r\",\"s\",\"t\",\"u\",\"v\"]}";

	(void)state;
	assert_null(json_read(MESSAGE(inject), text, strlen(text), small, &error));
	assert_non_null(strstr(error.text, "too much memory"));
	arena_free(small);
}

static void test_round_trip(void **state)
{
	static const char text[] =
	    "{\"seq\":12,\"exerciseMs\":60000,\"messagePosted\":{\"threadId\":3}}";
	struct buf buf = {0};
	ProtobufCMessage *message = read_text(state, MESSAGE(event), text);

	json_write(&buf, message, JSON_COMPACT);
	assert_int_equal(buf.len, strlen(text));
	assert_memory_equal(buf.data, text, buf.len);
	buf_deinit(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_write, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_write_unsafe, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_write_integers, setup, teardown),
	    cmocka_unit_test(test_members),
	    cmocka_unit_test_setup_teardown(test_read_values, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_budget, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
