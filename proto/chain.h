/*
 * The chain of hashes over an exercise's events (record.proto):
 *   h(0) = SHA-256(tag || genesis bytes)
 *   e(n) = SHA-256(tag || 16 random bytes || event)
 *   h(n) = SHA-256(tag || h(n-1) || SHA-256(envelope) || e(n))
 * One chain, one thread at a time. Owns its digest context, which is made once and used for every
 * event. Fails only when OpenSSL does.
 */
#ifndef CONVENE_PROTO_CHAIN_H
#define CONVENE_PROTO_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAIN_HASH_SIZE 32
#define CHAIN_SALT_SIZE 16

struct chain;

struct chain *chain_new(void);        /* NULL when OpenSSL has no SHA-256 to give */
void chain_free(struct chain *chain); /* NULL is fine */

/* Goes to h(0). */
bool chain_begin(struct chain *chain, const void *genesis, size_t len);

/* Goes to h(n) of which `hash` is the value, as read from a journal. */
void chain_resume(struct chain *chain, const uint8_t hash[CHAIN_HASH_SIZE]);

/* e(n); leaves h(n) alone. */
bool chain_event(struct chain *chain, const uint8_t salt[CHAIN_SALT_SIZE], const void *event,
    size_t len, uint8_t out[CHAIN_HASH_SIZE]);

/* Goes from h(n-1) to h(n). False leaves the chain where it was. */
bool chain_extend(struct chain *chain, const void *envelope, size_t len,
    const uint8_t event_digest[CHAIN_HASH_SIZE]);

/* h(n) as things stand. Borrowed; changes with the calls above. */
const uint8_t *chain_hash(const struct chain *chain);

/* SHA-256 with the chain's context; leaves h(n) alone. All at once, or begin, add, end. */
bool chain_digest(struct chain *chain, const void *bytes, size_t len, uint8_t out[CHAIN_HASH_SIZE]);
bool chain_digest_begin(struct chain *chain);
bool chain_digest_add(struct chain *chain, const void *bytes, size_t len);
bool chain_digest_end(struct chain *chain, uint8_t out[CHAIN_HASH_SIZE]);

/* What is hashed, put together: a tag of record.proto, then parts of any number. */
#define CHAIN_PARTS_MAX 256
struct chain_parts {
	size_t len;
	uint8_t bytes[CHAIN_PARTS_MAX];
};
void chain_parts_begin(struct chain_parts *parts, const char *tag);
void chain_parts_add(struct chain_parts *parts, const void *bytes, size_t len);

#endif
