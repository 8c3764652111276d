/* The key is made where it is missing, in a file that appears whole or not at all, so of two
 * servers that start at once the second reads the first one's. But none is made beside exercises:
 * they were sealed with a key that is gone, and nobody would notice another in its place. OpenSSL's
 * queue of errors is cleared around each call, as it belongs to the whole thread. */
#include "server/journal/signer.h"

#include "proto/buf.h"
#include "proto/new_file.h"
#include "proto/xalloc.h"
#include "server/base/secret_file.h"
#include "server/store/folder.h"
#include "server/store/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <unistd.h>

struct signer {
	EVP_PKEY *key; /* owned */
	uint8_t public_key[SIGNER_KEY_SIZE];
};

/* An encrypted key would make OpenSSL ask on the terminal; this says no instead. */
static int no_password(char *out, int size, int writing, void *context)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

static int read_key(int fd, const char *path, EVP_PKEY **out, struct err *err)
{
	int result = secret_file_check(fd, path, "the signing key", err);
	if (result != 0) {
		close(fd);
		return result;
	}
	FILE *file = xcheck(fdopen(fd, "r"));
	ERR_clear_error();
	EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, no_password, NULL);
	ERR_clear_error();
	fclose(file);
	if (key == NULL || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return err_set(err, ERR_INVALID,
		    "\"%s\" is no Ed25519 private key in PEM without a password: put the right one "
		    "back, or move it away to have a new one made",
		    path);
	}
	*out = key;
	return 0;
}

/* Nobody ever sees half a key, and two servers that start at once agree on one. */
static int make_key(const char *path, struct err *err)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (key == NULL) {
		return err_set(err, ERR_IO, "cannot make a signing key");
	}
	struct new_file file;
	char why[400];
	bool made = new_file_open(&file, path, 0, why, sizeof(why));
	if (made) {
		ERR_clear_error();
		made = PEM_write_PrivateKey(file.stream, key, NULL, NULL, 0, NULL, NULL) == 1;
		ERR_clear_error();
		if (made) {
			made = new_file_keep(&file, why, sizeof(why));
		} else {
			new_file_drop(&file);
			snprintf(why, sizeof(why), "cannot write \"%s\"", path);
			errno = EIO;
		}
	}
	int result = made || errno == EEXIST ? 0 : err_from_errno(errno);
	EVP_PKEY_free(key);
	return result == 0 ? 0 : err_set(err, result, "there is no signing key: %s", why);
}

int signer_load(const char *path, struct signer **out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t size = SIGNER_KEY_SIZE;
	EVP_PKEY *key = NULL;
	int result;
	if (fd < 0 && errno == ENOENT) {
		result = make_key(path, err);
		if (result != 0) {
			return result;
		}
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (fd < 0) {
		return err_set(err, err_from_errno(errno), "cannot read the signing key \"%s\": %s",
		    path, strerror(errno));
	}
	result = read_key(fd, path, &key, err);
	if (result != 0) {
		return result;
	}
	struct signer *signer = xcalloc(1, sizeof(*signer));
	signer->key = key;
	if (EVP_PKEY_get_raw_public_key(key, signer->public_key, &size) != 1 ||
	    size != SIGNER_KEY_SIZE) {
		signer_free(signer);
		return err_set(err, ERR_INVALID, "\"%s\" holds no usable key", path);
	}
	*out = signer;
	return 0;
}

void signer_free(struct signer *signer)
{
	if (signer == NULL) {
		return;
	}
	EVP_PKEY_free(signer->key);
	free(signer);
}

const uint8_t *signer_public_key(const struct signer *signer)
{
	return signer->public_key;
}

int signer_sign(
    const struct signer *signer, const void *bytes, size_t len, uint8_t signature[SIGNATURE_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = SIGNATURE_SIZE;
	int result = ERR_MEMORY;
	if (context == NULL) {
		return result;
	}
	ERR_clear_error();
	if (EVP_DigestSignInit(context, NULL, NULL, NULL, signer->key) == 1 &&
	    EVP_DigestSign(context, signature, &size, bytes, len) == 1 && size == SIGNATURE_SIZE) {
		result = 0;
	}
	ERR_clear_error();
	EVP_MD_CTX_free(context);
	return result;
}

int signer_load_of_folder(const char *data_folder, struct signer **out, struct err *err)
{
	int result;
	char *path = folder_path("%s/signing-key.pem", data_folder);
	if (access(path, F_OK) != 0 && errno == ENOENT && shelf_has_exercises(data_folder)) {
		result = err_set(err, ERR_NOT_FOUND,
		    "the signing key \"%s\" is missing, but there are exercises in the folder: put "
		    "the key back from where the folder was copied from; or if it is lost, or the "
		    "exercises come from another server, make a new one with `openssl genpkey "
		    "-algorithm ED25519 -out '%s'`; what it seals from then on names the new key",
		    path, path);
	} else {
		result = signer_load(path, out, err);
	}
	free(path);
	return result;
}
