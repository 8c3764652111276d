#include "server/journal/journal_reader.h"

#include "journal_fixture.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CONCURRENT_BATCHES 150
#define BATCH_EVENTS       7

struct follower {
	uint64_t seq;
	unsigned calls;
};

/* Runs on the main thread while the writer writes: only compares. */
static int follow(void *context, const struct journal_entry *entry)
{
	struct follower *follower = context;
	uint8_t event[512], envelope[64];

	follower->calls++;
	if (entry->seq != follower->seq + 1 ||
	    entry->event_len != fixture_event(entry->seq, event) ||
	    memcmp(event, entry->event, entry->event_len) != 0 ||
	    entry->envelope_len != fixture_envelope(entry->seq, envelope) ||
	    memcmp(envelope, entry->envelope, entry->envelope_len) != 0) {
		return ERR_INVALID;
	}
	follower->seq = entry->seq;
	return 0;
}

static void ranges_and_budgets(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = fixture_reader(fixture);
	struct follower follower = {0};
	uint64_t head = 7;

	assert_int_equal(journal_reader_head(reader, &head, &fixture->err), 0);
	assert_int_equal(head, 0);
	assert_int_equal(fixture_append(fixture, journal, 30, 0), 0);
	assert_int_equal(journal_reader_head(reader, &head, &fixture->err), 0);
	assert_int_equal(head, 30);
	/* one at least, however small the budget */
	assert_int_equal(
	    journal_reader_entries(reader, 0, 30, 1, follow, &follower, &fixture->err), 0);
	assert_int_equal(follower.seq, 1);
	assert_int_equal(
	    journal_reader_entries(reader, 1, 10, 1000000, follow, &follower, &fixture->err), 0);
	assert_int_equal(follower.seq, 10);
	assert_int_equal(
	    journal_reader_entries(reader, 10, 30, 1000, follow, &follower, &fixture->err), 0);
	assert_in_range(follower.seq, 13, 29);
	/* what is not there yet is not there */
	follower.seq = 28;
	assert_int_equal(
	    journal_reader_entries(reader, 28, 99, 100000, follow, &follower, &fixture->err), 0);
	assert_int_equal(follower.seq, 30);
	follower.calls = 0;
	assert_int_equal(
	    journal_reader_entries(reader, 30, 99, 100000, follow, &follower, &fixture->err), 0);
	assert_int_equal(follower.calls, 0);
	/* the callback's code comes back, and the reader goes on */
	assert_int_equal(
	    journal_reader_entries(reader, 3, 30, 100000, follow, &follower, &fixture->err),
	    ERR_INVALID);
	follower.seq = 3;
	assert_int_equal(
	    journal_reader_entries(reader, 3, 30, 100000, follow, &follower, &fixture->err), 0);
	journal_reader_close(reader);
	journal_close(journal);
}

struct writer {
	struct fixture *fixture;
	struct journal *journal;
	_Atomic int result;
};

static void *write_much(void *argument)
{
	struct writer *writer = argument;

	for (int i = 0; i < CONCURRENT_BATCHES && writer->result == 0; i++) {
		writer->result = fixture_append(writer->fixture, writer->journal, BATCH_EVENTS, 10);
		if (writer->result == 0 && i % 20 == 19) {
			writer->result = journal_checkpoint(writer->journal, NULL);
		}
	}
	return NULL;
}

/* A reader sees whole batches, in order, each event once, while they are being written. */
static void while_being_written(void **state)
{
	struct fixture *fixture = *state;
	struct writer writer = {.fixture = fixture, .journal = fixture_create(fixture)};
	struct journal_reader *reader = fixture_reader(fixture);
	struct follower follower = {0};
	struct err err;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, write_much, &writer), 0);
	while (follower.seq < CONCURRENT_BATCHES * BATCH_EVENTS) {
		int result = journal_reader_entries(
		    reader, follower.seq, UINT32_MAX, 100000, follow, &follower, &err);

		if (result != 0 || follower.seq % BATCH_EVENTS != 0) {
			/* budgets may end a call within a batch, but this one never does */
			pthread_join(thread, NULL);
			fail_msg("event %llu: %s", (unsigned long long)follower.seq, err.text);
		}
		if (writer.result != 0) {
			break;
		}
	}
	pthread_join(thread, NULL);
	assert_int_equal(writer.result, 0);
	journal_reader_close(reader);
	journal_close(writer.journal);
	fixture_assert_verifies(fixture, CONCURRENT_BATCHES * BATCH_EVENTS);
}

static struct record_verdict verify(const struct buf *record)
{
	struct record_verifier *verifier = record_verifier_new(NULL);
	struct record_verdict verdict;

	record_verifier_feed(verifier, record->data, record->len);
	verdict = *record_verifier_finish(verifier);
	record_verifier_free(verifier);
	return verdict;
}

