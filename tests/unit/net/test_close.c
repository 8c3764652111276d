/* How connections end: closed by either side, cut, past a deadline, stalled, all at once. */
#include "net_fixture.h"
#include "server/net/net_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

/* More is on its way than the peer has room for, and bytes of the peer's lie unread: closing the
 * socket now would make the kernel throw the former away. */
static void test_close_flushes_and_says_so(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	owner->paused = true;
	stream_pause(owner->stream);
	client->reading = false;
	fill_bytes(&client->out, 50 * 1024, 1);
	owner->to_send = 8 * 1024 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	owner->closing_asked = true;
	stream_close(owner->stream);
	assert_int_equal(owner->closed, 0); /* never within the call */
	stream_close(owner->stream);
	fixture_step(&fixture);
	client->reading = true;
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end);
	assert_int_equal(client->in.len, owner->written);
	client_shut(client);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_US);
	fixture_deinit(&fixture);
}

/* The same when it is the peer who closes, and then reads on. */
static void test_peer_closes_before_it_has_read_all(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	run_until(&fixture, client_is_ready, client);
	client->reading = false;
	owner->to_send = 8 * 1024 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	owner->closing_asked = true; /* `writable` is not called once the close_notify is here */
	client_shut(client);
	for (int i = 0; i < 20; i++) {
		fixture_step(&fixture);
	}
	assert_int_equal(owner->closed, 0);
	client->reading = true;
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end);
	assert_int_equal(client->in.len, owner->written);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_PEER);
	fixture_deinit(&fixture);
}

static void test_close_does_not_wait_for_ever(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	net_options_default(&options);
	options.socket_send_buffer = 16 * 1024;
	fixture_init(&fixture, &options);
	client = fixture_open(&fixture, &owner);
	client->reading = false;
	owner->to_send = 8 * 1024 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	owner->closing_asked = true;
	stream_close(owner->stream);
	for (int i = 0; i < 20; i++) {
		fixture_step(&fixture);
	}
	net_tick(fixture.net, uv_now(&fixture.loop) + CLOSE_WAIT_MS - 1000);
	for (int i = 0; i < 20; i++) {
		fixture_step(&fixture);
	}
	assert_int_equal(owner->closed, 0);
	net_tick(fixture.net, uv_now(&fixture.loop) + CLOSE_WAIT_MS + 1000);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_US);
	fixture_deinit(&fixture);
}

static void test_peer_closes(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	run_until(&fixture, client_is_ready, client);
	client_shut(client);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_PEER);
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end); /* our close_notify came, too */
	fixture_deinit(&fixture);
}

/* The end of the stream without a close_notify. */
static void test_peer_cuts_the_stream(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	run_until(&fixture, client_is_ready, client);
	shutdown(client->socket, SHUT_WR);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_TRUNCATED);
	fixture_deinit(&fixture);
}

static void test_deadlines(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	uint64_t now;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	stream_set_deadline(owner->stream, 7000);
	now = uv_now(&fixture.loop);
	net_tick(fixture.net, now + 6000);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	stream_set_deadline(owner->stream, 0);
	net_tick(fixture.net, now + 100000);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	stream_set_deadline(owner->stream, 7000);
	owner->closing_asked = true;
	net_tick(fixture.net, now + 100000);
	assert_int_equal(owner->closed, 0);
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end);
	client_close(client);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_DEADLINE);
	fixture_deinit(&fixture);
}

static void test_stalled_peer_is_dropped(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	uint64_t now;

	(void)state;
	net_options_default(&options);
	options.socket_send_buffer = 16 * 1024;
	fixture_init(&fixture, &options);
	client = fixture_open(&fixture, &owner);
	client->reading = false;
	/* a write whose bytes have gone out, its callback not yet called, is none that stalls */
	owner->connection->writes++;
	net_tick(fixture.net, uv_now(&fixture.loop) + 10 * options.stall_ms);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	owner->connection->writes--;

	owner->to_send = 8 * 1024 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	now = uv_now(&fixture.loop);
	net_tick(fixture.net, now);
	net_tick(fixture.net, now + options.stall_ms - 1);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	net_tick(fixture.net, now + options.stall_ms);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_STALLED);
	fixture_deinit(&fixture);
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static bool all_over(struct fixture *fixture, void *context)
{
	(void)context;
	return fixture->net->connection_count == 0;
}

static bool as_many_are_left(struct fixture *fixture, void *count)
{
	return fixture->net->connection_count == *(uint32_t *)count;
}

/* So many that deadlines are looked at in two turns, and between these the one goes that the second
 * is to begin with: no other is left out. The newest are looked at first. */
static void test_deadlines_in_parts(void **state)
{
	enum { CLIENTS = CHECKED_AT_ONCE + 40 };
	uint32_t all = CLIENTS, rest = CLIENTS - CHECKED_AT_ONCE - 1;
	struct net_options options;
	struct fixture fixture;
	uint64_t later;

	(void)state;
	net_options_default(&options);
	fixture_init(&fixture, &options);
	for (int i = 0; i < CLIENTS; i++) {
		fixture_connect(&fixture, false);
	}
	run_until(&fixture, as_many_are_left, &all);
	later = uv_now(&fixture.loop) + options.handshake_ms + 60000;
	assert_true(net_tick_some(fixture.net, later));
	client_close(&fixture.clients[rest]);
	run_until(&fixture, as_many_are_left, &rest);
	assert_false(net_tick_some(fixture.net, later));
	run_until(&fixture, all_over, NULL);
	fixture_deinit(&fixture);
}

