#include "server/journal/journal_source.h"

#include "proto/guard.h"
#include "proto/record.h"
#include "proto/xalloc.h"

#include <inttypes.h>

#define IDENTITY_BUDGET (64u * 1024u)

bool journal_is_hash(struct store_bytes bytes)
{
	return bytes.len == CHAIN_HASH_SIZE;
}

ProtobufCBinaryData journal_field(struct store_bytes bytes)
{
	return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)bytes.data};
}

Convene__V1__Seal journal_source_seal(const struct store_row *row, const uint8_t *hash)
{
	Convene__V1__Seal seal = CONVENE__V1__SEAL__INIT;

	seal.seq = row->numbers[0];
	seal.hash = (ProtobufCBinaryData){CHAIN_HASH_SIZE, (uint8_t *)hash};
	seal.state_digest = journal_field(row->bytes[0]);
	seal.public_key = journal_field(row->bytes[1]);
	seal.signature = journal_field(row->bytes[2]);
	return seal;
}

int journal_source_bad(
    const struct journal_source *source, uint64_t seq, struct err *err, const char *why)
{
	return err_set(err, ERR_CORRUPT,
	    "\"%s\" is damaged: event %" PRIu64 " is the first bad one: %s", source->name,
	    seq > 0 ? seq : 1, why);
}

static int keep_value(void *context, const struct store_row *row)
{
	/* one more byte, so that a value without any is there as well */
	buf_append(context, row->bytes[1].data, row->bytes[1].len);
	buf_append_byte(context, 0);
	return 0;
}

int journal_source_meta(
    struct journal_source *source, const char *name, struct buf *out, struct err *err)
{
	struct store_row key = {.kind = STORE_META, .bytes = {{name, strlen(name)}}};
	size_t len = out->len;
	int result = source->log->store->rows(source->log, STORE_META, &key, keep_value, out, err);

	if (result == 0 && out->len == len)
		return ERR_NOT_FOUND;
	out->len -= result == 0;
	return result;
}

static int read_meta(
    struct journal_source *source, const char *name, struct buf *out, struct err *err)
{
	int result = journal_source_meta(source, name, out, err);

	if (result == ERR_NOT_FOUND)
		return err_set(err, ERR_CORRUPT, "\"%s\": its %s is missing", source->name, name);
	return result;
}

static int read_genesis(struct journal_source *source, struct err *err)
{
	struct arena *arena = arena_new(IDENTITY_BUDGET);
	struct guard_error error;
	const Convene__V1__Genesis *genesis =
	    (const Convene__V1__Genesis *)guard_decode(&convene__v1__genesis__descriptor,
	        source->genesis.data, source->genesis.len, arena, &error);
	int result = 0;

	if (genesis == NULL || genesis->exercise_id[0] == '\0' ||
	    genesis->format_version != RECORD_FORMAT_VERSION)
		result = journal_source_bad(source, 1, err, "the genesis before it is damaged");
	if (result == 0) {
		source->exercise_id = xstrdup(genesis->exercise_id);
		source->created_ms = genesis->created_wall_ms;
	}
	arena_free(arena);
	return result;
}

/* Where the head is to be put; both borrowed. */
struct head {
	uint64_t *seq;
	uint8_t *hash;
};

static int keep_head(void *context, const struct store_row *row)
{
	const struct head *head = context;

	if (!journal_is_hash(row->bytes[0]))
		return 0;
	*head->seq = row->numbers[0];
	memcpy(head->hash, row->bytes[0].data, CHAIN_HASH_SIZE);
	return 1;
}

int journal_source_head(
    struct journal_source *source, uint64_t *head, uint8_t hash[CHAIN_HASH_SIZE], struct err *err)
{
	int result = source->log->store->rows(
	    source->log, STORE_HEAD, NULL, keep_head, &(struct head){head, hash}, err);

	if (result == 0)
		return err_set(
		    err, ERR_CORRUPT, "\"%s\": where its log ends is not readable", source->name);
	return result > 0 ? 0 : result;
}

static int read_beginning(struct journal_source *source, struct err *err)
{
	struct buf salt = {0};
	int result = read_meta(source, META_GENESIS, &source->genesis, err);

	if (result == 0)
		result = read_genesis(source, err);
	if (result == 0)
		result = read_meta(source, META_CODE_SALT, &salt, err);
	if (result == 0 && salt.len != CHAIN_HASH_SIZE)
		result = err_set(
		    err, ERR_CORRUPT, "\"%s\": its " META_CODE_SALT " is damaged", source->name);
	if (result == 0)
		memcpy(source->code_salt, salt.data, CHAIN_HASH_SIZE);
	buf_deinit(&salt);
	if (result == 0)
		result = journal_source_head(source, &source->head, source->head_hash, err);
	return result;
}

int journal_source_open(struct journal_source *source, const struct store *store, const char *name,
    enum store_use use, struct err *err)
{
	int result = store->open(store, name, use, &source->log, err);

	source->name = xstrdup(name);
	return result == 0 ? read_beginning(source, err) : result;
}

void journal_source_close(struct journal_source *source, bool settled)
{
	if (source->log != NULL)
		source->log->store->close(source->log, settled);
	buf_deinit(&source->genesis);
	free(source->exercise_id);
	free(source->name);
}

/* What a row of an attachment says. */
struct found {
	bool *found;
	uint64_t *size_bytes, *stored_bytes; /* borrowed */
};

static int keep_attachment(void *context, const struct store_row *row)
{
	struct found *found = context;

	*found->found = true;
	*found->size_bytes = row->numbers[0];
	*found->stored_bytes = row->numbers[1];
	return 0;
}

int journal_source_attachment(struct journal_source *source, const uint8_t sha256[CHAIN_HASH_SIZE],
    bool *found, uint64_t *size_bytes, uint64_t *stored_bytes, struct err *err)
{
	struct store_row key = {.kind = STORE_ATTACHMENT, .bytes = {{sha256, CHAIN_HASH_SIZE}}};
	struct found context = {found, size_bytes, stored_bytes};

	*found = false;
	return source->log->store->rows(
	    source->log, STORE_ATTACHMENT, &key, keep_attachment, &context, err);
}
