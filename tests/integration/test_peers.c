/* Peers that do not keep to the protocol: each is told what the protocol says, or closed; a client
 * beside them notices nothing. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/support/raw_client.h"

#include <sys/socket.h>

/* A hall, and somebody who behaves. */
struct beside {
	struct hall hall;
	struct desk *controller, *player; /* borrowed: the hall's */
};

static int open_beside(void **state)
{
	static struct beside beside;

	hall_open(&beside.hall, NULL);
	beside.controller = desk_join(&beside.hall, "controller", "-", "Cora");
	beside.player = desk_join(&beside.hall, "player", "XA-POL", "Ana");
	*state = &beside;
	return 0;
}

/* Commands, answers and events go on, on the connections that were there before. */
static void check_undisturbed(struct beside *beside)
{
	uint64_t seq;

	beside->player->mark = beside->controller->mark =
	    convene_last_seq(driver_peek(beside->controller->client));
	assert_int_equal(desk_do(beside->controller, "{'announce': {'text': 'All well.'}}"), 0);
	seq = desk_wait(beside->controller, EVENT_KIND(ANNOUNCED))->seq;
	assert_int_equal(desk_wait(beside->player, EVENT_KIND(ANNOUNCED))->seq, seq);
	assert_int_equal(beside->player->welcomes, 1);
	assert_int_equal(beside->player->offline, 0);
	assert_int_equal(beside->controller->welcomes, 1);
}

static int close_beside(void **state)
{
	struct beside *beside = *state;

	check_undisturbed(beside);
	hall_close(&beside->hall);
	return 0;
}

static void connect_to(struct beside *beside, struct raw_client *raw)
{
	raw_connect(raw, beside->hall.server.port, NULL);
}

static void log_in(
    struct beside *beside, struct raw_client *raw, const char *role, const char *team)
{
	connect_to(beside, raw);
	raw_login(raw, test_server_link(&beside->hall.server, role, team), "Raw");
}

/* The connection ends with this code and an orderly close. */
static void check_error(struct raw_client *raw, Convene__V1__ErrorCode code)
{
	char message[512] = "";

	assert_int_equal(raw_wait_error(raw, message, sizeof(message), NULL), code);
	assert_true(strlen(message) > 10);
	raw_close(raw, false);
}

static void send_bytes(struct beside *beside, const char *bytes, size_t len, bool logged_in,
    Convene__V1__ErrorCode code)
{
	struct raw_client raw;

	if (logged_in) {
		log_in(beside, &raw, "player", "XA-POL");
	} else {
		connect_to(beside, &raw);
	}
	assert_true(raw_send(&raw, bytes, len));
	check_error(&raw, code);
	check_undisturbed(beside);
}

#define SEND(bytes, logged_in, code)                                                               \
	send_bytes(*state, bytes, sizeof(bytes) - 1, logged_in, CODE(code))

static void bytes_that_are_no_frames(void **state)
{
	/* ten bytes that all say "more", and one that is beyond 64 bits */
	SEND("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", false, MALFORMED_FRAME);
	SEND("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", true, MALFORMED_FRAME);
	SEND("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", false, MALFORMED_FRAME);
	/* a good length, and behind it nonsense: wire type 7, a group, a field number 0 */
	SEND("\x03\xff\xff\xff", false, MALFORMED_FRAME);
	SEND("\x02\x0b\x0c", false, MALFORMED_FRAME);
	SEND("\x02\x00\x01", true, MALFORMED_FRAME);
	/* a Hello that says it is longer than its frame */
	SEND("\x03\x0a\x7f\x08", false, MALFORMED_FRAME);
}

static void lengths_beyond_the_limit(void **state)
{
	SEND("\x81\x80\x04", false, FRAME_TOO_LARGE); /* 64 KiB + 1 */
	SEND("\x81\x80\x40", true, FRAME_TOO_LARGE);  /* 1 MiB + 1 */
	SEND("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", true, FRAME_TOO_LARGE);
	SEND("\xff\xff\xff\xff\x0f", false, FRAME_TOO_LARGE);
}

static void frames_that_may_not_come_now(void **state)
{
	/* a ping and a command before Hello; nothing at all; a Hello behind a Hello; a kind that
	 * does not exist */
	SEND("\x04\x1a\x02\x08\x01", false, WRONG_ORDER);
	SEND("\x02\x12\x00", false, WRONG_ORDER);
	SEND("\x00", false, WRONG_ORDER);
	SEND("\x04\x0a\x02\x08\x01", true, WRONG_ORDER);
	SEND("\x00", true, MALFORMED_FRAME);
	SEND("\x04\xa2\x06\x01\x01", true, MALFORMED_FRAME);
}

