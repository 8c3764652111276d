/* The server's Ed25519 key, with which it seals journals. Any thread once loaded. Owns the key. */
#ifndef CONVENE_JOURNAL_SIGNER_H
#define CONVENE_JOURNAL_SIGNER_H

#include "server/base/err.h"

#include <stddef.h>
#include <stdint.h>

#define SIGNER_KEY_SIZE 32
#define SIGNATURE_SIZE  64

struct signer;

/* Reads the key (PEM, mode 0600) at `path`; makes one there if there is none. */
int signer_load(const char *path, struct signer **out, struct err *err);
/* The key of a data folder: signer_load() of FOLDER/signing-key.pem. None is made where there are
 * exercises: they were sealed with one. */
int signer_load_of_folder(const char *data_folder, struct signer **out, struct err *err);
void signer_free(struct signer *signer); /* NULL is fine */

const uint8_t *signer_public_key(const struct signer *signer); /* borrowed */
int signer_sign(
    const struct signer *signer, const void *bytes, size_t len, uint8_t signature[SIGNATURE_SIZE]);

#endif
