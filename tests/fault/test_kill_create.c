/*
 * kill -9 of `convened create` at random moments: afterwards there is the whole exercise or none,
 * the server opens what there is and takes no notice of what is half made, and the same exercise
 * can be made again where there is none.
 *
 *   test_kill_create CONVENED SCENARIO
 *
 * CONVENE_KILLS  how often (15)
 */
#include "tests/fault/dice.h"
#include "tests/support/expect.h"
#include "tests/support/test_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* About twice as long as it takes, sanitised. */
#define MOMENT_MS_MAX 150

/* Starts `create` and kills it after a while, unless it is done by then. */
static void create_and_kill(const struct test_server *server, const char *scenario, int moment_ms)
{
	struct pollfd ends = {.events = POLLIN};
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
	ends.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	expect(ends.fd >= 0, "cannot watch a process");
	poll(&ends, 1, moment_ms);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(ends.fd);
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
	if (at == NULL)
		return false;
	*strchrnul(at, '\n') = '\0';
	return strstr(at, "planned") != NULL;
}

int main(int argc, char **argv)
{
	long long kills = expect_number("CONVENE_KILLS", 15, 1), whole = 0;
	struct test_server server;
	struct dice dice;
	char line[512];

	expect(argc == 3, "usage: test_kill_create CONVENED SCENARIO");
	dice_init(&dice);
	test_server_prepare(&server, argv[1]);
	for (long long i = 0; i < kills; i++) {
		name(&server, i);
		create_and_kill(&server, argv[2], (int)dice_below(&dice, MOMENT_MS_MAX));
		if (is_there(&server)) {
			whole++;
			expect(is_listed_ready(&server), "\"%s\" is there, but not whole",
			    server.exercise);
		}
	}
	test_server_start(&server);
	for (long long i = 0; i < kills; i++) {
		name(&server, i);
		if (is_there(&server))
			continue;
		expect(
		    !is_listed_ready(&server), "\"%s\" is listed, but not there", server.exercise);
		test_server_create(&server, argv[2]);
	}
	expect(test_server_stop(&server) == 0, "the server did not stop cleanly");
	expect(test_server_log_count(&server, "cannot", line, sizeof(line)) == 0,
	    "the server's log says: %s", line);
	for (long long i = 0; i < kills; i++) {
		name(&server, i);
		expect(is_listed_ready(&server), "\"%s\" was not made again", server.exercise);
	}
	test_server_deinit(&server, false);
	printf("%lld killed: %lld whole, %lld made again\n", kills, whole, kills - whole);
	return 0;
}
