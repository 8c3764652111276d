/* The folders of exercises: what lies in them, what is moved and deleted, and what kills leave. */
#include "server/store/shelf.h"

#include "journal_fixture.h"
#include "server/journal/shelf_move.h"
#include "server/store/file_lock.h"
#include "tests/support/skip.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void put(const struct fixture *fixture, const char *name, const char *text)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static bool is_there(const struct fixture *fixture, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
	return access(path, F_OK) == 0;
}

/* A journal with some events where a server would have it. */
static void make_exercise(struct fixture *fixture, const char *id)
{
	char *path = shelf_path(fixture->folder, SHELF_SERVED, id);
	struct journal *journal;

	snprintf(fixture->path, sizeof(fixture->path), "%s", path);
	free(path);
	journal = fixture_create(fixture);
	assert_int_equal(fixture_append(fixture, journal, 5, 0), 0);
	journal_close(journal);
}

static int setup(void **state)
{
	int result = fixture_setup(state);
	const struct fixture *fixture = *state;
	char path[128];

	snprintf(path, sizeof(path), "%s/exercises", fixture->folder);
	return result != 0 ? result : mkdir(path, 0700);
}

static int teardown(void **state)
{
	const struct fixture *fixture = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'/*", fixture->folder);
	assert_int_equal(system(command), 0); /* a fixed name of our own */
	return fixture_teardown(state);
}

static void ids_are_names_of_files(void **state)
{
	char *path = shelf_path("data", SHELF_SERVED, "a-1");
	char longest[SHELF_ID_MAX + 2];

	(void)state;
	assert_string_equal(path, "data/exercises/a-1.convene");
	free(path);
	memset(longest, 'x', SHELF_ID_MAX + 1);
	longest[SHELF_ID_MAX + 1] = '\0';
	assert_false(shelf_id_valid(longest));
	longest[SHELF_ID_MAX] = '\0';
	assert_true(shelf_id_valid(longest));
	assert_false(shelf_id_valid(""));
	assert_false(shelf_id_valid("-a"));
	assert_false(shelf_id_valid("A"));
	assert_false(shelf_id_valid("a/b"));
	assert_false(shelf_id_valid(".."));
	assert_false(shelf_id_valid("a.b"));
	assert_false(shelf_id_valid("with blank"));
	assert_false(shelf_id_valid("\xc3\xa9"));
}

static void keep(void *context, const char *id)
{
	buf_printf(context, "%s;", id);
}

static void keep_strange(void *context, const char *name, const char *why)
{
	assert_true(strlen(why) > 10);
	buf_printf(context, "?%s;", name);
}

static void nothing_is_passed_over(void **state)
{
	struct fixture *fixture = *state;
	struct buf found = {0};
	struct shelf_visitor visitor = {
	    .context = &found, .exercise = keep, .strange = keep_strange};
	char *text;

	put(fixture, "exercises/b.convene", "");
	put(fixture, "exercises/b.convene-wal", "x");
	put(fixture, "exercises/b.convene-shm", "x");
	put(fixture, "exercises/b.convene-lock", "");
	put(fixture, "exercises/a.convene", "");
	put(fixture, "exercises/with blank.convene", "");
	put(fixture, "exercises/Capital.CONVENE", "");
	put(fixture, "exercises/c.convene-wal", "x");
	put(fixture, "exercises/d.convene.new-4711", "");
	put(fixture, "exercises/notes.txt", "");
	assert_int_equal(shelf_visit(fixture->folder, SHELF_SERVED, &visitor, &fixture->err), 0);
	assert_int_equal(shelf_visit(fixture->folder, SHELF_ARCHIVED, &visitor, &fixture->err), 0);
	text = buf_take_text(&found);
	assert_string_equal(
	    text, "?Capital.CONVENE;a;b;?c.convene-wal;?notes.txt;?with blank.convene;");
	free(text);
	assert_int_equal(
	    shelf_visit("/no/such/folder", SHELF_SERVED, &visitor, &fixture->err), ERR_NOT_FOUND);
}

static void to_the_archive_and_back(void **state)
{
	struct fixture *fixture = *state;

	make_exercise(fixture, "one");
	assert_int_equal(shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), 0);
	assert_false(is_there(fixture, "exercises/one.convene"));
	assert_true(is_there(fixture, "archive/one.convene"));
	/* the file alone is all of it */
	assert_false(is_there(fixture, "archive/one.convene-wal"));
	assert_false(is_there(fixture, "exercises/one.convene-wal"));
	assert_false(is_there(fixture, "exercises/one.convene-shm"));
	assert_false(is_there(fixture, "exercises/one.convene-lock"));
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), ERR_NOT_FOUND);
	/* neither shelf loses what it has */
	make_exercise(fixture, "one");
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), ERR_EXISTS);
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_SERVED, &fixture->err), ERR_EXISTS);
	assert_int_equal(unlink(fixture->path), 0);
	/* a log without its file would be taken for this one's */
	put(fixture, "exercises/one.convene-wal", "x");
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_SERVED, &fixture->err), ERR_EXISTS);
	snprintf(strchr(fixture->path, '\0'), 5, "-wal");
	assert_int_equal(unlink(fixture->path), 0);
	*strrchr(fixture->path, '-') = '\0';
	assert_int_equal(shelf_move(fixture->folder, "one", SHELF_SERVED, &fixture->err), 0);
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_SERVED, &fixture->err), ERR_NOT_FOUND);
	fixture_assert_verifies(fixture, 5);
}

