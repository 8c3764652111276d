#include "client/lib/resolver.h"

#include "proto/xalloc.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>

#define REMEMBER_MS         60000
#define REMEMBER_FAILURE_MS 2000
#define ADDRESSES_MAX       16

struct host {
	struct host *next; /* owned */
	char *name;        /* owned */
	uint16_t port;
	int64_t until_ms;
	int error; /* of getaddrinfo(); 0: good */
	struct resolver_address list[ADDRESSES_MAX];
	unsigned count;
};

struct resolver {
	struct host *hosts; /* owned */
};

struct resolver *resolver_new(void)
{
	return xcalloc(1, sizeof(struct resolver));
}

void resolver_free(struct resolver *resolver)
{
	if (resolver == NULL)
		return;
	while (resolver->hosts != NULL) {
		struct host *host = resolver->hosts;

		resolver->hosts = host->next;
		free(host->name);
		free(host);
	}
	free(resolver);
}

static void ask(struct host *host, int64_t now_ms)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char port[8];

	snprintf(port, sizeof(port), "%u", host->port);
	host->count = 0;
	host->error = getaddrinfo(host->name, port, &hints, &found);
	if (host->error == 0) {
		for (const struct addrinfo *at = found; at != NULL && host->count < ADDRESSES_MAX;
		     at = at->ai_next) {
			struct resolver_address *address = &host->list[host->count++];

			memcpy(&address->address, at->ai_addr, at->ai_addrlen);
			address->len = at->ai_addrlen;
		}
		freeaddrinfo(found);
	}
	host->until_ms = now_ms + (host->error == 0 ? REMEMBER_MS : REMEMBER_FAILURE_MS);
}

bool resolver_get(struct resolver *resolver, const char *name, uint16_t port, unsigned attempt,
    int64_t now_ms, struct resolver_address *out, char *why, size_t why_size)
{
	struct host *host = resolver->hosts;

	while (host != NULL && (host->port != port || strcmp(host->name, name) != 0))
		host = host->next;
	if (host == NULL) {
		host = xcalloc(1, sizeof(*host));
		host->name = xstrdup(name);
		host->port = port;
		host->until_ms = INT64_MIN;
		host->next = resolver->hosts;
		resolver->hosts = host;
	}
	if (now_ms >= host->until_ms)
		ask(host, now_ms);
	if (host->error != 0 || host->count == 0) {
		snprintf(why, why_size, "the host \"%s\" is not known: %s", name,
		    gai_strerror(host->error));
		return false;
	}
	*out = host->list[attempt % host->count];
	return true;
}
