#include "server/journal/journal.h"

#include "journal_fixture.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void create_append_load(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct loaded loaded;
	uint8_t salt[HASH_SIZE];

	assert_int_equal(journal_head(journal), 0);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.events, 0);
	memcpy(salt, journal_code_salt(journal), sizeof(salt));
	for (size_t batch = 1; batch <= 20; batch++) {
		assert_int_equal(fixture_append(fixture, journal, batch, 50), 0);
	}
	assert_int_equal(journal_head(journal), 210);
	fixture_reopen(fixture, &journal);
	assert_int_equal(journal_head(journal), 210);
	assert_memory_equal(journal_code_salt(journal), salt, sizeof(salt));
	if (fixture_load(fixture, journal, &loaded) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	assert_int_equal(loaded.events, 210);
	assert_int_equal(loaded.sealed, 4);
	assert_int_equal(loaded.digest_at, 200);
	assert_false(loaded.wrong);
	/* goes on where it was, seals included */
	assert_int_equal(fixture_append(fixture, journal, 90, 50), 0);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.events, 300);
	assert_int_equal(loaded.sealed, 6);
	journal_close(journal);
	fixture_assert_verifies(fixture, 300);
}

/* What is noted between events is there after the next opening, and changes nothing of the log. */
static void it_is_known_when_it_ran(void **state)
{
	struct fixture *fixture = *state;
	struct clock_moment moment, found;
	struct journal *journal = fixture_create(fixture);

	journal_alive(journal, &moment);
	assert_int_equal(moment.wall_ms, 0);
	assert_int_equal(moment.boot_ms, 0);
	assert_int_equal(fixture_append(fixture, journal, 10, 5), 0);
	moment = (struct clock_moment){.wall_ms = 1234567890123, .boot_ms = 77};
	assert_int_equal(journal_set_alive(journal, &moment, &fixture->err), 0);
	moment = (struct clock_moment){
	    .wall_ms = 1234567892123, .boot_ms = 2077, .boot_id = {1, [15] = 2}};
	assert_int_equal(journal_set_alive(journal, &moment, &fixture->err), 0);
	fixture_reopen(fixture, &journal);
	journal_alive(journal, &found);
	assert_memory_equal(&found, &moment, sizeof(found));
	assert_int_equal(journal_head(journal), 10);
	journal_close(journal);
	fixture_assert_verifies(fixture, 10);
}

static void create_refuses(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture), *second = NULL;

	journal_close(journal);
	assert_int_equal(fixture_try_create(fixture, fixture->path, "x", 32, &second), ERR_EXISTS);
	assert_int_equal(fixture_try_create(fixture, "/tmp/never", "", 32, &second), ERR_INVALID);
	assert_int_equal(fixture_try_create(fixture, "/tmp/never", "x", 31, &second), ERR_INVALID);
	assert_null(second);
}

static void one_writer(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture), *second = NULL;
	pid_t child;
	int status;

	assert_int_equal(fixture_try_open(fixture, &second), ERR_BUSY);
	assert_non_null(strstr(fixture->err.text, "open in another process"));
	child = fork();
	if (child == 0) {
		_exit(fixture_try_open(fixture, &second) == ERR_BUSY ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(fixture_append(fixture, journal, 1, 0), 0);
	journal_close(journal);
	journal = fixture_open(fixture);
	journal_close(journal);
}

static void rows_beside_the_events(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_invite invites[2] = {{3, {3}, ""}, {4, {4}, "Ana"}};
	struct journal_token tokens[3] = {{{9}, 9}, {{10}, 10}, {{11}, 11}};
	uint8_t salts[2][16] = {{9}, {10}};
	struct journal_person people[2] = {{9, "Ana", salts[0]}, {10, "Bruno", salts[1]}};
	struct journal_batch batch = {.invites = invites,
	    .invite_count = 2,
	    .tokens = tokens,
	    .token_count = 3,
	    .people = people,
	    .person_count = 2};
	struct loaded loaded;

	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	fixture_reopen(fixture, &journal);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.invites, 2);
	assert_int_equal(loaded.tokens, 3);
	assert_int_equal(loaded.people, 2);
	assert_string_equal(loaded.name, "Bruno");
	assert_false(loaded.wrong);
	journal_close(journal);
}

/* And the log still verifies. */
static void erasing_a_person(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	uint8_t salt[16] = {9};
	struct journal_person person = {9, "Wilhelmina Unmistakable", salt};
	struct journal_batch batch = {.people = &person, .person_count = 1};
	struct loaded loaded;

	assert_int_equal(fixture_append(fixture, journal, 5, 0), 0);
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	fixture_reopen(fixture, &journal);
	journal_close(journal);
	journal = fixture_open(fixture);
	person.name = "";
	person.salt = NULL;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	journal_close(journal);
	journal = fixture_open(fixture);
	fixture_load(fixture, journal, &loaded);
	assert_int_equal(loaded.people, 1);
	assert_string_equal(loaded.name, "");
	journal_close(journal);
	fixture_assert_verifies(fixture, 5);
}

