#include "tests/support/test_server.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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

	if (pipe2(pipe_ends, O_CLOEXEC) != 0 || (pid = fork()) < 0) {
		give_up(argv[0]);
	}
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

		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			break;
		}
		for (ssize_t i = 0; i < count && used + 1 < size; i++) {
			out[used++] = bytes[i];
		}
	}
	close(pipe_ends[0]);
	if (size > 0) {
		out[used] = '\0';
	}
	if (waitpid(pid, &status, 0) != pid) {
		give_up("waitpid");
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void print_log(const struct test_server *server)
{
	char path[128], line[1024];
	FILE *file;

	snprintf(path, sizeof(path), "%s/server.log", server->folder);
	file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		fputs(line, stderr);
	}
	if (file != NULL) {
		fclose(file);
	}
}

/* Waits until the port file appears in the folder, or the server ends. */
static void wait_for_port_file(const struct test_server *server, int watch, const char *path)
{
	struct pollfd ends[] = {
	    {.fd = watch, .events = POLLIN},
	    {.fd = pidfd_open(server->pid, 0), .events = POLLIN},
	};

	if (ends[1].fd < 0) {
		give_up("pidfd");
	}
	while (access(path, F_OK) != 0) {
		char events[4096];

		if (poll(ends, 2, PATIENCE_MS) <= 0) {
			print_log(server);
			give_up("the server did not start");
		}
		if (ends[1].revents != 0) {
			print_log(server);
			give_up("the server ended at once");
		}
		if (read(watch, events, sizeof(events)) <= 0) {
			give_up("inotify");
		}
	}
	close(ends[1].fd);
}

void test_server_spawn(struct test_server *server)
{
	char port_file[128], log_file[128], port[16];
	pid_t parent = getpid();

	snprintf(port_file, sizeof(port_file), "%s/port", server->folder);
	snprintf(log_file, sizeof(log_file), "%s/server.log", server->folder);
	snprintf(port, sizeof(port), "%u", server->port);
	unlink(port_file);
	server->pid = fork();
	if (server->pid < 0) {
		give_up("fork");
	}
	if (server->pid == 0) {
		int log = open(log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

		/* no server is left behind by a test that fails */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent) {
			_exit(127);
		}
		dup2(log, STDERR_FILENO);
		if (server->before_start != NULL) {
			server->before_start(server->before_context);
		}
		execl(server->program, server->program, "serve", "--data", server->folder,
		    "--listen", "127.0.0.1", "--port", port, "--port-file", port_file, NULL);
		_exit(127);
	}
}

void test_server_start(struct test_server *server)
{
	char port_file[128];
	int watch = inotify_init1(IN_CLOEXEC);

	snprintf(port_file, sizeof(port_file), "%s/port", server->folder);
	if (watch < 0 || inotify_add_watch(watch, server->folder, IN_MOVED_TO) < 0) {
		give_up("inotify");
	}
	test_server_spawn(server);
	wait_for_port_file(server, watch, port_file);
	close(watch);
}

bool test_server_runs(struct test_server *server)
{
	int status;

	if (server->pid == 0 || waitpid(server->pid, &status, WNOHANG) != server->pid) {
		return true;
	}
	server->pid = 0;
	print_log(server);
	fprintf(stderr, "the server ended by itself, status %#x\n", (unsigned)status);
	return false;
}

unsigned test_server_log_count(
    const struct test_server *server, const char *text, char *line, size_t size)
{
	char path[128], each[1024];
	unsigned count = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/server.log", server->folder);
	file = fopen(path, "re");
	if (file == NULL) {
		give_up(path);
	}
	while (fgets(each, sizeof(each), file) != NULL) {
		if (strstr(each, text) == NULL) {
			continue;
		}
		if (count++ == 0 && size > 0) {
			snprintf(line, size, "%s", each);
		}
	}
	fclose(file);
	return count;
}

