#include "tests/support/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAIRS_MAX 16

struct pair {
	int client, server;
};

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void close_pair(struct pair *pair)
{
	close(pair->client);
	close(pair->server);
	pair->client = -1;
}

/* Passes on what is there. False: the connection has ended. */
static bool pass(int from, int to, size_t most)
{
	char bytes[4096];
	ssize_t len = read(from, bytes, most < sizeof(bytes) ? most : sizeof(bytes)), at = 0;

	while (at < len) {
		ssize_t written = send(to, bytes + at, (size_t)(len - at), MSG_NOSIGNAL);

		if (written <= 0) {
			return false;
		}
		at += written;
	}
	return len > 0;
}

static void accept_one(struct relay *relay, struct pair *pairs)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(relay->server),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct pair pair = {.client = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC),
	    .server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};

	for (size_t i = 0; i < PAIRS_MAX; i++) {
		if (pairs[i].client < 0 && pair.client >= 0 &&
		    connect(pair.server, (struct sockaddr *)&to, sizeof(to)) == 0) {
			pairs[i] = pair;
			return;
		}
	}
	close_pair(&pair);
}

static void serve(struct relay *relay, struct pair *pair, const struct pollfd *client,
    const struct pollfd *server, long budget)
{
	bool good = true;

	if (client->revents != 0 && budget != 0) {
		size_t most = budget < 0 || budget > 4096 ? 4096 : (size_t)budget;

		/* less may have come: what counts is that no more passes */
		if (budget > 0) {
			atomic_fetch_sub(&relay->budget, (long)most);
		}
		good = pass(pair->client, pair->server, most);
	}
	if (good && server->revents != 0) {
		good = pass(pair->server, pair->client, 4096);
	}
	if (!good) {
		close_pair(pair);
	}
}

static void *run(void *context)
{
	struct relay *relay = context;
	struct pair pairs[PAIRS_MAX];

	for (size_t i = 0; i < PAIRS_MAX; i++) {
		pairs[i].client = -1;
	}
	while (!atomic_load(&relay->ends)) {
		struct pollfd fds[2 + 2 * PAIRS_MAX] = {{.fd = relay->listener, .events = POLLIN},
		    {.fd = relay->waker[0], .events = POLLIN}};
		long budget = atomic_load(&relay->budget);
		char woken[64];

		for (size_t i = 0; i < PAIRS_MAX; i++) {
			bool open = pairs[i].client >= 0;

			fds[2 + 2 * i] = (struct pollfd){
			    .fd = open && budget != 0 ? pairs[i].client : -1, .events = POLLIN};
			fds[3 + 2 * i] =
			    (struct pollfd){.fd = open ? pairs[i].server : -1, .events = POLLIN};
		}
		if (poll(fds, 2 + 2 * PAIRS_MAX, -1) < 0) {
			continue;
		}
		if (fds[1].revents != 0 && read(relay->waker[0], woken, sizeof(woken)) < 0) {
			break;
		}
		if (fds[0].revents != 0) {
			accept_one(relay, pairs);
		}
		for (size_t i = 0; i < PAIRS_MAX; i++) {
			if (pairs[i].client >= 0) {
				serve(relay, &pairs[i], &fds[2 + 2 * i], &fds[3 + 2 * i], budget);
			}
		}
		if (atomic_exchange(&relay->cut, false)) {
			for (size_t i = 0; i < PAIRS_MAX; i++) {
				if (pairs[i].client >= 0) {
					close_pair(&pairs[i]);
				}
			}
		}
	}
	for (size_t i = 0; i < PAIRS_MAX; i++) {
		if (pairs[i].client >= 0) {
			close_pair(&pairs[i]);
		}
	}
	return NULL;
}

static void wake(struct relay *relay)
{
	if (write(relay->waker[1], "x", 1) != 1) {
		give_up("write");
	}
}

void relay_start(struct relay *relay, uint16_t server)
{
	struct sockaddr_in here = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(here);

	*relay = (struct relay){.server = server};
	atomic_init(&relay->budget, -1);
	relay->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (relay->listener < 0 || bind(relay->listener, (struct sockaddr *)&here, len) != 0 ||
	    listen(relay->listener, PAIRS_MAX) != 0 ||
	    getsockname(relay->listener, (struct sockaddr *)&here, &len) != 0 ||
	    pipe2(relay->waker, O_CLOEXEC) != 0) {
		give_up("listen");
	}
	relay->port = ntohs(here.sin_port);
	if (pthread_create(&relay->thread, NULL, run, relay) != 0) {
		give_up("thread");
	}
}

void relay_end(struct relay *relay)
{
	atomic_store(&relay->ends, true);
	wake(relay);
	pthread_join(relay->thread, NULL);
	close(relay->listener);
	close(relay->waker[0]);
	close(relay->waker[1]);
}

void relay_allow(struct relay *relay, long bytes)
{
	atomic_store(&relay->budget, bytes);
	wake(relay);
}

void relay_cut(struct relay *relay)
{
	atomic_store(&relay->cut, true);
	wake(relay);
}
