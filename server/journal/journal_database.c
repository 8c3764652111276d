#include "server/journal/journal_database.h"

#include "proto/guard.h"
#include "proto/record.h"
#include "proto/xalloc.h"

#include <errno.h>
#include <sys/stat.h>

#define IDENTITY_BUDGET (64u * 1024u)

/* A commit that waits so long is refused: only somebody's SQLite shell can hold the file. */
#define BUSY_MS 5000

const char journal_schema[] =
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, envelope BLOB NOT NULL,"
    " event BLOB NOT NULL) STRICT;"
    "CREATE TABLE head (one INTEGER PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TABLE seals (seq INTEGER PRIMARY KEY, state_digest BLOB NOT NULL,"
    " public_key BLOB NOT NULL, signature BLOB NOT NULL) STRICT;"
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE invites (invite_id INTEGER PRIMARY KEY, code_hash BLOB NOT NULL,"
    " person_name TEXT NOT NULL) STRICT;"
    "CREATE TABLE tokens (token_hash BLOB PRIMARY KEY, participant_id INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE people (participant_id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " salt BLOB NOT NULL) STRICT;"
    "CREATE TABLE attachments (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE,"
    " size_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL) STRICT;"
    "CREATE TABLE attachment_pieces (attachment_id INTEGER NOT NULL, offset INTEGER NOT NULL,"
    " data BLOB NOT NULL, UNIQUE (attachment_id, offset)) STRICT;";

/* The errno behind a failed call. SQLite does not keep it for a commit; its files do. */
static int system_number(sqlite3 *db)
{
	sqlite3_file *wal = NULL;
	int number;

	if (db == NULL)
		return 0;
	number = sqlite3_system_errno(db);
	if (number == 0 &&
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal) == SQLITE_OK &&
	    wal != NULL && wal->pMethods != NULL)
		wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &number);
	if (number == 0)
		sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
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
		if (number == ENOSPC || number == EDQUOT || number == EFBIG)
			return ERR_DISK_FULL;
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

int journal_database_error(
    sqlite3 *db, int sqlite_code, const char *path, const char *what, struct err *err)
{
	int code = translate(db, sqlite_code);

	if (code == ERR_DISK_FULL)
		return err_set(
		    err, code, "\"%s\": cannot %s: %s; make room", path, what, err_text(code));
	return err_set(err, code, "\"%s\": cannot %s: %s (SQLite: %s, %d)", path, what,
	    err_text(code), sqlite3_errstr(sqlite_code), sqlite_code);
}

int journal_database_run(sqlite3 *db, const char *path, const char *sql, struct err *err)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	if (code != SQLITE_OK)
		return journal_database_error(db, code, path, "set it up", err);
	return 0;
}

int journal_database_prepare(
    sqlite3 *db, const char *path, const char *sql, sqlite3_stmt **out, struct err *err)
{
	int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

	if (code != SQLITE_OK)
		return journal_database_error(db, code, path, "find its tables", err);
	return 0;
}

static int read_number(
    sqlite3 *db, const char *path, const char *sql, int64_t *value, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	if (code == SQLITE_ROW)
		return 0;
	return journal_database_error(db, code, path, "read its first page", err);
}

static int check_format(sqlite3 *db, const char *path, struct err *err)
{
	int64_t application = 0, version = 0;
	int result = read_number(db, path, "PRAGMA application_id", &application, err);

	if (result == 0)
		result = read_number(db, path, "PRAGMA user_version", &version, err);
	if (result != 0)
		return result;
	if (application != JOURNAL_APPLICATION_ID)
		return err_set(err, ERR_CORRUPT,
		    "\"%s\" is not an exercise file, or its first page is damaged", path);
	if (version != JOURNAL_FORMAT_VERSION)
		return err_set(err, ERR_VERSION,
		    "\"%s\" has format version %lld, this program reads and writes version %d: use "
		    "the program that made it to go on with it, or to fetch its record",
		    path, (long long)version, JOURNAL_FORMAT_VERSION);
	return 0;
}

/* SQLite's address of a file that does not change; owned. */
static char *address_of_still(const char *path)
{
	struct buf address = {0};

	/* an empty host, so that no part of the path is taken for one */
	buf_append_text(&address, path[0] == '/' ? "file://" : "file:");
	for (const char *at = path; *at != '\0'; at++) {
		if (strchr("?#%", *at) != NULL)
			buf_printf(&address, "%%%02x", (unsigned)*at);
		else
			buf_append_byte(&address, (uint8_t)*at);
	}
	buf_append_text(&address, "?immutable=1");
	return buf_take_text(&address);
}