struct document {
	uint8_t bytes[100000];
	uint8_t sha256[HASH_SIZE];
};

static struct document *make_document(unsigned char with)
{
	struct document *document = xcalloc(1, sizeof(*document));

	for (size_t i = 0; i < sizeof(document->bytes); i++) {
		document->bytes[i] = (uint8_t)(i * 31 + with + (i >> 8));
	}
	sha256(document->bytes, sizeof(document->bytes), document->sha256);
	return document;
}

static struct journal_piece put(struct fixture *fixture, struct journal *journal,
    const struct document *document, size_t offset, size_t len)
{
	struct journal_piece piece = {
	    .size_bytes = sizeof(document->bytes),
	    .offset = offset,
	    .data = document->bytes + offset,
	    .data_len = len,
	};
	struct journal_batch batch = {.pieces = &piece, .piece_count = 1};

	memcpy(piece.sha256, document->sha256, HASH_SIZE);
	if (journal_append(journal, &batch, &fixture->err) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	return piece;
}

static void attachment_in_pieces(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct document *document = make_document(1);
	struct loaded loaded;

	assert_int_equal(put(fixture, journal, document, 0, 40000).stored, 40000);
	/* a repetition and a piece too early change nothing */
	assert_int_equal(put(fixture, journal, document, 0, 40000).stored, 40000);
	assert_int_equal(put(fixture, journal, document, 80000, 20000).stored, 40000);
	fixture_reopen(fixture, &journal);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.attachments, 1);
	assert_int_equal(loaded.stored, 40000);
	assert_int_equal(put(fixture, journal, document, 40000, 40000).stored, 80000);
	assert_int_equal(put(fixture, journal, document, 80000, 20000).stored, 100000);
	assert_int_equal(put(fixture, journal, document, 0, 40000).stored, 100000);
	journal_close(journal);
	fixture_assert_verifies(fixture, 0);
	free(document);
}

static void attachment_that_is_something_else(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct document *document = make_document(1), *other = make_document(2);
	struct journal_piece piece;
	struct loaded loaded;

	memcpy(other->sha256, document->sha256, HASH_SIZE);
	put(fixture, journal, other, 0, 50000);
	piece = put(fixture, journal, other, 50000, 50000);
	assert_true(piece.mismatch);
	assert_int_equal(piece.stored, 0);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.attachments, 0);
	/* the right one still finds its place */
	put(fixture, journal, document, 0, 50000);
	piece = put(fixture, journal, document, 50000, 50000);
	assert_false(piece.mismatch);
	assert_int_equal(piece.stored, 100000);
	journal_close(journal);
	free(document);
	free(other);
}

/* Pieces that cannot be are not stored, whatever their sender says, and nothing is lost by them. */
static void attachment_pieces_that_lie(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct document *document = make_document(1);
	struct journal_piece lie = {
	    .size_bytes = 100000, .offset = 50000, .data = document->bytes, .data_len = 50001};
	struct journal_piece empty = {.size_bytes = 0};
	struct journal_batch batch = {.pieces = &lie, .piece_count = 1};

	memcpy(lie.sha256, document->sha256, HASH_SIZE);
	put(fixture, journal, document, 0, 50000);
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_int_equal(lie.stored, 50000);
	lie.size_bytes = UINT64_MAX;
	lie.data_len = 10;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_int_equal(lie.stored, 50000);
	/* with another size from the beginning: that is a new upload */
	lie.size_bytes = 70000;
	lie.offset = 0;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_int_equal(lie.stored, 10);
	/* the empty document is whole at once */
	sha256("", 0, empty.sha256);
	batch.pieces = &empty;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_false(empty.mismatch);
	journal_close(journal);
	fixture_assert_verifies(fixture, 0);
	free(document);
}

/* What is uploaded under the key of an upload that the same commit adopts begins anew, beside the
 * document. */
