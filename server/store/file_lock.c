/* The lock file goes with its holder, so that nothing stays beside an exercise that nobody has
 * open. That makes a race: whoever opened it just before may lock a file that no longer has the
 * name, while another makes a new one. So after locking it is asked whether the name still leads to
 * what is locked, and if not all begins again. */
#include "server/store/file_lock.h"

#include "proto/xalloc.h"
#include "server/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A holder removes the lock file as it lets go, so one that we waited for may be no longer the one
 * that has the name. */
static bool is_current(int fd, const char *path)
{
	struct stat held, named;
	return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

static int lock_current(const char *path, int *out)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0) {
			return errno;
		}
		if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
			int number = errno;
			close(fd);
			return number;
		}
		if (is_current(fd, path)) {
			*out = fd;
			return 0;
		}
		close(fd);
	}
}

int file_lock_take(struct file_lock *lock, const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	char *lock_path = folder_path("%s-lock", real != NULL ? real : path);
	int fd = -1, number = lock_current(lock_path, &fd);
	free(real);
	if (number == 0) {
		*lock = (struct file_lock){.fd = fd, .path = lock_path};
		return 0;
	}
	free(lock_path);
	if (number == EWOULDBLOCK) {
		return err_set(err, ERR_BUSY,
		    "\"%s\" is open in another process that writes it: stop that one first", path);
	}
	return err_set(
	    err, err_from_errno(number), "cannot lock \"%s\": %s", path, strerror(number));
}

void file_lock_release(struct file_lock *lock)
{
	if (lock->fd < 0) {
		return;
	}
	unlink(lock->path);
	close(lock->fd);
	free(lock->path);
	*lock = FILE_LOCK_NONE;
}
