/*
 * No damage to a record goes unnoticed, and the event that is named is the one that was damaged.
 * RECORD_DAMAGE_ROUNDS sets how many random damages are tried on the larger record, RECORD_SEED
 * where they begin.
 */
#include "proto/record.h"

#include "proto/xalloc.h"
#include "record_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#define ROUNDS_DEFAULT 300

/* What may be named when the byte at `at` is changed: exactly the event whose item it is in; the
 * length in front of a seal may also be taken for the beginning of the next event. */
static void assert_names(const struct record_maker *maker, size_t at, uint8_t change,
    const struct record_verdict *verdict)
{
	const struct span *span = maker->spans;
	uint64_t named = verdict->first_bad;

	while (at >= span->end) {
		span++;
	}
	if (verdict->ok) {
		fail_msg("byte %zu changed by %02x: not noticed", at, change);
	}
	if (named == span->seq) {
		return;
	}
	fail_msg("byte %zu (%zu of its item, event %llu, kind %d) changed by %02x: \"%s\"", at,
	    at - span->start, (unsigned long long)span->seq, span->kind, change, verdict->text);
}

/* With everything that a record can have. */
static struct record_maker *small(const char *team_id)
{
	struct record_maker *maker = record_maker_new_of(team_id);

	record_maker_add(maker, "one");
	record_maker_add(maker, "two");
	record_maker_add_document(maker, 50);
	record_maker_add_pause(maker);
	record_maker_seal(maker);
	record_maker_add(maker, "five");
	record_maker_add(maker, "six");
	record_maker_end(maker);
	return maker;
}

static void every_byte_of(struct record_maker *maker)
{
	uint8_t *bytes = maker->out.data;

	for (size_t at = 0; at < maker->out.len; at++) {
		for (unsigned bit = 0; bit <= 8; bit++) {
			uint8_t change = (uint8_t)(bit == 8 ? 0xffu : 1u << bit);
			struct record_verdict verdict;

			bytes[at] ^= change;
			verdict = record_verdict_of(bytes, maker->out.len, maker->out.len, NULL);
			bytes[at] ^= change;
			assert_names(maker, at, change, &verdict);
		}
	}
	assert_true(record_verdict_of(bytes, maker->out.len, maker->out.len, NULL).ok);
	record_maker_free(maker);
}

/* Every byte, changed in every single bit and in all of them. */
static void every_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		every_byte_of(small(i == 0 ? NULL : i == 1 ? "A" : "B"));
	}
}

/* The verdict does not depend on how the bytes were cut. */
static void cut_differently(void **state)
{
	struct record_maker *maker = small("A");
	uint8_t *bytes = maker->out.data;

	(void)state;
	for (size_t at = 0; at < maker->out.len; at += 3) {
		struct record_verdict whole, bytewise;

		bytes[at] ^= 0x80;
		whole = record_verdict_of(bytes, maker->out.len, maker->out.len, NULL);
		bytewise = record_verdict_of(bytes, maker->out.len, 1, NULL);
		bytes[at] ^= 0x80;
		assert_memory_equal(&whole, &bytewise, sizeof(whole));
	}
	record_maker_free(maker);
}

static void every_length(void **state)
{
	struct record_maker *maker = small("A");

	(void)state;
	for (size_t len = 0; len < maker->out.len; len++) {
		struct record_verdict verdict = record_verdict_of(maker->out.data, len, 1000, NULL);

		/* also cut right after a seal it is not what it was */
		assert_false(verdict.ok);
		assert_true(verdict.first_bad <= verdict.events + 1);
		assert_true(verdict.first_bad > verdict.sealed_events ||
		            verdict.first_bad == verdict.events);
	}
	record_maker_free(maker);
}

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
	const char *value = getenv(name);

	return value != NULL ? strtoul(value, NULL, 10) : otherwise;
}

static void random_damage(void **state)
{
	unsigned long rounds = from_environment("RECORD_DAMAGE_ROUNDS", ROUNDS_DEFAULT);
	unsigned seed = (unsigned)from_environment("RECORD_SEED", (unsigned long)time(NULL));
	struct record_maker *maker = record_maker_filled(400, 50);
	uint8_t *bytes = maker->out.data;

	(void)state;
	print_message("RECORD_SEED=%u\n", seed);
	for (unsigned long i = 0; i < rounds; i++) {
		size_t at = ((size_t)rand_r(&seed) << 15 ^ (size_t)rand_r(&seed)) % maker->out.len;
		uint8_t change = (uint8_t)(1 + rand_r(&seed) % 255);
		struct record_verdict verdict;

		bytes[at] ^= change;
		verdict = record_verdict_of(bytes, maker->out.len, 65536, NULL);
		bytes[at] ^= change;
		assert_names(maker, at, change, &verdict);
	}
	record_maker_free(maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_byte),
	    cmocka_unit_test(cut_differently),
	    cmocka_unit_test(every_length),
	    cmocka_unit_test(random_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
