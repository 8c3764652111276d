/*
 * kill -9 of `convened archive`, `restore` and `delete` at each change that they make in the
 * folders: afterwards the exercise is whole on one of the shelves, or is gone for good, and a
 * server that starts removes whatever else is left.
 *
 *   test_kill_shelf CONVENED SCENARIO
 */
#include "tests/fault/flip.h"
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

static const char *const folders[] = {"exercises", "archive"};

static pid_t start(const struct test_server *server, const char *command)
{
	pid_t pid = fork();

	expect(pid >= 0, "cannot fork");
	if (pid == 0) {
		int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

		dup2(nothing, STDIN_FILENO);
		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		execl(server->program, server->program, command, "--data", server->folder,
		    server->exercise, strcmp(command, "delete") == 0 ? "--yes" : NULL, NULL);
		_exit(127);
	}
	return pid;
}

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

/* Kills it after the `moment`th change, unless it is done by then. Whether it was killed. */
static bool run_and_kill(const struct test_server *server, const char *command, long long moment)
{
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), status;
	struct pollfd waits[2] = {{.fd = watch, .events = POLLIN}, {.events = POLLIN}};
	long long seen = 0;
	char bytes[4096], path[128];
	pid_t pid;

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", server->folder, folders[i]);
		expect(inotify_add_watch(watch, path,
		           IN_CREATE | IN_MODIFY | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) >= 0,
		    "cannot watch %s", path);
	}
	pid = start(server, command);
	waits[1].fd = (int)syscall(SYS_pidfd_open, pid, 0);
	expect(waits[1].fd >= 0, "cannot watch a process");
	do {
		poll(waits, 2, -1);
		seen += count_changes(bytes, read(watch, bytes, sizeof(bytes)));
	} while (seen < moment && waits[1].revents == 0);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(waits[1].fd);
	close(watch);
	expect(WIFSIGNALED(status) || WEXITSTATUS(status) == 0, "%s failed", command);
	return WIFSIGNALED(status);
}

/* The shelf on which the exercise is; -1: none. Never both. */
static int shelf_of(const struct test_server *server)
{
	int found = -1;

	for (int i = 0; i < 2; i++) {
		char path[192];

		snprintf(path, sizeof(path), "%s/%s/%s.convene", server->folder, folders[i],
		    server->exercise);
		if (access(path, F_OK) != 0) {
			continue;
		}
		expect(found < 0, "the exercise is on both shelves");
		flip_expect_good(server->program, path);
		found = i;
	}
	return found;
}

static void expect_nothing_else(const struct test_server *server)
{
	for (int i = 0; i < 2; i++) {
		const struct dirent *entry;
		char path[128];
		DIR *folder;

		snprintf(path, sizeof(path), "%s/%s", server->folder, folders[i]);
		folder = opendir(path);
		expect(folder != NULL, "cannot read %s", path);
		while ((entry = readdir(folder)) != NULL) {
			const char *end = strstr(entry->d_name, ".convene");

			expect(entry->d_name[0] == '.' || (end != NULL && end[8] == '\0'),
			    "\"%s\" is left in %s", entry->d_name, path);
		}
		closedir(folder);
	}
}

/* A server that starts and stops puts everything in order. */
static void start_and_stop(struct test_server *server)
{
	test_server_start(server);
	expect(test_server_stop(server) == 0, "the server did not stop cleanly");
}

/* Puts it back to where the next kill begins. */
static void put_back(struct test_server *server, const char *command, const char *scenario)
{
	int shelf = shelf_of(server), wanted = strcmp(command, "restore") == 0;

	if (shelf < 0) {
		test_server_create(server, scenario);
		shelf = 0;
	}
	if (shelf != wanted) {
		expect(!run_and_kill(server, wanted ? "archive" : "restore", LLONG_MAX),
		    "it cannot be put back");
	}
}

int main(int argc, char **argv)
{
	static const char *const commands[] = {"archive", "restore", "delete"};
	struct test_server server;
	char path[128];
	unsigned kills = 0;

	expect(argc == 3, "usage: test_kill_shelf CONVENED SCENARIO");
	test_server_prepare(&server, argv[1]);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", server.folder, folders[i]);
		expect(mkdir(path, 0700) == 0, "cannot make %s", path);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		bool killed = true;

		/* each change, until it is done before it can be killed */
		for (long long moment = 1; killed; moment++) {
			int shelf;

			put_back(&server, commands[i], argv[2]);
			killed = run_and_kill(&server, commands[i], moment);
			kills += killed;
			start_and_stop(&server);
			shelf = shelf_of(&server);
			expect(shelf >= 0 || strcmp(commands[i], "delete") == 0,
			    "the exercise is lost after %s was killed at change %lld", commands[i],
			    moment);
			if (shelf < 0 || !killed) {
				start_and_stop(&server);
			}
			if (shelf < 0) {
				expect_nothing_else(&server);
			}
		}
	}
	test_server_deinit(&server, false);
	expect(kills >= 3, "no kill came before all was done");
	printf("%u kills: whole, or gone for good\n", kills);
	return 0;
}
