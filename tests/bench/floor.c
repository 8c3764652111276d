/*
 * The floor under every TLS fan-out server: accepts TLS clients and, for every message of 200 bytes
 * that one of them sends, does one SSL_write and one send for each of the others. No framing, no
 * filter, no log, nothing on disk. What a real server takes more than this is its own doing.
 *
 *   floor CERTIFICATE KEY PORT_FILE
 *
 * Listens on loopback only, writes the port to PORT_FILE once it accepts, ends on SIGTERM.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_SIZE 200
#define PEERS_MAX    65536
#define MESSAGES_MAX (1u << 20)

struct peer {
	int fd;   /* owned */
	SSL *ssl; /* owned */
	bool shaken;
	bool publishes;
	bool blocked;  /* waits for room in its socket */
	uint32_t sent; /* messages of the log that it was sent */
};

struct floor_server {
	SSL_CTX *tls;        /* owned */
	int epoll_fd;        /* owned */
	int listen_fd;       /* owned */
	struct peer **peers; /* owned; by file descriptor */
	int highest_fd;
	uint8_t *log; /* owned; every message, one after the other */
	uint32_t log_len;
	uint32_t part; /* bytes of the message that is arriving */
};

static void fail(const char *what)
{
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void peer_close(struct floor_server *server, struct peer *peer)
{
	server->peers[peer->fd] = NULL;
	SSL_free(peer->ssl);
	close(peer->fd);
	free(peer);
}

static void peer_watch(struct floor_server *server, struct peer *peer, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.fd = peer->fd};
	epoll_ctl(server->epoll_fd, EPOLL_CTL_MOD, peer->fd, &event);
}

/* Sends what the peer has not had, one SSL_write and so one send a message. */
static void peer_send(struct floor_server *server, struct peer *peer)
{
	while (peer->sent < server->log_len) {
		ERR_clear_error();
		const uint8_t *message = server->log + (size_t)peer->sent * MESSAGE_SIZE;
		if (SSL_write(peer->ssl, message, MESSAGE_SIZE) <= 0) {
			if (!peer->blocked) {
				peer_watch(server, peer, EPOLLIN | EPOLLOUT);
			}
			peer->blocked = true;
			return;
		}
		peer->sent++;
	}
	if (peer->blocked) {
		peer_watch(server, peer, EPOLLIN);
	}
	peer->blocked = false;
}

static void fan_out(struct floor_server *server)
{
	for (int fd = 0; fd <= server->highest_fd; fd++) {
		struct peer *peer = server->peers[fd];
		if (peer && peer->shaken && !peer->publishes && !peer->blocked) {
			peer_send(server, peer);
		}
	}
}

static void peer_read(struct floor_server *server, struct peer *peer)
{
	for (;;) {
		if (server->log_len == MESSAGES_MAX) {
			return;
		}
		uint8_t *to = server->log + (size_t)server->log_len * MESSAGE_SIZE + server->part;
		ERR_clear_error();
		int len = SSL_read(peer->ssl, to, (int)(MESSAGE_SIZE - server->part));
		if (len <= 0) {
			int reason = SSL_get_error(peer->ssl, len);
			if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
				peer_close(server, peer);
			}
			return;
		}
		peer->publishes = true;
		server->part += (uint32_t)len;
		if (server->part < MESSAGE_SIZE) {
			continue;
		}
		server->part = 0;
		server->log_len++;
		fan_out(server);
		SSL_write(peer->ssl, "\n", 1);
	}
}

static void peer_event(struct floor_server *server, struct peer *peer, uint32_t events)
{
	if (!peer->shaken) {
		ERR_clear_error();
		int result = SSL_accept(peer->ssl);
		if (result != 1) {
			int reason = SSL_get_error(peer->ssl, result);
			if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
				peer_close(server, peer);
			}
			return;
		}
		peer->shaken = true;
		peer->sent = server->log_len;
	}
	if (peer->blocked && (events & EPOLLOUT)) {
		peer_send(server, peer);
	}
	peer_read(server, peer);
}

static void accept_all(struct floor_server *server)
{
	int fd;
	while ((fd = accept4(server->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		if (fd >= PEERS_MAX) {
			close(fd);
			continue;
		}
		int yes = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
		struct peer *peer = calloc(1, sizeof(*peer));
		if (!peer) {
			fail("memory");
		}
		peer->fd = fd;
		peer->ssl = SSL_new(server->tls);
		SSL_set_fd(peer->ssl, fd);
		SSL_set_accept_state(peer->ssl);
		server->peers[fd] = peer;
		if (fd > server->highest_fd) {
			server->highest_fd = fd;
		}
		struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
		epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event);
	}
}

static SSL_CTX *server_tls(const char *certificate, const char *key)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	if (!tls || SSL_CTX_use_certificate_chain_file(tls, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1) {
		fail("certificate");
	}
	SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
	SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(tls, 0);
	return tls;
}

static uint16_t listen_loopback(struct floor_server *server)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(at);
	server->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (bind(server->listen_fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(server->listen_fd, 4096) < 0 ||
	    getsockname(server->listen_fd, (struct sockaddr *)&at, &size) < 0) {
		fail("listen");
	}
	struct epoll_event event = {.events = EPOLLIN, .data.fd = server->listen_fd};
	epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, server->listen_fd, &event);
	return ntohs(at.sin_port);
}

static void write_port(const char *path, uint16_t port)
{
	char fresh[4096];
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	FILE *file = fopen(fresh, "we");
	if (!file || fprintf(file, "%u\n", port) < 0 || fclose(file) != 0 ||
	    rename(fresh, path) < 0) {
		fail(path);
	}
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: floor CERTIFICATE KEY PORT_FILE\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	struct floor_server server = {
	    .tls = server_tls(argv[1], argv[2]),
	    .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
	    .peers = calloc(PEERS_MAX, sizeof(struct peer *)),
	    /* grows into memory only as messages come */
	    .log = malloc((size_t)MESSAGES_MAX * MESSAGE_SIZE + MESSAGE_SIZE),
	};
	if (!server.peers || !server.log || server.epoll_fd < 0) {
		fail("memory");
	}
	write_port(argv[3], listen_loopback(&server));
	for (;;) {
		struct epoll_event events[256];
		int count = epoll_wait(server.epoll_fd, events, 256, -1);
		for (int index = 0; index < count; index++) {
			int fd = events[index].data.fd;
			if (fd == server.listen_fd) {
				accept_all(&server);
			} else if (server.peers[fd]) {
				peer_event(&server, server.peers[fd], events[index].events);
			}
		}
	}
}
