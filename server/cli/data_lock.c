/* A lock on a file of its own in the data folder, which stays: the system lets it go with the
 * process, however that ends, so nothing is ever left that would have to be cleared away. Its
 * descriptor is never closed, on purpose. */
#include "server/cli/data_lock.h"

#include "proto/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int data_lock_take(const Convene__V1__ServerConfig *config, struct err *err)
{
	struct buf path = {0};
	buf_printf(&path, "%s/lock", config->data_folder);
	buf_append_byte(&path, 0);
	int fd = open((char *)path.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	buf_deinit(&path);
	if (fd < 0) {
		return err_set(
		    err, err_from_errno(errno), "cannot lock the data folder: %s", strerror(errno));
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return err_set(err, ERR_BUSY,
		    "another server runs on \"%s\"; stop it or name another folder with --data",
		    config->data_folder);
	}
	return 0; /* kept open until the process ends */
}
