/* What a program leaves that is killed in the middle of writing a file. Any test. */
#ifndef CONVENE_TESTS_KILLED_H
#define CONVENE_TESTS_KILLED_H

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Elsewhere a name is needed from the beginning, and may be left. */
static inline bool has_nameless_files(const char *folder)
{
	int fd = open(folder, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
	}
	return fd >= 0;
}

/* Calls `act` in a process that the first byte written to any file ends. True: it did. */
static inline bool killed_while_writing(void (*act)(const void *context), const void *context)
{
	const struct rlimit none = {0};
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		signal(SIGXFSZ, SIG_DFL);
		setrlimit(RLIMIT_FSIZE, &none);
		act(context);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGXFSZ;
}

#endif
