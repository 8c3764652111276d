/*
 * Peers' addresses: their text, and how many connections of each have not logged in yet. Loop
 * thread only. Owns its entries; one exists while its count is above zero, so their number is
 * bounded by that of connections. An IPv4 address counts for itself, also inside IPv6; of an IPv6
 * address the first 64 bits count, because the rest is the peer's to choose (RFC 4291, 2.5.4).
 */
#ifndef CONVENE_NET_ADDRESS_H
#define CONVENE_NET_ADDRESS_H

#include "proto/map.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define ADDRESS_TEXT_BYTES     46 /* INET6_ADDRSTRLEN */
#define ADDRESS_KEY_TEXT_BYTES 50

struct address_key {
	uint8_t bytes[16];
};

/* "192.0.2.7" or "2001:db8::1", without the port; "unknown" for another family. */
void address_text(const struct sockaddr_storage *address, char out[ADDRESS_TEXT_BYTES]);
struct address_key address_key(const struct sockaddr_storage *address);
/* The same as text: "192.0.2.7" or "2001:db8::/64". */
void address_key_text(const struct address_key *key, char out[ADDRESS_KEY_TEXT_BYTES]);

struct address_counts {
	struct map map; /* owned; its seed keeps anybody from aiming at one place */
};

void address_counts_init(struct address_counts *counts);
void address_counts_deinit(struct address_counts *counts);

/* One more or less; returns the new count. Less must follow more. */
uint32_t address_counts_add(struct address_counts *counts, const struct address_key *key);
uint32_t address_counts_remove(struct address_counts *counts, const struct address_key *key);

#endif
