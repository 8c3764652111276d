/*
 * Items are made one at a time. One that does not fit any more is held back and begins the next
 * piece; nothing else is made before it. An entry is followed by what belongs to it, its documents
 * and its seal, which may fall into a later piece:
 *
 *     beginning --> entry --> documents --> seal --+--> end
 *                     ^                            |
 *                     +----------------------------+
 *
 * The chains of all classes go along in either kind of record: a seal, the one of the end as well,
 * has a leaf for each.
 */
#include "server/journal/journal_record.h"

#include "proto/peek.h"
#include "proto/record.h"
#include "proto/record_documents.h"
#include "proto/seal_point.h"
#include "proto/xalloc.h"
#include "server/base/random.h"
#include "server/journal/journal_reader_private.h"
#include "server/journal/signer.h"

#include <inttypes.h>

struct journal_record {
	char *team_id; /* owned; NULL: it is full */
	uint64_t through;
	bool unsealed;
	bool begun, ended;
	struct chain *chain; /* owned; its digest context is what counts, and h(0) */
	struct classes classes;
	size_t class; /* whose it is; SIZE_MAX: not known yet, or it is full */
	struct record_documents documents;
	struct store_bytes seal; /* owned: of the last entry, encoded, until it is written */
	uint64_t position;       /* of the last entry that was read */
	uint64_t number;         /* entries in the record so far */
	uint8_t hash[HASH_SIZE]; /* h(position) */
	uint64_t offset;         /* bytes that were handed out */
	struct buf held;         /* an item for the next piece */

	/* during a call */
	struct journal_reader *reader; /* borrowed */
	struct buf *out;               /* borrowed */
	size_t start, end;             /* bytes of `out` at first, and at most */
	struct err *err;               /* borrowed; may be NULL */
};

struct journal_record *journal_record_new(const struct journal_record_options *options)
{
	struct chain *chain = chain_new();
	if (chain == NULL) {
		return NULL;
	}
	struct journal_record *record = xcalloc(1, sizeof(*record));
	record->chain = chain;
	record->team_id = options->team_id != NULL ? xstrdup(options->team_id) : NULL;
	record->through = options->through;
	record->unsealed = options->unsealed;
	record->class = SIZE_MAX;
	return record;
}

void journal_record_free(struct journal_record *record)
{
	if (record == NULL) {
		return;
	}
	chain_free(record->chain);
	classes_deinit(&record->classes);
	record_documents_deinit(&record->documents);
	buf_deinit(&record->held);
	free((void *)(uintptr_t)record->seal.data);
	free(record->team_id);
	free(record);
}

uint64_t journal_record_through(const struct journal_record *record)
{
	return record->through;
}

uint64_t journal_record_offset(const struct journal_record *record)
{
	return record->offset;
}

/* --- items --- */

/* What was made last, from `start` of `out` on, stays there if it fits, or is the first. */
static void keep_or_hold(struct journal_record *record, size_t start)
{
	struct buf *out = record->out;
	if (start > record->start && out->len > record->end) {
		buf_append(&record->held, out->data + start, out->len - start);
		out->len = start;
	}
}

static bool is_full(const struct journal_record *record)
{
	return record->held.len > 0 || record->out->len >= record->end;
}

/* The chains stand at h(0). */
static bool begin_chains(struct journal_record *record)
{
	const struct buf *genesis = &record->reader->genesis;
	if (!chain_begin(record->chain, genesis->data, genesis->len)) {
		return false;
	}
	memcpy(record->hash, chain_hash(record->chain), HASH_SIZE);
	classes_begin(&record->classes, record->chain);
	return true;
}

static int begin(struct journal_record *record)
{
	char name[CLASS_NAME_MAX + 1];
	const struct buf *genesis = &record->reader->genesis;
	if (record->team_id != NULL && !classes_name(record->team_id, name)) {
		return err_set(record->err, ERR_NOT_FOUND, "there is no such team");
	}
	if (!begin_chains(record)) {
		return err_set(record->err, ERR_IO, "hashing failed");
	}
	record->begun = true;
	record_append_beginning(
	    record->out, genesis->data, genesis->len, record->team_id != NULL ? name : NULL);
	return 0;
}

