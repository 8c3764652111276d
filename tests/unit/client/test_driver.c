/*
 * Driver and link against a TLS server in a thread of this process: certificates, many clients,
 * coming back after the connection broke.
 */
#include "client/lib/driver.h"

#include "tests/unit/client/fake_server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct server {
	int fd;
	uint16_t port;
	SSL_CTX *tls; /* owned */
	uint8_t fingerprint[32];
	pthread_t thread;
	int connections; /* to serve before the thread ends */
	/* what was seen; read after the thread has ended */
	uint64_t numbers[64];
	bool alpn_good;
	int logins;
};

static void make_certificate(struct server *server)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	X509 *certificate = X509_new();
	unsigned len;

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
	    (const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	X509_set_pubkey(certificate, key);
	assert_true(X509_sign(certificate, key, NULL) > 0);
	X509_digest(certificate, EVP_sha256(), server->fingerprint, &len);
	assert_int_equal(SSL_CTX_use_certificate(server->tls, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(server->tls, key), 1);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *context)
{
	struct server *server = context;

	(void)ssl;
	if (in_len != 10 || memcmp(in,
	                        "\x09"
	                        "convene/1",
	                        10) != 0) {
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	server->alpn_good = true;
	*out = in + 1;
	*out_len = in[0];
	return SSL_TLSEXT_ERR_OK;
}

/* Reads the Hello; 0 when there is none. */
static bool read_hello(SSL *ssl, uint64_t *number)
{
	uint8_t bytes[4096];
	size_t len = 0;

	for (;;) {
		uint64_t size;
		int header = varint_read(bytes, len, &size), got;

		if (header > 0 && len >= (size_t)header + size) {
			Convene__V1__ClientFrame *frame =
			    convene__v1__client_frame__unpack(NULL, size, bytes + header);

			if (frame == NULL) {
				return false;
			}
			*number = frame->hello != NULL ? frame->hello->number : UINT64_MAX;
			convene__v1__client_frame__free_unpacked(frame, NULL);
			return true;
		}
		got = SSL_read(ssl, bytes + len, (int)(sizeof(bytes) - len));
		if (got <= 0) {
			return false;
		}
		len += (size_t)got;
	}
}

/* Two more events each time, then the connection is cut in the middle of a frame. */
static void serve_one(struct server *server, SSL *ssl)
{
	uint64_t number;
	struct buf bytes = {0};

	if (SSL_accept(ssl) != 1 || !read_hello(ssl, &number)) {
		return;
	}
	server->numbers[server->logins++] = number;
	fake_welcome(&bytes, 7, CONVENE__V1__ROLE__ROLE_OBSERVER, "", number, 4);
	fake_announced(&bytes, number + 1, "a");
	fake_announced(&bytes, number + 2, "b");
	fake_caught_up(&bytes);
	fake_announced(&bytes, number + 3, "never whole");
	SSL_write(ssl, bytes.data, (int)bytes.len - 3);
	buf_deinit(&bytes);
}

static void *serve(void *context)
{
	struct server *server = context;

	for (int i = 0; i < server->connections; i++) {
		int fd = accept(server->fd, NULL, NULL);
		SSL *ssl;

		if (fd < 0) {
			break;
		}
		ssl = SSL_new(server->tls);
		SSL_set_fd(ssl, fd);
		serve_one(server, ssl);
		SSL_free(ssl);
		close(fd);
	}
	return NULL;
}

static void server_start(struct server *server, int connections)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(address);

	*server = (struct server){.connections = connections};
	server->tls = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_min_proto_version(server->tls, TLS1_3_VERSION);
	SSL_CTX_set_alpn_select_cb(server->tls, choose_alpn, server);
	make_certificate(server);
	server->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(server->fd, 64), 0);
	getsockname(server->fd, (struct sockaddr *)&address, &len);
	server->port = ntohs(address.sin_port);
	pthread_create(&server->thread, NULL, serve, server);
}

static void server_end(struct server *server)
{
	shutdown(server->fd, SHUT_RDWR);
	pthread_join(server->thread, NULL);
	close(server->fd);
	SSL_CTX_free(server->tls);
}

