#include "tests/support/typist.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Longer than anything takes, even sanitised on a busy machine. */
#define PATIENCE_MS 60000

static _Noreturn void give_up(const struct typist *typist, const char *what)
{
	fprintf(stderr, "typist: %s; it showed:\n%s\n", what,
	    typist->shown != NULL ? typist->shown : "nothing");
	if (typist->pid > 0) {
		kill(typist->pid, SIGKILL);
	}
	exit(EXIT_FAILURE);
}

static _Noreturn void become(
    struct typist *typist, const char *const argv[], const char *link, const char *name)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (chdir(typist->folder) != 0) {
		_exit(127);
	}
	setenv("XDG_STATE_HOME", typist->folder, 1);
	setenv("HOME", typist->folder, 1);
	setenv("CONVENE_LINK", link, 1);
	setenv("CONVENE_NAME", name, 1);
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "1", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

void typist_start(struct typist *typist, const char *const argv[], const char *link,
    const char *name, bool terminal)
{
	struct winsize size = {.ws_row = 24, .ws_col = 160};
	int in[2] = {-1, -1}, out[2] = {-1, -1};

	*typist = (struct typist){.in = -1, .out = -1};
	snprintf(typist->folder, sizeof(typist->folder), "/tmp/convene-typist-XXXXXX");
	if (mkdtemp(typist->folder) == NULL) {
		give_up(typist, "mkdtemp");
	}
	if (terminal) {
		typist->pid = forkpty(&typist->in, NULL, NULL, &size);
		if (typist->pid == 0) {
			become(typist, argv, link, name);
		}
		typist->out = typist->in;
		fcntl(typist->in, F_SETFD, FD_CLOEXEC);
	} else {
		if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
			give_up(typist, "pipe");
		}
		typist->pid = fork();
		if (typist->pid == 0) {
			dup2(in[0], STDIN_FILENO);
			dup2(out[1], STDOUT_FILENO);
			dup2(out[1], STDERR_FILENO);
			become(typist, argv, link, name);
		}
		close(in[0]);
		close(out[1]);
		typist->in = in[1];
		typist->out = out[0];
	}
	if (typist->pid < 0) {
		give_up(typist, "fork");
	}
}

/* Takes in a byte; escape sequences are left out. */
static void take(struct typist *typist, char byte)
{
	if (typist->escape_len > 0) {
		char first = typist->escape_len > 1 ? typist->escape[1] : byte;

		typist->escape[typist->escape_len % sizeof(typist->escape)] = byte;
		typist->escape_len++;
		if (first != '[' || (typist->escape_len > 2 && byte >= 0x40 && byte <= 0x7e)) {
			typist->escape_len = 0;
		}
		return;
	}
	if (byte == '\033') {
		typist->escape[0] = byte;
		typist->escape_len = 1;
		return;
	}
	if (typist->len + 2 > typist->cap) {
		typist->cap = typist->cap * 2 + 4096;
		typist->shown = realloc(typist->shown, typist->cap);
		if (typist->shown == NULL) {
			abort();
		}
	}
	if (byte == '\0') {
		return;
	}
	typist->shown[typist->len++] = byte;
	typist->shown[typist->len] = '\0';
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads what there is, waiting for it; a clock that ticks on the screen is no reason to wait for
 * ever. False: it has ended. */
static bool take_in(struct typist *typist, int64_t until_ms, const char *what)
{
	struct pollfd ready = {.fd = typist->out, .events = POLLIN};
	int64_t left_ms = until_ms - now_ms();
	char bytes[4096], why[400];
	ssize_t len;

	if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) <= 0) {
		snprintf(why, sizeof(why), "waited in vain for %s", what);
		give_up(typist, why);
	}
	len = read(typist->out, bytes, sizeof(bytes));
	for (ssize_t i = 0; i < len; i++) {
		take(typist, bytes[i]);
	}
	return len > 0;
}

void typist_type(struct typist *typist, const char *text)
{
	size_t len = strlen(text);

	if (write(typist->in, text, len) != (ssize_t)len) {
		give_up(typist, "it takes no input");
	}
}

void typist_line(struct typist *typist, const char *line)
{
	char whole[4096];

	snprintf(whole, sizeof(whole), "%s\n", line);
	typist_type(typist, whole);
}

void typist_wait(struct typist *typist, const char *text)
{
	int64_t until_ms = now_ms() + PATIENCE_MS;
	const char *found;
	char what[300];

	while (
	    typist->shown == NULL || (found = strstr(typist->shown + typist->mark, text)) == NULL) {
		if (!take_in(typist, until_ms, text)) {
			snprintf(what, sizeof(what), "it ended without \"%s\"", text);
			give_up(typist, what);
		}
	}
	typist->mark = (size_t)(found - typist->shown) + strlen(text);
}

bool typist_saw(const struct typist *typist, const char *text)
{
	return typist->shown != NULL && strstr(typist->shown + typist->mark, text) != NULL;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	(void)info;
	(void)type;
	(void)walk;
	return remove(path);
}

int typist_end(struct typist *typist)
{
	int64_t until_ms = now_ms() + PATIENCE_MS;
	int status;

	if (typist->in != typist->out) {
		close(typist->in);
		typist->in = -1;
	}
	while (take_in(typist, until_ms, "its end"))
		;
	if (waitpid(typist->pid, &status, 0) != typist->pid) {
		give_up(typist, "waitpid");
	}
	typist->pid = 0;
	close(typist->out);
	nftw(typist->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void typist_free(struct typist *typist)
{
	free(typist->shown);
	typist->shown = NULL;
}
