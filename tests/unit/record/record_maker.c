#include "record_maker.h"

#include "convene/v1/event.pb-c.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

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
	size_t size = SEAL_KEY_SIZE;

	EVP_PKEY_free(maker->key);
	maker->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_non_null(maker->key);
	assert_int_equal(EVP_PKEY_get_raw_public_key(maker->key, maker->public_key, &size), 1);
}

struct record_maker *record_maker_new_of(const char *team_id)
{
	struct record_maker *maker = xcalloc(1, sizeof(*maker));
	uint8_t nonce[RECORD_NONCE_SIZE], bytes[256];
	char name[CLASS_NAME_MAX + 1];
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
	classes_begin(&maker->classes, maker->chain);
	maker->class = team_id == NULL ? SIZE_MAX : team_id[0] == 'A' ? 0 : 1;
	assert_true(team_id == NULL || classes_name(team_id, name));
	record_append_beginning(&maker->out, bytes, len, team_id != NULL ? name : NULL);
	note(maker, SPAN_BEGINNING, 1, 0);
	record_maker_change_key(maker);
	return maker;
}

struct record_maker *record_maker_new(void)
{
	return record_maker_new_of(NULL);
}

void record_maker_free(struct record_maker *maker)
{
	buf_deinit(&maker->out);
	classes_deinit(&maker->classes);
	chain_free(maker->chain);
	EVP_PKEY_free(maker->key);
	free(maker);
}

static const struct class_chain *class_of(const struct record_maker *maker)
{
	return maker->class < maker->classes.count ? &maker->classes.list[maker->class] : NULL;
}

static size_t pack_envelope(uint64_t position, bool everyone, uint8_t out[64])
{
	Convene__V1__Envelope envelope;
	Convene__V1__Audience audience;
	char *team = (char *)(uintptr_t)(position % 3 == 2 ? "A" : "B");

	convene__v1__audience__init(&audience);
	audience.everyone = everyone || position % 3 == 1;
	audience.team_ids = &team;
	audience.n_team_ids = audience.everyone ? 0 : 1;
	convene__v1__envelope__init(&envelope);
	envelope.position = position;
	envelope.audience = &audience;
	envelope.actor_id = 3;
	return convene__v1__envelope__pack(&envelope, out);
}

/* How an event goes in. */
struct way {
	uint64_t position; /* in its envelope */
	bool withheld, everyone;
};

static void put(struct record_maker *maker, const Convene__V1__Event *event, struct way way)
{
	size_t start = maker->out.len, event_len, envelope_len;
	Convene__V1__LogEntry entry;
	uint8_t *bytes, envelope[64], salt[CHAIN_SALT_SIZE], digest[CHAIN_HASH_SIZE];
	const struct class_chain *class;

	bytes = xcheck(malloc(convene__v1__event__get_packed_size(event) + 1));
	event_len = convene__v1__event__pack(event, bytes);
	envelope_len = pack_envelope(way.position, way.everyone, envelope);
	memset(salt, (int)(maker->position & 0x7f) + 1, sizeof(salt));
	assert_true(chain_event(maker->chain, salt, bytes, event_len, digest));
	assert_true(chain_extend(maker->chain, envelope, envelope_len, digest));
	assert_true(classes_extend(
	    &maker->classes, maker->chain, envelope, envelope_len, bytes, event_len, digest));
	maker->position++;
	class = class_of(maker);
	if (class != NULL && !class->sees) {
		free(bytes);
		return;
	}
	convene__v1__log_entry__init(&entry);
	if (way.withheld) {
		entry.event_digest = (ProtobufCBinaryData){.len = sizeof(digest), .data = digest};
	} else {
		entry.event = (ProtobufCBinaryData){.len = event_len, .data = bytes};
		entry.salt = (ProtobufCBinaryData){.len = sizeof(salt), .data = salt};
	}
	if (class == NULL) {
		entry.envelope = (ProtobufCBinaryData){.len = envelope_len, .data = envelope};
	}
	entry.hash = (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE,
	    .data = (uint8_t *)(uintptr_t)(class != NULL ? class->hash : chain_hash(maker->chain))};
	record_append_entry(&maker->out, &entry);
	free(bytes);
	maker->seq++;
	note(maker, SPAN_ENTRY, maker->seq, start);
}

