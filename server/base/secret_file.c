/* The open file is looked at and not its name, which could lead elsewhere a moment later. */
#include "server/base/secret_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int secret_file_check(int fd, const char *path, const char *what, struct err *err)
{
	struct stat status;
	if (fstat(fd, &status) != 0) {
		return err_set(
		    err, err_from_errno(errno), "cannot look at \"%s\": %s", path, strerror(errno));
	}
	if (!S_ISREG(status.st_mode)) {
		return err_set(err, ERR_INVALID, "%s \"%s\" is no file", what, path);
	}
	if (status.st_uid != geteuid() && status.st_uid != 0) {
		return err_set(err, ERR_DENIED,
		    "%s \"%s\" belongs to another user (%u), who could replace it: chown it to the "
		    "user that the server runs as",
		    what, path, (unsigned)status.st_uid);
	}
	/* also where the server itself runs as root: the file is other programs' too */
	mode_t loose = status.st_uid != 0 ? 077 : 027;
	if ((status.st_mode & loose) != 0) {
		return err_set(err, ERR_DENIED,
		    "%s \"%s\" can be read by others (mode %04o): chmod %s it", what, path,
		    (unsigned)(status.st_mode & 07777), status.st_uid == geteuid() ? "600" : "640");
	}
	return 0;
}
