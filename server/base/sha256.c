#include "server/base/sha256.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

void sha256(const void *bytes, size_t len, uint8_t out[SHA256_SIZE])
{
	SHA256(bytes, len, out);
}

void sha256_pair(const void *first, size_t first_len, const void *second, size_t second_len,
    uint8_t out[SHA256_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	/* fails only without memory or without SHA-256 in the library: nothing can be trusted then
	 */
	if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1 ||
	    EVP_DigestUpdate(context, first, first_len) != 1 ||
	    EVP_DigestUpdate(context, second, second_len) != 1 ||
	    EVP_DigestFinal_ex(context, out, NULL) != 1) {
		fputs("SHA-256 is not available\n", stderr);
		abort();
	}
	EVP_MD_CTX_free(context);
}
