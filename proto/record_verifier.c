/*
 * A record is verified as it comes, item by item; nothing is read twice. An item is decoded and
 * encoded again, and must come out as it came in: nothing hides in an encoding. Of an item that
 * cannot be read the first bytes are kept, to say at the end what it seems to have been.
 *
 *     FIRST_LINE ---> GENESIS ---> ITEMS ---> FINISHED
 *         |              |           |
 *         +--------------+-----------+---> FAILED: nothing is looked at any more
 */
#include "proto/record.h"

#include "proto/arena.h"
#include "proto/complaint.h"
#include "proto/guard.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdarg.h>

/* A canonical item decodes to little more than its own size; one that needs more is hostile. */
#define DECODE_BUDGET (2u * RECORD_ITEM_MAX)

/* So much of a damaged item is looked at to tell what it was. */
#define REMAINS_SIZE 64

#define TAG_ENTRY     ((CONVENE__V1__RECORD_ITEM__ITEM_ENTRY << 3) | 2)
#define TAG_SEAL      ((CONVENE__V1__RECORD_ITEM__ITEM_SEAL << 3) | 2)
#define TAG_SEQ       (1 << 3)       /* Seal.seq, Event.seq, Envelope.seq: field 1, varint */
#define TAG_SEAL_HASH ((2 << 3) | 2) /* Seal.hash */
#define TAG_EVENT     ((1 << 3) | 2) /* LogEntry.event */

enum stage { STAGE_FIRST_LINE, STAGE_GENESIS, STAGE_ITEMS, STAGE_FAILED, STAGE_FINISHED };

struct record_verifier {
	struct record_options options;
	uint8_t expected_key[RECORD_KEY_SIZE];
	struct chain *chain; /* owned */
	struct arena *arena; /* owned; one item at a time */
	struct buf partial;  /* owned: an item that has not wholly arrived, with its length */
	struct buf again;    /* owned: an item encoded once more */
	enum stage stage;
	size_t line_matched;
	bool at_entry;         /* the last item was an entry: a seal may follow */
	uint64_t expected_seq; /* the last event sealed with the expected key */
	/* A damaged item's first bytes and what follows, from which finish() guesses its kind. */
	bool unread;
	bool at_genesis;
	size_t remains_len;
	uint8_t remains[REMAINS_SIZE];
	char reason[160];
	struct record_verdict verdict;
};

struct record_verifier *record_verifier_new(const struct record_options *options)
{
	struct record_verifier *verifier = xcalloc(1, sizeof(*verifier));
	if (options != NULL) {
		verifier->options = *options;
	}
	if (verifier->options.expected_key != NULL) {
		memcpy(verifier->expected_key, options->expected_key, RECORD_KEY_SIZE);
		verifier->options.expected_key = verifier->expected_key;
	}
	verifier->arena = arena_new(DECODE_BUDGET);
	verifier->chain = chain_new();
	if (verifier->chain == NULL) {
		record_verifier_free(verifier);
		return NULL;
	}
	return verifier;
}

void record_verifier_free(struct record_verifier *verifier)
{
	if (verifier == NULL) {
		return;
	}
	buf_deinit(&verifier->partial);
	buf_deinit(&verifier->again);
	arena_free(verifier->arena);
	chain_free(verifier->chain);
	free(verifier);
}

/* The record is bad from `seq` on. */
__attribute__((format(printf, 3, 4))) static bool fail(
    struct record_verifier *verifier, uint64_t seq, const char *format, ...)
{
	verifier->stage = STAGE_FAILED;
	verifier->verdict.first_bad_seq = seq == 0 ? 1 : seq;
	va_list arguments;
	va_start(arguments, format);
	complaint_list(verifier->reason, sizeof(verifier->reason), format, arguments);
	va_end(arguments);
	return false;
}

