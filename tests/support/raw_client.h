/*
 * A client that sends whatever a test likes, for bytes that the real library would never send: TCP,
 * TLS and frames by hand, blocking, with a time limit on each wait. One thread. Owns its socket.
 * Exits with a message where even the transport fails that is not under test (expect.h).
 */
#ifndef CONVENE_TESTS_RAW_CLIENT_H
#define CONVENE_TESTS_RAW_CLIENT_H

#include "client/lib/join_link.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/frame.h"

#include <openssl/types.h>
#include <stdbool.h>

struct raw_client {
	int fd; /* -1: closed */
	SSL_CTX *context;
	SSL *ssl; /* NULL: TCP alone */
	struct frame_decoder decoder;
	struct buf received;             /* all plaintext so far */
	size_t looked_at;                /* bytes of it that were decoded */
	Convene__V1__ServerFrame *frame; /* owned: the one returned last */
};

enum raw_end {
	RAW_ORDERLY, /* close_notify, or the end of plain TCP */
	RAW_CUT,     /* anything else */
};

/* Connects to 127.0.0.1, from `source` ("127.0.0.2") unless that is NULL. */
void raw_connect_tcp(struct raw_client *client, uint16_t port, const char *source);

/* The same with a TLS handshake, ALPN "convene/1". The certificate is not looked at. */
void raw_connect(struct raw_client *client, uint16_t port, const char *source);

/* Closes at once. `abort`: with a reset instead of an end. */
void raw_close(struct raw_client *client, bool abort);

/* Sends over TLS, or as plain TCP where there is no TLS. False when the peer is gone. */
bool raw_send(struct raw_client *client, const void *bytes, size_t len);

/* One delimited frame. */
bool raw_send_frame(struct raw_client *client, const Convene__V1__ClientFrame *frame);

/* Only the first `len` bytes of it, and length prefix included. */
bool raw_send_part(struct raw_client *client, const Convene__V1__ClientFrame *frame, size_t len);

/* The next frame; NULL at the end. Borrowed until the next call. */
const Convene__V1__ServerFrame *raw_receive(struct raw_client *client);

/* Reads plain bytes to the end of the connection. */
enum raw_end raw_wait_end(struct raw_client *client);

/* Reads on until an Error comes and the connection ends after it; returns its code, 0 when it ended
 * without one. `message` may be NULL. */
Convene__V1__ErrorCode raw_wait_error(
    struct raw_client *client, char *message, size_t size, uint64_t *retry_after_ms);

/* A Hello with the join code of `link`. `name` may be NULL. */
bool raw_hello(struct raw_client *client, const struct join_link *link, const char *name);

/* The same, and waits for Welcome and CaughtUp. Returns the participant's id. */
uint64_t raw_login(struct raw_client *client, const struct join_link *link, const char *name);

#endif
