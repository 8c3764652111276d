/* What is said to SQLite: the tables and every statement. */
#include "server/store/files_private.h"

#include <string.h>

const char files_schema[] =
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

#define OF(kind, op) [(kind)*FILES_OPS + FILES_##op]
#define WRITES       (1u << STORE_WRITE)
#define READS        (1u << STORE_READ)

/* Some are ready from the opening on, for these uses. */
static const struct {
	const char *sql;
	unsigned uses;
} texts[FILES_STATEMENTS] = {
    OF(STORE_META, PUT) = {"INSERT INTO meta (name, value) VALUES (?1, ?2)"
                           " ON CONFLICT (name) DO UPDATE SET value = excluded.value"},
    OF(STORE_META, ONE) = {"SELECT name, value FROM meta WHERE name = ?1"},
    OF(STORE_HEAD, PUT) = {"INSERT INTO head (one, seq, hash) VALUES (1, ?1, ?2)"
                           " ON CONFLICT (one) DO UPDATE SET seq = excluded.seq,"
                           " hash = excluded.hash",
        WRITES},
    OF(STORE_HEAD, ALL) = {"SELECT seq, hash FROM head WHERE one = 1"},
    OF(STORE_SEAL, PUT) = {"INSERT INTO seals (seq, state_digest, public_key, signature)"
                           " VALUES (?1, ?2, ?3, ?4)",
        WRITES},
    OF(STORE_SEAL, ONE) = {"SELECT seq, state_digest, public_key, signature FROM seals"
                           " WHERE seq = ?1",
        READS},
    OF(STORE_SEAL, ALL) = {"SELECT seq, state_digest, public_key, signature FROM seals"
                           " ORDER BY seq"},
    OF(STORE_INVITE, PUT) = {"INSERT OR REPLACE INTO invites (invite_id, code_hash, person_name)"
                             " VALUES (?1, ?2, ?3)",
        WRITES},
    OF(STORE_INVITE, ALL) = {"SELECT invite_id, code_hash, person_name FROM invites"
                             " ORDER BY invite_id"},
    OF(STORE_TOKEN, PUT) = {"INSERT OR REPLACE INTO tokens (participant_id, token_hash)"
                            " VALUES (?1, ?2)",
        WRITES},
    OF(STORE_TOKEN, DROP) = {"DELETE FROM tokens WHERE participant_id = ?1", WRITES},
    OF(STORE_TOKEN, ALL) = {"SELECT participant_id, token_hash FROM tokens ORDER BY token_hash"},
    OF(STORE_PERSON, PUT) = {"INSERT OR REPLACE INTO people (participant_id, name, salt)"
                             " VALUES (?1, ?2, ?3)",
        WRITES},
    OF(STORE_PERSON, ALL) = {"SELECT participant_id, name, salt FROM people"
                             " ORDER BY participant_id"},
    OF(STORE_ATTACHMENT, PUT) = {"INSERT INTO attachments (sha256, size_bytes, stored_bytes)"
                                 " VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO UPDATE"
                                 " SET stored_bytes = excluded.stored_bytes",
        WRITES},
    OF(STORE_ATTACHMENT, DROP) = {"DELETE FROM attachments WHERE sha256 = ?1", WRITES},
    OF(STORE_ATTACHMENT, ONE) = {"SELECT sha256, size_bytes, stored_bytes FROM attachments"
                                 " WHERE sha256 = ?1",
        WRITES | READS},
    OF(STORE_ATTACHMENT, ALL) = {"SELECT sha256, size_bytes, stored_bytes FROM attachments"
                                 " ORDER BY id"},
    [FILES_BEGIN] = {"BEGIN IMMEDIATE", WRITES},
    [FILES_COMMIT] = {"COMMIT", WRITES},
    [FILES_PUT_ENTRY] = {"INSERT INTO events (seq, hash, envelope, event)"
                         " VALUES (?1, ?2, ?3, ?4)",
        WRITES},
    [FILES_PUT_PIECE] = {"INSERT INTO attachment_pieces (attachment_id, offset, data)"
                         " SELECT id, ?2, ?3 FROM attachments WHERE sha256 = ?1",
        WRITES},
    [FILES_DROP_PIECES] = {"DELETE FROM attachment_pieces WHERE attachment_id ="
                           " (SELECT id FROM attachments WHERE sha256 = ?1)",
        WRITES},
    [FILES_ENTRIES] = {"SELECT seq, hash, envelope, event FROM events WHERE seq > ?1 AND seq <= ?2"
                       " ORDER BY seq",
        READS},
    [FILES_PIECES] = {"SELECT p.offset, p.data FROM attachments AS a JOIN attachment_pieces AS p"
                      " ON p.attachment_id = a.id WHERE a.sha256 = ?1 AND p.offset >="
                      " (SELECT max(offset) FROM attachment_pieces WHERE attachment_id = a.id"
                      " AND offset <= ?2) ORDER BY p.offset",
        WRITES | READS},
};

static int prepare(struct files_log *log, int number, sqlite3_stmt **out, struct err *err)
{
	int code = sqlite3_prepare_v3(
	    log->db, texts[number].sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

	return code == SQLITE_OK ? 0
	                         : files_error(log->db, code, log->path, "find its tables", err);
}

int files_prepare(struct files_log *log, enum store_use use, struct err *err)
{
	int result = 0;

	for (int i = 0; i < FILES_STATEMENTS && result == 0; i++)
		if ((texts[i].uses & 1u << use) != 0)
			result = prepare(log, i, &log->statements[i], err);
	return result;
}

int files_take(struct files_log *log, int number, sqlite3_stmt **out, struct err *err)
{
	*out = log->statements[number];
	return *out != NULL ? 0 : prepare(log, number, out, err);
}

void files_let_go(struct files_log *log, int number, sqlite3_stmt *statement)
{
	if (statement == log->statements[number])
		sqlite3_reset(statement);
	else
		sqlite3_finalize(statement);
}

void files_bind(sqlite3_stmt *statement, int index, struct store_bytes bytes)
{
	/* SQLite takes a NULL pointer for the value NULL, however short the blob */
	sqlite3_bind_blob64(
	    statement, index, bytes.len > 0 ? bytes.data : "", bytes.len, SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *statement, int index, struct store_bytes text)
{
	sqlite3_bind_text64(
	    statement, index, text.len > 0 ? text.data : "", text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void files_bind_row(sqlite3_stmt *statement, const struct store_row *row, size_t count)
{
	const char *columns = store_columns[row->kind];
	const uint64_t *number = row->numbers;
	const struct store_bytes *bytes = row->bytes;

	for (int i = 0; (size_t)i < count && columns[i] != '\0'; i++) {
		if (columns[i] == 'n')
			sqlite3_bind_int64(statement, i + 1, (int64_t)*number++);
		else if (columns[i] == 'b')
			files_bind(statement, i + 1, *bytes++);
		else
			bind_text(statement, i + 1, *bytes++);
	}
}

struct store_bytes files_column(sqlite3_stmt *statement, int column)
{
	/* blob before bytes: the order SQLite asks for */
	const void *data = sqlite3_column_blob(statement, column);

	return (struct store_bytes){data, (size_t)sqlite3_column_bytes(statement, column)};
}

int files_step(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	sqlite3_reset(statement);
	return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}
