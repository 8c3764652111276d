#include "server/journal/signer.h"

#include "journal_fixture.h"
#include "tests/support/killed.h"
#include "tests/support/skip.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static void made_once(void **state)
{
	struct fixture *fixture = *state;
	struct signer *first = NULL, *second = NULL;
	struct stat status;
	char path[128];

	snprintf(path, sizeof(path), "%s/new.pem", fixture->folder);
	assert_int_equal(signer_load(path, &first, &fixture->err), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(status.st_nlink, 1);
	assert_int_equal(signer_load(path, &second, &fixture->err), 0);
	assert_memory_equal(signer_public_key(first), signer_public_key(second), SIGNER_KEY_SIZE);
	assert_memory_not_equal(
	    signer_public_key(first), signer_public_key(fixture->signer), SIGNER_KEY_SIZE);
	signer_free(first);
	signer_free(second);
}

static void load_at(const void *path)
{
	struct signer *signer;

	signer_load(path, &signer, NULL);
}

static void a_killed_start_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct signer *signer = NULL;
	char folder[128], path[160];

	if (!has_nameless_files(fixture->folder)) {
		SKIP_TEST("no files without a name on this file system");
	}
	snprintf(folder, sizeof(folder), "%s/data", fixture->folder);
	snprintf(path, sizeof(path), "%s/signing-key.pem", folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_true(killed_while_writing(load_at, path));
	assert_int_equal(rmdir(folder), 0); /* fails when there is something in it */
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(signer_load(path, &signer, &fixture->err), 0);
	signer_free(signer);
}

static void signs(void **state)
{
	struct fixture *fixture = *state;
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, signer_public_key(fixture->signer), SIGNER_KEY_SIZE);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t signature[SIGNATURE_SIZE];

	assert_int_equal(signer_sign(fixture->signer, "words", 5, signature), 0);
	assert_int_equal(EVP_DigestVerifyInit(context, NULL, NULL, NULL, key), 1);
	assert_int_equal(EVP_DigestVerify(context, signature, sizeof(signature),
	                     (const unsigned char *)"words", 5),
	    1);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
}

static void put_key(const char *path, const char *type, const char *password)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, type);
	FILE *file = fopen(path, "w");

	assert_non_null(key);
	assert_int_equal(
	    PEM_write_PrivateKey(file, key, password != NULL ? EVP_aes_256_cbc() : NULL, NULL, 0,
	        NULL, (void *)password),
	    1);
	fclose(file);
	EVP_PKEY_free(key);
	assert_int_equal(chmod(path, 0600), 0);
}

static void refuses(void **state)
{
	struct fixture *fixture = *state;
	struct signer *signer = NULL;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/other.pem", fixture->folder);
	put_key(path, "ED25519", NULL);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(signer_load(path, &signer, &fixture->err), ERR_DENIED);
	assert_non_null(strstr(fixture->err.text, "chmod 600"));
	put_key(path, "X25519", NULL);
	assert_int_equal(signer_load(path, &signer, &fixture->err), ERR_INVALID);
	/* must not ask on a terminal */
	put_key(path, "ED25519", "secret");
	assert_int_equal(signer_load(path, &signer, &fixture->err), ERR_INVALID);
	file = fopen(path, "w");
	fputs("nothing\n", file);
	fclose(file);
	assert_int_equal(signer_load(path, &signer, &fixture->err), ERR_INVALID);
	assert_int_equal(signer_load(fixture->folder, &signer, &fixture->err), ERR_INVALID);
	assert_int_equal(
	    signer_load("/no/such/folder/key.pem", &signer, &fixture->err), ERR_NOT_FOUND);
	assert_null(signer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(made_once), TEST(a_killed_start_leaves_nothing), TEST(signs), TEST(refuses)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
