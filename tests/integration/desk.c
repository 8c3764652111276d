#include "proto/base64.h"
#include "tests/integration/check.h"
#include "tests/integration/desk_received.h"
#include "tests/support/json_read.h"

#include <stdlib.h>

/* --- coming and going --- */

struct desk *desk_try(
    struct hall *hall, const struct join_link *link, const struct convene_options *options)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	assert_non_null(desk);
	desk->hall = hall;
	desk->next = hall->desks;
	hall->desks = desk;
	desk->client = driver_add(hall->driver, link, options, desk_received, desk);
	assert_non_null(desk->client);
	return desk;
}

static bool is_caught_up(void *context)
{
	const struct desk *desk = context;

	if (desk->stopped) {
		fail_msg("the client stopped: %s", desk->error.message);
	}
	return desk->caught_up > 0;
}

struct desk *desk_join(struct hall *hall, const char *role, const char *team, const char *name)
{
	struct convene_options options = {.name = name, .without_receipts = true};
	struct desk *desk = desk_try(hall, test_server_link(&hall->server, role, team), &options);

	hall_wait(hall, is_caught_up, desk, "everything after login");
	return desk;
}

void desk_leave(struct desk *desk)
{
	driver_remove(desk->client);
	desk->client = NULL;
}

struct number {
	struct desk *desk;
	uint64_t number;
};

static bool is_welcome(void *context)
{
	const struct number *wanted = context;

	if (wanted->desk->stopped) {
		fail_msg("the client stopped: %s", wanted->desk->error.message);
	}
	return wanted->desk->welcomes >= wanted->number;
}

void desk_wait_welcome(struct desk *desk, unsigned welcomes)
{
	struct number wanted = {desk, welcomes};

	hall_wait(desk->hall, is_welcome, &wanted, "a Welcome");
}

void desk_cut(struct desk *desk)
{
	convene_disconnected(
	    driver_convene(desk->client), "cut by the test", driver_now_ms(desk->hall->driver));
}

void desk_reconnect(struct desk *desk)
{
	unsigned welcomes = desk->welcomes;

	desk_cut(desk);
	desk_wait_welcome(desk, welcomes + 1);
}

static bool is_stopped(void *context)
{
	return ((const struct desk *)context)->stopped;
}

Convene__V1__ErrorCode desk_wait_stopped(struct desk *desk)
{
	hall_wait(desk->hall, is_stopped, desk, "the end of a client");
	return desk->error.code;
}

/* --- commands --- */

__attribute__((format(printf, 3, 0))) static void send_json(
    struct desk *desk, const uint8_t *id, const char *format, va_list arguments)
{
	struct hall *hall = desk->hall;
	struct json_error error;
	Convene__V1__Command *command;
	char *text = NULL;
	int len = vasprintf(&text, format, arguments);

	assert_true(len > 0);
	for (char *at = text; *at != '\0'; at++) {
		if (*at == '\'') {
			*at = '"';
		}
	}
	arena_reset(hall->arena);
	command = (Convene__V1__Command *)json_read(
	    &convene__v1__command__descriptor, text, (size_t)len, hall->arena, &error);
	if (command == NULL) {
		fail_msg("%s: %s", text, error.text);
	}
	free(text);
	if (id != NULL) {
		command->id.data = arena_copy(hall->arena, id, sizeof(desk->command_id));
		command->id.len = sizeof(desk->command_id);
	}
	assert_int_equal(
	    convene_send(driver_convene(desk->client), command, ++desk->sent, desk->command_id), 0);
}

static bool is_answered(void *context)
{
	const struct desk *desk = context;

	if (desk->stopped) {
		fail_msg("the client stopped: %s", desk->error.message);
	}
	return desk->answers == desk->sent;
}

void desk_wait_answers(struct desk *desk)
{
	hall_wait(desk->hall, is_answered, desk, "the answer to a command");
}

void desk_send(struct desk *desk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	send_json(desk, NULL, format, arguments);
	va_end(arguments);
}

Convene__V1__ErrorCode desk_do(struct desk *desk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	send_json(desk, NULL, format, arguments);
	va_end(arguments);
	desk_wait_answers(desk);
	return desk->answer.code;
}

Convene__V1__ErrorCode desk_do_as(struct desk *desk, const uint8_t id[16], const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	send_json(desk, id, format, arguments);
	va_end(arguments);
	desk_wait_answers(desk);
	return desk->answer.code;
}

