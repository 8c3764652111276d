#include "tests/bench/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 *  CLOSED --connect--> CONNECTING --writable--> SHAKING --handshake--> LOGIN --client_ready-->
 * READY ^                    |                       |                     | |
 *     +--------------------+--- client_close: any failure, or the server's close ----------------+
 */

static void client_close(struct client *client)
{
	if (client->state == CLIENT_CLOSED) {
		return;
	}
	if (client->state == CLIENT_READY) {
		client->crowd->ready--;
	} else {
		client->crowd->under_way--;
	}
	client->state = CLIENT_CLOSED;
	SSL_free(client->ssl);
	client->ssl = NULL;
	close(client->fd);
	client->fd = -1;
	client->in.len = 0;
	client->out.len = 0;
	client->sent_times.len = 0;
	client->in_flight = 0;
}

static void dropped(struct client *client)
{
	if (client->state == CLIENT_CLOSED) {
		return;
	}
	client->crowd->dropped++;
	client_close(client);
}

void client_problem(struct client *client, const char *format, ...)
{
	if (client->crowd->problem[0] != '\0') {
		return;
	}
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(client->crowd->problem, sizeof(client->crowd->problem), format, arguments);
	va_end(arguments);
}

/* Loopback has 16 million addresses: each 16 clients come from one, as people do from offices. */
static int bind_source(struct client *client)
{
	uint32_t address = 0x7f010001u + (client->crowd->address_base << 16) + client->number / 16;
	struct sockaddr_in source = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(address),
	};
	int yes = 1;
	setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof(yes));
	return bind(client->fd, (struct sockaddr *)&source, sizeof(source));
}

