/* What the items of a record say, and whether it is so. */
#include "proto/record_verifier_private.h"

#include "proto/guard.h"
#include "proto/hex.h"
#include "proto/peek.h"
#include "proto/seal_point.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_team_record(const struct record_verifier *verifier)
{
	return verifier->verdict.class_name[0] != '\0';
}

static bool has(const ProtobufCBinaryData *bytes, size_t len)
{
	return bytes->len == len;
}

static bool fits(const ProtobufCBinaryData *bytes, const uint8_t hash[CHAIN_HASH_SIZE])
{
	return bytes->len == CHAIN_HASH_SIZE && memcmp(bytes->data, hash, CHAIN_HASH_SIZE) == 0;
}

/* The first digits of a document's hash, to tell it by. */
#define DIGITS(sha256) hex_begin((sha256), (char[9]){0})
static const char *hex_begin(const uint8_t *sha256, char out[9])
{
	hex_write(sha256, 4, out);
	return out;
}

/* --- the beginning --- */

static bool take_genesis(struct record_verifier *verifier, const Convene__V1__RecordItem *item)
{
	struct record_verdict *verdict = &verifier->verdict;
	const ProtobufCBinaryData *bytes = &item->genesis;
	if (item->item_case != CONVENE__V1__RECORD_ITEM__ITEM_GENESIS) {
		return record_fail(verifier, 1, "the first item is not the genesis");
	}
	struct guard_error error;
	const Convene__V1__Genesis *genesis = (const Convene__V1__Genesis *)guard_decode(
	    &convene__v1__genesis__descriptor, bytes->data, bytes->len, verifier->arena, &error);
	if (genesis == NULL) {
		return record_fail(verifier, 1, "the genesis cannot be read: %s", error.text);
	}
	if (genesis->format_version != RECORD_FORMAT_VERSION) {
		return record_fail(verifier, 1,
		    "the genesis has format version %u; this program reads version %d",
		    genesis->format_version, RECORD_FORMAT_VERSION);
	}
	verifier->again.len = 0;
	verifier->again.len = convene__v1__genesis__pack(
	    genesis, buf_reserve(&verifier->again, convene__v1__genesis__get_packed_size(genesis)));
	if (verifier->again.len != bytes->len ||
	    memcmp(verifier->again.data, bytes->data, bytes->len) != 0 ||
	    genesis->nonce.len != RECORD_NONCE_SIZE || genesis->exercise_id[0] == '\0' ||
	    strlen(genesis->exercise_id) > RECORD_EXERCISE_ID_MAX) {
		return record_fail(verifier, 1, "the genesis is not as it should be");
	}
	if (!chain_begin(verifier->chain, bytes->data, bytes->len)) {
		return record_fail(verifier, 1, "hashing failed");
	}
	classes_begin(&verifier->classes, verifier->chain);
	snprintf(verdict->exercise_id, sizeof(verdict->exercise_id), "%s", genesis->exercise_id);
	verdict->created_wall_ms = genesis->created_wall_ms;
	memcpy(verdict->hash, chain_hash(verifier->chain), CHAIN_HASH_SIZE);
	verifier->stage = STAGE_ITEMS;
	verifier->last = LAST_GENESIS;
	return true;
}

static bool take_class(struct record_verifier *verifier, const char *name)
{
	struct record_verdict *verdict = &verifier->verdict;
	if (verifier->last != LAST_GENESIS) {
		return record_fail(verifier, verdict->events + 1,
		    "what should be event %" PRIu64 " says whose record this is",
		    verdict->events + 1);
	}
	if (strlen(name) > CLASS_NAME_MAX || strncmp(name, CLASS_PREFIX, CLASS_PREFIX_SIZE) != 0) {
		return record_fail(verifier, 1, "whose record this is cannot be read");
	}
	snprintf(verdict->class_name, sizeof(verdict->class_name), "%s", name);
	verifier->last = LAST_CLASS;
	return true;
}

/* --- entries --- */

bool record_owes_nothing(struct record_verifier *verifier)
{
	uint64_t number = verifier->verdict.events;
	const struct record_document *document = record_documents_next(&verifier->documents);
	if (document != NULL) {
		return record_fail(verifier, number,
		    "the document %s..., to which event %" PRIu64 " refers, is missing",
		    DIGITS(document->sha256), number);
	}
	if (verifier->seal_due) {
		return record_fail(
		    verifier, number, "the seal after event %" PRIu64 " is missing", number);
	}
	return true;
}

