/*
 * The record is written as the run goes on, an item at a time, and nothing of it is kept. Nonce,
 * key and all random bytes are hashes of the seed under a name of their own each, so the same seed
 * gives the same bytes; whoever knows the seed has the key.
 */
#include "server/rehearsal/record.h"

#include "proto/record.h"
#include "proto/record_documents.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"

#include <inttypes.h>
#include <openssl/evp.h>

struct rehearsal_record {
	FILE *out;               /* borrowed: outlives the record */
	const char *exercise_id; /* borrowed: likewise */
	rehearsal_document_fn *document;
	const void *context; /* borrowed: likewise */
	uint64_t seed;
	struct chain *chain;               /* owned */
	struct classes classes;            /* owned */
	struct record_documents documents; /* owned */
	EVP_PKEY *key;                     /* owned */
	uint8_t public_key[SEAL_KEY_SIZE];
	struct buf envelope, item; /* owned: for what is written next */
	uint64_t position;         /* of the last event */
	int64_t wall_ms;           /* its time */
};

static void write_out(struct rehearsal_record *record)
{
	fwrite(record->item.data, 1, record->item.len, record->out);
	record->item.len = 0;
}

/* Bytes that follow from the seed, for a purpose. */
static void derive(const char *purpose, uint64_t seed, uint64_t number, uint8_t out[SHA256_SIZE])
{
	char text[96];
	int len = snprintf(
	    text, sizeof text, "convene rehearsal %s %" PRIu64 " %" PRIu64, purpose, seed, number);
	sha256(text, (size_t)len, out);
}

/* protobuf-c packs only: the bytes are not written to */
static ProtobufCBinaryData bytes_of(const uint8_t *bytes, size_t len)
{
	return (ProtobufCBinaryData){.len = len, .data = (uint8_t *)(uintptr_t)bytes};
}

static void begin(struct rehearsal_record *record, int64_t wall_ms)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	uint8_t nonce[RECORD_NONCE_SIZE], bytes[256];
	derive("nonce", record->seed, 0, nonce);
	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)(uintptr_t)record->exercise_id;
	genesis.nonce = bytes_of(nonce, sizeof nonce);
	genesis.created_wall_ms = wall_ms;
	size_t len = convene__v1__genesis__pack(&genesis, bytes);
	chain_begin(record->chain, bytes, len);
	classes_begin(&record->classes, record->chain);
	record_append_beginning(&record->item, bytes, len, NULL);
	write_out(record);
}

struct rehearsal_record *rehearsal_record_new(const struct rehearsal_record_options *options)
{
	struct rehearsal_record *record = xcalloc(1, sizeof *record);
	uint8_t secret[SHA256_SIZE];
	size_t len = sizeof record->public_key;
	record->out = options->out;
	record->exercise_id = options->exercise_id;
	record->document = options->document;
	record->context = options->context;
	record->seed = options->seed;
	derive("key", record->seed, 0, secret);
	record->chain = xcheck(chain_new());
	record->key =
	    xcheck(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret));
	EVP_PKEY_get_raw_public_key(record->key, record->public_key, &len);
	begin(record, options->wall_ms);
	return record;
}

void rehearsal_record_free(struct rehearsal_record *record)
{
	if (record == NULL) {
		return;
	}
	chain_free(record->chain);
	classes_deinit(&record->classes);
	record_documents_deinit(&record->documents);
	EVP_PKEY_free(record->key);
	buf_deinit(&record->envelope);
	buf_deinit(&record->item);
	free(record);
}

static void sign(
    struct rehearsal_record *record, const struct buf *head, uint8_t signature[SEAL_SIGNATURE_SIZE])
{
	EVP_MD_CTX *context = xcheck(EVP_MD_CTX_new());
	size_t len = SEAL_SIGNATURE_SIZE;
	if (EVP_DigestSignInit(context, NULL, NULL, NULL, record->key) != 1 ||
	    EVP_DigestSign(context, signature, &len, head->data, head->len) != 1) {
		abort();
	}
	EVP_MD_CTX_free(context);
}