/* --- events --- */

struct wanted_event {
	struct desk *desk;
	Convene__V1__Event__BodyCase kind;
	const Convene__V1__Event *found;
};

static bool has_event(void *context)
{
	struct wanted_event *wanted = context;
	struct desk *desk = wanted->desk;

	if (desk->stopped) {
		fail_msg("the client stopped: %s", desk->error.message);
	}
	for (size_t i = 0; i < desk->entry_count && wanted->found == NULL; i++) {
		const Convene__V1__Event *event = desk->entries[i].event;

		if (event->seq > desk->mark && event->body_case == wanted->kind) {
			wanted->found = event;
		}
	}
	return wanted->found != NULL;
}

const Convene__V1__Event *desk_wait(struct desk *desk, Convene__V1__Event__BodyCase kind)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
	    &convene__v1__event__descriptor, (unsigned)kind);
	struct wanted_event wanted = {.desk = desk, .kind = kind};

	hall_wait(desk->hall, has_event, &wanted, field->name);
	desk->mark = wanted.found->seq;
	return wanted.found;
}

static bool has_all(void *context)
{
	const struct number *wanted = context;

	return wanted->desk->caught_up >= wanted->number;
}

void desk_wait_all(struct desk *desk)
{
	struct number wanted = {desk, desk->caught_up + 1};

	/* a viewer whom nothing of it concerns learns that there is no more when it comes back */
	desk_reconnect(desk);
	hall_wait(desk->hall, has_all, &wanted, "what had happened until then");
}

size_t desk_count(const struct desk *desk, Convene__V1__Event__BodyCase kind)
{
	size_t count = 0;

	for (size_t i = 0; i < desk->entry_count; i++) {
		count += desk->entries[i].event->body_case == kind;
	}
	return count;
}

const Convene__V1__Event *desk_last(const struct desk *desk, Convene__V1__Event__BodyCase kind)
{
	for (size_t i = desk->entry_count; i > 0; i--) {
		if (desk->entries[i - 1].event->body_case == kind) {
			return desk->entries[i - 1].event;
		}
	}
	return NULL;
}

const struct desk_person *desk_person(const struct desk *desk, uint64_t participant_id)
{
	for (size_t i = 0; i < desk->people_count; i++) {
		if (desk->people[i].participant_id == participant_id) {
			return &desk->people[i];
		}
	}
	return NULL;
}

/* --- transfers --- */

static bool is_uploaded(void *context)
{
	const struct number *wanted = context;

	return wanted->desk->uploads == wanted->number;
}

static bool is_downloaded(void *context)
{
	const struct number *wanted = context;

	return wanted->desk->downloads == wanted->number;
}

static bool is_recorded(void *context)
{
	return ((const struct desk *)context)->record_done;
}

Convene__V1__ErrorCode desk_upload(
    struct desk *desk, const void *bytes, size_t len, uint8_t sha256[32])
{
	struct number wanted = {desk, desk->uploads + 1};

	assert_int_equal(convene_upload(driver_convene(desk->client), bytes, len, sha256), 0);
	hall_wait(desk->hall, is_uploaded, &wanted, "the end of an upload");
	return desk->transfer.code;
}

Convene__V1__ErrorCode desk_download(struct desk *desk, const uint8_t sha256[32])
{
	struct number wanted = {desk, desk->downloads + 1};

	assert_int_equal(convene_download(driver_convene(desk->client), sha256), 0);
	hall_wait(desk->hall, is_downloaded, &wanted, "the end of a download");
	return desk->transfer.code;
}

Convene__V1__ErrorCode desk_fetch_record(struct desk *desk)
{
	return desk_fetch_record_of(desk, NULL);
}

Convene__V1__ErrorCode desk_fetch_record_of(struct desk *desk, const char *team_id)
{
	desk->record.len = 0;
	desk->record_done = false;
	assert_int_equal(convene_fetch_record(driver_convene(desk->client), team_id), 0);
	hall_wait(desk->hall, is_recorded, desk, "the record");
	return desk->transfer.code;
}

const char *sha256_text(const uint8_t sha256[32], char out[64])
{
	struct buf text = {0};

	base64_write(&text, sha256, 32);
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	buf_deinit(&text);
	return out;
}
