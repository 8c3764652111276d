/* The name says which process made it, and a lock whether that is still at it; what may belong to
 * anything alive stays. The file itself and what lies beside it are removed one by one, as the
 * folder lists them, for a kill may have left any of them. */
#include "server/store/half_made.h"

#include "server/store/file_lock.h"
#include "server/store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK ".convene.new-"

char *half_made_path(const char *path, long pid)
{
	return folder_path("%s.new-%ld", path, pid);
}

/* "ID.convene.new-PID", with whatever follows; the length of that name in `len`. */
static bool is_half_made(const char *name, size_t *len, long *pid)
{
	const char *mark = strstr(name, MARK);
	if (mark == NULL || mark == name) {
		return false;
	}
	char *end;
	*pid = strtol(mark + strlen(MARK), &end, 10);
	*len = (size_t)(end - name);
	return *pid > 0 && end != mark + strlen(MARK) &&
	       (*end == '\0' || *end == '-' || *end == '.');
}

/*
 * Whoever makes it lives, or holds its lock. Both are asked: a process may have the number that a
 * dead one had, and one in another container has a number that says nothing here.
 */
static bool is_being_made(const char *folder, const char *name, size_t len, long pid)
{
	struct file_lock lock = FILE_LOCK_NONE;
	if (pid <= INT32_MAX && pid != getpid() && (kill((pid_t)pid, 0) == 0 || errno == EPERM)) {
		return true;
	}
	char *path = folder_path("%s/%.*s", folder, (int)len, name);
	struct err err;
	int result = file_lock_take(&lock, path, &err);
	file_lock_release(&lock); /* removes the lock's file with it */
	free(path);
	return result != 0;
}

size_t half_made_remove(const char *folder)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	size_t count = 0, len;
	long pid;
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (is_half_made(entry->d_name, &len, &pid) &&
		    !is_being_made(folder, entry->d_name, len, pid) &&
		    (unlinkat(dirfd(directory), entry->d_name, 0) == 0 || errno == ENOENT)) {
			count++;
		}
	}
	if (directory != NULL) {
		closedir(directory);
	}
	return count;
}
