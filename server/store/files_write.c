/* Appending to a file, and moving its log into it. */
#include "server/store/files_private.h"

/* Below this many pages in the WAL (1 MiB) a checkpoint's fsync calls are not worth it. */
#define CHECKPOINT_PAGES 256

/* Under load there is no idle moment: beyond this many pages in the WAL (16 MiB) a commit moves
 * them into the file, so that neither the WAL nor the time to read it grows for ever. */
#define WAL_PAGES_MAX 4096

int files_put_rows(struct files_log *log, const struct store_row *rows, size_t count)
{
	int code = SQLITE_OK;
	for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
		const struct store_row *row = &rows[i];
		const char *columns = store_columns[row->kind];
		char first[2] = {columns[0]};
		int number = (int)row->kind * FILES_OPS + (row->drop ? FILES_DROP : FILES_PUT);
		if (row->rename) {
			code = files_do(log, FILES_RENAME, "bb", row->numbers, row->bytes);
			continue;
		}
		if (row->drop && row->kind == STORE_ATTACHMENT) {
			code = files_do(log, FILES_DROP_PIECES, first, row->numbers, row->bytes);
		}
		if (code == SQLITE_OK) {
			code = files_do(
			    log, number, row->drop ? first : columns, row->numbers, row->bytes);
		}
	}
	return code;
}

static int put_entry(struct files_log *log, const struct store_entry *entry)
{
	const struct store_bytes bytes[] = {
	    entry->hash, entry->salt, entry->envelope, entry->event};
	const struct store_seal *seal = entry->seal;
	int code = files_do(log, FILES_PUT_ENTRY, "nbbbb", &entry->seq, bytes);
	if (code == SQLITE_OK && seal != NULL) {
		code = files_do(log, FILES_PUT_SEAL, "nnbbbbb",
		    (const uint64_t[]){entry->seq, (uint64_t)seal->wall_ms},
		    (const struct store_bytes[]){
		        seal->root, seal->secret, seal->digest, seal->key, seal->signature});
	}
	return code;
}

static int put_all(struct files_log *log, const struct store_append *append)
{
	int code = files_do(log, FILES_BEGIN, "", NULL, NULL);
	for (size_t i = 0; i < append->entry_count && code == SQLITE_OK; i++) {
		code = put_entry(log, &append->entries[i]);
	}
	if (code == SQLITE_OK) {
		code = files_put_rows(log, append->rows, append->row_count);
	}
	for (size_t i = 0; i < append->piece_count && code == SQLITE_OK; i++) {
		const struct store_piece *piece = &append->pieces[i];
		code = files_do(log, FILES_PUT_PIECE, "nbb", &piece->offset,
		    (const struct store_bytes[]){piece->sha256, piece->data});
	}
	return code == SQLITE_OK ? files_do(log, FILES_COMMIT, "", NULL, NULL) : code;
}

int files_append(struct store_log *base, const struct store_append *append, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	int code = put_all(log, append);
	if (code == SQLITE_OK) {
		return 0;
	}
	code = files_error(log->db, code, log->path, "write to it", err);
	if (sqlite3_get_autocommit(log->db) == 0) {
		sqlite3_exec(log->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return code;
}

int files_checkpoint(struct files_log *log, int mode, struct err *err)
{
	int in_wal = 0, moved = 0;
	int code = sqlite3_wal_checkpoint_v2(log->db, NULL, mode, &in_wal, &moved);
	/* busy: a reader still uses the WAL, or keeps it from being emptied; it stays valid */
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
		return files_error(log->db, code, log->path, "move the log into the file", err);
	}
	if (in_wal == moved) {
		log->wal_pages = 0;
	}
	return 0;
}

int files_empty_wal(struct files_log *log, struct err *err)
{
	int in_wal = 0;
	int code =
	    sqlite3_wal_checkpoint_v2(log->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &in_wal, NULL);
	if ((code & 0xff) == SQLITE_BUSY && in_wal > 0) {
		return err_set(err, ERR_BUSY,
		    "\"%s\" is being read and cannot be brought in order: try again later",
		    log->path);
	}
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
		return files_error(log->db, code, log->path, "move the log into the file", err);
	}
	log->wal_pages = 0;
	return 0;
}

int files_tend(struct store_log *base, enum store_tend how, struct err *err)
{
	struct files_log *log = (struct files_log *)base;
	if (how == STORE_TEND_WHOLE) {
		return files_empty_wal(log, err);
	}
	if (log->wal_pages < (how == STORE_TEND_IDLE ? CHECKPOINT_PAGES : WAL_PAGES_MAX)) {
		return 0;
	}
	return files_checkpoint(log, SQLITE_CHECKPOINT_PASSIVE, err);
}
