#include "net_fixture.h"

#include "proto/xalloc.h"
#include "server/net/net_private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define GIVE_UP_NS (60ull * 1000 * 1000 * 1000)

static void on_received(void *user, const uint8_t *bytes, size_t len)
{
	struct owner *owner = user;

	assert_false(owner->paused);
	assert_false(owner->closing_asked);
	assert_int_equal(owner->closed, 0);
	assert_true(len > 0 && len <= 4096);
	owner->received++;
	buf_append(&owner->seen, bytes, len);
	if (owner->pause_when_given) {
		stream_pause(owner->stream);
		owner->paused = true;
	}
	if (owner->silent) {
		return;
	}
	buf_append(&owner->input, bytes, len);
	stream_want_write(owner->stream);
}

/* Writes what it owes, the echo first, as long as it is offered room. */
static void on_writable(void *user)
{
	static const uint8_t filler[32 * 1024];
	struct owner *owner = user;
	size_t room = stream_room(owner->stream);

	assert_false(owner->closing_asked);
	assert_true(room > 0 && room <= (owner->connection->slow ? SLOW_ROOM : SEND_BYTES));
	owner->writable++;
	owner->first_room = room;
	while (room > 0 && (owner->input.len > 0 || owner->to_send > 0)) {
		size_t wanted = owner->input.len > 0 ? owner->input.len : owner->to_send;
		size_t count = wanted < room ? wanted : room;

		assert_true(room <= sizeof(filler));
		if (owner->input.len > 0) {
			room = stream_write(owner->stream, owner->input.data, count, false);
			buf_consume(&owner->input, count);
		} else {
			room = stream_write(owner->stream, filler, count, false);
			owner->to_send -= count;
		}
		owner->written += count;
	}
}

static void on_closed(void *user, enum close_reason reason)
{
	struct owner *owner = user;

	owner->closed++;
	owner->reason = reason;
	owner->stream = NULL;
	owner->connection = NULL;
}

static void accept_as(struct fixture *fixture, struct stream *stream, const char *spoken)
{
	static const struct stream_events events = {
	    .received = on_received, .writable = on_writable, .closed = on_closed};
	struct owner *owner = xcalloc(1, sizeof(*owner));

	owner->fixture = fixture;
	owner->stream = stream;
	owner->connection = connection_of(stream);
	owner->spoken = spoken;
	owner->id = stream->id;
	owner->silent = fixture->new_owners_are_silent;
	owner->next = fixture->owners;
	fixture->owners = owner;
	fixture->accepted++;
	stream_attach(stream, &events, owner);
	if (fixture->new_owners_start_paused) {
		stream_pause(stream);
		owner->paused = true;
	}
}

static void on_accepted(void *context, struct stream *stream)
{
	accept_as(context, stream, FIXTURE_PROTOCOL);
}

static void on_other(void *context, struct stream *stream)
{
	accept_as(context, stream, OTHER_PROTOCOL);
}

static void on_local(void *context, struct stream *stream)
{
	accept_as(context, stream, "local");
}

static const struct protocol protocols[] = {
    {FIXTURE_PROTOCOL, on_accepted}, {OTHER_PROTOCOL, on_other}, {NULL, on_local}};

void fixture_init(struct fixture *fixture, const struct net_options *options)
{
	struct net_options defaults;
	struct tls_options tls = {0};
	struct err err = {0};

	memset(fixture, 0, sizeof(*fixture));
	signal(SIGPIPE, SIG_IGN);
	net_options_default(&defaults);
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/convene-net-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	tls.data_folder = fixture->folder;
	if (tls_new(&tls, &fixture->tls, &err) != 0) {
		fail_msg("%s", err.text);
	}
	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	assert_int_equal(turn_init(&fixture->turn, &fixture->loop), 0);
	fixture->log_file = tmpfile();
	assert_non_null(fixture->log_file);
	log_init(&fixture->log, fixture->log_file, LOG_INFO);
	fixture->net = net_new(&fixture->loop, &fixture->turn, fixture->tls, &fixture->log,
	    options != NULL ? options : &defaults, protocols, fixture);
	if (net_listen(fixture->net, "127.0.0.1", 0, &fixture->port, &err) != 0) {
		fail_msg("%s", err.text);
	}
	fixture->client_context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_alpn_protos(
	    fixture->client_context, (const uint8_t *)"\x06" FIXTURE_PROTOCOL, 7);
}

