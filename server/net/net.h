/*
 * Accepts connections for one loop and carries their life: handshake budget, deadlines.
 * Loop thread only. Owns its sockets and connections; borrows loop, turn, tls and
 * log, which outlive it. The process ignores SIGPIPE (the program's main sees to that): a write to
 * a peer that is gone is an error code here.
 */
#ifndef CONVENE_NET_NET_H
#define CONVENE_NET_NET_H

#include "server/base/err.h"
#include "server/base/log.h"
#include "server/base/stream.h"
#include "server/base/turn.h"
#include "server/net/tls.h"

#include <stdint.h>
#include <uv.h>

struct net; /* everything of a loop's network: listeners, connections, shared buffers */

struct net_options {
	uint32_t max_connections;    /* further ones wait in the kernel's queue */
	uint32_t max_per_address;    /* strangers' connections from one address (IPv6: one /64):
	                                see stream_vouch(); further ones are closed at once */
	uint32_t handshake_ms;       /* from accept to the end of the handshake */
	uint32_t stall_ms;           /* unsent bytes and no progress */
	uint32_t socket_send_buffer; /* bytes; 0: the system's default */
};
void net_options_default(struct net_options *options);

/*
 * A connection that is ready (handshake done) is a stream, and goes to the `accept` of the protocol
 * that it speaks. `protocols` (tls.h) is borrowed, outlives the net and the TLS, and ends with a
 * row without a name: that one is for local sockets, which have no TLS to name a protocol. `tls`
 * may be NULL when only local sockets are listened on.
 */
struct net *net_new(uv_loop_t *loop, struct turn *turn, struct tls *tls, struct log *log,
    const struct net_options *options, const struct protocol *protocols, void *context);

/* Listens on host (an IPv4 or IPv6 address; "::" takes IPv6 alone) and port; port 0 lets the system
 * choose. `*bound_port` is the port in use. May be called several times. ERR_BUSY: somebody else
 * has the port. */
int net_listen(
    struct net *net, const char *host, uint16_t port, uint16_t *bound_port, struct err *err);

/* Listens on a local socket at `path` (mode 0600); no TLS. A socket file that nobody listens on any
 * more is replaced. */
int net_listen_local(struct net *net, const char *path, struct err *err);

/* No more accepts; a local socket's file is removed. */
void net_stop_listening(struct net *net);

/* Closes all connections (each `closed` is called), then calls `stopped`, after which net_free() is
 * allowed. Owners that have asked for `writable` get it once more before: what they say last, that
 * the server stops, reaches everybody. */
void net_stop(struct net *net, void (*stopped)(void *context), void *context);
void net_free(struct net *net);

#endif
