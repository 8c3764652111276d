#include "server/journal/journal_reader.h"

#include "proto/xalloc.h"
#include "server/journal/journal_reader_internal.h"

static int prepare(struct journal_reader *reader, struct err *err)
{
	const struct {
		const char *sql;
		sqlite3_stmt **out;
	} statements[] = {
	    {"SELECT seq, hash, envelope, event FROM events WHERE seq > ?1 AND seq <= ?2"
	     " ORDER BY seq",
	        &reader->entries},
	    {"SELECT state_digest, public_key, signature FROM seals WHERE seq = ?1",
	        &reader->seals},
	    {"SELECT id, size_bytes, stored_bytes FROM attachments WHERE sha256 = ?1",
	        &reader->attachment},
	    {"SELECT offset, data FROM attachment_pieces WHERE attachment_id = ?1 AND offset >="
	     " (SELECT max(offset) FROM attachment_pieces WHERE attachment_id = ?1"
	     " AND offset <= ?2) ORDER BY offset",
	        &reader->pieces},
	};

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		int result = journal_database_prepare(
		    reader->db, reader->path, statements[i].sql, statements[i].out, err);

		if (result != 0)
			return result;
	}
	return 0;
}

int journal_reader_open(const char *path, struct journal_reader **out, struct err *err)
{
	struct journal_reader *reader = xcalloc(1, sizeof(*reader));
	int result;

	reader->path = xstrdup(path);
	result = journal_database_open(path, SQLITE_OPEN_READONLY, &reader->db, err);
	if (result == 0)
		result = journal_database_run(reader->db, path, "PRAGMA query_only=ON", err);
	if (result == 0)
		result = journal_identity_read(reader->db, path, &reader->identity, err);
	if (result == 0)
		result = prepare(reader, err);
	if (result != 0) {
		journal_reader_close(reader);
		return result;
	}
	*out = reader;
	return 0;
}

void journal_reader_close(struct journal_reader *reader)
{
	if (reader == NULL)
		return;
	sqlite3_finalize(reader->entries);
	sqlite3_finalize(reader->seals);
	sqlite3_finalize(reader->attachment);
	sqlite3_finalize(reader->pieces);
	sqlite3_close(reader->db);
	journal_identity_deinit(&reader->identity);
	free(reader->path);
	free(reader);
}

int journal_reader_head(struct journal_reader *reader, uint64_t *head, struct err *err)
{
	uint8_t hash[HASH_SIZE];

	return journal_identity_head(reader->db, reader->path, head, hash, err);
}

void journal_reader_seek(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq)
{
	sqlite3_bind_int64(reader->entries, 1, (int64_t)after_seq);
	sqlite3_bind_int64(reader->entries, 2, (int64_t)through_seq);
}

int journal_reader_next(struct journal_reader *reader, uint64_t last_seq,
    struct journal_entry *entry, const uint8_t **hash, struct err *err)
{
	sqlite3_stmt *row = reader->entries;
	int code = sqlite3_step(row);

	if (code == SQLITE_DONE)
		return 0;
	if (code != SQLITE_ROW)
		return journal_database_error(reader->db, code, reader->path, "read it", err);
	if ((uint64_t)sqlite3_column_int64(row, 0) != last_seq + 1)
		return err_set(err, ERR_CORRUPT,
		    "\"%s\" is damaged: event %llu is the first bad one: it is missing",
		    reader->path, (unsigned long long)last_seq + 1);
	*entry = (struct journal_entry){.seq = last_seq + 1};
	entry->envelope = sqlite3_column_blob(row, 2);
	entry->envelope_len = (size_t)sqlite3_column_bytes(row, 2);
	entry->event = sqlite3_column_blob(row, 3);
	entry->event_len = (size_t)sqlite3_column_bytes(row, 3);
	if (hash == NULL)
		return 1;
	*hash = sqlite3_column_blob(row, 1);
	if (sqlite3_column_bytes(row, 1) != HASH_SIZE)
		return err_set(err, ERR_CORRUPT,
		    "\"%s\" is damaged: event %llu is the first bad one: its hash has another size",
		    reader->path, (unsigned long long)last_seq + 1);
	return 1;
}

