#include "proto/record.h"

#include "proto/xalloc.h"
#include "record_maker.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct record_verdict verdict_of(const struct record_maker *maker)
{
	return record_verdict_of(maker->out.data, maker->out.len, 4096, NULL);
}

static void assert_bad(const struct record_maker *maker, uint64_t seq, const char *words)
{
	struct record_verdict verdict = verdict_of(maker);

	assert_false(verdict.ok);
	if (verdict.first_bad_seq != seq || strstr(verdict.text, words) == NULL) {
		fail_msg("expected event %llu, \"%s\"; found \"%s\"", (unsigned long long)seq,
		    words, verdict.text);
	}
	/* where it is bad is said by whoever shows the reason, in their own words */
	assert_null(strstr(verdict.text, "first bad"));
	assert_null(strstr(verdict.text, "sealed up to"));
}

struct seen {
	uint64_t count;
	size_t bytes;
	uint8_t hash[CHAIN_HASH_SIZE];
};

static void see(void *context, const struct record_entry *entry)
{
	struct seen *seen = context;

	assert_int_equal(entry->seq, seen->count + 1);
	assert_true(entry->event_len > 0 && entry->envelope_len > 0);
	seen->count++;
	seen->bytes += entry->event_len + entry->envelope_len;
	memcpy(seen->hash, entry->hash, CHAIN_HASH_SIZE);
}

static void good_record(void **state)
{
	struct record_maker *maker = record_maker_filled(25, 10);
	struct seen seen = {0};
	struct record_options options = {.entry = see, .context = &seen};
	struct record_verdict verdict =
	    record_verdict_of(maker->out.data, maker->out.len, maker->out.len, &options);

	(void)state;
	assert_true(verdict.ok);
	assert_string_equal(verdict.text, "25 events verified, sealed up to event 25");
	assert_int_equal(verdict.events, 25);
	assert_int_equal(verdict.sealed_seq, 25);
	assert_string_equal(verdict.exercise_id, "long-harvest-1");
	assert_int_equal(verdict.created_wall_ms, 1700000000000);
	assert_memory_equal(verdict.hash, chain_hash(maker->chain), CHAIN_HASH_SIZE);
	assert_true(verdict.has_digest);
	assert_int_equal(verdict.digest_seq, 20);
	assert_int_equal(verdict.key_count, 1);
	assert_memory_equal(verdict.keys[0], maker->public_key, RECORD_KEY_SIZE);
	assert_int_equal(seen.count, 25);
	assert_memory_equal(seen.hash, verdict.hash, CHAIN_HASH_SIZE);
	record_maker_free(maker);
}

static void pieces_of_any_size(void **state)
{
	struct record_maker *maker = record_maker_filled(9, 4);
	static const size_t sizes[] = {1, 2, 3, 7, 64, 333};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct seen seen = {0};
		struct record_options options = {.entry = see, .context = &seen};

		assert_true(
		    record_verdict_of(maker->out.data, maker->out.len, sizes[i], &options).ok);
		assert_int_equal(seen.count, 9);
	}
	record_maker_free(maker);
}

/* The chain as record.proto writes it down, computed here a second way. */
static void chain_is_as_specified(void **state)
{
	struct chain *chain = chain_new();
	uint8_t expected[CHAIN_HASH_SIZE], big[3000];
	struct buf text = {0};

	(void)state;
	memset(big, 'x', sizeof(big));
	assert_true(chain_begin(chain, "genesis", 7));
	EVP_Digest("genesis", 7, expected, NULL, EVP_sha256(), NULL);
	assert_memory_equal(chain_hash(chain), expected, CHAIN_HASH_SIZE);
	for (size_t len = 0; len <= sizeof(big); len += 250) {
		text.len = 0;
		buf_append(&text, expected, sizeof(expected));
		buf_append_varint(&text, 3);
		buf_append(&text, "env", 3);
		buf_append_varint(&text, len);
		buf_append(&text, big, len);
		EVP_Digest(text.data, text.len, expected, NULL, EVP_sha256(), NULL);
		assert_true(chain_extend(chain, "env", 3, big, len));
		assert_memory_equal(chain_hash(chain), expected, CHAIN_HASH_SIZE);
	}
	buf_deinit(&text);
	chain_free(chain);
}

