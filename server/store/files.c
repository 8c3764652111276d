/* The store of files: opening and closing, in the three ways in which an exercise is used. The
 * other functions of the table are in files_create.c, files_write.c and files_read.c. */
#include "server/store/files.h"

#include "proto/xalloc.h"
#include "server/store/files_private.h"
#include "server/store/sqlite_file.h"

#include <unistd.h>

static int note_wal_pages(void *context, sqlite3 *db, const char *name, int pages)
{
	struct files_log *log = context;
	(void)db;
	(void)name;
	log->wal_pages = pages;
	return SQLITE_OK;
}

static int sync_wal(struct files_log *log, struct err *err)
{
	sqlite3_file *wal = NULL;
	int code = sqlite3_file_control(log->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
	if (code == SQLITE_OK && wal != NULL && wal->pMethods != NULL) {
		code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
	}
	if (code != SQLITE_OK) {
		return files_error(log->db, code, log->path, "bring it to disk", err);
	}
	return 0;
}

/*
 * After a failed fsync the system may hold pages of the WAL in its cache, marked clean, that are
 * not on the disk and never will be. So what a crash left in the WAL is written again, into the
 * file, under an fsync that can be believed; and the WAL is emptied before anything is added,
 * because SQLite stops reading it at the first gap.
 */
static int settle(struct files_log *log, struct err *err)
{
	int result = files_run(log->db, log->path,
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON", err);
	if (result != 0) {
		return result;
	}
	sqlite3_wal_hook(log->db, note_wal_pages, log);
	result = files_empty_wal(log, err);
	return result == 0 ? sync_wal(log, err) : result;
}

static int open_to_write(struct files_log *log, struct err *err)
{
	int result = sqlite_file_check(log->path, R_OK | W_OK, err);
	if (result == 0) {
		result = file_lock_take(&log->lock, log->path, err);
	}
	if (result == 0) {
		result = sqlite_file_mend(log->path, err);
	}
	if (result == 0) {
		result = files_connect(log->path, SQLITE_OPEN_READWRITE, &log->db, err);
	}
	/* SQLite is content with less than was asked for */
	if (result == 0 && sqlite3_db_readonly(log->db, "main") != 0) {
		result = err_set(
		    err, ERR_DENIED, "\"%s\" can be read but not written: chmod 600 it", log->path);
	}
	if (result == 0) {
		result = settle(log, err);
	}
	return result;
}

static int open_to_look(struct files_log *log, struct err *err)
{
	int result = sqlite_file_check(log->path, R_OK, err);
	if (result == 0) {
		result = sqlite_file_check_alone(log->path, err);
	}
	if (result == 0) {
		result =
		    files_connect(log->path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &log->db, err);
	}
	return result;
}

static int open_to_read(struct files_log *log, struct err *err)
{
	int result = files_connect(log->path, SQLITE_OPEN_READONLY, &log->db, err);
	if (result == 0) {
		result = files_run(log->db, log->path, "PRAGMA query_only=ON", err);
	}
	return result;
}

struct files_log *files_log_new(const struct store *store, const char *path)
{
	struct files_log *log = xcalloc(1, sizeof(*log));
	log->base.store = store;
	log->path = xstrdup(path);
	log->lock = FILE_LOCK_NONE;
	return log;
}

static int files_open(const struct store *store, const char *path, enum store_use use,
    struct store_log **out, struct err *err)
{
	static int (*const ways[])(struct files_log *, struct err *) = {
	    [STORE_READ] = open_to_read,
	    [STORE_LOOK] = open_to_look,
	    [STORE_WRITE] = open_to_write,
	};
	struct files_log *log = files_log_new(store, path);
	int result = ways[use](log, err);
	if (result != 0) {
		files_close(&log->base, false);
		return result;
	}
	*out = &log->base;
	return 0;
}

void files_close(struct store_log *base, bool settled)
{
	struct files_log *log = (struct files_log *)base;
	for (int i = 0; i < FILES_STATEMENTS; i++) {
		sqlite3_finalize(log->statements[i]);
	}
	/* only a writer has anything to tidy up; the last reader does not either */
	if (settled && log->lock.fd >= 0 &&
	    files_checkpoint(log, SQLITE_CHECKPOINT_TRUNCATE, NULL) == 0) {
		sqlite3_db_config(log->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	}
	sqlite3_close(log->db);
	file_lock_release(&log->lock);
	free(log->path);
	free(log);
}

const struct store store_files = {
    .create = files_create,
    .open = files_open,
    .close = files_close,
    .append = files_append,
    .tend = files_tend,
    .entries = files_entries,
    .rows = files_rows,
    .pieces = files_pieces,
};
