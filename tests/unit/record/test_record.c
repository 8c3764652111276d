#include "proto/record.h"

#include "proto/xalloc.h"
#include "record_maker.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct seen {
	uint64_t count;
	size_t bytes;
	uint8_t hash[CHAIN_HASH_SIZE];
};

static void see(void *context, const struct record_entry *entry)
{
	struct seen *seen = context;

	assert_int_equal(entry->number, seen->count + 1);
	assert_true(entry->event_len > 0 && (entry->envelope != NULL) == (entry->envelope_len > 0));
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
	assert_int_equal(verdict.sealed_events, 25);
	assert_string_equal(verdict.exercise_id, "long-harvest-1");
	assert_int_equal(verdict.created_wall_ms, 1700000000000);
	assert_memory_equal(verdict.hash, chain_hash(maker->chain), CHAIN_HASH_SIZE);
	assert_true(verdict.has_digest);
	assert_int_equal(verdict.digest_at, 20);
	assert_int_equal(verdict.key_count, 1);
	assert_memory_equal(verdict.keys[0], maker->public_key, SEAL_KEY_SIZE);
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

static void good_record_of_a_team(void **state)
{
	/* of 25 events 9 are for everybody, 8 for A, 8 for B */
	static const struct {
		const char *team, *class;
		uint64_t events;
	} rows[] = {{"A", "player/A", 17}, {"B", "player/B", 17}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct record_maker *maker = record_maker_filled_of(rows[i].team, 25, 10);
		struct seen seen = {0};
		struct record_options options = {.entry = see, .context = &seen};
		struct record_verdict verdict =
		    record_verdict_of(maker->out.data, maker->out.len, 77, &options);

		if (!verdict.ok) {
			fail_msg("%s", verdict.text);
		}
		assert_int_equal(verdict.events, rows[i].events);
		assert_int_equal(seen.count, verdict.events);
		assert_string_equal(verdict.class_name, rows[i].class);
		assert_false(verdict.has_digest);
		assert_memory_equal(verdict.hash, maker->classes.list[i].hash, CHAIN_HASH_SIZE);
		record_maker_free(maker);
	}
}

static void wrong_numbers(void **state)
{
	struct record_maker *maker = record_maker_new();

	(void)state;
	record_maker_add(maker, "one");
	record_maker_add(maker, "two");
	record_maker_add(maker, "three");
	record_maker_add_at(maker, "four", 5);
	record_maker_end(maker);
	record_maker_assert_bad(maker, 4, "in place of event 4 stands event 5");
	record_maker_free(maker);
}

static void seals_out_of_place(void **state)
{
	static const struct {
		enum seal_fault fault;
		const char *words;
	} rows[] = {{SEAL_OF_ANOTHER, "is for event 1"}, {SEAL_NO_DIGEST, "is not over the events"},
	    {SEAL_SHORT_DIGEST, "is not over the events"},
	    {SEAL_OTHER_ROOT, "is not over the events"}};
	struct record_maker *maker = record_maker_new();

	(void)state;
	record_maker_seal(maker);
	record_maker_assert_bad(maker, 1, "does not follow an event");
	record_maker_free(maker);
	maker = record_maker_new();
	record_maker_add(maker, "one");
	record_maker_seal(maker);
	record_maker_seal(maker);
	record_maker_assert_bad(maker, 1, "does not follow an event");
	record_maker_free(maker);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		maker = record_maker_new();
		record_maker_add(maker, "one");
		record_maker_add(maker, "two");
		record_maker_seal_as(maker, rows[i].fault, false);
		record_maker_assert_bad(maker, 2, rows[i].words);
		record_maker_free(maker);
	}
}

/* Where a seal has to be, none is missing. */
static void seals_that_are_due(void **state)
{
	static const char *const teams[] = {NULL, "A", "B"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct record_maker *maker = record_maker_new_of(teams[i]);

		record_maker_add(maker, "one");
		record_maker_add_pause(maker);
		record_maker_end(maker);
		record_maker_assert_bad(maker, 2, "the seal after event 2 is missing");
		record_maker_free(maker);
		maker = record_maker_new_of(teams[i]);
		record_maker_add(maker, "one");
		record_maker_add_pause(maker);
		record_maker_seal(maker);
		record_maker_end(maker);
		assert_true(record_maker_verdict(maker).ok);
		record_maker_free(maker);
	}
	struct record_maker *maker = record_maker_new();
	for (int i = 0; i < 1000; i++) {
		record_maker_add(maker, "x");
	}
	record_maker_end(maker);
	record_maker_assert_bad(maker, 1000, "the seal after event 1000 is missing");
	record_maker_free(maker);
}

