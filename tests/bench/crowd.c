#include "tests/bench/crowd.h"
#include "tests/bench/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define TURN_EVENTS   256
#define SWEEP_NS      (1000u * 1000u * 1000u)
#define PING_AFTER_NS (20ull * 1000u * 1000u * 1000u)

uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static SSL_CTX *client_tls(void)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
	if (!tls) {
		return NULL;
	}
	/* The other end is on this machine, in a folder of ours: nothing to verify. */
	SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
	SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
	                          SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
	return tls;
}

bool crowd_init(struct crowd *crowd, const struct protocol *protocol, const struct target *target,
    bool subscribes, uint32_t count, uint32_t expected)
{
	memset(crowd, 0, sizeof(*crowd));
	crowd->protocol = protocol;
	crowd->target = *target;
	crowd->subscribes = subscribes;
	crowd->count = count;
	crowd->at_once = 64;
	crowd->expected = expected;
	crowd->tls = client_tls();
	crowd->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	crowd->clients = calloc(count, sizeof(*crowd->clients));
	crowd->input = malloc(CLIENT_INPUT_SIZE);
	if (!crowd->tls || crowd->epoll_fd < 0 || !crowd->clients || !crowd->input) {
		snprintf(crowd->problem, sizeof(crowd->problem), "out of memory or handles");
		return false;
	}
	if (strcmp(protocol->name, "convene") == 0) {
		SSL_CTX_set_alpn_protos(crowd->tls,
		    (const uint8_t *)"\x09"
		                     "convene/1",
		    10);
	}
	for (uint32_t number = 0; number < count; number++) {
		struct client *client = &crowd->clients[number];
		client->crowd = crowd;
		client->number = number;
		client->fd = -1;
		client->seen = subscribes ? calloc(expected / 8 + 1, 1) : NULL;
	}
	return true;
}

void crowd_deinit(struct crowd *crowd)
{
	for (uint32_t number = 0; crowd->clients && number < crowd->count; number++) {
		client_deinit(&crowd->clients[number]);
	}
	free(crowd->clients);
	free(crowd->input);
	if (crowd->epoll_fd >= 0) {
		close(crowd->epoll_fd);
	}
	SSL_CTX_free(crowd->tls);
	memset(crowd, 0, sizeof(*crowd));
	crowd->epoll_fd = -1;
}

static void connect_more(struct crowd *crowd)
{
	while (crowd->under_way < crowd->at_once && crowd->next_closed < crowd->count) {
		struct client *client = &crowd->clients[crowd->next_closed++];
		if (client->state == CLIENT_CLOSED) {
			client_connect(client);
		}
	}
}

static void sweep(struct crowd *crowd, uint64_t now)
{
	crowd->last_sweep_ns = now;
	crowd->next_closed = 0; /* those that were dropped come back */
	for (uint32_t number = 0; number < crowd->count && crowd->protocol->ping; number++) {
		struct client *client = &crowd->clients[number];
		if (client->state == CLIENT_READY && now - client->last_sent_ns > PING_AFTER_NS) {
			crowd->protocol->ping(client);
		}
	}
}

void crowd_turn(struct crowd *crowd, uint64_t wait_ns)
{
	uint64_t now = now_ns();
	if (now - crowd->last_sweep_ns > SWEEP_NS) {
		sweep(crowd, now);
	}
	connect_more(crowd);
	struct timespec wait = {
	    .tv_sec = (time_t)(wait_ns / 1000000000u),
	    .tv_nsec = (long)(wait_ns % 1000000000u),
	};
	struct epoll_event events[TURN_EVENTS];
	int count = epoll_pwait2(crowd->epoll_fd, events, TURN_EVENTS, &wait, NULL);
	for (int index = 0; index < count; index++) {
		client_event(events[index].data.ptr, events[index].events);
	}
}

bool crowd_is_hopeless(const struct crowd *crowd)
{
	return crowd->dropped > crowd->count + 10;
}

void crowd_cut(struct crowd *crowd)
{
	for (uint32_t number = 0; number < crowd->count; number++) {
		client_cut(&crowd->clients[number]);
	}
	crowd->under_way = 0;
	crowd->next_closed = 0;
	crowd->ready = 0;
}

void crowd_publish(struct crowd *crowd, uint32_t number, uint32_t index, size_t event_size)
{
	struct client *client = &crowd->clients[number];
	if (client->state != CLIENT_READY) {
		return;
	}
	char payload[PAYLOAD_SIZE_MAX + 1];
	size_t overhead = crowd->protocol->payload_overhead;
	size_t len = event_size > overhead + STAMP_SIZE ? event_size - overhead : STAMP_SIZE;
	len = len > PAYLOAD_SIZE_MAX ? PAYLOAD_SIZE_MAX : len;
	uint64_t now = now_ns();
	memset(payload, 'x', len);
	snprintf(payload, STAMP_SIZE, "%016llx %08x", (unsigned long long)now, index);
	payload[STAMP_SIZE - 1] = ' ';
	buf_append(&client->sent_times, &now, sizeof(now));
	client->in_flight++;
	crowd->protocol->publish(client, payload, len, now);
}
