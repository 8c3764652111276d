/*
 * The disk fills up, fsync fails, power is lost: at every point of a commit, a checkpoint, an
 * opening. What was acknowledged is there afterwards and the journal goes on once the disk works.
 * JOURNAL_POWER_ROUNDS sets how often power is lost, JOURNAL_SEED where the random numbers begin.
 */
#include "server/journal/journal.h"

#include "journal_fixture.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define POWER_ROUNDS_DEFAULT 40
#define DOCUMENT_BYTES       400000

/* Enough in the WAL that a checkpoint has something to do: part of an attachment. */
static int append_much(struct fixture *fixture, struct journal *journal, unsigned number)
{
	static uint8_t bytes[DOCUMENT_BYTES];
	struct journal_piece piece = {
	    .size_bytes = 2 * DOCUMENT_BYTES, .data = bytes, .data_len = DOCUMENT_BYTES};
	struct journal_batch batch = {.pieces = &piece, .piece_count = 1};

	memcpy(piece.sha256, &number, sizeof(number));
	return journal_append(journal, &batch, &fixture->err);
}

/* Three commits of three events and much else, then a checkpoint. Counts what was acknowledged. */
static int work(struct fixture *fixture, struct journal *journal, uint64_t *acknowledged)
{
	int result = 0;

	for (unsigned i = 0; i < 3 && result == 0; i++) {
		result = fixture_append(fixture, journal, 3, 4);
		if (result == 0) {
			*acknowledged = journal_head(journal);
			result = append_much(fixture, journal, (unsigned)*acknowledged);
		}
	}
	return result == 0 ? journal_checkpoint(journal, &fixture->err) : result;
}

/* Opens after trouble: everything acknowledged is there, and at most the batch in flight besides.
 */
static struct journal *reopen(struct fixture *fixture, uint64_t acknowledged, uint64_t in_flight)
{
	struct journal *journal = fixture_open(fixture);
	struct loaded loaded;