static void on_turn_stopped(void *context)
{
	((struct fixture *)context)->stopped = true;
}

static void on_net_stopped(void *context)
{
	struct fixture *fixture = context;

	assert_int_equal(fixture->net->connection_count, 0);
	turn_stop(&fixture->turn, on_turn_stopped, fixture);
}

static bool is_stopped(struct fixture *fixture, void *context)
{
	(void)context;
	return fixture->stopped;
}

static void remove_files(const struct fixture *fixture)
{
	static const char *const names[] = {"tls-certificate.pem", "tls-key.pem", "local"};
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", fixture->folder, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(fixture->folder), 0);
}

void fixture_stop(struct fixture *fixture)
{
	fixture->stopping = true;
	net_stop(fixture->net, on_net_stopped, fixture);
}

void fixture_deinit(struct fixture *fixture)
{
	if (!fixture->stopping) {
		fixture_stop(fixture);
	}
	/* those who linger need not: their peers go as well */
	for (size_t i = 0; i < fixture->client_count; i++) {
		client_close(&fixture->clients[i]);
	}
	run_until(fixture, is_stopped, NULL);
	net_free(fixture->net);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	tls_free(fixture->tls);
	while (fixture->owners != NULL) {
		struct owner *owner = fixture->owners;

		fixture->owners = owner->next;
		assert_int_equal(owner->closed, 1);
		buf_deinit(&owner->input);
		buf_deinit(&owner->seen);
		free(owner);
	}
	SSL_CTX_free(fixture->client_context);
	fclose(fixture->log_file);
	remove_files(fixture);
}

static struct client *add_client(
    struct fixture *fixture, int family, const void *address, socklen_t len)
{
	struct client *client;

	assert_true(fixture->client_count < MAX_CLIENTS);
	client = &fixture->clients[fixture->client_count++];
	*client = (struct client){.reading = true};
	client->socket = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(client->socket >= 0);
	assert_int_equal(
	    connect(client->socket, address, len), 0); /* the kernel's queue takes it */
	fcntl(client->socket, F_SETFL, O_NONBLOCK);
	return client;
}

struct client *fixture_connect(struct fixture *fixture, bool tls)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(fixture->port)};
	struct client *client;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	client = add_client(fixture, AF_INET, &address, sizeof(address));
	if (!tls) {
		return client;
	}
	client->ssl = SSL_new(fixture->client_context);
	SSL_set_fd(client->ssl, client->socket);
	SSL_set_connect_state(client->ssl);
	SSL_set_mode(
	    client->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return client;
}

struct client *fixture_connect_local(struct fixture *fixture, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	return add_client(fixture, AF_UNIX, &address, sizeof(address));
}

static bool has_new_owner(struct fixture *fixture, void *before)
{
	return fixture->owners != before;
}

struct client *fixture_open(struct fixture *fixture, struct owner **owner)
{
	struct client *client = fixture_connect(fixture, true);

	run_until(fixture, has_new_owner, fixture->owners);
	if (owner != NULL) {
		*owner = fixture->owners;
	}
	return client;
}

void client_close(struct client *client)
{
	if (client->socket < 0) {
		return;
	}
	SSL_free(client->ssl);
	client->ssl = NULL;
	close(client->socket);
	client->socket = -1;
	buf_deinit(&client->out);
	buf_deinit(&client->in);
}

void client_shut(struct client *client)
{
	if (client->ssl != NULL) {
		SSL_shutdown(client->ssl);
	}
	shutdown(client->socket, SHUT_WR);
}

/* Notes why a call did nothing; false: it can be tried again. */
static bool note_error(struct client *client, int result)
{
	int error = SSL_get_error(client->ssl, result);

	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
		return false;
	}
	if (error == SSL_ERROR_ZERO_RETURN) {
		client->got_end = true;
	} else {
		client->broken = true;
		client->alert = (unsigned)ERR_GET_REASON(ERR_peek_error());
	}
	return true;
}