static void on_two_disks_it_stays(void **state)
{
	struct fixture *fixture = *state;
	struct stat here, there;
	char archive[128], elsewhere[] = "/dev/shm/convene-shelf-XXXXXX";

	if (mkdtemp(elsewhere) == NULL) {
		SKIP_TEST("there is no /dev/shm to write to");
	}
	assert_int_equal(stat(elsewhere, &there), 0);
	assert_int_equal(stat(fixture->folder, &here), 0);
	if (here.st_dev == there.st_dev) {
		rmdir(elsewhere);
		SKIP_TEST("/tmp and /dev/shm are one disk");
	}
	snprintf(archive, sizeof(archive), "%s/archive", fixture->folder);
	make_exercise(fixture, "one");
	assert_int_equal(symlink(elsewhere, archive), 0);
	assert_int_not_equal(shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), 0);
	assert_non_null(strstr(fixture->err.text, "two disks"));
	fixture_assert_verifies(fixture, 5);
	assert_int_equal(unlink(archive), 0);
	assert_int_equal(rmdir(elsewhere), 0);
}

static void what_is_not_good_or_in_use_stays(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal;
	struct buf said = {0};

	make_exercise(fixture, "one");
	journal = fixture_open(fixture);
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), ERR_BUSY);
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), ERR_BUSY);
	journal_close(journal);
	fixture_sql(fixture, "UPDATE events SET event = x'00' WHERE seq = 3");
	assert_int_equal(
	    shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), ERR_CORRUPT);
	assert_non_null(strstr(fixture->err.text, "event 3"));
	assert_true(is_there(fixture, "exercises/one.convene"));
	assert_int_equal(said.len, 0);
}

static void deleted_it_is_gone(void **state)
{
	struct fixture *fixture = *state;
	struct buf said = {0};
	char *text;

	make_exercise(fixture, "one");
	put(fixture, "exercises/one.convene-wal", "");
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), 0);
	text = buf_take_text(&said);
	assert_non_null(strstr(text, "exercises/one.convene-wal\n"));
	assert_non_null(strstr(text, "exercises/one.convene\n"));
	free(text);
	assert_false(is_there(fixture, "exercises/one.convene"));
	assert_false(is_there(fixture, "exercises/one.convene-wal"));
	assert_false(is_there(fixture, "exercises/one.convene-lock"));
	assert_false(is_there(fixture, "exercises/one.convene.deleted"));
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), ERR_NOT_FOUND);
	/* from the archive as well */
	make_exercise(fixture, "one");
	assert_int_equal(shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), 0);
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), 0);
	assert_false(is_there(fixture, "archive/one.convene"));
	buf_deinit(&said);
}

/* Where a link leads to another disk, it is the file there that is to go. */
static void what_a_link_leads_to_is_deleted(void **state)
{
	struct fixture *fixture = *state;
	struct buf said = {0};
	char real[128];

	make_exercise(fixture, "one");
	snprintf(real, sizeof(real), "%s/one.convene", fixture->folder);
	assert_int_equal(rename(fixture->path, real), 0);
	assert_int_equal(symlink(real, fixture->path), 0);
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), 0);
	assert_false(is_there(fixture, "one.convene"));
	assert_int_equal(access(fixture->path, F_OK), -1);
	buf_deinit(&said);
}

/* A link of another name beside an exercise: that one is not what was to be deleted. */
static void what_a_link_of_another_name_leads_to_stays(void **state)
{
	struct fixture *fixture = *state;
	struct buf said = {0};
	char link[192];

	make_exercise(fixture, "one");
	snprintf(link, sizeof(link), "%s/exercises/two.convene", fixture->folder);
	assert_int_equal(symlink("one.convene", link), 0);
	assert_int_equal(shelf_delete(fixture->folder, "two", &said, &fixture->err), 0);
	assert_int_equal(access(link, F_OK), -1);
	assert_false(is_there(fixture, "exercises/two.convene.deleted"));
	fixture_assert_verifies(fixture, 5);
	buf_deinit(&said);
}

