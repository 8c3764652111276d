/* A connection from accept to end, its phases (net_private.h), and what a stream can do. What is
 * called from outside only notes what is wanted and posts a task; both directions are driven from
 * input.c and output.c. */
#include "server/net/net_private.h"

#include "proto/xalloc.h"

#include <assert.h>
#include <inttypes.h>
#include <openssl/ssl.h>

static const struct stream_kind kind;

static void link_in(struct connection *connection)
{
	struct net *net = connection->net;
	connection->next = net->connections;
	connection->link = &net->connections;
	if (connection->next != NULL) {
		connection->next->link = &connection->next;
	}
	net->connections = connection;
	net->connection_count++;
}

static void link_out(struct connection *connection)
{
	struct net *net = connection->net;
	if (net->next_checked == connection) {
		net->next_checked = connection->next;
	}
	*connection->link = connection->next;
	if (connection->next != NULL) {
		connection->next->link = connection->link;
	}
	net->connection_count--;
}

struct connection *connection_new(struct net *net, bool local)
{
	struct connection *connection = xcheck(aligned_alloc(CACHE_LINE, sizeof(*connection)));
	*connection = (struct connection){.net = net, .local = local};
	connection->stream = (struct stream){.kind = &kind,
	    .id = ++net->last_id,
	    .address = connection->address,
	    .address_key = connection->address_key_text};
	connection->dry = true;
	connection->file = -1;
	connection->input_task.run = input_run;
	connection->output_task.run = output_run;
	/* local ones administer the server */
	connection->input_task.rank = local ? TURN_INPUT : TURN_LAST;
	connection->output_task.rank = local ? TURN_OUTPUT : TURN_LAST;
	snprintf(connection->address, sizeof(connection->address), "local");
	snprintf(connection->address_key_text, sizeof(connection->address_key_text), "local");
	/* neither can fail without flags */
	if (local) {
		uv_pipe_init(net->loop, &connection->socket.pipe, 0);
	} else {
		uv_tcp_init(net->loop, &connection->socket.tcp);
	}
	connection->socket.handle.data = connection;
	link_in(connection);
	net->sockets++;
	return connection;
}

/* False: too many of this address, or its peer is gone already. */
static bool learn_address(struct connection *connection)
{
	struct net *net = connection->net;
	struct sockaddr_storage peer = {0};
	int len = sizeof(peer);
	int result = uv_tcp_getpeername(&connection->socket.tcp, (struct sockaddr *)&peer, &len);
	if (result != 0) {
		return false;
	}
	address_text(&peer, connection->address);
	connection->address_key = address_key(&peer);
	address_key_text(&connection->address_key, connection->address_key_text);
	connection->counted = true;
	if (address_counts_add(&net->addresses, &connection->address_key) <=
	    net->options.max_per_address) {
		return true;
	}
	log_limited(net->log, LOG_WARNING,
	    "connection %" PRIu64 " from \"%s\" refused: %" PRIu32
	    " of that address have not logged in yet",
	    connection->stream.id, connection->address, net->options.max_per_address);
	return false;
}

static bool start_tls(struct connection *connection)
{
	struct net *net = connection->net;
	BIO *bio = bio_new(net->bio_method, &net->ends);
	connection->ssl = SSL_new(tls_context(net->tls));
	if (connection->ssl == NULL || bio == NULL) {
		BIO_free(bio);
		log_limited(net->log, LOG_ERROR,
		    "connection %" PRIu64 ": not enough memory for tls", connection->stream.id);
		return false;
	}
	SSL_set_bio(connection->ssl, bio, bio); /* takes the one reference for both directions */
	SSL_set_accept_state(connection->ssl);
	return true;
}