/* Each ends in a way and at a moment of its own; ASan watches, and fixture_deinit() counts. */
static void test_many_close_in_random_order(void **state)
{
	enum { CLIENTS = 120 };
	const char *given = getenv("CONVENE_TEST_SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : 20240501u;
	struct fixture fixture;
	struct owner *owner;

	(void)state;
	printf("seed %u (CONVENE_TEST_SEED)\n", seed);
	fixture_init(&fixture, NULL);
	for (int i = 0; i < CLIENTS; i++) {
		fixture_connect(&fixture, true);
	}
	while (fixture.net->connection_count > 0 || fixture.accepted < CLIENTS / 2) {
		struct client *client = &fixture.clients[next_random(&seed) % CLIENTS];

		switch (next_random(&seed) % 8) {
		case 0:
			client_close(client);
			break;
		case 1:
			if (client->ready && client->socket >= 0) {
				client_shut(client);
			}
			break;
		case 2:
			if (client->socket >= 0) {
				buf_append(&client->out, "some bytes", 10);
			}
			break;
		case 3:
			client->reading = !client->reading;
			break;
		case 4:
			owner = fixture.owners;
			for (unsigned skip = next_random(&seed) % CLIENTS;
			     owner != NULL && skip > 0; skip--) {
				owner = owner->next;
			}
			if (owner != NULL && owner->connection != NULL) {
				owner->closing_asked = true;
				stream_close(owner->stream);
			}
			break;
		default:
			fixture_step(&fixture);
		}
	}
	run_until(&fixture, all_over, NULL);
	fixture_deinit(&fixture);
}

/* A stop while some shake hands, some are open and some have unsent bytes. */
static void test_stop_with_all_kinds_open(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	net_options_default(&options);
	options.socket_send_buffer = 16 * 1024;
	fixture_init(&fixture, &options);
	client = fixture_open(&fixture, &owner);
	client->reading = false;
	owner->to_send = 8 * 1024 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	fixture_open(&fixture, NULL);
	fixture_connect(&fixture, false); /* says nothing */
	for (int i = 0; i < 5; i++) {
		fixture_connect(&fixture, true);
	}
	fixture_step(&fixture);
	fixture_deinit(&fixture);
}

/* What an owner wanted to say before the stop is said, however many wait for their turn. */
static void test_last_words_are_said(void **state)
{
	enum { CLIENTS = 40, WORDS = 700 };
	struct fixture fixture;
	struct client *clients[CLIENTS];

	(void)state;
	fixture_init(&fixture, NULL);
	for (size_t i = 0; i < CLIENTS; i++) {
		struct owner *owner;

		clients[i] = fixture_open(&fixture, &owner);
		run_until(&fixture, client_is_ready, clients[i]);
	}
	for (struct owner *owner = fixture.owners; owner != NULL; owner = owner->next) {
		owner->to_send = WORDS;
		stream_want_write(owner->stream);
	}
	fixture_stop(&fixture);
	for (size_t i = 0; i < CLIENTS; i++) {
		run_until(&fixture, client_is_over, clients[i]);
		assert_true(clients[i]->got_end);
		assert_int_equal(clients[i]->in.len, WORDS);
	}
	fixture_deinit(&fixture);
}

/* One who takes nothing delays a stop no longer than any other close. */
static void test_last_words_do_not_wait_for_ever(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	net_options_default(&options);
	options.socket_send_buffer = 16 * 1024;
	fixture_init(&fixture, &options);
	client = fixture_open(&fixture, &owner);
	client->reading = false;
	owner->to_send = 8 * 1024 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	fixture_stop(&fixture);
	stream_set_deadline(owner->stream, 100 * CLOSE_WAIT_MS);
	for (int i = 0; i < 20; i++) {
		fixture_step(&fixture);
	}
	net_tick(fixture.net, uv_now(&fixture.loop) + CLOSE_WAIT_MS - 1000);
	assert_int_equal(owner->closed, 0);
	net_tick(fixture.net, uv_now(&fixture.loop) + CLOSE_WAIT_MS + 1000);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_US);
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_close_flushes_and_says_so),
	    cmocka_unit_test(test_peer_closes_before_it_has_read_all),
	    cmocka_unit_test(test_close_does_not_wait_for_ever),
	    cmocka_unit_test(test_peer_closes),
	    cmocka_unit_test(test_peer_cuts_the_stream),
	    cmocka_unit_test(test_deadlines),
	    cmocka_unit_test(test_deadlines_in_parts),
	    cmocka_unit_test(test_stalled_peer_is_dropped),
	    cmocka_unit_test(test_many_close_in_random_order),
	    cmocka_unit_test(test_stop_with_all_kinds_open),
	    cmocka_unit_test(test_last_words_are_said),
	    cmocka_unit_test(test_last_words_do_not_wait_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