static void init_event(struct record_maker *maker, Convene__V1__Event *event)
{
	convene__v1__event__init(event);
	event->seq = maker->position + 1;
	event->wall_ms = 1700000000000 + (int64_t)event->seq;
}

static void add_created(struct record_maker *maker, const char *text)
{
	Convene__V1__ExerciseCreated created;
	Convene__V1__TeamCard cards[2], *teams[2] = {&cards[0], &cards[1]};
	Convene__V1__Event event;

	convene__v1__exercise_created__init(&created);
	for (size_t i = 0; i < 2; i++) {
		convene__v1__team_card__init(&cards[i]);
		cards[i].id = (char *)(uintptr_t)(i == 0 ? "A" : "B");
	}
	created.exercise_id = (char *)(uintptr_t) "long-harvest-1";
	created.language = (char *)(uintptr_t)text;
	created.teams = teams;
	created.n_teams = 2;
	init_event(maker, &event);
	event.body_case = CONVENE__V1__EVENT__BODY_EXERCISE_CREATED;
	event.exercise_created = &created;
	put(maker, &event, (struct way){.position = 1});
}

static void add(struct record_maker *maker, const char *text, struct way way)
{
	Convene__V1__Announced announced;
	Convene__V1__Event event;

	if (maker->position == 0 && !way.withheld) {
		add_created(maker, text);
		return;
	}
	convene__v1__announced__init(&announced);
	announced.text = (char *)(uintptr_t)text;
	init_event(maker, &event);
	event.body_case = CONVENE__V1__EVENT__BODY_ANNOUNCED;
	event.announced = &announced;
	put(maker, &event, way);
}

void record_maker_add_at(struct record_maker *maker, const char *text, uint64_t position)
{
	add(maker, text, (struct way){.position = position});
}

void record_maker_add(struct record_maker *maker, const char *text)
{
	record_maker_add_at(maker, text, maker->position + 1);
}

void record_maker_add_withheld(struct record_maker *maker, const char *text)
{
	add(maker, text, (struct way){.position = maker->position + 1, .withheld = true});
}

void record_maker_add_pause(struct record_maker *maker)
{
	Convene__V1__ClockPaused paused;
	Convene__V1__Event event;

	convene__v1__clock_paused__init(&paused);
	init_event(maker, &event);
	event.body_case = CONVENE__V1__EVENT__BODY_CLOCK_PAUSED;
	event.clock_paused = &paused;
	put(maker, &event, (struct way){.position = maker->position + 1, .everyone = true});
}

void record_maker_add_document(struct record_maker *maker, size_t size)
{
	Convene__V1__AttachmentStored stored;
	Convene__V1__Attachment attachment;
	Convene__V1__Event event;
	uint8_t *data = xcalloc(1, size + 1), hash[CHAIN_HASH_SIZE];

	memset(data, (int)(maker->position & 0x7f), size);
	EVP_Digest(data, size, hash, NULL, EVP_sha256(), NULL);
	convene__v1__attachment__init(&attachment);
	attachment.sha256 = (ProtobufCBinaryData){.len = sizeof(hash), .data = hash};
	attachment.size_bytes = size;
	convene__v1__attachment_stored__init(&stored);
	stored.attachment = &attachment;
	init_event(maker, &event);
	event.body_case = CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED;
	event.attachment_stored = &stored;
	put(maker, &event, (struct way){.position = maker->position + 1, .everyone = true});
	for (size_t at = 0; at < size; at += RECORD_DOCUMENT_PIECE) {
		size_t start = maker->out.len;

		record_append_document(&maker->out, hash, size, at, data + at,
		    size - at < RECORD_DOCUMENT_PIECE ? size - at : RECORD_DOCUMENT_PIECE);
		note(maker, SPAN_DOCUMENT, maker->seq, start);
	}
	free(data);
}

static void sign(struct record_maker *maker, const Convene__V1__Seal *seal,
    uint8_t signature[SEAL_SIGNATURE_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = SEAL_SIGNATURE_SIZE;
	struct buf text = {0};

	seal_append_head(&text, "long-harvest-1", seal);
	assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, maker->key), 1);
	assert_int_equal(EVP_DigestSign(context, signature, &size, text.data, text.len), 1);
	EVP_MD_CTX_free(context);
	buf_deinit(&text);
}

