/*
 * A record is verified as it comes, item by item; nothing is read twice. An item is decoded and
 * encoded again, and must come out as it came in: nothing hides in an encoding. Of an item that
 * cannot be read the first bytes are kept, to say at the end what it seems to have been.
 *
 *     FIRST_LINE ---> GENESIS ---> ITEMS ---> FINISHED
 *         |              |           |
 *         +--------------+-----------+---> FAILED: nothing is looked at any more
 */
#include "proto/record_verifier_private.h"

#include "proto/complaint.h"
#include "proto/guard.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdarg.h>

/* A canonical item decodes to little more than its own size; one that needs more is hostile. */
#define DECODE_BUDGET (2u * RECORD_ITEM_MAX)

#define TAG_SEAL   ((CONVENE__V1__RECORD_ITEM__ITEM_SEAL << 3) | 2)
#define TAG_NUMBER (1 << 3)       /* Seal.number: field 1, varint */
#define TAG_ROOT   ((2 << 3) | 2) /* Seal.root */

#define VERSION_AT (sizeof("convene record ") - 1)

struct record_verifier *record_verifier_new(const struct record_options *options)
{
	struct record_verifier *verifier = xcalloc(1, sizeof(*verifier));
	if (options != NULL) {
		verifier->options = *options;
	}
	if (verifier->options.expected_key != NULL) {
		memcpy(verifier->expected_key, options->expected_key, SEAL_KEY_SIZE);
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
	classes_deinit(&verifier->classes);
	record_documents_deinit(&verifier->documents);
	buf_deinit(&verifier->partial);
	buf_deinit(&verifier->again);
	arena_free(verifier->arena);
	chain_free(verifier->chain);
	free(verifier);
}

bool record_fail(struct record_verifier *verifier, uint64_t number, const char *format, ...)
{
	verifier->stage = STAGE_FAILED;
	verifier->verdict.first_bad = number == 0 ? 1 : number;
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
	if (len > RECORD_REMAINS_SIZE) {
		len = RECORD_REMAINS_SIZE;
	}
	memcpy(verifier->remains, bytes, len);
	verifier->remains_len = len;
	return record_fail(verifier, 1, "%s", reason);
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
	if (verifier->stage == STAGE_ITEMS &&
	    (item->item_case == CONVENE__V1__RECORD_ITEM__ITEM__NOT_SET ||
	        item->item_case == CONVENE__V1__RECORD_ITEM__ITEM_GENESIS)) {
		return fail_unread(verifier, whole, len, "is neither an event nor a seal");
	}
	return record_take(verifier, item);
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

/* The first line is wrong from this byte on. */
static void fail_first_line(struct record_verifier *verifier, uint8_t byte)
{
	if (verifier->line_matched == VERSION_AT && byte >= '0' && byte <= '9') {
		record_fail(verifier, 1,
		    "it is a record of version %c; this program reads version %d: use the program "
		    "that it was made with",
		    byte, RECORD_FORMAT_VERSION);
		return;
	}
	record_fail(
	    verifier, 1, "the first line is not \"convene record %d\"", RECORD_FORMAT_VERSION);
}

static void feed_first_line(struct record_verifier *verifier, const uint8_t **in, size_t *in_len)
{
	if (**in != (uint8_t)RECORD_FIRST_LINE[verifier->line_matched]) {
		fail_first_line(verifier, **in);
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
	if (verifier->unread && verifier->remains_len < RECORD_REMAINS_SIZE && len > 0) {
		size_t room = RECORD_REMAINS_SIZE - verifier->remains_len;
		memcpy(verifier->remains + verifier->remains_len, in, len < room ? len : room);
		verifier->remains_len += len < room ? len : room;
	}
	return verifier->stage < STAGE_FAILED;
}

/*
 * Whether what cannot be read after event n was the seal over it. One damaged byte leaves enough to
 * tell: near its beginning a seal has its number, and the tag and length of its root, which nothing
 * else has there; and of so little that even that is missing, the tag says it.
 */
static bool remains_are_seal(const struct record_verifier *verifier)
{
	const uint8_t *bytes = verifier->remains;
	size_t len = verifier->remains_len, header = 0, body = 0, mark_len = 0;
	uint8_t mark[16];
	mark[mark_len++] = TAG_NUMBER;
	mark_len += varint_write(mark + mark_len, verifier->verdict.events);
	mark[mark_len++] = TAG_ROOT;
	mark[mark_len++] = CHAIN_HASH_SIZE;
	for (size_t at = 0; at < 8 && at + mark_len <= len; at++) {
		size_t wrong = 0;
		for (size_t i = 0; i < mark_len; i++) {
			wrong += bytes[at + i] != mark[i] ? 1 : 0;
		}
		if (wrong <= 1) {
			return true;
		}
	}
	return len < 8 + mark_len && read_length(bytes, len, &header, &body) == LENGTH_KNOWN &&
	       header < len && bytes[header] == TAG_SEAL;
}

static void judge_remains(struct record_verifier *verifier)
{
	struct record_verdict *verdict = &verifier->verdict;
	char reason[sizeof(verifier->reason)];
	memcpy(reason, verifier->reason, sizeof(reason));
	if (verifier->at_genesis) {
		record_fail(verifier, 1, "the genesis %s", reason);
	} else if (record_documents_next(&verifier->documents) != NULL) {
		record_fail(verifier, verdict->events,
		    "what should be a document of event %" PRIu64 " %s", verdict->events, reason);
	} else if (verdict->events > 0 && remains_are_seal(verifier)) {
		record_fail(verifier, verdict->events, "the seal after event %" PRIu64 " %s",
		    verdict->events, reason);
	} else {
		record_fail(verifier, verdict->events + 1, "what should be event %" PRIu64 " %s",
		    verdict->events + 1, reason);
	}
}

static void judge_end(struct record_verifier *verifier)
{
	struct record_verdict *verdict = &verifier->verdict;
	if (verifier->stage == STAGE_FIRST_LINE) {
		record_fail(verifier, 1, "the record breaks off in its first line");
	} else if (verifier->stage == STAGE_GENESIS && verifier->partial.len == 0) {
		record_fail(verifier, 1, "the record breaks off before the genesis");
	} else if (verifier->partial.len > 0) {
		fail_unread(verifier, verifier->partial.data, verifier->partial.len,
		    "breaks off in the middle: the record is incomplete");
	} else if (verifier->options.unsealed_end_allowed) {
		record_owes_nothing(verifier);
	} else if (verdict->events == 0) {
		record_fail(verifier, 1, "the record has no events");
	} else if (!record_owes_nothing(verifier)) {
		return;
	} else if (verifier->last != LAST_END) {
		record_fail(verifier, verdict->sealed_events + 1,
		    "the record is incomplete: it ends after event %" PRIu64
		    " without the seal of its end",
		    verdict->events);
	} else if (verifier->options.expected_key != NULL &&
	           verifier->expected_events != verdict->events) {
		record_fail(verifier, verifier->expected_events + 1,
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
		    verdict->sealed_events);
	} else {
		snprintf(verdict->text, sizeof(verdict->text), "%s", verifier->reason);
	}
	verifier->stage = STAGE_FINISHED;
	return verdict;
}