static void wrong_numbers(void **state)
{
	struct record_maker *maker = record_maker_filled(3, 2);

	(void)state;
	record_maker_add_numbered(maker, "four", 5, 4);
	record_maker_seal(maker, true);
	assert_bad(maker, 4, "in place of event 4 stands event 5");
	record_maker_free(maker);
	maker = record_maker_filled(3, 2);
	record_maker_add_numbered(maker, "four", 4, 3);
	record_maker_seal(maker, true);
	assert_bad(maker, 4, "with the envelope of 3");
	record_maker_free(maker);
	maker = record_maker_filled(3, 2);
	record_maker_add_numbered(maker, "four", 0, 4);
	record_maker_seal(maker, true);
	assert_bad(maker, 4, "cannot be read");
	record_maker_free(maker);
}

static void seals_out_of_place(void **state)
{
	struct record_maker *maker = record_maker_new();
	uint8_t other[CHAIN_HASH_SIZE] = {1};

	(void)state;
	record_maker_seal_as(maker, 0, chain_hash(maker->chain), 0);
	assert_bad(maker, 1, "does not follow an event");
	record_maker_free(maker);
	maker = record_maker_filled(6, 3);
	record_maker_seal(maker, false);
	assert_bad(maker, 6, "does not follow an event");
	record_maker_free(maker);
	maker = record_maker_filled(6, 3);
	record_maker_add(maker, "seven");
	record_maker_seal_as(maker, 6, chain_hash(maker->chain), 0);
	assert_bad(maker, 7, "is for event 6");
	record_maker_free(maker);
	maker = record_maker_filled(6, 3);
	record_maker_add(maker, "seven");
	record_maker_seal_as(maker, 7, other, 0);
	assert_bad(maker, 7, "does not have the event's hash");
	record_maker_free(maker);
	maker = record_maker_filled(6, 3);
	record_maker_add(maker, "seven");
	record_maker_seal_as(maker, 7, chain_hash(maker->chain), 16);
	assert_bad(maker, 7, "signature");
	record_maker_free(maker);
}

static void incomplete(void **state)
{
	struct record_maker *maker = record_maker_new();

	(void)state;
	assert_bad(maker, 1, "no events");
	record_maker_add(maker, "one");
	assert_bad(maker, 1, "without a seal over it");
	record_maker_seal(maker, false);
	assert_true(verdict_of(maker).ok);
	record_maker_add(maker, "two");
	record_maker_add(maker, "three");
	assert_bad(maker, 2, "it ends after event 3 without a seal over it");
	assert_int_equal(verdict_of(maker).sealed_seq, 1);
	buf_append(&maker->out, "\x80", 1);
	assert_bad(maker, 4, "breaks off");
	record_maker_free(maker);
}

static void unsealed_end(void **state)
{
	struct record_options options = {.unsealed_end_allowed = true};
	struct record_maker *maker = record_maker_filled(4, 2);
	struct record_verdict verdict;

	(void)state;
	record_maker_add(maker, "five");
	verdict = record_verdict_of(maker->out.data, maker->out.len, 100, &options);
	assert_true(verdict.ok);
	assert_int_equal(verdict.events, 5);
	assert_int_equal(verdict.sealed_seq, 4);
	verdict = record_verdict_of(maker->out.data, maker->out.len - 1, 100, &options);
	assert_false(verdict.ok);
	record_maker_free(maker);
}

