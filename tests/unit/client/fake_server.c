#include "tests/unit/client/fake_server.h"

#include "proto/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void fake_random(void *context, void *bytes, size_t len)
{
	uint64_t *counter = context;
	uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++) {
		(*counter)++;
		at[i] = (uint8_t)(*counter * 167 + (*counter >> 8));
	}
}

struct convene_options fake_options(uint64_t *counter)
{
	return (struct convene_options){.exercise_id = "ex",
	    .join_code = "7KQ2-M4XW-9DHT-2PQA",
	    .name = "Anna",
	    .random = fake_random,
	    .random_context = counter};
}

void fake_frame(struct buf *out, const Convene__V1__ServerFrame *frame)
{
	size_t len = convene__v1__server_frame__get_packed_size(frame);

	buf_append_varint(out, len);
	convene__v1__server_frame__pack(frame, buf_reserve(out, len));
	out->len += len;
}

void fake_check(uint64_t number, uint8_t check[CONVENE_CHECK_SIZE])
{
	memset(check, (int)(number + 1), CONVENE_CHECK_SIZE);
}

void fake_welcome(struct buf *out, uint64_t participant_id, Convene__V1__Role role,
    const char *team_id, uint64_t number, uint32_t in_flight)
{
	static uint8_t token[] = "a resume token of 32 bytes......";
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Welcome welcome = CONVENE__V1__WELCOME__INIT;

	welcome.protocol_version = PROTOCOL_VERSION;
	welcome.participant_id = participant_id;
	welcome.role = role;
	welcome.team_id = (char *)(uintptr_t)team_id;
	welcome.resume_token.data = token;
	welcome.resume_token.len = 32;
	welcome.number = number;
	uint8_t check[CONVENE_CHECK_SIZE];
	fake_check(number, check);
	welcome.check = (ProtobufCBinaryData){.len = sizeof(check), .data = check};
	welcome.wall_ms = 1000000;
	welcome.max_commands_in_flight = in_flight;
	welcome.max_attachment_bytes = 200000;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_WELCOME;
	frame.welcome = &welcome;
	fake_frame(out, &frame);
}

void fake_event(struct buf *out, uint64_t number, const Convene__V1__Event *event, bool staff)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__LogEntry entry = CONVENE__V1__LOG_ENTRY__INIT;
	Convene__V1__Envelope envelope = CONVENE__V1__ENVELOPE__INIT;
	uint8_t event_bytes[8192], envelope_bytes[256];

	entry.event.len = convene__v1__event__pack(event, event_bytes);
	entry.event.data = event_bytes;
	if (staff) {
		envelope.position = event->seq;
		entry.envelope.len = convene__v1__envelope__pack(&envelope, envelope_bytes);
		entry.envelope.data = envelope_bytes;
	}
	Convene__V1__Entries entries = CONVENE__V1__ENTRIES__INIT;
	Convene__V1__LogEntry *list[] = {&entry};
	uint8_t check[CONVENE_CHECK_SIZE];
	fake_check(number, check);
	entries.first = number;
	entries.n_entry = 1;
	entries.entry = list;
	entries.check = (ProtobufCBinaryData){.len = sizeof(check), .data = check};
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ENTRIES;
	frame.entries = &entries;
	fake_frame(out, &frame);
}

void fake_announced(struct buf *out, uint64_t seq, const char *text)
{
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	Convene__V1__Announced announced = CONVENE__V1__ANNOUNCED__INIT;

	announced.text = (char *)(uintptr_t)text;
	event.seq = seq;
	event.body_case = CONVENE__V1__EVENT__BODY_ANNOUNCED;
	event.announced = &announced;
	fake_event(out, seq, &event, false);
}

