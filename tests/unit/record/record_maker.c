#include "record_maker.h"

#include "convene/v1/event.pb-c.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void note(struct record_maker *maker, enum span_kind kind, uint64_t seq, size_t start)
{
	struct span *span = &maker->spans[maker->span_count++];
	uint64_t length;

	assert_true(maker->span_count <= SPANS_MAX);
	*span = (struct span){.kind = kind, .seq = seq, .start = start, .end = maker->out.len};
	if (kind != SPAN_BEGINNING) {
		span->header =
		    (size_t)varint_read(maker->out.data + start, maker->out.len - start, &length);
	}
}

void record_maker_change_key(struct record_maker *maker)
{
	size_t size = RECORD_KEY_SIZE;

	EVP_PKEY_free(maker->key);
	maker->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_non_null(maker->key);
	assert_int_equal(EVP_PKEY_get_raw_public_key(maker->key, maker->public_key, &size), 1);
}

struct record_maker *record_maker_new(void)
{
	struct record_maker *maker = xcalloc(1, sizeof(*maker));
	uint8_t nonce[RECORD_NONCE_SIZE], bytes[256];
	Convene__V1__Genesis genesis;
	size_t len;

	memset(nonce, 7, sizeof(nonce));
	convene__v1__genesis__init(&genesis);
	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)"long-harvest-1";
	genesis.nonce = (ProtobufCBinaryData){.len = sizeof(nonce), .data = nonce};
	genesis.created_wall_ms = 1700000000000;
	len = convene__v1__genesis__pack(&genesis, bytes);
	maker->chain = chain_new();
	assert_non_null(maker->chain);
	assert_true(chain_begin(maker->chain, bytes, len));
	record_append_beginning(&maker->out, bytes, len);
	note(maker, SPAN_BEGINNING, 1, 0);
	record_maker_change_key(maker);
	return maker;
}

void record_maker_free(struct record_maker *maker)
{
	buf_deinit(&maker->out);
	chain_free(maker->chain);
	EVP_PKEY_free(maker->key);
	free(maker);
}

void record_maker_add_numbered(
    struct record_maker *maker, const char *text, uint64_t event_seq, uint64_t envelope_seq)
{
	size_t start = maker->out.len, event_len, envelope_len;
	Convene__V1__RecordItem item;
	Convene__V1__LogEntry entry;
	Convene__V1__Event event;
	Convene__V1__Envelope envelope;
	Convene__V1__Announced announced;
	uint8_t *event_bytes, envelope_bytes[64];

	convene__v1__announced__init(&announced);
	announced.text = (char *)text;
	convene__v1__event__init(&event);
	event.seq = event_seq;
	event.wall_ms = 1700000000000 + (int64_t)event_seq;
	event.body_case = CONVENE__V1__EVENT__BODY_ANNOUNCED;
	event.announced = &announced;
	event_bytes = xcheck(malloc(convene__v1__event__get_packed_size(&event) + 1));
	event_len = convene__v1__event__pack(&event, event_bytes);
	convene__v1__envelope__init(&envelope);
	envelope.position = envelope_seq;
	envelope.actor_id = 3;
	envelope_len = convene__v1__envelope__pack(&envelope, envelope_bytes);
	assert_true(
	    chain_extend(maker->chain, envelope_bytes, envelope_len, event_bytes, event_len));
	convene__v1__log_entry__init(&entry);
	entry.event = (ProtobufCBinaryData){.len = event_len, .data = event_bytes};
	entry.envelope = (ProtobufCBinaryData){.len = envelope_len, .data = envelope_bytes};
	entry.hash = (ProtobufCBinaryData){
	    .len = CHAIN_HASH_SIZE, .data = (uint8_t *)chain_hash(maker->chain)};
	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_ENTRY;
	item.entry = &entry;
	record_append(&maker->out, &item);
	free(event_bytes);
	maker->seq++;
	note(maker, SPAN_ENTRY, maker->seq, start);
}

void record_maker_add(struct record_maker *maker, const char *text)
{
	record_maker_add_numbered(maker, text, maker->seq + 1, maker->seq + 1);
}

void record_maker_seal_as(
    struct record_maker *maker, uint64_t seq, const uint8_t *hash, size_t digest_len)
{
	uint8_t signature[RECORD_SIGNATURE_SIZE], digest[RECORD_DIGEST_SIZE];
	size_t start = maker->out.len, size = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	Convene__V1__RecordItem item;
	Convene__V1__Seal seal;
	struct buf text = {0};

	memset(digest, 9, sizeof(digest));
	convene__v1__seal__init(&seal);
	seal.seq = seq;
	seal.hash = (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE, .data = (uint8_t *)hash};
	seal.state_digest = (ProtobufCBinaryData){.len = digest_len, .data = digest};
	record_append_sealed_head(&text, "long-harvest-1", &seal);
	assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, maker->key), 1);
	assert_int_equal(EVP_DigestSign(context, signature, &size, text.data, text.len), 1);
	seal.public_key = (ProtobufCBinaryData){.len = RECORD_KEY_SIZE, .data = maker->public_key};
	seal.signature = (ProtobufCBinaryData){.len = sizeof(signature), .data = signature};
	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_SEAL;
	item.seal = &seal;
	record_append(&maker->out, &item);
	note(maker, SPAN_SEAL, maker->seq, start);
	EVP_MD_CTX_free(context);
	buf_deinit(&text);
}

void record_maker_seal(struct record_maker *maker, bool digest)
{
	record_maker_seal_as(
	    maker, maker->seq, chain_hash(maker->chain), digest ? RECORD_DIGEST_SIZE : 0);
}

struct record_maker *record_maker_filled(uint64_t events, uint64_t every)
{
	struct record_maker *maker = record_maker_new();
	char text[400];

	for (uint64_t i = 1; i <= events; i++) {
		/* short and long ones: lengths of one and of two bytes */
		snprintf(text, sizeof(text), "%0*llu", i % 3 == 0 ? 300 : 5, (unsigned long long)i);
		record_maker_add(maker, text);
		if (i % every == 0 || i == events) {
			record_maker_seal(maker, i % every == 0);
		}
	}
	return maker;
}

struct record_verdict record_verdict_of(
    const uint8_t *bytes, size_t len, size_t piece, const struct record_options *options)
{
	struct record_verifier *verifier = record_verifier_new(options);
	struct record_verdict verdict;

	assert_non_null(verifier);
	for (size_t at = 0; at < len; at += piece) {
		record_verifier_feed(verifier, bytes + at, len - at < piece ? len - at : piece);
	}
	verdict = *record_verifier_finish(verifier);
	assert_true(verdict.ok == (verdict.first_bad_seq == 0));
	record_verifier_free(verifier);
	return verdict;
}
