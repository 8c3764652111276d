/*
 * The record is written as the run goes on, an item at a time, and nothing of it is kept. Nonce and
 * key are hashes of the seed under a name of their own each, so the same seed gives the same bytes;
 * whoever knows the seed has the key.
 */
#include "server/rehearsal/record.h"

#include "proto/record.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"

#include <inttypes.h>
#include <openssl/evp.h>

struct rehearsal_record {
	FILE *out;               /* borrowed: outlives the record */
	const char *exercise_id; /* borrowed: likewise */
	struct chain *chain;     /* owned */
	EVP_PKEY *key;           /* owned */
	uint8_t public_key[RECORD_KEY_SIZE];
	struct buf envelope, item; /* owned: for what is written next */
	uint64_t last_seq, sealed_seq;
};

static void write_out(struct rehearsal_record *record)
{
	fwrite(record->item.data, 1, record->item.len, record->out);
	record->item.len = 0;
}

/* A number that follows from the seed, for a purpose. */
static void derive(const char *purpose, uint64_t seed, uint8_t out[SHA256_SIZE])
{
	char text[64];
	int len = snprintf(text, sizeof text, "convene rehearsal %s %" PRIu64, purpose, seed);
	sha256(text, (size_t)len, out);
}

static void begin(struct rehearsal_record *record, int64_t wall_ms, uint64_t seed)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	uint8_t nonce[RECORD_NONCE_SIZE], bytes[256];
	derive("nonce", seed, nonce);
	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)(uintptr_t)record->exercise_id;
	genesis.nonce = (ProtobufCBinaryData){.len = sizeof nonce, .data = nonce};
	genesis.created_wall_ms = wall_ms;
	size_t len = convene__v1__genesis__pack(&genesis, bytes);
	chain_begin(record->chain, bytes, len);
	record_append_beginning(&record->item, bytes, len);
	write_out(record);
}

struct rehearsal_record *rehearsal_record_new(
    FILE *out, const char *exercise_id, int64_t wall_ms, uint64_t seed)
{
	struct rehearsal_record *record = xcalloc(1, sizeof *record);
	uint8_t secret[SHA256_SIZE];
	size_t len = sizeof record->public_key;
	derive("key", seed, secret);
	record->out = out;
	record->exercise_id = exercise_id;
	record->chain = xcheck(chain_new());
	record->key =
	    xcheck(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret));
	EVP_PKEY_get_raw_public_key(record->key, record->public_key, &len);
	begin(record, wall_ms, seed);
	return record;
}

void rehearsal_record_free(struct rehearsal_record *record)
{
	if (record == NULL) {
		return;
	}
	chain_free(record->chain);
	EVP_PKEY_free(record->key);
	buf_deinit(&record->envelope);
	buf_deinit(&record->item);
	free(record);
}

static void sign(struct rehearsal_record *record, const struct buf *head,
    uint8_t signature[RECORD_SIGNATURE_SIZE])
{
	EVP_MD_CTX *context = xcheck(EVP_MD_CTX_new());
	size_t len = RECORD_SIGNATURE_SIZE;
	if (EVP_DigestSignInit(context, NULL, NULL, NULL, record->key) != 1 ||
	    EVP_DigestSign(context, signature, &len, head->data, head->len) != 1) {
		abort();
	}
	EVP_MD_CTX_free(context);
}

static ProtobufCBinaryData hash_of(const struct rehearsal_record *record)
{
	/* never written to */
	return (ProtobufCBinaryData){
	    .len = CHAIN_HASH_SIZE, .data = (uint8_t *)(uintptr_t)chain_hash(record->chain)};
}

static void seal(struct rehearsal_record *record, struct exercise *exercise)
{
	Convene__V1__RecordItem item;
	Convene__V1__Seal body = CONVENE__V1__SEAL__INIT;
	uint8_t digest[RECORD_DIGEST_SIZE], signature[RECORD_SIGNATURE_SIZE];
	struct buf head = {0};
	convene__v1__record_item__init(&item);
	exercise_digest(exercise, digest);
	body.seq = record->last_seq;
	body.hash = hash_of(record);
	body.state_digest = (ProtobufCBinaryData){.len = sizeof digest, .data = digest};
	body.public_key =
	    (ProtobufCBinaryData){.len = sizeof record->public_key, .data = record->public_key};
	record_append_sealed_head(&head, record->exercise_id, &body);
	sign(record, &head, signature);
	buf_deinit(&head);
	body.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_SEAL;
	item.seal = &body;
	record_append(&record->item, &item);
	write_out(record);
	record->sealed_seq = record->last_seq;
}

void rehearsal_record_add(struct rehearsal_record *record, struct exercise *exercise,
    const struct draft *draft, const struct buf *event_bytes)
{
	Convene__V1__LogEntry body = CONVENE__V1__LOG_ENTRY__INIT;
	struct buf *envelope = &record->envelope;
	envelope->len = 0;
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	buf_reserve(envelope, convene__v1__envelope__get_packed_size(draft->envelope));
	envelope->len = convene__v1__envelope__pack(draft->envelope, envelope->data);
	chain_extend(
	    record->chain, envelope->data, envelope->len, event_bytes->data, event_bytes->len);
	body.event = (ProtobufCBinaryData){.len = event_bytes->len, .data = event_bytes->data};
	body.envelope = (ProtobufCBinaryData){.len = envelope->len, .data = envelope->data};
	body.hash = hash_of(record);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_ENTRY;
	item.entry = &body;
	record_append(&record->item, &item);
	write_out(record);
	record->last_seq = draft->envelope->position;
	if (exercise_is_seal_point(draft->event, record->last_seq)) {
		seal(record, exercise);
	}
}

void rehearsal_record_end(struct rehearsal_record *record, struct exercise *exercise)
{
	if (record->sealed_seq != record->last_seq) {
		seal(record, exercise);
	}
}
