/* An exercise deleted: first its name, in one step, then the rest of it. */
#include "proto/xalloc.h"
#include "server/store/file_lock.h"
#include "server/store/folder.h"
#include "server/store/shelf_private.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is not there is removed already. */
static int remove_file(const char *path, const char *suffix, struct buf *said, struct err *err)
{
	struct buf name = {0};
	int result = 0;

	buf_printf(&name, "%s%s", path, suffix);
	buf_append_byte(&name, 0);
	if (unlink((char *)name.data) == 0)
		buf_printf(said, "%s\n", (char *)name.data);
	else if (errno != ENOENT)
		result = err_set(err, err_from_errno(errno), "cannot delete \"%s\": %s",
		    (char *)name.data, strerror(errno));
	buf_deinit(&name);
	return result;
}

static int remove_companions(const char *path, struct buf *said, struct err *err)
{
	int result = remove_file(path, "-wal", said, err);

	if (result == 0)
		result = remove_file(path, "-shm", said, err);
	if (result == 0)
		result = remove_file(path, "-lock", said, err);
	return result;
}

static bool same_name(const char *one, const char *other)
{
	const char *a = strrchr(one, '/'), *b = strrchr(other, '/');

	return strcmp(a != NULL ? a + 1 : one, b != NULL ? b + 1 : other) == 0;
}

/* The file may lie elsewhere, with a link here. One of another name is another exercise's: of that
 * only the link goes. */
static int remove_linked(const char *deleted, const char *path, struct buf *said, struct err *err)
{
	char *real = realpath(deleted, NULL);
	struct stat status;
	int result = 0;

	if (real != NULL && lstat(deleted, &status) == 0 && S_ISLNK(status.st_mode) &&
	    same_name(real, path)) {
		result = remove_companions(real, said, err);
		if (result == 0)
			result = remove_file(real, "", said, err);
		if (result == 0 && folder_sync_of(real) != 0)
			result = err_set(err, ERR_IO,
			    "cannot make the folder of \"%s\" remember that it is gone", real);
	}
	free(real);
	return result;
}

int shelf_finish_delete(
    const char *folder, const char *deleted_name, struct buf *said, struct err *err)
{
	struct buf deleted = {0}, path = {0};
	int result;

	buf_printf(&deleted, "%s/%s", folder, deleted_name);
	buf_append_byte(&deleted, 0);
	buf_printf(&path, "%s/%.*s", folder,
	    (int)(strlen(deleted_name) - strlen(SHELF_DELETED) + strlen(SHELF_SUFFIX)),
	    deleted_name);
	buf_append_byte(&path, 0);
	result = remove_linked((char *)deleted.data, (char *)path.data, said, err);
	if (result == 0 && access((char *)path.data, F_OK) != 0) /* made anew since */
		result = remove_companions((char *)path.data, said, err);
	if (result == 0 && unlink((char *)deleted.data) == 0)
		buf_printf(said, "%s\n", (char *)path.data);
	else if (result == 0 && errno != ENOENT)
		result = err_set(err, err_from_errno(errno), "cannot delete \"%s\": %s",
		    (char *)deleted.data, strerror(errno));
	folder_sync_of((char *)path.data);
	buf_deinit(&deleted);
	buf_deinit(&path);
	return result;
}

static int delete_in(const char *path, struct err *err)
{
	struct file_lock lock = FILE_LOCK_NONE;
	struct buf deleted = {0};
	int result = file_lock_take(&lock, path, err);

	if (result != 0)
		return result;
	buf_printf(
	    &deleted, "%.*s%s", (int)(strlen(path) - strlen(SHELF_SUFFIX)), path, SHELF_DELETED);
	buf_append_byte(&deleted, 0);
	if (rename(path, (char *)deleted.data) != 0)
		result = err_set(
		    err, err_from_errno(errno), "cannot delete \"%s\": %s", path, strerror(errno));
	else if (folder_sync_of(path) != 0)
		result = err_set(
		    err, ERR_IO, "cannot make the folder of \"%s\" remember that it is gone", path);
	buf_deinit(&deleted);
	file_lock_release(&lock);
	return result;
}

/* 1: there was nothing. */
static int delete_from(
    const char *data_folder, enum shelf shelf, const char *id, struct buf *said, struct err *err)
{
	char *folder = shelf_folder(data_folder, shelf), *path = shelf_path(data_folder, shelf, id);
	struct buf name = {0}, deleted = {0};
	struct stat status;
	int result = 1;

	buf_printf(&name, "%s%s", id, SHELF_DELETED);
	buf_append_byte(&name, 0);
	buf_printf(&deleted, "%s/%s", folder, (char *)name.data);
	buf_append_byte(&deleted, 0);
	if (lstat(path, &status) == 0)
		result = delete_in(path, err);
	else if (lstat((char *)deleted.data, &status) == 0)
		result = 0; /* of a delete before this one */
	if (result == 0)
		result = shelf_finish_delete(folder, (char *)name.data, said, err);
	buf_deinit(&name);
	buf_deinit(&deleted);
	free(folder);
	free(path);
	return result;
}

int shelf_delete(const char *data_folder, const char *id, struct buf *said, struct err *err)
{
	int result = delete_from(data_folder, SHELF_SERVED, id, said, err);

	if (result == 1)
		result = delete_from(data_folder, SHELF_ARCHIVED, id, said, err);
	if (result == 1)
		return err_set(
		    err, ERR_NOT_FOUND, "there is no exercise \"%s\", and none in the archive", id);
	return result;
}
