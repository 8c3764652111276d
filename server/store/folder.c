/* Folders and names. A rename or a new file is on disk only once its folder was synced as well. */
#include "server/store/folder.h"

#include "proto/buf.h"
#include "proto/xalloc.h"
#include "server/base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdarg.h>
#include <unistd.h>

int folder_sync_of(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd >= 0 && fsync(fd) == 0 ? 0 : err_from_errno(errno);
	if (fd >= 0) {
		close(fd);
	}
	free(copy);
	return result;
}

char *folder_path(const char *format, ...)
{
	struct buf path = {0};
	va_list arguments;
	va_start(arguments, format);
	buf_vprintf(&path, format, arguments);
	va_end(arguments);
	return buf_take_text(&path);
}
