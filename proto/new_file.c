#include "proto/new_file.h"

#include "proto/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *path, int number, char *why, size_t size)
{
	if (number == EEXIST)
		snprintf(why, size,
		    "\"%s\" is there already and is left as it is; name another file, or move that "
		    "one away",
		    path);
	else
		snprintf(why, size, "cannot write \"%s\": %s", path, strerror(number));
	return false;
}

/* The folder in which the path lies; owned by the caller. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xcheck(strndup(path, slash == path ? 1 : (size_t)(slash - path)));
}

bool new_file_possible(const char *path, unsigned flags, char *why, size_t size)
{
	char *folder = folder_of(path);
	int number = access(folder, W_OK | X_OK) != 0 ? errno : 0;
	struct stat status;

	free(folder);
	if (number != 0)
		return refuse(path, number, why, size);
	if (path[0] == '\0')
		return refuse(path, ENOENT, why, size);
	if (lstat(path, &status) != 0)
		return errno == ENOENT || refuse(path, errno, why, size);
	if (S_ISDIR(status.st_mode))
		return refuse(path, EISDIR, why, size);
	return (flags & NEW_FILE_REPLACES) != 0 || refuse(path, EEXIST, why, size);
}

bool new_file_open(struct new_file *file, const char *path, unsigned flags, char *why, size_t size)
{
	size_t room = strlen(path) + 32;
	int fd, number;

	if (!new_file_possible(path, flags, why, size))
		return false;
	*file = (struct new_file){.path = path, .flags = flags};
	file->temporary = xcheck(malloc(room));
	snprintf(file->temporary, room, "%s.%ld.part", path, (long)getpid());
	fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    (flags & NEW_FILE_SHARED) != 0 ? 0666 : 0600);
	file->stream = fd >= 0 ? fdopen(fd, "we") : NULL;
	if (file->stream != NULL)
		return true;
	number = errno;
	refuse(file->temporary, number, why, size);
	if (fd >= 0) {
		close(fd);
		unlink(file->temporary);
	}
	free(file->temporary);
	return false;
}

/* Its name, in one step: whoever made the same one meanwhile keeps it. */
static int put_in_place(const struct new_file *file)
{
	if ((file->flags & NEW_FILE_REPLACES) != 0)
		return rename(file->temporary, file->path) == 0 ? 0 : errno;
	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0)
		return 0;
	/* a file system that has no such thing has hard links, or is not one to keep secrets on */
	if (errno != EINVAL)
		return errno;
	if (link(file->temporary, file->path) != 0)
		return errno;
	unlink(file->temporary);
	return 0;
}

bool new_file_keep(struct new_file *file, char *why, size_t size)
{
	int number = 0;

	if (fflush(file->stream) != 0 || ferror(file->stream) || fsync(fileno(file->stream)) != 0)
		number = errno != 0 ? errno : EIO;
	if (fclose(file->stream) != 0 && number == 0)
		number = errno;
	if (number == 0)
		number = put_in_place(file);
	if (number != 0) {
		unlink(file->temporary);
		refuse(file->path, number, why, size);
	}
	free(file->temporary);
	return number == 0;
}

void new_file_drop(struct new_file *file)
{
	fclose(file->stream);
	unlink(file->temporary);
	free(file->temporary);
}

bool new_file_write(
    const char *path, unsigned flags, const void *bytes, size_t len, char *why, size_t size)
{
	struct new_file file;

	if (!new_file_open(&file, path, flags, why, size))
		return false;
	fwrite(bytes, 1, len, file.stream); /* what fails is found when it is kept */
	return new_file_keep(&file, why, size);
}
