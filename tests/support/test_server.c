#include "tests/support/test_server.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longer than any start takes, even sanitised on a busy machine. */
#define PATIENCE_MS 60000

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "test server: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

int test_run(const char *const argv[], char *out, size_t size)
{
	int pipe_ends[2], status;
	size_t used = 0;
	pid_t pid;

	if (pipe2(pipe_ends, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		give_up(argv[0]);
	if (pid == 0) {
		dup2(pipe_ends[1], STDOUT_FILENO);
		dup2(pipe_ends[1], STDERR_FILENO);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(pipe_ends[1]);
	for (;;) {
		char bytes[4096];
		ssize_t count = read(pipe_ends[0], bytes, sizeof(bytes));

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		for (ssize_t i = 0; i < count && used + 1 < size; i++)
			out[used++] = bytes[i];
	}
	close(pipe_ends[0]);
	if (size > 0)
		out[used] = '\0';
	if (waitpid(pid, &status, 0) != pid)
		give_up("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Waits until the file `name` appears in the folder, or the server ends. */
static void wait_for_port_file(const struct test_server *server, int watch, const char *path)
{
	struct pollfd poll_watch = {.fd = watch, .events = POLLIN};

	while (access(path, F_OK) != 0) {
		char events[4096];

		if (poll(&poll_watch, 1, PATIENCE_MS) <= 0)
			give_up("the server did not start");
		if (read(watch, events, sizeof(events)) <= 0)
			give_up("inotify");
		if (waitpid(server->pid, NULL, WNOHANG) == server->pid)
			give_up("the server ended at once");
	}
}

void test_server_start(struct test_server *server)
{
	char port_file[128], log_file[128], port[16];
	int watch = inotify_init1(IN_CLOEXEC);
	FILE *file;

	snprintf(port_file, sizeof(port_file), "%s/port", server->folder);
	snprintf(log_file, sizeof(log_file), "%s/server.log", server->folder);
	snprintf(port, sizeof(port), "%u", server->port);
	unlink(port_file);
	if (watch < 0 || inotify_add_watch(watch, server->folder, IN_MOVED_TO) < 0)
		give_up("inotify");
	server->pid = fork();
	if (server->pid < 0)
		give_up("fork");
	if (server->pid == 0) {
		int log = open(log_file, O_WRONLY | O_CREAT | O_APPEND, 0600);

		dup2(log, STDERR_FILENO);
		execl(server->program, server->program, "serve", "--data", server->folder,
		    "--listen", "127.0.0.1", "--port", port, "--port-file", port_file, NULL);
		_exit(127);
	}
	wait_for_port_file(server, watch, port_file);
	close(watch);
	file = fopen(port_file, "re");
	if (file == NULL || fscanf(file, "%hu", &server->port) != 1)
		give_up(port_file);
	fclose(file);
}

static void read_links(struct test_server *server, const char *path)
{
	char line[512];
	FILE *file = fopen(path, "re");

	if (file == NULL)
		give_up(path);
	while (
	    fgets(line, sizeof(line), file) != NULL && server->link_count < TEST_SERVER_LINKS_MAX) {
		struct test_server_link *row = &server->links[server->link_count];
		char link[400], why[256];

		if (sscanf(line, "%15s %15s %399s", row->role, row->team, link) != 3 ||
		    join_link_parse(link, &row->link, why, sizeof(why)) != 0)
			give_up(line);
		server->link_count++;
	}
	fclose(file);
}

void test_server_init(struct test_server *server, const char *program, const char *scenario)
{
	char links[128], address[64], output[4096];
	const char *argv[] = {server->program, "create", "--data", server->folder, "--id", "test",
	    "--address", address, "--links", links, scenario, NULL};

	*server = (struct test_server){0};
	snprintf(server->folder, sizeof(server->folder), "/tmp/convene-test-XXXXXX");
	snprintf(server->program, sizeof(server->program), "%s", program);
	snprintf(server->exercise, sizeof(server->exercise), "test");
	if (mkdtemp(server->folder) == NULL)
		give_up(server->folder);
	test_server_start(server);
	snprintf(address, sizeof(address), "127.0.0.1:%u", server->port);
	snprintf(links, sizeof(links), "%s/links", server->folder);
	if (test_run(argv, output, sizeof(output)) != 0) {
		fputs(output, stderr);
		give_up("create");
	}
	read_links(server, links);
}

void test_server_kill(struct test_server *server)
{
	if (server->pid == 0)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

int test_server_stop(struct test_server *server)
{
	int status = 0;

	if (server->pid == 0)
		return 0;
	kill(server->pid, SIGTERM);
	if (waitpid(server->pid, &status, 0) != server->pid)
		give_up("waitpid");
	server->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	(void)info;
	(void)type;
	(void)walk;
	return remove(path);
}

void test_server_deinit(struct test_server *server, bool keep)
{
	test_server_stop(server);
	if (keep)
		fprintf(stderr, "test server: the data are kept in %s\n", server->folder);
	else
		nftw(server->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const struct join_link *test_server_link(
    const struct test_server *server, const char *role, const char *team)
{
	for (unsigned i = 0; i < server->link_count; i++) {
		if (strcmp(server->links[i].role, role) == 0 &&
		    strcmp(server->links[i].team, team) == 0)
			return &server->links[i].link;
	}
	errno = ENOENT;
	give_up(team);
}

void test_server_file(const struct test_server *server, char *out, size_t size)
{
	snprintf(out, size, "%s/exercises/%s.convene", server->folder, server->exercise);
}
