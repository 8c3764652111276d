/* Exercises that cannot be opened: what local administration does to them, and what not. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static char output[65536];

/* `convened COMMAND OPTIONS --data FOLDER ID`; it asks again by itself while it is being loaded. */
static int run(const struct hall *hall, const char *command, const char *options, const char *id)
{
	char line[512];
	const char *argv[] = {"/bin/sh", "-c", line, NULL};

	snprintf(line, sizeof(line), "exec '%s' %s %s --data '%s' %s </dev/null",
	    getenv("CONVENED"), command, options, hall->server.folder, id);
	return test_run(argv, output, sizeof(output));
}

static void refused(const struct hall *hall, const char *command, const char *options,
    const char *id, const char *text)
{
	if (run(hall, command, options, id) != 1 || strstr(output, text) == NULL) {
		fail_msg("%s %s %s: \"%s\" is not in: %s", command, options, id, text, output);
	}
}

static bool is_there(const struct hall *hall, const char *id)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/exercises/%s.convene", hall->server.folder, id);
	return access(path, F_OK) == 0;
}

static bool has_failed(void *context)
{
	struct hall *hall = context;

	return test_server_log_count(&hall->server, "cannot be opened", NULL, 0) > 0;
}

/* Begins the exercise and stops it, with what the controller sends: nothing can be committed, and
 * it cannot be opened again; as with a full disk. */
static sqlite3 *stop_under_way(struct hall *hall, struct desk *controller, const char *command)
{
	char path[256];
	sqlite3 *db;

	assert_int_equal(desk_do(controller, "{'start_exercise': {}}"), 0);
	snprintf(path, sizeof(path), "%s/exercises/test.convene", hall->server.folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, HALL_PATIENCE_MS);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	desk_send(controller, "%s", command);
	hall_wait(hall, has_failed, hall, "the exercise to be given up");
	return db;
}

static void what_has_stopped_is_still_under_way(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	sqlite3 *db =
	    stop_under_way(hall, controller, "{'announce': {'text': 'nobody hears of it'}}");

	refused(hall, "delete", "--yes", "test",
	    "has begun and has not ended, and has stopped meanwhile (");
	refused(hall, "delete", "--yes", "test", "--unopened-too");
	refused(hall, "archive", "", "test",
	    "has begun and has not ended, and has stopped meanwhile (");
	assert_non_null(strstr(output, "try again later); with --yes it is put away as it is"));
	assert_true(is_there(hall, "test"));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	desk_wait_welcome(controller, 2);
	/* open again: nobody takes it away by insisting, either */
	refused(hall, "delete", "--yes --unopened-too", "test", "convened archive --yes");
}

static void an_end_that_was_lost_has_not_come(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	sqlite3 *db = stop_under_way(hall, controller, "{'end_exercise': {'clock_revision': 1}}");

	refused(hall, "delete", "--yes", "test", "has begun and has not ended");
	assert_true(is_there(hall, "test"));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	desk_wait_welcome(controller, 2);
	refused(hall, "delete", "--yes", "test", "convened archive --yes");
}

/* --- one that another process has open --- */

struct waiting {
	const struct desk *desk;
	const char *text;
};

static bool was_told(void *context)
{
	const struct waiting *waiting = context;

	return strstr(waiting->desk->error.message, waiting->text) != NULL;
}

/* As another server would, with the same file on a disk that both have. */
static int take_lock(const struct hall *hall)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/exercises/test.convene-lock", hall->server.folder);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	return fd;
}