static void text_that_is_none(void **state)
{
	/* Hello.name: a byte that no UTF-8 has, an overlong slash, a surrogate, a NUL */
	SEND("\x05\x0a\x03\x2a\x01\xff", false, MALFORMED_FRAME);
	SEND("\x06\x0a\x04\x2a\x02\xc0\xaf", false, MALFORMED_FRAME);
	SEND("\x07\x0a\x05\x2a\x03\xed\xa0\x80", false, MALFORMED_FRAME);
	SEND("\x07\x0a\x05\x2a\x03"
	     "a\0b",
	    false, MALFORMED_FRAME);
	/* Command.raise_welfare.note, likewise: field 27 is 0xda 0x01 */
	SEND("\x08\x12\x06\xda\x01\x03\x0a\x01\xff", true, MALFORMED_FRAME);
	SEND("\x08\x12\x06\xda\x01\x03\x0a\x01\x00", true, MALFORMED_FRAME);
}

/* A command without an id, or with one of another size, is refused; the connection stays. */
static void a_command_needs_an_id(void **state)
{
	struct beside *beside = *state;
	const Convene__V1__ServerFrame *frame;
	struct raw_client raw;

	log_in(beside, &raw, "player", "XA-POL");
	assert_true(raw_send(&raw, "\x05\x12\x03\xda\x01\x00", 6));
	do {
		frame = raw_receive(&raw);
		assert_non_null(frame);
	} while (frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_RESULT);
	assert_int_equal(frame->result->error->code, CODE(INVALID));
	assert_true(raw_send(&raw, "\x04\x1a\x02\x08\x2a", 5));
	do {
		frame = raw_receive(&raw);
		assert_non_null(frame);
	} while (frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_PONG);
	assert_int_equal(frame->pong->nonce, 42);
	raw_close(&raw, false);
}

/* The next Result, whatever comes before it. */
static const Convene__V1__CommandResult *wait_result(struct raw_client *raw)
{
	for (;;) {
		const Convene__V1__ServerFrame *frame = raw_receive(raw);

		assert_non_null(frame);
		if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_RESULT) {
			return frame->result;
		}
	}
}

/* What a later version means by a value is not guessed: the command is refused, and says which; the
 * connection stays. */
static void a_value_that_is_not_known(void **state)
{
	struct beside *beside = *state;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Party party = CONVENE__V1__PARTY__INIT, *parties[] = {&party};
	const Convene__V1__CommandResult *result;
	struct raw_client raw;

	log_in(beside, &raw, "player", "XA-POL");
	party.kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
	party.control = true;
	open.subject = open.text = (char *)"from a later version";
	open.parties = parties;
	open.n_parties = 1;
	open.channel = (Convene__V1__Channel)77;
	command.id.data = (uint8_t *)(uintptr_t) "0123456789abcdef";
	command.id.len = 16;
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_COMMAND;
	frame.command = &command;
	assert_true(raw_send_frame(&raw, &frame));
	result = wait_result(&raw);
	assert_int_equal(result->error->code, CODE(INVALID));
	assert_string_equal(result->error->message, "command.open_thread.channel: has no value 77");
	/* the same with a value that is known, under the same id: nothing was remembered */
	open.channel = CONVENE__V1__CHANNEL__CHANNEL_PHONE;
	assert_true(raw_send_frame(&raw, &frame));
	result = wait_result(&raw);
	assert_null(result->error);
	assert_int_not_equal(result->object_id, 0);
	raw_close(&raw, false);
}

/* `count` announcements in one piece, so that none can be answered before the last is read. */
static void send_commands(struct raw_client *raw, uint8_t count)
{
	struct buf out = {0};

	for (uint8_t i = 0; i < count; i++) {
		/* Command { id, announce { text: "x" } }: 18 + 6 bytes */
		buf_append(&out, "\x1a\x12\x18\x0a\x10", 5);
		buf_append(&out, "0123456789abcde", 15);
		buf_append_byte(&out, i);
		buf_append(&out, "\xda\x02\x03\x0a\x01x", 6);
	}
	assert_true(out.len < 4096);
	assert_true(raw_send(raw, out.data, out.len));
	buf_deinit(&out);
}

