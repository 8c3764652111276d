/* The local socket, and the addresses that can be listened on. */
#include "net_fixture.h"
#include "server/net/net_private.h"
#include "tests/support/skip.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static void path_of(const struct fixture *fixture, char out[128])
{
	snprintf(out, 128, "%s/local", fixture->folder);
}

static void listen_local(struct fixture *fixture, const char *path)
{
	struct err err = {0};

	if (net_listen_local(fixture->net, path, &err) != 0) {
		fail_msg("%s", err.text);
	}
}

static bool has_accepted(struct fixture *fixture, void *count)
{
	return fixture->accepted == *(unsigned *)count;
}

static void test_echo(void **state)
{
	enum { SIZE = 1024 * 1024 };
	struct fixture fixture;
	struct client *client;
	struct stat status;
	struct owner *owner;
	struct amount all;
	unsigned one = 1;
	char path[128];

	(void)state;
	fixture_init(&fixture, NULL);
	path_of(&fixture, path);
	listen_local(&fixture, path);
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0600);

	client = fixture_connect_local(&fixture, path);
	run_until(&fixture, has_accepted, &one);
	owner = fixture.owners;
	assert_true(owner->connection->local);
	assert_string_equal(owner->stream->address, "local");
	for (size_t i = 0; i < SIZE; i++) {
		buf_append_byte(&client->out, (uint8_t)(i * i >> 7));
	}
	all = (struct amount){client, SIZE};
	run_until(&fixture, client_has, &all);
	for (size_t i = 0; i < SIZE; i++) {
		assert_int_equal(client->in.data[i], (uint8_t)(i * i >> 7));
	}

	/* the peer's end of file is an orderly close */
	client_shut(client);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_BY_PEER);
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end);

	/* and ours reaches the peer */
	client = fixture_connect_local(&fixture, path);
	one = 2;
	run_until(&fixture, has_accepted, &one);
	owner = fixture.owners;
	owner->closing_asked = true;
	stream_close(owner->stream);
	run_until(&fixture, client_is_over, client);
	assert_true(client->got_end);
	client_close(client);
	run_until(&fixture, owner_is_closed, owner);

	net_stop_listening(fixture.net);
	assert_int_equal(stat(path, &status), -1);
	fixture_deinit(&fixture);
}

static void test_paused_and_closed_at_once(void **state)
{
	struct fixture fixture;
	struct client *client;
	unsigned one = 1;
	char path[128];

	(void)state;
	fixture_init(&fixture, NULL);
	path_of(&fixture, path);
	listen_local(&fixture, path);
	fixture.new_owners_start_paused = true;
	client = fixture_connect_local(&fixture, path);
	buf_append_text(&client->out, "early");
	run_until(&fixture, has_accepted, &one);
	for (int i = 0; i < 20; i++) {
		fixture_step(&fixture);
	}
	assert_int_equal(fixture.owners->received, 0);
	stream_close(fixture.owners->stream);
	run_until(&fixture, client_is_over, client);
	client_close(client);
	run_until(&fixture, owner_is_closed, fixture.owners);
	fixture_deinit(&fixture);
}

static void test_path_in_use(void **state)
{
	struct fixture fixture;
	struct err err = {0};
	char path[128], long_path[300];
	FILE *file;

	(void)state;
	fixture_init(&fixture, NULL);
	path_of(&fixture, path);
	listen_local(&fixture, path);
	assert_int_equal(net_listen_local(fixture.net, path, &err), ERR_BUSY);
	assert_non_null(strstr(err.text, path));
	net_stop_listening(fixture.net);

	/* a file of another kind stays */
	file = fopen(path, "w");
	fclose(file);
	assert_int_equal(net_listen_local(fixture.net, path, &err), ERR_EXISTS);
	assert_int_equal(unlink(path), 0);

	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_int_equal(net_listen_local(fixture.net, long_path, &err), ERR_INVALID);
	assert_int_equal(net_listen_local(fixture.net, "/nonexistent/local", &err), ERR_NOT_FOUND);
	fixture_deinit(&fixture);
}

static void test_stale_file_is_replaced(void **state)
{
	struct fixture fixture;
	struct client *client;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char path[128];
	int left;
	unsigned one = 1;

	(void)state;
	fixture_init(&fixture, NULL);
	path_of(&fixture, path);
	snprintf(address.sun_path, sizeof(address.sun_path), "%.107s", path);
	left = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(left, (struct sockaddr *)&address, sizeof(address)), 0);
	close(left); /* as a server that was killed */
	listen_local(&fixture, path);
	client = fixture_connect_local(&fixture, path);
	buf_append_text(&client->out, "x");
	run_until(&fixture, has_accepted, &one);
	fixture_deinit(&fixture);
}

static void test_addresses(void **state)
{
	struct fixture fixture;
	struct err err = {0};
	struct client *client;
	struct owner *owner;
	uint16_t port;

	(void)state;
	fixture_init(&fixture, NULL);
	assert_int_equal(net_listen(fixture.net, "localhost", 0, &port, &err), ERR_INVALID);
	assert_non_null(strstr(err.text, "\"localhost\""));
	assert_int_equal(net_listen(fixture.net, "127.0.0.1", fixture.port, &port, &err), ERR_BUSY);
	assert_non_null(strstr(err.text, "address already in use"));
	/* TEST-NET-1 is nobody's (RFC 5737) */
	assert_int_not_equal(net_listen(fixture.net, "192.0.2.1", 0, &port, &err), 0);
	assert_int_equal(net_listen(fixture.net, "0.0.0.0", 0, &port, &err), 0);
	assert_true(port > 0 && port != fixture.port);
	fixture.port = port;
	client = fixture_open(&fixture, &owner);
	assert_string_equal(owner->stream->address, "127.0.0.1");
	buf_append_text(&client->out, "x");
	run_until(&fixture, client_has, &((struct amount){client, 1}));
	fixture_deinit(&fixture);
}

/* IPv6 beside IPv4, at the same port. */
static void test_both_families(void **state)
{
	int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in6 loopback = {
	    .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	bool have = probe >= 0 && bind(probe, (struct sockaddr *)&loopback, sizeof(loopback)) == 0;
	struct fixture fixture;
	uint16_t port, other;
	struct err err = {0};

	(void)state;
	if (probe >= 0) {
		close(probe);
	}
	if (!have) {
		SKIP_TEST("this machine has no IPv6");
	}
	fixture_init(&fixture, NULL);
	assert_int_equal(net_listen(fixture.net, "0.0.0.0", 0, &port, &err), 0);
	assert_int_equal(net_listen(fixture.net, "::", port, &other, &err), 0);
	assert_int_equal(other, port);
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_echo),
	    cmocka_unit_test(test_paused_and_closed_at_once),
	    cmocka_unit_test(test_path_in_use),
	    cmocka_unit_test(test_stale_file_is_replaced),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_both_families),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
