/*
 * A lock that keeps a second writer away from a file: flock() on a file beside it, PATH-lock. The
 * system drops it when the process ends, however it ends. It is not taken on the file itself,
 * because closing any descriptor of that would drop SQLite's own locks (fcntl(2), "advisory record
 * locking"). Blocks for no longer than a few system calls; any thread.
 */
#ifndef CONVENE_STORE_FILE_LOCK_H
#define CONVENE_STORE_FILE_LOCK_H

#include "server/base/err.h"

struct file_lock {
	int fd;     /* -1: not held */
	char *path; /* owned; of the lock file */
};

/* Zero bytes do not make a lock that is not held: this does. */
#define FILE_LOCK_NONE                                                                             \
	(struct file_lock)                                                                         \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* ERR_BUSY when somebody holds it. Symbolic links in `path` are followed as far as it exists. */
int file_lock_take(struct file_lock *lock, const char *path, struct err *err);

/* Removes the lock file. Free of effect when not held. */
void file_lock_release(struct file_lock *lock);

#endif
