/*
 * For tests of the network: a server on loopback with an echoing owner, and clients, all in one
 * thread. Nothing waits for time: fixture_run_until() turns the loop and steps the clients until a
 * condition holds, and fails the test if it has not within a generous limit.
 */
#ifndef CONVENE_TESTS_NET_FIXTURE_H
#define CONVENE_TESTS_NET_FIXTURE_H

#include "proto/buf.h"
#include "server/net/net.h"

#include <openssl/ssl.h>
#include <stdbool.h>

#define MAX_CLIENTS 512

/* One connection as its owner sees it. */
struct owner {
	struct fixture *fixture;       /* borrowed */
	struct stream *stream;         /* borrowed: NULL after `closed` */
	struct connection *connection; /* borrowed: the same, as net has it */
	const char *spoken;            /* what the table calls it, or "local" */
	uint64_t id;
	struct buf input;  /* received and not yet written back */
	struct buf seen;   /* all that was received */
	size_t written;    /* bytes handed to stream_write() */
	size_t first_room; /* offered at the beginning of the last `writable` */
	size_t to_send;    /* filler bytes still to be written */
	size_t stuck_at;   /* see owner_is_stuck() */
	unsigned stuck_for;
	unsigned received;     /* calls */
	unsigned writable;     /* calls */
	unsigned closed;       /* calls */
	bool closing_asked;    /* the test has called stream_close() */
	bool pause_when_given; /* pauses in each `received` */
	bool paused;
	bool silent; /* does not echo */
	enum close_reason reason;
	struct owner *next; /* owned */
};

/* The protocol that clients ask for, and one that the server knows, too. */
#define FIXTURE_PROTOCOL "test/1"
#define OTHER_PROTOCOL   "other/22"

struct client {
	int socket;       /* -1: closed */
	SSL *ssl;         /* owned; NULL: plain bytes */
	struct buf out;   /* still to be written */
	struct buf in;    /* all that was read */
	bool ready;       /* handshake done */
	bool reading;     /* false: leaves bytes in the socket */
	bool got_end;     /* close_notify, or the end of a plain stream */
	bool broken;      /* reset, alert, failed handshake, end without close_notify */
	unsigned alert;   /* OpenSSL's reason when broken */
	size_t at_a_time; /* most that is read in one step; 0: everything */
};

struct fixture {
	uv_loop_t loop;
	struct turn turn;
	struct tls *tls;
	struct log log;
	FILE *log_file;
	struct net *net;
	char folder[64];
	uint16_t port;
	SSL_CTX *client_context;
	struct owner *owners; /* the newest first */
	unsigned accepted;
	bool new_owners_are_silent;
	bool new_owners_start_paused;
	struct client clients[MAX_CLIENTS];
	size_t client_count;
	bool stopping;
	bool stopped;
};

/* Options NULL: the defaults. Listens on 127.0.0.1. */
void fixture_init(struct fixture *fixture, const struct net_options *options);
/* Stops the net; fixture_deinit() awaits the end. */
void fixture_stop(struct fixture *fixture);
/* Stops everything, unless that has begun; fails unless each owner was told `closed` exactly once.
 */
void fixture_deinit(struct fixture *fixture);

/* Connects; `tls` false: plain bytes. The client lives in the fixture. */
struct client *fixture_connect(struct fixture *fixture, bool tls);
struct client *fixture_connect_local(struct fixture *fixture, const char *path);
/* Connects, and returns when the server has accepted it; `*owner` is its owner. */
struct client *fixture_open(struct fixture *fixture, struct owner **owner);
void client_close(struct client *client);
/* close_notify, then the end of our side; still reads. */
void client_shut(struct client *client);

typedef bool fixture_condition(struct fixture *fixture, void *context);
void fixture_run_until(struct fixture *fixture, fixture_condition *condition, void *context,
    const char *what, const char *file, int line);
#define run_until(fixture, condition, context)                                                     \
	fixture_run_until(fixture, condition, context, #condition, __FILE__, __LINE__)
/* One turn of the loop and one step of each client. */
void fixture_step(struct fixture *fixture);
/* What was logged so far; freed by the caller. */
char *fixture_log(struct fixture *fixture);

/* Bytes that are never the same twice, the same in each run. */
void fill_bytes(struct buf *buf, size_t len, unsigned seed);

/* Conditions. */
bool client_is_ready(struct fixture *fixture, void *client);
bool client_is_over(struct fixture *fixture, void *client); /* ended or broken */
/* It has a write under way and has not got any further for a while of turns. */
bool owner_is_stuck(struct fixture *fixture, void *owner);
bool owner_is_closed(struct fixture *fixture, void *owner);
struct amount {
	struct client *client;
	size_t bytes;
};
bool client_has(struct fixture *fixture, void *amount);

#endif
