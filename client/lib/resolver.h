/*
 * Names to addresses, remembered for a minute, so that a thousand clients of one server ask once.
 * Asks the system's resolver and waits for it: the only thing in this library that may block. One
 * thread at a time. Owns what it remembers.
 */
#ifndef CONVENE_CLIENT_RESOLVER_H
#define CONVENE_CLIENT_RESOLVER_H

#include <stdbool.h>
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

/*
 * Address number `attempt` (they are taken in turn) of a host. False, with the reason in `why`,
 * when there is none.
 */
bool resolver_get(struct resolver *resolver, const char *host, uint16_t port, unsigned attempt,
    int64_t now_ms, struct resolver_address *out, char *why, size_t why_size);

#endif
