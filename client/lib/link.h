/*
 * One TLS connection to a server, non-blocking: TLS 1.3, ALPN "convene/1", and the certificate
 * checked either against the fingerprint in the join link or against the system's trust store and
 * the host's name. One thread at a time. Owns its socket. Any failure is final for this connection:
 * link_error() says what it was, link_untrusted() whether another attempt is pointless.
 */
#ifndef CONVENE_LIB_LINK_H
#define CONVENE_LIB_LINK_H

#include "client/lib/join_link.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Settings that all links of a process share. NULL with `why` filled in when TLS cannot be set up.
 */
SSL_CTX *link_context_new(char *why, size_t why_size);
void link_context_free(SSL_CTX *context); /* NULL is fine */

struct link;

/* Begins to connect to `address`. Never NULL: what fails is told by link_advance(). */
struct link *link_open(SSL_CTX *context, const struct join_link *target,
    const struct sockaddr *address, socklen_t address_len);

/* Closes, telling the server so if that is possible without waiting. NULL is fine. */
void link_close(struct link *link);

enum link_status {
	LINK_BUSY,  /* not open yet: wait until link_wants_write() or reading is possible */
	LINK_OPEN,  /* bytes can be sent and received */
	LINK_ENDED, /* the server closed the connection in an orderly way */
	LINK_FAILED,
};

/* Goes on with connecting and the handshake; to be called when the socket is ready. */
enum link_status link_advance(struct link *link);

int link_fd(const struct link *link); /* -1 when there is none */

/* Whether the link waits for the socket to take bytes (besides waiting for some to arrive). */
bool link_wants_write(const struct link *link);

/* Reads what is there, up to `size`. Returns LINK_OPEN with `*len` (0: nothing now), or what ended.
 */
enum link_status link_read(struct link *link, void *bytes, size_t size, size_t *len);

/* Sends as much as goes without waiting; `*sent` may be less than `len`. */
enum link_status link_write(struct link *link, const void *bytes, size_t len, size_t *sent);

/* Whether bytes that waited here or on their way at the last call have been taken by the other end
 * since, and others still wait: a slow network that is not a dead one. */
bool link_progressed(struct link *link);

const char *link_error(const struct link *link); /* borrowed; "" while nothing is wrong */

/* The server's certificate is not the one to be trusted: do not come back. */
bool link_untrusted(const struct link *link);

#endif
