/* Moving an exercise is one rename of one file. So before it all has to be in that file (no log
 * beside it), nobody may write to it (its lock), and afterwards both folders are synced. A link is
 * moved as a link. */
#include "server/journal/shelf_move.h"

#include "proto/xalloc.h"
#include "server/journal/journal.h"
#include "server/journal/journal_verify.h"
#include "server/store/file_lock.h"
#include "server/store/files.h"
#include "server/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a crash left in the log goes into the file. */
static int bring_in_order(const char *path, struct err *err)
{
	struct journal *journal = NULL;
	int result = journal_open(&store_files, path, NULL, &journal, err);
	journal_close(journal);
	return result;
}

static int remove_beside(const char *path, const char *suffix, bool if_empty, struct err *err)
{
	struct stat status;
	int result = 0;
	char *name = folder_path("%s%s", path, suffix);
	if (if_empty && stat(name, &status) == 0 && status.st_size > 0) {
		result = err_set(err, ERR_BUSY,
		    "\"%s\" is being used: something was written to it just now; try again", path);
	} else {
		unlink(name);
	}
	free(name);
	return result;
}

/* The file alone, without anything beside it, is a whole exercise. */
static int check_whole(const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	if (real == NULL) {
		return err_set(
		    err, err_from_errno(errno), "cannot find \"%s\": %s", path, strerror(errno));
	}
	int result = remove_beside(real, "-wal", true, err);
	struct record_verdict verdict;
	if (result == 0) {
		result = journal_verify(&store_files, path, &verdict, err);
	}
	/* reading makes them again */
	if (result == 0) {
		result = remove_beside(real, "-wal", true, err);
	}
	if (result == 0) {
		result = remove_beside(real, "-shm", false, err);
	}
	free(real);
	return result;
}

static int move(const char *from, const char *to, struct err *err)
{
	struct stat status;
	/* not every file system knows how to keep what is there */
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0 &&
	    ((errno != EINVAL && errno != ENOSYS) || lstat(to, &status) == 0 ||
	        rename(from, to) != 0)) {
		int number = errno;
		return err_set(err, err_from_errno(number), "cannot move \"%s\" to \"%s\": %s",
		    from, to,
		    number == EXDEV ? "they are on two disks, and it is moved in one step; have "
		                      "exercises/ and archive/ on one"
		                    : strerror(number));
	}
	if (stat(to, &status) != 0) {
		/* a link to somewhere beside it */
		rename(to, from);
		return err_set(err, ERR_INVALID,
		    "\"%s\" is a link that leads nowhere from another folder: make it an absolute "
		    "one",
		    from);
	}
	if (folder_sync_of(to) != 0 || folder_sync_of(from) != 0) {
		return err_set(err, ERR_IO, "cannot make the folder of \"%s\" remember it", to);
	}
	return 0;
}

static int make_archive(const char *data_folder, struct err *err)
{
	char *folder = shelf_folder(data_folder, SHELF_ARCHIVED);
	int result = 0;
	if (mkdir(folder, 0700) == 0) {
		folder_sync_of(folder);
	} else if (errno != EEXIST) {
		result = err_set(err, err_from_errno(errno), "cannot make the folder \"%s\": %s",
		    folder, strerror(errno));
	}
	free(folder);
	return result;
}

int shelf_move(const char *data_folder, const char *id, enum shelf to_shelf, struct err *err)
{
	bool archives = to_shelf == SHELF_ARCHIVED;
	char *from = shelf_path(data_folder, archives ? SHELF_SERVED : SHELF_ARCHIVED, id);
	char *to = shelf_path(data_folder, to_shelf, id);
	const char *taken = shelf_taken(data_folder, to_shelf, id);
	struct file_lock lock = FILE_LOCK_NONE;
	struct stat status;
	int result = 0;
	if (lstat(from, &status) != 0) {
		result = err_set(err, ERR_NOT_FOUND,
		    "there is no exercise \"%s\"%s; `convened list%s` shows those there are", id,
		    archives ? "" : " in the archive", archives ? "" : " --archived");
	} else if (taken != NULL) {
		result = err_set(err, ERR_EXISTS, "%san exercise \"%s\" %s",
		    archives ? "in the archive " : "", id, taken);
	}
	if (result == 0 && archives) {
		result = make_archive(data_folder, err);
	}
	/* whoever has read it in the archive has left an empty log there */
	if (result == 0) {
		result = bring_in_order(from, err);
	}
	if (result == 0) {
		result = file_lock_take(&lock, from, err);
	}
	if (result == 0 && archives) {
		result = check_whole(from, err);
	}
	if (result == 0) {
		result = move(from, to, err);
	}
	file_lock_release(&lock);
	free(from);
	free(to);
	return result;
}
