/* Whose keys are taken, and with which modes. */
#include "server/base/secret_file.h"

#include "tests/support/skip.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SOMEBODY 12345

struct row {
	uid_t owner;
	mode_t mode;
	const char *remedy; /* NULL: taken */
};

static int make(const struct row *row)
{
	char path[] = "/tmp/convene-secret-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(fchown(fd, row->owner, (gid_t)-1), 0);
	assert_int_equal(fchmod(fd, row->mode), 0);
	return fd;
}

static bool is_as_expected(int fd, const struct row *row)
{
	struct err err = {0};
	int result = secret_file_check(fd, "key.pem", "the key", &err);

	if (row->remedy == NULL) {
		return result == 0;
	}
	return result == ERR_DENIED && strstr(err.text, row->remedy) != NULL;
}

/* The same as another user, in a process of its own: the file stays open. */
static bool is_as_expected_for(uid_t user, int fd, const struct row *row)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		_exit(setuid(user) == 0 && is_as_expected(fd, row) ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void our_own(void **state)
{
	const struct row rows[] = {
	    {geteuid(), 0600, NULL},
	    {geteuid(), 0400, NULL},
	    {geteuid(), 0604, "chmod 600"},
	    {geteuid(), 0620, "chmod 6"},
	    {geteuid(), 0644, "chmod 6"},
	    {geteuid(), 0640, geteuid() == 0 ? NULL : "chmod 600"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int fd = make(&rows[i]);

		if (!is_as_expected(fd, &rows[i])) {
			fail_msg("mode %04o", (unsigned)rows[i].mode);
		}
		close(fd);
	}
}

/* As with Debian's group ssl-cert: root's key, for a group, whoever the server runs as. */
static void of_root_and_others(void **state)
{
	static const struct row rows[] = {
	    {0, 0600, NULL},
	    {0, 0640, NULL},
	    {0, 0644, "chmod 6"},
	    {0, 0660, "chmod 6"},
	    {SOMEBODY + 1, 0600, "chown"},
	};

	(void)state;
	if (geteuid() != 0) {
		SKIP_TEST("only root can give a file away");
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int fd = make(&rows[i]);

		if (!is_as_expected(fd, &rows[i])) {
			fail_msg("as root: user %u, mode %04o", (unsigned)rows[i].owner,
			    (unsigned)rows[i].mode);
		}
		if (!is_as_expected_for(SOMEBODY, fd, &rows[i])) {
			fail_msg(
			    "user %u, mode %04o", (unsigned)rows[i].owner, (unsigned)rows[i].mode);
		}
		close(fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(our_own),
	    cmocka_unit_test(of_root_and_others),
	};

	return cmocka_run_group_tests_name("secret_file", tests, NULL, NULL);
}