/* An item is so damaged that its kind is not certain; finish() guesses it from `remains`. */
static bool fail_unread(
    struct record_verifier *verifier, const uint8_t *bytes, size_t len, const char *reason)
{
	verifier->unread = true;
	verifier->at_genesis = verifier->stage == STAGE_GENESIS;
	if (len > REMAINS_SIZE) {
		len = REMAINS_SIZE;
	}
	memcpy(verifier->remains, bytes, len);
	verifier->remains_len = len;
	return fail(verifier, 1, "%s", reason);
}

static bool take_genesis(struct record_verifier *verifier, const Convene__V1__RecordItem *item)
{
	struct record_verdict *verdict = &verifier->verdict;
	const ProtobufCBinaryData *bytes = &item->genesis;
	if (item->item_case != CONVENE__V1__RECORD_ITEM__ITEM_GENESIS) {
		return fail(verifier, 1, "the first item is not the genesis");
	}
	struct guard_error error;
	const Convene__V1__Genesis *genesis = (const Convene__V1__Genesis *)guard_decode(
	    &convene__v1__genesis__descriptor, bytes->data, bytes->len, verifier->arena, &error);
	if (genesis == NULL) {
		return fail(verifier, 1, "the genesis cannot be read: %s", error.text);
	}
	if (genesis->format_version != RECORD_FORMAT_VERSION) {
		return fail(verifier, 1, "the genesis has format version %u; this program reads %d",
		    genesis->format_version, RECORD_FORMAT_VERSION);
	}
	verifier->again.len = 0;
	verifier->again.len = convene__v1__genesis__pack(
	    genesis, buf_reserve(&verifier->again, convene__v1__genesis__get_packed_size(genesis)));
	if (verifier->again.len != bytes->len ||
	    memcmp(verifier->again.data, bytes->data, bytes->len) != 0 ||
	    genesis->nonce.len != RECORD_NONCE_SIZE || genesis->exercise_id[0] == '\0' ||
	    strlen(genesis->exercise_id) > RECORD_EXERCISE_ID_MAX) {
		return fail(verifier, 1, "the genesis is not as it should be");
	}
	if (!chain_begin(verifier->chain, bytes->data, bytes->len)) {
		return fail(verifier, 1, "hashing failed");
	}
	snprintf(verdict->exercise_id, sizeof(verdict->exercise_id), "%s", genesis->exercise_id);
	verdict->created_wall_ms = genesis->created_wall_ms;
	memcpy(verdict->hash, chain_hash(verifier->chain), CHAIN_HASH_SIZE);
	verifier->stage = STAGE_ITEMS;
	return true;
}

static bool take_entry(struct record_verifier *verifier, const Convene__V1__LogEntry *item)
{
	struct record_verdict *verdict = &verifier->verdict;
	struct record_entry entry = {
	    .seq = verdict->events + 1,
	    .event = item->event.data,
	    .event_len = item->event.len,
	    .envelope = item->envelope.data,
	    .envelope_len = item->envelope.len,
	};
	uint64_t event_seq, envelope_seq;
	if (!chain_extend(verifier->chain, entry.envelope, entry.envelope_len, entry.event,
	        entry.event_len)) {
		return fail(verifier, entry.seq, "hashing failed");
	}
	entry.hash = chain_hash(verifier->chain);
	if (item->hash.len != CHAIN_HASH_SIZE ||
	    memcmp(item->hash.data, entry.hash, CHAIN_HASH_SIZE) != 0) {
		return fail(verifier, entry.seq,
		    "event %" PRIu64 " does not have the hash that the chain gives it", entry.seq);
	}
	if (!record_read_seq(entry.event, entry.event_len, &event_seq) ||
	    !record_read_seq(entry.envelope, entry.envelope_len, &envelope_seq)) {
		return fail(verifier, entry.seq, "event %" PRIu64 " or its envelope cannot be read",
		    entry.seq);
	}
	if (event_seq != entry.seq || envelope_seq != entry.seq) {
		return fail(verifier, entry.seq,
		    "in place of event %" PRIu64 " stands event %" PRIu64
		    " with the envelope of %" PRIu64,
		    entry.seq, event_seq, envelope_seq);
	}
	verdict->events = entry.seq;
	memcpy(verdict->hash, entry.hash, CHAIN_HASH_SIZE);
	verifier->at_entry = true;
	if (verifier->options.entry != NULL) {
		verifier->options.entry(verifier->options.context, &entry);
	}
	return true;
}

