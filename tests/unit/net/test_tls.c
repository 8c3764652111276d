/* The certificate that is made, those that are read, and every way in which one can be wrong. */
#include "net_fixture.h"

#include "server/net/certificate.h"
#include "server/net/tls.h"
#include "tests/support/killed.h"
#include "tests/support/skip.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct folder {
	char path[64];
	char certificate[96];
	char key[96];
};

static int make_folder(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	snprintf(folder->path, sizeof(folder->path), "/tmp/convene-tls-XXXXXX");
	if (mkdtemp(folder->path) == NULL) {
		return -1;
	}
	snprintf(folder->certificate, sizeof(folder->certificate), "%s/tls-certificate.pem",
	    folder->path);
	snprintf(folder->key, sizeof(folder->key), "%s/tls-key.pem", folder->path);
	*state = folder;
	return 0;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	int result;

	unlink(folder->certificate);
	unlink(folder->key);
	result = rmdir(folder->path); /* fails if a temporary file was left */
	free(folder);
	return result;
}

static int new_own(const struct folder *folder, struct tls **tls, struct err *err)
{
	struct tls_options options = {.data_folder = folder->path};

	return tls_new(&options, tls, err);
}

static int new_given(const struct folder *folder, struct tls **tls, struct err *err)
{
	struct tls_options options = {
	    .certificate_file = folder->certificate, .key_file = folder->key};

	return tls_new(&options, tls, err);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, 0600), 0);
}

static X509 *sign(EVP_PKEY *key, const char *name, EVP_PKEY *issuer_key, X509 *issuer,
    long from_seconds, long to_seconds)
{
	X509 *leaf = X509_new();

	X509_set_version(leaf, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(leaf), 4711);
	X509_gmtime_adj(X509_getm_notBefore(leaf), from_seconds);
	X509_gmtime_adj(X509_getm_notAfter(leaf), to_seconds);
	X509_set_pubkey(leaf, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(leaf), "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(
	    leaf, issuer != NULL ? X509_get_subject_name(issuer) : X509_get_subject_name(leaf));
	assert_true(X509_sign(leaf, issuer_key, EVP_sha256()) > 0);
	return leaf;
}

static void write_key(const char *path, EVP_PKEY *key, const char *passphrase)
{
	FILE *file = fopen(path, "w");

	assert_int_equal(
	    PEM_write_PrivateKey(file, key, passphrase != NULL ? EVP_aes_128_cbc() : NULL,
	        (const unsigned char *)passphrase, passphrase != NULL ? (int)strlen(passphrase) : 0,
	        NULL, NULL),
	    1);
	fclose(file);
	assert_int_equal(chmod(path, 0600), 0);
}

static void write_certificate(const char *path, X509 *leaf, X509 *issuer)
{
	FILE *file = fopen(path, "w");

	assert_int_equal(PEM_write_X509(file, leaf), 1);
	if (issuer != NULL) {
		assert_int_equal(PEM_write_X509(file, issuer), 1);
	}
	fclose(file);
}

static void refuse(const struct folder *folder, int code, const char *file, const char *hint)
{
	struct tls *tls = (struct tls *)1;
	struct err err = {0};

	assert_int_equal(new_given(folder, &tls, &err), code);
	assert_ptr_equal(tls, (struct tls *)1);
	assert_int_equal(err.code, code);
	if (strstr(err.text, file) == NULL || strstr(err.text, hint) == NULL) {
		fail_msg("\"%s\" does not say \"%s\" and \"%s\"", err.text, file, hint);
	}
}

static X509 *read_certificate(const char *path)
{
	FILE *file = fopen(path, "r");
	X509 *leaf;

	assert_non_null(file);
	leaf = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	assert_non_null(leaf);
	return leaf;
}

static void make_at(const void *context)
{
	const struct folder *folder = context;

	certificate_make(folder->certificate, folder->key, NULL);
}

/* Also where a key alone is there, which an earlier one has left. */
static void test_killed_start(void **state)
{
	struct folder *folder = *state;

	if (!has_nameless_files(folder->path)) {
		SKIP_TEST("no files without a name on this file system");
	}
	for (int i = 0; i < 2; i++) {
		assert_true(killed_while_writing(make_at, folder));
		assert_int_equal(rmdir(folder->path), 0); /* fails when there is something in it */
		assert_int_equal(mkdir(folder->path, 0700), 0);
		write_text(folder->key, "of a start before");
	}
}