/* `digest`: of the state; NULL where the record ends. */
static void seal(struct rehearsal_record *record, const uint8_t *digest)
{
	const struct seal_log log = {record->position, chain_hash(record->chain), digest};
	Convene__V1__Seal body = CONVENE__V1__SEAL__INIT;
	uint8_t secret[SEAL_SECRET_SIZE], root[CHAIN_HASH_SIZE], signature[SEAL_SIGNATURE_SIZE];
	struct buf head = {0};
	derive(digest != NULL ? "seal" : "end", record->seed, record->position, secret);
	seal_root(record->chain, secret, &log, &record->classes, SIZE_MAX, NULL, root);
	body.number = record->position;
	body.root = bytes_of(root, sizeof root);
	body.wall_ms = record->wall_ms;
	body.end = digest == NULL;
	body.public_key = bytes_of(record->public_key, sizeof record->public_key);
	body.state_digest = bytes_of(digest, digest != NULL ? SEAL_DIGEST_SIZE : 0);
	body.secret = bytes_of(secret, sizeof secret);
	seal_append_head(&head, record->exercise_id, &body);
	sign(record, &head, signature);
	buf_deinit(&head);
	body.signature = bytes_of(signature, sizeof signature);
	record_append_seal(&record->item, &body);
	write_out(record);
}

static void add_documents(struct rehearsal_record *record)
{
	const struct record_document *next;
	while ((next = record_documents_next(&record->documents)) != NULL) {
		struct record_document due = *next;
		const uint8_t *data = record->document != NULL ? record->document(record->context,
		                                                     due.sha256, due.size_bytes)
		                                               : NULL;
		if (data == NULL) {
			return;
		}
		for (uint64_t at = 0; at < due.size_bytes || at == 0;) {
			uint64_t left = due.size_bytes - at;
			size_t len =
			    left < RECORD_DOCUMENT_PIECE ? (size_t)left : RECORD_DOCUMENT_PIECE;
			record_append_document(
			    &record->item, due.sha256, due.size_bytes, at, data + at, len);
			write_out(record);
			record_documents_advance(&record->documents, len);
			at += len;
			if (len == 0) {
				break;
			}
		}
	}
}

void rehearsal_record_add(struct rehearsal_record *record, struct exercise *exercise,
    const struct draft *draft, const struct buf *event_bytes)
{
	Convene__V1__LogEntry body = CONVENE__V1__LOG_ENTRY__INIT;
	struct buf *envelope = &record->envelope;
	uint8_t salt[SHA256_SIZE], event_digest[CHAIN_HASH_SIZE], digest[SEAL_DIGEST_SIZE];
	envelope->len = 0;
	buf_reserve(envelope, convene__v1__envelope__get_packed_size(draft->envelope));
	envelope->len = convene__v1__envelope__pack(draft->envelope, envelope->data);
	derive("salt", record->seed, ++record->position, salt);
	chain_event(record->chain, salt, event_bytes->data, event_bytes->len, event_digest);
	chain_extend(record->chain, envelope->data, envelope->len, event_digest);
	classes_extend(&record->classes, record->chain, envelope->data, envelope->len,
	    event_bytes->data, event_bytes->len, event_digest);
	body.event = bytes_of(event_bytes->data, event_bytes->len);
	body.envelope = bytes_of(envelope->data, envelope->len);
	body.hash = bytes_of(chain_hash(record->chain), CHAIN_HASH_SIZE);
	body.salt = bytes_of(salt, CHAIN_SALT_SIZE);
	record_append_entry(&record->item, &body);
	write_out(record);
	record->wall_ms = draft->event->wall_ms;
	record_documents_refer(&record->documents, event_bytes->data, event_bytes->len);
	add_documents(record);
	if (exercise_is_seal_point(draft->event, record->position)) {
		exercise_digest(exercise, digest);
		seal(record, digest);
	}
}

void rehearsal_record_end(struct rehearsal_record *record)
{
	seal(record, NULL);
}
