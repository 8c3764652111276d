/*
 * libuv accepts a connection before it tells us, and accepts no other until uv_accept() has taken
 * it. So not calling that is how a listener is throttled: it is `waiting` then, and the kernel
 * queues whoever comes next.
 */
#include "server/net/net.h"

#include "proto/xalloc.h"
#include "server/net/local.h"
#include "server/net/net_private.h"

#include <assert.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG     1024
#define KEEPALIVE_S 60

static int from_uv(int code)
{
	int mine = err_from_errno(-code); /* libuv's codes are these, negated */
	return mine == ERR_IO ? ERR_NETWORK : mine;
}

static bool is_local(const struct listener *listener)
{
	return listener->path != NULL;
}

/* Local connections administer the server: they get in however many others there are. */
static bool has_room(const struct listener *listener)
{
	return is_local(listener) ||
	       listener->net->sockets < listener->net->options.max_connections;
}

static bool turn_has_room(struct net *net)
{
	if (net->accept_turn != net->turn->number) {
		net->accept_turn = net->turn->number;
		net->accepts = 0;
	}
	/* one in any case, so that every turn gets somewhere */
	return net->accepts == 0 || (net->accepts < ACCEPTS_A_TURN && !turn_spent(net->turn));
}

static void take(struct listener *listener)
{
	struct net *net = listener->net;
	struct connection *connection = connection_new(net, is_local(listener));
	int result = uv_accept(&listener->socket.stream, &connection->socket.stream);
	listener->waiting = false;
	net->accepts++;
	if (result == 0) {
		connection_start(connection);
		return;
	}
	log_limited(net->log, LOG_WARNING, "connection %" PRIu64 " cannot be accepted: %s",
	    connection->stream.id, uv_strerror(result));
	connection_drop(connection, CLOSE_BY_US);
}

static void on_connection(uv_stream_t *server, int status)
{
	struct listener *listener = server->data;
	struct net *net = listener->net;
	if (status != 0) { /* no more descriptors, or the peer is gone already */
		log_limited(net->log, LOG_WARNING, "a connection cannot be accepted: %s",
		    uv_strerror(status));
		return;
	}
	if (has_room(listener) && turn_has_room(net)) {
		take(listener);
		return;
	}
	listener->waiting = true;
	if (has_room(listener)) {
		turn_post(net->turn, &net->accept_task);
	} else {
		log_limited(net->log, LOG_WARNING, "%" PRIu32 " connections are open; others wait",
		    net->sockets);
	}
}

void listener_accept_run(struct turn_task *task)
{
	struct net *net = (struct net *)((char *)task - offsetof(struct net, accept_task));
	for (struct listener *listener = net->listeners; listener != NULL;
	     listener = listener->next) {
		if (!listener->waiting || !has_room(listener)) {
			continue;
		}
		if (turn_has_room(net)) {
			take(listener);
		} else {
			turn_post(net->turn, &net->accept_task);
		}
	}
}

void listener_has_room(struct net *net)
{
	for (struct listener *listener = net->listeners; listener != NULL;
	     listener = listener->next) {
		if (listener->waiting && has_room(listener)) {
			turn_post(net->turn, &net->accept_task);
		}
	}
}

static struct listener *listener_new(struct net *net)
{
	struct listener *listener = xcalloc(1, sizeof(*listener));
	listener->net = net;
	listener->socket.handle.data = listener;
	net->listener_handles++;
	return listener;
}

static void on_listener_closed(uv_handle_t *handle)
{
	struct listener *listener = handle->data;
	struct net *net = listener->net;
	free(listener->path);
	free(listener);
	net->listener_handles--;
	net_check_stopped(net);
}

