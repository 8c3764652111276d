#include "proto/new_file.h"

#include "tests/support/skip.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char why[512];

/* Each test in an empty folder, which is the working one. */
static int enter(void **state)
{
	char path[] = "/tmp/convene-new-file-XXXXXX";

	assert_non_null(mkdtemp(path));
	*state = strdup(path);
	return chdir(path);
}

/* What is in the folder; *name is one of them. */
static size_t count_files(char *name, size_t size)
{
	DIR *directory = opendir(".");
	const struct dirent *entry;
	size_t count = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] != '.') {
			snprintf(name, size, "%s", entry->d_name);
			count++;
		}
	}
	closedir(directory);
	return count;
}

static int leave(void **state)
{
	char name[300];

	while (count_files(name, sizeof(name)) > 0) {
		assert_int_equal(remove(name), 0);
	}
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(*state), 0);
	free(*state);
	return 0;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void holds(const char *path, const char *wanted)
{
	char text[64] = "";
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, wanted);
}

static bool write_text(const char *path, unsigned flags, const char *text)
{
	why[0] = '\0';
	return new_file_write(path, flags, text, strlen(text), why, sizeof(why));
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(lstat(path, &status), 0);
	return status.st_mode & 0777;
}

static void a_new_one_is_ones_own(void **state)
{
	(void)state;
	umask(0);
	assert_true(write_text("links", 0, "secret\n"));
	holds("links", "secret\n");
	assert_int_equal(mode_of("links"), 0600);
	umask(022);
	assert_true(write_text("map.svg", NEW_FILE_SHARED, "<svg/>"));
	assert_int_equal(mode_of("map.svg"), 0644);
	umask(077);
}

static void what_is_there_stays(void **state)
{
	char name[300];

	(void)state;
	put("links", "another's\n");
	assert_int_equal(chmod("links", 0644), 0);
	assert_false(new_file_possible("links", 0, why, sizeof(why)));
	assert_false(write_text("links", 0, "secret\n"));
	assert_non_null(strstr(why, "\"links\" is there already"));
	holds("links", "another's\n");
	assert_int_equal(mode_of("links"), 0644);
	assert_int_equal(count_files(name, sizeof(name)), 1);
}

static void a_link_is_not_followed(void **state)
{
	char name[300];

	(void)state;
	put("target", "kept");
	assert_int_equal(symlink("target", "links"), 0);
	assert_false(write_text("links", 0, "secret"));
	assert_int_equal(unlink("links"), 0);
	/* also one that leads nowhere, where the file would be made */
	assert_int_equal(symlink("nowhere", "links"), 0);
	assert_false(write_text("links", 0, "secret"));
	assert_true(access("nowhere", F_OK) != 0);
	holds("target", "kept");
	assert_true(write_text("links", NEW_FILE_REPLACES, "output"));
	holds("links", "output");
	assert_true(access("nowhere", F_OK) != 0);
	assert_int_equal(count_files(name, sizeof(name)), 2);
}

static void one_file_under_two_spellings(void **state)
{
	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(symlink("folder", "way"), 0);
	assert_true(new_file_same("map", "map"));
	assert_true(new_file_same("map", "./map"));
	assert_true(new_file_same("folder/map", "way/map"));
	assert_true(new_file_same("nowhere/map", "nowhere/map"));
	assert_false(new_file_same("map", "folder/map"));
	assert_false(new_file_same("map", "record"));
	assert_int_equal(unlink("way"), 0);
	assert_int_equal(rmdir("folder"), 0);
}

static void somebody_else_is_faster(void **state)
{
	struct new_file file;
	char name[300];

	(void)state;
	assert_true(new_file_open(&file, "links", 0, why, sizeof(why)));
	fputs("secret", file.stream);
	put("links", "faster");
	assert_false(new_file_keep(&file, why, sizeof(why)));
	holds("links", "faster");
	assert_int_equal(count_files(name, sizeof(name)), 1);
}