static struct join_link link_to(const struct server *server, bool pinned)
{
	struct join_link link = {
	    .host = "127.0.0.1", .port = server->port, .exercise = "ex", .pinned = pinned};

	snprintf(link.code, sizeof(link.code), "7KQ2-M4XW-9DHT-2PQA");
	memcpy(link.fingerprint, server->fingerprint, 32);
	return link;
}

struct seen {
	uint64_t next_mark; /* that must come */
	int welcomes, offlines, stops;
	enum convene_reason reason;
	char text[512];
	struct driver *driver; /* borrowed */
	int stop_after;        /* welcomes */
};

static void on_event(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct seen *seen = context;

	(void)client;
	switch (event->kind) {
	case CONVENE_WELCOME:
		seen->welcomes++;
		break;
	case CONVENE_ENTRY:
		assert_int_equal(event->entry.mark, seen->next_mark);
		seen->next_mark++;
		break;
	case CONVENE_OFFLINE:
		seen->offlines++;
		if (seen->offlines == seen->stop_after) {
			driver_stop(seen->driver);
		}
		break;
	case CONVENE_STOPPED:
		seen->stops++;
		seen->reason = event->loss.reason;
		snprintf(seen->text, sizeof(seen->text), "%s", event->loss.text);
		driver_stop(seen->driver);
		break;
	default:
		break;
	}
}

static struct driver *make_driver(void)
{
	char why[256] = "";
	struct driver *driver = driver_new(0, why, sizeof(why));

	if (driver == NULL) {
		fail_msg("%s", why);
	}
	return driver;
}

static void comes_back_and_misses_nothing(void **state)
{
	struct server server;
	struct seen seen = {.next_mark = 1, .stop_after = 3};
	struct convene_options options = {.name = "Anna"};
	struct join_link link;

	(void)state;
	server_start(&server, 3);
	link = link_to(&server, true);
	seen.driver = make_driver();
	assert_non_null(driver_add(seen.driver, &link, &options, on_event, &seen));
	driver_run(seen.driver);
	driver_free(seen.driver);
	server_end(&server);
	assert_int_equal(seen.welcomes, 3);
	assert_int_equal(seen.next_mark, 7);
	assert_true(server.alpn_good);
	assert_int_equal(server.numbers[0], 0);
	assert_int_equal(server.numbers[1], 2);
	assert_int_equal(server.numbers[2], 4);
}

static void another_certificate_is_refused(void **state)
{
	struct server server;
	struct seen seen = {.next_mark = 1};
	struct convene_options options = {.name = "Anna"};
	struct join_link link;

	(void)state;
	server_start(&server, 1);
	link = link_to(&server, true);
	link.fingerprint[5] ^= 1;
	seen.driver = make_driver();
	driver_add(seen.driver, &link, &options, on_event, &seen);
	driver_run(seen.driver);
	driver_free(seen.driver);
	server_end(&server);
	assert_int_equal(seen.stops, 1);
	assert_int_equal(seen.reason, CONVENE_REASON_CERTIFICATE);
	assert_non_null(strstr(seen.text, "not the server that the join link names"));
	/* and was told nothing: neither code nor name */
	assert_int_equal(server.logins, 0);
}

static void self_signed_needs_a_fingerprint(void **state)
{
	struct server server;
	struct seen seen = {.next_mark = 1};
	struct convene_options options = {.name = "Anna"};
	struct join_link link;

	(void)state;
	server_start(&server, 1);
	link = link_to(&server, false);
	seen.driver = make_driver();
	driver_add(seen.driver, &link, &options, on_event, &seen);
	driver_run(seen.driver);
	driver_free(seen.driver);
	server_end(&server);
	assert_int_equal(seen.stops, 1);
	assert_int_equal(seen.reason, CONVENE_REASON_CERTIFICATE);
	assert_non_null(strstr(seen.text, "sha256"));
	assert_int_equal(server.logins, 0);
}

