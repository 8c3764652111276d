/* Reading certificates and keys. OpenSSL says little of what is wrong with a file, so each step is
 * a check of its own, with a text of its own. */
#include "server/net/certificate.h"

#include "server/base/secret_file.h"

#include <errno.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

/* Far more than any chain; keeps a mistaken path (a disk image, /dev/zero) from filling memory. */
#define MAX_PEM_BYTES (1024 * 1024)

/* The file's bytes in a BIO of their own, so that errors of reading and of content stay apart. */
static BIO *read_file(const char *path, bool secret, struct err *err)
{
	FILE *file = fopen(path, "re");
	BIO *bio = BIO_new(BIO_s_mem());
	char chunk[4096];
	size_t total = 0, count;
	if (file == NULL || bio == NULL) {
		int code = file == NULL ? err_from_errno(errno) : ERR_MEMORY;
		err_set(err, code, "\"%s\": cannot be read: %s", path,
		    file == NULL ? strerror(errno) : err_text(code));
		goto free_bio;
	}
	if (secret && secret_file_check(fileno(file), path, "the key", err) != 0) {
		goto free_bio;
	}
	while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		total += count;
		if (total > MAX_PEM_BYTES) {
			err_set(
			    err, ERR_TOO_LARGE, "\"%s\": longer than 1 MiB, so no PEM file", path);
			goto free_bio;
		}
		if (BIO_write(bio, chunk, (int)count) != (int)count) {
			err_set(err, ERR_MEMORY, "\"%s\": %s", path, err_text(ERR_MEMORY));
			goto free_bio;
		}
	}
	if (ferror(file)) {
		err_set(err, ERR_IO, "\"%s\": cannot be read: %s", path, strerror(errno));
		goto free_bio;
	}
	fclose(file);
	return bio;
free_bio:
	BIO_free(bio);
	if (file != NULL) {
		fclose(file);
	}
	return NULL;
}

static int read_chain(BIO *bio, const char *path, struct certificate *out, struct err *err)
{
	out->leaf = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	if (out->leaf == NULL) {
		return err_set(err, ERR_TLS,
		    "\"%s\": holds no certificate; expected PEM text with a line "
		    "-----BEGIN CERTIFICATE-----",
		    path);
	}
	out->chain = sk_X509_new_null();
	if (out->chain == NULL) {
		return err_set(err, ERR_MEMORY, "\"%s\": %s", path, err_text(ERR_MEMORY));
	}
	X509 *issuer;
	while ((issuer = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		if (!sk_X509_push(out->chain, issuer)) {
			X509_free(issuer);
			return err_set(err, ERR_MEMORY, "\"%s\": %s", path, err_text(ERR_MEMORY));
		}
	}
	/* the end of the file is the one error that is expected here */
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
		return err_set(err, ERR_TLS,
		    "\"%s\": the certificate number %d in it cannot be read; the file may be cut "
		    "off",
		    path, sk_X509_num(out->chain) + 2);
	}
	return 0;
}

/* The server must start without anybody at the keyboard. */
static int refuse_passphrase(char *buffer, int size, int for_writing, void *asked)
{
	(void)buffer;
	(void)size;
	(void)for_writing;
	*(bool *)asked = true;
	return -1;
}

static int read_key(BIO *bio, const char *path, struct certificate *out, struct err *err)
{
	bool asked = false;
	out->key = PEM_read_bio_PrivateKey(bio, NULL, refuse_passphrase, &asked);
	if (out->key != NULL) {
		return 0;
	}
	if (asked) {
		return err_set(err, ERR_TLS,
		    "\"%s\": the key is protected by a passphrase; the server needs it without one "
		    "(mode 0600)",
		    path);
	}
	return err_set(err, ERR_TLS,
	    "\"%s\": holds no private key; expected PEM text with a line -----BEGIN PRIVATE "
	    "KEY-----",
	    path);
}

static void format_time(const ASN1_TIME *moment, char out[32])
{
	struct tm utc;
	if (!ASN1_TIME_to_tm(moment, &utc) || strftime(out, 32, "%Y-%m-%d %H:%M UTC", &utc) == 0) {
		snprintf(out, 32, "an unknown time");
	}
}

static int check(const struct certificate *read, const char *certificate_file, const char *key_file,
    struct err *err)
{
	const ASN1_TIME *first = X509_get0_notBefore(read->leaf);
	const ASN1_TIME *last = X509_get0_notAfter(read->leaf);
	if (!X509_check_private_key(read->leaf, read->key)) {
		return err_set(err, ERR_TLS,
		    "\"%s\": is not the key of the certificate in \"%s\"; the server's own "
		    "certificate must come first there, then its issuers",
		    key_file, certificate_file);
	}
	char moment[32];
	if (X509_cmp_current_time(last) <= 0) {
		format_time(last, moment);
		return err_set(err, ERR_TLS,
		    "\"%s\": the certificate expired on %s; put a valid one there",
		    certificate_file, moment);
	}
	if (X509_cmp_current_time(first) > 0) {
		format_time(first, moment);
		return err_set(err, ERR_TLS,
		    "\"%s\": the certificate is not valid before %s; is this machine's clock "
		    "right?",
		    certificate_file, moment);
	}
	return 0;
}

int certificate_load(
    const char *certificate_file, const char *key_file, struct certificate *out, struct err *err)
{
	struct certificate read = {0};
	struct err reason = {0}; /* also when the caller wants no text: its code is needed */
	BIO *chain = NULL, *key = NULL;
	ERR_clear_error();
	chain = read_file(certificate_file, false, &reason);
	if (chain == NULL || read_chain(chain, certificate_file, &read, &reason) != 0) {
		goto free_read;
	}
	key = read_file(key_file, true, &reason);
	if (key == NULL || read_key(key, key_file, &read, &reason) != 0) {
		goto free_read;
	}
	if (check(&read, certificate_file, key_file, &reason) != 0) {
		goto free_read;
	}
	*out = read;
	read = (struct certificate){0};
free_read:
	certificate_deinit(&read);
	BIO_free(key);
	BIO_free(chain);
	ERR_clear_error();
	if (reason.code != 0 && err != NULL) {
		*err = reason;
	}
	return reason.code;
}

void certificate_deinit(struct certificate *certificate)
{
	X509_free(certificate->leaf);
	sk_X509_pop_free(certificate->chain, X509_free);
	EVP_PKEY_free(certificate->key);
	*certificate = (struct certificate){0};
}

bool certificate_is_self_signed(const struct certificate *certificate)
{
	return X509_self_signed(certificate->leaf, 1) == 1;
}
