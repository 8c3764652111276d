/* What is said to SQLite: the tables and every statement. */
#include "server/store/files_private.h"

/*
 * events             one row an event; hash is h(seq), salt its 16 random bytes
 * head               one row: the newest event, so that rows missing at the end are noticed
 * seals              over events, by seq
 * meta               genesis (encoded), code_salt, alive_wall_ms
 * invites .. people  beside the log; exports never touch them
 * attachment_pieces  in order, without gaps; an attachment is whole when stored_bytes = size_bytes
 */
#define TEXT(number)   #number
#define VALUE(number)  TEXT(number)
#define APPLICATION_ID VALUE(FILES_APPLICATION_ID)
#define VERSION        VALUE(STORE_FILES_VERSION)

const char files_schema[] =
    /* WAL is remembered in the file; no automatic checkpoint ever */
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; BEGIN;"
    "PRAGMA application_id=" APPLICATION_ID ";"
    "PRAGMA user_version=" VERSION ";"
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL,"
    " salt BLOB NOT NULL, envelope BLOB NOT NULL, event BLOB NOT NULL) STRICT;"
    "CREATE TABLE head (one INTEGER PRIMARY KEY, seq INTEGER NOT NULL,"
    " hash BLOB NOT NULL) STRICT;"
    "CREATE TABLE seals (seq INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL,"
    " root BLOB NOT NULL, secret BLOB NOT NULL, state_digest BLOB NOT NULL,"
    " public_key BLOB NOT NULL, signature BLOB NOT NULL) STRICT;"
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE invites (invite_id INTEGER PRIMARY KEY, code_hash BLOB NOT NULL,"
    " person_name TEXT NOT NULL) STRICT;"
    "CREATE TABLE tokens (token_hash BLOB PRIMARY KEY,"
    " participant_id INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE people (participant_id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " salt BLOB NOT NULL) STRICT;"
    "CREATE TABLE attachments (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE,"
    " size_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL) STRICT;"
    "CREATE TABLE attachment_pieces (attachment_id INTEGER NOT NULL, offset INTEGER NOT NULL,"
    " data BLOB NOT NULL, UNIQUE (attachment_id, offset)) STRICT;";

#define ROWS(kind, op) [(kind)*FILES_OPS + FILES_##op]