/* False when there are too many. */
static bool note_key(struct record_verdict *verdict, const uint8_t *key)
{
	for (size_t i = 0; i < verdict->key_count; i++) {
		if (memcmp(verdict->keys[i], key, RECORD_KEY_SIZE) == 0) {
			return true;
		}
	}
	if (verdict->key_count == RECORD_KEYS_MAX) {
		return false;
	}
	memcpy(verdict->keys[verdict->key_count++], key, RECORD_KEY_SIZE);
	return true;
}

static bool take_seal(struct record_verifier *verifier, const Convene__V1__Seal *seal)
{
	struct record_verdict *verdict = &verifier->verdict;
	uint64_t seq = verdict->events;
	if (!verifier->at_entry) {
		return fail(verifier, seq, "a seal does not follow an event");
	}
	if (seal->seq != seq) {
		return fail(verifier, seq, "the seal after event %" PRIu64 " is for event %" PRIu64,
		    seq, seal->seq);
	}
	if (seal->hash.len != CHAIN_HASH_SIZE ||
	    memcmp(seal->hash.data, verdict->hash, CHAIN_HASH_SIZE) != 0) {
		return fail(verifier, seq,
		    "the seal after event %" PRIu64 " does not have the event's hash", seq);
	}
	if (!record_seal_valid(verdict->exercise_id, seal)) {
		return fail(verifier, seq,
		    "the signature of the seal after event %" PRIu64 " is not good", seq);
	}
	if (!note_key(verdict, seal->public_key.data)) {
		return fail(
		    verifier, seq, "more than %d keys have sealed this record", RECORD_KEYS_MAX);
	}
	verifier->at_entry = false;
	verdict->sealed_seq = seq;
	if (verifier->options.expected_key != NULL &&
	    memcmp(verifier->expected_key, seal->public_key.data, RECORD_KEY_SIZE) == 0) {
		verifier->expected_seq = seq;
	}
	if (seal->state_digest.len == RECORD_DIGEST_SIZE) {
		verdict->has_digest = true;
		verdict->digest_seq = seq;
		memcpy(verdict->state_digest, seal->state_digest.data, RECORD_DIGEST_SIZE);
	}
	return true;
}

/* `whole` is the item with its length in front; `body` bytes of it are the item. */
static bool take_item(
    struct record_verifier *verifier, const uint8_t *whole, size_t len, size_t body)
{
	const uint8_t *bytes = whole + (len - body);
	struct buf *again = &verifier->again;
	arena_reset(verifier->arena);
	struct guard_error error;
	const Convene__V1__RecordItem *item = (const Convene__V1__RecordItem *)guard_decode(
	    &convene__v1__record_item__descriptor, bytes, body, verifier->arena, &error);
	if (item == NULL) {
		return fail_unread(verifier, whole, len, "cannot be read");
	}
	again->len = 0;
	again->len = convene__v1__record_item__pack(
	    item, buf_reserve(again, convene__v1__record_item__get_packed_size(item)));
	if (again->len != body || memcmp(again->data, bytes, body) != 0) {
		return fail_unread(verifier, whole, len, "is not encoded as it should be");
	}
	if (verifier->stage == STAGE_GENESIS) {
		return take_genesis(verifier, item);
	}
	switch (item->item_case) {
	case CONVENE__V1__RECORD_ITEM__ITEM_ENTRY:
		return take_entry(verifier, item->entry);
	case CONVENE__V1__RECORD_ITEM__ITEM_SEAL:
		return take_seal(verifier, item->seal);
	default:
		return fail_unread(verifier, whole, len, "is neither an event nor a seal");
	}
}