static void nobody_there_is_tried_again(void **state)
{
	struct seen seen = {.next_mark = 1, .stop_after = 3};
	struct convene_options options = {.name = "Anna"};
	struct join_link link = {
	    .host = "127.0.0.1", .port = 1, .exercise = "ex", .code = "7KQ2-M4XW-9DHT-2PQA"};

	(void)state;
	seen.driver = make_driver();
	driver_add(seen.driver, &link, &options, on_event, &seen);
	driver_run(seen.driver);
	driver_free(seen.driver);
	assert_int_equal(seen.offlines, 3);
	assert_int_equal(seen.stops, 0);
}

/* What is told before the driver waits ends the wait: whoever steps wants to look. */
static void a_step_ends_when_something_was_told(void **state)
{
	struct seen seen = {.next_mark = 1};
	struct convene_options options = {.name = "Anna"};
	struct join_link link = {.host = "127.0.0.1", .port = 1, .exercise = "ex", .code = "x"};
	struct driver_client *client;

	(void)state;
	seen.driver = make_driver();
	client = driver_add(seen.driver, &link, &options, on_event, &seen);
	convene_stop(driver_convene(client), CONVENE_REASON_NETWORK, "enough");
	driver_run(seen.driver);
	driver_free(seen.driver);
	assert_int_equal(seen.stops, 1);
	assert_string_equal(seen.text, "enough");
}

struct crowd {
	struct driver *driver; /* borrowed */
	int caught_up;
};

static void on_crowd(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct crowd *crowd = context;

	if (event->kind != CONVENE_CAUGHT_UP) {
		return;
	}
	/* from inside its own event */
	driver_remove(client);
	if (++crowd->caught_up == 40) {
		driver_stop(crowd->driver);
	}
}

static void many_in_one_thread(void **state)
{
	struct server server;
	struct crowd crowd = {.caught_up = 0};
	struct convene_options options = {.name = "Anna"};
	struct join_link link;
	char why[256];

	(void)state;
	server_start(&server, 40);
	link = link_to(&server, true);
	/* fewer at a time than there are */
	crowd.driver = driver_new(4, why, sizeof(why));
	for (int i = 0; i < 40; i++) {
		assert_non_null(driver_add(crowd.driver, &link, &options, on_crowd, &crowd));
	}
	driver_run(crowd.driver);
	driver_free(crowd.driver);
	server_end(&server);
	assert_int_equal(crowd.caught_up, 40);
	assert_int_equal(server.logins, 40);
}

static void on_timer(void *context)
{
	int *count = context;

	(*count)++;
}

static bool is_two(void *context)
{
	return *(int *)context == 2;
}

static void on_pipe(void *context, int fd)
{
	char byte;

	if (read(fd, &byte, 1) == 1) {
		on_timer(context);
	}
}

static void timers_and_descriptors(void **state)
{
	struct driver *driver = make_driver();
	struct driver_timer *cancelled;
	int count = 0, pipes[2];

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	driver_watch(driver, pipes[0], on_pipe, &count);
	driver_after(driver, 5, on_timer, &count);
	cancelled = driver_after(driver, 1, on_timer, &count);
	driver_cancel(cancelled);
	assert_int_equal(write(pipes[1], "x", 1), 1);
	assert_true(driver_wait(driver, is_two, &count, 5000));
	driver_unwatch(driver, pipes[0]);
	assert_int_equal(write(pipes[1], "x", 1), 1);
	count = 0;
	driver_step(driver, 0);
	assert_int_equal(count, 0);
	/* one that is never due goes with the driver */
	driver_after(driver, 100000, on_timer, &count);
	driver_free(driver);
	close(pipes[0]);
	close(pipes[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back_and_misses_nothing),
	    cmocka_unit_test(another_certificate_is_refused),
	    cmocka_unit_test(self_signed_needs_a_fingerprint),
	    cmocka_unit_test(nobody_there_is_tried_again),
	    cmocka_unit_test(a_step_ends_when_something_was_told),
	    cmocka_unit_test(many_in_one_thread), cmocka_unit_test(timers_and_descriptors)};

	/* what hangs has failed */
	alarm(30);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
