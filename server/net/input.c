/*
 * How bytes come in. While the loop reads for a connection, libuv hands over what it read into the
 * shared buffer; it is fed through TLS to the owner in pieces. Feeding ends early when the owner
 * pauses or closes, or when the turn's slice is spent; what is left of the ciphertext is then kept
 * in the connection's own stash (at most READ_BYTES; decrypted bytes, at most one record, stay
 * inside OpenSSL), reading stops, and the input task goes on later. When the slice is spent before
 * anything is read, nothing is: the bytes stay in the kernel, and the task reads them itself when
 * its turn comes, in the order in which the tasks were posted.
 */
#include "server/net/net_private.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <unistd.h>

/* Says what OpenSSL found wrong, and closes; its alert is in the shared buffer. */
static void fail(struct connection *connection)
{
	const char *what = connection->phase == PHASE_HANDSHAKE ? "handshake" : "record";
	const char *why = ERR_reason_error_string(ERR_peek_error());
	log_limited(connection->net->log, LOG_INFO,
	    "connection %" PRIu64 " from \"%s\": tls %s failed: %s", connection->stream.id,
	    connection->address, what, why != NULL ? why : "unknown reason");
	ERR_clear_error();
	connection_shut(connection, CLOSE_TLS_FAILED);
}

/* The three steps of feeding return true when something was done and more may follow, false when
 * there is nothing left (dry is set then) or the connection closes. */

static bool step_handshake(struct connection *connection)
{
	ERR_clear_error();
	int result = SSL_do_handshake(connection->ssl);
	if (result == 1) {
		connection_opened(connection);
		return true;
	}
	if (SSL_get_error(connection->ssl, result) == SSL_ERROR_WANT_READ) {
		connection->dry = true;
		return false;
	}
	fail(connection);
	return false;
}

