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
	int result = 0;
	char *name = folder_path("%s%s", path, suffix);
	if (unlink(name) == 0) {
		buf_printf(said, "%s\n", name);
	} else if (errno != ENOENT) {
		result = err_set(
		    err, err_from_errno(errno), "cannot delete \"%s\": %s", name, strerror(errno));
	}
	free(name);
	return result;
}

static int remove_companions(const char *path, struct buf *said, struct err *err)
{
	int result = 0;
	for (size_t i = 0; shelf_companions[i] != NULL && result == 0; i++) {
		result = remove_file(path, shelf_companions[i], said, err);
	}
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
		if (result == 0) {
			result = remove_file(real, "", said, err);
		}
		if (result == 0 && folder_sync_of(real) != 0) {
			result = err_set(err, ERR_IO,
			    "cannot make the folder of \"%s\" remember that it is gone", real);
		}
	}
	free(real);
	return result;
}

int shelf_finish_delete(
    const char *folder, const char *deleted_name, struct buf *said, struct err *err)
{
	char *deleted = folder_path("%s/%s", folder, deleted_name);
	char *path = folder_path("%s/%.*s", folder,
	    (int)(strlen(deleted_name) - strlen(SHELF_DELETED) + strlen(SHELF_SUFFIX)),
	    deleted_name);
	int result = remove_linked(deleted, path, said, err);
	if (result == 0 && access(path, F_OK) != 0) { /* made anew since */
		result = remove_companions(path, said, err);
	}
	if (result == 0 && unlink(deleted) == 0) {
		buf_printf(said, "%s\n", path);
	} else if (result == 0 && errno != ENOENT) {
		result = err_set(err, err_from_errno(errno), "cannot delete \"%s\": %s", deleted,
		    strerror(errno));
	}
	folder_sync_of(path);
	free(deleted);
	free(path);
	return result;
}

static int delete_in(const char *path, struct err *err)
{
	struct file_lock lock = FILE_LOCK_NONE;
	int result = file_lock_take(&lock, path, err);
	if (result != 0) {
		return result;
	}
	char *deleted =
	    folder_path("%.*s%s", (int)(strlen(path) - strlen(SHELF_SUFFIX)), path, SHELF_DELETED);
	if (rename(path, deleted) != 0) {
		result = err_set(
		    err, err_from_errno(errno), "cannot delete \"%s\": %s", path, strerror(errno));
	} else if (folder_sync_of(path) != 0) {
		result = err_set(
		    err, ERR_IO, "cannot make the folder of \"%s\" remember that it is gone", path);
	}
	free(deleted);
	file_lock_release(&lock);
	return result;
}

/* 1: there was nothing. */
static int delete_from(
    const char *data_folder, enum shelf shelf, const char *id, struct buf *said, struct err *err)
{
	char *folder = shelf_folder(data_folder, shelf), *path = shelf_path(data_folder, shelf, id);
	struct stat status;
	int result = 1;
	char *name = folder_path("%s%s", id, SHELF_DELETED);
	char *deleted = folder_path("%s/%s", folder, name);
	if (lstat(path, &status) == 0) {
		result = delete_in(path, err);
	} else if (lstat(deleted, &status) == 0) {
		result = 0; /* of a delete before this one */
	}
	if (result == 0) {
		result = shelf_finish_delete(folder, name, said, err);
	}
	free(name);
	free(deleted);
	free(folder);
	free(path);
	return result;
}

int shelf_delete(const char *data_folder, const char *id, struct buf *said, struct err *err)
{
	int result = delete_from(data_folder, SHELF_SERVED, id, said, err);
	if (result == 1) {
		result = delete_from(data_folder, SHELF_ARCHIVED, id, said, err);
	}
	if (result == 1) {
		return err_set(
		    err, ERR_NOT_FOUND, "there is no exercise \"%s\", and none in the archive", id);
	}
	return result;
}