enum length { LENGTH_KNOWN, LENGTH_NEED_MORE, LENGTH_BAD };

/* Reads an item's length; `*header` are the bytes that the length itself takes. */
static enum length read_length(const uint8_t *bytes, size_t len, size_t *header, size_t *body)
{
	uint64_t value;
	int used = varint_read(bytes, len, &value);
	if (used == 0) {
		return LENGTH_NEED_MORE;
	}
	if (used < 0 || value == 0 || value > RECORD_ITEM_MAX ||
	    varint_size(value) != (size_t)used) {
		return LENGTH_BAD;
	}
	*header = (size_t)used;
	*body = (size_t)value;
	return LENGTH_KNOWN;
}

/* Takes the item at the front of `bytes` if it is whole, or fails. Returns the bytes that are done
 * with; 0: it has to be waited for. */
static size_t take_whole(struct record_verifier *verifier, const uint8_t *bytes, size_t len)
{
	size_t header = 0, body = 0;
	switch (read_length(bytes, len, &header, &body)) {
	case LENGTH_BAD:
		fail_unread(verifier, bytes, len, "has a length that cannot be");
		return len;
	case LENGTH_KNOWN:
		if (len < header + body) {
			return 0;
		}
		take_item(verifier, bytes, header + body, body);
		return header + body;
	default:
		return 0;
	}
}

/* How many more bytes the partial item is known to need. */
static size_t missing(const struct buf *partial)
{
	size_t header = 0, body = 0;
	if (read_length(partial->data, partial->len, &header, &body) == LENGTH_KNOWN) {
		return header + body - partial->len;
	}
	return 1;
}

/* Takes one item, or what there is of it, from the front of *in. One that lies whole in the input
 * is not copied. */
static void feed_item(struct record_verifier *verifier, const uint8_t **in, size_t *in_len)
{
	struct buf *partial = &verifier->partial;
	size_t more = *in_len;
	if (partial->len == 0) {
		size_t done = take_whole(verifier, *in, *in_len);
		*in += done;
		*in_len -= done;
		if (done > 0) {
			return;
		}
	} else if (missing(partial) < more) {
		more = missing(partial);
	}
	buf_append(partial, *in, more);
	*in += more;
	*in_len -= more;
	if (take_whole(verifier, partial->data, partial->len) > 0) {
		partial->len = 0;
	}
}

static void feed_first_line(struct record_verifier *verifier, const uint8_t **in, size_t *in_len)
{
	uint8_t expected = (uint8_t)RECORD_FIRST_LINE[verifier->line_matched];
	if (**in != expected) {
		fail(verifier, 1, "the first line is not \"convene record 1\"");
		return;
	}
	(*in)++;
	(*in_len)--;
	verifier->line_matched++;
	if (verifier->line_matched == sizeof(RECORD_FIRST_LINE) - 1) {
		verifier->stage = STAGE_GENESIS;
	}
}

bool record_verifier_feed(struct record_verifier *verifier, const void *bytes, size_t len)
{
	const uint8_t *in = bytes;
	while (len > 0 && verifier->stage < STAGE_FAILED) {
		if (verifier->stage == STAGE_FIRST_LINE) {
			feed_first_line(verifier, &in, &len);
		} else {
			feed_item(verifier, &in, &len);
		}
	}
	if (verifier->unread && verifier->remains_len < REMAINS_SIZE && len > 0) {
		size_t room = REMAINS_SIZE - verifier->remains_len;
		memcpy(verifier->remains + verifier->remains_len, in, len < room ? len : room);
		verifier->remains_len += len < room ? len : room;
	}
	return verifier->stage < STAGE_FAILED;
}

static bool contains(const uint8_t *bytes, size_t len, const uint8_t *part, size_t part_len)
{
	for (size_t at = 0; at + part_len <= len; at++) {
		if (memcmp(bytes + at, part, part_len) == 0) {
			return true;
		}
	}
	return false;
}

