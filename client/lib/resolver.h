/*
 * Names to addresses, remembered for a minute, so that a thousand clients of one server ask once.
 * Never waits: the C library asks in a thread of its own (getaddrinfo_a), since a name service that
 * does not answer takes half a minute to say so. One thread at a time. Owns what it remembers; what
 * is still being asked when it is freed is left to the C library, for it cannot be taken back.
 */
#ifndef CONVENE_LIB_RESOLVER_H
#define CONVENE_LIB_RESOLVER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct resolver;

struct resolver *resolver_new(void);
void resolver_free(struct resolver *resolver); /* NULL is fine */

struct resolver_address {
	struct sockaddr_storage address;
	socklen_t len;
};

enum resolver_status {
	RESOLVER_FOUND,
	RESOLVER_ASKING, /* call again soon */
	RESOLVER_FAILED, /* with the reason in `why` */
};

/* Address number `attempt` (they are taken in turn) of a host. */
enum resolver_status resolver_get(struct resolver *resolver, const char *host, uint16_t port,
    unsigned attempt, int64_t now_ms, struct resolver_address *out, char *why, size_t why_size);

#endif
