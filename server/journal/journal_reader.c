#include "server/journal/journal_reader.h"

#include "proto/xalloc.h"
#include "server/journal/journal_reader_private.h"

int journal_reader_open_in(
    const struct store *store, const char *name, struct journal_reader **out, struct err *err)
{
	struct journal_reader *reader = xcalloc(1, sizeof(*reader));
	int result = journal_source_open(&reader->source, store, name, STORE_READ, err);

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
	journal_source_close(&reader->source, true);
	free(reader);
}

int journal_reader_head(struct journal_reader *reader, uint64_t *head, struct err *err)
{
	uint8_t hash[HASH_SIZE];

	return journal_source_head(&reader->source, head, hash, err);
}

struct walk {
	struct journal_source *source; /* borrowed */
	store_entry_fn *entry;
	void *context;   /* borrowed */
	struct err *err; /* borrowed; may be NULL */
	uint64_t seq;    /* the last one */
};

static int walk_on(void *context, const struct store_entry *entry)
{
	struct walk *walk = context;

	if (entry->seq != walk->seq + 1)
		return journal_source_bad(walk->source, walk->seq + 1, walk->err, "it is missing");
	walk->seq = entry->seq;
	return walk->entry(walk->context, entry);
}

int journal_reader_walk(struct journal_reader *reader, uint64_t after_seq, uint64_t through_seq,
    store_entry_fn *entry, void *context, struct err *err)
{
	struct store_log *log = reader->source.log;
	struct walk walk = {&reader->source, entry, context, err, after_seq};
	struct err why = {0};
	int result = log->store->entries(log, after_seq, through_seq, walk_on, &walk, &why);

	if (why.code == ERR_CORRUPT)
		return journal_source_bad(&reader->source, walk.seq + 1, err, why.text);
	if (why.code != 0)
		return err_set(err, result, "%s", why.text);
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
	struct journal_entry entry = {
	    .seq = stored->seq,
	    .event = stored->event.data,
	    .event_len = stored->event.len,
	    .envelope = stored->envelope.data,
	    .envelope_len = stored->envelope.len,
	};
	size_t len = entry.event_len + entry.envelope_len;
	int result = passing->entry(passing->context, &entry);

	if (result == 0 && len >= passing->left)
		return JOURNAL_ENOUGH;
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
	uint64_t skip = excerpt->offset - start, take;

	if (start > excerpt->offset || skip >= data.len)
		return JOURNAL_ENOUGH;
	take = data.len - skip < excerpt->end - excerpt->offset ? data.len - skip
	                                                        : excerpt->end - excerpt->offset;
	buf_append(excerpt->out, (const uint8_t *)data.data + skip, (size_t)take);
	excerpt->offset += take;
	return excerpt->offset == excerpt->end ? JOURNAL_ENOUGH : 0;
}

int journal_reader_attachment(struct journal_reader *reader, const uint8_t sha256[HASH_SIZE],
    uint64_t offset, size_t max, struct buf *out, uint64_t *size_bytes, struct err *err)
{
	struct journal_source *source = &reader->source;
	struct excerpt excerpt = {.out = out, .offset = offset};
	uint64_t size = 0, stored = 0;
	size_t out_len = out->len;
	bool found = false;
	int result = journal_source_attachment(source, sha256, &found, &size, &stored, err);

	if (result != 0)
		return result;
	if (!found || stored != size)
		return err_set(err, ERR_NOT_FOUND, "there is no such document, or not all of it");
	excerpt.end = offset < size && max < size - offset ? offset + max : size;
	if (offset < excerpt.end)
		result = source->log->store->pieces(source->log,
		    (struct store_bytes){sha256, HASH_SIZE}, offset, append_piece, &excerpt, err);
	if (result >= 0 && excerpt.offset < excerpt.end)
		result = err_set(
		    err, ERR_CORRUPT, "\"%s\": a piece of an attachment is missing", source->name);
	if (result < 0) {
		out->len = out_len;
		return result;
	}
	*size_bytes = size;
	return 0;
}
