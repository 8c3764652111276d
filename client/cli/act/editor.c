/*
 * Job control by hand: the editor is a process group of its own and gets the terminal; when it is
 * stopped we stop as well, as the shell knows only us. Its end and its stops come as a signal that
 * is read from a descriptor, so that the driver's loop goes on meanwhile.
 */
#include "client/cli/act/editor.h"

#include "proto/complaint.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_in_path(const char *program)
{
	const char *path = getenv("PATH");
	char name[1024];
	while (path != NULL && *path != '\0') {
		size_t len = strcspn(path, ":");
		snprintf(name, sizeof(name), "%.*s/%s", (int)len, path, program);
		if (access(name, X_OK) == 0) {
			return true;
		}
		path += len + (path[len] == ':' ? 1 : 0);
	}
	return false;
}

/* As it would be typed; NULL: none. */
static const char *chosen(void)
{
	static const char *const names[] = {"VISUAL", "EDITOR"};
	static const char *const others[] = {"sensible-editor", "editor", "vi", "nano"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && value[0] != '\0') {
			return value;
		}
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (is_in_path(others[i])) {
			return others[i];
		}
	}
	return NULL;
}

struct editing {
	pid_t pid;
	bool on_terminal;
	int status;
	bool ended;
};

/* Who gets what is typed. Whoever calls may be in the background just now. */
static void give_terminal(const struct editing *editing, pid_t group)
{
	sigset_t output, before;
	if (!editing->on_terminal) {
		return;
	}
	sigemptyset(&output);
	sigaddset(&output, SIGTTOU);
	sigprocmask(SIG_BLOCK, &output, &before);
	tcsetpgrp(STDIN_FILENO, group);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static _Noreturn void become(struct editing *editing, const char *command, const char *path,
    const sigset_t *mask, void (*in_child)(const void *context), const void *context)
{
	setpgid(0, 0);
	give_terminal(editing, getpid());
	sigprocmask(SIG_SETMASK, mask, NULL);
	if (in_child != NULL) {
		in_child(context);
	}
	char line[1100];
	/* it may have options: "code --wait"; and no shell is to die of the editor's Ctrl-C */
	snprintf(line, sizeof(line), "%s%s \"$1\"",
	    strpbrk(command, "=;&|<>()$`\"'") == NULL ? "exec " : "", command);
	execl("/bin/sh", "sh", "-c", line, "sh", path, NULL);
	_exit(127);
}

/* It ended, or was stopped: then so are we, until somebody says to go on. */
static void look(struct editing *editing)
{
	int status;
	while (waitpid(editing->pid, &status, WNOHANG | WUNTRACED) == editing->pid) {
		if (!WIFSTOPPED(status)) {
			editing->status = status;
			editing->ended = true;
			return;
		}
		give_terminal(editing, getpgrp());
		kill(getpid(), SIGSTOP);
		give_terminal(editing, editing->pid);
		kill(-editing->pid, SIGCONT);
	}
}

static void on_child(void *context, int fd)
{
	struct signalfd_siginfo info;
	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		;
	look(context);
}

static bool has_ended(void *context)
{
	const struct editing *editing = context;
	return editing->ended;
}

bool editor_run(struct driver *driver, const char *path, void (*in_child)(const void *context),
    const void *context, char *why, size_t why_size)
{
	const char *command = chosen();
	struct editing editing = {.on_terminal = isatty(STDIN_FILENO) != 0};
	sigset_t child, before;
	if (command == NULL || strlen(command) > 1000) {
		complaint(why, why_size,
		    "there is no editor: set VISUAL (or EDITOR) to one, as in `export "
		    "VISUAL=nano`");
		return false;
	}
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	editing.pid = signals >= 0 ? fork() : -1;
	if (editing.pid == 0) {
		become(&editing, command, path, &before, in_child, context);
	}
	if (editing.pid < 0) {
		complaint(why, why_size, "the editor cannot be started: %s", strerror(errno));
	} else {
		/* both do it: whoever is first */
		setpgid(editing.pid, editing.pid);
		give_terminal(&editing, editing.pid);
		driver_watch(driver, signals, on_child, &editing);
		look(&editing);
		driver_wait(driver, has_ended, &editing, -1);
		driver_unwatch(driver, signals);
		give_terminal(&editing, getpgrp());
	}
	if (signals >= 0) {
		close(signals);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (editing.pid < 0) {
		return false;
	}
	if (WIFEXITED(editing.status) && WEXITSTATUS(editing.status) == 0) {
		return true;
	}
	complaint(why, why_size, "the editor (%s) did not end well", command);
	return false;
}