/* e(n) of an entry, from the event or, where that is withheld, as it stands there. */
static bool digest_of(struct record_verifier *verifier, const Convene__V1__LogEntry *item,
    uint64_t number, uint8_t out[CHAIN_HASH_SIZE])
{
	struct record_verdict *verdict = &verifier->verdict;
	if (item->event_digest.len == 0 && has(&item->salt, CHAIN_SALT_SIZE)) {
		return chain_event(verifier->chain, item->salt.data, item->event.data,
		           item->event.len, out) ||
		       record_fail(verifier, number, "hashing failed");
	}
	if (!has(&item->event_digest, CHAIN_HASH_SIZE) || item->salt.len + item->event.len > 0) {
		return record_fail(verifier, number,
		    "event %" PRIu64 " has neither its random bytes nor, withheld, a hash", number);
	}
	if (number == 1) {
		return record_fail(verifier, number,
		    "event 1, which says which teams there are, cannot be withheld");
	}
	memcpy(out, item->event_digest.data, CHAIN_HASH_SIZE);
	if (verdict->withheld_count < RECORD_WITHHELD_MAX) {
		verdict->withheld[verdict->withheld_count] = number;
	}
	verdict->withheld_count++;
	return true;
}

static bool extend_class(struct record_verifier *verifier, const Convene__V1__LogEntry *item,
    uint64_t number, const uint8_t digest[CHAIN_HASH_SIZE])
{
	struct classes *classes = &verifier->classes;
	struct record_verdict *verdict = &verifier->verdict;
	if (item->envelope.len > 0) {
		return record_fail(verifier, number,
		    "event %" PRIu64 " has an envelope, which a team's record never has", number);
	}
	if (number == 1) {
		if (!classes_declare(classes, verifier->chain, item->event.data, item->event.len)) {
			return record_fail(verifier, number,
			    "event 1, which says which teams there are, cannot be read");
		}
		verifier->class = classes_find(classes, verdict->class_name);
		if (verifier->class == SIZE_MAX) {
			return record_fail(verifier, number,
			    "event 1 has no team for the class \"%s\", whose record this is",
			    verdict->class_name);
		}
	}
	return classes_extend_one(classes, verifier->chain, verifier->class, digest) ||
	       record_fail(verifier, number, "hashing failed");
}

static bool extend_log(struct record_verifier *verifier, const Convene__V1__LogEntry *item,
    uint64_t number, const uint8_t digest[CHAIN_HASH_SIZE])
{
	uint64_t position;
	if (!peek_position(item->envelope.data, item->envelope.len, &position)) {
		return record_fail(
		    verifier, number, "the envelope of event %" PRIu64 " cannot be read", number);
	}
	if (position != number) {
		return record_fail(verifier, number,
		    "in place of event %" PRIu64 " stands event %" PRIu64, number, position);
	}
	if (!chain_extend(verifier->chain, item->envelope.data, item->envelope.len, digest)) {
		return record_fail(verifier, number, "hashing failed");
	}
	return classes_extend(&verifier->classes, verifier->chain, item->envelope.data,
	           item->envelope.len, item->event.data, item->event.len, digest) ||
	       record_fail(
	           verifier, number, "whom event %" PRIu64 " is for cannot be read", number);
}

static const uint8_t *hash_now(const struct record_verifier *verifier)
{
	return is_team_record(verifier) ? verifier->classes.list[verifier->class].hash
	                                : chain_hash(verifier->chain);
}

static void note_entry(struct record_verifier *verifier, const Convene__V1__LogEntry *item)
{
	struct record_verdict *verdict = &verifier->verdict;
	bool withheld = item->event_digest.len > 0, in_team = is_team_record(verifier);
	struct record_entry entry = {
	    .number = ++verdict->events,
	    .event = withheld ? NULL : item->event.data,
	    .event_len = item->event.len,
	    .envelope = in_team ? NULL : item->envelope.data,
	    .envelope_len = item->envelope.len,
	    .hash = verdict->hash,
	};
	memcpy(verdict->hash, hash_now(verifier), CHAIN_HASH_SIZE);
	verifier->last = LAST_ENTRY;
	verifier->seal_due =
	    (!withheld && seal_point_kind(peek_kind(entry.event, entry.event_len))) ||
	    (!in_team && entry.number % SEAL_EVERY == 0);
	if (verifier->options.entry != NULL) {
		verifier->options.entry(verifier->options.context, &entry);
	}
}

