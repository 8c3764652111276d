/*
 * A connection: a stream of plaintext bytes over TLS, or over a local socket without. Loop thread
 * only. The connection is freed by itself after `closed`; others hold its user's data or its id,
 * never a pointer beyond that.
 *
 * Bytes arrive through `received`. Bytes leave when the connection asks for them: whoever has
 * something to send calls connection_want_write(); in one of the next turns `writable` is called
 * and hands over bytes with connection_write() until that says that no more are taken. So a
 * connection holds no queue of its own but the ciphertext of one unfinished write. No callback is
 * called from within a call of this header.
 */
#ifndef CONVENE_NET_CONNECTION_H
#define CONVENE_NET_CONNECTION_H

#include "server/net/address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connection;

enum close_reason {
	CLOSE_BY_PEER, /* orderly */
	CLOSE_BY_US,
	CLOSE_TRUNCATED,  /* the peer vanished or cut the stream without a close_notify */
	CLOSE_TLS_FAILED, /* handshake or record failed */
	CLOSE_HANDSHAKE_TIMEOUT,
	CLOSE_DEADLINE, /* connection_set_deadline() passed */
	CLOSE_STALLED,  /* the peer took nothing for too long */
};
const char *close_reason_text(enum close_reason reason);

/* What the owner of a connection is told. */
struct connection_events {
	/* a piece of at most 4 KiB; between two of them a pause or a close is heeded */
	void (*received)(void *user, const uint8_t *bytes, size_t len);
	void (*writable)(void *user);
	/* The deadline has passed: say so and close, if there is anything to say. NULL: the
	 * connection is closed with CLOSE_DEADLINE. */
	void (*expired)(void *user);
	void (*closed)(void *user, enum close_reason reason); /* last call */
};

/* Sets who is told; called once, in the listener's `accepted` callback. `events` is copied. `user`
 * is borrowed: lives until `closed`. */
void connection_attach(
    struct connection *connection, const struct connection_events *events, void *user);

/* 1, 2, 3, ...; never used again. */
uint64_t connection_id(const struct connection *connection);
/* "192.0.2.7" or "local"; borrowed. */
const char *connection_address(const struct connection *connection);
/* What limits of an address are counted under: an IPv4 address, or an IPv6 network (address.h). */
void connection_address_key(const struct connection *connection, char out[ADDRESS_KEY_TEXT_BYTES]);
/* Over the local socket: whoever can open it administers the server. */
bool connection_is_local(const struct connection *connection);

/* Asks for one call of `writable`. */
void connection_want_write(struct connection *connection);

/*
 * Encrypts and sends; only from `writable`. All of `bytes` is taken. Returns how many more bytes
 * may usefully be written now; 0: stop, `writable` is called again by itself once the socket takes
 * more. With `len` 0 it only tells. What is written in one call of `writable` is sent together, in
 * pieces of at least 32 KiB; a caller that heeds the answer is offered at most 32 KiB at a time, so
 * that a peer that stops reading costs no more than that.
 */
size_t connection_write(struct connection *connection, const uint8_t *bytes, size_t len);

/*
 * How many bytes may usefully be written now: a large batch for a peer that keeps up, one TLS
 * record for one whose last write did not go out whole, 0 while a write is under way. What
 * connection_write() returns, asked beforehand.
 */
size_t connection_room(const struct connection *connection);

/* Stops and resumes reading from the socket. After a pause `received` is not called again before
 * the resume; what has been read already is kept. */
void connection_pause(struct connection *connection);
void connection_resume(struct connection *connection);

/* Closes with CLOSE_DEADLINE unless set anew within `ms`; 0: no deadline. One a connection;
 * granularity 1 s. */
void connection_set_deadline(struct connection *connection, uint32_t ms);

/* Closes: sends what is already encrypted, the close_notify, waits for the peer to do the same, for
 * 5 s at most, then closes. Neither `received` nor `writable` is called any more; `closed` follows.
 */
void connection_close(struct connection *connection);

#endif
