/* Appending to a file, and moving its log into it. */
#include "server/store/files_private.h"

/* Below this many pages in the WAL (1 MiB) a checkpoint's fsync calls are not worth it. */
#define CHECKPOINT_PAGES 256

/* Under load there is no idle moment: beyond this many pages in the WAL (16 MiB) a commit moves
 * them into the file, so that neither the WAL nor the time to read it grows for ever. */
#define WAL_PAGES_MAX 4096

/* With the first `columns` of a row. */
static int step_with(struct files_log *log, int number, const struct store_row *row, size_t columns)
{
	sqlite3_stmt *statement;
	int code;

	if (files_take(log, number, &statement, NULL) != 0)
		return sqlite3_errcode(log->db);
	files_bind_row(statement, row, columns);
	code = files_step(statement);
	files_let_go(log, number, statement);
	return code;
}

int files_put_rows(struct files_log *log, const struct store_row *rows, size_t count)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
		const struct store_row *row = &rows[i];
		int of_kind = (int)row->kind * FILES_OPS;

		if (row->drop && row->kind == STORE_ATTACHMENT)
			code = step_with(log, FILES_DROP_PIECES, row, 1);
		if (code == SQLITE_OK)
			code = row->drop ? step_with(log, of_kind + FILES_DROP, row, 1)
			                 : step_with(log, of_kind + FILES_PUT, row, SIZE_MAX);
	}
	return code;
}

static int put_entries(struct files_log *log, const struct store_append *append)
{
	sqlite3_stmt *statement = log->statements[FILES_PUT_ENTRY];
	int code = SQLITE_OK;

	for (size_t i = 0; i < append->entry_count && code == SQLITE_OK; i++) {
		const struct store_entry *entry = &append->entries[i];

		sqlite3_bind_int64(statement, 1, (int64_t)entry->seq);
		files_bind(statement, 2, entry->hash);
		files_bind(statement, 3, entry->envelope);
		files_bind(statement, 4, entry->event);
		code = files_step(statement);
	}
	return code;
}

static int put_pieces(struct files_log *log, const struct store_append *append)
{
	sqlite3_stmt *statement = log->statements[FILES_PUT_PIECE];
	int code = SQLITE_OK;

	for (size_t i = 0; i < append->piece_count && code == SQLITE_OK; i++) {
		const struct store_piece *piece = &append->pieces[i];

		files_bind(statement, 1, piece->sha256);
		sqlite3_bind_int64(statement, 2, (int64_t)piece->offset);
		files_bind(statement, 3, piece->data);
		code = files_step(statement);
	}
	return code;
}

int files_append(struct store_log *base, const struct store_append *append, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	int code = files_step(log->statements[FILES_BEGIN]);

	if (code == SQLITE_OK)
		code = put_entries(log, append);
	if (code == SQLITE_OK)
		code = files_put_rows(log, append->rows, append->row_count);
	if (code == SQLITE_OK)
		code = put_pieces(log, append);
	if (code == SQLITE_OK)
		code = files_step(log->statements[FILES_COMMIT]);
	if (code != SQLITE_OK) {
		code = files_error(log->db, code, log->path, "write to it", err);
		if (sqlite3_get_autocommit(log->db) == 0)
			sqlite3_exec(log->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return code;
}

int files_checkpoint(struct files_log *log, int mode, struct err *err)
{
	int in_wal = 0, moved = 0;
	int code = sqlite3_wal_checkpoint_v2(log->db, NULL, mode, &in_wal, &moved);

	/* busy: a reader still uses the WAL, or keeps it from being emptied; it stays valid */
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
		return files_error(log->db, code, log->path, "move the log into the file", err);
	if (in_wal == moved)
		log->wal_pages = 0;
	return 0;
}

int files_tend(struct store_log *base, bool idle, struct err *err)
{
	struct files_log *log = (struct files_log *)base;

	if (log->wal_pages < (idle ? CHECKPOINT_PAGES : WAL_PAGES_MAX))
		return 0;
	return files_checkpoint(log, SQLITE_CHECKPOINT_PASSIVE, err);
}