static void keys(void **state)
{
	struct record_maker *maker = record_maker_filled(4, 2);
	uint8_t first[RECORD_KEY_SIZE], parsed[RECORD_KEY_SIZE];
	struct record_options options = {.expected_key = first};
	char text[RECORD_KEY_TEXT_SIZE];
	struct record_verdict verdict;

	(void)state;
	memcpy(first, maker->public_key, sizeof(first));
	assert_true(record_verdict_of(maker->out.data, maker->out.len, 100, &options).ok);
	record_maker_change_key(maker);
	record_maker_add(maker, "five");
	record_maker_seal(maker, true);
	verdict = record_verdict_of(maker->out.data, maker->out.len, 100, &options);
	assert_false(verdict.ok);
	assert_int_equal(verdict.first_bad_seq, 5);
	assert_non_null(strstr(verdict.text, "not made with the key that was expected"));
	options.expected_key = maker->public_key;
	verdict = record_verdict_of(maker->out.data, maker->out.len, 100, &options);
	assert_true(verdict.ok);
	assert_int_equal(verdict.key_count, 2);
	assert_memory_equal(verdict.keys[0], first, sizeof(first));
	assert_memory_equal(verdict.keys[1], maker->public_key, sizeof(first));
	record_key_text(first, text);
	assert_true(record_key_parse(text, parsed));
	assert_memory_equal(parsed, first, sizeof(first));
	assert_true(record_key_parse(text + 8, parsed));
	assert_false(record_key_parse(text + 9, parsed));
	text[20] = 'g';
	assert_false(record_key_parse(text, parsed));
	record_maker_free(maker);
}

static void too_many_keys(void **state)
{
	struct record_maker *maker = record_maker_new();

	(void)state;
	for (int i = 0; i <= RECORD_KEYS_MAX; i++) {
		if (i == RECORD_KEYS_MAX) {
			assert_true(verdict_of(maker).ok);
		}
		record_maker_change_key(maker);
		record_maker_add(maker, "x");
		record_maker_seal(maker, false);
	}
	assert_bad(maker, RECORD_KEYS_MAX + 1, "more than 16 keys");
	record_maker_free(maker);
}

/* Puts `bytes` in place of the given span, in front of what came after it. */
static void replace(
    struct record_maker *maker, const struct span *span, const void *bytes, size_t len)
{
	struct buf out = {0};

	buf_append(&out, maker->out.data, span->start);
	buf_append(&out, bytes, len);
	buf_append(&out, maker->out.data + span->end, maker->out.len - span->end);
	buf_deinit(&maker->out);
	maker->out = out;
}

static void missing_doubled_swapped(void **state)
{
	struct record_maker *maker = record_maker_filled(6, 3);
	struct span two = maker->spans[2], three = maker->spans[3];
	struct buf bytes = {0};

	(void)state;
	replace(maker, &two, "", 0);
	assert_bad(maker, 2, "hash");
	record_maker_free(maker);
	maker = record_maker_filled(6, 3);
	buf_append(&bytes, maker->out.data + two.start, two.end - two.start);
	buf_append(&bytes, maker->out.data + two.start, two.end - two.start);
	replace(maker, &two, bytes.data, bytes.len);
	assert_bad(maker, 3, "hash");
	record_maker_free(maker);
	maker = record_maker_filled(6, 3);
	bytes.len = 0;
	buf_append(&bytes, maker->out.data + three.start, three.end - three.start);
	buf_append(&bytes, maker->out.data + two.start, two.end - two.start);
	replace(maker, &(struct span){.start = two.start, .end = three.end}, bytes.data, bytes.len);
	assert_bad(maker, 2, "hash");
	record_maker_free(maker);
	buf_deinit(&bytes);
}

