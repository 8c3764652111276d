/* Exercises archived, brought back and deleted, beside a running server and without one. */
#include "convene/v1/admin.pb-c.h"
#include "proto/frame.h"
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ACCEPTED(call)                                                                             \
	do {                                                                                       \
		if ((call) != 0)                                                                   \
			fail_msg("%s: %s", #call, output);                                         \
	} while (0)

static char output[65536];

/* `convened COMMAND --data FOLDER [OPTION] [ID]`, with nobody at a terminal. */
static int run(const struct hall *hall, const char *command, const char *option, const char *id)
{
	const char *argv[] = {"/bin/sh", "-c", "exec \"$0\" \"$@\" </dev/null", getenv("CONVENED"),
	    command, "--data", hall->server.folder, option != NULL ? option : id,
	    option != NULL ? id : NULL, NULL};

	return test_run(argv, output, sizeof(output));
}

static void said(const char *text)
{
	if (strstr(output, text) == NULL) {
		fail_msg("\"%s\" is not in: %s", text, output);
	}
}

static bool is_there(const struct hall *hall, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", hall->server.folder, name);
	return access(path, F_OK) == 0;
}

static void is_listed(const struct hall *hall, const char *id, bool served, bool archived)
{
	char line[64];

	snprintf(line, sizeof(line), "\n%s ", id);
	ACCEPTED(run(hall, "list", NULL, NULL));
	if ((strstr(output, line) != NULL) != served) {
		fail_msg("\"%s\" is %sserved: %s", id, served ? "not " : "", output);
	}
	ACCEPTED(run(hall, "list", "--archived", NULL));
	if ((strstr(output, line) != NULL) != archived) {
		fail_msg("\"%s\" is %sarchived: %s", id, archived ? "not " : "", output);
	}
}

static void archived_and_back(struct hall *hall)
{
	const char *verify[] = {getenv("CONVENED"), "verify", output, NULL};
	char path[256];

	ACCEPTED(run(hall, "archive", NULL, "test"));
	said("archive/test.convene");
	said("convened restore --data ");
	is_listed(hall, "test", false, true);
	assert_false(is_there(hall, "exercises/test.convene"));
	assert_false(is_there(hall, "exercises/test.convene-wal"));
	assert_false(is_there(hall, "exercises/test.convene-shm"));
	assert_false(is_there(hall, "exercises/test.convene-lock"));
	assert_false(is_there(hall, "archive/test.convene-wal"));
	snprintf(path, sizeof(path), "%s/archive/test.convene", hall->server.folder);
	verify[2] = path;
	ACCEPTED(test_run(verify, output, sizeof(output)));
	/* there is no second one to be put in its place */
	assert_int_equal(run(hall, "archive", NULL, "test"), 1);
	said("no exercise \"test\"");
	assert_int_equal(run(hall, "create", "--id=test", getenv("CONVENE_TEST_SCENARIO")), 1);
	said("is in the archive");
	ACCEPTED(run(hall, "restore", NULL, "test"));
	is_listed(hall, "test", true, false);
	assert_int_equal(run(hall, "restore", NULL, "test"), 1);
	said("in the archive");
}

static void an_exercise_goes_into_the_archive_and_comes_back(void **state)
{
	struct hall *hall = *state;
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	const struct join_link *link = test_server_link(&hall->server, "player", "XA-POL");
	struct convene_options options = {.name = "Ben"};

	ACCEPTED(desk_do(controller, "{'announce': {'text': 'before'}}"));
	archived_and_back(hall);
	/* who was in it was told why, and does not try again for ever */
	assert_int_equal(desk_wait_stopped(player), CODE(NO_SUCH_EXERCISE));
	assert_non_null(strstr(player->error.message, "archive"));
	assert_int_equal(desk_wait_stopped(controller), CODE(NO_SUCH_EXERCISE));
	/* and all of it is there again */
	desk_wait_all(desk_join(hall, "evaluator", "-", "Eva"));
	/* nobody gets in meanwhile */
	ACCEPTED(run(hall, "archive", NULL, "test"));
	assert_int_equal(desk_wait_stopped(desk_try(hall, link, &options)), CODE(NO_SUCH_EXERCISE));
	ACCEPTED(run(hall, "restore", NULL, "test"));
	/* without a server: the same */
	ACCEPTED(test_server_stop(&hall->server));
	archived_and_back(hall);
	test_server_start(&hall->server);
	desk_wait_all(desk_join(hall, "evaluator", "-", "Eva"));
}

/* Whoever may only read, and what is on a disk that is only read, is fine. */
static void looking_at_the_archive_changes_nothing(void **state)
{
	struct hall *hall = *state;
	struct stat before, after;
	char archive[256], log[280];
	FILE *left;

	ACCEPTED(run(hall, "archive", NULL, "test"));
	snprintf(archive, sizeof(archive), "%s/archive", hall->server.folder);
	assert_int_equal(stat(archive, &before), 0);
	is_listed(hall, "test", false, true);
	assert_int_equal(stat(archive, &after), 0);
	/* nothing has come and gone, a lock neither */
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	/* as somebody may put it there by hand */
	snprintf(log, sizeof(log), "%s/test.convene-wal", archive);
	left = fopen(log, "w");
	assert_non_null(left);
	fputs("left by a crash", left);
	fclose(left);
	ACCEPTED(run(hall, "list", "--archived", NULL));
	said("test cannot be opened: ");
	said("has a log beside it");
	assert_int_equal(unlink(log), 0);
	ACCEPTED(run(hall, "restore", NULL, "test"));
	is_listed(hall, "test", true, false);
}

static void what_cannot_be_archived_is_served_on(void **state)
{
	struct hall *hall = *state;
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	char path[256];

	snprintf(path, sizeof(path), "%s/archive", hall->server.folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/archive/test.convene", hall->server.folder);
	assert_int_equal(mkdir(path, 0700), 0); /* in the way */
	assert_int_equal(run(hall, "archive", NULL, "test"), 1);
	said("exists already");
	desk_wait_stopped(player);
	desk_join(hall, "player", "XA-POL", "Ana");
	is_listed(hall, "test", true, true);
}

/* --- deleting --- */

static void make(const struct hall *hall, const char *id)
{
	char option[64];

	snprintf(option, sizeof(option), "--id=%s", id);
	ACCEPTED(run(hall, "create", option, getenv("CONVENE_TEST_SCENARIO")));
}

static void deleted(struct hall *hall, const char *id)
{
	char name[128];

	assert_int_equal(run(hall, "delete", NULL, id), 1);
	said("--yes");
	is_listed(hall, id, true, false);
	ACCEPTED(run(hall, "delete", "--yes", id));
	snprintf(name, sizeof(name), "exercises/%s.convene", id);
	said("deleted ");
	said(name);
	assert_false(is_there(hall, name));
	snprintf(name, sizeof(name), "exercises/%s.convene-wal", id);
	assert_false(is_there(hall, name));
	snprintf(name, sizeof(name), "exercises/%s.convene.deleted", id);
	assert_false(is_there(hall, name));
	is_listed(hall, id, false, false);
	assert_int_equal(run(hall, "delete", "--yes", id), 1);
	said("no exercise");
	/* from the archive, too; and the id is free again */
	make(hall, id);
	ACCEPTED(run(hall, "archive", NULL, id));
	ACCEPTED(run(hall, "delete", "--yes", id));
	is_listed(hall, id, false, false);
	make(hall, id);
}

static void an_exercise_is_deleted(void **state)
{
	struct hall *hall = *state;
	struct desk *player;

	make(hall, "other");
	deleted(hall, "other");
	player = desk_join(hall, "player", "XA-POL", "Ana");
	ACCEPTED(run(hall, "delete", "--yes", "test"));
	assert_int_equal(desk_wait_stopped(player), CODE(NO_SUCH_EXERCISE));
	assert_non_null(strstr(player->error.message, "deleted"));
	ACCEPTED(test_server_stop(&hall->server));
	deleted(hall, "other");
	assert_int_equal(run(hall, "delete", "--yes", "../test"), 1);
	assert_int_equal(run(hall, "archive", NULL, "No id"), 1);
}

static void what_is_under_way_is_not_taken_away(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");

	ACCEPTED(desk_do(controller, "{'start_exercise': {}}"));
	assert_int_equal(run(hall, "delete", "--yes", "test"), 1);
	said("convened archive");
	assert_int_equal(run(hall, "archive", NULL, "test"), 1);
	said("--yes");
	/* nobody has noticed anything */
	ACCEPTED(desk_do(controller, "{'announce': {'text': 'going on'}}"));
	ACCEPTED(test_server_stop(&hall->server));
	assert_int_equal(run(hall, "delete", "--yes", "test"), 1);
	said("convened archive");
	assert_int_equal(run(hall, "archive", NULL, "test"), 1);
	said("--yes");
	test_server_start(&hall->server);
	desk_wait_welcome(controller, 2);
	/* refused, with the clock's revision as it is now */
	assert_int_not_equal(desk_do(controller, "{'end_exercise': {'clock_revision': 999}}"), 0);
	ACCEPTED(run(hall, "archive", "--yes", "test"));
	assert_int_equal(desk_wait_stopped(controller), CODE(NO_SUCH_EXERCISE));
	ACCEPTED(run(hall, "restore", NULL, "test"));
	controller = desk_join(hall, "controller", "-", "Dora");
	assert_int_not_equal(desk_do(controller, "{'end_exercise': {'clock_revision': 999}}"), 0);
	ACCEPTED(desk_do(controller, "{'end_exercise': {'clock_revision': %u}}",
	    controller->answer.current_revision));
	ACCEPTED(run(hall, "delete", "--yes", "test"));
	is_listed(hall, "test", false, false);
}

/* Types `answer` at a terminal and returns the exit status. */
static int at_a_terminal(const struct hall *hall, const char *answer)
{
	int terminal, status;
	size_t used = 0;
	pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

	assert_true(pid >= 0);
	if (pid == 0) {
		execl(getenv("CONVENED"), "convened", "delete", "--data", hall->server.folder,
		    "test", NULL);
		_exit(127);
	}
	assert_int_equal(write(terminal, answer, strlen(answer)), strlen(answer));
	for (;;) {
		ssize_t count = read(terminal, output + used, sizeof(output) - 1 - used);

		if (count <= 0) {
			break;
		}
		used += (size_t)count;
	}
	output[used] = '\0';
	close(terminal);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void at_a_terminal_the_id_is_asked_for(void **state)
{
	struct hall *hall = *state;

	desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
	assert_int_equal(at_a_terminal(hall, "yes\n"), 1);
	said("Nothing was deleted");
	is_listed(hall, "test", true, false);
	assert_int_equal(at_a_terminal(hall, "test\n"), 0);
	said("convened archive --data ");
	said("exercises/test.convene");
	is_listed(hall, "test", false, false);
}

/* --- the list --- */

static void the_list_has_the_newest_first_and_names_the_rest(void **state)
{
	struct hall *hall = *state;
	char path[256];
	FILE *file;
	const char *at[4];

	make(hall, "b");
	make(hall, "a");
	snprintf(path, sizeof(path), "%s/exercises/bad.convene", hall->server.folder);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	snprintf(path, sizeof(path), "%s/exercises/my exercise.convene", hall->server.folder);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	for (int running = 1; running >= 0; running--) {
		if (running) {
			hall_restart(hall, false);
			desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
			/* all are loaded, or have failed to be */
			do {
				ACCEPTED(run(hall, "list", NULL, NULL));
			} while (strstr(output, "loading") != NULL);
		} else {
			ACCEPTED(test_server_stop(&hall->server));
			ACCEPTED(run(hall, "list", NULL, NULL));
		}
		at[0] = strstr(output, "\na ");
		at[1] = strstr(output, "\nb ");
		at[2] = strstr(output, "\ntest ");
		at[3] = strstr(output, "\nbad ");
		for (int i = 0; i < 4; i++) {
			assert_non_null(at[i]);
		}
		assert_true(at[0] < at[1] && at[1] < at[2] && at[2] < at[3]);
		/* a word in the table, the reason below it */
		said("\nbad                      unavailable -  ");
		said("\nbad cannot be opened: ");
		said("\"my exercise.convene\" is not taken for an exercise");
	}
}

/* At once after `create` it is there, loaded: nobody meets a "loading". */
static void created_it_is_open(void **state)
{
	struct hall *hall = *state;

	for (int i = 0; i < 8; i++) {
		char id[16];

		snprintf(id, sizeof(id), "new-%d", i);
		make(hall, id);
		ACCEPTED(run(hall, "list", NULL, NULL));
		assert_null(strstr(output, "loading"));
	}
}

/* --- who asks and goes, a server that stops meanwhile --- */

static void ask_and_go(const struct hall *hall, bool archive)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ArchiveExercise body = CONVENE__V1__ARCHIVE_EXERCISE__INIT;
	char id[] = "test";
	struct buf out = {0};
	size_t len;

	body.exercise_id = id;
	request.body_case = archive ? CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE
	                            : CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE;
	request.archive_exercise = &body; /* the two are alike */
	snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/convened.sock", hall->server.folder);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	len = convene__v1__admin_request__get_packed_size(&request);
	buf_append_varint(&out, len);
	convene__v1__admin_request__pack(&request, buf_reserve(&out, len));
	out.len += len;
	assert_int_equal(send(fd, out.data, out.len, MSG_NOSIGNAL), out.len);
	buf_deinit(&out);
	close(fd);
}

static void who_asks_may_go(void **state)
{
	struct hall *hall = *state;
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");

	ask_and_go(hall, true);
	while (test_server_log_count(&hall->server, "is archived", NULL, 0) == 0) {
		is_there(hall, "archive");
	}
	desk_wait_stopped(player);
	is_listed(hall, "test", false, true);
}

static void a_stop_meanwhile_leaves_it_whole(void **state)
{
	struct hall *hall = *state;

	desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
	for (int i = 0; i < 8; i++) {
		ask_and_go(hall, !is_there(hall, "archive/test.convene"));
		if (i % 2 == 0) {
			ACCEPTED(test_server_stop(&hall->server));
		} else {
			test_server_kill(&hall->server);
		}
		assert_true(is_there(hall, "archive/test.convene") !=
		            is_there(hall, "exercises/test.convene"));
		test_server_start(&hall->server);
	}
	run(hall, "restore", NULL, "test");
	desk_join(hall, "player", "XA-POL", "Ana");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_exercise_goes_into_the_archive_and_comes_back),
	    TEST(looking_at_the_archive_changes_nothing),
	    TEST(what_cannot_be_archived_is_served_on),
	    TEST(an_exercise_is_deleted),
	    TEST(what_is_under_way_is_not_taken_away),
	    TEST(at_a_terminal_the_id_is_asked_for),
	    TEST(the_list_has_the_newest_first_and_names_the_rest),
	    TEST(created_it_is_open),
	    TEST(who_asks_may_go),
	    TEST(a_stop_meanwhile_leaves_it_whole),
	};

	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