void connection_start(struct connection *connection)
{
	struct net *net = connection->net;
	uv_fileno(&connection->socket.handle, &connection->file); /* it was just accepted */
	if (connection->local) {
		connection_opened(connection);
		input_watch(connection); /* unless it was paused or closed at once */
		return;
	}
	if (!learn_address(connection) || !start_tls(connection)) {
		connection_drop(connection, CLOSE_BY_US);
		return;
	}
	connection->deadline_ms = uv_now(net->loop) + net->options.handshake_ms;
	input_watch(connection);
}

/* The last row of the table is that of local sockets. */
static const struct protocol *protocol_of(const struct connection *connection)
{
	const struct protocol *protocol = connection->net->protocols;
	if (!connection->local) {
		return tls_spoken(connection->net->tls, connection->ssl);
	}
	while (protocol->name != NULL) {
		protocol++;
	}
	return protocol;
}

void connection_opened(struct connection *connection)
{
	struct net *net = connection->net;
	connection->phase = PHASE_OPEN;
	connection->deadline_ms = 0;
	log_write(net->log, LOG_DEBUG, "connection %" PRIu64 " from \"%s\" open",
	    connection->stream.id, connection->address);
	protocol_of(connection)->accept(net->context, &connection->stream);
	assert(connection->stream.events != NULL);
}

static void post_closing(struct connection *connection)
{
	struct turn *turn = connection->net->turn;
	turn_set_rank(turn, &connection->input_task, TURN_LAST);
	turn_set_rank(turn, &connection->output_task, TURN_LAST);
	turn_post(turn, &connection->output_task);
}

void connection_shut(struct connection *connection, enum close_reason reason)
{
	if (connection_is_closing(connection)) {
		return;
	}
	/* before the end of a handshake there is nothing to say but the alert of its failure */
	if (connection->phase == PHASE_HANDSHAKE && reason != CLOSE_TLS_FAILED) {
		connection_drop(connection, reason);
		return;
	}
	connection->phase = PHASE_FLUSHING;
	connection->reason = reason;
	connection->notified = connection->ssl == NULL || reason == CLOSE_TLS_FAILED;
	if (!connection->parting) {
		connection->deadline_ms = uv_now(connection->net->loop) + CLOSE_WAIT_MS;
	}
	turn_cancel(&connection->input_task);
	post_closing(connection);
}

static void pause_reading(struct stream *stream)
{
	struct connection *connection = connection_of(stream);
	if (connection_is_closing(connection)) {
		return;
	}
	connection->paused = true;
	input_unwatch(connection);
	turn_cancel(&connection->input_task);
}

void connection_part(struct connection *connection)
{
	if (connection->phase != PHASE_OPEN || !(connection->wanted || connection->refused)) {
		connection_shut(connection, CLOSE_BY_US);
		return;
	}
	/* its task waits for a turn with time left, or a write is under way */
	connection->parting = true;
	connection->deadline_ms = uv_now(connection->net->loop) + CLOSE_WAIT_MS;
	pause_reading(&connection->stream);
}

void connection_drop(struct connection *connection, enum close_reason reason)
{
	if (connection->phase == PHASE_GONE) {
		return;
	}
	if (!connection_is_closing(connection)) {
		connection->reason = reason;
	}
	connection->phase = PHASE_GONE;
	input_unwatch(connection);
	turn_cancel(&connection->input_task);
	post_closing(connection);
}

/* The one place that frees a connection. Its writes have ended: libuv cancels them before. */
static void on_socket_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;
	struct net *net = connection->net;
	assert(connection->writes == 0);
	free(connection);
	net->sockets--;
	listener_has_room(net);
	net_check_stopped(net);
}

/* It is no stranger any more, or is no more. */
static void uncount(struct connection *connection)
{
	if (connection->counted) {
		address_counts_remove(&connection->net->addresses, &connection->address_key);
	}
	connection->counted = false;
}

