/*
 * Certificates and keys: read from PEM files and checked, or made. Any thread; nothing is kept. A
 * failure's text names the file and says what would be right.
 */
#ifndef CONVENE_NET_CERTIFICATE_H
#define CONVENE_NET_CERTIFICATE_H

#include "server/base/err.h"

#include <openssl/types.h>
#include <openssl/x509.h>
#include <stdbool.h>

struct certificate {
	X509 *leaf;             /* owned */
	STACK_OF(X509) * chain; /* owned; the issuers behind it in the file, perhaps none */
	EVP_PKEY *key;          /* owned */
};

/*
 * Reads both files. Refused: what is not PEM, a key with a passphrase, a key that is not the first
 * certificate's, a key that others may read (base/secret_file.h), a certificate that has expired or
 * is not valid yet. `*out` is untouched then.
 */
int certificate_load(
    const char *certificate_file, const char *key_file, struct certificate *out, struct err *err);
void certificate_deinit(struct certificate *certificate);

/*
 * Makes an ECDSA P-256 key and a self-signed certificate for it: CN=localhost, also good for this
 * host's name, 127.0.0.1 and ::1, valid for ten years. Each file is there whole or not at all; the
 * key, mode 0600, comes first, so that a certificate without its key means that somebody lost it.
 */
int certificate_make(const char *certificate_file, const char *key_file, struct err *err);

/* Signed with its own key, so that a client can only know it by its fingerprint. */
bool certificate_is_self_signed(const struct certificate *certificate);

#endif
