/*
 * Damage to an exercise's file is found when it is loaded or verified, and the first bad event is
 * named. JOURNAL_DAMAGE_ROUNDS sets how many random changes of the raw file are tried, JOURNAL_SEED
 * where they begin.
 */
#include "server/journal/journal.h"

#include "journal_fixture.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS_DEFAULT 400
#define EVENTS         24

/* A closed journal of EVENTS events, sealed at 10 and 20. */
static void make(struct fixture *fixture)
{
	struct journal *journal = fixture_create(fixture);

	if (fixture_append(fixture, journal, EVENTS, 10) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	journal_close(journal);
}

/* Opens and loads; the first error. */
static int load(struct fixture *fixture, struct loaded *loaded)
{
	struct journal *journal = NULL;
	int result = fixture_try_open(fixture, &journal);
	struct err found;

	*loaded = (struct loaded){0};
	if (result != 0) {
		return result;
	}
	result = fixture_load(fixture, journal, loaded);
	found = fixture->err;
	/* nothing is added to what is damaged */
	if (result != 0) {
		assert_int_not_equal(fixture_append(fixture, journal, 1, 0), 0);
	}
	fixture->err = found;
	journal_close(journal);
	return result;
}

/* Loading and verifying both say that event `seq` is the first bad one. */
static void assert_first_bad(struct fixture *fixture, uint64_t seq, const char *what)
{
	struct record_verdict verdict;
	struct loaded loaded;
	char words[64];

	snprintf(words, sizeof(words), "event %llu is the first bad one", (unsigned long long)seq);
	if (fixture_verify(fixture, &verdict) != ERR_CORRUPT || verdict.ok ||
	    verdict.first_bad != seq) {
		fail_msg("%s: expected event %llu, verified \"%s\" %s", what,
		    (unsigned long long)seq, verdict.text, fixture->err.text);
	}
	if (load(fixture, &loaded) != ERR_CORRUPT || strstr(fixture->err.text, words) == NULL) {
		fail_msg("%s: expected \"%s\", loaded: \"%s\"", what, words, fixture->err.text);
	}
	assert_true(loaded.events < seq || strstr(what, "seal") != NULL);
}

static sqlite3 *open_raw(struct fixture *fixture)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	/* the test's own changes need not survive anything */
	assert_int_equal(sqlite3_exec(db, "PRAGMA synchronous=OFF", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

/* In memory: where the value is. */
static struct store_bytes stored(struct fixture *fixture, const char *column, int64_t row)
{
	struct fake_image *image = fake_store_image(fixture->fake, fixture->path);
	const struct store_entry *entry = &image->entries[row - 1];

	return strcmp(column, "event") == 0          ? entry->event
	       : strcmp(column, "envelope") == 0     ? entry->envelope
	       : strcmp(column, "hash") == 0         ? entry->hash
	       : strcmp(column, "state_digest") == 0 ? entry->seal->digest
	       : strcmp(column, "public_key") == 0   ? entry->seal->key
	                                             : entry->seal->signature;
}

/* Changes one byte of a stored value in place; false when the value has no such byte. */
static bool change_byte(struct fixture *fixture, const char *table, const char *column, int64_t row,
    int at, uint8_t change)
{
	sqlite3_blob *blob = NULL;
	sqlite3 *db;
	bool there;
	uint8_t byte;

	if (fixture->fake != NULL) {
		struct store_bytes bytes = stored(fixture, column, row);

		there = (size_t)at < bytes.len;
		if (there) {
			((uint8_t *)(uintptr_t)bytes.data)[at] ^= change;
		}
		return there;
	}
	db = open_raw(fixture);
	assert_int_equal(sqlite3_blob_open(db, "main", table, column, row, 1, &blob), SQLITE_OK);
	there = at < sqlite3_blob_bytes(blob);
	if (there) {
		assert_int_equal(sqlite3_blob_read(blob, &byte, 1, at), SQLITE_OK);
		byte ^= change;
		assert_int_equal(sqlite3_blob_write(blob, &byte, 1, at), SQLITE_OK);
	}
	sqlite3_blob_close(blob);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return there;
}

static void every_byte_of(
    struct fixture *fixture, const char *table, const char *column, int64_t row)
{
	struct loaded loaded;
	char what[64];
	int at = 0;

	while (change_byte(fixture, table, column, row, at, 0x10)) {
		snprintf(what, sizeof(what), "%s.%s byte %d", table, column, at);
		assert_first_bad(fixture, (uint64_t)row, what);
		change_byte(fixture, table, column, row, at, 0x10);
		at++;
	}
	assert_true(at >= 10);
	assert_int_equal(load(fixture, &loaded), 0);
}

static void stored_values(void **state)
{
	struct fixture *fixture = *state;

	make(fixture);
	every_byte_of(fixture, "events", "event", 7);
	every_byte_of(fixture, "events", "envelope", 7);
	every_byte_of(fixture, "events", "hash", 7);
	every_byte_of(fixture, "events", "hash", EVENTS);
	every_byte_of(fixture, "events", "event", 1);
	every_byte_of(fixture, "seals", "state_digest", 10);
	every_byte_of(fixture, "seals", "public_key", 10);
	every_byte_of(fixture, "seals", "signature", 20);
}

/* Events `seq` up to `last` go, those behind stay. */
static void cut_out(struct fake_image *image, uint64_t seq, uint64_t last)
{
	struct fake_image behind = {
	    .entries = image->entries + last, .entry_count = image->entry_count - last};
	struct store_entry kept[EVENTS];

	memcpy(kept, behind.entries, behind.entry_count * sizeof(kept[0]));
	image->entry_count = last;
	fake_image_cut(image, seq - 1);
	memcpy(image->entries + seq - 1, kept, behind.entry_count * sizeof(kept[0]));
	image->entry_count += behind.entry_count;
}

static void lose_first(struct fake_image *image)
{
	cut_out(image, 1, 1);
}

static void lose_one(struct fake_image *image)
{
	cut_out(image, 15, 15);
}

static void lose_last(struct fake_image *image)
{
	cut_out(image, 24, 24);
}

static void lose_half(struct fake_image *image)
{
	cut_out(image, 13, 24);
}

static void lose_all(struct fake_image *image)
{
	cut_out(image, 1, 24);
}

static void swap(struct fake_image *image)
{
	struct store_entry fifth = image->entries[4];

	image->entries[4] = image->entries[5];
	image->entries[4].seq = 5;
	image->entries[5] = fifth;
	image->entries[5].seq = 6;
}

static void repeat(struct fake_image *image)
{
	struct store_bytes *event = &image->entries[3].event, third = image->entries[2].event;

	free((void *)(uintptr_t)event->data);
	event->data = xcheck(malloc(third.len));
	event->len = third.len;
	memcpy((void *)(uintptr_t)event->data, third.data, third.len);
}

static struct store_row *row_of(struct fake_image *image, enum store_kind kind)
{
	struct store_row *row = image->rows;

	while (row->kind != kind) {
		row++;
	}
	return row;
}

static void move_seal(struct fake_image *image, uint64_t from, uint64_t to)
{
	image->entries[to - 1].seal = image->entries[from - 1].seal;
	image->entries[from - 1].seal = NULL;
}

static void move_first_seal(struct fake_image *image)
{
	move_seal(image, 10, 9);
}

static void shorten_seal(struct fake_image *image)
{
	((struct store_seal *)(uintptr_t)image->entries[19].seal)->signature.len = 1;
}

/* Done to a good journal, event `seq` is the first bad one. In memory a seal has its event. */
static const struct damage {
	const char *sql;
	void (*edit)(struct fake_image *image);
	uint64_t seq;
} damages[] = {
    {"DELETE FROM events WHERE seq = 1", lose_first, 1},
    {"DELETE FROM events WHERE seq = 15", lose_one, 15},
    {"DELETE FROM events WHERE seq = 24", lose_last, 24},
    {"DELETE FROM events WHERE seq > 12", lose_half, 13},
    {"DELETE FROM events", lose_all, 1},
    {"UPDATE events SET seq = 100 WHERE seq = 5; UPDATE events SET seq = 5 WHERE seq = 6;"
     "UPDATE events SET seq = 6 WHERE seq = 100",
        swap, 5},
    {"UPDATE events SET event = (SELECT event FROM events WHERE seq = 3) WHERE seq = 4", repeat, 4},
    /* cut off at the end, the end moved as well: the seal remembers */
    {"DELETE FROM events WHERE seq > 18; UPDATE head SET seq = 18,"
     " hash = (SELECT hash FROM events WHERE seq = 18)",
        NULL, 19},
    {"UPDATE seals SET seq = 9 /* seal */ WHERE seq = 10", move_first_seal, 9},
    {"UPDATE seals SET signature = x'00' /* seal */ WHERE seq = 20", shorten_seal, 20},
};

static void rows_missing_or_moved(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		const struct damage *damage = &damages[i];

		if (fixture->fake != NULL && damage->edit == NULL) {
			continue;
		}
		fixture_remove(fixture);
		make(fixture);
		if (fixture->fake != NULL) {
			damage->edit(fake_store_image(fixture->fake, fixture->path));
		} else {
			fixture_sql(fixture, damage->sql);
		}
		assert_first_bad(fixture, damage->seq, damage->sql);
	}
}

static void genesis(void **state)
{
	struct fixture *fixture = *state;
	struct loaded loaded;

	make(fixture);
	if (fixture->fake != NULL) {
		struct store_row *beginning =
		    row_of(fake_store_image(fixture->fake, fixture->path), STORE_BEGINNING);

		memset((void *)(uintptr_t)beginning->bytes[0].data, 0xff, 8);
		assert_int_equal(load(fixture, &loaded), ERR_CORRUPT);
		assert_non_null(strstr(fixture->err.text, "event 1 is the first bad one"));
		beginning->bytes[0].len = 0;
		assert_int_equal(load(fixture, &loaded), ERR_CORRUPT);
		return;
	}
	fixture_sql(fixture,
	    "UPDATE meta SET value = CAST(replace(CAST(value AS TEXT), 'long', 'lung') AS BLOB)"
	    " WHERE name = 'genesis'");
	assert_int_equal(load(fixture, &loaded), ERR_CORRUPT);
	assert_non_null(strstr(fixture->err.text, "event 1 is the first bad one"));
	fixture_sql(fixture, "DELETE FROM meta WHERE name = 'genesis'");
	assert_int_equal(load(fixture, &loaded), ERR_CORRUPT);
	fixture_sql(fixture, "DROP TABLE events");
	assert_int_equal(load(fixture, &loaded), ERR_CORRUPT);
}

static void damaged_attachment(void **state)
{
	struct fixture *fixture = *state;
	struct journal *journal = fixture_create(fixture);
	struct record_verdict verdict;
	struct journal_piece piece = {
	    .size_bytes = 3, .data = (const uint8_t *)"abc", .data_len = 3};
	struct journal_batch batch = {.pieces = &piece, .piece_count = 1};
	struct journal_batch reference = {.entry_count = 1};
	/* FIPS 180-2, appendix B.1 */
	static const uint8_t abc[HASH_SIZE] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41,
	    0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a,
	    0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

	/* AttachmentStored { attachment { sha256, size_bytes: 3 } }, as field 45 of an Event */
	uint8_t event[7 + HASH_SIZE + 2] = {0xea, 0x02, 2 + 36, 0x0a, 36, 0x0a, HASH_SIZE};
	uint8_t envelope[64];

	memcpy(piece.sha256, abc, HASH_SIZE);
	assert_int_equal(journal_append(journal, &batch, &fixture->err), 0);
	assert_false(piece.mismatch);
	assert_int_equal(piece.stored, 3);
	assert_int_equal(fixture_append(fixture, journal, 1, 0), 0);
	reference.entries = &(struct journal_entry){.seq = 2,
	    .event = event,
	    .event_len = sizeof(event),
	    .envelope = envelope,
	    .envelope_len = fixture_envelope(2, envelope)};
	memcpy(event + 7, abc, HASH_SIZE);
	memcpy(event + 7 + HASH_SIZE, (const uint8_t[]){0x20, 3}, 2);
	assert_int_equal(journal_append(journal, &reference, &fixture->err), 0);
	journal_close(journal);
	assert_int_equal(fixture_verify(fixture, &verdict), 0);
	assert_int_equal(verdict.documents, 1);
	if (fixture->fake != NULL) {
		((uint8_t *)(uintptr_t)fake_store_image(fixture->fake, fixture->path)
		        ->pieces[0]
		        .data.data)[2]++;
	} else {
		fixture_sql(fixture, "UPDATE attachment_pieces SET data = x'616264'");
	}
	assert_int_equal(fixture_verify(fixture, &verdict), ERR_CORRUPT);
	assert_false(verdict.ok);
	assert_int_equal(verdict.first_bad, 2);
	assert_non_null(strstr(fixture->err.text, "ba7816bf"));
}

static uint8_t *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;

	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	*len = (size_t)ftell(file);
	rewind(file);
	bytes = xcheck(malloc(*len));
	assert_int_equal(fread(bytes, 1, *len, file), *len);
	fclose(file);
	return bytes;
}

static void write_file(const char *path, const uint8_t *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* Whatever happened to the file: it is refused, or every event in it is right. */
static void assert_refused_or_right(
    struct fixture *fixture, const uint8_t *bytes, size_t len, const char *what)
{
	char path[128];
	struct loaded loaded;
	int result;

	write_file(fixture->path, bytes, len);
	result = load(fixture, &loaded);
	if (loaded.wrong || (result == 0 && loaded.events != EVENTS)) {
		fail_msg("%s: %d, %llu events, %s", what, result, (unsigned long long)loaded.events,
		    loaded.wrong ? "wrong ones" : "none wrong");
	}
	snprintf(path, sizeof(path), "%s-wal", fixture->path);
	unlink(path);
	snprintf(path, sizeof(path), "%s-shm", fixture->path);
	unlink(path);
}

/* Of a file, whatever byte of it is changed. */
static void raw_file(void **state)
{
	struct fixture *fixture = *state;
	unsigned long rounds = fixture_number("JOURNAL_DAMAGE_ROUNDS", ROUNDS_DEFAULT);
	unsigned seed = (unsigned)fixture_number("JOURNAL_SEED", (unsigned long)time(NULL));
	uint8_t *bytes;
	char what[64];
	size_t len;

	print_message("JOURNAL_SEED=%u\n", seed);
	make(fixture);
	bytes = read_file(fixture->path, &len);
	for (unsigned long i = 0; i < rounds; i++) {
		size_t at = ((size_t)rand_r(&seed) << 15 ^ (size_t)rand_r(&seed)) % len;
		uint8_t change = (uint8_t)(1 + rand_r(&seed) % 255);

		snprintf(what, sizeof(what), "byte %zu changed by %02x", at, change);
		bytes[at] ^= change;
		assert_refused_or_right(fixture, bytes, len, what);
		bytes[at] ^= change;
	}
	for (unsigned long i = 0; i < rounds / 4; i++) {
		size_t cut = ((size_t)rand_r(&seed) << 15 ^ (size_t)rand_r(&seed)) % len;

		snprintf(what, sizeof(what), "cut at %zu", cut);
		assert_refused_or_right(fixture, bytes, cut, what);
	}
	free(bytes);
}

/* A store in memory that has kept a part of what it should have kept as a whole or not at all. */
static void torn(void **state)
{
	struct fixture *fixture = *state;
	struct record_verdict verdict;
	struct loaded loaded;
	unsigned seed = 1;

	for (long after = 2; after <= 6; after++) {
		struct journal *journal;

		fixture_remove(fixture);
		make(fixture);
		journal = fixture_open(fixture);
		fixture_arm(fixture, FAULT_TEAR, after);
		assert_int_equal(fixture_append(fixture, journal, 4, 0), ERR_IO);
		journal_close(journal);
		fixture_lose_power(fixture, &seed);
		assert_int_equal(fixture_verify(fixture, &verdict), ERR_CORRUPT);
		assert_int_equal(verdict.first_bad, EVENTS + 1);
		assert_int_equal(load(fixture, &loaded), ERR_CORRUPT);
		assert_non_null(strstr(fixture->err.text, "event 25 is the first bad one"));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(stored_values),
	    TEST(rows_missing_or_moved),
	    TEST(genesis),
	    TEST(damaged_attachment),
	    /* what only one of the stores can suffer */
	    getenv("JOURNAL_STORE") == NULL ? (struct CMUnitTest)TEST(raw_file)
	                                    : (struct CMUnitTest)TEST(torn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
