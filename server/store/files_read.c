/* Reading a file, whoever has it open. */
#include "server/store/files_private.h"

/* What reading that failed was about, by kind. */
static const char *const subjects[STORE_KIND_COUNT] = {
    [STORE_META] = "read its beginning",
    [STORE_HEAD] = "read where its log ends",
    [STORE_SEAL] = "read a seal",
    [STORE_INVITE] = "read what is beside its log",
    [STORE_TOKEN] = "read what is beside its log",
    [STORE_PERSON] = "read what is beside its log",
    [STORE_ATTACHMENT] = "look for an attachment",
};

int files_entries(struct store_log *base, uint64_t after, uint64_t through, store_entry_fn *entry,
    void *context, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	sqlite3_stmt *statement;
	int code = SQLITE_DONE, result = files_take(log, FILES_ENTRIES, &statement, err);

	if (result != 0)
		return result != ERR_CORRUPT ? result
		                             : err_set(err, result, "there is no table of them");
	sqlite3_bind_int64(statement, 1, (int64_t)after);
	sqlite3_bind_int64(statement, 2, through < INT64_MAX ? (int64_t)through : INT64_MAX);
	while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		struct store_entry row = {
		    .seq = (uint64_t)sqlite3_column_int64(statement, 0),
		    .hash = files_column(statement, 1),
		    .envelope = files_column(statement, 2),
		    .event = files_column(statement, 3),
		};

		result = entry(context, &row);
	}
	if (result == 0 && code != SQLITE_DONE)
		result = files_error(log->db, code, log->path, "read it", err);
	if (result == ERR_CORRUPT && code != SQLITE_ROW)
		err_set(err, result, "the file cannot be read there (SQLite: %s)",
		    sqlite3_errstr(code));
	files_let_go(log, FILES_ENTRIES, statement);
	return result;
}

static struct store_row row_of(sqlite3_stmt *statement, enum store_kind kind)
{
	const char *columns = store_columns[kind];
	struct store_row row = {.kind = kind};
	size_t numbers = 0, bytes = 0;

	for (int i = 0; columns[i] != '\0'; i++) {
		if (columns[i] == 'n') {
			row.numbers[numbers++] = (uint64_t)sqlite3_column_int64(statement, i);
		} else {
			row.bytes[bytes] = files_column(statement, i);
			/* also of none it is an address, with a zero byte */
			if (columns[i] == 't')
				row.bytes[bytes].data = sqlite3_column_text(statement, i);
			bytes++;
		}
	}
	return row;
}

int files_rows(struct store_log *base, enum store_kind kind, const struct store_row *key,
    store_row_fn *row, void *context, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	int number = (int)kind * FILES_OPS + (key != NULL ? FILES_ONE : FILES_ALL);
	sqlite3_stmt *statement;
	int code = SQLITE_DONE, result = files_take(log, number, &statement, err);

	if (result != 0)
		return result;
	if (key != NULL)
		files_bind_row(statement, key, 1);
	while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		struct store_row found = row_of(statement, kind);

		result = row(context, &found);
	}
	if (result == 0 && code != SQLITE_DONE)
		result = files_error(log->db, code, log->path, subjects[kind], err);
	files_let_go(log, number, statement);
	return result;
}

int files_pieces(struct store_log *base, struct store_bytes sha256, uint64_t offset,
    store_piece_fn *piece, void *context, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	sqlite3_stmt *statement;
	int code = SQLITE_DONE, result = files_take(log, FILES_PIECES, &statement, err);

	if (result != 0)
		return result;
	files_bind(statement, 1, sha256);
	sqlite3_bind_int64(statement, 2, (int64_t)offset);
	while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW)
		result = piece(context, (uint64_t)sqlite3_column_int64(statement, 0),
		    files_column(statement, 1));
	if (result == 0 && code != SQLITE_DONE)
		result = files_error(log->db, code, log->path, "read an attachment", err);
	files_let_go(log, FILES_PIECES, statement);
	return result;
}
