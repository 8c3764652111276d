/* What a journal's file has to be, and what lies beside it from before. As somebody without the
 * rights of an administrator. */
#include "server/store/sqlite_file.h"

#include "journal_fixture.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

/* Files of mode 0400 are to be what they say, also for root. */
static void give_up_rights(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	assert_int_equal(syscall(SYS_capget, &header, data), 0);
	data[0].effective &= ~(1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH);
	assert_int_equal(syscall(SYS_capset, &header, data), 0);
}

static void name_of(const struct fixture *fixture, const char *suffix, char out[128])
{
	snprintf(out, 128, "%s%s", fixture->path, suffix);
}

static void put_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	close(fd);
}

static void a_file_that_was_read_only_once_opens_again(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	char shm[128], wal[128];
	struct stat status;

	name_of(fixture, "-shm", shm);
	name_of(fixture, "-wal", wal);
	assert_int_equal(fixture_append(fixture, journal, 3, 0), 0);
	journal_close(journal);
	assert_int_equal(chmod(fixture->path, 0400), 0);
	assert_int_equal(
	    journal_open(&store_files, fixture->path, fixture->signer, &journal, &fixture->err),
	    ERR_DENIED);
	assert_non_null(strstr(fixture->err.text, "chmod 600"));
	/* nothing was left that the file's mode might have been given to */
	assert_int_equal(access(shm, F_OK), -1);
	assert_int_equal(access(wal, F_OK), -1);
	/* nor is what somebody else's opening has left in the way */
	put_file(shm, 0400);
	put_file(wal, 0400);
	assert_int_equal(chmod(fixture->path, 0600), 0);
	journal = fixture_open(fixture);
	assert_int_equal(stat(shm, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(fixture_append(fixture, journal, 3, 0), 0);
	journal_close(journal);
}

static void refuse(struct fixture *fixture, const char *path, const char *text)
{
	struct journal *journal = NULL;
	char lock[160];

	assert_int_not_equal(
	    journal_open(&store_files, path, fixture->signer, &journal, &fixture->err), 0);
	if (strstr(fixture->err.text, text) == NULL) {
		fail_msg("\"%s\" is not in: %s", text, fixture->err.text);
	}
	snprintf(lock, sizeof(lock), "%s-lock", path);
	assert_int_equal(access(lock, F_OK), -1);
}

static void other_names_of_a_file_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	char other[128];

	journal_close(journal);
	name_of(fixture, "-other", other);
	assert_int_equal(symlink(fixture->path, other), 0);
	refuse(fixture, other, fixture->path);
	/* and did not take the lock away from it */
	journal_close(fixture_open(fixture));
	unlink(other);
	assert_int_equal(link(fixture->path, other), 0);
	refuse(fixture, other, "hard links");
	refuse(fixture, fixture->path, "hard links");
	unlink(other);
	assert_int_equal(symlink("/no/such/file", other), 0);
	refuse(fixture, other, "leads nowhere");
	unlink(other);
	assert_int_equal(mkfifo(other, 0600), 0);
	refuse(fixture, other, "is no file");
	unlink(other);
	journal_close(fixture_open(fixture));
}

/* Under its own name somewhere else: the lock is on the file itself. */
static void a_link_of_the_same_name_is_followed(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture), *second = NULL;
	char folder[96], path[192];

	journal_close(journal);
	snprintf(folder, sizeof(folder), "%s/elsewhere", fixture->folder);
	snprintf(path, sizeof(path), "%s%s", folder, strrchr(fixture->path, '/'));
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(symlink(fixture->path, path), 0);
	assert_int_equal(
	    journal_open(&store_files, path, fixture->signer, &journal, &fixture->err), 0);
	assert_int_equal(
	    journal_open(&store_files, fixture->path, fixture->signer, &second, &fixture->err),
	    ERR_BUSY);
	journal_close(journal);
	unlink(path);
	rmdir(folder);
}

/* In a folder in which nothing can be made, whatever that is called. */
static void looking_needs_no_right_to_write(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct loaded loaded;
	char folder[128], path[256];

	assert_int_equal(fixture_append(fixture, journal, 3, 0), 0);
	journal_close(journal);
	snprintf(folder, sizeof(folder), "%s/a?b#c%%41", fixture->folder);
	snprintf(path, sizeof(path), "%s%s", folder, strrchr(fixture->path, '/'));
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(rename(fixture->path, path), 0);
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(chmod(folder, 0500), 0);
	if (journal_look(&store_files, path, &journal, &fixture->err) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.events, 3);
	assert_false(loaded.wrong);
	assert_int_equal(fixture_append(fixture, journal, 1, 0), ERR_DENIED);
	journal_close(journal);
	assert_int_equal(chmod(path, 0200), 0);
	assert_int_equal(journal_look(&store_files, path, &journal, &fixture->err), ERR_DENIED);
	assert_non_null(strstr(fixture->err.text, "cannot be read"));
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_file_that_was_read_only_once_opens_again),
	    TEST(other_names_of_a_file_are_refused),
	    TEST(a_link_of_the_same_name_is_followed),
	    TEST(looking_needs_no_right_to_write),
	};

	give_up_rights();
	return cmocka_run_group_tests_name("journal file", tests, NULL, NULL);
}