/* It is not said to be gone while anything of it is there; the same command goes on. */
static void what_cannot_be_deleted_is_not_said_to_be(void **state)
{
	struct fixture *fixture = *state;
	struct buf said = {0};
	char log[192];

	make_exercise(fixture, "one");
	/* nobody can unlink a folder, root neither */
	snprintf(log, sizeof(log), "%s/exercises/one.convene-wal", fixture->folder);
	assert_int_equal(mkdir(log, 0700), 0);
	assert_int_not_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), 0);
	assert_non_null(strstr(fixture->err.text, "one.convene-wal"));
	shelf_clean(fixture->folder, &said);
	assert_true(is_there(fixture, "exercises/one.convene.deleted"));
	assert_int_equal(said.len, 0);
	assert_int_equal(rmdir(log), 0);
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), 0);
	assert_false(is_there(fixture, "exercises/one.convene.deleted"));
	buf_deinit(&said);
}

static void what_kills_leave_is_cleaned(void **state)
{
	struct fixture *fixture = *state;
	struct file_lock lock = FILE_LOCK_NONE;
	struct buf said = {0};
	char making[192];

	/* a delete that was killed after its first step */
	put(fixture, "exercises/one.convene.deleted", "x");
	put(fixture, "exercises/one.convene-wal", "x");
	put(fixture, "exercises/one.convene-shm", "x");
	assert_non_null(shelf_taken(fixture->folder, SHELF_SERVED, "one"));
	/* locks and indexes without a file; a log that may be somebody's work; what is there */
	put(fixture, "exercises/two.convene-lock", "");
	put(fixture, "exercises/two.convene-shm", "x");
	put(fixture, "exercises/three.convene-wal", "x");
	put(fixture, "exercises/four.convene", "");
	put(fixture, "exercises/four.convene-wal", "x");
	put(fixture, "exercises/four.convene-lock", "");
	/* one that is just being made */
	snprintf(making, sizeof(making), "%s/exercises/five.convene", fixture->folder);
	assert_int_equal(file_lock_take(&lock, making, &fixture->err), 0);
	shelf_clean(fixture->folder, &said);
	assert_false(is_there(fixture, "exercises/one.convene.deleted"));
	assert_false(is_there(fixture, "exercises/one.convene-wal"));
	assert_false(is_there(fixture, "exercises/one.convene-shm"));
	assert_null(shelf_taken(fixture->folder, SHELF_SERVED, "one"));
	assert_false(is_there(fixture, "exercises/two.convene-lock"));
	assert_false(is_there(fixture, "exercises/two.convene-shm"));
	assert_true(is_there(fixture, "exercises/three.convene-wal"));
	assert_true(is_there(fixture, "exercises/four.convene-wal"));
	assert_true(is_there(fixture, "exercises/four.convene-lock"));
	assert_true(is_there(fixture, "exercises/five.convene-lock"));
	file_lock_release(&lock);
	buf_deinit(&said);
	/* what was left is finished by the same command, too */
	put(fixture, "exercises/one.convene.deleted", "x");
	put(fixture, "exercises/one.convene-wal", "x");
	assert_int_equal(shelf_delete(fixture->folder, "one", &said, &fixture->err), 0);
	assert_false(is_there(fixture, "exercises/one.convene-wal"));
	buf_deinit(&said);
}

/* Keys are made for a folder in which nothing has been sealed yet, and then never again. */
static void a_key_that_is_missing_is_missed(void **state)
{
	struct fixture *fixture = *state;
	struct signer *signer = NULL;

	assert_int_equal(signer_load_of_folder(fixture->folder, &signer, &fixture->err), 0);
	signer_free(signer);
	make_exercise(fixture, "one");
	assert_int_equal(shelf_move(fixture->folder, "one", SHELF_ARCHIVED, &fixture->err), 0);
	snprintf(fixture->path, sizeof(fixture->path), "%s/signing-key.pem", fixture->folder);
	assert_int_equal(unlink(fixture->path), 0);
	assert_int_equal(
	    signer_load_of_folder(fixture->folder, &signer, &fixture->err), ERR_NOT_FOUND);
	assert_int_equal(access(fixture->path, F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_are_names_of_files),
	    TEST(nothing_is_passed_over),
	    TEST(to_the_archive_and_back),
	    TEST(on_two_disks_it_stays),
	    TEST(what_is_not_good_or_in_use_stays),
	    TEST(deleted_it_is_gone),
	    TEST(what_a_link_leads_to_is_deleted),
	    TEST(what_a_link_of_another_name_leads_to_stays),
	    TEST(what_cannot_be_deleted_is_not_said_to_be),
	    TEST(what_kills_leave_is_cleaned),
	    TEST(a_key_that_is_missing_is_missed),
	};

	return cmocka_run_group_tests_name("shelf", tests, NULL, NULL);
}
