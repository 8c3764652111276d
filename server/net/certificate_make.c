/* A certificate of our own, for servers that have none. Join links name its fingerprint, so what it
 * says of names serves only those who look at it by other means. It is a leaf and signs nothing
 * else. The key is written first: a start that is interrupted leaves a key alone, which nobody
 * knows yet and which is made anew; a certificate whose key is gone is an error instead (tls.c). */
#include "server/net/certificate.h"

#include "proto/new_file.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#define VALID_DAYS 3653 /* ten years */

static int write_memory(const char *path, unsigned flags, BIO *memory, struct err *err)
{
	char *bytes, why[400];
	long len = BIO_get_mem_data(memory, &bytes);
	/* removed first and not replaced: no kill then leaves a key under another name */
	unlink(path);
	if (!new_file_write(path, flags, bytes, (size_t)len, why, sizeof(why))) {
		return err_set(err, err_from_errno(errno), "%s", why);
	}
	return 0;
}

static bool add_extension(X509 *leaf, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, leaf, leaf, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	if (extension == NULL) {
		return false;
	}
	bool added = X509_add_ext(leaf, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return added;
}

/* This host's name when it is one that a certificate can hold, so "" at worst. The value is parsed
 * by OpenSSL, where a comma would start another entry. */
static void host_entry(char out[300])
{
	out[0] = '\0';
	char name[256];
	if (gethostname(name, sizeof(name)) != 0) {
		return;
	}
	name[sizeof(name) - 1] = '\0';
	for (const char *c = name; *c != '\0'; c++) {
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
		        (*c >= '0' && *c <= '9') || *c == '-' || *c == '.')) {
			return;
		}
	}
	if (name[0] != '\0' && strcmp(name, "localhost") != 0) {
		snprintf(out, 300, ",DNS:%s", name);
	}
}

static bool fill(X509 *leaf, EVP_PKEY *key)
{
	X509_NAME *name = X509_get_subject_name(leaf);
	BIGNUM *serial = BN_new();
	char host[300], names[400];
	host_entry(host);
	snprintf(names, sizeof(names), "DNS:localhost,IP:127.0.0.1,IP:::1%s", host);
	/* version 3; a serial of 64 random bits (CA/Browser Forum, 7.1); valid from a day ago, for
	 * clients whose clock is behind */
	bool filled = serial != NULL && X509_set_version(leaf, X509_VERSION_3) &&
	              BN_rand(serial, 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
	              BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(leaf)) != NULL &&
	              X509_gmtime_adj(X509_getm_notBefore(leaf), -86400) != NULL &&
	              X509_time_adj_ex(X509_getm_notAfter(leaf), VALID_DAYS, 0, NULL) != NULL &&
	              X509_set_pubkey(leaf, key) &&
	              X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	                  (const unsigned char *)"localhost", -1, -1, 0) &&
	              X509_set_issuer_name(leaf, name) &&
	              add_extension(leaf, NID_basic_constraints, "critical,CA:FALSE") &&
	              add_extension(leaf, NID_key_usage, "critical,digitalSignature") &&
	              add_extension(leaf, NID_ext_key_usage, "serverAuth") &&
	              add_extension(leaf, NID_subject_key_identifier, "hash") &&
	              add_extension(leaf, NID_subject_alt_name, names) &&
	              X509_sign(leaf, key, EVP_sha256()) > 0;
	BN_free(serial);
	return filled;
}

int certificate_make(const char *certificate_file, const char *key_file, struct err *err)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *leaf = X509_new();
	BIO *key_text = BIO_new(BIO_s_mem()), *leaf_text = BIO_new(BIO_s_mem());
	int result = ERR_TLS;
	if (key == NULL || leaf == NULL || key_text == NULL || leaf_text == NULL ||
	    !fill(leaf, key) ||
	    !PEM_write_bio_PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL) ||
	    !PEM_write_bio_X509(leaf_text, leaf)) {
		err_set(err, ERR_TLS, "\"%s\": a certificate cannot be made: %s", certificate_file,
		    ERR_reason_error_string(ERR_peek_last_error()));
		goto free_all;
	}
	result = write_memory(key_file, 0, key_text, err);
	if (result == 0) {
		result = write_memory(certificate_file, NEW_FILE_SHARED, leaf_text, err);
	}
free_all:
	BIO_free(leaf_text);
	BIO_free(key_text); /* wipes what it held */
	X509_free(leaf);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return result;
}
