/* libconvene's core in virtual time: how soon a dead network is noticed, and what is no dead one.
 */
#include "client/lib/convene.h"

#include "tests/unit/client/fake_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What a person is promised. */
#define NOTICED_MS 10000

/* How far one tick may come behind its time. */
#define LATE_MS 20

static struct convene *logged_in(uint64_t *counter)
{
	struct convene_options options = fake_options(counter);
	struct convene *client = convene_new(&options);

	assert_non_null(client);
	fake_log_in(client, 0, 4, 0);
	return client;
}

/* Pings among what the client has put out; the nonce of the last one. */
static size_t take_pings(struct convene *client, uint64_t *nonce)
{
	struct fake_frames frames;
	size_t pings = 0;

	fake_take(client, &frames);
	for (size_t i = 0; i < frames.count; i++) {
		if (frames.list[i]->body_case != CONVENE__V1__CLIENT_FRAME__BODY_PING) {
			continue;
		}
		*nonce = frames.list[i]->ping->nonce;
		pings++;
	}
	fake_free(&frames);
	return pings;
}

static void feed_pong(struct convene *client, uint64_t nonce, int64_t wall_ms, int64_t now_ms)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Pong pong = CONVENE__V1__PONG__INIT;
	struct convene_event event;
	struct buf bytes = {0};

	pong.nonce = nonce;
	pong.wall_ms = wall_ms;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_PONG;
	frame.pong = &pong;
	fake_frame(&bytes, &frame);
	fake_feed(client, &bytes, now_ms);
	assert_false(convene_poll(client, &event, now_ms));
	buf_deinit(&bytes);
}

static void send_something(struct convene *client)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RaiseWelfare raise = CONVENE__V1__RAISE_WELFARE__INIT;

	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_WELFARE;
	command.raise_welfare = &raise;
	assert_int_equal(convene_send(client, &command, 1, NULL), 0);
}

/* Ticks at the times that the client asks for, until it has lost its connection: when. */
static int64_t time_of_loss(struct convene *client, int64_t until_ms)
{
	struct convene_event event;
	int64_t now_ms = 0;

	while (convene_phase(client) == CONVENE_PHASE_LIVE) {
		now_ms = convene_due_ms(client) + LATE_MS;
		assert_true(now_ms < until_ms);
		convene_tick(client, now_ms);
	}
	assert_true(convene_poll(client, &event, now_ms));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_int_equal(event.loss.reason, CONVENE_REASON_SILENCE);
	return now_ms;
}

static void a_dead_network_is_noticed(void **state)
{
	uint64_t counter = 0, nonce = 0;
	struct convene *client = logged_in(&counter);

	(void)state;
	assert_int_equal(convene_due_ms(client), CONVENE_PING_MS);
	convene_tick(client, CONVENE_PING_MS);
	assert_int_equal(take_pings(client, &nonce), 1);
	/* the answer took 400 ms: the server's clock is 200 ms ahead of what it says */
	feed_pong(client, nonce, 5000000, CONVENE_PING_MS + 400);
	assert_int_equal(convene_server_ms(client, CONVENE_PING_MS + 400), 5000200);
	assert_in_range(
	    time_of_loss(client, 60000) - CONVENE_PING_MS - 400, CONVENE_PING_MS, NOTICED_MS);
	convene_free(client);
}

static void sooner_while_a_command_waits(void **state)
{
	uint64_t counter = 0;
	struct convene *client = logged_in(&counter);

	(void)state;
	convene_tick(client, 3000);
	send_something(client);
	assert_in_range(time_of_loss(client, 60000) - 3000, 3000, 7000);
	convene_free(client);
}