#define BYTES(array, size) ((ProtobufCBinaryData){.len = (size), .data = (array)})

void record_maker_seal_as(struct record_maker *maker, enum seal_fault fault, bool end)
{
	uint8_t signature[SEAL_SIGNATURE_SIZE], digest[SEAL_DIGEST_SIZE], secret[SEAL_SECRET_SIZE];
	uint8_t root[CHAIN_HASH_SIZE];
	bool of_team = class_of(maker) != NULL, no_digest = end || fault == SEAL_NO_DIGEST;
	const struct seal_log log = {
	    maker->position, chain_hash(maker->chain), no_digest ? NULL : digest};
	ProtobufCBinaryData nodes[SEAL_DEPTH_MAX];
	size_t start = maker->out.len;
	struct seal_path path;
	Convene__V1__Seal seal;

	memset(digest, 9, sizeof(digest));
	memset(secret, 5, sizeof(secret));
	assert_true(seal_root(maker->chain, secret, &log, &maker->classes, maker->class,
	    of_team ? &path : NULL, root));
	root[0] ^= fault == SEAL_OTHER_ROOT ? 1 : 0;
	convene__v1__seal__init(&seal);
	seal.number = maker->seq - (fault == SEAL_OF_ANOTHER ? 1 : 0);
	seal.wall_ms = 1700000000000 + (int64_t)maker->position;
	seal.root = BYTES(root, sizeof(root));
	seal.end = end;
	sign(maker, &seal, signature);
	seal.public_key = BYTES(maker->public_key, SEAL_KEY_SIZE);
	seal.signature = BYTES(signature, sizeof(signature));
	if (of_team) {
		for (size_t i = 0; i < path.depth; i++) {
			nodes[i] = BYTES(path.nodes[i], CHAIN_HASH_SIZE);
		}
		seal.salt = BYTES(path.salt, SEAL_SALT_SIZE);
		seal.path = nodes;
		seal.n_path = path.depth;
	} else {
		seal.secret = BYTES(secret, sizeof(secret));
		seal.state_digest = BYTES(digest, no_digest                    ? 0
		                                  : fault == SEAL_SHORT_DIGEST ? 16
		                                                               : sizeof(digest));
	}
	record_append_seal(&maker->out, &seal);
	note(maker, SPAN_SEAL, maker->seq, start);
}

void record_maker_seal(struct record_maker *maker)
{
	record_maker_seal_as(maker, SEAL_GOOD, false);
}

void record_maker_end(struct record_maker *maker)
{
	record_maker_seal_as(maker, SEAL_GOOD, true);
}

struct record_maker *record_maker_filled_of(const char *team_id, uint64_t events, uint64_t every)
{
	struct record_maker *maker = record_maker_new_of(team_id);
	char text[400];

	for (uint64_t i = 1; i <= events; i++) {
		uint64_t before = maker->seq;

		/* short and long ones: lengths of one and of two bytes */
		snprintf(text, sizeof(text), "%0*llu", i % 3 == 0 ? 300 : 5, (unsigned long long)i);
		record_maker_add(maker, text);
		if (maker->seq > before && maker->seq % every == 0) {
			record_maker_seal(maker);
		}
	}
	record_maker_end(maker);
	return maker;
}

struct record_maker *record_maker_filled(uint64_t events, uint64_t every)
{
	return record_maker_filled_of(NULL, events, every);
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
	assert_true(verdict.ok == (verdict.first_bad == 0));
	record_verifier_free(verifier);
	return verdict;
}

struct record_verdict record_maker_verdict(const struct record_maker *maker)
{
	return record_verdict_of(maker->out.data, maker->out.len, 4096, NULL);
}

void record_maker_assert_bad(const struct record_maker *maker, uint64_t seq, const char *words)
{
	struct record_verdict verdict = record_maker_verdict(maker);

	assert_false(verdict.ok);
	if (verdict.first_bad != seq || strstr(verdict.text, words) == NULL) {
		fail_msg("expected event %llu, \"%s\"; found \"%s\"", (unsigned long long)seq,
		    words, verdict.text);
	}
	/* where it is bad is said by whoever shows the reason, in their own words */
	assert_null(strstr(verdict.text, "first bad"));
	assert_null(strstr(verdict.text, "sealed up to"));
}
