/*
 * A full disk under load: the exercise stops with its last committed event intact and says so to
 * everybody, goes on by itself when there is space, and nothing that was acknowledged is lost.
 *
 *   test_disk full CONVENED SCENARIO    a small file system of its own; exit status 77 without the
 *                                       right to mount one
 *   test_disk limit CONVENED SCENARIO   a limit on the size of the server's files
 */
#include "proto/xalloc.h"
#include "tests/fault/check.h"
#include "tests/fault/flip.h"
#include "tests/support/expect.h"
#include "tests/support/test_server.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_MS 120000
#define SKIPPED     77

static const struct {
	const char *role, *team;
} cast[] = {
    {"controller", "-"},
    {"simulator", "-"},
    {"player", "AL-NGO"},
    {"player", "TO-POL"},
    {"evaluator", "-"},
};

#define PEOPLE (sizeof(cast) / sizeof(cast[0]))

/* One exercise and those who are in it. */
struct crowd {
	struct test_server links; /* a copy, for its links */
	struct person people[PEOPLE];
	uint64_t answers_wanted;
	unsigned unavailable_before[PEOPLE]; /* before the disk was filled */
};

struct test {
	bool mounts; /* a file system of its own, not a limit */
	struct test_server server;
	struct driver *driver; /* owned */
	struct dice dice;
	struct crowd struck; /* its disk is full */
	struct crowd spared; /* on another disk; with a limit on all files: nobody in it */
	char small[128], ballast[160], record_path[128], file_path[256];
};

/* --- waiting --- */

static uint64_t answers(const struct crowd *crowd)
{
	uint64_t count = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		count += crowd->people[i].answered;
	}
	return count;
}

static bool all_are_live(void *context)
{
	const struct crowd *crowd = context;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (!crowd->people[i].caught_up) {
			return false;
		}
	}
	return true;
}

static bool all_are_told(void *context)
{
	const struct crowd *crowd = context;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (crowd->people[i].unavailable == crowd->unavailable_before[i]) {
			return false;
		}
	}
	return true;
}

static bool all_are_answered(void *context)
{
	const struct crowd *crowd = context;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (crowd->people[i].answered < crowd->people[i].ledger.command_count ||
		    crowd->people[i].uploading) {
			return false;
		}
	}
	return true;
}

static bool enough_answers(void *context)
{
	const struct crowd *crowd = context;

	return answers(crowd) >= crowd->answers_wanted;
}

static bool record_is_here(void *context)
{
	return ((const struct crowd *)context)->people[0].record_done;
}

static void wait_until(
    struct test *test, bool (*done)(void *context), struct crowd *crowd, const char *what)
{
	bool held = driver_wait(test->driver, done, crowd, PATIENCE_MS);

	expect(test_server_runs(&test->server), "the server must not end by itself");
	for (size_t i = 0; i < PEOPLE && !held; i++) {
		person_report(&crowd->people[i]);
	}
	expect(held, "waited in vain until %s; the data are in %s", what, test->server.folder);
}

static void wait_for_answers(struct test *test, struct crowd *crowd, uint64_t more)
{
	crowd->answers_wanted = answers(crowd) + more;
	wait_until(test, enough_answers, crowd, "commands are answered");
}

/* --- the disk --- */

