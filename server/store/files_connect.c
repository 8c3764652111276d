/* Opening a file, and the only place where SQLite's errors become ours. */
#include "proto/buf.h"
#include "proto/xalloc.h"
#include "server/store/files_private.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

/* A commit that waits so long is refused: only somebody's SQLite shell can hold the file. */
#define BUSY_MS 5000

/* The errno behind a failed call. SQLite does not keep it for a commit; its files do. */
static int system_number(sqlite3 *db)
{
	sqlite3_file *wal = NULL;
	if (db == NULL) {
		return 0;
	}
	int number = sqlite3_system_errno(db);
	if (number == 0 &&
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal) == SQLITE_OK &&
	    wal != NULL && wal->pMethods != NULL) {
		wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &number);
	}
	if (number == 0) {
		sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
	}
	return number;
}

static int translate(sqlite3 *db, int sqlite_code)
{
	int number = system_number(db);
	switch (sqlite_code & 0xff) {
	case SQLITE_FULL:
		return ERR_DISK_FULL;
	case SQLITE_IOERR:
		/* EFBIG: a limit on the file's size; more room is what helps here as well */
		if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
			return ERR_DISK_FULL;
		}
		return sqlite_code == SQLITE_IOERR_NOMEM ? ERR_MEMORY : ERR_IO;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_SCHEMA:
	case SQLITE_ERROR: /* a table or column that should be there is not */
		return ERR_CORRUPT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_NOMEM:
		return ERR_MEMORY;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return ERR_DENIED;
	case SQLITE_TOOBIG:
		return ERR_TOO_LARGE;
	case SQLITE_CANTOPEN:
		return number != 0 ? err_from_errno(number) : ERR_IO;
	default:
		return ERR_IO;
	}
}

int files_error(sqlite3 *db, int sqlite_code, const char *path, const char *what, struct err *err)
{
	int code = translate(db, sqlite_code);
	if (code == ERR_DISK_FULL) {
		return err_set(
		    err, code, "\"%s\": cannot %s: %s; make room", path, what, err_text(code));
	}
	return err_set(err, code, "\"%s\": cannot %s: %s (SQLite: %s, %d)", path, what,
	    err_text(code), sqlite3_errstr(sqlite_code), sqlite_code);
}

int files_run(sqlite3 *db, const char *path, const char *sql, struct err *err)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	if (code != SQLITE_OK) {
		return files_error(db, code, path, "set it up", err);
	}
	return 0;
}

static int check_format(sqlite3 *db, const char *path, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	int64_t application = 0, version = 0;
	int code = sqlite3_prepare_v2(db,
	    "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version",
	    -1, &statement, NULL);
	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
	}
	if (code == SQLITE_ROW) {
		application = sqlite3_column_int64(statement, 0);
		version = sqlite3_column_int64(statement, 1);
	}
	sqlite3_finalize(statement);
	if (code != SQLITE_ROW) {
		return files_error(db, code, path, "read its first page", err);
	}
	if (application != FILES_APPLICATION_ID) {
		return err_set(err, ERR_CORRUPT,
		    "\"%s\" is not an exercise file, or its first page is damaged", path);
	}
	if (version != STORE_FILES_VERSION) {
		return err_set(err, ERR_VERSION,
		    "\"%s\" has format version %" PRId64
		    ", this program reads and writes version %d: use "
		    "the program that made it to go on with it, or to fetch its record",
		    path, version, STORE_FILES_VERSION);
	}
	return 0;
}

/* SQLite's address of a file that does not change; owned. */
static char *address_of_still(const char *path)
{
	struct buf address = {0};
	/* an empty host, so that no part of the path is taken for one */
	buf_append_text(&address, path[0] == '/' ? "file://" : "file:");
	for (const char *at = path; *at != '\0'; at++) {
		if (strchr("?#%", *at) != NULL) {
			buf_printf(&address, "%%%02x", (unsigned)*at);
		} else {
			buf_append_byte(&address, (uint8_t)*at);
		}
	}
	buf_append_text(&address, "?immutable=1");
	return buf_take_text(&address);
}

int files_connect(const char *path, int flags, sqlite3 **out, struct err *err)
{
	struct stat status;
	sqlite3 *db = NULL;
	int code, result;
	if (stat(path, &status) != 0) {
		return err_set(err, err_from_errno(errno), "\"%s\": %s", path, strerror(errno));
	}
	char *name = (flags & SQLITE_OPEN_URI) != 0 ? address_of_still(path) : xstrdup(path);
	code =
	    sqlite3_open_v2(name, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	free(name);
	if (code != SQLITE_OK) {
		result = files_error(db, code, path, "open it", err);
		sqlite3_close(db);
		return result;
	}
	sqlite3_busy_timeout(db, BUSY_MS);
	/* a connection that did not succeed in everything leaves the file as it is */
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	result = check_format(db, path, err);
	if (result == 0) {
		result = files_run(db, path,
		    "PRAGMA wal_autocheckpoint=0; PRAGMA cell_size_check=ON; "
		    "PRAGMA temp_store=MEMORY",
		    err);
	}
	if (result != 0) {
		sqlite3_close(db);
		return result;
	}
	*out = db;
	return 0;
}