static const struct class_chain *class_of(const struct journal_record *record)
{
	return record->class < record->classes.count ? &record->classes.list[record->class] : NULL;
}

static void put_entry(struct journal_record *record, const struct store_entry *stored)
{
	const struct class_chain *class = class_of(record);
	Convene__V1__LogEntry entry = CONVENE__V1__LOG_ENTRY__INIT;
	size_t start = record->out->len;
	entry.event = journal_field(stored->event);
	entry.salt = journal_field(stored->salt);
	if (class == NULL) {
		entry.envelope = journal_field(stored->envelope);
		entry.hash = journal_field(stored->hash);
	} else {
		entry.hash = journal_field((struct store_bytes){class->hash, CHAIN_HASH_SIZE});
	}
	record_append_entry(record->out, &entry);
	keep_or_hold(record, start);
}

/* The leaf and the path of the record's class, in place of what the full record has. */
static int make_teams_seal(struct journal_record *record, Convene__V1__Seal *seal,
    struct seal_path *path, ProtobufCBinaryData nodes[SEAL_DEPTH_MAX], const uint8_t *digest)
{
	const struct seal_log log = {record->position, record->hash, digest};
	uint8_t root[HASH_SIZE];
	if (!seal_root(record->chain, seal->secret.data, &log, &record->classes, record->class,
	        path, root)) {
		return err_set(record->err, ERR_IO, "hashing failed");
	}
	if (seal->root.len != HASH_SIZE || memcmp(root, seal->root.data, HASH_SIZE) != 0) {
		return journal_reader_bad(record->reader, record->position, record->err,
		    "the seal over it is not over the events before it");
	}
	for (size_t i = 0; i < path->depth; i++) {
		nodes[i] = (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE, .data = path->nodes[i]};
	}
	seal->salt = (ProtobufCBinaryData){.len = SEAL_SALT_SIZE, .data = path->salt};
	seal->path = nodes;
	seal->n_path = path->depth;
	seal->secret = seal->state_digest = (ProtobufCBinaryData){.len = 0};
	return 0;
}

/* As it stands in this record; appended to `out`. */
static int put_seal(struct journal_record *record, Convene__V1__Seal *seal, struct buf *out)
{
	ProtobufCBinaryData nodes[SEAL_DEPTH_MAX];
	struct seal_path path;
	int result = 0;
	seal->number = record->number;
	if (class_of(record) != NULL) {
		result = make_teams_seal(record, seal, &path, nodes,
		    seal->state_digest.len == SEAL_DIGEST_SIZE ? seal->state_digest.data : NULL);
	}
	if (result == 0) {
		record_append_seal(out, seal);
	}
	return result;
}

static int put_document(struct journal_record *record, const struct record_document *document)
{
	struct buf data = {0};
	uint64_t size = 0, offset = record->documents.offset;
	size_t start = record->out->len;
	int result = journal_reader_attachment(record->reader, document->sha256, offset,
	    RECORD_DOCUMENT_PIECE, &data, &size, record->err);
	if (result == 0 && size != document->size_bytes) {
		result = ERR_CORRUPT;
	}
	if (result == ERR_NOT_FOUND || result == ERR_CORRUPT) {
		result = journal_reader_bad(
		    record->reader, record->position, record->err, "a document of it is missing");
	}
	if (result == 0) {
		record_append_document(
		    record->out, document->sha256, size, offset, data.data, data.len);
		keep_or_hold(record, start);
		record_documents_advance(&record->documents, data.len);
	}
	buf_deinit(&data);
	return result;
}

/* Documents and seal of the last entry, as far as they fit. */
static int put_rest(struct journal_record *record)
{
	const struct record_document *document;
	int result = 0;
	while (result == 0 && !is_full(record) &&
	       (document = record_documents_next(&record->documents)) != NULL) {
		result = put_document(record, document);
	}
	if (result == 0 && !is_full(record) && record->seal.data != NULL) {
		size_t start = record->out->len;
		buf_append(record->out, record->seal.data, record->seal.len);
		keep_or_hold(record, start);
		free((void *)(uintptr_t)record->seal.data);
		record->seal = (struct store_bytes){NULL, 0};
	}
	return result;
}