/* Accepted sockets inherit these on Linux, which saves four calls for each of them. */
static void set_options(const struct listener *listener)
{
	const struct net_options *options = &listener->net->options;
	struct {
		int level, name, value;
	} wanted[] = {
	    /* a batch is sent whole: waiting for more would only delay it */
	    {IPPROTO_TCP, TCP_NODELAY, 1},
	    /* a peer that vanished is noticed, whether we send or not */
	    {SOL_SOCKET, SO_KEEPALIVE, 1},
	    {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_S},
	    {IPPROTO_TCP, TCP_USER_TIMEOUT, (int)options->stall_ms},
	    {SOL_SOCKET, SO_SNDBUF, (int)options->socket_send_buffer},
	};

	uv_os_fd_t file;
	if (uv_fileno(&listener->socket.handle, &file) != 0) {
		return;
	}
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (wanted[i].value == 0) {
			continue;
		}
		if (setsockopt(file, wanted[i].level, wanted[i].name, &wanted[i].value,
		        sizeof(wanted[i].value)) != 0) {
			log_write(listener->net->log, LOG_WARNING,
			    "a socket option (%d, %d) cannot be set", wanted[i].level,
			    wanted[i].name);
		}
	}
}

static int parse_address(
    const char *host, uint16_t port, struct sockaddr_storage *out, struct err *err)
{
	if (uv_ip4_addr(host, port, (struct sockaddr_in *)out) == 0 ||
	    uv_ip6_addr(host, port, (struct sockaddr_in6 *)out) == 0) {
		return 0;
	}
	return err_set(err, ERR_INVALID,
	    "listen address \"%s\": not an address such as 0.0.0.0, 192.0.2.7, :: or ::1", host);
}

static uint16_t port_of(const struct listener *listener)
{
	struct sockaddr_storage bound = {0};
	int len = sizeof(bound);
	uv_tcp_getsockname(&listener->socket.tcp, (struct sockaddr *)&bound, &len);
	/* at the same place for both families */
	return ntohs(((const struct sockaddr_in *)&bound)->sin_port);
}

int net_listen(
    struct net *net, const char *host, uint16_t port, uint16_t *bound_port, struct err *err)
{
	struct sockaddr_storage address = {0};
	int result = parse_address(host, port, &address, err);
	assert(net->tls != NULL);
	if (result != 0) {
		return result;
	}
	struct listener *listener = listener_new(net);
	uv_tcp_init(net->loop, &listener->socket.tcp); /* cannot fail without flags */
	/* an IPv6 address means IPv6 alone: "0.0.0.0" may be listened on beside "::" */
	result = uv_tcp_bind(&listener->socket.tcp, (const struct sockaddr *)&address,
	    address.ss_family == AF_INET6 ? UV_TCP_IPV6ONLY : 0);
	if (result == 0) {
		set_options(listener);
		result = uv_listen(&listener->socket.stream, BACKLOG, on_connection);
	}
	if (result != 0) {
		uv_close(&listener->socket.handle, on_listener_closed);
		return err_set(err, from_uv(result), "cannot listen on address \"%s\", port %u: %s",
		    host, port, uv_strerror(result));
	}
	listener->next = net->listeners;
	net->listeners = listener;
	*bound_port = port_of(listener);
	return 0;
}

int net_listen_local(struct net *net, const char *path, struct err *err)
{
	int file, result = local_bind(path, &file, err);
	if (result != 0) {
		return result;
	}
	struct listener *listener = listener_new(net);
	listener->path = xstrdup(path);
	uv_pipe_init(net->loop, &listener->socket.pipe, 0);
	result = uv_pipe_open(&listener->socket.pipe, file);
	if (result != 0) {
		close(file);
	} else {
		result = uv_listen(&listener->socket.stream, BACKLOG, on_connection);
	}
	if (result != 0) {
		uv_close(&listener->socket.handle, on_listener_closed);
		unlink(path);
		return err_set(err, from_uv(result),
		    "\"%s\": cannot listen on this local socket: %s", path, uv_strerror(result));
	}
	listener->next = net->listeners;
	net->listeners = listener;
	return 0;
}

void net_stop_listening(struct net *net)
{
	while (net->listeners != NULL) {
		struct listener *listener = net->listeners;
		net->listeners = listener->next;
		if (listener->path != NULL) {
			unlink(listener->path);
		}
		uv_close(&listener->socket.handle, on_listener_closed);
	}
	turn_cancel(&net->accept_task);
}
