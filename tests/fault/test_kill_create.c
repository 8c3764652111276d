/*
 * kill -9 of `convened create` at random moments, each a change in the folder of the exercises:
 * afterwards there is the whole exercise or none, the server opens what there is and removes what
 * is half made, as does the next `create`, and the same exercise can be made again where there is
 * none. In the end nothing else is left.
 *
 *   test_kill_create CONVENED SCENARIO
 *
 * CONVENE_KILLS  how often (15)
 */
#include "tests/fault/dice.h"
#include "tests/support/expect.h"
#include "tests/support/test_server.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Starts `create`; its process. */
static pid_t start_create(const struct test_server *server, const char *scenario)
{
	pid_t pid = fork();

	expect(pid >= 0, "cannot fork");
	if (pid == 0) {
		int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		execl(server->program, server->program, "create", "--data", server->folder, "--id",
		    server->exercise, scenario, NULL);
		_exit(127);
	}
	return pid;
}

/* How many changes the bytes tell of. */
static long long count_changes(const char *bytes, ssize_t len)
{
	long long count = 0;

	for (ssize_t at = 0; at < len;) {
		struct inotify_event change;

		memcpy(&change, bytes + at, sizeof(change));
		at += (ssize_t)(sizeof(change) + change.len);
		count++;
	}
	return count;
}

/*
 * Starts `create` and kills it after the `moment`th change in the folder, unless it is done by
 * then. Returns how many changes there were.
 */
static long long create_and_kill(
    const struct test_server *server, const char *scenario, long long moment)
{
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pollfd waits[2] = {{.fd = watch, .events = POLLIN}, {.events = POLLIN}};
	long long seen = 0;
	char bytes[4096], path[128];
	pid_t pid;

	snprintf(path, sizeof(path), "%s/exercises", server->folder);
	expect(watch >= 0 && inotify_add_watch(watch, path,
	                         IN_CREATE | IN_MODIFY | IN_DELETE | IN_CLOSE_WRITE) >= 0,
	    "cannot watch a folder");
	pid = start_create(server, scenario);
	waits[1].fd = (int)syscall(SYS_pidfd_open, pid, 0);
	expect(waits[1].fd >= 0, "cannot watch a process");
	do {
		ssize_t len;

		poll(waits, 2, -1);
		len = read(watch, bytes, sizeof(bytes));
		seen += count_changes(bytes, len);
	} while (seen < moment && waits[1].revents == 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(waits[1].fd);
	close(watch);
	return seen;
}

static void name(struct test_server *server, long long number)
{
	snprintf(server->exercise, sizeof(server->exercise), "made-%lld", number);
}

static bool is_there(const struct test_server *server)
{
	char path[256];

	test_server_file(server, path, sizeof(path));
	return access(path, F_OK) == 0;
}

static bool is_listed_ready(const struct test_server *server)
{
	const char *argv[] = {server->program, "list", "--json", "--data", server->folder, NULL};
	static char output[65536];
	char wanted[96], *at;

	expect(test_run(argv, output, sizeof(output)) == 0, "list fails: %s", output);
	snprintf(wanted, sizeof(wanted), "\"%s\"", server->exercise);
	at = strstr(output, wanted);
	if (at == NULL) {
		return false;
	}
	*strchrnul(at, '\n') = '\0';
	return strstr(at, "planned") != NULL;
}

/* What lies in the folder of the exercises and is not one. */
static unsigned count_others(const struct test_server *server, const char *mark)
{
	const struct dirent *entry;
	unsigned count = 0;
	char path[128];
	DIR *folder;

	snprintf(path, sizeof(path), "%s/exercises", server->folder);
	folder = opendir(path);
	expect(folder != NULL, "cannot read %s", path);
	while ((entry = readdir(folder)) != NULL) {
		const char *end = strstr(entry->d_name, ".convene");

		count += entry->d_name[0] != '.' && (end == NULL || end[8] != '\0') &&
		         strstr(entry->d_name, mark) != NULL;
	}
	closedir(folder);
	return count;
}

/* Every file that one that was killed may have left; no process has that number. */
static void leave_half(const struct test_server *server)
{
	static const char *const suffixes[] = {
	    "", "-wal", "-shm", "-lock", ".new", ".new-journal", ".new-wal", ".new-shm"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char path[160];
		FILE *file;

		snprintf(path, sizeof(path), "%s/exercises/gone.convene.new-2147483646%s",
		    server->folder, suffixes[i]);
		file = fopen(path, "we");
		expect(file != NULL && fclose(file) == 0, "cannot write %s", path);
	}
}

int main(int argc, char **argv)
{
	long long kills = expect_number("CONVENE_KILLS", 15, 1), whole = 0, moments;
	struct test_server server;
	struct dice dice;
	unsigned half = 0;
	char line[512];

	expect(argc == 3, "usage: test_kill_create CONVENED SCENARIO");
	dice_init(&dice);
	test_server_prepare(&server, argv[1]);
	snprintf(line, sizeof(line), "%s/exercises", server.folder);
	expect(mkdir(line, 0700) == 0, "cannot make %s", line);
	snprintf(server.exercise, sizeof(server.exercise), "whole");
	moments = create_and_kill(&server, argv[2], LLONG_MAX);
	expect(is_listed_ready(&server), "nothing was made where nothing was killed");
	for (long long i = 0; i < kills; i++) {
		name(&server, i);
		create_and_kill(&server, argv[2], (long long)dice_below(&dice, (uint64_t)moments));
		half += count_others(&server, ".new-");
		if (is_there(&server)) {
			whole++;
			expect(is_listed_ready(&server), "\"%s\" is there, but not whole",
			    server.exercise);
		}
	}
	leave_half(&server);
	test_server_start(&server);
	expect(count_others(&server, ".new-") == 0, "the server leaves what was half made");
	leave_half(&server);
	for (long long i = 0; i < kills; i++) {
		name(&server, i);
		if (is_there(&server)) {
			continue;
		}
		expect(
		    !is_listed_ready(&server), "\"%s\" is listed, but not there", server.exercise);
		test_server_create(&server, argv[2]);
		expect(count_others(&server, ".new-") == 0, "create leaves what was half made");
	}
	expect(test_server_stop(&server) == 0, "the server did not stop cleanly");
	expect(whole == kills || count_others(&server, "") == 0, "something is left");
	expect(test_server_log_count(&server, "cannot", line, sizeof(line)) == 0,
	    "the server's log says: %s", line);
	for (long long i = 0; i < kills; i++) {
		name(&server, i);
		expect(is_listed_ready(&server), "\"%s\" was not made again", server.exercise);
	}
	test_server_deinit(&server, false);
	expect(kills < 15 || half > 0, "no kill came while anything was half made");
	printf("%lld killed: %lld whole, %lld made again; they left %u files half made\n", kills,
	    whole, kills - whole, half);
	return 0;
}
