/*
 * A crowd: many TLS clients of one server, on one epoll, in one thread. Connects them, a bounded
 * number of handshakes at a time, keeps them logged in through a protocol's table of functions,
 * and counts what they are sent. Owns its clients. Only the counters marked atomic may be read from
 * another thread while a crowd runs.
 */
#ifndef CONVENE_BENCH_CROWD_H
#define CONVENE_BENCH_CROWD_H

#include "proto/buf.h"
#include "tests/bench/histogram.h"

#include <openssl/ssl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An event's payload: 16 hex digits of the moment it was sent, a space, 8 of its index, filler. */
#define STAMP_SIZE       26
#define PAYLOAD_SIZE_MAX 1024
#define TOKEN_SIZE       32

struct client;
struct crowd;

/* The servers differ in this only. Functions may be NULL where there is nothing to do. */
struct protocol {
	const char *name;
	/* Sends whatever logs in or subscribes; called after each handshake. NULL: ready at once.
	 */
	void (*login)(struct client *client);
	/* Takes whole messages from the bytes; returns how many bytes it took, SIZE_MAX if they
	 * make no sense. */
	size_t (*received)(struct client *client, const uint8_t *bytes, size_t len);
	void (*publish)(struct client *client, const char *payload, size_t len, uint64_t now_ns);
	/* Said when nothing was sent for 20 s. */
	void (*ping)(struct client *client);
	/* Bytes around a payload within an event of 200 bytes, as far as the server counts them. */
	size_t payload_overhead;
	/* Most messages a client may have unanswered. */
	uint32_t in_flight_max;
};
extern const struct protocol protocol_floor, protocol_convene, protocol_mqtt, protocol_redis;

/* Where to connect, as whom. */
struct target {
	const char *host; /* borrowed: outlives the crowd */
	uint16_t port;
	const char *exercise_id; /* borrowed; convene only */
	const char *join_code;   /* borrowed; convene only */
};

enum client_state { CLIENT_CLOSED, CLIENT_CONNECTING, CLIENT_SHAKING, CLIENT_LOGIN, CLIENT_READY };

struct client {
	struct crowd *crowd; /* borrowed: the crowd owns the client */
	uint32_t number;
	enum client_state state;
	int fd;   /* owned; -1 when closed */
	SSL *ssl; /* owned; NULL when closed */
	uint32_t epoll_events;
	struct buf in;  /* owned: a message that has not wholly arrived */
	struct buf out; /* owned: what the socket did not take */
	uint64_t last_sent_ns;
	uint32_t in_flight;
	struct buf sent_times; /* owned: a uint64_t for each unanswered message, oldest first */
	uint8_t *seen;         /* owned: a bit for each payload's index */
	/* convene only */
	uint64_t event_number; /* of the last event that came, and its check */
	uint8_t check[8];
	size_t check_len;
	uint8_t token[TOKEN_SIZE];
	bool has_token;
};

struct crowd {
	const struct protocol *protocol; /* borrowed: static */
	struct target target;
	bool subscribes;
	uint32_t count;
	uint32_t at_once;       /* handshakes and logins under way at the same time */
	uint32_t expected;      /* payload indices are below this */
	uint32_t address_base;  /* clients come from 127.(1 + base).x.y, 16 from each */
	SSL_CTX *tls;           /* owned */
	int epoll_fd;           /* owned */
	struct client *clients; /* owned */
	uint8_t *input;         /* owned: where bytes are read to */
	uint32_t under_way;
	uint32_t next_closed; /* where to look for the next client that is to connect */
	uint64_t last_sweep_ns;
	/* counted */
	_Atomic uint32_t ready;
	_Atomic uint64_t delivered;
	_Atomic uint64_t acknowledged;
	_Atomic uint64_t refused;  /* commands that the server refused */
	_Atomic uint64_t dropped;  /* connections that ended without our doing */
	_Atomic uint64_t repeated; /* payloads that a client had already */
	_Atomic uint64_t disordered;
	struct histogram delivery; /* payload sent -> at the subscriber */
	struct histogram answer;   /* message sent -> answer at its sender */
	char problem[256];         /* the first thing that went wrong; "" if nothing did */
};

uint64_t now_ns(void);

/* False with crowd->problem set when something the crowd needs cannot be had. */
bool crowd_init(struct crowd *crowd, const struct protocol *protocol, const struct target *target,
    bool subscribes, uint32_t count, uint32_t expected);
void crowd_deinit(struct crowd *crowd);

/* Connects who is not connected, waits at most `wait_ns` for something to happen, and handles it.
 */
void crowd_turn(struct crowd *crowd, uint64_t wait_ns);

/* True when more connections were dropped than any server has a reason to drop. */
bool crowd_is_hopeless(const struct crowd *crowd);

/* Kills every socket at once, without a goodbye; the turns that follow connect all again. */
void crowd_cut(struct crowd *crowd);

/* Sends payload `index` as client `number`. */
void crowd_publish(struct crowd *crowd, uint32_t number, uint32_t index, size_t event_size);

/* --- for the protocols --- */
void client_send(struct client *client, const void *bytes, size_t len);
void client_ready(struct client *client);
void client_delivered(struct client *client, const uint8_t *payload, size_t len);
/* The oldest unanswered message was answered, or the one sent at `sent_ns` if that is not 0. */
void client_answered(struct client *client, uint64_t sent_ns);
void client_problem(struct client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
