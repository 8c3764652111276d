#include "server/net/address.h"

#include "proto/xalloc.h"

#include <assert.h>
#include <sys/random.h>
#include <time.h>
#include <uv.h>

#define BUCKETS 1024 /* a power of two */

struct address_entry {
	struct address_key key;
	uint32_t count;
	struct address_entry *next; /* owned */
};

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

	if (address->ss_family == AF_INET)
		four = &((const struct sockaddr_in *)address)->sin_addr;
	else if (address->ss_family == AF_INET6)
		four = mapped_ipv4(address);

	if (four != NULL)
		uv_inet_ntop(AF_INET, four, out, ADDRESS_TEXT_BYTES);
	else if (address->ss_family == AF_INET6)
		uv_ip6_name((const struct sockaddr_in6 *)address, out, ADDRESS_TEXT_BYTES);
	else
		snprintf(out, ADDRESS_TEXT_BYTES, "unknown");
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
	if (key->bytes[15] == 4)
		uv_inet_ntop(AF_INET, key->bytes, text, sizeof(text));
	else if (key->bytes[15] == 6)
		uv_inet_ntop(AF_INET6, network, text, sizeof(text));
	snprintf(out, ADDRESS_KEY_TEXT_BYTES, "%s%s", text, key->bytes[15] == 6 ? "/64" : "");
}

void address_counts_init(struct address_counts *counts)
{
	counts->buckets = xcalloc(BUCKETS, sizeof(struct address_entry *));
	/* a seed that can be guessed costs time at worst */
	if (getrandom(&counts->seed, sizeof(counts->seed), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(counts->seed))
		counts->seed = (uint64_t)time(NULL);
}

void address_counts_deinit(struct address_counts *counts)
{
	for (size_t i = 0; i < BUCKETS && counts->buckets != NULL; i++) {
		while (counts->buckets[i] != NULL) {
			struct address_entry *entry = counts->buckets[i];

			counts->buckets[i] = entry->next;
			free(entry);
		}
	}
	free(counts->buckets);
	counts->buckets = NULL;
}

/* The link to the key's entry, or to the end of its chain. */
static struct address_entry **find(struct address_counts *counts, const struct address_key *key)
{
	uint64_t words[2], hash = counts->seed;
	struct address_entry **link;

	memcpy(words, key->bytes, sizeof(words));
	for (int i = 0; i < 2; i++) {
		/* a multiply and a fold: the middle bits depend on all of the word and the seed */
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	link = &counts->buckets[hash & (BUCKETS - 1)];
	while (*link != NULL && memcmp(&(*link)->key, key, sizeof(*key)) != 0)
		link = &(*link)->next;
	return link;
}

uint32_t address_counts_add(struct address_counts *counts, const struct address_key *key)
{
	struct address_entry **link = find(counts, key);

	if (*link == NULL) {
		*link = xcalloc(1, sizeof(**link));
		(*link)->key = *key;
	}
	return ++(*link)->count;
}

uint32_t address_counts_remove(struct address_counts *counts, const struct address_key *key)
{
	struct address_entry **link = find(counts, key);
	struct address_entry *entry = *link;

	assert(entry != NULL);
	if (--entry->count > 0)
		return entry->count;
	*link = entry->next;
	free(entry);
	return 0;
}
