/*
 * Names are asked for by the C library in a thread of its own, since getaddrinfo() blocks. What it
 * has in hand belongs to it until it says otherwise: a host that is still being asked for at the
 * end, and cannot be called back, is left to it. Answers are remembered for a minute, failures for
 * a moment.
 */
#include "client/lib/resolver.h"

#include "proto/xalloc.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define REMEMBER_MS         60000
#define REMEMBER_FAILURE_MS 2000
#define ADDRESSES_MAX       16

struct host {
	struct host *next; /* owned */
	char *name;        /* owned */
	char service[8];
	uint16_t port;
	int64_t until_ms;
	int error; /* of getaddrinfo(); 0: good */
	struct resolver_address list[ADDRESSES_MAX];
	unsigned count;
	/* while it is being asked these are the C library's */
	bool asking;
	struct addrinfo hints;
	struct gaicb request;
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
	if (resolver == NULL) {
		return;
	}
	while (resolver->hosts != NULL) {
		struct host *host = resolver->hosts;
		resolver->hosts = host->next;
		if (host->asking && gai_cancel(&host->request) != EAI_CANCELED &&
		    gai_error(&host->request) == EAI_INPROGRESS) {
			continue;
		}
		if (host->asking && host->request.ar_result != NULL) {
			freeaddrinfo(host->request.ar_result);
		}
		free(host->name);
		free(host);
	}
	free(resolver);
}

/* What was found, or why not. */
static void keep(struct host *host, int error, struct addrinfo *found, int64_t now_ms)
{
	host->count = 0;
	host->error = error;
	for (const struct addrinfo *at = found; at != NULL && host->count < ADDRESSES_MAX;
	     at = at->ai_next) {
		struct resolver_address *address = &host->list[host->count++];
		memcpy(&address->address, at->ai_addr, at->ai_addrlen);
		address->len = at->ai_addrlen;
	}
	if (found != NULL) {
		freeaddrinfo(found);
	}
	host->until_ms = now_ms + (error == 0 ? REMEMBER_MS : REMEMBER_FAILURE_MS);
}

static void ask(struct host *host, int64_t now_ms)
{
	struct gaicb *requests[] = {&host->request};
	struct addrinfo *found = NULL;
	host->hints = (struct addrinfo){
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | AI_NUMERICHOST};
	int error = getaddrinfo(host->name, host->service, &host->hints, &found);
	if (error == 0) {
		keep(host, 0, found, now_ms);
		return;
	}
	/* it is a name, then */
	host->hints.ai_flags = AI_NUMERICSERV;
	host->request = (struct gaicb){
	    .ar_name = host->name, .ar_service = host->service, .ar_request = &host->hints};
	error = getaddrinfo_a(GAI_NOWAIT, requests, 1, NULL);
	host->asking = error == 0;
	if (error != 0) {
		keep(host, error, NULL, now_ms);
	}
}

static void look_for_answer(struct host *host, int64_t now_ms)
{
	int error = gai_error(&host->request);
	if (error == EAI_INPROGRESS) {
		return;
	}
	host->asking = false;
	keep(host, error, error == 0 ? host->request.ar_result : NULL, now_ms);
}

static struct host *host_of(struct resolver *resolver, const char *name, uint16_t port)
{
	struct host *host = resolver->hosts;
	while (host != NULL && (host->port != port || strcmp(host->name, name) != 0)) {
		host = host->next;
	}
	if (host != NULL) {
		return host;
	}
	host = xcalloc(1, sizeof(*host));
	host->name = xstrdup(name);
	host->port = port;
	snprintf(host->service, sizeof(host->service), "%u", port);
	host->until_ms = INT64_MIN;
	host->next = resolver->hosts;
	resolver->hosts = host;
	return host;
}

enum resolver_status resolver_get(struct resolver *resolver, const char *name, uint16_t port,
    unsigned attempt, int64_t now_ms, struct resolver_address *out, char *why, size_t why_size)
{
	struct host *host = host_of(resolver, name, port);
	if (host->asking) {
		look_for_answer(host, now_ms);
	} else if (now_ms >= host->until_ms) {
		ask(host, now_ms);
	}
	if (host->asking) {
		return RESOLVER_ASKING;
	}
	if (host->error != 0 || host->count == 0) {
		snprintf(why, why_size, "the host \"%s\" is not known: %s", name,
		    gai_strerror(host->error));
		return RESOLVER_FAILED;
	}
	*out = host->list[attempt % host->count];
	return RESOLVER_FOUND;
}