static void incomplete(void **state)
{
	struct record_maker *maker = record_maker_new();

	(void)state;
	record_maker_assert_bad(maker, 1, "no events");
	record_maker_add(maker, "one");
	record_maker_assert_bad(maker, 1, "without the seal of its end");
	record_maker_seal(maker);
	/* whole up to here, and yet somebody may have cut off what follows */
	record_maker_assert_bad(maker, 2, "without the seal of its end");
	assert_int_equal(record_maker_verdict(maker).sealed_events, 1);
	record_maker_add(maker, "two");
	record_maker_add(maker, "three");
	record_maker_assert_bad(maker, 2, "it ends after event 3 without the seal of its end");
	buf_append(&maker->out, "\x80", 1);
	record_maker_assert_bad(maker, 4, "breaks off");
	maker->out.len--;
	record_maker_end(maker);
	assert_true(record_maker_verdict(maker).ok);
	record_maker_add(maker, "four");
	record_maker_assert_bad(maker, 4, "follows the end");
	record_maker_free(maker);
}

static void unsealed_end(void **state)
{
	struct record_options options = {.unsealed_end_allowed = true};
	struct record_maker *maker = record_maker_new();
	struct record_verdict verdict;

	(void)state;
	record_maker_add(maker, "one");
	record_maker_seal(maker);
	record_maker_add(maker, "two");
	verdict = record_verdict_of(maker->out.data, maker->out.len, 100, &options);
	assert_true(verdict.ok);
	assert_int_equal(verdict.events, 2);
	assert_int_equal(verdict.sealed_events, 1);
	verdict = record_verdict_of(maker->out.data, maker->out.len - 1, 100, &options);
	assert_false(verdict.ok);
	record_maker_free(maker);
}

static void withheld(void **state)
{
	static const char *const teams[] = {NULL, "A"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct record_maker *maker = record_maker_new_of(teams[i]);
		struct record_verdict verdict;

		record_maker_add(maker, "one");
		record_maker_add_withheld(maker, "two, for A");
		record_maker_add(maker, "three");
		record_maker_add_withheld(maker, "four");
		record_maker_end(maker);
		verdict = record_maker_verdict(maker);
		if (!verdict.ok) {
			fail_msg("%s", verdict.text);
		}
		assert_int_equal(verdict.withheld_count, 2);
		assert_int_equal(verdict.withheld[0], 2);
		assert_int_equal(verdict.withheld[1], i == 0 ? 4 : 3);
		record_maker_free(maker);
	}
	struct record_maker *maker = record_maker_new();
	record_maker_add_withheld(maker, "the teams");
	record_maker_end(maker);
	record_maker_assert_bad(maker, 1, "cannot be withheld");
	record_maker_free(maker);
}

/* Two keys: of the seal after `events`, and of the end. */
static struct record_maker *with_two_keys(uint64_t events, uint8_t first[SEAL_KEY_SIZE])
{
	struct record_maker *maker = record_maker_new();

	for (uint64_t i = 0; i < events; i++) {
		record_maker_add(maker, "x");
	}
	memcpy(first, maker->public_key, SEAL_KEY_SIZE);
	record_maker_seal(maker);
	record_maker_change_key(maker);
	record_maker_add(maker, "last");
	record_maker_end(maker);
	return maker;
}

static void keys(void **state)
{
	uint8_t first[SEAL_KEY_SIZE], parsed[SEAL_KEY_SIZE];
	struct record_maker *maker = with_two_keys(4, first);
	struct record_options options = {.expected_key = first};
	char text[RECORD_KEY_TEXT_SIZE];
	struct record_verdict verdict;

	(void)state;
	verdict = record_verdict_of(maker->out.data, maker->out.len, 100, &options);
	assert_false(verdict.ok);
	assert_int_equal(verdict.first_bad, 5);
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
	for (int i = 0; i < RECORD_KEYS_MAX; i++) {
		record_maker_change_key(maker);
		record_maker_add(maker, "x");
		record_maker_seal(maker);
	}
	record_maker_end(maker);
	assert_true(record_maker_verdict(maker).ok);
	maker->out.len = maker->spans[--maker->span_count].start;
	record_maker_change_key(maker);
	record_maker_add(maker, "x");
	record_maker_end(maker);
	record_maker_assert_bad(maker, RECORD_KEYS_MAX + 1, "more than 16 keys");
	record_maker_free(maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_record),
	    cmocka_unit_test(good_record_of_a_team),
	    cmocka_unit_test(pieces_of_any_size),
	    cmocka_unit_test(wrong_numbers),
	    cmocka_unit_test(seals_out_of_place),
	    cmocka_unit_test(seals_that_are_due),
	    cmocka_unit_test(incomplete),
	    cmocka_unit_test(withheld),
	    cmocka_unit_test(unsealed_end),
	    cmocka_unit_test(keys),
	    cmocka_unit_test(too_many_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
