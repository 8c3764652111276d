/* Reading, for whoever has it open: the beginning, events in order, attachments. All of it goes
 * through the store's callbacks; a gap between two events is found here, once, for the record and
 * for loading as well. A reading that has had enough is no error to those outside. */
#include "server/journal/journal_reader.h"

#include "proto/guard.h"
#include "proto/record.h"
#include "proto/xalloc.h"
#include "server/journal/journal_reader_private.h"

#include <inttypes.h>

#define IDENTITY_BUDGET (64u * 1024u)

/* --- words of the store --- */

bool journal_is_hash(struct store_bytes bytes)
{
	return bytes.len == HASH_SIZE;
}

ProtobufCBinaryData journal_field(struct store_bytes bytes)
{
	return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)bytes.data};
}

Convene__V1__Seal journal_seal(const struct store_entry *entry)
{
	const struct store_seal *stored = entry->seal;
	Convene__V1__Seal seal = CONVENE__V1__SEAL__INIT;
	seal.number = entry->seq;
	seal.wall_ms = stored->wall_ms;
	seal.root = journal_field(stored->root);
	seal.public_key = journal_field(stored->key);
	seal.signature = journal_field(stored->signature);
	seal.state_digest = journal_field(stored->digest);
	seal.secret = journal_field(stored->secret);
	return seal;
}

struct journal_entry journal_entry_of(const struct store_entry *entry)
{
	struct journal_entry found = {
	    .seq = entry->seq,
	    .event = entry->event.data,
	    .event_len = entry->event.len,
	    .envelope = entry->envelope.data,
	    .envelope_len = entry->envelope.len,
	};

	if (entry->salt.len == JOURNAL_EVENT_SALT) {
		memcpy(found.salt, entry->salt.data, JOURNAL_EVENT_SALT);
	}
	return found;
}

int journal_reader_bad(
    const struct journal_reader *reader, uint64_t seq, struct err *err, const char *why)
{
	return err_set(err, ERR_CORRUPT,
	    "\"%s\" is damaged: event %" PRIu64 " is the first bad one: %s", reader->name,
	    seq > 0 ? seq : 1, why);
}

int journal_reader_bad_row(const struct journal_reader *reader, const char *table, struct err *err)
{
	return err_set(
	    err, ERR_CORRUPT, "\"%s\" is damaged: a row of its table %s", reader->name, table);
}

int journal_reader_rows(struct journal_reader *reader, enum store_kind kind, store_row_fn *row,
    void *context, struct err *err)
{
	return reader->log->store->rows(reader->log, kind, NULL, row, context, err);
}

int journal_reader_pieces(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    uint64_t offset, store_piece_fn *piece, void *context, struct err *err)
{
	return reader->log->store->pieces(
	    reader->log, (struct store_bytes){sha256, HASH_SIZE}, offset, piece, context, err);
}

static int keep_attachment(void *context, const struct store_row *row)
{
	*(struct journal_attachment *)context =
	    (struct journal_attachment){true, row->numbers[0], row->numbers[1]};
	return 0;
}

int journal_reader_find(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    struct journal_attachment *attachment, struct err *err)
{
	const struct store_bytes key = {sha256, HASH_SIZE};
	*attachment = (struct journal_attachment){.found = false};
	return reader->log->store->rows(
	    reader->log, STORE_ATTACHMENT, &key, keep_attachment, attachment, err);
}

/* --- opening --- */

/* What of the beginning is there. */
static int keep_beginning(void *context, const struct store_row *row)
{
	struct journal_reader *reader = context;
	buf_append(&reader->genesis, row->bytes[0].data, row->bytes[0].len);
	if (row->bytes[0].len == 0 || !journal_is_hash(row->bytes[1])) {
		return JOURNAL_ENOUGH;
	}
	memcpy(reader->code_salt, row->bytes[1].data, HASH_SIZE);
	return 0;
}

static int read_genesis(struct journal_reader *reader, struct err *err)
{
	struct arena *arena = arena_new(IDENTITY_BUDGET);
	struct guard_error error;
	const Convene__V1__Genesis *genesis =
	    (const Convene__V1__Genesis *)guard_decode(&convene__v1__genesis__descriptor,
	        reader->genesis.data, reader->genesis.len, arena, &error);
	int result = 0;
	if (genesis != NULL && genesis->format_version != RECORD_FORMAT_VERSION) {
		result = err_set(err, ERR_VERSION,
		    "\"%s\" has a log of version %u, this program reads and writes version %d",
		    reader->name, genesis->format_version, RECORD_FORMAT_VERSION);
	} else if (genesis == NULL || genesis->exercise_id[0] == '\0') {
		result = journal_reader_bad(reader, 1, err, "the genesis before it is damaged");
	}
	if (result == 0) {
		reader->exercise_id = xstrdup(genesis->exercise_id);
		reader->created_ms = genesis->created_wall_ms;
	}
	arena_free(arena);
	return result;
}

static int keep_head(void *context, const struct store_row *row)
{
	struct journal_reader *reader = context;
	if (!journal_is_hash(row->bytes[0])) {
		return 0;
	}
	reader->head = row->numbers[0];
	memcpy(reader->head_hash, row->bytes[0].data, HASH_SIZE);
	return JOURNAL_ENOUGH;
}

int journal_reader_head(struct journal_reader *reader, uint64_t *head, struct err *err)
{
	int result = journal_reader_rows(reader, STORE_HEAD, keep_head, reader, err);
	if (result == 0) {
		return err_set(
		    err, ERR_CORRUPT, "\"%s\": where its log ends is not readable", reader->name);
	}
	*head = reader->head;
	return result == JOURNAL_ENOUGH ? 0 : result;
}