static const char *const texts[FILES_STATEMENTS] = {
    ROWS(STORE_BEGINNING, PUT) = "INSERT INTO meta (name, value)"
                                 " VALUES ('genesis', ?1), ('code_salt', ?2)",
    ROWS(STORE_BEGINNING, ALL) = "SELECT (SELECT value FROM meta WHERE name = 'genesis'),"
                                 " (SELECT value FROM meta WHERE name = 'code_salt')",
    ROWS(STORE_ALIVE, PUT) = "INSERT INTO meta (name, value) VALUES ('alive_wall_ms', ?1)"
                             " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ROWS(STORE_ALIVE, ALL) = "SELECT value FROM meta WHERE name = 'alive_wall_ms'",
    ROWS(STORE_HEAD, PUT) = "INSERT INTO head (one, seq, hash) VALUES (1, ?1, ?2)"
                            " ON CONFLICT (one) DO UPDATE SET seq = ?1, hash = ?2",
    ROWS(STORE_HEAD, ALL) = "SELECT seq, hash FROM head WHERE one = 1",
    ROWS(STORE_SEALED, ALL) = "SELECT seq FROM seals ORDER BY seq DESC LIMIT 1",
    ROWS(STORE_INVITE, PUT) = "INSERT OR REPLACE INTO invites VALUES (?1, ?2, ?3)",
    ROWS(STORE_INVITE, ALL) = "SELECT invite_id, code_hash, person_name FROM invites"
                              " ORDER BY invite_id",
    ROWS(STORE_TOKEN, PUT) = "INSERT OR REPLACE INTO tokens VALUES (?2, ?1)",
    ROWS(STORE_TOKEN, DROP) = "DELETE FROM tokens WHERE participant_id = ?1",
    ROWS(STORE_TOKEN, ALL) = "SELECT participant_id, token_hash FROM tokens ORDER BY token_hash",
    ROWS(STORE_PERSON, PUT) = "INSERT OR REPLACE INTO people VALUES (?1, ?2, ?3)",
    ROWS(STORE_PERSON, ALL) = "SELECT participant_id, name, salt FROM people"
                              " ORDER BY participant_id",
    ROWS(STORE_ATTACHMENT, PUT) = "INSERT INTO attachments (sha256, size_bytes, stored_bytes)"
                                  " VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO UPDATE"
                                  " SET stored_bytes = ?3",
    ROWS(STORE_ATTACHMENT, DROP) = "DELETE FROM attachments WHERE sha256 = ?1",
    ROWS(STORE_ATTACHMENT, ALL) = "SELECT sha256, size_bytes, stored_bytes FROM attachments"
                                  " ORDER BY id",
    [FILES_ATTACHMENT] = "SELECT sha256, size_bytes, stored_bytes FROM attachments"
                         " WHERE sha256 = ?1",
    [FILES_BEGIN] = "BEGIN IMMEDIATE",
    [FILES_COMMIT] = "COMMIT",
    [FILES_PUT_ENTRY] = "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5)",
    [FILES_PUT_SEAL] = "INSERT INTO seals VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [FILES_PUT_PIECE] = "INSERT INTO attachment_pieces SELECT id, ?1, ?3 FROM attachments"
                        " WHERE sha256 = ?2",
    [FILES_DROP_PIECES] = "DELETE FROM attachment_pieces WHERE attachment_id ="
                          " (SELECT id FROM attachments WHERE sha256 = ?1)",
    [FILES_RENAME] = "UPDATE attachments SET sha256 = ?2 WHERE sha256 = ?1",
    [FILES_ENTRIES] = "SELECT seq, hash, salt, envelope, event FROM events"
                      " WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
    [FILES_SEALS] = "SELECT seq, wall_ms, root, secret, state_digest, public_key,"
                    " signature FROM seals"
                    " WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
    [FILES_PIECES] = "SELECT p.offset, p.data FROM attachments AS a JOIN attachment_pieces AS p"
                     " ON p.attachment_id = a.id WHERE a.sha256 = ?2 AND p.offset >="
                     " (SELECT max(offset) FROM attachment_pieces WHERE attachment_id = a.id"
                     " AND offset <= ?1) ORDER BY p.offset",
};

int files_ready(struct files_log *log, int number, const char *columns, const uint64_t *numbers,
    const struct store_bytes *bytes, sqlite3_stmt **out)
{
	sqlite3_stmt *statement = log->statements[number];
	if (statement == NULL) {
		int code = sqlite3_prepare_v3(log->db, texts[number], -1, SQLITE_PREPARE_PERSISTENT,
		    &log->statements[number], NULL);
		if (code != SQLITE_OK) {
			return code;
		}
		statement = log->statements[number];
	}
	for (int i = 1; *columns != '\0'; i++, columns++) {
		if (*columns == 'n') {
			sqlite3_bind_int64(statement, i, (int64_t)*numbers++);
			continue;
		}
		/* SQLite takes a NULL pointer for the value NULL, however short the blob */
		if (*columns == 'b') {
			sqlite3_bind_blob64(statement, i, bytes->len > 0 ? bytes->data : "",
			    bytes->len, SQLITE_STATIC);
		} else {
			sqlite3_bind_text64(statement, i, bytes->len > 0 ? bytes->data : "",
			    bytes->len, SQLITE_STATIC, SQLITE_UTF8);
		}
		bytes++;
	}
	*out = statement;
	return SQLITE_OK;
}

int files_do(struct files_log *log, int number, const char *columns, const uint64_t *numbers,
    const struct store_bytes *bytes)
{
	sqlite3_stmt *statement;
	int code = files_ready(log, number, columns, numbers, bytes, &statement);
	if (code != SQLITE_OK) {
		return code;
	}
	code = sqlite3_step(statement);
	sqlite3_reset(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}
