/* The record, in pieces: each is whole items and can be asked for again, so that nothing is kept
 * between two of them. A piece that ends the record ends with a seal. */
#include "server/journal/journal_reader.h"

#include "proto/record.h"
#include "server/journal/journal_reader_private.h"
#include "server/journal/signer.h"

#include <inttypes.h>

/* One piece of a record in the making. */
struct piece {
	struct journal_reader *reader; /* borrowed */
	struct signer *signer;         /* borrowed; NULL: the end is left unsealed */
	struct buf *out;               /* borrowed */
	uint64_t seq;                  /* the last event that is in it */
	uint8_t hash[HASH_SIZE];       /* h(seq) */
	bool sealed;                   /* a seal over it is in it as well */
	size_t end;                    /* bytes of `out` that are enough */
	struct err *err;               /* borrowed; may be NULL */
};

static void append_entry(struct piece *piece, const struct store_entry *entry)
{
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	Convene__V1__LogEntry line;
	convene__v1__log_entry__init(&line);
	line.event = journal_field(entry->event);
	line.envelope = journal_field(entry->envelope);
	line.hash = journal_field(entry->hash);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_ENTRY;
	item.entry = &line;
	record_append(piece->out, &item);
	piece->seq = entry->seq;
	piece->sealed = false;
	memcpy(piece->hash, entry->hash.data, HASH_SIZE);
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

static int append_new_seal(struct piece *piece)
{
	Convene__V1__Seal seal;
	struct buf text = {0};
	convene__v1__seal__init(&seal);
	seal.seq = piece->seq;
	seal.hash = (ProtobufCBinaryData){.len = HASH_SIZE, .data = piece->hash};
	record_append_sealed_head(&text, piece->reader->exercise_id, &seal);
	uint8_t signature[SIGNATURE_SIZE];
	int result = signer_sign(piece->signer, text.data, text.len, signature);
	buf_deinit(&text);
	if (result != 0) {
		return err_set(piece->err, result, "\"%s\": cannot seal its record: %s",
		    piece->reader->name, err_text(result));
	}
	seal.public_key = (ProtobufCBinaryData){
	    .len = SIGNER_KEY_SIZE, .data = (uint8_t *)signer_public_key(piece->signer)};
	seal.signature = (ProtobufCBinaryData){.len = SIGNATURE_SIZE, .data = signature};
	append_seal(piece, &seal);
	return 0;
}

/* Appends an entry with the journal's own seal over it, if it has one, until there are bytes
 * enough. */
static int append_sealed(void *context, const struct store_entry *entry)
{
	struct piece *piece = context;
	if (!journal_is_hash(entry->hash)) {
		return journal_reader_bad(
		    piece->reader, entry->seq, piece->err, "its hash has another size");
	}
	append_entry(piece, entry);
	if (entry->seal != NULL) {
		Convene__V1__Seal seal = journal_seal(entry, piece->hash);
		append_seal(piece, &seal);
	}
	return piece->out->len >= piece->end ? JOURNAL_ENOUGH : 0;
}

int journal_reader_record(struct journal_reader *reader, struct signer *signer, uint64_t after_seq,
    uint64_t through_seq, size_t max_bytes, struct buf *out, uint64_t *next_after_seq, bool *last,
    struct err *err)
{
	struct piece piece = {
	    .reader = reader, .signer = signer, .out = out, .seq = after_seq, .err = err};
	size_t out_len = out->len;
	if (after_seq >= through_seq) {
		return err_set(
		    err, ERR_INVALID, "a record needs an event to end with, after the ones there");
	}
	if (after_seq == 0) {
		record_append_beginning(out, reader->genesis.data, reader->genesis.len);
	}
	piece.end = out->len + max_bytes;
	int result =
	    journal_reader_walk(reader, after_seq, through_seq, append_sealed, &piece, err);
	if (result == 0 && piece.seq == after_seq) {
		result = err_set(err, ERR_NOT_FOUND, "\"%s\" has no event %" PRIu64, reader->name,
		    after_seq + 1);
	}
	if (result == 0 && piece.seq == through_seq && !piece.sealed && signer != NULL) {
		result = append_new_seal(&piece);
	}
	if (result != 0) {
		out->len = out_len;
		return result;
	}
	*next_after_seq = piece.seq;
	*last = piece.seq == through_seq;
	return 0;
}
