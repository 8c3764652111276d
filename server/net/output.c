/*
 * How bytes go out. The output task calls the owner's `writable`; what it writes is encrypted into
 * the buffer that all connections share, and that is offered to the socket at once. What the socket
 * does not take is copied into a struct pending and given to libuv; until that has gone out the
 * owner is not called again, and then with little room until a write goes out whole. So a
 * connection that keeps up costs one encryption and one send and holds nothing, and one that does
 * not holds at most about SEND_BYTES once, then SLOW_ROOM.
 */
#include "server/net/net_private.h"

#include "proto/xalloc.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

struct pending {
	uv_write_t request;
	struct connection *connection; /* borrowed: lives until its writes have ended */
	size_t len;
	char bytes[];
};

/* A write failed: the peer is gone. */
static void lost(struct connection *connection, int code)
{
	log_write(connection->net->log, LOG_DEBUG, "connection %" PRIu64 ": write failed: %s",
	    connection->stream.id, uv_strerror(code));
	connection_drop(connection, CLOSE_TRUNCATED);
}

static void on_written(uv_write_t *request, int status)
{
	struct pending *pending = request->data;
	struct connection *connection = pending->connection;
	free(pending);
	connection->writes--;
	connection->unsent_seen = 0; /* progress, whatever the queue's size is at the next tick */
	if (connection->phase == PHASE_GONE) {
		return;
	}
	if (status != 0) {
		lost(connection, status);
		return;
	}
	if (connection->writes > 0) {
		return;
	}
	if (connection->phase == PHASE_FLUSHING || connection->wanted || connection->refused) {
		turn_post(connection->net->turn, &connection->output_task);
	}
}

static void send_later(struct connection *connection, const uint8_t *bytes, size_t len)
{
	if (connection->writes >= MAX_WRITES) {
		connection_drop(connection, CLOSE_STALLED);
		return;
	}
	/* bounded by SEND_BYTES and a record, but chosen by the peer's slowness */
	struct pending *pending = malloc(sizeof(*pending) + len);
	if (pending == NULL) {
		connection_drop(connection, CLOSE_STALLED);
		return;
	}
	pending->request.data = pending;
	pending->connection = connection;
	pending->len = len;
	memcpy(pending->bytes, bytes, len);
	uv_buf_t all = uv_buf_init(pending->bytes, (unsigned int)len);
	connection->writes++;
	int result = uv_write(&pending->request, &connection->socket.stream, &all, 1, on_written);
	if (result != 0) { /* then on_written() is not called */
		connection->writes--;
		free(pending);
		lost(connection, result);
	}
}

/* What uv_try_write() does, at less cost: nothing is queued in libuv (no write is under way).
 * Returns how many bytes the socket took, or errno negated, which is libuv's code too. */
static ssize_t try_send(const struct connection *connection, const uint8_t *bytes, size_t len)
{
	ssize_t count;
	do {
		count = send(connection->file, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (count < 0 && errno == EINTR);
	if (count >= 0) {
		return count;
	}
	return errno == EAGAIN || errno == ENOBUFS ? 0 : -errno;
}

void output_flush(struct connection *connection)
{
	struct buf *out = &connection->net->ends.out;
	size_t len = out->len, sent = 0;
	if (len == 0) {
		return;
	}
	out->len = 0;
	if (connection->phase == PHASE_GONE) {
		return;
	}
	if (connection->writes == 0) {
		ssize_t result = try_send(connection, out->data, len);
		if (result < 0) {
			lost(connection, (int)result);
			return;
		}
		sent = (size_t)result;
	}
	connection->slow = sent < len;
	if (sent < len) {
		send_later(connection, out->data + sent, len - sent);
	}
}

static bool encrypt(struct connection *connection, const uint8_t *bytes, size_t len)
{
	if (connection->local) {
		buf_append(&connection->net->ends.out, bytes, len);
		return true;
	}
	size_t written;
	/* what the error queue holds does not matter: on failure nobody asks why */
	if (SSL_write_ex(connection->ssl, bytes, len, &written) == 1) {
		return true;
	}
	log_limited(connection->net->log, LOG_WARNING,
	    "connection %" PRIu64 " from \"%s\": tls write failed", connection->stream.id,
	    connection->address);
	ERR_clear_error();
	connection_drop(connection, CLOSE_TLS_FAILED);
	return false;
}

size_t output_room(const struct stream *stream)
{
	const struct connection *connection = connection_of(stream);
	const struct net *net = connection->net;
	if (net->writing != connection || connection_is_closing(connection) ||
	    connection->writes > 0) {
		return 0;
	}
	return net->room < SEND_BYTES ? net->room : SEND_BYTES;
}

/* `more` does not matter: neither TLS nor a socket has messages. */
size_t output_write(struct stream *stream, const uint8_t *bytes, size_t len, bool more)
{
	struct connection *connection = connection_of(stream);
	struct net *net = connection->net;
	(void)more;
	assert(net->writing == connection);
	while (len > 0 && !connection_is_closing(connection)) {
		size_t count = len < SEND_BYTES ? len : SEND_BYTES;
		if (!encrypt(connection, bytes, count)) {
			break;
		}
		if (net->ends.out.len >= SEND_BYTES) {
			output_flush(connection);
		}
		net->room -= count < net->room ? count : net->room;
		bytes += count;
		len -= count;
	}
	size_t room = output_room(stream);
	connection->refused = connection->refused || room == 0;
	return room;
}

/* The next step of FLUSHING. */
static void finish(struct connection *connection)
{
	if (!connection->notified) {
		connection->notified = true;
		ERR_clear_error();
		SSL_shutdown(connection->ssl);
		ERR_clear_error();
		output_flush(connection);
	}
	if (connection->phase == PHASE_GONE || connection->writes > 0) {
		return;
	}
	if (connection->eof || shutdown(connection->file, SHUT_WR) != 0) {
		connection_drop(connection, connection->reason);
		return;
	}
	connection->phase = PHASE_LINGERING;
}

void output_run(struct turn_task *task)
{
	struct connection *connection =
	    (struct connection *)((char *)task - offsetof(struct connection, output_task));
	struct net *net = connection->net;
	if (connection->phase == PHASE_GONE) {
		connection_end(connection);
		return;
	}
	if (connection_is_closing(connection)) {
		/* reading goes on, to hear of the peer's end; what comes is thrown away */
		input_watch(connection);
		finish(connection);
		return;
	}
	if (connection->writes > 0) {
		return; /* on_written() posts again */
	}
	connection->wanted = connection->refused = false;
	net->writing = connection;
	net->room = connection->slow ? SLOW_ROOM : FAST_ROOM;
	connection->stream.events->writable(connection->stream.owner);
	net->writing = NULL;
	output_flush(connection);
	if (connection->parting && !connection->wanted && !connection->refused) {
		connection_shut(connection, CLOSE_BY_US);
	} else if (connection->refused && connection->writes == 0) {
		turn_post(net->turn, &connection->output_task);
	}
}
