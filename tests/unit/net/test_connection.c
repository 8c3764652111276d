/* Connections in the ordinary course: echo, large batches, slow readers, pauses, closing. */
#include "net_fixture.h"
#include "server/net/net_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

static void fill(struct buf *buf, size_t len, unsigned seed)
{
	uint8_t *bytes = buf_reserve(buf, len);

	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (uint8_t)(seed >> 24);
	}
	buf->len += len;
}

static void test_echo(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	struct amount all;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	assert_string_equal(connection_address(owner->connection), "127.0.0.1");
	assert_string_equal(connection_protocol(owner->connection), "convene/1");
	assert_false(connection_is_local(owner->connection));
	buf_append_text(&client->out, "good morning");
	all = (struct amount){client, 12};
	run_until(&fixture, client_has, &all);
	assert_memory_equal(client->in.data, "good morning", 12);
	assert_int_equal(net_connection_count(fixture.net), 1);
	fixture_deinit(&fixture);
	assert_int_equal(fixture.accepted, 1);
}

/* More than fits any buffer, in both directions at once, unharmed. */
static void test_large_echo(void **state)
{
	enum { SIZE = 3 * 1024 * 1024 };
	struct fixture fixture;
	struct client *client;
	struct buf sent = {0};
	struct amount all;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, NULL);
	fill(&sent, SIZE, 7);
	buf_append(&client->out, sent.data, sent.len);
	all = (struct amount){client, SIZE};
	run_until(&fixture, client_has, &all);
	assert_memory_equal(client->in.data, sent.data, SIZE);
	buf_deinit(&sent);
	fixture_deinit(&fixture);
}

static bool is_stuck(struct fixture *fixture, void *owner)
{
	struct connection *connection = ((struct owner *)owner)->connection;
	static size_t last;
	static unsigned quiet;

	(void)fixture;
	quiet = ((struct owner *)owner)->written == last && connection->writes > 0 ? quiet + 1 : 0;
	last = ((struct owner *)owner)->written;
	return quiet > 50;
}

static void test_slow_reader_holds_little(void **state)
{
	enum { SIZE = 8 * 1024 * 1024 };
	struct net_options options;
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	struct amount all;
	size_t held;

	(void)state;
	net_options_default(&options);
	options.socket_send_buffer = 64 * 1024;
	fixture_init(&fixture, &options);
	client = fixture_open(&fixture, &owner);
	client->reading = false;
	owner->to_send = SIZE;
	connection_want_write(owner->connection);
	run_until(&fixture, is_stuck, owner);
	held = uv_stream_get_write_queue_size(&owner->connection->socket.stream);
	assert_true(held > 0 && held <= SEND_BYTES + 17 * 1024);
	assert_int_equal(owner->connection->writes, 1);

	/* once slow, at most a record is offered until a write goes out whole */
	owner->largest_room = 0;
	client->reading = true;
	client->at_a_time = 1000;
	all = (struct amount){client, 256 * 1024};
	run_until(&fixture, client_has, &all);
	held = uv_stream_get_write_queue_size(&owner->connection->socket.stream);
	assert_true(held <= SEND_BYTES + 17 * 1024);

	/* and it gets everything in the end */
	client->at_a_time = 0;
	all.bytes = SIZE;
	run_until(&fixture, client_has, &all);
	assert_int_equal(client->in.len, SIZE);
	assert_int_equal(owner->written, SIZE);
	fixture_deinit(&fixture);
}

/* A connection that keeps up gets a whole batch in a turn and holds nothing. */
static void test_batch_goes_out_at_once(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	struct amount all;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	owner->to_send = 100 * 1024;
	connection_want_write(owner->connection);
	fixture_step(&fixture);
	assert_int_equal(owner->writable, 1);
	assert_int_equal(owner->written, 100 * 1024);
	assert_int_equal(fixture.net->ends.out.len, 0);
	all = (struct amount){client, 100 * 1024};
	run_until(&fixture, client_has, &all);

	/* more than a turn's room comes in several turns, by itself */
	owner->to_send = 300 * 1024;
	connection_want_write(owner->connection);
	all.bytes = 400 * 1024;
	run_until(&fixture, client_has, &all);
	assert_true(owner->writable >= 4);
	fixture_deinit(&fixture);
}

static bool has_been_given(struct fixture *fixture, void *owner)
{
	(void)fixture;
	return ((struct owner *)owner)->received > 0;
}

static bool has_seen_all(struct fixture *fixture, void *owner)
{
	struct owner *it = owner;

	(void)fixture;
	/* a pause after every piece, and a resume in every turn */
	if (it->paused && it->connection != NULL) {
		it->paused = false;
		connection_resume(it->connection);
	}
	return it->seen.len >= 200 * 1024;
}

