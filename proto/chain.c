/*
 * SHA-256 by the functions that OpenSSL 3 calls deprecated: they start anew in a struct of ours.
 * EVP makes and frees one for each hash, 660 instructions of OpenSSL 3.0's. Small events are put
 * together first and hashed in one call.
 */
#include "proto/chain.h"

#include "proto/xalloc.h"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

/* Events up to this size are put together first and hashed in one go: three small updates cost
 * more than the copy. */
#define ASSEMBLED_MAX 1024

#define GENESIS_TAG "convene genesis 3\n"
#define EVENT_TAG   "convene event 3\n"
#define ENTRY_TAG   "convene entry 3\n"

struct chain {
	SHA256_CTX context;
	uint8_t hash[CHAIN_HASH_SIZE];
};

struct chain *chain_new(void)
{
	struct chain *chain = xcalloc(1, sizeof(*chain));
	if (SHA256_Init(&chain->context) != 1) {
		chain_free(chain);
		return NULL;
	}
	return chain;
}

void chain_free(struct chain *chain)
{
	free(chain);
}

bool chain_digest_begin(struct chain *chain)
{
	return SHA256_Init(&chain->context) == 1;
}

bool chain_digest_add(struct chain *chain, const void *bytes, size_t len)
{
	return len == 0 || SHA256_Update(&chain->context, bytes, len) == 1;
}

bool chain_digest_end(struct chain *chain, uint8_t out[CHAIN_HASH_SIZE])
{
	return SHA256_Final(out, &chain->context) == 1;
}

bool chain_digest(struct chain *chain, const void *bytes, size_t len, uint8_t out[CHAIN_HASH_SIZE])
{
	return chain_digest_begin(chain) && chain_digest_add(chain, bytes, len) &&
	       chain_digest_end(chain, out);
}

void chain_parts_add(struct chain_parts *parts, const void *bytes, size_t len)
{
	if (len > CHAIN_PARTS_MAX - parts->len) {
		abort(); /* the parts have sizes that record.proto gives them */
	}
	if (len > 0) {
		memcpy(parts->bytes + parts->len, bytes, len);
	}
	parts->len += len;
}

void chain_parts_begin(struct chain_parts *parts, const char *tag)
{
	parts->len = 0;
	chain_parts_add(parts, tag, strlen(tag));
}

bool chain_begin(struct chain *chain, const void *genesis, size_t len)
{
	return chain_digest_begin(chain) &&
	       chain_digest_add(chain, GENESIS_TAG, sizeof(GENESIS_TAG) - 1) &&
	       chain_digest_add(chain, genesis, len) && chain_digest_end(chain, chain->hash);
}

void chain_resume(struct chain *chain, const uint8_t hash[CHAIN_HASH_SIZE])
{
	memcpy(chain->hash, hash, CHAIN_HASH_SIZE);
}

bool chain_event(struct chain *chain, const uint8_t salt[CHAIN_SALT_SIZE], const void *event,
    size_t len, uint8_t out[CHAIN_HASH_SIZE])
{
	uint8_t bytes[sizeof(EVENT_TAG) - 1 + CHAIN_SALT_SIZE + ASSEMBLED_MAX];
	size_t at = sizeof(EVENT_TAG) - 1;
	memcpy(bytes, EVENT_TAG, at);
	memcpy(bytes + at, salt, CHAIN_SALT_SIZE);
	at += CHAIN_SALT_SIZE;
	if (len <= ASSEMBLED_MAX) {
		if (len > 0) {
			memcpy(bytes + at, event, len);
		}
		return chain_digest(chain, bytes, at + len, out);
	}
	return chain_digest_begin(chain) && chain_digest_add(chain, bytes, at) &&
	       chain_digest_add(chain, event, len) && chain_digest_end(chain, out);
}

bool chain_extend(struct chain *chain, const void *envelope, size_t len,
    const uint8_t event_digest[CHAIN_HASH_SIZE])
{
	struct chain_parts parts;
	uint8_t envelope_hash[CHAIN_HASH_SIZE];
	if (!chain_digest(chain, envelope, len, envelope_hash)) {
		return false;
	}
	chain_parts_begin(&parts, ENTRY_TAG);
	chain_parts_add(&parts, chain->hash, CHAIN_HASH_SIZE);
	chain_parts_add(&parts, envelope_hash, CHAIN_HASH_SIZE);
	chain_parts_add(&parts, event_digest, CHAIN_HASH_SIZE);
	return chain_digest(chain, parts.bytes, parts.len, chain->hash);
}

const uint8_t *chain_hash(const struct chain *chain)
{
	return chain->hash;
}
