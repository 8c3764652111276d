/* A new file: whole under its name, or not there. */
#include "server/store/files_private.h"
#include "server/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int fill(struct files_log *log, const struct store_row *rows, size_t row_count)
{
	int code = sqlite3_exec(log->db, files_schema, NULL, NULL, NULL);
	if (code == SQLITE_OK) {
		code = files_put_rows(log, rows, row_count);
	}
	if (code == SQLITE_OK) {
		code = files_do(log, FILES_COMMIT, "", NULL, NULL);
	}
	if (code == SQLITE_OK) {
		code = sqlite3_wal_checkpoint_v2(
		    log->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	}
	return code;
}

/* Makes a whole exercise at `path`, where nothing of value may be. */
static int make_file(const struct store *store, const char *path, const struct store_row *rows,
    size_t row_count, struct err *err)
{
	int result = 0;
	unlink(path);
	/* it will hold credentials and names: SQLite gives its other files the same mode */
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		return err_set(
		    err, err_from_errno(errno), "cannot make \"%s\": %s", path, strerror(errno));
	}
	close(fd);
	struct files_log *log = files_log_new(store, path);
	int code = sqlite3_open_v2(path, &log->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (code == SQLITE_OK) {
		code = fill(log, rows, row_count);
	}
	if (code != SQLITE_OK) {
		result = files_error(log->db, code, path, "make it", err);
	}
	files_close(&log->base, false);
	return result;
}

/* Gives the finished file its name, unless that is taken. */
static int put_in_place(const char *temporary, const char *path, struct err *err)
{
	if (link(temporary, path) != 0) {
		int number = errno;
		if (number == EEXIST) {
			return err_set(err, ERR_EXISTS, "\"%s\" exists already", path);
		}
		return err_set(
		    err, err_from_errno(number), "cannot make \"%s\": %s", path, strerror(number));
	}
	unlink(temporary);
	int result = folder_sync_of(path);
	if (result != 0) {
		return err_set(err, result, "cannot make \"%s\": %s", path, err_text(result));
	}
	return 0;
}

/*
 * A crash must not leave half an exercise under the real name. So it is made under another one, in
 * the lock of the real one, and gets its name when everything in it is on disk.
 */
int files_create(const struct store *store, const char *path, const struct store_row *rows,
    size_t row_count, struct err *err)
{
	struct file_lock lock = FILE_LOCK_NONE;
	char *temporary = folder_path("%s.new", path);
	int result = 0;
	if (access(path, F_OK) == 0) {
		result = err_set(err, ERR_EXISTS, "\"%s\" exists already", path);
	}
	if (result == 0) {
		result = file_lock_take(&lock, path, err);
	}
	if (result == 0) {
		result = make_file(store, temporary, rows, row_count, err);
	}
	if (result == 0) {
		result = put_in_place(temporary, path, err);
	}
	if (result != 0 && lock.fd >= 0) {
		unlink(temporary);
	}
	file_lock_release(&lock);
	free(temporary);
	return result;
}
