/*
 * Written without a name where the file system has that, else under another one in the same folder;
 * flushed; then linked or renamed into place. A reader sees the old file or the new one. Whether
 * something is there already is decided by that last call of the kernel: the look beforehand only
 * spares people the work.
 */
#include "proto/new_file.h"

#include "proto/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names beside the path that are tried: killed programs of the same number may have left some. */
#define NAMES_TRIED 100

static bool refuse(const char *path, int number, char *why, size_t size)
{
	if (number == EEXIST) {
		snprintf(why, size,
		    "\"%s\" is there already and is left as it is; name another file, or move that "
		    "one away",
		    path);
	} else {
		snprintf(why, size, "cannot write \"%s\": %s", path, strerror(number));
	}
	errno = number;
	return false;
}

/* The folder in which the path lies; owned by the caller. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL) {
		return xstrdup(".");
	}
	return xcheck(strndup(path, slash == path ? 1 : (size_t)(slash - path)));
}

bool new_file_possible(const char *path, unsigned flags, char *why, size_t size)
{
	if (path[0] == '\0') {
		snprintf(why, size, "a file is wanted, not an empty name");
		errno = EINVAL;
		return false;
	}
	char *folder = folder_of(path);
	int number = access(folder, W_OK | X_OK) != 0 ? errno : 0;
	free(folder);
	if (number != 0) {
		return refuse(path, number, why, size);
	}
	struct stat status;
	if (lstat(path, &status) != 0) {
		return errno == ENOENT || refuse(path, errno, why, size);
	}
	if (S_ISDIR(status.st_mode)) {
		return refuse(path, EISDIR, why, size);
	}
	return (flags & NEW_FILE_REPLACES) != 0 || refuse(path, EEXIST, why, size);
}

static const char *name_in_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

/* The files themselves say nothing: neither may be there yet, and one may be the other under a
 * second name, which stays when the first is replaced. */
bool new_file_same(const char *one, const char *other)
{
	char *folder = folder_of(one), *other_folder = folder_of(other);
	struct stat status, other_status;
	bool same =
	    strcmp(one, other) == 0 ||
	    (strcmp(name_in_folder(one), name_in_folder(other)) == 0 &&
	        stat(folder, &status) == 0 && stat(other_folder, &other_status) == 0 &&
	        status.st_dev == other_status.st_dev && status.st_ino == other_status.st_ino);
	free(folder);
	free(other_folder);
	return same;
}

/* Without a name until it is whole, where the file system can do that: whatever ends the program
 * then leaves nothing behind. */
static int open_nameless(const char *folder, mode_t mode)
{
	/* through which it is named in the end */
	if (access("/proc/self/fd", X_OK) != 0) {
		return -1;
	}
	return open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
}

static void choose_temporary(struct new_file *file, int attempt)
{
	size_t room = strlen(file->path) + 48;
	if (file->temporary == NULL) {
		file->temporary = xcheck(malloc(room));
	}
	snprintf(file->temporary, room, "%s.%ld-%d.part", file->path, (long)getpid(), attempt);
}

static int open_beside(struct new_file *file, mode_t mode)
{
	int fd = -1;
	for (int i = 0; i < NAMES_TRIED && fd < 0; i++) {
		choose_temporary(file, i);
		fd =
		    open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST) {
			break;
		}
	}
	return fd;
}

static void forget(struct new_file *file)
{
	free(file->temporary);
	free(file->folder);
}

static void take_away(const struct new_file *file)
{
	if (file->temporary != NULL) {
		unlink(file->temporary);
	}
}

bool new_file_open(struct new_file *file, const char *path, unsigned flags, char *why, size_t size)
{
	mode_t mode = (flags & NEW_FILE_SHARED) != 0 ? 0666 : 0600;
	if (!new_file_possible(path, flags, why, size)) {
		return false;
	}
	*file = (struct new_file){.path = path, .folder = folder_of(path), .flags = flags};
	int fd = open_nameless(file->folder, mode);
	if (fd < 0) {
		fd = open_beside(file, mode);
	}
	file->stream = fd >= 0 ? fdopen(fd, "w+e") : NULL;
	if (file->stream != NULL) {
		return true;
	}
	int number = errno;
	if (fd >= 0) {
		close(fd);
		take_away(file);
	}
	forget(file);
	return refuse(path, number, why, size);
}

/* A name for what has none yet. Not AT_EMPTY_PATH, which asks for a privilege. */
static int name_it(const struct new_file *file, const char *name)
{
	char self[40];
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fileno(file->stream));
	return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/* Only rename() replaces, for which it needs a name. */
static int name_it_beside(struct new_file *file)
{
	int number = EEXIST;
	for (int i = 0; i < NAMES_TRIED && number == EEXIST; i++) {
		choose_temporary(file, i);
		number = name_it(file, file->temporary);
	}
	if (number != 0) {
		free(file->temporary);
		file->temporary = NULL; /* there is nothing to take away */
	}
	return number;
}

/* Its name, in one step: whoever made the same one meanwhile keeps it. */
static int put_in_place(struct new_file *file)
{
	bool replaces = (file->flags & NEW_FILE_REPLACES) != 0;
	int number = file->temporary == NULL && replaces ? name_it_beside(file) : 0;
	if (number != 0) {
		return number;
	}
	if (file->temporary == NULL) {
		return name_it(file, file->path);
	}
	if (replaces) {
		return rename(file->temporary, file->path) == 0 ? 0 : errno;
	}
	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0) {
		return 0;
	}
	/* a file system that has no such thing has hard links, or is not one to keep secrets on */
	if (errno != EINVAL) {
		return errno;
	}
	if (link(file->temporary, file->path) != 0) {
		return errno;
	}
	unlink(file->temporary);
	return 0;
}

/* The name outlives a loss of power, too. A file system that cannot do that for a folder (EINVAL)
 * has done what it can. */
static int keep_name(const struct new_file *file)
{
	int folder = open(file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int number = 0;
	/* a folder that may be written and not read: nothing more can be asked of it */
	if (folder < 0) {
		return 0;
	}
	if (fsync(folder) != 0 && errno != EINVAL) {
		number = errno;
	}
	close(folder);
	/* what was replaced is gone already: better the new one, for now, than none */
	if (number != 0 && (file->flags & NEW_FILE_REPLACES) == 0) {
		unlink(file->path);
	}
	return number;
}

bool new_file_keep(struct new_file *file, char *why, size_t size)
{
	int number = 0;
	if (fflush(file->stream) != 0 || ferror(file->stream) || fsync(fileno(file->stream)) != 0) {
		number = errno != 0 ? errno : EIO;
	}
	if (number == 0) {
		number = put_in_place(file);
	}
	if (number != 0) {
		take_away(file);
	} else {
		number = keep_name(file);
	}
	/* on disk already: what closing could still report is not about this file's bytes */
	fclose(file->stream);
	forget(file);
	return number == 0 || refuse(file->path, number, why, size);
}

void new_file_drop(struct new_file *file)
{
	fclose(file->stream);
	take_away(file);
	forget(file);
}

bool new_file_write(
    const char *path, unsigned flags, const void *bytes, size_t len, char *why, size_t size)
{
	struct new_file file;
	if (!new_file_open(&file, path, flags, why, size)) {
		return false;
	}
	fwrite(bytes, 1, len, file.stream); /* what fails is found when it is kept */
	return new_file_keep(&file, why, size);
}