static void test_own_certificate(void **state)
{
	struct folder *folder = *state;
	struct tls *tls;
	struct err err = {0};
	struct stat status;
	uint8_t first[32], again[32], hash[32];
	char host[256];
	X509 *leaf;
	int days, seconds;

	if (new_own(folder, &tls, &err) != 0) {
		fail_msg("%s", err.text);
	}
	assert_true(tls_is_self_signed(tls));
	tls_fingerprint(tls, first);
	tls_free(tls);

	assert_int_equal(stat(folder->key, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	leaf = read_certificate(folder->certificate);
	assert_int_equal(X509_digest(leaf, EVP_sha256(), hash, NULL), 1);
	assert_memory_equal(hash, first, 32);
	assert_int_equal(X509_check_host(leaf, "localhost", 0, 0, NULL), 1);
	assert_int_equal(X509_check_ip_asc(leaf, "127.0.0.1", 0), 1);
	assert_int_equal(X509_check_ip_asc(leaf, "::1", 0), 1);
	assert_int_equal(X509_check_ip_asc(leaf, "127.0.0.2", 0), 0);
	gethostname(host, sizeof(host));
	assert_int_equal(X509_check_host(leaf, host, 0, 0, NULL), 1);
	assert_int_equal(ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(leaf)), 1);
	assert_in_range(days, 3649, 3653);
	X509_free(leaf);

	/* the same one the next time */
	assert_int_equal(new_own(folder, &tls, &err), 0);
	tls_fingerprint(tls, again);
	assert_memory_equal(first, again, 32);
	tls_free(tls);

	/* the key is lost: nothing is made over it in silence */
	unlink(folder->key);
	assert_int_equal(new_own(folder, &tls, &err), ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "tls-key.pem"));
	/* only a key: a start that was interrupted */
	unlink(folder->certificate);
	write_text(folder->key, "half of it");
	assert_int_equal(new_own(folder, &tls, &err), 0);
	tls_fingerprint(tls, again);
	assert_memory_not_equal(first, again, 32);
	tls_free(tls);
}

static void test_folder_that_cannot_be_written(void **state)
{
	struct tls_options options = {.data_folder = "/nonexistent/folder"};
	struct tls *tls;
	struct err err = {0};

	(void)state;
	assert_int_equal(tls_new(&options, &tls, &err), ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "/nonexistent/folder/tls-key.pem"));
	options = (struct tls_options){.certificate_file = "a.pem"};
	assert_int_equal(tls_new(&options, &tls, &err), ERR_INVALID);
}

static void test_wrong_files(void **state)
{
	struct folder *folder = *state;
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	X509 *good = sign(key, "good", key, NULL, -10, 1000);
	X509 *expired = sign(key, "expired", key, NULL, -1000, -10);
	X509 *early = sign(key, "early", key, NULL, 1000, 2000);

	refuse(folder, ERR_NOT_FOUND, folder->certificate, "No such file");
	write_text(folder->certificate, "not PEM at all");
	refuse(folder, ERR_TLS, folder->certificate, "BEGIN CERTIFICATE");
	write_certificate(folder->certificate, good, NULL);
	refuse(folder, ERR_NOT_FOUND, folder->key, "No such file");
	write_text(folder->key, "");
	refuse(folder, ERR_TLS, folder->key, "BEGIN PRIVATE KEY");
	write_key(folder->key, other, NULL);
	refuse(folder, ERR_TLS, folder->key, "is not the key of the certificate");
	write_key(folder->key, key, "secret");
	refuse(folder, ERR_TLS, folder->key, "passphrase");
	write_key(folder->key, key, NULL);
	assert_int_equal(chmod(folder->key, 0644), 0);
	refuse(folder, ERR_DENIED, folder->key, "chmod 600");
	assert_int_equal(chmod(folder->key, 0600), 0);
	write_certificate(folder->certificate, expired, NULL);
	refuse(folder, ERR_TLS, folder->certificate, "expired on 20");
	write_certificate(folder->certificate, early, NULL);
	refuse(folder, ERR_TLS, folder->certificate, "not valid before");
	X509_free(early);
	X509_free(expired);
	X509_free(good);
	EVP_PKEY_free(other);
	EVP_PKEY_free(key);
}

