#include "server/journal/journal.h"

#include "proto/xalloc.h"
#include "server/journal/journal_internal.h"
#include "server/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <unistd.h>

static int put_meta(sqlite3 *db, const char *name, const void *value, size_t len)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(
	    db, "INSERT INTO meta (name, value) VALUES (?1, ?2)", -1, &statement, NULL);

	if (code == SQLITE_OK) {
		sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		journal_bind_bytes(statement, 2, value, len);
		code = sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int put_head(sqlite3 *db, const uint8_t hash[HASH_SIZE])
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(
	    db, "INSERT INTO head (one, seq, hash) VALUES (1, 0, ?1)", -1, &statement, NULL);

	if (code == SQLITE_OK) {
		journal_bind_bytes(statement, 1, hash, HASH_SIZE);
		code = sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int fill(sqlite3 *db, const struct buf *genesis, const uint8_t salt[HASH_SIZE],
    const uint8_t hash[HASH_SIZE])
{
	char *marks = sqlite3_mprintf("PRAGMA application_id=%d; PRAGMA user_version=%d",
	    JOURNAL_APPLICATION_ID, JOURNAL_FORMAT_VERSION);
	int code;

	xcheck(marks);
	/* WAL is remembered in the file; no automatic checkpoint ever */
	code = sqlite3_exec(db,
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; BEGIN",
	    NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, marks, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, journal_schema, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = put_meta(db, "genesis", genesis->data, genesis->len);
	if (code == SQLITE_OK)
		code = put_meta(db, "code_salt", salt, HASH_SIZE);
	if (code == SQLITE_OK)
		code = put_head(db, hash);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_free(marks);
	return code;
}

/* Makes a whole journal at `path`, where nothing of value may be. */
static int make_file(const char *path, const Convene__V1__Genesis *genesis, struct err *err)
{
	struct chain *chain = chain_new();
	uint8_t salt[HASH_SIZE];
	struct buf bytes = {0};
	sqlite3 *db = NULL;
	int fd, code, result;

	bytes.len = convene__v1__genesis__pack(
	    genesis, buf_reserve(&bytes, convene__v1__genesis__get_packed_size(genesis)));
	unlink(path);
	/* it will hold credentials and names: SQLite gives its other files the same mode */
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		result = err_set(
		    err, err_from_errno(errno), "cannot make \"%s\": %s", path, strerror(errno));
		goto done;
	}
	close(fd);
	if (chain == NULL || !chain_begin(chain, bytes.data, bytes.len) ||
	    RAND_bytes(salt, sizeof(salt)) != 1) {
		result =
		    err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 or no randomness to give");
		goto done;
	}
	code = sqlite3_open_v2(
	    path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (code == SQLITE_OK)
		code = fill(db, &bytes, salt, chain_hash(chain));
	result = code == SQLITE_OK ? 0 : journal_database_error(db, code, path, "make it", err);
	if (sqlite3_close(db) != SQLITE_OK && result == 0)
		result = err_set(err, ERR_IO, "\"%s\": cannot close it", path);
done:
	chain_free(chain);
	buf_deinit(&bytes);
	return result;
}

static int check_genesis(const Convene__V1__Genesis *genesis, struct err *err)
{
	if (genesis->format_version != RECORD_FORMAT_VERSION || genesis->exercise_id == NULL ||
	    genesis->exercise_id[0] == '\0' ||
	    strlen(genesis->exercise_id) > RECORD_EXERCISE_ID_MAX ||
	    genesis->nonce.len != RECORD_NONCE_SIZE)
		return err_set(err, ERR_INVALID,
		    "a genesis has format version %d, an exercise id of 1 to %d bytes and a nonce "
		    "of %d",
		    RECORD_FORMAT_VERSION, RECORD_EXERCISE_ID_MAX, RECORD_NONCE_SIZE);
	return 0;
}

/* Gives the finished file its name, unless that is taken. */
static int put_in_place(const char *temporary, const char *path, struct err *err)
{
	int result;

	if (link(temporary, path) != 0) {
		int number = errno;

		if (number == EEXIST)
			return err_set(err, ERR_EXISTS, "\"%s\" exists already", path);
		return err_set(
		    err, err_from_errno(number), "cannot make \"%s\": %s", path, strerror(number));
	}
	unlink(temporary);
	result = folder_sync_of(path);
	if (result != 0)
		return err_set(err, result, "cannot make \"%s\": %s", path, err_text(result));
	return 0;
}

/*
 * A crash must not leave half a journal under the real name. So it is made under another one, in
 * the lock of the real one, and gets its name when everything in it is on disk.
 */
int journal_create(const char *path, const Convene__V1__Genesis *genesis, struct signer *signer,
    struct journal **out, struct err *err)
{
	size_t size = strlen(path) + sizeof(".new");
	char *temporary = xcalloc(1, size);
	struct file_lock lock = FILE_LOCK_NONE;
	int result = check_genesis(genesis, err);

	snprintf(temporary, size, "%s.new", path);
	if (result == 0 && access(path, F_OK) == 0)
		result = err_set(err, ERR_EXISTS, "\"%s\" exists already", path);
	if (result == 0)
		result = file_lock_take(&lock, path, err);
	if (result == 0)
		result = make_file(temporary, genesis, err);
	if (result == 0)
		result = put_in_place(temporary, path, err);
	if (result != 0 && lock.fd >= 0)
		unlink(temporary);
	file_lock_release(&lock);
	free(temporary);
	return result == 0 ? journal_open(path, signer, out, err) : result;
}
