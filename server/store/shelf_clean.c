/* What a kill has left beside the exercises, removed. */
#include "proto/xalloc.h"
#include "server/store/file_lock.h"
#include "server/store/folder.h"
#include "server/store/shelf_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A lock that nobody holds, an index, an empty log: nothing can be lost with them once their file
 * is gone. A log that has something in it may be all that is left of somebody's work, and stays. */
static bool is_worthless(const char *folder, const char *name)
{
	struct file_lock lock = FILE_LOCK_NONE;
	char *owner = shelf_owner_of(name);
	struct stat status;
	bool worthless = owner != NULL && !shelf_has(folder, owner, &status) &&
	                 shelf_has(folder, name, &status) &&
	                 (!shelf_name_ends(name, "-wal") || status.st_size == 0);
	if (worthless) {
		/* whoever is about to make the file has its lock */
		char *path = folder_path("%s/%s", folder, owner);
		worthless = file_lock_take(&lock, path, NULL) == 0;
		file_lock_release(&lock);
		free(path);
	}
	free(owner);
	return worthless;
}

static void clean_one(const char *folder, const char *name, struct buf *said)
{
	if (shelf_name_ends(name, SHELF_DELETED)) {
		/* it keeps its name if that fails, and shelf_visit() tells of it */
		shelf_finish_delete(folder, name, said, NULL);
		return;
	}
	if (!is_worthless(folder, name)) {
		return;
	}
	char *path = folder_path("%s/%s", folder, name);
	/* a lock's file has gone with the lock */
	if (unlink(path) == 0 || errno == ENOENT) {
		buf_printf(said, "%s\n", path);
	}
	free(path);
}

void shelf_clean(const char *data_folder, struct buf *said)
{
	for (int shelf = SHELF_SERVED; shelf <= SHELF_ARCHIVED; shelf++) {
		char *folder = shelf_folder(data_folder, (enum shelf)shelf);
		struct dirent **entries;
		int count = scandir(folder, &entries, NULL, alphasort);
		for (int i = 0; i < count; i++) {
			clean_one(folder, entries[i]->d_name, said);
			free(entries[i]);
		}
		if (count >= 0) {
			free(entries);
		}
		free(folder);
	}
}
