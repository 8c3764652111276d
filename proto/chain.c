/*
 * SHA-256 by the functions that OpenSSL 3 calls deprecated: they start anew in a struct of ours.
 * EVP makes and frees one for each hash, 660 instructions of OpenSSL 3.0's. Small events are put
 * together first and hashed in one call.
 */
#include "proto/chain.h"

#include "proto/buf.h"
#include "proto/xalloc.h"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

/* Events up to this size are put together first and hashed in one go: three small updates cost
 * more than the copy. */
#define ASSEMBLED_MAX 1024
#define VARINT_MAX    10

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

bool chain_begin(struct chain *chain, const void *genesis, size_t len)
{
	return chain_digest_begin(chain) && chain_digest_add(chain, genesis, len) &&
	       chain_digest_end(chain, chain->hash);
}

void chain_resume(struct chain *chain, const uint8_t hash[CHAIN_HASH_SIZE])
{
	memcpy(chain->hash, hash, CHAIN_HASH_SIZE);
}

static bool extend_in_one(struct chain *chain, const void *envelope, size_t envelope_len,
    const void *event, size_t event_len)
{
	uint8_t bytes[CHAIN_HASH_SIZE + 2 * VARINT_MAX + ASSEMBLED_MAX];
	size_t len = CHAIN_HASH_SIZE;
	memcpy(bytes, chain->hash, CHAIN_HASH_SIZE);
	len += varint_write(bytes + len, envelope_len);
	if (envelope_len > 0) {
		memcpy(bytes + len, envelope, envelope_len);
	}
	len += envelope_len;
	len += varint_write(bytes + len, event_len);
	if (event_len > 0) {
		memcpy(bytes + len, event, event_len);
	}
	len += event_len;
	return chain_digest_begin(chain) && chain_digest_add(chain, bytes, len) &&
	       chain_digest_end(chain, chain->hash);
}

bool chain_extend(struct chain *chain, const void *envelope, size_t envelope_len, const void *event,
    size_t event_len)
{
	if (envelope_len <= ASSEMBLED_MAX && event_len <= ASSEMBLED_MAX - envelope_len) {
		return extend_in_one(chain, envelope, envelope_len, event, event_len);
	}
	uint8_t length[VARINT_MAX];
	return chain_digest_begin(chain) && chain_digest_add(chain, chain->hash, CHAIN_HASH_SIZE) &&
	       chain_digest_add(chain, length, varint_write(length, envelope_len)) &&
	       chain_digest_add(chain, envelope, envelope_len) &&
	       chain_digest_add(chain, length, varint_write(length, event_len)) &&
	       chain_digest_add(chain, event, event_len) && chain_digest_end(chain, chain->hash);
}

const uint8_t *chain_hash(const struct chain *chain)
{
	return chain->hash;
}
