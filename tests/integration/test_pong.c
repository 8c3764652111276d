/* A Ping is answered while a commit is under way: whoever waits for its end can tell a slow disk
 * from a dead network. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/support/raw_client.h"

#include <unistd.h>

static void send_announcement(struct raw_client *raw)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Announce announce = CONVENE__V1__ANNOUNCE__INIT;

	announce.text = (char *)"All well.";
	command.id.data = (uint8_t *)(uintptr_t) "0123456789abcdef";
	command.id.len = 16;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &announce;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_COMMAND;
	frame.command = &command;
	assert_true(raw_send_frame(raw, &frame));
}

static void send_ping(struct raw_client *raw)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Ping ping = CONVENE__V1__PING__INIT;

	ping.nonce = 42;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_PING;
	frame.ping = &ping;
	assert_true(raw_send_frame(raw, &frame));
}

/* Reads on to the first Pong or Result. */
static const Convene__V1__ServerFrame *wait_reply(struct raw_client *raw)
{
	for (;;) {
		const Convene__V1__ServerFrame *frame = raw_receive(raw);

		assert_non_null(frame);
		if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_PONG ||
		    frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_RESULT) {
			return frame;
		}
	}
}

static void a_pong_waits_for_no_commit(void **state)
{
	const Convene__V1__ServerFrame *frame;
	struct raw_client raw;
	struct hall hall;
	int held;

	(void)state;
	hall_open(&hall, NULL);
	raw_connect(&raw, hall.server.port, NULL);
	raw_login(&raw, test_server_link(&hall.server, "controller", "-"), "Raw");
	held = hall_hold_commits(&hall);
	send_announcement(&raw);
	send_ping(&raw);
	frame = wait_reply(&raw);
	assert_int_equal(frame->body_case, CONVENE__V1__SERVER_FRAME__BODY_PONG);
	assert_int_equal(frame->pong->nonce, 42);
	close(held);
	frame = wait_reply(&raw);
	assert_int_equal(frame->body_case, CONVENE__V1__SERVER_FRAME__BODY_RESULT);
	assert_null(frame->result->error);
	raw_close(&raw, false);
	hall_close(&hall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_pong_waits_for_no_commit)};

	return cmocka_run_group_tests_name("pong", tests, NULL, NULL);
}