static void an_upload_after_its_adoption(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct document *document = make_document(1);
	struct journal_piece piece = {.sha256 = {1},
	    .is_upload = true,
	    .size_bytes = sizeof(document->bytes),
	    .data = document->bytes,
	    .data_len = sizeof(document->bytes)};
	struct journal_adopt adopt = {.upload = {1}};
	struct journal_batch batch = {.pieces = &piece, .piece_count = 1};
	struct loaded loaded;

	memcpy(piece.content, document->sha256, HASH_SIZE);
	memcpy(adopt.sha256, document->sha256, HASH_SIZE);
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_int_equal(piece.stored, 100000);
	batch.adopts = &adopt;
	batch.adopt_count = 1;
	piece.data_len = 40000;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_int_equal(piece.stored, 40000);
	assert_memory_equal(adopt.becomes, document->sha256, HASH_SIZE);
	fixture_reopen(fixture, &journal);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.attachments, 2);
	piece.offset = 40000;
	piece.data = document->bytes + 40000;
	piece.data_len = 60000;
	batch.adopt_count = 0;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_false(piece.mismatch);
	assert_int_equal(piece.stored, 100000);
	journal_close(journal);
	fixture_assert_verifies(fixture, 0);
	free(document);
}

static void append_refuses_what_does_not_follow(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_entry entry = {.seq = 5, .event = (const uint8_t *)"x", .event_len = 1};
	struct journal_batch batch = {.entries = &entry, .entry_count = 1};
	struct loaded loaded;

	assert_int_equal(fixture_append(fixture, journal, 3, 0), 0);
	assert_int_equal(journal_append(journal, &batch, &fixture->err), ERR_INVALID);
	/* dead from then on */
	assert_int_equal(fixture_append(fixture, journal, 1, 0), ERR_INVALID);
	assert_non_null(strstr(fixture->err.text, "opened again"));
	fixture_reopen(fixture, &journal);
	entry.seq = 4;
	entry.event_len = 2000000;
	assert_int_equal(journal_append(journal, &batch, &fixture->err), ERR_TOO_LARGE);
	fixture_reopen(fixture, &journal);
	assert_int_equal(fixture_append(fixture, journal, 1, 0), 0);
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.events, 4);
	journal_close(journal);
}

/* Commits and reading go on while the log moves into the file. */
static void checkpoints(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_reader *reader = NULL;
	struct loaded loaded;

	assert_int_equal(
	    journal_reader_open(fixture->store, fixture->path, &reader, &fixture->err), 0);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(fixture_append(fixture, journal, 1000, 0), 0);
		assert_int_equal(journal_checkpoint(journal, &fixture->err), 0);
	}
	assert_int_equal(fixture_load(fixture, journal, &loaded), 0);
	assert_int_equal(loaded.events, 30000);
	assert_false(loaded.wrong);
	journal_reader_close(reader);
	journal_close(journal);
}

static int stop_at_three(void *context, const struct journal_entry *entry)
{
	(void)context;
	return entry->seq == 3 ? ERR_CLOSED : 0;
}

static void callback_ends_the_reading(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_visitor visitor = {.entry = stop_at_three};

	fixture_append(fixture, journal, 10, 0);
	assert_int_equal(journal_load(journal, &visitor, &fixture->err), ERR_CLOSED);
	assert_int_equal(fixture_append(fixture, journal, 1, 0), 0);
	journal_close(journal);
}

static void wrong_digest(void *context, uint8_t out[HASH_SIZE])
{
	(void)context;
	memset(out, 1, HASH_SIZE);
}

static void state_that_differs(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct journal_visitor visitor = {.digest = wrong_digest};

	fixture_append(fixture, journal, 10, 4);
	assert_int_equal(journal_load(journal, &visitor, &fixture->err), ERR_CORRUPT);
	assert_non_null(strstr(fixture->err.text, "event 8"));
	journal_close(journal);
}

/* Looked at, it is whole and stays as it is; one that somebody writes is not looked at. */
static void looking_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture), *looked = NULL;
	struct loaded loaded;

	assert_int_equal(fixture_append(fixture, journal, 3, 2), 0);
	assert_int_equal(
	    journal_look(fixture->store, fixture->path, &looked, &fixture->err), ERR_BUSY);
	journal_close(journal);
	if (journal_look(fixture->store, fixture->path, &looked, &fixture->err) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	assert_int_equal(fixture_load(fixture, looked, &loaded), 0);
	assert_int_equal(loaded.events, 3);
	assert_false(loaded.wrong);
	assert_int_equal(fixture_append(fixture, looked, 1, 0), ERR_DENIED);
	assert_int_equal(journal_checkpoint(looked, &fixture->err), ERR_DENIED);
	journal_close(looked);
	fixture_assert_verifies(fixture, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(create_append_load),
	    TEST(it_is_known_when_it_ran),
	    TEST(create_refuses),
	    TEST(one_writer),
	    TEST(rows_beside_the_events),
	    TEST(erasing_a_person),
	    TEST(attachment_in_pieces),
	    TEST(attachment_that_is_something_else),
	    TEST(attachment_pieces_that_lie),
	    TEST(an_upload_after_its_adoption),
	    TEST(append_refuses_what_does_not_follow),
	    TEST(checkpoints),
	    TEST(callback_ends_the_reading),
	    TEST(state_that_differs),
	    TEST(looking_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