/* --- entries --- */

static int extend(struct journal_record *record, const struct store_entry *stored)
{
	uint8_t digest[HASH_SIZE];
	struct err *err = record->err;
	if (!journal_is_hash(stored->hash) || stored->salt.len != CHAIN_SALT_SIZE) {
		return journal_reader_bad(
		    record->reader, stored->seq, err, "its hash, or its salt, has another size");
	}
	if (!chain_event(
	        record->chain, stored->salt.data, stored->event.data, stored->event.len, digest) ||
	    !classes_extend(&record->classes, record->chain, stored->envelope.data,
	        stored->envelope.len, stored->event.data, stored->event.len, digest)) {
		return journal_reader_bad(
		    record->reader, stored->seq, err, "whom it is for cannot be read");
	}
	record->position = stored->seq;
	memcpy(record->hash, stored->hash.data, HASH_SIZE);
	if (stored->seq > 1 || record->team_id == NULL) {
		return 0;
	}
	char name[CLASS_NAME_MAX + 1];
	classes_name(record->team_id, name);
	record->class = classes_find(&record->classes, name);
	return class_of(record) != NULL ? 0 : err_set(err, ERR_NOT_FOUND, "there is no such team");
}

static int keep_seal(struct journal_record *record, const struct store_entry *stored)
{
	Convene__V1__Seal seal;
	struct buf item = {0};
	uint32_t kind = peek_kind(stored->event.data, stored->event.len);
	if (stored->seal == NULL || (record->team_id != NULL && !seal_point_kind(kind))) {
		return 0;
	}
	seal = journal_seal(stored);
	if (class_of(record) != NULL && seal.secret.len != SEAL_SECRET_SIZE) {
		return journal_reader_bad(
		    record->reader, stored->seq, record->err, "the seal over it is damaged");
	}
	int result = put_seal(record, &seal, &item);
	if (result == 0) {
		record->seal = (struct store_bytes){item.data, item.len};
	} else {
		buf_deinit(&item);
	}
	return result;
}

static int take_entry(void *context, const struct store_entry *stored)
{
	struct journal_record *record = context;
	int result = extend(record, stored);
	if (result != 0 || (record->team_id != NULL && !class_of(record)->sees)) {
		return result;
	}
	record->number++;
	put_entry(record, stored);
	if (!record_documents_refer(&record->documents, stored->event.data, stored->event.len)) {
		return journal_reader_bad(record->reader, stored->seq, record->err,
		    "it cannot be read, or refers to too many documents");
	}
	result = keep_seal(record, stored);
	if (result == 0) {
		result = put_rest(record);
	}
	return result == 0 && (is_full(record) || record->number == record->through)
	           ? JOURNAL_ENOUGH
	           : result;
}

/* --- the end --- */

static int put_end(struct journal_record *record, struct signer *signer, int64_t wall_ms)
{
	Convene__V1__Seal seal = CONVENE__V1__SEAL__INIT;
	const struct seal_log log = {record->position, record->hash, NULL};
	uint8_t root[HASH_SIZE], secret[SEAL_SECRET_SIZE], signature[SIGNATURE_SIZE];
	struct buf text = {0};
	size_t start = record->out->len;
	record->ended = true;
	if (record->unsealed) {
		return 0;
	}
	if (signer == NULL) {
		return err_set(record->err, ERR_INVALID, "the record ends before");
	}
	random_bytes(secret, sizeof(secret));
	if (!seal_root(record->chain, secret, &log, &record->classes, SIZE_MAX, NULL, root)) {
		return err_set(record->err, ERR_IO, "hashing failed");
	}
	seal.end = true;
	seal.wall_ms = wall_ms;
	seal.root = (ProtobufCBinaryData){.len = HASH_SIZE, .data = root};
	seal.secret = (ProtobufCBinaryData){.len = SEAL_SECRET_SIZE, .data = secret};
	seal_append_head(&text, record->reader->exercise_id, &seal);
	int result = signer_sign(signer, text.data, text.len, signature);
	buf_deinit(&text);
	if (result != 0) {
		return err_set(record->err, result, "\"%s\": cannot seal its record: %s",
		    record->reader->name, err_text(result));
	}
	seal.public_key = (ProtobufCBinaryData){
	    .len = SIGNER_KEY_SIZE, .data = (uint8_t *)(uintptr_t)signer_public_key(signer)};
	seal.signature = (ProtobufCBinaryData){.len = SIGNATURE_SIZE, .data = signature};
	result = put_seal(record, &seal, record->out);
	keep_or_hold(record, start);
	return result;
}