	if (fixture_load(fixture, journal, &loaded) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	assert_false(loaded.wrong);
	assert_in_range(loaded.events, acknowledged, acknowledged + in_flight);
	return journal;
}

static void fault_everywhere(struct fixture *fixture, enum fault fault, int expected)
{
	struct journal *journal = fixture_create(fixture);
	uint64_t acknowledged = 0;
	long after = 1, tried = 0;
	unsigned seed = 1;

	for (;;) {
		int result;

		acknowledged = journal_head(journal);
		fixture_arm(fixture, fault, after);
		result = work(fixture, journal, &acknowledged);
		if (!fixture_tripped(fixture)) {
			break;
		}
		if (result != expected) {
			fail_msg("after %ld: %d, %s", after, result, fixture->err.text);
		}
		fixture_disarm(fixture);
		/* never tried again on this connection, though it would work now */
		assert_int_equal(fixture_append(fixture, journal, 1, 0), expected);
		journal_close(journal);
		journal = reopen(fixture, acknowledged, 3);
		/* what was seen after opening can be told to others: it has to stay */
		acknowledged = journal_head(journal);
		if (tried % 2 == 0) {
			fixture_arm(fixture, FAULT_POWER, 1);
			journal_close(journal);
			fixture_lose_power(fixture, &seed);
			journal = reopen(fixture, acknowledged, 0);
		}
		assert_int_equal(fixture_append(fixture, journal, 1, 0), 0);
		after += 1 + after / 8;
		tried++;
	}
	fixture_disarm(fixture);
	journal_close(journal);
	assert_true(tried >= 8);
	fixture_assert_verifies(fixture, acknowledged);
}

static void disk_full_everywhere(void **state)
{
	struct fixture *fixture = *state;

	fault_everywhere(fixture, FAULT_FULL, ERR_DISK_FULL);
}

static void fsync_fails_everywhere(void **state)
{
	struct fixture *fixture = *state;

	fault_everywhere(fixture, FAULT_SYNC, ERR_IO);
}

/* A journal that could not be made has left nothing, and can be made later. */
static void create_on_full_disk(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = NULL;
	char temporary[128];
	long after = 1;

	snprintf(temporary, sizeof(temporary), "%s.new", fixture->path);
	for (;; after++) {
		int result;

		fixture_arm(fixture, FAULT_FULL, after);
		result = fixture_try_create(fixture, fixture->path, "x", 32, &journal);
		fixture_disarm(fixture);
		if (result == 0) {
			break;
		}
		assert_int_equal(result, ERR_DISK_FULL);
		assert_int_equal(access(temporary, F_OK), -1);
		/* made, and not opened */
		if (access(fixture->path, F_OK) == 0) {
			fixture_remove(fixture);
		}
	}
	assert_true(after > (fixture->fake != NULL ? 2 : 10));
	journal_close(journal);
}

/* Opening what a crash left has to write as well. */
static void open_on_failing_disk(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	static const enum fault kinds[] = {FAULT_FULL, FAULT_SYNC};
	static const int codes[] = {ERR_DISK_FULL, ERR_IO};

	for (size_t i = 0; i < 2; i++) {
		long after = 1;

		for (;; after++) {
			uint64_t head;
			int result;

			assert_int_equal(fixture_append(fixture, journal, 5, 0), 0);
			head = journal_head(journal);
			/* make it dead, so that the WAL stays */
			fixture_arm(fixture, FAULT_SYNC, 1);
			assert_int_equal(fixture_append(fixture, journal, 1, 0), ERR_IO);
			journal_close(journal);
			fixture_arm(fixture, kinds[i], after);
			result = fixture_try_open(fixture, &journal);
			fixture_disarm(fixture);
			if (result == 0) {
				assert_in_range(journal_head(journal), head, head + 1);
				break;
			}
			assert_int_equal(result, codes[i]);
			journal = reopen(fixture, head, 1);
		}
		assert_true(after > 1);
	}
	journal_close(journal);
}

static void power_lost(void **state)
{
	struct fixture *fixture = *state;
	unsigned long rounds = fixture_number("JOURNAL_POWER_ROUNDS", POWER_ROUNDS_DEFAULT);
	unsigned seed = (unsigned)fixture_number("JOURNAL_SEED", (unsigned long)time(NULL));
	struct journal *journal = fixture_create(fixture);

	print_message("JOURNAL_SEED=%u\n", seed);
	for (unsigned long round = 0; round < rounds; round++) {
		uint64_t acknowledged = journal_head(journal);
		int result = 0;

		fixture_arm(fixture, FAULT_POWER, 1 + rand_r(&seed) % 500);
		while (result == 0) {
			result =
			    fixture_append(fixture, journal, 1 + (size_t)rand_r(&seed) % 9, 16);
			if (result == 0) {
				acknowledged = journal_head(journal);
			}
			if (result == 0 && rand_r(&seed) % 8 == 0) {
				result = append_much(fixture, journal, (unsigned)rand_r(&seed));
			}
			if (result == 0 && rand_r(&seed) % 4 == 0) {
				result = journal_checkpoint(journal, &fixture->err);
			}
		}
		journal_close(journal);
		fixture_lose_power(fixture, &seed);
		journal = reopen(fixture, acknowledged, 9);
		/* a new one now and then: copying large files is not what is tested */
		if (round % 20 == 19 || round + 1 == rounds) {
			acknowledged = journal_head(journal);
			journal_close(journal);
			fixture_assert_verifies(fixture, acknowledged);
			fixture_remove(fixture);
			journal = fixture_create(fixture);
		}
	}
	journal_close(journal);
}

#define TEST(name)                                                                                 \
	cmocka_unit_test_setup_teardown(name, fixture_setup_faulty, fixture_teardown_faulty)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(disk_full_everywhere),
	    TEST(fsync_fails_everywhere),
	    TEST(create_on_full_disk),
	    TEST(open_on_failing_disk),
	    TEST(power_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
