/* Peers that send nonsense, or nothing, or slowly, or too much; beside each a good one is served.
 */
#include "net_fixture.h"
#include "server/net/net_private.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void check_good(struct fixture *fixture, struct client *good)
{
	struct amount all = {good, good->in.len + 5};

	buf_append_text(&good->out, "alive");
	run_until(fixture, client_has, &all);
	assert_memory_equal(good->in.data + good->in.len - 5, "alive", 5);
}

static void check_log(struct fixture *fixture, const char *wanted)
{
	char *log = fixture_log(fixture);

	if (strstr(log, wanted) == NULL) {
		fail_msg("the log does not say '%s':\n%s", wanted, log);
	}
	free(log);
}

static bool one_is_left(struct fixture *fixture, void *context)
{
	(void)context;
	return fixture->net->connection_count == 1;
}

static bool has_accepted(struct fixture *fixture, void *count)
{
	return fixture->accepted == *(unsigned *)count;
}

static struct client *connect_with_protocols(
    struct fixture *fixture, const char *protocols, unsigned len)
{
	struct client *client = fixture_connect(fixture, true);

	if (protocols == NULL) {
		/* the context's own are inherited and cannot be taken back: another context */
		SSL_CTX *context = SSL_CTX_new(TLS_client_method());

		SSL_free(client->ssl);
		client->ssl = SSL_new(context);
		SSL_CTX_free(context); /* the SSL holds it */
		SSL_set_fd(client->ssl, client->socket);
		SSL_set_connect_state(client->ssl);
	} else {
		SSL_set_alpn_protos(client->ssl, (const uint8_t *)protocols, len);
	}
	return client;
}

static void test_protocol_is_required(void **state)
{
	struct fixture fixture;
	struct client *good, *bad;
	unsigned two = 2, three = 3;

	(void)state;
	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);

	bad = connect_with_protocols(&fixture, "\x08http/1.1", 9);
	run_until(&fixture, client_is_over, bad);
	assert_int_equal(bad->alert, SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
	client_close(bad);
	bad = connect_with_protocols(&fixture, NULL, 0);
	run_until(&fixture, client_is_over, bad);
	assert_int_equal(bad->alert, SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
	client_close(bad);
	check_good(&fixture, good);

	/* one of ours among others is taken, by whoever speaks it */
	bad = connect_with_protocols(&fixture, "\x08http/1.1\x08" OTHER_PROTOCOL, 18);
	run_until(&fixture, has_accepted, &two);
	assert_string_equal(fixture.owners->spoken, OTHER_PROTOCOL);
	check_good(&fixture, bad);

	/* of several of ours, the one that the server names first */
	bad = connect_with_protocols(
	    &fixture, "\x08" OTHER_PROTOCOL "\x08http/1.1\x06" FIXTURE_PROTOCOL, 25);
	run_until(&fixture, has_accepted, &three);
	assert_string_equal(fixture.owners->spoken, FIXTURE_PROTOCOL);
	check_good(&fixture, bad);
	fixture_deinit(&fixture);
}

static void test_old_version_is_refused(void **state)
{
	struct fixture fixture;
	struct client *good, *bad;

	(void)state;
	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);
	bad = fixture_connect(&fixture, true);
	SSL_set_max_proto_version(bad->ssl, TLS1_2_VERSION);
	run_until(&fixture, client_is_over, bad);
	assert_int_equal(bad->alert, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
	check_good(&fixture, good);
	check_log(&fixture, "connection 2 from \"127.0.0.1\": tls handshake failed");
	fixture_deinit(&fixture);
}

static void test_http_and_garbage(void **state)
{
	static const char *const openings[] = {
	    "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
	    "\x16\x03\x01\x02",                                 /* a record's header, cut */
	    "\x16\x03\x01\xff\xff more than a record may have", /* oversize */
	    "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
	    "\x80\x2e\x01\x03\x01 a hello of SSLv2",
	    "\x17\x03\x03\x01\x05 data before the handshake",
	};
	struct fixture fixture;
	struct client *good, *bad;
	unsigned seed = 99;

	(void)state;
	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]) + 20; i++) {
		bad = fixture_connect(&fixture, false);
		if (i < sizeof(openings) / sizeof(openings[0])) {
			buf_append_text(&bad->out, openings[i]);
		} else {
			for (int byte = 0; byte < 3000; byte++) {
				seed = seed * 1664525u + 1013904223u;
				buf_append_byte(&bad->out, (uint8_t)(seed >> 24));
			}
			if (i % 2 == 0) {
				bad->out.data[0] = 0x16;
			}
		}
		check_good(&fixture, good);
		shutdown(bad->socket, SHUT_WR);
		run_until(&fixture, one_is_left, NULL);
		client_close(bad);
		check_good(&fixture, good);
	}
	check_log(&fixture, "connection 2 from \"127.0.0.1\": tls handshake failed: http request");
	assert_int_equal(fixture.accepted, 1);
	fixture_deinit(&fixture);
}

