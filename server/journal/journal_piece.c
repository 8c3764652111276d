#include "server/journal/journal_internal.h"

/* An attachment's row. */
struct attachment {
	int64_t id; /* 0: there is none */
	uint64_t size_bytes;
	uint64_t stored_bytes;
};

static int find(struct journal *journal, const uint8_t *sha256, struct attachment *attachment)
{
	sqlite3_stmt *statement = journal->statements[STATEMENT_FIND_ATTACHMENT];
	int code;

	*attachment = (struct attachment){0};
	journal_bind_bytes(statement, 1, sha256, HASH_SIZE);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		attachment->id = sqlite3_column_int64(statement, 0);
		attachment->size_bytes = (uint64_t)sqlite3_column_int64(statement, 1);
		attachment->stored_bytes = (uint64_t)sqlite3_column_int64(statement, 2);
	}
	sqlite3_reset(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

static int add(struct journal *journal, const struct journal_piece *piece, struct attachment *out)
{
	sqlite3_stmt *statement = journal->statements[STATEMENT_ADD_ATTACHMENT];
	int code;

	journal_bind_bytes(statement, 1, piece->sha256, HASH_SIZE);
	sqlite3_bind_int64(statement, 2, (int64_t)piece->size_bytes);
	code = journal_step(statement);
	*out = (struct attachment){
	    .id = sqlite3_last_insert_rowid(journal->db),
	    .size_bytes = piece->size_bytes,
	};
	return code;
}

static int remove_all(struct journal *journal, int64_t id)
{
	sqlite3_stmt *pieces = journal->statements[STATEMENT_REMOVE_PIECES];
	sqlite3_stmt *row = journal->statements[STATEMENT_REMOVE_ATTACHMENT];
	int code;

	sqlite3_bind_int64(pieces, 1, id);
	sqlite3_bind_int64(row, 1, id);
	code = journal_step(pieces);
	return code == SQLITE_OK ? journal_step(row) : code;
}

static int add_piece(
    struct journal *journal, const struct journal_piece *piece, struct attachment *attachment)
{
	sqlite3_stmt *statement = journal->statements[STATEMENT_ADD_PIECE];
	sqlite3_stmt *row = journal->statements[STATEMENT_SET_ATTACHMENT];
	int code;

	if (piece->data_len == 0)
		return SQLITE_OK;
	sqlite3_bind_int64(statement, 1, attachment->id);
	sqlite3_bind_int64(statement, 2, (int64_t)piece->offset);
	journal_bind_bytes(statement, 3, piece->data, piece->data_len);
	code = journal_step(statement);
	if (code != SQLITE_OK)
		return code;
	attachment->stored_bytes += piece->data_len;
	sqlite3_bind_int64(row, 1, attachment->id);
	sqlite3_bind_int64(row, 2, (int64_t)attachment->stored_bytes);
	return journal_step(row);
}

/* Hashes the stored pieces, one in memory at a time. The chain's own context does it, between two
 * events. */
static int matches(struct journal *journal, const struct attachment *attachment,
    const uint8_t *sha256, bool *match)
{
	sqlite3_stmt *statement = journal->statements[STATEMENT_READ_PIECES];
	uint8_t hash[HASH_SIZE];
	uint64_t offset = 0;
	bool good = chain_digest_begin(journal->chain);
	int code;

	sqlite3_bind_int64(statement, 1, attachment->id);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		size_t len = (size_t)sqlite3_column_bytes(statement, 1);

		good = good && (uint64_t)sqlite3_column_int64(statement, 0) == offset &&
		       chain_digest_add(journal->chain, sqlite3_column_blob(statement, 1), len);
		offset += len;
	}
	sqlite3_reset(statement);
	*match = good && offset == attachment->size_bytes &&
	         chain_digest_end(journal->chain, hash) && memcmp(hash, sha256, HASH_SIZE) == 0;
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/*
 * A piece that does not begin where the stored ones end changes nothing: it is a repetition, or its
 * sender has to look again where to go on. A first piece with another size than an unfinished
 * upload begins anew, because only one size can be right for a hash.
 */
int journal_piece_store(struct journal *journal, struct journal_piece *piece)
{
	struct attachment attachment;
	bool match = true;
	int code = find(journal, piece->sha256, &attachment);

	piece->stored = 0;
	piece->mismatch = false;
	if (code == SQLITE_OK && attachment.id != 0 && piece->offset == 0 &&
	    attachment.size_bytes != piece->size_bytes &&
	    attachment.stored_bytes < attachment.size_bytes) {
		code = remove_all(journal, attachment.id);
		attachment = (struct attachment){0};
	}
	if (code != SQLITE_OK)
		return code;
	if (attachment.id != 0 && (attachment.stored_bytes == attachment.size_bytes ||
	                              attachment.size_bytes != piece->size_bytes)) {
		piece->stored = attachment.stored_bytes;
		return SQLITE_OK;
	}
	if (piece->offset != attachment.stored_bytes || piece->size_bytes > INT64_MAX ||
	    piece->data_len > piece->size_bytes - piece->offset ||
	    (piece->data_len == 0 && piece->size_bytes > 0)) {
		piece->stored = attachment.stored_bytes;
		return SQLITE_OK;
	}
	if (attachment.id == 0)
		code = add(journal, piece, &attachment);
	if (code == SQLITE_OK)
		code = add_piece(journal, piece, &attachment);
	if (code == SQLITE_OK && attachment.stored_bytes == attachment.size_bytes)
		code = matches(journal, &attachment, piece->sha256, &match);
	if (code == SQLITE_OK && !match)
		code = remove_all(journal, attachment.id);
	if (code == SQLITE_OK) {
		piece->stored = match ? attachment.stored_bytes : 0;
		piece->mismatch = !match;
	}
	return code;
}