/* The same content in another encoding is another file: refused. */
static void only_one_encoding(void **state)
{
	struct record_maker *maker = record_maker_filled(4, 4);
	struct span two = maker->spans[2];
	size_t body = two.end - two.start - two.header;
	const uint8_t *item = maker->out.data + two.start + two.header;
	struct buf bytes = {0};

	(void)state;
	/* an unknown field behind the known one */
	buf_append_varint(&bytes, body + 2);
	buf_append(&bytes, item, body);
	buf_append(&bytes, "\x78\x01", 2);
	replace(maker, &two, bytes.data, bytes.len);
	assert_bad(maker, 2, "not encoded as it should be");
	record_maker_free(maker);
	maker = record_maker_filled(4, 4);
	item = maker->out.data + two.start + two.header;
	/* a length longer than it needs to be */
	bytes.len = 0;
	buf_append_byte(&bytes, (uint8_t)(body | 0x80));
	buf_append_byte(&bytes, 0);
	assert_true(body < 128);
	buf_append(&bytes, item, body);
	replace(maker, &two, bytes.data, bytes.len);
	assert_bad(maker, 2, "length that cannot be");
	record_maker_free(maker);
	/* a second genesis */
	maker = record_maker_filled(4, 4);
	bytes.len = 0;
	buf_append(&bytes, maker->out.data + strlen(RECORD_FIRST_LINE),
	    maker->spans[0].end - strlen(RECORD_FIRST_LINE));
	replace(maker, &(struct span){.start = two.start, .end = two.start}, bytes.data, bytes.len);
	assert_bad(maker, 2, "neither an event nor a seal");
	record_maker_free(maker);
	buf_deinit(&bytes);
}

static void trailing_bytes(void **state)
{
	struct record_maker *maker = record_maker_filled(4, 4);

	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		buf_append_byte(&maker->out, (uint8_t)byte);
		assert_false(verdict_of(maker).ok);
		maker->out.len--;
	}
	buf_append(&maker->out, RECORD_FIRST_LINE, strlen(RECORD_FIRST_LINE));
	assert_bad(maker, 5, "event 5");
	record_maker_free(maker);
}

/* A record may announce and repeat what it likes: memory stays bounded, and it is refused. */
static void hostile(void **state)
{
	struct record_maker *maker = record_maker_filled(1, 1);
	struct buf item = {0};

	(void)state;
	/* the same inner message half a million times, which would be merged */
	while (item.len < RECORD_ITEM_MAX - 2) {
		buf_append(&item, "\x12\x00", 2);
	}
	buf_append_varint(&maker->out, item.len);
	buf_append(&maker->out, item.data, item.len);
	assert_bad(maker, 2, "event 2");
	record_maker_free(maker);
	maker = record_maker_filled(1, 1);
	buf_append_varint(&maker->out, UINT64_MAX);
	buf_append(&maker->out, item.data, 100);
	assert_bad(maker, 2, "length that cannot be");
	maker->out.len = maker->spans[2].end;
	buf_append_varint(&maker->out, RECORD_ITEM_MAX + 1);
	assert_bad(maker, 2, "length that cannot be");
	maker->out.len = maker->spans[2].end;
	buf_append_varint(&maker->out, RECORD_ITEM_MAX);
	assert_bad(maker, 2, "breaks off");
	record_maker_free(maker);
	buf_deinit(&item);
}

static void largest_event(void **state)
{
	struct record_maker *maker = record_maker_new();
	char *text = xcalloc(1, RECORD_ENTRY_MAX);

	(void)state;
	memset(text, 'x', RECORD_ENTRY_MAX - 40);
	record_maker_add(maker, text);
	record_maker_seal(maker, true);
	assert_true(maker->spans[1].end - maker->spans[1].start <= RECORD_ITEM_MAX);
	assert_true(verdict_of(maker).ok);
	free(text);
	record_maker_free(maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_record),
	    cmocka_unit_test(pieces_of_any_size),
	    cmocka_unit_test(chain_is_as_specified),
	    cmocka_unit_test(wrong_numbers),
	    cmocka_unit_test(seals_out_of_place),
	    cmocka_unit_test(incomplete),
	    cmocka_unit_test(unsealed_end),
	    cmocka_unit_test(keys),
	    cmocka_unit_test(too_many_keys),
	    cmocka_unit_test(missing_doubled_swapped),
	    cmocka_unit_test(only_one_encoding),
	    cmocka_unit_test(trailing_bytes),
	    cmocka_unit_test(hostile),
	    cmocka_unit_test(largest_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