/* The exercise's file goes to a small file system, and a link to its place. */
static void mount_small(struct test *test)
{
	char moved[160];

	snprintf(test->small, sizeof(test->small), "%s/small", test->server.folder);
	snprintf(moved, sizeof(moved), "%s/test.convene", test->small);
	snprintf(test->ballast, sizeof(test->ballast), "%s/ballast", test->small);
	expect(mkdir(test->small, 0700) == 0 &&
	           mount("small", test->small, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m") == 0,
	    "cannot mount a small file system: %s", strerror(errno));
	/* rename() does not go from one file system to another */
	const char *copy[] = {"/bin/mv", test->file_path, moved, NULL};
	char output[256];

	expect(test_run(copy, output, sizeof(output)) == 0, "%s", output);
	expect(symlink(moved, test->file_path) == 0, "no link: %s", strerror(errno));
}

static off_t size_of(const char *path, const char *suffix)
{
	char name[280];
	struct stat status;

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return stat(name, &status) == 0 ? status.st_size : 0;
}

static void fill(struct test *test)
{
	static const uint8_t zeroes[65536];
	size_t step = sizeof(zeroes);
	int file;

	if (!test->mounts) {
		off_t wal = size_of(test->file_path, "-wal"), all = size_of(test->file_path, "");
		rlim_t most = (rlim_t)(wal > all ? wal : all) + 4096;

		expect(
		    prlimit(test->server.pid, RLIMIT_FSIZE,
		        &(struct rlimit){.rlim_cur = most, .rlim_max = RLIM_INFINITY}, NULL) == 0,
		    "cannot limit the server: %s", strerror(errno));
		return;
	}
	file = open(test->ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	expect(file >= 0, "cannot make the ballast");
	while (step > 0) {
		if (write(file, zeroes, step) <= 0) {
			step /= 2;
		}
	}
	close(file);
}

static void make_room(struct test *test)
{
	if (test->mounts) {
		expect(unlink(test->ballast) == 0, "cannot remove the ballast");
	} else {
		expect(prlimit(test->server.pid, RLIMIT_FSIZE,
		           &(struct rlimit){.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY},
		           NULL) == 0,
		    "cannot free the server: %s", strerror(errno));
	}
}

/* --- the course of it --- */

static void join(struct test *test, struct crowd *crowd)
{
	for (size_t i = 0; i < PEOPLE; i++) {
		person_init(&crowd->people[i], test->driver, &test->dice,
		    test_server_link(&crowd->links, cast[i].role, cast[i].team), cast[i].role,
		    cast[i].team, (unsigned)i);
	}
	wait_until(test, all_are_live, crowd, "everybody is live");
	for (size_t i = 0; i < PEOPLE; i++) {
		person_act(&crowd->people[i]);
	}
}

static void start_exercise(struct crowd *crowd)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;

	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	person_send(&crowd->people[0], &command);
}

static void begin(struct test *test, const char *program, const char *scenario)
{
	char why[256] = "";

	test_server_prepare(&test->server, program);
	snprintf(test->record_path, sizeof(test->record_path), "%s/record", test->server.folder);
	snprintf(test->server.exercise, sizeof(test->server.exercise), "other");
	test_server_create(&test->server, scenario);
	test->spared.links = test->server;
	snprintf(test->server.exercise, sizeof(test->server.exercise), "test");
	test_server_create(&test->server, scenario);
	test->struck.links = test->server;
	test_server_file(&test->server, test->file_path, sizeof(test->file_path));
	if (test->mounts) {
		mount_small(test);
	}
	test_server_start(&test->server);
	test->driver = driver_new(0, why, sizeof(why));
	expect(test->driver != NULL, "no driver: %s", why);
	join(test, &test->struck);
	if (test->mounts) {
		join(test, &test->spared);
	}
}

static void strike(struct test *test)
{
	char line[1024];

	wait_for_answers(test, &test->struck, 100);
	for (size_t i = 0; i < PEOPLE; i++) {
		test->struck.unavailable_before[i] = test->struck.people[i].unavailable;
	}
	fill(test);
	wait_until(test, all_are_told, &test->struck, "everybody is told that the disk is full");
	expect(
	    test_server_log_count(&test->server, "exercise \"test\" stops", line, sizeof(line)) > 0,
	    "the server's log does not say that the exercise stops");
	expect(strstr(line, "no space") != NULL, "the log does not say why: %s", line);
	if (test->mounts) {
		/* those on the other disk notice nothing */
		wait_for_answers(test, &test->spared, 200);
		for (size_t i = 0; i < PEOPLE; i++) {
			expect(test->spared.people[i].losses == 0, "%s lost its connection",
			    test->spared.people[i].name);
		}
	}
	make_room(test);
	wait_until(test, all_are_live, &test->struck, "everybody is live again");
	wait_for_answers(test, &test->struck, 100);
}

static void fence(struct test *test, struct crowd *crowd)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__MarkRead nothing = CONVENE__V1__MARK_READ__INIT;

	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &nothing;
	for (size_t i = 0; i < PEOPLE; i++) {
		person_send(&crowd->people[i], &command);
	}
	wait_until(test, all_are_answered, crowd, "everything is answered");
}

static void check_crowd(struct test *test, struct crowd *crowd)
{
	struct record_file record;
	uint64_t done;
	unsigned told = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		person_rest(&crowd->people[i]);
	}
	wait_until(test, all_are_answered, crowd, "everything is answered");
	person_fetch_record(&crowd->people[0], test->record_path);
	wait_until(test, record_is_here, crowd, "the record has come");
	fence(test, crowd);
	record_file_read(&record, test->record_path);
	for (size_t i = 0; i < PEOPLE; i++) {
		check_stream(&record, &crowd->people[i]);
		told += crowd->people[i].unavailable;
	}
	done = check_commands(&record, crowd->people, PEOPLE);
	expect(check_digests(&record) > 0, "the record has no digest");
	flip_expect_good(test->server.program, test->record_path);
	printf("exercise \"%s\": %zu events, %" PRIu64 " commands acknowledged with events, told "
	       "%u times that it is unavailable\n",
	    crowd->links.exercise, record.count, done, told);
	record_file_deinit(&record);
	for (size_t i = 0; i < PEOPLE; i++) {
		person_deinit(&crowd->people[i]);
	}
}

int main(int argc, char **argv)
{
	struct test *test = xcalloc(1, sizeof(*test));

	expect(argc == 4, "usage: test_disk full|limit CONVENED SCENARIO");
	test->mounts = strcmp(argv[1], "full") == 0;
	if (test->mounts &&
	    (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)) {
		fprintf(stderr, "cannot mount here: %s\n", strerror(errno));
		free(test);
		return SKIPPED;
	}
	dice_init(&test->dice);
	begin(test, argv[2], argv[3]);
	/* once while the clock stands, so that nothing happens by itself; once while it runs */
	strike(test);
	start_exercise(&test->struck);
	strike(test);
	check_crowd(test, &test->struck);
	if (test->mounts) {
		check_crowd(test, &test->spared);
	}
	expect(test_server_stop(&test->server) == 0, "the server did not stop cleanly");
	flip_expect_good(test->server.program, test->file_path);
	driver_free(test->driver);
	if (test->mounts) {
		umount(test->small);
	}
	test_server_deinit(&test->server, false);
	free(test);
	return 0;
}