static void more_commands_than_allowed(void **state)
{
	struct beside *beside = *state;
	struct raw_client raw;
	unsigned answers = 0;

	log_in(beside, &raw, "controller", "-");
	send_commands(&raw, 64);
	while (answers < 64) {
		const Convene__V1__ServerFrame *frame = raw_receive(&raw);

		assert_non_null(frame);
		if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_RESULT) {
			assert_null(frame->result->error);
			answers++;
		}
	}
	raw_close(&raw, false);
	log_in(beside, &raw, "controller", "-");
	send_commands(&raw, 65);
	check_error(&raw, CODE(TOO_MANY_IN_FLIGHT));
}

/* What is not even TLS. */
static void other_protocols(void **state)
{
	static const char http[] = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
	struct beside *beside = *state;
	struct raw_client raw;

	raw_connect_tcp(&raw, beside->hall.server.port, NULL);
	assert_true(raw_send(&raw, http, sizeof(http) - 1));
	raw_wait_end(&raw);
	raw_close(&raw, false);
	raw_connect_tcp(&raw, beside->hall.server.port, NULL);
	assert_true(raw_send(&raw, "\x00\x01\x02\x03\x04\x05\x06\x07", 8));
	raw_wait_end(&raw);
	raw_close(&raw, false);
	check_undisturbed(beside);
}

/* Those who leave in the middle of something. */
static void peers_that_vanish(void **state)
{
	struct beside *beside = *state;
	uint16_t port = beside->hall.server.port;
	struct raw_client raw;

	for (int abort = 0; abort < 2; abort++) {
		raw_connect_tcp(&raw, port, NULL); /* before the first byte */
		raw_close(&raw, abort);
		raw_connect_tcp(&raw, port, NULL); /* in the handshake's first record */
		assert_true(raw_send(&raw, "\x16\x03\x01\x02\x00\x01\x00", 7));
		raw_close(&raw, abort);
		connect_to(beside, &raw); /* before Hello */
		raw_close(&raw, abort);
		connect_to(beside, &raw); /* in a frame's length, and in its body */
		assert_true(raw_send(&raw, "\x81", 1));
		raw_close(&raw, abort);
		connect_to(beside, &raw);
		assert_true(raw_send(&raw, "\x2e\x0a\x2c\x08", 4));
		raw_close(&raw, abort);
		connect_to(beside, &raw); /* between Hello and Welcome */
		raw_hello(&raw, test_server_link(&beside->hall.server, "player", "XB-POL"), "Raw");
		raw_close(&raw, abort);
		log_in(beside, &raw, "controller", "-"); /* with answers on their way */
		send_commands(&raw, 60);
		raw_close(&raw, abort);
		check_undisturbed(beside);
	}
}

/* Those who are silent: nothing waits for them. */
static void peers_that_say_nothing(void **state)
{
	struct beside *beside = *state;
	struct raw_client tcp[20], tls[20], in[3];

	for (size_t i = 0; i < 20; i++) {
		raw_connect_tcp(&tcp[i], beside->hall.server.port, NULL);
		connect_to(beside, &tls[i]);
	}
	for (size_t i = 0; i < 3; i++) {
		log_in(beside, &in[i], "player", "XB-POL");
	}
	check_undisturbed(beside);
	for (size_t i = 0; i < 20; i++) {
		raw_close(&tcp[i], true);
		raw_close(&tls[i], true);
	}
	for (size_t i = 0; i < 3; i++) {
		raw_close(&in[i], true);
	}
}

static void a_peer_that_sends_byte_by_byte(void **state)
{
	struct beside *beside = *state;
	const struct join_link *link = test_server_link(&beside->hall.server, "player", "XB-POL");
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;
	const Convene__V1__ServerFrame *answer;
	struct raw_client raw;
	uint8_t bytes[256];
	size_t len;

	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = (char *)(uintptr_t)link->exercise;
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE;
	hello.join_code = (char *)(uintptr_t)link->code;
	hello.name = (char *)(uintptr_t) "Slow";
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = &hello;
	len = convene__v1__client_frame__get_packed_size(&frame);
	assert_true(len < 128);
	bytes[0] = (uint8_t)len;
	convene__v1__client_frame__pack(&frame, bytes + 1);
	connect_to(beside, &raw);
	for (size_t i = 0; i <= len; i++) {
		assert_true(raw_send(&raw, &bytes[i], 1));
	}
	answer = raw_receive(&raw);
	assert_non_null(answer);
	assert_int_equal(answer->body_case, CONVENE__V1__SERVER_FRAME__BODY_WELCOME);
	raw_close(&raw, false);
}

