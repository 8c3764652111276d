/* A session over a stream that stands on another: nothing of it has to know. */
#include "tests/unit/session/hall.h"
#include "tests/unit/session/wrapped.h"

/* As peer_open(), but there is something between. */
static void open_wrapped(struct peer *peer, struct hall *hall)
{
	*peer = (struct peer){.read_at = 0};
	fake_stream_init(&peer->fake, ++hall->streams);
	peer->fake.wrapped = true;
	wrapped_accept(&hall->host, &peer->fake.stream);
}

/* What was queued to be sent becomes two messages, cut in the middle of a frame. */
static void wrap_input(struct peer *peer)
{
	struct buf plain = peer->fake.input;
	size_t half = plain.len / 2;

	peer->fake.input = (struct buf){0};
	wrapped_message(&peer->fake.input, plain.data, half);
	wrapped_message(&peer->fake.input, plain.data + half, plain.len - half);
	buf_deinit(&plain);
}

/* What came in messages becomes what peer_read() reads. True: goodbye was said. */
static bool unwrap_output(struct peer *peer)
{
	struct buf plain = {0};
	bool goodbye = wrapped_read(&peer->fake.output, &plain);

	buf_deinit(&peer->fake.output);
	peer->fake.output = plain;
	return goodbye;
}

static void play(struct hall *hall, struct peer *peer, const char *code, size_t takes)
{
	Convene__V1__Ping ping = CONVENE__V1__PING__INIT;

	open_wrapped(peer, hall);
	peer->fake.takes = takes;
	peer_hello(peer, code, "Ana");
	wrap_input(peer);
	assert_int_equal(peer->fake.deadline_ms, 10000);
	fake_stream_settle(&peer->fake);
	assert_true(peer->fake.vouched);
	hall_commit(hall);
	fake_stream_settle(&peer->fake);
	peer_send(peer, CONVENE__V1__CLIENT_FRAME__BODY_PING, &ping);
	wrap_input(peer);
	fake_stream_settle(&peer->fake);
	/* and silence, which ends it */
	fake_stream_pass(&peer->fake, IDLE_DEADLINE_MS);
	fake_stream_settle(&peer->fake);
	assert_true(peer->fake.closed);
}

/* Welcome, names, all events, caught up, presence, pong, and why it ends. Returns how many events.
 */
static size_t read_story(struct peer *peer)
{
	char seen[256];
	size_t before, entries;

	peer_read_all(peer, seen, sizeof(seen));
	assert_int_equal(seen[0], 'W');
	before = 1 + strspn(seen + 1, "P");
	assert_true(before > 1);
	entries = strspn(seen + before, "L");
	assert_string_equal(seen + before + entries, "CEO!");
	return entries;
}

static void a_session_does_not_know_what_carries_it(void **state)
{
	struct hall hall;
	struct peer fast, slow;
	char code[JOIN_CODE_SIZE];
	size_t entries;

	hall_open(&hall, *state);
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", code);
	play(&hall, &fast, code, SIZE_MAX);
	play(&hall, &slow, code, 9);
	assert_true(slow.fake.writes > fast.fake.writes);
	assert_true(unwrap_output(&fast));
	assert_true(unwrap_output(&slow));
	entries = read_story(&fast);
	assert_int_equal(read_story(&slow), entries + 1); /* its own coming is one more */
	peer_close(&slow);
	peer_close(&fast);
	hall_close(&hall);
}

static void its_end_goes_through_both(void **state)
{
	struct hall hall;
	struct peer cut, stopped;

	hall_open(&hall, *state);
	open_wrapped(&cut, &hall);
	fake_stream_cut(&cut.fake);
	open_wrapped(&stopped, &hall);
	fake_stream_send(&stopped.fake, "\x01\x00\x00\x03\xff\xff", 6);
	fake_stream_turn(&stopped.fake);
	assert_false(stopped.fake.closed);
	fake_stream_send(&stopped.fake, "\x00", 1);
	fake_stream_pass(&stopped.fake, 10000);
	fake_stream_settle(&stopped.fake);
	assert_true(stopped.fake.closed);
	assert_true(unwrap_output(&stopped));
	assert_int_equal(peer_read_error(&stopped), CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT);
	peer_close(&cut);
	peer_close(&stopped);
	hall_close(&hall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        a_session_does_not_know_what_carries_it, live_fixture_setup, live_fixture_teardown),
	    cmocka_unit_test_setup_teardown(
	        its_end_goes_through_both, live_fixture_setup, live_fixture_teardown),
	};

	return cmocka_run_group_tests_name("stacked", tests, NULL, NULL);
}
