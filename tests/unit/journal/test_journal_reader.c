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
		    reader, follower.seq, UINT32_MAX, 10000000, follow, &follower, &err);

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

/* Bytes of the seal of the end, about: each time it has random bytes of its own. */
#define END_MAX 400

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
		if (whole.len > END_MAX) {
			assert_memory_equal(whole.data, small.data, whole.len - END_MAX);
		}
		verdict = verify(&whole);
		if (!verdict.ok) {
			fail_msg("%s", verdict.text);
		}
		assert_true(verify(&small).ok);
		assert_int_equal(verdict.events, through);
		assert_int_equal(verdict.sealed_events, through);
		assert_string_equal(verdict.exercise_id, "long-harvest-1");
		assert_string_equal(verdict.class_name, "");
		assert_int_equal(verdict.has_digest, through >= 8);
		assert_int_equal(verdict.digest_at, through / 8 * 8);
		assert_int_equal(verdict.sealed_wall_ms, 1700000009999);
		assert_memory_equal(
		    verdict.keys[0], signer_public_key(fixture->signer), SIGNER_KEY_SIZE);
		buf_deinit(&whole);
		buf_deinit(&small);
	}
	journal_close(journal);
}

/* Of 30 events A is shown 16, B 15, C 8 (journal_fixture.h). */
static void record_of_each_team(void **state)
{
	static const struct {
		const char *team, *class;
		uint64_t events;
	} rows[] = {{"A", "player/A", 16}, {"B", "player/B", 15}, {"C", "player/C", 8}};
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);

	assert_int_equal(fixture_append(fixture, journal, 30, 8), 0);
	for (size_t i = 0; i < 3; i++) {
		for (uint64_t through = 0; through <= rows[i].events; through++) {
			struct buf whole = {0}, small = {0};
			struct record_verdict verdict;

			fixture_record_of(fixture, rows[i].team, through, 1000000, &whole);
			fixture_record_of(fixture, rows[i].team, through, 1, &small);
			assert_int_equal(whole.len, small.len);
			verdict = verify(&whole);
			if (!verdict.ok) {
				fail_msg("%s", verdict.text);
			}
			assert_true(verify(&small).ok);
			assert_int_equal(verdict.events, through == 0 ? rows[i].events : through);
			assert_int_equal(verdict.sealed_events, verdict.events);
			assert_string_equal(verdict.class_name, rows[i].class);
			/* nothing of what is not the team's, the state's digest included */
			assert_false(verdict.has_digest);
			buf_deinit(&whole);
			buf_deinit(&small);
		}
	}
	journal_close(journal);
}

/* Whoever has lost it begins anew, and goes on where the client is. */
static void record_goes_on_anywhere(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_record_options options = {.team_id = "B", .through = 10};
	struct journal_reader *reader;
	struct buf whole = {0}, rest = {0};
	bool last = false;
	size_t found = 0;

	assert_int_equal(fixture_append(fixture, journal, 30, 8), 0);
	fixture_record_of(fixture, "B", 10, 1000000, &whole);
	reader = fixture_reader(fixture);
	for (size_t at = 0; at < whole.len; at++) {
		struct journal_record *record = journal_record_new(&options);
		int result = journal_record_skip(record, reader, at, &fixture->err);

		if (result == 0) {
			found++;
			rest.len = 0;
			assert_int_equal(journal_record_read(record, reader, fixture->signer,
			                     1700000009999, 1000000, &rest, &last, &fixture->err),
			    0);
			assert_true(last);
			assert_int_equal(rest.len, whole.len - at);
			if (rest.len > END_MAX) {
				assert_memory_equal(rest.data, whole.data + at, rest.len - END_MAX);
			}
		} else {
			assert_int_equal(result, ERR_INVALID);
		}
		journal_record_free(record);
	}
	/* from the beginning, after the beginning, after each of ten events */
	assert_int_equal(found, 12);
	buf_deinit(&whole);
	buf_deinit(&rest);
	journal_reader_close(reader);
	journal_close(journal);
}

static int try_record(struct fixture *fixture, const char *team_id, uint64_t through)
{
	struct journal_record_options options = {.team_id = team_id, .through = through};
	struct journal_reader *reader = fixture_reader(fixture);
	struct journal_record *record = journal_record_new(&options);
	struct buf out = {0};
	bool last = false;
	int result = 0;

	while (result == 0 && !last) {
		result = journal_record_read(
		    record, reader, fixture->signer, 1, 100, &out, &last, &fixture->err);
	}
	buf_deinit(&out);
	journal_record_free(record);
	journal_reader_close(reader);
	return result;
}

static void record_refuses(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	char long_name[200] = "";

	memset(long_name, 'x', sizeof(long_name) - 1);
	assert_int_equal(try_record(fixture, NULL, 0), ERR_INVALID);
	assert_int_equal(try_record(fixture, NULL, 1), ERR_NOT_FOUND);
	fixture_append(fixture, journal, 3, 0);
	assert_int_equal(try_record(fixture, NULL, 3), 0);
	assert_int_equal(try_record(fixture, NULL, 4), ERR_NOT_FOUND);
	assert_int_equal(try_record(fixture, "A", 2), 0);
	assert_int_equal(try_record(fixture, "A", 3), ERR_NOT_FOUND);
	assert_int_equal(try_record(fixture, "D", 0), ERR_NOT_FOUND);
	assert_int_equal(try_record(fixture, "D", 1), ERR_NOT_FOUND);
	assert_int_equal(try_record(fixture, long_name, 0), ERR_NOT_FOUND);
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
	    TEST(record_of_each_team),
	    TEST(record_goes_on_anywhere),
	    TEST(record_refuses),
	    TEST(attachments),
	    TEST(reader_settles_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