static bool step_records(struct connection *connection)
{
	struct net *net = connection->net;
	ERR_clear_error();
	size_t count;
	int result = SSL_read_ex(connection->ssl, net->piece, sizeof(net->piece), &count);
	if (result == 1) {
		connection->stream.events->received(connection->stream.owner, net->piece, count);
		/* saves the call that would only say so */
		connection->dry = net->ends.in_len == 0 && !SSL_has_pending(connection->ssl);
		return !connection->dry;
	}
	switch (SSL_get_error(connection->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		connection->dry = true;
		break;
	case SSL_ERROR_ZERO_RETURN:
		connection_shut(connection, CLOSE_BY_PEER);
		break;
	default:
		fail(connection);
	}
	return false;
}

static bool step_plain(struct connection *connection)
{
	struct bio_ends *ends = &connection->net->ends;
	const uint8_t *piece = ends->in;
	size_t count = ends->in_len < PIECE_BYTES ? ends->in_len : PIECE_BYTES;
	ends->in += count;
	ends->in_len -= count;
	if (count > 0) {
		connection->stream.events->received(connection->stream.owner, piece, count);
	}
	connection->dry = ends->in_len == 0;
	return !connection->dry;
}

static bool step(struct connection *connection)
{
	if (connection->phase == PHASE_HANDSHAKE) {
		return step_handshake(connection);
	}
	return connection->local ? step_plain(connection) : step_records(connection);
}

/* Feeds `len` bytes and returns how many of them are left, because the owner or the slice stopped
 * it. One step is made in any case, so that every turn gets somewhere. */
static size_t feed(struct connection *connection, const uint8_t *bytes, size_t len)
{
	struct net *net = connection->net;
	net->ends.in = bytes;
	net->ends.in_len = len;
	connection->dry = false;
	bool more;
	do {
		more = step(connection);
	} while (more && !connection_is_closing(connection) && !connection->paused &&
	         !turn_spent(net->turn));
	size_t left = connection_is_closing(connection) ? 0 : net->ends.in_len;
	net->ends.in = NULL;
	net->ends.in_len = 0;
	output_flush(connection); /* what OpenSSL answered: handshake, alert */
	return left;
}

static void feed_fresh(struct connection *connection, const uint8_t *bytes, size_t len)
{
	size_t left = feed(connection, bytes, len);
	if (left == 0) {
		return;
	}
	connection->stash = malloc(left);
	if (connection->stash == NULL) {
		connection_drop(connection, CLOSE_BY_US);
		return;
	}
	memcpy(connection->stash, bytes + len - left, left);
	connection->stash_len = (uint32_t)left;
	connection->stash_at = 0;
}

static void feed_stash(struct connection *connection)
{
	size_t len = connection->stash_len - connection->stash_at;
	size_t left = feed(connection,
	    connection->stash != NULL ? connection->stash + connection->stash_at : NULL, len);
	connection->stash_at += (uint32_t)(len - left);
	if (left > 0) {
		return;
	}
	free(connection->stash);
	connection->stash = NULL;
	connection->stash_len = connection->stash_at = 0;
}

/* No more bytes will come; `code` is libuv's. */
static void ended(struct connection *connection, ssize_t code)
{
	connection->eof = true;
	input_unwatch(connection);
	if (code == UV_EOF && connection->phase == PHASE_FLUSHING) {
		return; /* it may still read */
	}
	/* over TLS an end without a close_notify (which would have begun the close, see
	 * step_records()) can be anybody's doing on the way */
	if (code == UV_EOF && connection->local && connection->phase == PHASE_OPEN) {
		connection_shut(connection, CLOSE_BY_PEER);
	} else {
		connection_drop(connection, CLOSE_TRUNCATED);
	}
}

/* Decides how reading goes on after something was fed. */
static void settle(struct connection *connection)
{
	if (connection->phase == PHASE_GONE || connection->eof) {
		return;
	}
	if (connection_is_closing(connection) || (connection->dry && !connection->paused)) {
		input_watch(connection);
		return;
	}
	input_unwatch(connection);
	if (!connection->paused) {
		turn_post(connection->net->turn, &connection->input_task);
	}
}

static void took(struct connection *connection, const uint8_t *bytes, ssize_t count)
{
	if (count < 0) {
		ended(connection, count);
	} else if (count > 0 && !connection_is_closing(connection)) {
		feed_fresh(connection, bytes, (size_t)count);
	}
	settle(connection);
}

static void read_now(struct connection *connection)
{
	uint8_t *buffer = connection->net->read_buffer;
	ssize_t count;
	do {
		count = read(connection->file, buffer, READ_BYTES);
	} while (count < 0 && errno == EINTR);
	if (count == 0) {
		count = UV_EOF;
	} else if (count < 0) {
		count = errno == EAGAIN ? 0 : -errno; /* libuv's codes are these */
	}
	took(connection, buffer, count);
}

void input_run(struct turn_task *task)
{
	struct connection *connection =
	    (struct connection *)((char *)task - offsetof(struct connection, input_task));
	if (connection_is_closing(connection) || connection->dry) {
		read_now(connection);
		return;
	}
	feed_stash(connection);
	settle(connection);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	struct connection *connection = handle->data;
	struct net *net = connection->net;
	bool spent = connection->input_task.rank == TURN_LAST ? turn_spent_for_last(net->turn)
	                                                      : turn_spent(net->turn);
	(void)suggested;
	*out = spent ? uv_buf_init(NULL, 0) : uv_buf_init((char *)net->read_buffer, READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes)
{
	struct connection *connection = stream->data;
	if (count == UV_ENOBUFS) { /* the slice is spent, see on_alloc() */
		input_unwatch(connection);
		turn_post(connection->net->turn, &connection->input_task);
		return;
	}
	took(connection, (const uint8_t *)bytes->base, count);
}

void input_watch(struct connection *connection)
{
	if (connection->watching || connection->eof || connection->phase == PHASE_GONE ||
	    (connection->paused && !connection_is_closing(connection))) {
		return;
	}
	connection->watching = uv_read_start(&connection->socket.stream, on_alloc, on_read) == 0;
	if (!connection->watching) {
		connection_drop(connection, CLOSE_TRUNCATED);
	}
}

void input_unwatch(struct connection *connection)
{
	if (connection->watching) {
		uv_read_stop(&connection->socket.stream);
	}
	connection->watching = false;
}
