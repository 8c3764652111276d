/* The socket's file has its mode from the moment that it exists. That of a predecessor is taken
 * away only when a connection was refused there, for every other outcome may be a server that is
 * busy; two servers that start at once are kept apart before this, by the lock of the data
 * folder. */
#include "server/net/local.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(struct err *err, const char *path, int number)
{
	return err_set(err, err_from_errno(number), "\"%s\": no local socket can be made there: %s",
	    path, strerror(number));
}

/* Whether anybody accepts connections there; only a refused one proves that nobody does. */
static bool is_stale(const struct sockaddr_un *address)
{
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0) {
		return false;
	}
	bool stale = connect(probe, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
	             errno == ECONNREFUSED;
	close(probe);
	return stale;
}

static int clear_path(const char *path, const struct sockaddr_un *address, struct err *err)
{
	struct stat status;
	if (lstat(path, &status) != 0) {
		return errno == ENOENT ? 0 : fail(err, path, errno);
	}
	if (!S_ISSOCK(status.st_mode)) {
		return err_set(err, ERR_EXISTS,
		    "\"%s\": is in the way of the local socket and is none; move it or choose "
		    "another path",
		    path);
	}
	if (!is_stale(address)) {
		return err_set(err, ERR_BUSY,
		    "\"%s\": another server listens there; stop it or choose another data folder",
		    path);
	}
	return unlink(path) == 0 ? 0 : fail(err, path, errno);
}

int local_bind(const char *path, int *out, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t len = strlen(path);
	if (len >= sizeof(address.sun_path)) {
		return err_set(err, ERR_INVALID,
		    "\"%s\": too long for a local socket; at most %zu bytes, so choose a shorter "
		    "data folder",
		    path, sizeof(address.sun_path) - 1);
	}
	memcpy(address.sun_path, path, len);
	int result = clear_path(path, &address, err);
	if (result != 0) {
		return result;
	}
	int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* Linux gives the file that bind() makes the mode of the descriptor, so that at no moment
	 * anybody else can open it (unix(7) leaves this to the system) */
	if (file < 0 || fchmod(file, 0600) != 0 ||
	    bind(file, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		result = fail(err, path, errno);
		if (file >= 0) {
			close(file);
		}
		return result;
	}
	*out = file;
	return 0;
}