static long resident_kib(const struct beside *beside)
{
	char path[64], line[256];
	long kib = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)beside->hall.server.pid);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		sscanf(line, "VmRSS: %ld", &kib);
	}
	fclose(file);
	return kib;
}

/* One that does not read, while much is said: it costs little, and has missed nothing when it
 * reads at last. */
static void a_peer_that_does_not_read(void **state)
{
	struct beside *beside = *state;
	struct raw_client raw;
	char text[16001];
	long before_kib;
	uint64_t last;
	int small = 128 * 1024;

	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	connect_to(beside, &raw);
	setsockopt(raw.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	raw_login(&raw, test_server_link(&beside->hall.server, "player", "XB-POL"), "Deaf");
	before_kib = resident_kib(beside);
	for (int i = 0; i < 40; i++) {
		for (int j = 0; j < 20; j++) {
			desk_send(beside->controller, "{'announce': {'text': '%s'}}", text);
		}
		desk_wait_answers(beside->controller);
	}
	last = beside->controller->answer.seq;
	check_undisturbed(beside);
	/* the log itself is 12.8 MB and is kept in memory */
	if (resident_kib(beside) - before_kib > 64 * 1024) {
		fail_msg("the server took %ld KiB more", resident_kib(beside) - before_kib);
	}
	for (uint64_t seq = 0, number = 0; seq < last;) {
		const Convene__V1__ServerFrame *frame = raw_receive(&raw);

		assert_non_null(frame);
		if (frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_ENTRIES) {
			continue;
		}
		/* none may be missing; those before STARTEX were read while it logged in */
		assert_true(number == 0 || frame->entries->first == number + 1);
		number = frame->entries->first - 1;
		for (size_t i = 0; i < frame->entries->n_entry; i++) {
			const ProtobufCBinaryData *bytes = &frame->entries->entry[i]->event;
			Convene__V1__Event *event =
			    convene__v1__event__unpack(NULL, bytes->len, bytes->data);

			assert_non_null(event);
			assert_true(event->seq > seq);
			seq = event->seq;
			number++;
			convene__v1__event__free_unpacked(event, NULL);
		}
	}
	raw_close(&raw, false);
}

/* Asks again and again and never reads the answers: reading from it stops. */
static void a_peer_that_only_asks(void **state)
{
	struct beside *beside = *state;
	struct raw_client raw;
	struct timeval little = {.tv_usec = 200000};
	size_t sent = 0;
	char pings[5 * 800];

	for (size_t i = 0; i < sizeof(pings); i += 5) {
		memcpy(&pings[i], "\x04\x1a\x02\x08\x2a", 5);
	}
	log_in(beside, &raw, "player", "XB-POL");
	setsockopt(raw.fd, SOL_SOCKET, SO_SNDTIMEO, &little, sizeof(little));
	while (sent < 64 * 1024 * 1024 && raw_send(&raw, pings, sizeof(pings))) {
		sent += sizeof(pings);
	}
	/* what the sockets hold on both ways, and not everything that was tried */
	assert_true(sent < 64 * 1024 * 1024);
	check_undisturbed(beside);
	raw_close(&raw, true);
}

/* Waits for the server's own deadline of ten seconds. */
static void a_peer_that_says_no_hello_is_told_why(void **state)
{
	struct beside *beside = *state;
	struct raw_client raw;

	connect_to(beside, &raw);
	check_error(&raw, CODE(TIMED_OUT));
	check_undisturbed(beside);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_beside, close_beside)
	const struct CMUnitTest tests[] = {
	    TEST(bytes_that_are_no_frames),
	    TEST(lengths_beyond_the_limit),
	    TEST(frames_that_may_not_come_now),
	    TEST(text_that_is_none),
	    TEST(a_command_needs_an_id),
	    TEST(a_value_that_is_not_known),
	    TEST(more_commands_than_allowed),
	    TEST(other_protocols),
	    TEST(peers_that_vanish),
	    TEST(peers_that_say_nothing),
	    TEST(a_peer_that_sends_byte_by_byte),
	    TEST(a_peer_that_does_not_read),
	    TEST(a_peer_that_only_asks),
	    TEST(a_peer_that_says_no_hello_is_told_why),
	};

	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
