/* Reading a file, whoever has it open. */
#include "server/store/files_private.h"

/* What reading that failed was about; of others: what is beside the log. */
static const char *const subjects[STORE_KIND_COUNT] = {
    [STORE_BEGINNING] = "read its beginning",
    [STORE_HEAD] = "read where its log ends",
    [STORE_ATTACHMENT] = "look for an attachment",
};

static struct store_bytes column(sqlite3_stmt *statement, int number)
{
	/* blob before bytes: the order SQLite asks for */
	const void *data = sqlite3_column_blob(statement, number);
	return (struct store_bytes){data, (size_t)sqlite3_column_bytes(statement, number)};
}

/* Goes to the seal over event `seq`. `*at` is over which one the statement stands; UINT64_MAX: it
 * is at its end. */
static int seek_seal(sqlite3_stmt *seals, uint64_t seq, uint64_t *at)
{
	int code = SQLITE_ROW;
	while (*at < seq && code == SQLITE_ROW) {
		code = sqlite3_step(seals);
		*at = code == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(seals, 0) : UINT64_MAX;
	}
	return code == SQLITE_DONE ? SQLITE_ROW : code;
}

static int pass_entry(sqlite3_stmt *events, uint64_t seq, sqlite3_stmt *seals, uint64_t sealed,
    store_entry_fn *entry, void *context)
{
	struct store_entry row = {
	    .seq = seq,
	    .hash = column(events, 1),
	    .salt = column(events, 2),
	    .envelope = column(events, 3),
	    .event = column(events, 4),
	};

	struct store_seal seal;
	if (sealed == seq) {
		seal = (struct store_seal){sqlite3_column_int64(seals, 1), column(seals, 2),
		    column(seals, 3), column(seals, 4), column(seals, 5), column(seals, 6)};
		row.seal = &seal;
	}
	return entry(context, &row);
}

int files_entries(struct store_log *base, uint64_t after, uint64_t through, store_entry_fn *entry,
    void *context, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	uint64_t range[] = {after, through < INT64_MAX ? through : INT64_MAX}, seq = 0, sealed = 0;
	sqlite3_stmt *events = NULL, *seals = NULL;
	int result = 0, code = files_ready(log, FILES_ENTRIES, "nn", range, NULL, &events);
	if (code == SQLITE_OK) {
		code = files_ready(log, FILES_SEALS, "nn", range, NULL, &seals);
	}
	while ((code == SQLITE_OK || code == SQLITE_ROW) && result == 0) {
		code = sqlite3_step(events);
		if (code == SQLITE_ROW) {
			seq = (uint64_t)sqlite3_column_int64(events, 0);
			code = seek_seal(seals, seq, &sealed);
		}
		if (code == SQLITE_ROW) {
			result = pass_entry(events, seq, seals, sealed, entry, context);
		}
	}
	if (result == 0 && code != SQLITE_DONE) {
		result = files_error(log->db, code, log->path, "read it", err);
		if (result == ERR_CORRUPT) {
			err_set(err, result, "the file cannot be read there (SQLite: %s)",
			    sqlite3_errstr(code));
		}
	}
	sqlite3_reset(events);
	sqlite3_reset(seals);
	return result;
}

static int pass_row(
    sqlite3_stmt *statement, enum store_kind kind, store_row_fn *row_fn, void *context)
{
	const char *columns = store_columns[kind];
	struct store_row row = {.kind = kind};
	uint64_t *number = row.numbers;
	struct store_bytes *bytes = row.bytes;
	for (int i = 0; columns[i] != '\0'; i++) {
		if (columns[i] == 'n') {
			*number++ = (uint64_t)sqlite3_column_int64(statement, i);
			continue;
		}
		*bytes = column(statement, i);
		/* also of none it is an address, with a zero byte */
		if (columns[i] == 't') {
			bytes->data = sqlite3_column_text(statement, i);
		}
		bytes++;
	}
	return row_fn(context, &row);
}

int files_rows(struct store_log *base, enum store_kind kind, const struct store_bytes *key,
    store_row_fn *row, void *context, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	int number = key != NULL ? FILES_ATTACHMENT : (int)kind * FILES_OPS + FILES_ALL;
	sqlite3_stmt *statement = NULL;
	int result = 0,
	    code = files_ready(log, number, key != NULL ? "b" : "", NULL, key, &statement);
	if (code == SQLITE_OK) {
		while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW) {
			result = pass_row(statement, kind, row, context);
		}
	}
	if (result == 0 && code != SQLITE_DONE) {
		result = files_error(log->db, code, log->path,
		    subjects[kind] != NULL ? subjects[kind] : "read what is beside its log", err);
	}
	sqlite3_reset(statement);
	return result;
}

int files_pieces(struct store_log *base, struct store_bytes sha256, uint64_t offset,
    store_piece_fn *piece, void *context, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	sqlite3_stmt *statement = NULL;
	int result = 0, code = files_ready(log, FILES_PIECES, "nb", &offset, &sha256, &statement);
	if (code == SQLITE_OK) {
		while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW) {
			result = piece(context, (uint64_t)sqlite3_column_int64(statement, 0),
			    column(statement, 1));
		}
	}
	if (result == 0 && code != SQLITE_DONE) {
		result = files_error(log->db, code, log->path, "read an attachment", err);
	}
	sqlite3_reset(statement);
	return result;
}