/* A line on which a document takes minutes: bytes come, the Pong far behind them. */
static void bytes_that_come_are_enough(void **state)
{
	uint64_t counter = 0;
	struct convene *client = logged_in(&counter);
	int64_t now_ms = 0;

	(void)state;
	send_something(client);
	/* a frame of 100 000 bytes, a hundred of them each second */
	convene_feed(client, "\xa0\x8d\x06", 3, now_ms);
	for (int i = 0; i < 600; i++) {
		struct convene_event event;
		uint8_t bytes[100] = {0};

		now_ms += 1000;
		while (convene_due_ms(client) < now_ms) {
			convene_tick(client, convene_due_ms(client) + LATE_MS);
		}
		assert_int_equal(convene_phase(client), CONVENE_PHASE_LIVE);
		convene_feed(client, bytes, sizeof(bytes), now_ms);
		assert_false(convene_poll(client, &event, now_ms));
	}
	convene_free(client);
}

/* A slow line in the other direction: pings wait behind the document that is sent. */
static void bytes_that_go_out_are_enough(void **state)
{
	uint64_t counter = 0;
	struct convene *client = logged_in(&counter);

	(void)state;
	send_something(client);
	for (int i = 0; i < 100; i++) {
		int64_t now_ms = convene_due_ms(client) + LATE_MS;

		convene_progress(client, now_ms);
		convene_tick(client, now_ms);
		assert_int_equal(convene_phase(client), CONVENE_PHASE_LIVE);
	}
	assert_true(time_of_loss(client, INT64_MAX) > 100000);
	convene_free(client);
}

/* The program was stopped for an hour: it asks before it gives the connection up. */
static void one_s_own_absence_is_no_silence(void **state)
{
	uint64_t counter = 0, nonce = 0;
	struct convene *client = logged_in(&counter);

	(void)state;
	convene_tick(client, 3600000);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_LIVE);
	assert_int_equal(take_pings(client, &nonce), 1);
	feed_pong(client, nonce, 0, 3600100);
	convene_tick(client, 3600100 + CONVENE_PING_MS - 1);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_LIVE);
	convene_free(client);
}

/* Events come all the time and nothing is sent: the server, too, must hear something. */
static void something_is_sent_now_and_then(void **state)
{
	uint64_t counter = 0, nonce = 0;
	struct convene *client = logged_in(&counter);
	struct convene_event event;
	size_t pings = 0;

	(void)state;
	for (int64_t now_ms = 1000; now_ms <= 60000; now_ms += 1000) {
		struct buf bytes = {0};

		fake_announced(&bytes, (uint64_t)now_ms / 1000, "go on");
		fake_feed(client, &bytes, now_ms);
		assert_true(convene_poll(client, &event, now_ms));
		convene_tick(client, now_ms);
		pings += take_pings(client, &nonce);
		buf_deinit(&bytes);
	}
	assert_in_range(pings, 2, 3);
	convene_free(client);
}

static void a_person_need_not_wait(void **state)
{
	uint64_t counter = 0;
	struct convene *client = logged_in(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	for (int i = 0; i < 10; i++) {
		convene_disconnected(client, "no", 0);
		assert_true(convene_poll(client, &event, 0));
		assert_in_range(event.loss.retry_in_ms, 0, 500);
		convene_hurry(client, 5);
		assert_true(convene_due_ms(client) <= 5);
		convene_tick(client, 5);
		assert_int_equal(convene_phase(client), CONVENE_PHASE_WANTED);
		convene_connecting(client, 5);
	}
	/* but not before the server's own wish */
	convene_connected(client, 5);
	fake_error(&bytes, CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED, 7000);
	fake_feed(client, &bytes, 5);
	assert_true(convene_poll(client, &event, 5));
	convene_hurry(client, 10);
	assert_int_equal(convene_due_ms(client), 7005);
	buf_deinit(&bytes);
	convene_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_dead_network_is_noticed),
	    cmocka_unit_test(sooner_while_a_command_waits),
	    cmocka_unit_test(bytes_that_come_are_enough),
	    cmocka_unit_test(bytes_that_go_out_are_enough),
	    cmocka_unit_test(one_s_own_absence_is_no_silence),
	    cmocka_unit_test(something_is_sent_now_and_then),
	    cmocka_unit_test(a_person_need_not_wait)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
