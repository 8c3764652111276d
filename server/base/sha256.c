/* OpenSSL's SHA-256 without ways to fail that anybody could do something about: what the hashes are
 * for (chain, codes, documents) cannot go on without them. */
#include "server/base/sha256.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

/* OpenSSL's own context under this module's name: there is nothing to add. */
static EVP_MD_CTX *context_of(struct sha256_stream *stream)
{
	return (EVP_MD_CTX *)stream;
}

/* Fails only without memory or without SHA-256 in the library: nothing can be trusted then. */
static void must(int result)
{
	if (result == 1) {
		return;
	}
	fputs("SHA-256 is not available\n", stderr);
	abort();
}

void sha256(const void *bytes, size_t len, uint8_t out[SHA256_SIZE])
{
	SHA256(bytes, len, out);
}

struct sha256_stream *sha256_stream_new(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	must(context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
	return (struct sha256_stream *)context;
}

void sha256_stream_add(struct sha256_stream *stream, const void *bytes, size_t len)
{
	must(EVP_DigestUpdate(context_of(stream), bytes, len));
}

void sha256_stream_end(struct sha256_stream *stream, uint8_t out[SHA256_SIZE])
{
	must(EVP_DigestFinal_ex(context_of(stream), out, NULL));
	sha256_stream_free(stream);
}

void sha256_stream_free(struct sha256_stream *stream)
{
	EVP_MD_CTX_free(context_of(stream));
}

void sha256_pair(const void *first, size_t first_len, const void *second, size_t second_len,
    uint8_t out[SHA256_SIZE])
{
	struct sha256_stream *stream = sha256_stream_new();
	sha256_stream_add(stream, first, first_len);
	sha256_stream_add(stream, second, second_len);
	sha256_stream_end(stream, out);
}