void client_connect(struct client *client)
{
	struct crowd *crowd = client->crowd;
	struct sockaddr_in to = {
	    .sin_family = AF_INET,
	    .sin_port = htons(crowd->target.port),
	};
	inet_pton(AF_INET, crowd->target.host, &to.sin_addr);
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (client->fd < 0) {
		client_problem(client, "socket: %s", strerror(errno));
		return;
	}
	int yes = 1;
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (bind_source(client) < 0 ||
	    (connect(client->fd, (struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS)) {
		client_problem(client, "connect: %s", strerror(errno));
		close(client->fd);
		client->fd = -1;
		return;
	}
	client->ssl = SSL_new(crowd->tls);
	SSL_set_fd(client->ssl, client->fd);
	SSL_set_connect_state(client->ssl);
	client->state = CLIENT_CONNECTING;
	crowd->under_way++;
	client->epoll_events = EPOLLOUT;
	struct epoll_event event = {.events = EPOLLOUT, .data.ptr = client};
	epoll_ctl(crowd->epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
}

static void watch(struct client *client, uint32_t events)
{
	if (client->epoll_events == events) {
		return;
	}
	client->epoll_events = events;
	struct epoll_event event = {.events = events, .data.ptr = client};
	epoll_ctl(client->crowd->epoll_fd, EPOLL_CTL_MOD, client->fd, &event);
}

/* Writes what is waiting; watches for room when the socket takes no more. */
static void flush(struct client *client)
{
	size_t written = 0;
	while (written < client->out.len) {
		ERR_clear_error();
		size_t taken = 0;
		if (SSL_write_ex(client->ssl, client->out.data + written, client->out.len - written,
		        &taken) != 1) {
			int reason = SSL_get_error(client->ssl, 0);
			if (reason != SSL_ERROR_WANT_WRITE && reason != SSL_ERROR_WANT_READ) {
				dropped(client);
				return;
			}
			break;
		}
		written += taken;
	}
	buf_consume(&client->out, written);
	watch(client, client->out.len > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void client_send(struct client *client, const void *bytes, size_t len)
{
	client->last_sent_ns = now_ns();
	buf_append(&client->out, bytes, len);
	if (client->out.len == len) {
		flush(client);
	}
}

void client_ready(struct client *client)
{
	if (client->state != CLIENT_LOGIN) {
		return;
	}
	client->state = CLIENT_READY;
	client->crowd->under_way--;
	client->crowd->ready++;
}

static void shake(struct client *client)
{
	ERR_clear_error();
	int result = SSL_do_handshake(client->ssl);
	if (result != 1) {
		int reason = SSL_get_error(client->ssl, result);
		if (reason == SSL_ERROR_WANT_READ) {
			watch(client, EPOLLIN);
		} else if (reason == SSL_ERROR_WANT_WRITE) {
			watch(client, EPOLLOUT);
		} else {
			client_problem(client, "handshake failed: %s",
			    ERR_reason_error_string(ERR_peek_error()));
			dropped(client);
		}
		return;
	}
	client->state = CLIENT_LOGIN;
	watch(client, EPOLLIN);
	if (client->crowd->protocol->login) {
		client->crowd->protocol->login(client);
	} else {
		client_ready(client);
	}
}

/* Hands the bytes to the protocol, straight from the shared buffer where nothing is left over. */
static bool take(struct client *client, const uint8_t *bytes, size_t len)
{
	if (client->in.len > 0) {
		buf_append(&client->in, bytes, len);
		bytes = client->in.data;
		len = client->in.len;
	}
	size_t taken = client->crowd->protocol->received(client, bytes, len);
	if (client->state == CLIENT_CLOSED) {
		return false;
	}
	if (taken == SIZE_MAX) {
		client_problem(client, "the server sent what makes no sense");
		dropped(client);
		return false;
	}
	if (client->in.len > 0) {
		buf_consume(&client->in, taken);
	} else {
		buf_append(&client->in, bytes + taken, len - taken);
	}
	return true;
}

static void read_all(struct client *client)
{
	for (;;) {
		ERR_clear_error();
		size_t len = 0;
		if (SSL_read_ex(client->ssl, client->crowd->input, CLIENT_INPUT_SIZE, &len) != 1) {
			int reason = SSL_get_error(client->ssl, 0);
			if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
				dropped(client);
			}
			return;
		}
		if (!take(client, client->crowd->input, len)) {
			return;
		}
	}
}

void client_event(struct client *client, uint32_t epoll_events)
{
	if (client->state == CLIENT_CONNECTING) {
		int error = 0;
		socklen_t size = sizeof(error);
		getsockopt(client->fd, SOL_SOCKET, SO_ERROR, &error, &size);
		if (error != 0) {
			client_problem(client, "connect: %s", strerror(error));
			dropped(client);
			return;
		}
		client->state = CLIENT_SHAKING;
	}
	if (client->state == CLIENT_SHAKING) {
		shake(client);
	}
	if (client->state < CLIENT_LOGIN) {
		return;
	}
	if (epoll_events & EPOLLOUT) {
		flush(client);
	}
	if (client->state >= CLIENT_LOGIN) {
		read_all(client);
	}
}

void client_cut(struct client *client)
{
	if (client->state == CLIENT_CLOSED) {
		return;
	}
	struct linger reset = {.l_onoff = 1, .l_linger = 0};
	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	client_close(client);
}

void client_delivered(struct client *client, const uint8_t *payload, size_t len)
{
	struct crowd *crowd = client->crowd;
	char stamp[STAMP_SIZE];
	if (!client->seen || len < STAMP_SIZE) {
		return;
	}
	memcpy(stamp, payload, STAMP_SIZE - 1);
	stamp[STAMP_SIZE - 1] = '\0';
	char *end = NULL;
	uint64_t sent = strtoull(stamp, &end, 16);
	uint64_t index = strtoull(end, NULL, 16);
	if (index >= crowd->expected) {
		return;
	}
	uint8_t bit = (uint8_t)(1u << (index % 8));
	if (client->seen[index / 8] & bit) {
		crowd->repeated++;
		return;
	}
	client->seen[index / 8] |= bit;
	uint64_t now = now_ns();
	histogram_add(&crowd->delivery, now > sent ? now - sent : 0);
	crowd->delivered++;
}

void client_answered(struct client *client, uint64_t sent_ns)
{
	if (client->sent_times.len >= sizeof(uint64_t)) {
		if (sent_ns == 0) {
			memcpy(&sent_ns, client->sent_times.data, sizeof(sent_ns));
		}
		buf_consume(&client->sent_times, sizeof(uint64_t));
	}
	if (client->in_flight > 0) {
		client->in_flight--;
	}
	uint64_t now = now_ns();
	histogram_add(&client->crowd->answer, sent_ns > 0 && now > sent_ns ? now - sent_ns : 0);
	client->crowd->acknowledged++;
}

void client_deinit(struct client *client)
{
	client_close(client);
	buf_deinit(&client->in);
	buf_deinit(&client->out);
	buf_deinit(&client->sent_times);
	free(client->seen);
	client->seen = NULL;
}