static void test_chain(void **state)
{
	struct folder *folder = *state;
	EVP_PKEY *root_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	X509 *root = sign(root_key, "root", root_key, NULL, -10, 1000);
	X509 *leaf = sign(key, "leaf", root_key, root, -10, 1000);
	struct certificate read = {0};
	struct tls *tls;
	struct err err = {0};
	FILE *file;

	write_key(folder->key, key, NULL);
	write_certificate(folder->certificate, leaf, root);
	if (new_given(folder, &tls, &err) != 0) {
		fail_msg("%s", err.text);
	}
	assert_false(tls_is_self_signed(tls));
	tls_free(tls);
	assert_int_equal(certificate_load(folder->certificate, folder->key, &read, NULL), 0);
	assert_int_equal(sk_X509_num(read.chain), 1);
	certificate_deinit(&read);

	/* the wrong way round */
	write_certificate(folder->certificate, root, leaf);
	refuse(folder, ERR_TLS, folder->key, "must come first");
	/* the second one is cut off */
	write_certificate(folder->certificate, leaf, NULL);
	file = fopen(folder->certificate, "a");
	fputs("-----BEGIN CERTIFICATE-----\nMIIB", file);
	fclose(file);
	refuse(folder, ERR_TLS, folder->certificate, "cut off");
	X509_free(leaf);
	X509_free(root);
	EVP_PKEY_free(key);
	EVP_PKEY_free(root_key);
}

static void hash_of_peer(const struct client *client, uint8_t out[32])
{
	X509 *leaf = SSL_get1_peer_certificate(client->ssl);

	assert_non_null(leaf);
	assert_int_equal(X509_digest(leaf, EVP_sha256(), out, NULL), 1);
	X509_free(leaf);
}

/* New connections get the new certificate, open ones go on; a bad one changes nothing. */
static void test_reload(void **state)
{
	struct fixture fixture;
	struct client *old, *new;
	char certificate[128], key[128];
	uint8_t before[32], after[32], seen[32];
	struct err err = {0};

	(void)state;
	fixture_init(&fixture, NULL);
	snprintf(certificate, sizeof(certificate), "%s/tls-certificate.pem", fixture.folder);
	snprintf(key, sizeof(key), "%s/tls-key.pem", fixture.folder);
	tls_fingerprint(fixture.tls, before);
	old = fixture_open(&fixture, NULL);

	write_text(certificate, "nonsense");
	assert_int_equal(tls_reload(fixture.tls, &err), ERR_TLS);
	assert_int_equal(tls_reload(fixture.tls, NULL), ERR_TLS);
	tls_fingerprint(fixture.tls, after);
	assert_memory_equal(before, after, 32);
	new = fixture_open(&fixture, NULL);
	run_until(&fixture, client_is_ready, new);
	hash_of_peer(new, seen);
	assert_memory_equal(before, seen, 32);

	assert_int_equal(certificate_make(certificate, key, &err), 0);
	assert_int_equal(tls_reload(fixture.tls, &err), 0);
	tls_fingerprint(fixture.tls, after);
	assert_memory_not_equal(before, after, 32);
	new = fixture_open(&fixture, NULL);
	run_until(&fixture, client_is_ready, new);
	hash_of_peer(new, seen);
	assert_memory_equal(after, seen, 32);

	buf_append_text(&old->out, "still here");
	run_until(&fixture, client_has, &((struct amount){old, 10}));
	fixture_deinit(&fixture);
}

static SSL_SESSION *kept; /* owned; OpenSSL's callback has no other place for it */

static int keep_session(SSL *ssl, SSL_SESSION *session)
{
	(void)ssl;
	SSL_SESSION_free(kept);
	kept = session;
	return 1;
}

/* A reconnect with the ticket saves the signature. */
static void test_ticket(void **state)
{
	struct fixture fixture;
	struct client *client;

	(void)state;
	fixture_init(&fixture, NULL);
	SSL_CTX_set_session_cache_mode(fixture.client_context, SSL_SESS_CACHE_CLIENT);
	SSL_CTX_sess_set_new_cb(fixture.client_context, keep_session);
	client = fixture_open(&fixture, NULL);
	buf_append_text(&client->out, "x");
	run_until(&fixture, client_has, &((struct amount){client, 1}));
	assert_non_null(kept);
	assert_false(SSL_session_reused(client->ssl));
	client = fixture_connect(&fixture, true);
	assert_int_equal(SSL_set_session(client->ssl, kept), 1);
	buf_append_text(&client->out, "x");
	run_until(&fixture, client_has, &((struct amount){client, 1}));
	assert_true(SSL_session_reused(client->ssl));
	SSL_SESSION_free(kept);
	kept = NULL;
	fixture_deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_own_certificate, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(test_killed_start, make_folder, remove_folder),
	    cmocka_unit_test(test_folder_that_cannot_be_written),
	    cmocka_unit_test_setup_teardown(test_wrong_files, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(test_chain, make_folder, remove_folder),
	    cmocka_unit_test(test_reload),
	    cmocka_unit_test(test_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