/*
 * A free port below those that the system gives to clients: a client that connects again and again
 * while the server is away might otherwise be given the server's own port, and reach itself. The
 * socket that is returned in `*held` keeps other tests' servers from it while this one's is away:
 * it is bound and does not listen, so a server of our own, which sets SO_REUSEADDR, may.
 */
static uint16_t free_port(int *held)
{
	for (unsigned attempt = 0; attempt < 1000; attempt++) {
		uint16_t port =
		    (uint16_t)(12000 + ((unsigned)getpid() * 37 + attempt * 101) % 20000);
		struct sockaddr_in address = {.sin_family = AF_INET,
		    .sin_port = htons(port),
		    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

		if (fd < 0) {
			give_up("socket");
		}
		/* bound without it: a port that somebody else holds is not free */
		if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
		    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0) {
			*held = fd;
			return port;
		}
		close(fd);
	}
	errno = EADDRINUSE;
	give_up("no free port");
}

static void read_links(struct test_server *server, const char *path)
{
	char line[512];
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		give_up(path);
	}
	while (
	    fgets(line, sizeof(line), file) != NULL && server->link_count < TEST_SERVER_LINKS_MAX) {
		struct test_server_link *row = &server->links[server->link_count];
		char link[400], why[256];

		if (sscanf(line, "%15s %15s %399s", row->role, row->team, link) != 3 ||
		    join_link_parse(link, &row->link, why, sizeof(why)) != 0) {
			give_up(line);
		}
		server->link_count++;
	}
	fclose(file);
}

void test_server_prepare(struct test_server *server, const char *program)
{
	*server = (struct test_server){0};
	server->port = free_port(&server->port_held);
	snprintf(server->folder, sizeof(server->folder), "/tmp/convene-test-XXXXXX");
	snprintf(server->program, sizeof(server->program), "%s", program);
	snprintf(server->exercise, sizeof(server->exercise), "test");
	if (mkdtemp(server->folder) == NULL) {
		give_up(server->folder);
	}
}

void test_server_create(struct test_server *server, const char *scenario)
{
	char links[128], address[64], output[4096];
	const char *argv[] = {server->program, "create", "--data", server->folder, "--id",
	    server->exercise, "--address", address, "--links", links, scenario, NULL};

	snprintf(address, sizeof(address), "127.0.0.1:%u", server->port);
	snprintf(links, sizeof(links), "%s/links", server->folder);
	unlink(links); /* of an exercise made before: `create` overwrites none */
	if (test_run(argv, output, sizeof(output)) != 0) {
		fputs(output, stderr);
		give_up("create");
	}
	server->link_count = 0;
	read_links(server, links);
}

void test_server_init(struct test_server *server, const char *program, const char *scenario)
{
	test_server_prepare(server, program);
	test_server_start(server);
	test_server_create(server, scenario);
}

void test_server_kill(struct test_server *server)
{
	if (server->pid == 0) {
		return;
	}
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

int test_server_stop(struct test_server *server)
{
	int status = 0;

	if (server->pid == 0) {
		return 0;
	}
	kill(server->pid, SIGTERM);
	if (waitpid(server->pid, &status, 0) != server->pid) {
		give_up("waitpid");
	}
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
	close(server->port_held);
	if (keep) {
		fprintf(stderr, "test server: the data are kept in %s\n", server->folder);
	} else {
		nftw(server->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	}
}

const struct join_link *test_server_link(
    const struct test_server *server, const char *role, const char *team)
{
	for (unsigned i = 0; i < server->link_count; i++) {
		if (strcmp(server->links[i].role, role) == 0 &&
		    strcmp(server->links[i].team, team) == 0) {
			return &server->links[i].link;
		}
	}
	errno = ENOENT;
	give_up(team);
}

void test_server_file(const struct test_server *server, char *out, size_t size)
{
	snprintf(out, size, "%s/exercises/%s.convene", server->folder, server->exercise);
}