/* The lines of such peers are limited: they cannot fill the disk. */
static void test_log_is_limited(void **state)
{
	struct fixture fixture;
	char *log;
	size_t lines = 0;

	(void)state;
	fixture_init(&fixture, NULL);
	for (int i = 0; i < 200; i++) {
		struct client *bad = fixture_connect(&fixture, false);

		buf_append_text(&bad->out, "GET / HTTP/1.1\r\n\r\n");
		run_until(&fixture, client_is_over, bad);
		client_close(bad);
	}
	log = fixture_log(&fixture);
	for (const char *c = log; *c != '\0'; c++) {
		lines += *c == '\n';
	}
	assert_in_range(lines, 20, 180); /* 20 a second; this takes a few at most */
	free(log);
	fixture_deinit(&fixture);
}

/* Connects and says nothing, or not enough. */
static void test_handshake_timeout(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct client *good, *silent, *half;
	uint64_t now;

	(void)state;
	net_options_default(&options);
	fixture_init(&fixture, &options);
	good = fixture_open(&fixture, NULL);
	silent = fixture_connect(&fixture, false);
	half = fixture_connect(&fixture, false);
	buf_append(&half->out, "\x16\x03\x01\x01", 4);
	while (fixture.net->connection_count < 3) {
		fixture_step(&fixture);
	}
	now = uv_now(&fixture.loop);
	net_tick(fixture.net, now + options.handshake_ms / 2);
	fixture_step(&fixture);
	assert_int_equal(fixture.net->connection_count, 3);
	net_tick(fixture.net, now + options.handshake_ms + 1000);
	run_until(&fixture, one_is_left, NULL);
	run_until(&fixture, client_is_over, silent);
	run_until(&fixture, client_is_over, half);
	check_good(&fixture, good);
	check_log(&fixture, "handshake took too long");
	fixture_deinit(&fixture);
}

/* A TLS client whose every byte arrives on its own. */
static void test_one_byte_at_a_time(void **state)
{
	struct fixture fixture;
	struct client *good, *slow;
	SSL *ssl;
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	size_t fed = 0;
	char answer[16];
	bool asked = false;

	(void)state;
	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);
	slow = fixture_connect(&fixture, false);
	ssl = SSL_new(fixture.client_context);
	SSL_set_bio(ssl, in, out);
	SSL_set_connect_state(ssl);
	for (;;) {
		char byte;
		int count;

		if (SSL_is_init_finished(ssl) && !asked) {
			asked = SSL_write(ssl, "slowly", 6) == 6;
		}
		count = SSL_read(ssl, answer, sizeof(answer));
		if (count > 0) {
			assert_int_equal(count, 6);
			break;
		}
		assert_int_equal(SSL_get_error(ssl, count), SSL_ERROR_WANT_READ);
		if (BIO_read(out, &byte, 1) == 1) {
			buf_append_byte(&slow->out, (uint8_t)byte);
		}
		fixture_step(&fixture);
		BIO_write(in, slow->in.data + fed, (int)(slow->in.len - fed));
		fed = slow->in.len;
	}
	check_good(&fixture, good);
	SSL_free(ssl);
	fixture_deinit(&fixture);
}

/* A good start, then a record that is not one. */
static void test_bad_record(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *good, *bad;

	(void)state;
	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);
	for (int i = 0; i < 3; i++) {
		static const char *const records[] = {
		    "\x17\x03\x03\x00\x20 32 bytes that nobody encrypted 0",
		    "\x17\x03\x03\xff\xff too long for any record",
		    "GET / HTTP/1.1\r\n\r\n",
		};
		size_t len = i == 0 ? 37 : strlen(records[i] + 5) + 5;

		bad = fixture_open(&fixture, &owner);
		run_until(&fixture, client_is_ready, bad);
		assert_int_equal(send(bad->socket, records[i], len, 0), len);
		run_until(&fixture, client_is_over, bad);
		assert_true(bad->broken); /* an alert */
		client_close(bad);
		run_until(&fixture, owner_is_closed, owner);
		assert_int_equal(owner->reason, CLOSE_TLS_FAILED);
		check_good(&fixture, good);
	}
	check_log(&fixture, "tls record failed");
	fixture_deinit(&fixture);
}