static long put(struct client *client, const void *bytes, size_t len)
{
	ssize_t count;
	int written;

	if (client->ssl != NULL) {
		written = SSL_write(client->ssl, bytes, (int)len);
		if (written <= 0) {
			note_error(client, written);
		}
		return written;
	}
	count = send(client->socket, bytes, len, MSG_NOSIGNAL);
	if (count < 0 && errno != EAGAIN) {
		client->broken = true;
	}
	return count;
}

static long get(struct client *client, void *bytes, size_t len)
{
	ssize_t count;
	int taken;

	if (client->ssl != NULL) {
		taken = SSL_read(client->ssl, bytes, (int)len);
		if (taken <= 0) {
			note_error(client, taken);
		}
		return taken;
	}
	count = recv(client->socket, bytes, len, 0);
	if (count == 0) {
		client->got_end = true;
	} else if (count < 0 && errno != EAGAIN) {
		client->broken = true;
	}
	return count;
}

static void step_client(struct client *client)
{
	uint8_t bytes[16384];
	size_t budget = client->at_a_time != 0 ? client->at_a_time : 1024 * 1024;
	long count = 1;
	int result;

	if (client->socket < 0 || client->broken || client->got_end) {
		return;
	}
	ERR_clear_error();
	if (client->ssl != NULL && !client->ready) {
		result = SSL_do_handshake(client->ssl);
		client->ready = result == 1;
		if (!client->ready) {
			note_error(client, result);
			return;
		}
	}
	client->ready = true;
	while (
	    client->out.len > 0 && (count = put(client, client->out.data, client->out.len)) > 0) {
		buf_consume(&client->out, (size_t)count);
	}
	if (!client->reading) {
		return;
	}
	do {
		count = get(client, bytes, budget < sizeof(bytes) ? budget : sizeof(bytes));
		if (count > 0) {
			buf_append(&client->in, bytes, (size_t)count);
			budget -= (size_t)count;
		}
	} while (count > 0 && budget > 0);
}

void fixture_step(struct fixture *fixture)
{
	uv_run(&fixture->loop, UV_RUN_NOWAIT);
	for (size_t i = 0; i < fixture->client_count; i++) {
		step_client(&fixture->clients[i]);
	}
}

void fixture_run_until(struct fixture *fixture, fixture_condition *condition, void *context,
    const char *what, const char *file, int line)
{
	uint64_t end = uv_hrtime() + GIVE_UP_NS;

	while (!condition(fixture, context)) {
		if (uv_hrtime() > end) {
			char *log = fixture_log(fixture);

			fail_msg("%s:%d: %s does not become true; log:\n%s", file, line, what, log);
		}
		fixture_step(fixture);
	}
}

void fill_bytes(struct buf *buf, size_t len, unsigned seed)
{
	uint8_t *bytes = buf_reserve(buf, len);

	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (uint8_t)(seed >> 24);
	}
	buf->len += len;
}

char *fixture_log(struct fixture *fixture)
{
	long len = ftell(fixture->log_file);
	char *text = xcalloc(1, (size_t)len + 1);

	rewind(fixture->log_file);
	if (fread(text, 1, (size_t)len, fixture->log_file) != (size_t)len) {
		text[0] = '\0';
	}
	fseek(fixture->log_file, 0, SEEK_END);
	return text;
}

bool client_is_ready(struct fixture *fixture, void *client)
{
	(void)fixture;
	return ((struct client *)client)->ready;
}

bool client_is_over(struct fixture *fixture, void *client)
{
	(void)fixture;
	return ((struct client *)client)->got_end || ((struct client *)client)->broken;
}

bool owner_is_stuck(struct fixture *fixture, void *owner)
{
	struct owner *it = owner;
	bool same = it->written == it->stuck_at && it->connection->writes > 0;

	(void)fixture;
	it->stuck_for = same ? it->stuck_for + 1 : 0;
	it->stuck_at = it->written;
	return it->stuck_for > 50;
}

bool owner_is_closed(struct fixture *fixture, void *owner)
{
	(void)fixture;
	return ((struct owner *)owner)->closed > 0;
}

bool client_has(struct fixture *fixture, void *amount)
{
	(void)fixture;
	return ((struct amount *)amount)->client->in.len >= ((struct amount *)amount)->bytes;
}
