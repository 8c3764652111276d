/*
 * What writer, reader and maker of a journal share: the tables, opening the SQLite file, and the
 * one place where SQLite's errors become ours. Any thread; a connection is used by one at a time.
 */
#ifndef CONVENE_JOURNAL_JOURNAL_DATABASE_H
#define CONVENE_JOURNAL_JOURNAL_DATABASE_H

#include "proto/buf.h"
#include "server/base/err.h"
#include "server/journal/journal.h"

#include <sqlite3.h>

/* "Conv": marks the file as ours (SQLite's application_id; PRAGMA user_version is the format). */
#define JOURNAL_APPLICATION_ID 0x436f6e76

/*
 * events             one row an event; hash is h(seq)
 * head               one row: the newest event, so that rows missing at the end are noticed
 * seals              over events, by seq
 * meta               genesis (encoded), code_salt
 * invites .. people  beside the log; exports never touch them
 * attachment_pieces  in order, without gaps; an attachment is whole when stored_bytes = size_bytes
 */
extern const char journal_schema[];

/* Fills `err` from the connection's last error and returns the code: "'PATH': WHAT: why". */
int journal_database_error(
    sqlite3 *db, int sqlite_code, const char *path, const char *what, struct err *err);

/* Opens an existing file and checks that it is a journal of this format; nothing is changed.
 * `flags` are SQLite's; with SQLITE_OPEN_URI it is read as it lies there, without its log. */
int journal_database_open(const char *path, int flags, sqlite3 **out, struct err *err);

/* Runs statements that give no rows. */
int journal_database_run(sqlite3 *db, const char *path, const char *sql, struct err *err);

int journal_database_prepare(
    sqlite3 *db, const char *path, const char *sql, sqlite3_stmt **out, struct err *err);

/* What a journal is about, from its meta and head tables. Owns `genesis` and `exercise_id`. */
struct journal_identity {
	struct buf genesis; /* encoded */
	char *exercise_id;
	int64_t created_ms; /* wall clock */
	uint8_t code_salt[HASH_SIZE];
	uint64_t head;
	uint8_t head_hash[HASH_SIZE]; /* h(head) */
};

int journal_identity_read(
    sqlite3 *db, const char *path, struct journal_identity *identity, struct err *err);
void journal_identity_deinit(struct journal_identity *identity);

/* Only the head, as committed now. */
int journal_identity_head(
    sqlite3 *db, const char *path, uint64_t *head, uint8_t hash[HASH_SIZE], struct err *err);

/* Binds bytes that stay as they are until the statement was stepped; never NULL. */
void journal_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, size_t len);

/* Reads a blob column of exactly `size` bytes; false when it is not. */
bool journal_column_exact(sqlite3_stmt *statement, int column, void *out, size_t size);

#endif