static bool take_entry(struct record_verifier *verifier, const Convene__V1__LogEntry *item)
{
	uint64_t number = verifier->verdict.events + 1;
	uint8_t digest[CHAIN_HASH_SIZE];
	if (!record_owes_nothing(verifier) || !digest_of(verifier, item, number, digest)) {
		return false;
	}
	if (is_team_record(verifier) ? !extend_class(verifier, item, number, digest)
	                             : !extend_log(verifier, item, number, digest)) {
		return false;
	}
	if (!fits(&item->hash, hash_now(verifier))) {
		return record_fail(verifier, number,
		    "event %" PRIu64 " does not have the hash that the chain gives it", number);
	}
	if (!record_documents_refer(&verifier->documents, item->event.data, item->event.len)) {
		return record_fail(verifier, number,
		    "event %" PRIu64 " cannot be read, or refers to too many documents", number);
	}
	note_entry(verifier, item);
	return true;
}

/* --- documents --- */

static bool take_document(struct record_verifier *verifier, const Convene__V1__Document *piece)
{
	struct record_documents *documents = &verifier->documents;
	const struct record_document *due = record_documents_next(documents);
	uint64_t number = verifier->verdict.events, left;
	uint8_t hash[CHAIN_HASH_SIZE];
	if (due == NULL) {
		return record_fail(verifier, number,
		    "after event %" PRIu64 " stands a document that does not belong there", number);
	}
	left = due->size_bytes - documents->offset;
	if (!fits(&piece->sha256, due->sha256) || piece->size_bytes != due->size_bytes ||
	    piece->offset != documents->offset ||
	    piece->data.len != (left < RECORD_DOCUMENT_PIECE ? left : RECORD_DOCUMENT_PIECE)) {
		return record_fail(verifier, number,
		    "the document %s..., to which event %" PRIu64
		    " refers, is missing, or its pieces do not follow each other",
		    DIGITS(due->sha256), number);
	}
	bool good = (piece->offset > 0 || chain_digest_begin(verifier->chain)) &&
	            chain_digest_add(verifier->chain, piece->data.data, piece->data.len);
	if (good && piece->data.len == left) {
		good = chain_digest_end(verifier->chain, hash) &&
		       memcmp(hash, due->sha256, CHAIN_HASH_SIZE) == 0;
		verifier->verdict.documents++;
	}
	if (!good) {
		return record_fail(verifier, number,
		    "the document %s..., to which event %" PRIu64
		    " refers, is not what its SHA-256 says",
		    DIGITS(due->sha256), number);
	}
	record_documents_advance(documents, piece->data.len);
	verifier->last = LAST_DOCUMENT;
	return true;
}

/* --- seals --- */

/* False when there are too many. */
static bool note_key(struct record_verdict *verdict, const uint8_t *key)
{
	for (size_t i = 0; i < verdict->key_count; i++) {
		if (memcmp(verdict->keys[i], key, SEAL_KEY_SIZE) == 0) {
			return true;
		}
	}
	if (verdict->key_count == RECORD_KEYS_MAX) {
		return false;
	}
	memcpy(verdict->keys[verdict->key_count++], key, SEAL_KEY_SIZE);
	return true;
}

/* The root of the leaves that were computed; false where the seal does not have what that takes. */
static bool root_of_log(
    struct record_verifier *verifier, const Convene__V1__Seal *seal, uint8_t root[CHAIN_HASH_SIZE])
{
	bool has_digest = has(&seal->state_digest, SEAL_DIGEST_SIZE);
	const struct seal_log log = {
	    .position = verifier->verdict.events,
	    .hash = chain_hash(verifier->chain),
	    .digest = has_digest ? seal->state_digest.data : NULL,
	};

	return has(&seal->secret, SEAL_SECRET_SIZE) && seal->salt.len == 0 && seal->n_path == 0 &&
	       (has_digest || (seal->end && seal->state_digest.len == 0)) &&
	       seal_root(verifier->chain, seal->secret.data, &log, &verifier->classes, SIZE_MAX,
	           NULL, root);
}