/* Of folders, while this is set. */
static bool folders_fail;

int fsync(int fd)
{
	struct stat status;

	if (folders_fail && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

/* A name that may not last is taken back, unless what had it before is gone already. */
static void a_name_that_may_not_last(void **state)
{
	(void)state;
	put("map.svg", "older");
	folders_fail = true;
	assert_false(write_text("links", 0, "secret"));
	assert_int_equal(access("links", F_OK), -1);
	assert_false(write_text("map.svg", NEW_FILE_REPLACES, "newer"));
	folders_fail = false;
	holds("map.svg", "newer");
}

static void one_that_is_replaced_is_whole_at_any_time(void **state)
{
	struct new_file file;

	(void)state;
	put("map.svg", "older");
	assert_true(new_file_open(&file, "map.svg", NEW_FILE_REPLACES, why, sizeof(why)));
	fputs("half", file.stream);
	fflush(file.stream);
	holds("map.svg", "older");
	new_file_drop(&file);
	holds("map.svg", "older");
	assert_true(write_text("map.svg", NEW_FILE_REPLACES, "newer"));
	holds("map.svg", "newer");
}

/* In a container each start may have the same number. */
static void what_a_killed_program_has_left_is_in_nobodys_way(void **state)
{
	char left[300];

	(void)state;
	snprintf(left, sizeof(left), "port.%ld-0.part", (long)getpid());
	put(left, "another's");
	assert_true(write_text("port", NEW_FILE_REPLACES, "8443\n"));
	holds("port", "8443\n");
	holds(left, "another's");
}

/* Only on file systems that have files without a name, as those of Debian's installer do. */
static void a_killed_program_leaves_nothing(void **state)
{
	int there = open(".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600), status;
	struct new_file file;
	char name[300];
	pid_t child;

	(void)state;
	if (there < 0) {
		SKIP_TEST("no files without a name on this file system");
	}
	close(there);
	for (unsigned flags = 0; flags <= NEW_FILE_REPLACES; flags += NEW_FILE_REPLACES) {
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			if (!new_file_open(&file, "links", flags, why, sizeof(why)) ||
			    fputs("secret", file.stream) < 0 || fflush(file.stream) != 0) {
				_exit(1);
			}
			raise(SIGKILL);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(count_files(name, sizeof(name)), 0);
	}
	/* nor does anything have to fit beside the name */
	memset(name, 'n', 255);
	name[255] = '\0';
	assert_true(write_text(name, 0, "secret"));
	holds(name, "secret");
}

static void what_cannot_be_is_said(void **state)
{
	(void)state;
	assert_false(write_text("nowhere/links", 0, "secret"));
	assert_non_null(strstr(why, "cannot write \"nowhere/links\": "));
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_false(write_text("folder", NEW_FILE_REPLACES, "secret"));
	assert_false(write_text("folder/", 0, "secret"));
	assert_false(write_text("", 0, "secret"));
	assert_non_null(strstr(why, "a file is wanted"));
}

/* A disk that is full, as far as the file knows. */
static void half_of_it_is_not_left(void **state)
{
	struct rlimit before, limit;
	char text[3000] = "", name[300];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_false(write_text("links", 0, text));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(why, "cannot write \"links\": "));
	assert_int_equal(count_files(name, sizeof(name)), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
	const struct CMUnitTest tests[] = {
	    TEST(a_new_one_is_ones_own),
	    TEST(what_is_there_stays),
	    TEST(a_link_is_not_followed),
	    TEST(one_file_under_two_spellings),
	    TEST(somebody_else_is_faster),
	    TEST(one_that_is_replaced_is_whole_at_any_time),
	    TEST(a_name_that_may_not_last),
	    TEST(a_killed_program_leaves_nothing),
	    TEST(what_a_killed_program_has_left_is_in_nobodys_way),
	    TEST(what_cannot_be_is_said),
	    TEST(half_of_it_is_not_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