static void test_pause_is_heeded_between_pieces(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	struct buf sent = {0};

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	owner->silent = true;
	owner->pause_when_given = true;
	fill(&sent, 200 * 1024, 3);
	buf_append(&client->out, sent.data, sent.len);
	run_until(&fixture, has_been_given, owner);
	for (int i = 0; i < 50; i++)
		fixture_step(&fixture);
	assert_int_equal(owner->received, 1);
	assert_true(owner->connection->stash_len <= READ_BYTES);
	/* writing goes on meanwhile */
	owner->to_send = 10;
	connection_want_write(owner->connection);
	run_until(&fixture, client_has, &((struct amount){client, 10}));
	assert_int_equal(owner->received, 1);

	run_until(&fixture, has_seen_all, owner);
	assert_int_equal(owner->seen.len, sent.len);
	assert_memory_equal(owner->seen.data, sent.data, sent.len);
	assert_null(owner->connection->stash);
	buf_deinit(&sent);
	fixture_deinit(&fixture);
}

static void test_paused_in_accepted(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	fixture.new_owners_start_paused = true;
	client = fixture_connect(&fixture, true);
	buf_append_text(&client->out, "early"); /* comes with the end of the handshake */
	run_until(&fixture, client_is_ready, client);
	for (int i = 0; i < 50; i++)
		fixture_step(&fixture);
	owner = fixture.owners;
	assert_non_null(owner);
	assert_int_equal(owner->received, 0);
	owner->paused = false;
	connection_resume(owner->connection);
	run_until(&fixture, client_has, &((struct amount){client, 5}));
	fixture_deinit(&fixture);
}

static void test_close_flushes_and_says_so(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	/* bytes of the client's that nobody has read must not cost it the server's last words */
	owner->paused = true;
	connection_pause(owner->connection);
	client->reading = false;
	fill(&client->out, 50 * 1024, 1);
	owner->to_send = 60 * 1024;
	connection_want_write(owner->connection);
	fixture_step(&fixture);
	fixture_step(&fixture);
	assert_int_equal(owner->written, 60 * 1024);
	owner->closing_asked = true;
	connection_close(owner->connection);
	assert_int_equal(owner->closed, 0); /* never within the call */
	connection_close(owner->connection);
	assert_null(net_connection(fixture.net, owner->id));
	fixture_step(&fixture);
	client->reading = true;
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end);
	assert_int_equal(client->in.len, 60 * 1024);
	client_shut(client);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_US);
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
	connection_want_write(owner->connection);
	run_until(&fixture, is_stuck, owner);
	owner->closing_asked = true;
	connection_close(owner->connection);
	for (int i = 0; i < 20; i++)
		fixture_step(&fixture);
	net_tick(fixture.net, uv_now(&fixture.loop) + CLOSE_WAIT_MS - 1000);
	for (int i = 0; i < 20; i++)
		fixture_step(&fixture);
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
	connection_set_deadline(owner->connection, 7000);
	now = uv_now(&fixture.loop);
	net_tick(fixture.net, now + 6000);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	connection_set_deadline(owner->connection, 0);
	net_tick(fixture.net, now + 100000);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	connection_set_deadline(owner->connection, 7000);
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
	owner->to_send = 8 * 1024 * 1024;
	connection_want_write(owner->connection);
	run_until(&fixture, is_stuck, owner);
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
	return net_connection_count(fixture->net) == 0;
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
	for (int i = 0; i < CLIENTS; i++)
		fixture_connect(&fixture, true);
	while (net_connection_count(fixture.net) > 0 || fixture.accepted < CLIENTS / 2) {
		struct client *client = &fixture.clients[next_random(&seed) % CLIENTS];

		switch (next_random(&seed) % 8) {
		case 0:
			client_close(client);
			break;
		case 1:
			if (client->ready && client->socket >= 0)
				client_shut(client);
			break;
		case 2:
			if (client->socket >= 0)
				buf_append(&client->out, "some bytes", 10);
			break;
		case 3:
			client->reading = !client->reading;
			break;
		case 4:
			owner = fixture.owners;
			for (unsigned skip = next_random(&seed) % CLIENTS;
			     owner != NULL && skip > 0; skip--)
				owner = owner->next;
			if (owner != NULL && owner->connection != NULL) {
				owner->closing_asked = true;
				connection_close(owner->connection);
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
	connection_want_write(owner->connection);
	run_until(&fixture, is_stuck, owner);
	fixture_open(&fixture, NULL);
	fixture_connect(&fixture, false); /* says nothing */
	for (int i = 0; i < 5; i++)
		fixture_connect(&fixture, true);
	fixture_step(&fixture);
	for (owner = fixture.owners; owner != NULL; owner = owner->next)
		owner->closing_asked = true;
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_echo),
	    cmocka_unit_test(test_large_echo),
	    cmocka_unit_test(test_slow_reader_holds_little),
	    cmocka_unit_test(test_batch_goes_out_at_once),
	    cmocka_unit_test(test_pause_is_heeded_between_pieces),
	    cmocka_unit_test(test_paused_in_accepted),
	    cmocka_unit_test(test_close_flushes_and_says_so),
	    cmocka_unit_test(test_close_does_not_wait_for_ever),
	    cmocka_unit_test(test_peer_closes),
	    cmocka_unit_test(test_peer_cuts_the_stream),
	    cmocka_unit_test(test_deadlines),
	    cmocka_unit_test(test_stalled_peer_is_dropped),
	    cmocka_unit_test(test_many_close_in_random_order),
	    cmocka_unit_test(test_stop_with_all_kinds_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