void fake_several(struct buf *out, uint64_t first, size_t count)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Entries entries = CONVENE__V1__ENTRIES__INIT;
	Convene__V1__LogEntry rows[8], *list[8];
	uint8_t bytes[8][64], check[CONVENE_CHECK_SIZE];

	for (size_t i = 0; i < count; i++) {
		Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
		Convene__V1__Announced announced = CONVENE__V1__ANNOUNCED__INIT;

		event.seq = first + i;
		event.body_case = CONVENE__V1__EVENT__BODY_ANNOUNCED;
		event.announced = &announced;
		convene__v1__log_entry__init(&rows[i]);
		rows[i].event.data = bytes[i];
		rows[i].event.len = convene__v1__event__pack(&event, bytes[i]);
		list[i] = &rows[i];
	}
	fake_check(first + count - 1, check);
	entries.first = first;
	entries.n_entry = count;
	entries.entry = list;
	entries.check = (ProtobufCBinaryData){.len = sizeof(check), .data = check};
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ENTRIES;
	frame.entries = &entries;
	fake_frame(out, &frame);
}

void fake_caught_up(struct buf *out)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__CaughtUp caught_up = CONVENE__V1__CAUGHT_UP__INIT;

	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_CAUGHT_UP;
	frame.caught_up = &caught_up;
	fake_frame(out, &frame);
}

void fake_result(struct buf *out, const uint8_t *id, uint64_t object_id, const char *refusal)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__CommandResult result = CONVENE__V1__COMMAND_RESULT__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;

	result.command_id.data = (uint8_t *)(uintptr_t)id;
	result.command_id.len = CONVENE_COMMAND_ID_SIZE;
	result.object_id = object_id;
	if (refusal != NULL) {
		error.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
		error.message = (char *)(uintptr_t)refusal;
		result.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RESULT;
	frame.result = &result;
	fake_frame(out, &frame);
}

void fake_later(struct buf *out, const uint8_t *id, uint64_t wait_ms)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__CommandResult result = CONVENE__V1__COMMAND_RESULT__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;

	result.command_id.data = (uint8_t *)(uintptr_t)id;
	result.command_id.len = CONVENE_COMMAND_ID_SIZE;
	error.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED;
	error.retry_after_ms = wait_ms;
	result.error = &error;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RESULT;
	frame.result = &result;
	fake_frame(out, &frame);
}

void fake_error(struct buf *out, Convene__V1__ErrorCode code, uint64_t retry_after_ms)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	char message[] = "because";

	error.code = code;
	error.message = message;
	error.retry_after_ms = retry_after_ms;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ERROR;
	frame.error = &error;
	fake_frame(out, &frame);
}

void fake_take(struct convene *client, struct fake_frames *frames)
{
	const uint8_t *bytes;
	size_t len = convene_output(client, &bytes), at = 0;

	frames->count = 0;
	while (at < len) {
		uint64_t size;
		int header = varint_read(bytes + at, len - at, &size);

		assert_true(header > 0);
		at += (size_t)header;
		assert_true(size <= len - at);
		assert_true(frames->count < FAKE_FRAMES_MAX);
		frames->list[frames->count] =
		    convene__v1__client_frame__unpack(NULL, size, bytes + at);
		assert_non_null(frames->list[frames->count]);
		frames->count++;
		at += size;
	}
	convene_output_done(client, len);
}

void fake_free(struct fake_frames *frames)
{
	for (size_t i = 0; i < frames->count; i++) {
		convene__v1__client_frame__free_unpacked(frames->list[i], NULL);
	}
	frames->count = 0;
}

void fake_feed(struct convene *client, struct buf *bytes, int64_t now_ms)
{
	convene_feed(client, bytes->data, bytes->len, now_ms);
	bytes->len = 0;
}

void fake_log_in(struct convene *client, uint64_t head_seq, uint32_t in_flight, int64_t now_ms)
{
	struct convene_event event;
	struct fake_frames frames;
	struct buf bytes = {0};

	assert_int_equal(convene_phase(client), CONVENE_PHASE_WANTED);
	convene_connecting(client, now_ms);
	convene_connected(client, now_ms);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 1);
	assert_int_equal(frames.list[0]->body_case, CONVENE__V1__CLIENT_FRAME__BODY_HELLO);
	fake_free(&frames);
	fake_welcome(&bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", head_seq, in_flight);
	fake_feed(client, &bytes, now_ms);
	buf_deinit(&bytes);
	assert_true(convene_poll(client, &event, now_ms));
	assert_int_equal(event.kind, CONVENE_WELCOME);
	assert_false(convene_poll(client, &event, now_ms));
	assert_int_equal(convene_phase(client), CONVENE_PHASE_LIVE);
}
