/* Connections in the ordinary course: echo, large batches, slow readers, pauses. */
#include "net_fixture.h"
#include "server/net/net_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_echo(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;
	struct amount all;

	(void)state;
	fixture_init(&fixture, NULL);
	client = fixture_open(&fixture, &owner);
	assert_string_equal(owner->stream->address, "127.0.0.1");
	assert_false(owner->connection->local);
	buf_append_text(&client->out, "good morning");
	all = (struct amount){client, 12};
	run_until(&fixture, client_has, &all);
	assert_memory_equal(client->in.data, "good morning", 12);
	assert_int_equal(fixture.net->connection_count, 1);
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
	fill_bytes(&sent, SIZE, 7);
	buf_append(&client->out, sent.data, sent.len);
	all = (struct amount){client, SIZE};
	run_until(&fixture, client_has, &all);
	assert_memory_equal(client->in.data, sent.data, SIZE);
	buf_deinit(&sent);
	fixture_deinit(&fixture);
}

static bool is_offered_room(struct fixture *fixture, void *owner)
{
	(void)fixture;
	return ((struct owner *)owner)->first_room > 0;
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
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_stuck, owner);
	held = uv_stream_get_write_queue_size(&owner->connection->socket.stream);
	assert_true(held > 0 && held <= SEND_BYTES + 17 * 1024);
	assert_int_equal(owner->connection->writes, 1);

	net_tick(fixture.net, uv_now(&fixture.loop));
	assert_int_equal(owner->connection->unsent_seen, held);

	/* once slow, a record is offered until a write goes out whole */
	owner->first_room = 0;
	client->reading = true;
	client->at_a_time = 1000;
	run_until(&fixture, is_offered_room, owner);
	assert_int_equal(owner->first_room, SLOW_ROOM);
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
	assert_int_equal(owner->connection->unsent_seen, 0);
	fixture_deinit(&fixture);
}

/* OpenSSL's own answers to a peer that reads nothing. */
static void test_answers_do_not_pile_up(void **state)
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
	for (int i = 1; i < MAX_WRITES; i++) {
		buf_append(&fixture.net->ends.out, "an answer", 9);
		output_flush(owner->connection);
	}
	assert_int_equal(owner->connection->writes, MAX_WRITES);
	assert_int_equal(owner->connection->phase, PHASE_OPEN);
	buf_append(&fixture.net->ends.out, "an answer", 9);
	output_flush(owner->connection);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_STALLED);
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
	stream_want_write(owner->stream);
	fixture_step(&fixture);
	assert_int_equal(owner->writable, 1);
	assert_int_equal(owner->written, 100 * 1024);
	assert_int_equal(fixture.net->ends.out.len, 0);
	all = (struct amount){client, 100 * 1024};
	run_until(&fixture, client_has, &all);

	/* more than a turn's room comes in several turns, by itself */
	owner->to_send = 300 * 1024;
	stream_want_write(owner->stream);
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
		stream_resume(it->stream);
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
	fill_bytes(&sent, 200 * 1024, 3);
	buf_append(&client->out, sent.data, sent.len);
	run_until(&fixture, has_been_given, owner);
	for (int i = 0; i < 50; i++) {
		fixture_step(&fixture);
	}
	assert_int_equal(owner->received, 1);
	assert_true(owner->connection->stash_len <= READ_BYTES);
	/* writing goes on meanwhile */
	owner->to_send = 10;
	stream_want_write(owner->stream);
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
	for (int i = 0; i < 50; i++) {
		fixture_step(&fixture);
	}
	owner = fixture.owners;
	assert_non_null(owner);
	assert_int_equal(owner->received, 0);
	owner->paused = false;
	stream_resume(owner->stream);
	run_until(&fixture, client_has, &((struct amount){client, 5}));
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_echo),
	    cmocka_unit_test(test_large_echo),
	    cmocka_unit_test(test_slow_reader_holds_little),
	    cmocka_unit_test(test_answers_do_not_pile_up),
	    cmocka_unit_test(test_batch_goes_out_at_once),
	    cmocka_unit_test(test_pause_is_heeded_between_pieces),
	    cmocka_unit_test(test_paused_in_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