int journal_database_open(const char *path, int flags, sqlite3 **out, struct err *err)
{
	struct stat status;
	sqlite3 *db = NULL;
	char *name;
	int code, result;

	if (stat(path, &status) != 0)
		return err_set(err, err_from_errno(errno), "\"%s\": %s", path, strerror(errno));
	name = (flags & SQLITE_OPEN_URI) != 0 ? address_of_still(path) : xstrdup(path);
	code =
	    sqlite3_open_v2(name, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	free(name);
	if (code != SQLITE_OK) {
		result = journal_database_error(db, code, path, "open it", err);
		sqlite3_close(db);
		return result;
	}
	sqlite3_busy_timeout(db, BUSY_MS);
	/* a connection that did not succeed in everything leaves the file as it is */
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	result = check_format(db, path, err);
	if (result == 0)
		result = journal_database_run(db, path,
		    "PRAGMA wal_autocheckpoint=0; PRAGMA cell_size_check=ON; "
		    "PRAGMA temp_store=MEMORY",
		    err);
	if (result != 0) {
		sqlite3_close(db);
		return result;
	}
	*out = db;
	return 0;
}

void journal_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, size_t len)
{
	/* SQLite takes a NULL pointer for the value NULL, however short the blob */
	sqlite3_bind_blob64(statement, index, len > 0 ? bytes : "", len, SQLITE_STATIC);
}

bool journal_column_exact(sqlite3_stmt *statement, int column, void *out, size_t size)
{
	const void *bytes = sqlite3_column_blob(statement, column);

	if (bytes == NULL || (size_t)sqlite3_column_bytes(statement, column) != size)
		return false;
	memcpy(out, bytes, size);
	return true;
}

static int read_meta(
    sqlite3 *db, const char *path, const char *name, struct buf *out, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	int code =
	    sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE name = ?1", -1, &statement, NULL);

	if (code == SQLITE_OK) {
		sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		code = sqlite3_step(statement);
	}
	if (code == SQLITE_ROW && sqlite3_column_bytes(statement, 0) > 0)
		buf_append(out, sqlite3_column_blob(statement, 0),
		    (size_t)sqlite3_column_bytes(statement, 0));
	sqlite3_finalize(statement);
	if (code == SQLITE_ROW)
		return 0;
	if (code == SQLITE_DONE)
		return err_set(err, ERR_CORRUPT, "\"%s\": its %s is missing", path, name);
	return journal_database_error(db, code, path, "read its beginning", err);
}

static int read_genesis(const char *path, struct journal_identity *identity, struct err *err)
{
	struct arena *arena = arena_new(IDENTITY_BUDGET);
	struct guard_error error;
	const Convene__V1__Genesis *genesis =
	    (const Convene__V1__Genesis *)guard_decode(&convene__v1__genesis__descriptor,
	        identity->genesis.data, identity->genesis.len, arena, &error);
	int result = 0;

	if (genesis == NULL || genesis->exercise_id[0] == '\0' ||
	    genesis->format_version != RECORD_FORMAT_VERSION)
		result = err_set(err, ERR_CORRUPT,
		    "\"%s\": event 1 is the first bad one: the genesis before it is damaged", path);
	if (result == 0) {
		identity->exercise_id = xstrdup(genesis->exercise_id);
		identity->created_ms = genesis->created_wall_ms;
	}
	arena_free(arena);
	return result;
}

int journal_identity_head(
    sqlite3 *db, const char *path, uint64_t *head, uint8_t hash[HASH_SIZE], struct err *err)
{
	sqlite3_stmt *statement = NULL;
	bool complete = false;
	int code = sqlite3_prepare_v2(
	    db, "SELECT seq, hash FROM head WHERE one = 1", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		*head = (uint64_t)sqlite3_column_int64(statement, 0);
		complete = journal_column_exact(statement, 1, hash, HASH_SIZE);
	}
	sqlite3_finalize(statement);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return complete ? 0
		                : err_set(err, ERR_CORRUPT,
		                      "\"%s\": where its log ends is not readable", path);
	return journal_database_error(db, code, path, "read where its log ends", err);
}

int journal_identity_read(
    sqlite3 *db, const char *path, struct journal_identity *identity, struct err *err)
{
	struct buf salt = {0};
	int result = read_meta(db, path, "genesis", &identity->genesis, err);

	if (result == 0)
		result = read_genesis(path, identity, err);
	if (result == 0)
		result = read_meta(db, path, "code_salt", &salt, err);
	if (result == 0 && salt.len != HASH_SIZE)
		result = err_set(err, ERR_CORRUPT, "\"%s\": its code_salt is damaged", path);
	if (result == 0)
		memcpy(identity->code_salt, salt.data, HASH_SIZE);
	if (result == 0)
		result = journal_identity_head(db, path, &identity->head, identity->head_hash, err);
	buf_deinit(&salt);
	return result;
}

void journal_identity_deinit(struct journal_identity *identity)
{
	buf_deinit(&identity->genesis);
	free(identity->exercise_id);
	identity->exercise_id = NULL;
}