/* A record can end after any event; the pieces it comes in make no difference. */
static void record_through_any_event(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);

	assert_int_equal(fixture_append(fixture, journal, 30, 8), 0);
	for (uint64_t through = 1; through <= 30; through++) {
		struct buf whole = {0}, small = {0};
		struct record_verdict verdict;

		fixture_record(fixture, through, 1000000, &whole);
		fixture_record(fixture, through, 1, &small);
		assert_int_equal(whole.len, small.len);
		assert_memory_equal(whole.data, small.data, whole.len);
		verdict = verify(&whole);
		if (!verdict.ok) {
			fail_msg("%s", verdict.text);
		}
		assert_int_equal(verdict.events, through);
		assert_int_equal(verdict.sealed_seq, through);
		assert_string_equal(verdict.exercise_id, "long-harvest-1");
		assert_int_equal(verdict.has_digest, through >= 8);
		assert_int_equal(verdict.digest_seq, through / 8 * 8);
		assert_memory_equal(
		    verdict.keys[0], signer_public_key(fixture->signer), SIGNER_KEY_SIZE);
		buf_deinit(&whole);
		buf_deinit(&small);
	}
	journal_close(journal);
}

static void record_refuses(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = fixture_reader(fixture);
	struct buf out = {0};
	uint64_t next = 77;
	bool last = false;

	buf_append(&out, "kept", 4);
	assert_int_equal(journal_reader_record(
	                     reader, fixture->signer, 0, 0, 100, &out, &next, &last, &fixture->err),
	    ERR_INVALID);
	assert_int_equal(journal_reader_record(
	                     reader, fixture->signer, 0, 1, 100, &out, &next, &last, &fixture->err),
	    ERR_NOT_FOUND);
	fixture_append(fixture, journal, 3, 0);
	assert_int_equal(journal_reader_record(
	                     reader, fixture->signer, 3, 3, 100, &out, &next, &last, &fixture->err),
	    ERR_INVALID);
	assert_int_equal(out.len, 4);
	assert_int_equal(next, 77);
	buf_deinit(&out);
	journal_reader_close(reader);
	journal_close(journal);
}

static void attachments(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = fixture_reader(fixture);
	static uint8_t document[5000];
	struct journal_piece pieces[5];
	struct journal_batch batch = {.pieces = pieces, .piece_count = 4};
	struct buf out = {0};
	uint64_t size = 0;

	for (size_t i = 0; i < sizeof(document); i++) {
		document[i] = (uint8_t)(i * 7 + (i >> 8));
	}
	for (size_t i = 0; i < 5; i++) {
		pieces[i] = (struct journal_piece){.size_bytes = sizeof(document),
		    .offset = i * 1000,
		    .data = document + i * 1000,
		    .data_len = 1000};
		sha256(document, sizeof(document), pieces[i].sha256);
	}
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_int_equal(
	    journal_reader_attachment(reader, pieces[0].sha256, 0, 100, &out, &size, &fixture->err),
	    ERR_NOT_FOUND);
	batch.pieces = pieces + 4;
	batch.piece_count = 1;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	for (size_t offset = 0; offset <= sizeof(document); offset += 250) {
		for (size_t max = 1; max < 3000; max += 499) {
			size_t left = sizeof(document) - offset;

			out.len = 0;
			assert_int_equal(journal_reader_attachment(reader, pieces[0].sha256, offset,
			                     max, &out, &size, &fixture->err),
			    0);
			assert_int_equal(size, sizeof(document));
			assert_int_equal(out.len, max < left ? max : left);
			if (out.len > 0) {
				assert_memory_equal(out.data, document + offset, out.len);
			}
		}
	}
	out.len = 0;
	assert_int_equal(journal_reader_attachment(
	                     reader, pieces[0].sha256, UINT64_MAX, 100, &out, &size, &fixture->err),
	    0);
	assert_int_equal(out.len, 0);
	pieces[0].sha256[0] ^= 1;
	assert_int_equal(
	    journal_reader_attachment(reader, pieces[0].sha256, 0, 100, &out, &size, &fixture->err),
	    ERR_NOT_FOUND);
	buf_deinit(&out);
	journal_reader_close(reader);
	journal_close(journal);
}

/* A reader changes nothing, not even as the last one to close. */
static void reader_settles_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = fixture_reader(fixture);
	struct follower follower = {0};

	fixture_append(fixture, journal, 40, 0);
	/* dead, so that closing it leaves all as after a crash */
	assert_int_not_equal(
	    journal_append(journal,
	        &(struct journal_batch){.entries = &(struct journal_entry){0}, .entry_count = 1},
	        &fixture->err),
	    0);
	journal_close(journal);
	journal_reader_close(reader);
	reader = fixture_reader(fixture);
	assert_int_equal(
	    journal_reader_entries(reader, 0, 99, 1000000, follow, &follower, &fixture->err), 0);
	assert_int_equal(follower.seq, 40);
	journal_reader_close(reader);
	fixture_assert_verifies(fixture, 40);
	journal = fixture_open(fixture);
	assert_int_equal(journal_head(journal), 40);
	journal_close(journal);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(ranges_and_budgets),
	    TEST(while_being_written),
	    TEST(record_through_any_event),
	    TEST(record_refuses),
	    TEST(attachments),
	    TEST(reader_settles_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
