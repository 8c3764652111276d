#include "server/journal/journal_reader.h"

#include "proto/record.h"
#include "server/journal/journal_reader_internal.h"
#include "server/journal/signer.h"

/* One piece of a record in the making. */
struct piece {
	struct journal_reader *reader; /* borrowed */
	struct signer *signer;         /* borrowed; NULL: the end is left unsealed */
	struct buf *out;               /* borrowed */
	uint64_t seq;                  /* the last event that is in it */
	uint8_t hash[HASH_SIZE];       /* h(seq) */
	bool sealed;                   /* a seal over it is in it as well */
	struct err *err;               /* borrowed; may be NULL */
};

static void append_entry(
    struct piece *piece, const struct journal_entry *entry, const uint8_t hash[HASH_SIZE])
{
	Convene__V1__RecordItem item;
	Convene__V1__LogEntry line;

	convene__v1__record_item__init(&item);
	convene__v1__log_entry__init(&line);
	line.event = (ProtobufCBinaryData){entry->event_len, (uint8_t *)entry->event};
	line.envelope = (ProtobufCBinaryData){entry->envelope_len, (uint8_t *)entry->envelope};
	line.hash = (ProtobufCBinaryData){HASH_SIZE, (uint8_t *)hash};
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_ENTRY;
	item.entry = &line;
	record_append(piece->out, &item);
	piece->seq = entry->seq;
	piece->sealed = false;
	memcpy(piece->hash, hash, HASH_SIZE);
}

static void append_seal(struct piece *piece, Convene__V1__Seal *seal)
{
	Convene__V1__RecordItem item;

	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_SEAL;
	item.seal = seal;
	record_append(piece->out, &item);
	piece->sealed = true;
}

static ProtobufCBinaryData column_bytes(sqlite3_stmt *row, int column)
{
	return (ProtobufCBinaryData){
	    .data = (uint8_t *)sqlite3_column_blob(row, column),
	    .len = (size_t)sqlite3_column_bytes(row, column),
	};
}

/* Appends the journal's own seal over the last event, if it has one. */
static int append_own_seal(struct piece *piece)
{
	Convene__V1__Seal seal;
	sqlite3_stmt *row = piece->reader->seals;
	int code, result = 0;

	convene__v1__seal__init(&seal);
	sqlite3_bind_int64(row, 1, (int64_t)piece->seq);
	code = sqlite3_step(row);
	if (code == SQLITE_ROW) {
		seal.seq = piece->seq;
		seal.hash = (ProtobufCBinaryData){HASH_SIZE, piece->hash};
		seal.state_digest = column_bytes(row, 0);
		seal.public_key = column_bytes(row, 1);
		seal.signature = column_bytes(row, 2);
		append_seal(piece, &seal);
	} else if (code != SQLITE_DONE) {
		result = journal_database_error(
		    piece->reader->db, code, piece->reader->path, "read a seal", piece->err);
	}
	sqlite3_reset(row);
	return result;
}

static int append_new_seal(struct piece *piece)
{
	Convene__V1__Seal seal;
	uint8_t signature[SIGNATURE_SIZE];
	struct buf text = {0};
	int result;

	convene__v1__seal__init(&seal);
	seal.seq = piece->seq;
	seal.hash = (ProtobufCBinaryData){HASH_SIZE, piece->hash};
	record_append_sealed_head(&text, piece->reader->identity.exercise_id, &seal);
	result = signer_sign(piece->signer, text.data, text.len, signature);
	buf_deinit(&text);
	if (result != 0)
		return err_set(piece->err, result, "\"%s\": cannot seal its record: %s",
		    piece->reader->path, err_text(result));
	seal.public_key =
	    (ProtobufCBinaryData){SIGNER_KEY_SIZE, (uint8_t *)signer_public_key(piece->signer)};
	seal.signature = (ProtobufCBinaryData){SIGNATURE_SIZE, signature};
	append_seal(piece, &seal);
	return 0;
}

/* Appends entries with their seals until `max_bytes` are reached or there are no more. */
static int append_entries(struct piece *piece, uint64_t through_seq, size_t max_bytes)
{
	size_t start = piece->out->len;
	int result;

	journal_reader_seek(piece->reader, piece->seq, through_seq);
	do {
		struct journal_entry entry;
		const uint8_t *hash;

		result = journal_reader_next(piece->reader, piece->seq, &entry, &hash, piece->err);
		if (result <= 0)
			break;
		append_entry(piece, &entry, hash);
		result = append_own_seal(piece);
	} while (result == 0 && piece->seq < through_seq && piece->out->len - start < max_bytes);
	sqlite3_reset(piece->reader->entries);
	return result;
}

int journal_reader_record(struct journal_reader *reader, struct signer *signer, uint64_t after_seq,
    uint64_t through_seq, size_t max_bytes, struct buf *out, uint64_t *next_after_seq, bool *last,
    struct err *err)
{
	struct piece piece = {
	    .reader = reader, .signer = signer, .out = out, .seq = after_seq, .err = err};
	size_t out_len = out->len;
	int result;

	if (after_seq >= through_seq)
		return err_set(
		    err, ERR_INVALID, "a record needs an event to end with, after the ones there");
	if (after_seq == 0)
		record_append_beginning(
		    out, reader->identity.genesis.data, reader->identity.genesis.len);
	result = append_entries(&piece, through_seq, max_bytes);
	if (result == 0 && piece.seq == after_seq)
		result = err_set(err, ERR_NOT_FOUND, "\"%s\" has no event %llu", reader->path,
		    (unsigned long long)after_seq + 1);
	if (result == 0 && piece.seq == through_seq && !piece.sealed && signer != NULL)
		result = append_new_seal(&piece);
	if (result != 0) {
		out->len = out_len;
		return result;
	}
	*next_after_seq = piece.seq;
	*last = piece.seq == through_seq;
	return 0;
}
