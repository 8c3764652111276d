/* What is so only because an exercise is a SQLite file: its mode, what lies beside it, its format,
 * what is left of an erased name, the kernel's own refusals. */
#include "server/store/files.h"

#include "journal_fixture.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* After a clean close there is one file, which can be copied. */
static void close_leaves_one_file(void **state)
{
	struct fixture *fixture = *state;
	static const char *const beside[] = {"-wal", "-shm", "-lock", ".new", "-journal"};
	struct journal *journal = fixture_create(fixture);
	char path[128];
	struct stat status;

	assert_int_equal(fixture_append(fixture, journal, 10, 5), 0);
	journal_close(journal);
	assert_int_equal(stat(fixture->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(
	    fixture_try_create(fixture, "/tmp/no/such/folder/x", "x", 32, &journal), ERR_NOT_FOUND);
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", fixture->path, beside[i]);
		assert_int_equal(access(path, F_OK), -1);
	}
}

static void other_versions_and_files(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = NULL;
	FILE *file;

	journal_close(journal);
	journal = NULL;
	fixture_sql(fixture, "PRAGMA user_version=1");
	assert_int_equal(
	    journal_open(&store_files, fixture->path, fixture->signer, &journal, &fixture->err),
	    ERR_VERSION);
	assert_non_null(strstr(fixture->err.text, "version 1"));
	assert_non_null(strstr(fixture->err.text, "version 3"));
	assert_non_null(strstr(fixture->err.text, "use the program that made it"));
	assert_int_equal(
	    journal_reader_open(&store_files, fixture->path, &reader, &fixture->err), ERR_VERSION);
	fixture_sql(fixture, "PRAGMA user_version=3; PRAGMA application_id=5");
	assert_int_equal(
	    journal_open(&store_files, fixture->path, fixture->signer, &journal, &fixture->err),
	    ERR_CORRUPT);
	assert_non_null(strstr(fixture->err.text, "is not an exercise file"));
	file = fopen(fixture->path, "w");
	fputs("this is no database, however long one makes it: nobody would take it for one, not "
	      "even when it is more than a hundred bytes long",
	    file);
	fclose(file);
	assert_int_equal(
	    journal_open(&store_files, fixture->path, fixture->signer, &journal, &fixture->err),
	    ERR_CORRUPT);
	assert_int_equal(unlink(fixture->path), 0);
	assert_int_equal(
	    journal_open(&store_files, fixture->path, fixture->signer, &journal, &fixture->err),
	    ERR_NOT_FOUND);
	assert_null(journal);
	assert_null(reader);
}

static bool file_contains(const char *path, const char *word)
{
	FILE *file = fopen(path, "rb");
	size_t len, word_len = strlen(word);
	char *bytes = xcheck(malloc(1 << 20));
	bool found = false;

	if (file != NULL) {
		len = fread(bytes, 1, 1 << 20, file);
		fclose(file);
		found = memmem(bytes, len, word, word_len) != NULL;
	}
	free(bytes);
	return found;
}

/* An erased name is nowhere in the file any more. */
static void erasing_a_person(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	uint8_t salt[16] = {9};
	struct journal_person person = {9, "Wilhelmina Unmistakable", salt};
	struct journal_batch batch = {.people = &person, .person_count = 1};
	struct loaded loaded;

	assert_int_equal(fixture_append(fixture, journal, 5, 0), 0);
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	fixture_reopen(fixture, &journal);
	journal_close(journal);
	assert_true(file_contains(fixture->path, "Unmistakable"));
	journal = fixture_open(fixture);
	person.name = "";
	person.salt = NULL;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	journal_close(journal);
	assert_false(file_contains(fixture->path, "Unmistakable"));
	journal = fixture_open(fixture);
	fixture_load(fixture, journal, &loaded);
	assert_int_equal(loaded.people, 1);
	assert_string_equal(loaded.name, "");
	journal_close(journal);
	fixture_assert_verifies(fixture, 5);
}

/* Commits and reading go on while the log moves into the file. */
static void checkpoints(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = NULL;
	struct loaded loaded;
	char wal[128];
	struct stat status;

	snprintf(wal, sizeof(wal), "%s-wal", fixture->path);
	assert_int_equal(
	    journal_reader_open(&store_files, fixture->path, &reader, &fixture->err), 0);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(fixture_append(fixture, journal, 1000, 0), 0);
		assert_int_equal(journal_checkpoint(journal, &fixture->err), 0);
	}
	assert_int_equal(stat(wal, &status), 0);
	/* 30 000 events are more than 5 MB; the WAL was used over and over */
	assert_true(status.st_size < 3000000);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.events, 30000);
	assert_false(loaded.wrong);
	journal_reader_close(reader);
	journal_close(journal);
}

/* A reader changes nothing, not even as the last one to close. */
static void reader_leaves_the_wal(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = fixture_reader(fixture);
	char wal[128];
	FILE *file;

	snprintf(wal, sizeof(wal), "%s-wal", fixture->path);
	fixture_append(fixture, journal, 40, 0);
	/* dead, so that closing it leaves the WAL as after a crash */
	assert_int_not_equal(
	    journal_append(journal,
	        &(struct journal_batch){.entries = &(struct journal_entry){0}, .entry_count = 1},
	        &fixture->err),
	    0);
	journal_close(journal);
	journal_reader_close(reader);
	reader = fixture_reader(fixture);
	journal_reader_close(reader);
	file = fopen(wal, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	assert_true(ftell(file) > 4096);
	fclose(file);
	fixture_assert_verifies(fixture, 40);
	journal = fixture_open(fixture);
	assert_int_equal(journal_head(journal), 40);
	journal_close(journal);
}

static void expect(bool good, int where)
{
	if (!good) {
		_exit(where);
	}
}

/* The kernel's own refusal: a limit on the size of files. In a child, which may spoil its limits.
 */
static void fill_up(struct fixture *fixture)
{
	struct journal *journal = fixture_create(fixture);
	struct rlimit limit, small;
	struct loaded loaded;
	uint64_t head;
	int result;

	signal(SIGXFSZ, SIG_IGN);
	expect(getrlimit(RLIMIT_FSIZE, &limit) == 0, 1);
	small = (struct rlimit){.rlim_cur = 300000, .rlim_max = limit.rlim_max};
	expect(setrlimit(RLIMIT_FSIZE, &small) == 0, 2);
	while ((result = fixture_append(fixture, journal, 10, 0)) == 0) {
		continue;
	}
	head = journal_head(journal);
	if (result != ERR_DISK_FULL) {
		fprintf(stderr, "%s\n", fixture->err.text);
	}
	expect(result == ERR_DISK_FULL && head > 100, 3);
	journal_close(journal);
	expect(setrlimit(RLIMIT_FSIZE, &limit) == 0, 4);
	expect(journal_open(&store_files, fixture->path, fixture->signer, &journal, NULL) == 0, 5);
	expect(fixture_load(fixture, journal, &loaded) == 0 && !loaded.wrong, 6);
	expect(loaded.events == head, 7);
	expect(fixture_append(fixture, journal, 10, 0) == 0, 8);
	journal_close(journal);
	_exit(0);
}

static void limit_of_the_kernel(void **state)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		fill_up(*state);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(close_leaves_one_file),
	    TEST(other_versions_and_files),
	    TEST(erasing_a_person),
	    TEST(checkpoints),
	    TEST(reader_leaves_the_wal),
	    TEST(limit_of_the_kernel),
	};

	return cmocka_run_group_tests_name("store of files", tests, NULL, NULL);
}
