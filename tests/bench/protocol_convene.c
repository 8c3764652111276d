/*
 * Convene's protocol (proto/README.md). What is sent is made with the generated messages; what
 * comes in thousands is read with a few lines of wire format, so that the load's own processor time
 * does not compete with the server's.
 */
#include "convene/v1/frame.pb-c.h"
#include "proto/frame.h"
#include "tests/bench/crowd.h"

#include <endian.h>

/* Field numbers of frame.proto and event.proto. */
enum {
	FRAME_WELCOME = 1,
	FRAME_ENTRIES = 2,
	FRAME_RESULT = 3,
	FRAME_ERROR = 4,
	FRAME_CAUGHT_UP = 6,
	ENTRIES_FIRST = 1,
	ENTRIES_ENTRY = 2,
	ENTRIES_CHECK = 3,
	ENTRY_EVENT = 1,
	EVENT_ANNOUNCED = 43,
	ANNOUNCED_TEXT = 1,
};

static void send_frame(struct client *client, const Convene__V1__ClientFrame *frame)
{
	struct buf out = {0};
	size_t len = convene__v1__client_frame__get_packed_size(frame);
	buf_append_varint(&out, len);
	convene__v1__client_frame__pack(frame, buf_reserve(&out, len));
	client_send(client, out.data, out.len + len);
	buf_deinit(&out);
}

static void convene_login(struct client *client)
{
	const struct target *target = &client->crowd->target;
	char name[32];
	snprintf(name, sizeof(name), "load %u", client->number);
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;
	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = (char *)target->exercise_id;
	if (client->has_token) {
		hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN;
		hello.resume_token.data = client->token;
		hello.resume_token.len = TOKEN_SIZE;
	} else {
		hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE;
		hello.join_code = (char *)target->join_code;
		hello.name = name;
	}
	hello.client = (char *)"convene-load";
	hello.number = client->event_number;
	hello.check.data = client->check;
	hello.check.len = client->check_len;
	hello.without_events = !client->crowd->subscribes;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = &hello;
	send_frame(client, &frame);
}

struct field {
	uint32_t number;
	uint64_t value;       /* of a varint */
	const uint8_t *bytes; /* of a length-delimited field */
	size_t len;
};

/* Next field of a message; false at its end or where it makes no sense. */
static bool next_field(const uint8_t **at, const uint8_t *end, struct field *field)
{
	uint64_t tag = 0, value = 0;
	int size = varint_read(*at, (size_t)(end - *at), &tag);
	if (size <= 0) {
		return false;
	}
	*at += size;
	field->number = (uint32_t)(tag >> 3);
	size = varint_read(*at, (size_t)(end - *at), &value);
	if (size <= 0 || ((tag & 7) != 0 && (tag & 7) != 2)) {
		return false;
	}
	*at += size;
	field->value = value;
	field->bytes = *at;
	field->len = 0;
	if ((tag & 7) == 2) {
		if (value > (uint64_t)(end - *at)) {
			return false;
		}
		field->len = (size_t)value;
		*at += value;
	}
	return true;
}

static bool find_field(const uint8_t *bytes, size_t len, uint32_t number, struct field *out)
{
	const uint8_t *end = bytes + len;
	while (next_field(&bytes, end, out)) {
		if (out->number == number) {
			return true;
		}
	}
	return false;
}

static void handle_entry(struct client *client, const uint8_t *entry, size_t len)
{
	struct field event, field, text;
	if (!find_field(entry, len, ENTRY_EVENT, &event)) {
		return;
	}
	const uint8_t *at = event.bytes;
	while (next_field(&at, event.bytes + event.len, &field)) {
		if (field.number == EVENT_ANNOUNCED &&
		    find_field(field.bytes, field.len, ANNOUNCED_TEXT, &text)) {
			client_delivered(client, text.bytes, text.len);
		}
	}
}