void connection_end(struct connection *connection)
{
	struct net *net = connection->net;
	log_write(net->log, LOG_DEBUG, "connection %" PRIu64 " from \"%s\" ended: %s",
	    connection->stream.id, connection->address, stream_close_text(connection->reason));
	link_out(connection);
	uncount(connection);
	SSL_free(connection->ssl);
	connection->ssl = NULL;
	free(connection->stash);
	connection->stash = NULL;
	if (connection->stream.events != NULL) {
		connection->stream.events->closed(connection->stream.owner, connection->reason);
	}
	uv_close(&connection->socket.handle, on_socket_closed);
}

static void check_stall(struct connection *connection, uint64_t now_ms)
{
	if (connection->writes == 0) {
		return;
	}
	size_t unsent = uv_stream_get_write_queue_size(&connection->socket.stream);
	if (unsent == 0) { /* sent, its callback is due */
		return;
	}
	if (unsent != connection->unsent_seen) {
		connection->unsent_seen = unsent;
		connection->progress_ms = now_ms;
	} else if (now_ms - connection->progress_ms >= connection->net->options.stall_ms) {
		connection_drop(connection, CLOSE_STALLED);
	}
}

/* The owner's deadline. */
static void expire(struct connection *connection)
{
	if (connection->stream.events->expired == NULL) {
		connection_shut(connection, CLOSE_DEADLINE);
		return;
	}
	connection->deadline_ms = 0;
	connection->stream.events->expired(connection->stream.owner);
}

void connection_check(struct connection *connection, uint64_t now_ms)
{
	if (connection->phase == PHASE_OPEN) {
		check_stall(connection, now_ms);
	}
	if (connection->deadline_ms == 0 || now_ms < connection->deadline_ms) {
		return;
	}
	if (connection->phase == PHASE_OPEN && !connection->parting) {
		expire(connection);
		return;
	}
	if (connection->phase == PHASE_HANDSHAKE) {
		log_limited(connection->net->log, LOG_INFO,
		    "connection %" PRIu64 " from \"%s\" dropped: %s", connection->stream.id,
		    connection->address, stream_close_text(CLOSE_HANDSHAKE_TIMEOUT));
	}
	/* one that is closing keeps its reason */
	connection_drop(connection, connection->parting ? CLOSE_BY_US : CLOSE_HANDSHAKE_TIMEOUT);
}

/* --- as a stream; see base/stream.h --- */

static void want_write(struct stream *stream)
{
	struct connection *connection = connection_of(stream);
	if (connection_is_closing(connection)) {
		return;
	}
	connection->wanted = true;
	/* while a write is under way, its end posts the task */
	if (connection->writes == 0) {
		turn_post(connection->net->turn, &connection->output_task);
	}
}

static void resume_reading(struct stream *stream)
{
	struct connection *connection = connection_of(stream);
	if (connection_is_closing(connection) || connection->parting || !connection->paused) {
		return;
	}
	connection->paused = false;
	turn_post(connection->net->turn, &connection->input_task);
}

static void set_deadline(struct stream *stream, uint32_t ms)
{
	struct connection *connection = connection_of(stream);
	if (connection_is_closing(connection) || connection->parting) {
		return;
	}
	connection->deadline_ms = ms == 0 ? 0 : uv_now(connection->net->loop) + ms;
}

static void vouch(struct stream *stream)
{
	struct connection *connection = connection_of(stream);
	struct turn *turn = connection->net->turn;
	uncount(connection);
	if (connection_is_closing(connection)) {
		return;
	}
	turn_set_rank(turn, &connection->input_task, TURN_INPUT);
	turn_set_rank(turn, &connection->output_task, TURN_OUTPUT);
}

static void close_orderly(struct stream *stream)
{
	connection_shut(connection_of(stream), CLOSE_BY_US);
}

static const struct stream_kind kind = {
    .write = output_write,
    .room = output_room,
    .want_write = want_write,
    .pause = pause_reading,
    .resume = resume_reading,
    .set_deadline = set_deadline,
    .vouch = vouch,
    .close = close_orderly,
};
