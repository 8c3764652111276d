/* Calls of the system and of libuv that fail or do half: wrapped by the linker (see meson.build).
 */
#include "net_fixture.h"
#include "server/net/net_private.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

/* What the next calls do. The wrapped calls have no other place for it. */
static struct {
	int send;        /* 0: as usual; < 0: errno negated; > 0: at most so many bytes */
	int interrupted; /* so many sends fail with EINTR first */
	int write;       /* 0: as usual; < 0: this error */
	int accept;
	int read_start;
	unsigned used;
} faults;

ssize_t __real_send(int file, const void *bytes, size_t len, int flags);
ssize_t __wrap_send(int file, const void *bytes, size_t len, int flags);
int __real_uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t bufs[], unsigned count,
    uv_write_cb done);
int __wrap_uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t bufs[], unsigned count,
    uv_write_cb done);
int __real_uv_accept(uv_stream_t *server, uv_stream_t *client);
int __wrap_uv_accept(uv_stream_t *server, uv_stream_t *client);
int __real_uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read);
int __wrap_uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read);

ssize_t __wrap_send(int file, const void *bytes, size_t len, int flags)
{
	/* neither may a reader stop the loop nor a lost one end the program */
	assert_int_equal(flags, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (faults.interrupted > 0) {
		faults.interrupted--;
		errno = EINTR;
		return -1;
	}
	if (faults.send == 0) {
		return __real_send(file, bytes, len, flags);
	}
	faults.used++;
	if (faults.send < 0) {
		errno = -faults.send;
		return -1;
	}
	return __real_send(
	    file, bytes, len < (size_t)faults.send ? len : (size_t)faults.send, flags);
}

int __wrap_uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t bufs[], unsigned count,
    uv_write_cb done)
{
	if (faults.write == 0) {
		return __real_uv_write(request, stream, bufs, count, done);
	}
	faults.used++;
	return faults.write;
}

int __wrap_uv_accept(uv_stream_t *server, uv_stream_t *client)
{
	int result = __real_uv_accept(server, client);

	if (faults.accept == 0) {
		return result;
	}
	faults.used++;
	return faults.accept;
}

int __wrap_uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read)
{
	if (faults.read_start == 0) {
		return __real_uv_read_start(stream, alloc, read);
	}
	faults.used++;
	return faults.read_start;
}

static int clear_faults(void **state)
{
	(void)state;
	memset(&faults, 0, sizeof(faults));
	return 0;
}

static void check_echo(struct fixture *fixture, struct client *client, size_t len)
{
	struct amount all = {client, client->in.len + len};
	size_t begin = client->in.len;

	for (size_t i = 0; i < len; i++) {
		buf_append_byte(&client->out, (uint8_t)((i * i) >> 5));
	}
	run_until(fixture, client_has, &all);
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(client->in.data[begin + i], (uint8_t)((i * i) >> 5));
	}
}

/* Whatever the socket takes at once, nothing is lost, doubled or out of order. */
static void test_short_writes(void **state)
{
	static const int sizes[] = {1, 7, 1000, 16385, -EAGAIN, -ENOBUFS};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct fixture fixture;
		struct client *client;

		faults.send = sizes[i];
		faults.interrupted = 3;
		fixture_init(&fixture, NULL);
		client = fixture_connect(&fixture, true);
		check_echo(&fixture, client, 100 * 1000);
		assert_true(faults.used > 0);
		assert_int_equal(faults.interrupted, 0);
		fixture_deinit(&fixture);
	}
}

static void lose_connection(int *fault, int code, int second)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *good, *bad;

	fixture_init(&fixture, NULL);
	good = fixture_open(&fixture, NULL);
	bad = fixture_open(&fixture, &owner);
	run_until(&fixture, client_is_ready, good);
	run_until(&fixture, client_is_ready, bad);
	faults.send = second;
	*fault = code;
	owner->to_send = 100 * 1024;
	stream_want_write(owner->stream);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_TRUNCATED);
	assert_true(faults.used > 0);
	clear_faults(NULL);
	check_echo(&fixture, good, 1000);
	fixture_deinit(&fixture);
}

static void test_failing_writes(void **state)
{
	(void)state;
	lose_connection(&faults.send, -ECONNRESET, 0);
	lose_connection(&faults.send, -EPIPE, 0);
	lose_connection(&faults.write, UV_ENOMEM, -EAGAIN);
}

static bool nobody_is_left(struct fixture *fixture, void *context)
{
	(void)context;
	return faults.used > 0 && fixture->net->connection_count == 0;
}

static void test_failing_accept(void **state)
{
	struct fixture fixture;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	faults.accept = UV_EMFILE;
	fixture_connect(&fixture, true);
	run_until(&fixture, nobody_is_left, NULL);
	clear_faults(NULL);
	client = fixture_open(&fixture, NULL);
	check_echo(&fixture, client, 10);
	fixture_deinit(&fixture);
}

static void test_failing_read_start(void **state)
{
	struct fixture fixture;
	struct owner *owner;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	faults.read_start = UV_ENOMEM;
	client = fixture_connect(&fixture, true);
	run_until(&fixture, nobody_is_left, NULL);
	run_until(&fixture, client_is_over, client);
	clear_faults(NULL);

	fixture_open(&fixture, &owner);
	stream_pause(owner->stream);
	faults.read_start = UV_ENOMEM;
	stream_resume(owner->stream);
	run_until(&fixture, owner_is_closed, owner);
	assert_int_equal(owner->reason, CLOSE_TRUNCATED);
	clear_faults(NULL);
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(test_short_writes, clear_faults),
	    cmocka_unit_test_teardown(test_failing_writes, clear_faults),
	    cmocka_unit_test_teardown(test_failing_accept, clear_faults),
	    cmocka_unit_test_teardown(test_failing_read_start, clear_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