/*
 * Whether what cannot be read after event n was the seal over it. One damaged byte leaves enough to
 * tell: a seal holds its seq and the tag and length of its hash, an entry the event's tag and seq;
 * and each has its own tag.
 */
static bool remains_are_seal(const struct record_verifier *verifier)
{
	uint64_t seq = verifier->verdict.events;
	const uint8_t *bytes = verifier->remains;
	size_t len = verifier->remains_len, header = 0, body = 0, mark_len = 0;
	uint8_t mark[16];
	mark[mark_len++] = TAG_SEQ;
	mark_len += varint_write(mark + mark_len, seq);
	mark[mark_len++] = TAG_SEAL_HASH;
	mark[mark_len++] = CHAIN_HASH_SIZE;
	if (contains(bytes, len, mark, mark_len)) {
		return true;
	}
	mark_len = 1;
	mark_len += varint_write(mark + mark_len, seq + 1);
	if (contains(bytes, len < 16 ? len : 16, mark, mark_len)) {
		return false;
	}
	if (read_length(bytes, len, &header, &body) != LENGTH_KNOWN || header >= len) {
		return false;
	}
	return bytes[header] == TAG_SEAL;
}

static void judge_remains(struct record_verifier *verifier)
{
	struct record_verdict *verdict = &verifier->verdict;
	char reason[sizeof(verifier->reason)];
	memcpy(reason, verifier->reason, sizeof(reason));
	if (verifier->at_genesis) {
		fail(verifier, 1, "the genesis %s", reason);
	} else if (verdict->events > 0 && remains_are_seal(verifier)) {
		fail(verifier, verdict->events, "the seal after event %" PRIu64 " %s",
		    verdict->events, reason);
	} else {
		fail(verifier, verdict->events + 1, "what should be event %" PRIu64 " %s",
		    verdict->events + 1, reason);
	}
}

static void judge_end(struct record_verifier *verifier)
{
	struct record_verdict *verdict = &verifier->verdict;
	if (verifier->stage == STAGE_FIRST_LINE) {
		fail(verifier, 1, "the record breaks off in its first line");
	} else if (verifier->stage == STAGE_GENESIS && verifier->partial.len == 0) {
		fail(verifier, 1, "the record breaks off before the genesis");
	} else if (verifier->partial.len > 0) {
		fail_unread(verifier, verifier->partial.data, verifier->partial.len,
		    "breaks off in the middle: the record is incomplete");
	} else if (verifier->options.unsealed_end_allowed) {
		return;
	} else if (verdict->events == 0) {
		fail(verifier, 1, "the record has no events");
	} else if (verdict->sealed_seq != verdict->events) {
		fail(verifier, verdict->sealed_seq + 1,
		    "the record is incomplete: it ends after event %" PRIu64
		    " without a seal over it",
		    verdict->events);
	} else if (verifier->options.expected_key != NULL &&
	           verifier->expected_seq != verdict->events) {
		fail(verifier, verifier->expected_seq + 1,
		    "the last seal is not made with the key that was expected");
	}
}

const struct record_verdict *record_verifier_finish(struct record_verifier *verifier)
{
	struct record_verdict *verdict = &verifier->verdict;
	if (verifier->stage == STAGE_FINISHED) {
		return verdict;
	}
	if (verifier->stage != STAGE_FAILED) {
		judge_end(verifier);
	}
	if (verifier->unread) {
		judge_remains(verifier);
	}
	verdict->ok = verifier->stage != STAGE_FAILED;
	if (verdict->ok) {
		snprintf(verdict->text, sizeof(verdict->text),
		    "%" PRIu64 " events verified, sealed up to event %" PRIu64, verdict->events,
		    verdict->sealed_seq);
	} else {
		snprintf(verdict->text, sizeof(verdict->text), "%s", verifier->reason);
	}
	verifier->stage = STAGE_FINISHED;
	return verdict;
}
