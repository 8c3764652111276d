/* Attachments, as they grow: which pieces are to be stored, and whether the whole is what it should
 * be. */
#include "proto/xalloc.h"
#include "server/journal/journal_private.h"

/* Whether what is there under the key is dropped, or adopted, by this batch: both come before its
 * pieces. */
static bool goes(const struct journal_batch *batch, const uint8_t *key)
{
	for (size_t i = 0; i < batch->upload_drop_count; i++) {
		if (memcmp(batch->upload_drops[i].bytes, key, HASH_SIZE) == 0) {
			return true;
		}
	}
	for (size_t i = 0; i < batch->adopt_count; i++) {
		if (memcmp(batch->adopts[i].upload, key, HASH_SIZE) == 0) {
			return true;
		}
	}
	return false;
}

static int upload_of(struct journal *journal, const struct journal_batch *batch,
    const struct journal_piece *piece, struct uploads *uploads, struct upload **out,
    struct err *err)
{
	struct upload *upload = uploads->list;
	while (upload < uploads->list + uploads->count &&
	       memcmp(upload->sha256, piece->sha256, HASH_SIZE) != 0) {
		upload++;
	}
	*out = upload;
	if (upload < uploads->list + uploads->count) {
		return 0;
	}
	uploads->count++;
	upload->sha256 = piece->sha256;
	int result = journal_reader_find(&journal->reader, piece->sha256, &upload->row, err);
	if (goes(batch, piece->sha256)) {
		upload->row = (struct journal_attachment){.found = false};
	}
	upload->there = upload->row.found;
	upload->kept_bytes = upload->row.stored_bytes;
	return result;
}

/* Nothing of it is there any more. */
static void begin_anew(struct uploads *uploads, struct upload *upload)
{
	size_t left = 0;
	for (size_t i = 0; i < uploads->piece_count; i++) {
		if (uploads->pieces[i].sha256.data != upload->sha256) {
			uploads->pieces[left++] = uploads->pieces[i];
		}
	}
	uploads->piece_count = left;
	*upload = (struct upload){
	    .sha256 = upload->sha256,
	    .there = upload->there,
	    .drop = upload->there,
	    .changed = true,
	};
}

/* What of an attachment has been hashed. */
struct hashing {
	struct chain *chain; /* borrowed */
	uint64_t offset, end;
	bool good;
};

static int hash_piece(void *context, uint64_t offset, struct store_bytes data)
{
	struct hashing *hashing = context;
	hashing->good = hashing->good && offset == hashing->offset &&
	                chain_digest_add(hashing->chain, data.data, data.len);
	hashing->offset += data.len;
	return 0;
}

/* Hashes what is stored, one piece in memory at a time, then what is about to be. The chain's own
 * context does it, between two events. */
static int matches(struct journal *journal, const struct uploads *uploads,
    const struct upload *upload, const struct journal_piece *last, bool *match, struct err *err)
{
	struct hashing hashing = {
	    .chain = journal->chain, .good = chain_digest_begin(journal->chain)};
	uint8_t hash[HASH_SIZE];
	int result = 0;
	if (upload->kept_bytes > 0) {
		result = journal_reader_pieces(
		    &journal->reader, upload->sha256, 0, hash_piece, &hashing, err);
	}
	for (size_t i = 0; i < uploads->piece_count; i++) {
		if (uploads->pieces[i].sha256.data == upload->sha256) {
			hash_piece(&hashing, uploads->pieces[i].offset, uploads->pieces[i].data);
		}
	}
	*match = hashing.good && hashing.offset == upload->row.size_bytes &&
	         chain_digest_end(journal->chain, hash) &&
	         memcmp(hash, last->is_upload ? last->content : upload->sha256, HASH_SIZE) == 0;
	return result;
}

/*
 * A piece that does not begin where the stored ones end changes nothing: it is a repetition, or its
 * sender has to look again where to go on. A first piece with another size than an unfinished
 * upload begins anew, because only one size can be right for a hash.
 */
static int decide(struct journal *journal, const struct journal_batch *batch,
    struct journal_piece *piece, struct uploads *uploads, struct err *err)
{
	struct upload *upload;
	bool match = true;
	int result = upload_of(journal, batch, piece, uploads, &upload, err);
	if (result != 0) {
		return result;
	}
	if (upload->row.found && piece->offset == 0 &&
	    upload->row.size_bytes != piece->size_bytes &&
	    upload->row.stored_bytes < upload->row.size_bytes) {
		begin_anew(uploads, upload);
	}
	piece->mismatch = false;
	piece->stored = upload->row.stored_bytes;
	if (upload->row.found && (upload->row.stored_bytes == upload->row.size_bytes ||
	                             upload->row.size_bytes != piece->size_bytes)) {
		return 0;
	}
	if (piece->offset != upload->row.stored_bytes || piece->size_bytes > INT64_MAX ||
	    piece->data_len > piece->size_bytes - piece->offset ||
	    (piece->data_len == 0 && piece->size_bytes > 0)) {
		return 0;
	}
	upload->row.found = upload->changed = true;
	upload->row.size_bytes = piece->size_bytes;
	upload->row.stored_bytes += piece->data_len;
	if (piece->data_len > 0) {
		uploads->pieces[uploads->piece_count++] =
		    (struct store_piece){.sha256 = {upload->sha256, HASH_SIZE},
		        .offset = piece->offset,
		        .data = {piece->data, piece->data_len}};
	}
	if (upload->row.stored_bytes == upload->row.size_bytes) {
		result = matches(journal, uploads, upload, piece, &match, err);
	}
	if (!match) {
		begin_anew(uploads, upload);
	}
	piece->mismatch = !match;
	piece->stored = upload->row.stored_bytes;
	return result;
}

int journal_pieces_decide(struct journal *journal, const struct journal_batch *batch,
    struct uploads *uploads, struct err *err)
{
	int result = 0;
	if (batch->piece_count == 0) {
		return 0;
	}
	uploads->list = xcalloc(batch->piece_count, sizeof(*uploads->list));
	uploads->pieces = xcalloc(batch->piece_count, sizeof(*uploads->pieces));
	for (size_t i = 0; i < batch->piece_count && result == 0; i++) {
		result = decide(journal, batch, &batch->pieces[i], uploads, err);
	}
	return result;
}