static bool root_of_team(
    struct record_verifier *verifier, const Convene__V1__Seal *seal, uint8_t root[CHAIN_HASH_SIZE])
{
	struct seal_path path = {.depth = seal->n_path};
	if (seal->n_path != seal_depth(&verifier->classes) || !has(&seal->salt, SEAL_SALT_SIZE) ||
	    seal->secret.len + seal->state_digest.len > 0) {
		return false;
	}
	memcpy(path.salt, seal->salt.data, SEAL_SALT_SIZE);
	for (size_t i = 0; i < seal->n_path; i++) {
		if (!has(&seal->path[i], CHAIN_HASH_SIZE)) {
			return false;
		}
		memcpy(path.nodes[i], seal->path[i].data, CHAIN_HASH_SIZE);
	}
	return seal_root_of_path(verifier->chain, &verifier->classes, verifier->class, &path, root);
}

static bool check_seal(struct record_verifier *verifier, const Convene__V1__Seal *seal)
{
	struct record_verdict *verdict = &verifier->verdict;
	uint64_t number = verdict->events;
	uint8_t root[CHAIN_HASH_SIZE];
	bool known = is_team_record(verifier) ? root_of_team(verifier, seal, root)
	                                      : root_of_log(verifier, seal, root);
	if (seal->number != number) {
		return record_fail(verifier, number,
		    "the seal after event %" PRIu64 " is for event %" PRIu64, number, seal->number);
	}
	if (!known || !fits(&seal->root, root)) {
		return record_fail(verifier, number,
		    "the seal after event %" PRIu64 " is not over the events before it", number);
	}
	if (!seal_is_signed(verdict->exercise_id, seal)) {
		return record_fail(verifier, number,
		    "the signature of the seal after event %" PRIu64 " is not good", number);
	}
	return note_key(verdict, seal->public_key.data) ||
	       record_fail(
	           verifier, number, "more than %d keys have sealed this record", RECORD_KEYS_MAX);
}

static bool take_seal(struct record_verifier *verifier, const Convene__V1__Seal *seal)
{
	struct record_verdict *verdict = &verifier->verdict;
	uint64_t number = verdict->events;
	enum record_last last = verifier->last;
	bool may_end = seal->end && last == LAST_SEAL;
	/* that which is due is the seal that stands in the journal */
	if (!seal->end) {
		verifier->seal_due = false;
	}
	if (!record_owes_nothing(verifier)) {
		return false;
	}
	if (last != LAST_ENTRY && last != LAST_DOCUMENT && !may_end) {
		return record_fail(verifier, number, "a seal does not follow an event");
	}
	if (!check_seal(verifier, seal)) {
		return false;
	}
	verifier->last = seal->end ? LAST_END : LAST_SEAL;
	verdict->sealed_events = number;
	verdict->sealed_wall_ms = seal->wall_ms;
	if (verifier->options.expected_key != NULL &&
	    memcmp(verifier->expected_key, seal->public_key.data, SEAL_KEY_SIZE) == 0) {
		verifier->expected_events = number;
	}
	if (seal->state_digest.len == SEAL_DIGEST_SIZE) {
		verdict->has_digest = true;
		verdict->digest_at = number;
		memcpy(verdict->state_digest, seal->state_digest.data, SEAL_DIGEST_SIZE);
	}
	return true;
}

bool record_take(struct record_verifier *verifier, const Convene__V1__RecordItem *item)
{
	uint64_t next = verifier->verdict.events + 1;
	if (verifier->stage == STAGE_GENESIS) {
		return take_genesis(verifier, item);
	}
	if (verifier->last == LAST_END) {
		return record_fail(verifier, next, "something follows the end of the record");
	}
	switch (item->item_case) {
	case CONVENE__V1__RECORD_ITEM__ITEM_CLASS_NAME:
		return take_class(verifier, item->class_name);
	case CONVENE__V1__RECORD_ITEM__ITEM_ENTRY:
		return take_entry(verifier, item->entry);
	case CONVENE__V1__RECORD_ITEM__ITEM_DOCUMENT:
		return take_document(verifier, item->document);
	case CONVENE__V1__RECORD_ITEM__ITEM_SEAL:
		return take_seal(verifier, item->seal);
	default:
		return false; /* record_verifier.c has refused what it is not */
	}
}
