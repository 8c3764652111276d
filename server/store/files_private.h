/* What the files of the store of files share: an exercise's SQLite file, open. Nobody outside this
 * folder includes it. */
#ifndef CONVENE_STORE_FILES_PRIVATE_H
#define CONVENE_STORE_FILES_PRIVATE_H

#include "server/store/file_lock.h"
#include "server/store/files.h"

#include <sqlite3.h>

/* "Conv": marks the file as ours (SQLite's application_id; PRAGMA user_version is the format). */
#define FILES_APPLICATION_ID 0x436f6e76

/* Of a kind of rows, then those that are of none: statement KIND * FILES_OPS + OP. */
enum files_op { FILES_PUT, FILES_DROP, FILES_ALL, FILES_OPS };
enum files_statement {
	FILES_BEGIN = STORE_KIND_COUNT * FILES_OPS,
	FILES_COMMIT,
	FILES_PUT_ENTRY,
	FILES_PUT_SEAL,
	FILES_PUT_PIECE,
	FILES_DROP_PIECES,
	FILES_RENAME,
	FILES_ENTRIES,
	FILES_SEALS,
	FILES_ATTACHMENT,
	FILES_PIECES,
	FILES_STATEMENTS,
};

struct files_log {
	struct store_log base;
	char *path;                                 /* owned */
	sqlite3 *db;                                /* owned */
	struct file_lock lock;                      /* owned */
	sqlite3_stmt *statements[FILES_STATEMENTS]; /* owned; made when first used */
	int wal_pages;                              /* in the WAL after the last commit */
};

struct files_log *files_log_new(const struct store *store, const char *path);
void files_close(struct store_log *log, bool settled);

/* Begins a transaction in which there are all tables, empty. */
extern const char files_schema[];

/* Fills `err` from the connection's last error and returns the code: "'PATH': WHAT: why". */
int files_error(sqlite3 *db, int sqlite_code, const char *path, const char *what, struct err *err);

/* Opens an existing file and checks that it is an exercise's, of this format; nothing is changed.
 * `flags` are SQLite's; with SQLITE_OPEN_URI it is read as it lies there, without its log. */
int files_connect(const char *path, int flags, sqlite3 **out, struct err *err);

/* Runs statements that give no rows. */
int files_run(sqlite3 *db, const char *path, const char *sql, struct err *err);

/*
 * SQLite's codes from here on. A statement with its values, to be stepped and then reset: `columns`
 * says which are the next number (n), bytes (b) or text (t). These stay as they are meanwhile.
 */
int files_ready(struct files_log *log, int number, const char *columns, const uint64_t *numbers,
    const struct store_bytes *bytes, sqlite3_stmt **out);

/* One that gives no rows, stepped. */
int files_do(struct files_log *log, int number, const char *columns, const uint64_t *numbers,
    const struct store_bytes *bytes);

int files_put_rows(struct files_log *log, const struct store_row *rows, size_t count);

/* Ours. */
int files_checkpoint(struct files_log *log, int mode, struct err *err);
int files_empty_wal(struct files_log *log, struct err *err);
int files_create(const struct store *store, const char *path, const struct store_row *rows,
    size_t row_count, struct err *err);
int files_append(struct store_log *log, const struct store_append *append, struct err *err);
int files_tend(struct store_log *log, enum store_tend how, struct err *err);
int files_entries(struct store_log *log, uint64_t after, uint64_t through, store_entry_fn *entry,
    void *context, struct err *err);
int files_rows(struct store_log *log, enum store_kind kind, const struct store_bytes *key,
    store_row_fn *row, void *context, struct err *err);
int files_pieces(struct store_log *log, struct store_bytes sha256, uint64_t offset,
    store_piece_fn *piece, void *context, struct err *err);

#endif