static void test_reset(void **state)
{
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};
	struct fixture fixture;
	struct owner *owner;
	struct client *good, *bad;

	(void)state;
	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);
	for (int i = 0; i < 3; i++) {
		bad = fixture_open(&fixture, &owner);
		run_until(&fixture, client_is_ready, bad);
		setsockopt(bad->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		if (i > 0) { /* noticed when writing */
			stream_pause(owner->stream);
			owner->paused = true;
		}
		client_close(bad);
		if (i > 0) {
			owner->to_send = 1024 * 1024;
			stream_want_write(owner->stream);
		}
		run_until(&fixture, owner_is_closed, owner);
		assert_int_equal(owner->reason, CLOSE_TRUNCATED);
		check_good(&fixture, good);
	}
	fixture_deinit(&fixture);
}

/* Asks for new keys again and again and reads nothing: what the server answers stays bounded. */
static void test_key_updates(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *owner;
	struct client *good, *bad;

	(void)state;
	net_options_default(&options);
	options.socket_send_buffer = 8 * 1024;
	fixture_init(&fixture, &options);
	good = fixture_open(&fixture, NULL);
	bad = fixture_open(&fixture, &owner);
	run_until(&fixture, client_is_ready, bad);
	bad->reading = false;
	for (int i = 0; i < 5000 && owner->closed == 0; i++) {
		ERR_clear_error();
		SSL_key_update(bad->ssl, SSL_KEY_UPDATE_REQUESTED);
		SSL_do_handshake(bad->ssl);
		if (i % 10 == 0) {
			buf_append_text(&bad->out, "x");
		}
		fixture_step(&fixture);
		if (owner->connection != NULL) {
			assert_in_range(owner->connection->writes, 0, MAX_WRITES);
		}
	}
	check_good(&fixture, good);
	fixture_deinit(&fixture);
}

static void test_limit_per_address(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *first, *second;
	struct client *third, *fourth;
	unsigned three = 3;

	(void)state;
	net_options_default(&options);
	options.max_per_address = 2;
	fixture_init(&fixture, &options);
	fixture_open(&fixture, &first);
	fixture_open(&fixture, &second);
	third = fixture_connect(&fixture, true);
	run_until(&fixture, client_is_over, third);
	assert_true(third->broken);
	check_log(&fixture, "connection 3 from \"127.0.0.1\" refused");
	/* who has logged in does not count any more, twice neither */
	stream_vouch(first->stream);
	stream_vouch(first->stream);
	fourth = fixture_connect(&fixture, true);
	run_until(&fixture, has_accepted, &three);
	run_until(&fixture, client_is_ready, fourth);
	third = fixture_connect(&fixture, true);
	run_until(&fixture, client_is_over, third);
	assert_true(third->broken);
	/* who has gone does not either */
	client_close(fourth);
	run_until(&fixture, owner_is_closed, fixture.owners);
	three = 4;
	fixture_connect(&fixture, true);
	run_until(&fixture, has_accepted, &three);
	fixture_deinit(&fixture);
}

static void test_others_wait_when_full(void **state)
{
	struct net_options options;
	struct fixture fixture;
	struct owner *first;
	struct client *client;
	unsigned three = 3, six = 6;

	(void)state;
	net_options_default(&options);
	options.max_connections = 3;
	fixture_init(&fixture, &options);
	client = fixture_open(&fixture, &first);
	for (int i = 0; i < 5; i++) {
		fixture_connect(&fixture, true);
	}
	run_until(&fixture, has_accepted, &three);
	for (int i = 0; i < 100; i++) {
		fixture_step(&fixture);
	}
	assert_int_equal(fixture.accepted, 3);
	assert_int_equal(fixture.net->connection_count, 3);
	/* as places become free, those who waited are let in, in any number */
	client_close(client);
	client_close(&fixture.clients[1]);
	client_close(&fixture.clients[2]);
	run_until(&fixture, has_accepted, &six);
	check_good(&fixture, &fixture.clients[5]);
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_protocol_is_required),
	    cmocka_unit_test(test_old_version_is_refused),
	    cmocka_unit_test(test_http_and_garbage),
	    cmocka_unit_test(test_log_is_limited),
	    cmocka_unit_test(test_handshake_timeout),
	    cmocka_unit_test(test_one_byte_at_a_time),
	    cmocka_unit_test(test_bad_record),
	    cmocka_unit_test(test_reset),
	    cmocka_unit_test(test_key_updates),
	    cmocka_unit_test(test_limit_per_address),
	    cmocka_unit_test(test_others_wait_when_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
