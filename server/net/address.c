/* Addresses as keys of sixteen bytes, so that counting asks nothing of families. The hash takes the
 * seed in before the address: peers choose their addresses, in IPv6 by the billions, and must not
 * find those that lie in one place. An entry goes with its last connection. */
#include "server/net/address.h"

#include <assert.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <uv.h>

/* The IPv4 address inside of an IPv6 one (::ffff:192.0.2.7), as a socket for both families gives
 * it. */
static const uint8_t *mapped_ipv4(const struct sockaddr_storage *address)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
	return IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) ? &six->sin6_addr.s6_addr[12] : NULL;
}

void address_text(const struct sockaddr_storage *address, char out[ADDRESS_TEXT_BYTES])
{
	const void *four = NULL;
	if (address->ss_family == AF_INET) {
		four = &((const struct sockaddr_in *)address)->sin_addr;
	} else if (address->ss_family == AF_INET6) {
		four = mapped_ipv4(address);
	}

	if (four != NULL) {
		uv_inet_ntop(AF_INET, four, out, ADDRESS_TEXT_BYTES);
	} else if (address->ss_family == AF_INET6) {
		uv_ip6_name((const struct sockaddr_in6 *)address, out, ADDRESS_TEXT_BYTES);
	} else {
		snprintf(out, ADDRESS_TEXT_BYTES, "unknown");
	}
}

struct address_key address_key(const struct sockaddr_storage *address)
{
	struct address_key key = {{0}};
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
	/* the last byte keeps an IPv4 address apart from the same bytes of an IPv6 network */
	if (address->ss_family == AF_INET) {
		memcpy(key.bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
		key.bytes[15] = 4;
	} else if (address->ss_family == AF_INET6 && mapped_ipv4(address) != NULL) {
		memcpy(key.bytes, mapped_ipv4(address), 4);
		key.bytes[15] = 4;
	} else if (address->ss_family == AF_INET6) {
		memcpy(key.bytes, &six->sin6_addr, 8);
		key.bytes[15] = 6;
	}
	return key;
}

void address_key_text(const struct address_key *key, char out[ADDRESS_KEY_TEXT_BYTES])
{
	uint8_t network[16] = {0};
	char text[ADDRESS_TEXT_BYTES] = "unknown";
	memcpy(network, key->bytes, 8);
	if (key->bytes[15] == 4) {
		uv_inet_ntop(AF_INET, key->bytes, text, sizeof(text));
	} else if (key->bytes[15] == 6) {
		uv_inet_ntop(AF_INET6, network, text, sizeof(text));
	}
	snprintf(out, ADDRESS_KEY_TEXT_BYTES, "%s%s", text, key->bytes[15] == 6 ? "/64" : "");
}

/* --- counts --- */

struct entry {
	uint64_t count; /* never 0; first, as a map wants it */
	struct address_key key;
};

static uint64_t hash(const void *entry, uint64_t seed)
{
	uint64_t words[2];
	memcpy(words, ((const struct entry *)entry)->key.bytes, sizeof(words));
	return mix_pair(mix_pair(seed, words[0]), words[1]);
}

static bool same(const void *entry, const void *other)
{
	const struct entry *one = entry, *two = other;
	return memcmp(&one->key, &two->key, sizeof(one->key)) == 0;
}

static const struct map_kind entries = {sizeof(struct entry), hash, same};

void address_counts_init(struct address_counts *counts)
{
	*counts = (struct address_counts){0};
	/* a seed that can be guessed costs time at worst */
	if (getrandom(&counts->map.seed, sizeof(counts->map.seed), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(counts->map.seed)) {
		counts->map.seed = (uint64_t)time(NULL);
	}
}

void address_counts_deinit(struct address_counts *counts)
{
	map_deinit(&counts->map);
}

uint32_t address_counts_add(struct address_counts *counts, const struct address_key *key)
{
	struct entry first = {.count = 1, .key = *key};
	struct entry *entry = map_find(&counts->map, &entries, &first);
	if (entry == NULL) {
		entry = map_add(&counts->map, &entries, &first);
	} else {
		entry->count++;
	}
	return (uint32_t)entry->count;
}

uint32_t address_counts_remove(struct address_counts *counts, const struct address_key *key)
{
	struct entry *entry = map_find(&counts->map, &entries, &(struct entry){.key = *key});
	assert(entry != NULL);
	uint32_t left = (uint32_t)(entry->count - 1);
	if (left == 0) {
		map_remove(&counts->map, &entries, entry);
	} else {
		entry->count = left;
	}
	return left;
}