int journal_reader_entries(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    size_t max_bytes, int (*callback)(void *context, const struct journal_entry *entry),
    void *context, struct err *err)
{
	struct journal_entry entry;
	size_t passed = 0;
	int result;

	journal_reader_seek(reader, after_seq, through_seq);
	do {
		result = journal_reader_next(reader, after_seq, &entry, NULL, err);
		if (result <= 0)
			break;
		after_seq = entry.seq;
		passed += entry.event_len + entry.envelope_len;
		result = callback(context, &entry);
	} while (result == 0 && passed < max_bytes);
	sqlite3_reset(reader->entries);
	return result;
}

static int find_attachment(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    int64_t *id, uint64_t *size_bytes, struct err *err)
{
	sqlite3_stmt *row = reader->attachment;
	bool whole = false;
	int code;

	journal_bind_bytes(row, 1, sha256, HASH_SIZE);
	code = sqlite3_step(row);
	if (code == SQLITE_ROW) {
		*id = sqlite3_column_int64(row, 0);
		*size_bytes = (uint64_t)sqlite3_column_int64(row, 1);
		whole = (uint64_t)sqlite3_column_int64(row, 2) == *size_bytes;
	}
	sqlite3_reset(row);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return journal_database_error(
		    reader->db, code, reader->path, "look for an attachment", err);
	if (!whole)
		return err_set(err, ERR_NOT_FOUND, "there is no such document, or not all of it");
	return 0;
}

/* Appends what `row` holds of the bytes from `*offset` to `end`. */
static int append_piece(
    struct journal_reader *reader, uint64_t *offset, uint64_t end, struct buf *out, struct err *err)
{
	uint64_t start = (uint64_t)sqlite3_column_int64(reader->pieces, 0);
	const uint8_t *data = sqlite3_column_blob(reader->pieces, 1);
	uint64_t len = (uint64_t)sqlite3_column_bytes(reader->pieces, 1);
	uint64_t skip, take;

	if (start > *offset || start + len <= *offset)
		return err_set(
		    err, ERR_CORRUPT, "\"%s\": a piece of an attachment is missing", reader->path);
	skip = *offset - start;
	take = len - skip < end - *offset ? len - skip : end - *offset;
	buf_append(out, data + skip, (size_t)take);
	*offset += take;
	return 0;
}

int journal_reader_attachment(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    uint64_t offset, size_t max, struct buf *out, uint64_t *size_bytes, struct err *err)
{
	size_t out_len = out->len;
	uint64_t size = 0, end;
	int64_t id = 0;
	int result = find_attachment(reader, sha256, &id, &size, err);
	int code = SQLITE_ROW;

	if (result != 0)
		return result;
	end = offset < size && max < size - offset ? offset + max : size;
	sqlite3_bind_int64(reader->pieces, 1, id);
	sqlite3_bind_int64(reader->pieces, 2, (int64_t)offset);
	while (result == 0 && offset < end) {
		code = sqlite3_step(reader->pieces);
		if (code != SQLITE_ROW)
			break;
		result = append_piece(reader, &offset, end, out, err);
	}
	sqlite3_reset(reader->pieces);
	if (result == 0 && code == SQLITE_DONE)
		result = err_set(
		    err, ERR_CORRUPT, "\"%s\": a piece of an attachment is missing", reader->path);
	else if (result == 0 && code != SQLITE_ROW)
		result = journal_database_error(
		    reader->db, code, reader->path, "read an attachment", err);
	if (result != 0) {
		out->len = out_len;
		return result;
	}
	*size_bytes = size;
	return 0;
}