int journal_reader_init(struct journal_reader *reader, const struct store *store, const char *name,
    enum store_use use, struct err *err)
{
	int result = store->open(store, name, use, &reader->log, err);
	reader->name = xstrdup(name);
	if (result == 0) {
		result = journal_reader_rows(reader, STORE_BEGINNING, keep_beginning, reader, err);
	}
	if (result == JOURNAL_ENOUGH) {
		result = err_set(err, ERR_CORRUPT, "\"%s\": its %s", name,
		    reader->genesis.len == 0 ? "genesis is missing"
		                             : "code_salt is missing or damaged");
	}
	if (result == 0) {
		result = read_genesis(reader, err);
	}
	if (result == 0) {
		result = journal_reader_head(reader, &reader->head, err);
	}
	return result;
}

void journal_reader_deinit(struct journal_reader *reader, bool settled)
{
	if (reader->log != NULL) {
		reader->log->store->close(reader->log, settled);
	}
	buf_deinit(&reader->genesis);
	free(reader->exercise_id);
	free(reader->name);
}

int journal_reader_open(
    const struct store *store, const char *name, struct journal_reader **out, struct err *err)
{
	struct journal_reader *reader = xcalloc(1, sizeof(*reader));
	int result = journal_reader_init(reader, store, name, STORE_READ, err);
	if (result != 0) {
		journal_reader_close(reader);
		return result;
	}
	*out = reader;
	return 0;
}

void journal_reader_close(struct journal_reader *reader)
{
	if (reader == NULL) {
		return;
	}
	journal_reader_deinit(reader, true);
	free(reader);
}

/* --- reading --- */

struct walk {
	struct journal_reader *reader; /* borrowed */
	store_entry_fn *entry;
	void *context;   /* borrowed */
	struct err *err; /* borrowed; may be NULL */
	uint64_t seq;    /* the last one */
};

static int walk_on(void *context, const struct store_entry *entry)
{
	struct walk *walk = context;
	if (entry->seq != walk->seq + 1) {
		return journal_reader_bad(walk->reader, walk->seq + 1, walk->err, "it is missing");
	}
	walk->seq = entry->seq;
	return walk->entry(walk->context, entry);
}

int journal_reader_walk(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    store_entry_fn *entry, void *context, struct err *err)
{
	struct walk walk = {reader, entry, context, err, after_seq};
	struct err why = {0}; /* of the store; what a callback says is in `err` */
	int result =
	    reader->log->store->entries(reader->log, after_seq, through_seq, walk_on, &walk, &why);
	if (why.code == ERR_CORRUPT) {
		return journal_reader_bad(reader, walk.seq + 1, err, why.text);
	}
	if (why.code != 0) {
		return err_set(err, result, "%s", why.text);
	}
	return result == JOURNAL_ENOUGH ? 0 : result;
}

/* Entries passed on until there are bytes enough. */
struct passing {
	int (*entry)(void *context, const struct journal_entry *entry);
	void *context; /* borrowed */
	size_t left;   /* bytes */
};

static int pass_on(void *context, const struct store_entry *stored)
{
	struct passing *passing = context;
	struct journal_entry entry = journal_entry_of(stored);
	size_t len = entry.event_len + entry.envelope_len;
	int result = passing->entry(passing->context, &entry);
	if (result == 0 && len >= passing->left) {
		return JOURNAL_ENOUGH;
	}
	passing->left -= len;
	return result;
}

int journal_reader_entries(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    size_t max_bytes, int (*entry)(void *context, const struct journal_entry *entry), void *context,
    struct err *err)
{
	struct passing passing = {entry, context, max_bytes};
	return journal_reader_walk(reader, after_seq, through_seq, pass_on, &passing, err);
}

/* Bytes of an attachment from `offset` to `end`. */
struct excerpt {
	struct buf *out; /* borrowed */
	uint64_t offset, end;
};

/* A gap ends it: then `offset` is not at the end. */
static int append_piece(void *context, uint64_t start, struct store_bytes data)
{
	struct excerpt *excerpt = context;
	uint64_t skip = excerpt->offset - start, take = excerpt->end - excerpt->offset;
	if (start > excerpt->offset || skip >= data.len) {
		return JOURNAL_ENOUGH;
	}
	if (take > data.len - skip) {
		take = data.len - skip;
	}
	buf_append(excerpt->out, (const uint8_t *)data.data + skip, (size_t)take);
	excerpt->offset += take;
	return excerpt->offset == excerpt->end ? JOURNAL_ENOUGH : 0;
}

int journal_reader_attachment(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    uint64_t offset, size_t max, struct buf *out, uint64_t *size_bytes, struct err *err)
{
	struct excerpt excerpt = {.out = out, .offset = offset};
	struct journal_attachment row;
	size_t out_len = out->len;
	int result = journal_reader_find(reader, sha256, &row, err);
	if (result == 0 && (!row.found || row.stored_bytes != row.size_bytes)) {
		result = err_set(err, ERR_NOT_FOUND, "there is no such document, or not all of it");
	}
	if (result != 0) {
		return result;
	}
	excerpt.end = offset < row.size_bytes && max < row.size_bytes - offset ? offset + max
	                                                                       : row.size_bytes;
	if (offset < excerpt.end) {
		result = journal_reader_pieces(reader, sha256, offset, append_piece, &excerpt, err);
	}
	if (result >= 0 && excerpt.offset < excerpt.end) {
		result = err_set(
		    err, ERR_CORRUPT, "\"%s\": a piece of an attachment is missing", reader->name);
	}
	if (result < 0) {
		out->len = out_len;
		return result;
	}
	*size_bytes = row.size_bytes;
	return 0;
}