static void what_another_has_open_is_no_broken_one(void **state)
{
	struct hall *hall = *state;
	struct convene_options options = {.name = "Cora"};
	struct waiting waiting = {.text = "another program has the exercise open"};
	struct desk *desk;
	int lock;

	assert_int_equal(test_server_stop(&hall->server), 0);
	lock = take_lock(hall);
	test_server_start(&hall->server);
	desk = desk_try(hall, test_server_link(&hall->server, "controller", "-"), &options);
	waiting.desk = desk;
	hall_wait(hall, was_told, &waiting, "it to be said that another has it");
	assert_int_equal(desk->error.code, CODE(EXERCISE_UNAVAILABLE));
	assert_int_equal(run(hall, "list", "", ""), 0);
	if (strstr(output, "\ntest                     in use ") == NULL ||
	    strstr(output, "test.convene\" is open in another process") == NULL) {
		fail_msg("%s", output);
	}
	/* nobody takes it away from the other, insisting or not */
	refused(hall, "archive", "--yes", "test", "is open in another process");
	refused(hall, "delete", "--yes --unopened-too", "test", "is open in another process");
	/* what would be right is said, and nothing that would not help */
	refused(hall, "archive", "", "test", "is open in another process that writes it: stop");
	assert_null(strstr(output, "mend that"));
	refused(hall, "delete", "--yes", "test", "is open in another process that writes it: stop");
	assert_null(strstr(output, "mend that"));
	assert_true(is_there(hall, "test"));
	close(lock);
	desk_wait_welcome(desk, 1); /* which has tried again by itself */
	assert_false(desk->stopped);
}

static void put_nonsense(const struct hall *hall)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/exercises/bad.convene", hall->server.folder);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs("no exercise", file) > 0);
	assert_int_equal(fclose(file), 0);
}

static void of_one_that_was_never_open_nobody_knows(void **state)
{
	static const char unknown[] = "nobody knows whether it has begun and has not ended (";
	struct hall *hall = *state;

	for (int running = 0; running <= 1; running++) {
		assert_int_equal(test_server_stop(&hall->server), 0);
		put_nonsense(hall);
		if (running) {
			test_server_start(&hall->server);
		}
		refused(hall, "delete", "--yes", "bad", unknown);
		refused(hall, "archive", "", "bad", unknown);
		refused(hall, "archive", "--yes", "bad", "bad.convene");
		/* which is no answer to the question whether it is meant */
		refused(hall, "delete", "--unopened-too", "bad", "scripts say --yes");
		assert_true(is_there(hall, "bad"));
		if (run(hall, "delete", "--yes --unopened-too", "bad") != 0) {
			fail_msg("%s", output);
		}
		assert_false(is_there(hall, "bad"));
	}
}

/* A file that came back while the server ran, which has not looked at it yet. */
static void what_was_put_there_by_hand_is_looked_at(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	char path[256], away[256];

	assert_int_equal(desk_do(controller, "{'start_exercise': {}}"), 0);
	assert_int_equal(test_server_stop(&hall->server), 0);
	snprintf(path, sizeof(path), "%s/exercises/test.convene", hall->server.folder);
	snprintf(away, sizeof(away), "%s/away", hall->server.folder);
	assert_int_equal(rename(path, away), 0);
	test_server_start(&hall->server);
	assert_int_equal(rename(away, path), 0);
	assert_int_equal(run(hall, "list", "", ""), 0);
	if (strstr(output, "\"test.convene\" is there and is not served") == NULL) {
		fail_msg("%s", output);
	}
	refused(hall, "delete", "--yes", "test", "has begun and has not ended");
	refused(hall, "archive", "", "test", "has begun and has not ended");
	assert_true(is_there(hall, "test"));
	assert_int_equal(run(hall, "archive", "--yes", "test"), 0);
	assert_false(is_there(hall, "test"));
}

/* Somebody's shell reads in the log of one that no server has, so that it cannot be opened: nobody
 * has it for writing either, and all the same it is not gone without a question. */
static void what_is_being_read_is_not_taken_away(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	char path[256];
	sqlite3 *db;

	assert_int_equal(desk_do(controller, "{'start_exercise': {}}"), 0);
	snprintf(path, sizeof(path), "%s/exercises/test.convene", hall->server.folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "BEGIN; SELECT count(*) FROM events", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(test_server_stop(&hall->server), 0);
	refused(hall, "delete", "--yes", "test", "is being read and cannot be brought in order");
	assert_true(is_there(hall, "test"));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	refused(hall, "delete", "--yes", "test", "has begun and has not ended");
	test_server_start(&hall->server);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(what_has_stopped_is_still_under_way),
	    TEST(an_end_that_was_lost_has_not_come),
	    TEST(what_another_has_open_is_no_broken_one),
	    TEST(of_one_that_was_never_open_nobody_knows),
	    TEST(what_was_put_there_by_hand_is_looked_at),
	    TEST(what_is_being_read_is_not_taken_away),
	};

	return cmocka_run_group_tests_name("unopened", tests, NULL, NULL);
}