/* How many entries there are for this record: of a team's, that it may see. */
static int count_entry(void *context, const struct store_entry *stored)
{
	return extend(context, stored);
}

static int count(struct journal_record *record, uint64_t *through)
{
	struct journal_record_options options = {.team_id = record->team_id};
	struct journal_record *counting;
	uint64_t head;
	int result = journal_reader_head(record->reader, &head, record->err);
	if (result != 0 || record->team_id == NULL) {
		*through = head;
		return result;
	}
	counting = journal_record_new(&options);
	if (counting == NULL) {
		return err_set(record->err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	}
	counting->reader = record->reader;
	counting->err = record->err;
	result = begin_chains(counting) ? journal_reader_walk(record->reader, 0, head, count_entry,
	                                      counting, record->err)
	                                : err_set(record->err, ERR_IO, "hashing failed");
	*through = class_of(counting) != NULL ? class_of(counting)->count : 0;
	journal_record_free(counting);
	return result;
}

static int start(struct journal_record *record)
{
	int result = record->through == 0 ? count(record, &record->through) : 0;
	if (result == 0 && record->through == 0) {
		result = err_set(record->err, ERR_INVALID, "a record needs an event to end with");
	}
	return result == 0 ? begin(record) : result;
}

/* One more step, unless the piece is full. */
static int go_on(struct journal_record *record, struct signer *signer, int64_t wall_ms)
{
	int result = record->begun ? 0 : start(record);
	if (result == 0) {
		result = put_rest(record);
	}
	if (result == 0 && !is_full(record) && record->number < record->through) {
		result = journal_reader_walk(
		    record->reader, record->position, UINT64_MAX, take_entry, record, record->err);
	}
	if (result == 0 && !is_full(record) && record->number < record->through) {
		result = err_set(record->err, ERR_NOT_FOUND, "\"%s\" has no event %" PRIu64,
		    record->reader->name, record->position + 1);
	}
	if (result == 0 && !is_full(record) && record->number == record->through &&
	    record->seal.data == NULL) {
		result = put_end(record, signer, wall_ms);
	}
	return result;
}

int journal_record_read(struct journal_record *record, struct journal_reader *reader,
    struct signer *signer, int64_t wall_ms, size_t max_bytes, struct buf *out, bool *last,
    struct err *err)
{
	size_t before = out->len;
	int result = 0;
	record->reader = reader;
	record->err = err;
	record->out = out;
	record->start = before;
	record->end = before + max_bytes;
	buf_append(out, record->held.data, record->held.len);
	record->held.len = 0;
	if (!record->ended && (out->len == before || !is_full(record))) {
		result = go_on(record, signer, wall_ms);
	}
	record->offset += out->len - before;
	*last = record->ended && record->held.len == 0;
	return result;
}

int journal_record_skip(
    struct journal_record *record, struct journal_reader *reader, uint64_t offset, struct err *err)
{
	struct buf item = {0};
	bool last = false;
	int result = 0;
	while (result == 0 && !last && record->offset < offset) {
		item.len = 0;
		/* nobody signs: at the end there is nothing to be had any more */
		result = journal_record_read(record, reader, NULL, 0, 1, &item, &last, err);
	}
	buf_deinit(&item);
	if (result == 0 && record->offset != offset) {
		result = err_set(err, ERR_INVALID, "no item of the record ends there");
	}
	return result;
}
