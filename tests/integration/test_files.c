/* The server's files: who may read and change them, and what is missing. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/support/skip.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ACCEPTED(call) assert_int_equal(call, 0)

static char output[65536];

static void path_in(const struct hall *hall, const char *name, char out[256])
{
	snprintf(out, 256, "%s/%s", hall->server.folder, name);
}

/* What a server says that does not start. */
static void refused(const struct hall *hall, const char *a, const char *b)
{
	/* one that does start is not waited for */
	const char *argv[] = {"/usr/bin/timeout", "30", getenv("CONVENED"), "serve", "--data",
	    hall->server.folder, "--port", "0", "--listen", "127.0.0.1", NULL};

	assert_int_equal(test_run(argv, output, sizeof(output)), 1);
	if (strstr(output, a) == NULL || strstr(output, b) == NULL) {
		fail_msg("\"%s\" and \"%s\" are not both in: %s", a, b, output);
	}
}

static void what_others_may_read_or_write_is_refused(void **state)
{
	static const struct {
		const char *name;
		mode_t loose, right;
		const char *remedy;
	} rows[] = {
	    {"tls-key.pem", 0644, 0600, "chmod 600"},
	    {"tls-key.pem", 0620, 0600, "chmod 600"},
	    {"signing-key.pem", 0604, 0600, "chmod 600"},
	    {".", 0777, 0700, "chmod 700"},
	    {".", 0720, 0700, "chmod 700"},
	    {"exercises", 01777, 0700, "chmod 700"},
	    {"archive", 0770, 0700, "chmod 700"},
	};
	struct hall *hall = *state;

	char path[256];

	ACCEPTED(test_server_stop(&hall->server));
	path_in(hall, "archive", path);
	ACCEPTED(mkdir(path, 0700));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path_in(hall, rows[i].name, path);
		assert_int_equal(chmod(path, rows[i].loose), 0);
		refused(hall, rows[i].remedy,
		    strcmp(rows[i].name, ".") == 0 ? hall->server.folder : rows[i].name);
		assert_int_equal(chmod(path, rows[i].right), 0);
	}
	/* others may look at the folder: what is in it is closed to them */
	assert_int_equal(chmod(hall->server.folder, 0755), 0);
	test_server_start(&hall->server);
	desk_join(hall, "player", "XA-POL", "Ana");
}

/* As a user whom neither the folder belongs to nor root is. */
static void anothers_folder_is_refused(void **state)
{
	struct hall *hall = *state;
	const char *argv[] = {"/usr/bin/setpriv", "--reuid", "12345", "--regid", "12345",
	    "--clear-groups", getenv("CONVENED"), "list", "--data", hall->server.folder, NULL};

	if (geteuid() != 0) {
		SKIP_TEST("only root can give a folder away");
	}
	ACCEPTED(test_server_stop(&hall->server));
	assert_int_equal(chmod(hall->server.folder, 0755), 0);
	assert_int_equal(chown(hall->server.folder, 12346, (gid_t)-1), 0);
	assert_int_equal(test_run(argv, output, sizeof(output)), 1);
	if (strstr(output, "belongs to another user (12346)") == NULL) {
		fail_msg("%s", output);
	}
	/* root looks after it */
	test_server_start(&hall->server);
	desk_join(hall, "player", "XA-POL", "Ana");
}

/* While the server runs: the good key stays. */
static void a_loose_key_is_not_read_again(void **state)
{
	struct hall *hall = *state;
	char path[256];

	path_in(hall, "tls-key.pem", path);
	assert_int_equal(chmod(path, 0644), 0);
	kill(hall->server.pid, SIGHUP);
	while (test_server_log_count(&hall->server, "chmod 600", NULL, 0) == 0) {
		desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
	}
	desk_join(hall, "player", "XA-POL", "Ana");
}

static void a_missing_signing_key_is_not_replaced(void **state)
{
	struct hall *hall = *state;
	const char *create[] = {getenv("CONVENED"), "create", "--data", hall->server.folder, "--id",
	    "second", getenv("CONVENE_TEST_SCENARIO"), NULL};
	char key[256], away[256], command[512];
	const char *make[] = {"/bin/sh", "-c", command, NULL};
	char *begin, *end;

	ACCEPTED(test_server_stop(&hall->server));
	path_in(hall, "signing-key.pem", key);
	path_in(hall, "away", away);
	assert_int_equal(rename(key, away), 0);
	refused(hall, "signing-key.pem", "is missing");
	assert_int_equal(access(key, F_OK), -1);
	assert_int_equal(test_run(create, output, sizeof(output)), 1);
	assert_int_equal(access(key, F_OK), -1);
	/* back again, or the way out that the text names */
	assert_int_equal(rename(away, key), 0);
	test_server_start(&hall->server);
	ACCEPTED(test_server_stop(&hall->server));
	assert_int_equal(unlink(key), 0);
	refused(hall, "signing-key.pem", "openssl genpkey");
	begin = strchr(output, '`');
	end = begin != NULL ? strchr(begin + 1, '`') : NULL;
	assert_non_null(end);
	snprintf(command, sizeof(command), "%.*s", (int)(end - begin - 1), begin + 1);
	ACCEPTED(test_run(make, output, sizeof(output)));
	test_server_start(&hall->server);
	desk_join(hall, "player", "XA-POL", "Ana");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(what_others_may_read_or_write_is_refused),
	    TEST(anothers_folder_is_refused),
	    TEST(a_loose_key_is_not_read_again),
	    TEST(a_missing_signing_key_is_not_replaced),
	};

	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
