/* SQLite takes what it is given: it follows links, writes to one of several names of a file, and
 * gives its own files the mode that the file had. What would go wrong by that is refused here,
 * before it is asked, in words that say what would be right. */
#include "server/store/sqlite_file.h"

#include "proto/buf.h"
#include "server/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

/* The lock is on the file that is meant, under its own name; a link of another name would take it
 * away from it. */
static int check_link(const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	int result = 0;
	if (real == NULL) {
		return err_set(err, err_from_errno(errno),
		    "\"%s\" is a link that leads nowhere: %s", path, strerror(errno));
	}
	if (strcmp(name_of(real), name_of(path)) != 0) {
		result = err_set(err, ERR_INVALID,
		    "\"%s\" is a link to \"%s\": an exercise has one name; remove the link", path,
		    real);
	}
	free(real);
	return result;
}

int sqlite_file_check(const char *path, int use, struct err *err)
{
	struct stat status;
	if (lstat(path, &status) != 0) {
		return err_set(err, err_from_errno(errno), "\"%s\": %s", path, strerror(errno));
	}
	if (S_ISLNK(status.st_mode)) {
		int result = check_link(path, err);
		if (result != 0) {
			return result;
		}
		if (stat(path, &status) != 0) {
			return err_set(
			    err, err_from_errno(errno), "\"%s\": %s", path, strerror(errno));
		}
	}
	if (!S_ISREG(status.st_mode)) {
		return err_set(err, ERR_INVALID, "\"%s\" is no file", path);
	}
	if (status.st_nlink > 1) {
		return err_set(err, ERR_INVALID,
		    "\"%s\" has other names too (%lu hard links): what is written under one would "
		    "damage it under the others; remove those, or put a copy (cp) in its place",
		    path, (unsigned long)status.st_nlink);
	}
	if (faccessat(AT_FDCWD, path, use, AT_EACCESS) != 0) {
		return err_set(err, err_from_errno(errno),
		    "\"%s\" cannot be %s (mode %04o, user %u): %s; chmod 600 it, and chown it to "
		    "the user that runs this",
		    path, (use & W_OK) != 0 ? "written" : "read",
		    (unsigned)(status.st_mode & 07777), (unsigned)status.st_uid,
		    err_text(err_from_errno(errno)));
	}
	return 0;
}

static int mend_one(const char *path, const char *suffix, struct err *err)
{
	struct stat status;
	int result = 0;
	char *name = folder_path("%s%s", path, suffix);
	if (lstat(name, &status) != 0) {
		goto done; /* nothing there: fine */
	}
	if (!S_ISREG(status.st_mode)) {
		result = err_set(err, ERR_INVALID, "\"%s\" is in the way: remove it", name);
		goto done;
	}
	if ((status.st_mode & 0600) != 0600 && status.st_uid == geteuid()) {
		chmod(name, 0600);
	}
	if (faccessat(AT_FDCWD, name, R_OK | W_OK, AT_EACCESS) != 0) {
		result = err_set(err, err_from_errno(errno),
		    "\"%s\" cannot be written (mode %04o, user %u): chmod 600 it, and chown it to "
		    "the user that runs this",
		    name, (unsigned)(status.st_mode & 07777), (unsigned)status.st_uid);
	}
done:
	free(name);
	return result;
}

int sqlite_file_mend(const char *path, struct err *err)
{
	char *real = realpath(path, NULL); /* where SQLite has them */
	if (real == NULL) {
		return err_set(err, err_from_errno(errno), "\"%s\": %s", path, strerror(errno));
	}
	int result = mend_one(real, "-wal", err);
	if (result == 0) {
		result = mend_one(real, "-shm", err);
	}
	free(real);
	return result;
}

int sqlite_file_check_alone(const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	struct stat status;
	int result = 0;
	char *log = folder_path("%s-wal", real != NULL ? real : path);
	if (stat(log, &status) == 0 && status.st_size > 0) {
		result = err_set(err, ERR_BUSY,
		    "\"%s\" has a log beside it, \"%s\", that is to be moved into it first: "
		    "`convened restore` does that",
		    path, log);
	}
	free(log);
	free(real);
	return result;
}