static void handle_entries(struct client *client, const uint8_t *bytes, size_t len)
{
	const uint8_t *end = bytes + len;
	struct field field;
	while (next_field(&bytes, end, &field)) {
		if (field.number == ENTRIES_FIRST) {
			client->crowd->disordered += field.value != client->event_number + 1;
			client->event_number = field.value - 1;
		} else if (field.number == ENTRIES_ENTRY) {
			client->event_number++;
			handle_entry(client, field.bytes, field.len);
		} else if (field.number == ENTRIES_CHECK && field.len == sizeof(client->check)) {
			memcpy(client->check, field.bytes, field.len);
			client->check_len = field.len;
		}
	}
}

static void handle_error(struct client *client, const uint8_t *bytes, size_t len)
{
	Convene__V1__Error *error = convene__v1__error__unpack(NULL, len, bytes);
	client_problem(client, "error %d: %s", error ? (int)error->code : 0,
	    error ? error->message : "not readable");
	convene__v1__error__free_unpacked(error, NULL);
}

static void handle_welcome(struct client *client, const uint8_t *bytes, size_t len)
{
	Convene__V1__Welcome *welcome = convene__v1__welcome__unpack(NULL, len, bytes);
	if (welcome && welcome->resume_token.len == TOKEN_SIZE) {
		memcpy(client->token, welcome->resume_token.data, TOKEN_SIZE);
		client->has_token = true;
	}
	convene__v1__welcome__free_unpacked(welcome, NULL);
	if (!client->crowd->subscribes) {
		client_ready(client);
	}
}

static void handle_result(struct client *client, const uint8_t *bytes, size_t len)
{
	Convene__V1__CommandResult *result = convene__v1__command_result__unpack(NULL, len, bytes);
	uint64_t sent = 0;
	if (result && result->command_id.len == 16) {
		memcpy(&sent, result->command_id.data, sizeof(sent));
	}
	if (result && result->error) {
		client->crowd->refused++;
		client_problem(client, "refused, error %d: %s", (int)result->error->code,
		    result->error->message);
	}
	convene__v1__command_result__free_unpacked(result, NULL);
	client_answered(client, le64toh(sent));
}

static void handle(struct client *client, const uint8_t *frame, size_t len)
{
	struct field body;
	if (!next_field(&frame, frame + len, &body)) {
		return;
	}
	switch (body.number) {
	case FRAME_ENTRIES:
		handle_entries(client, body.bytes, body.len);
		break;
	case FRAME_RESULT:
		handle_result(client, body.bytes, body.len);
		break;
	case FRAME_WELCOME:
		handle_welcome(client, body.bytes, body.len);
		break;
	case FRAME_CAUGHT_UP:
		client_ready(client);
		break;
	case FRAME_ERROR:
		handle_error(client, body.bytes, body.len);
		break;
	default:
		break;
	}
}

static size_t convene_received(struct client *client, const uint8_t *bytes, size_t len)
{
	size_t taken = 0;
	while (taken < len) {
		uint64_t frame_len = 0;
		int header = varint_read(bytes + taken, len - taken, &frame_len);
		if (header < 0) {
			return SIZE_MAX;
		}
		if (header == 0 || frame_len > len - taken - (size_t)header) {
			break;
		}
		handle(client, bytes + taken + header, (size_t)frame_len);
		taken += (size_t)header + (size_t)frame_len;
	}
	return taken;
}

static void convene_publish(struct client *client, const char *payload, size_t len, uint64_t now)
{
	char text[PAYLOAD_SIZE_MAX + 1];
	memcpy(text, payload, len);
	text[len] = '\0';
	/* The id begins with the moment, so that the result alone tells how long it took; the
	 * client's number makes it unique. */
	uint64_t id[2] = {htole64(now), client->number};
	Convene__V1__Announce announce = CONVENE__V1__ANNOUNCE__INIT;
	announce.text = text;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.id.data = (uint8_t *)id;
	command.id.len = sizeof(id);
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &announce;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_COMMAND;
	frame.command = &command;
	send_frame(client, &frame);
}

static void convene_ping(struct client *client)
{
	Convene__V1__Ping ping = CONVENE__V1__PING__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_PING;
	frame.ping = &ping;
	send_frame(client, &frame);
}

const struct protocol protocol_convene = {
    .name = "convene",
    .login = convene_login,
    .received = convene_received,
    .publish = convene_publish,
    .ping = convene_ping,
    .payload_overhead = 18,
    .in_flight_max = 60,
};
