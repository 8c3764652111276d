/* What every store has to do (server/store/store.h): that of files and the one of the tests. */
#include "server/store/store.h"

#include "journal_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define BYTES(text) ((struct store_bytes){text, sizeof(text) - 1})

static const struct store_row beginning[] = {
    {.kind = STORE_BEGINNING, .bytes = {BYTES("genesis"), BYTES("salt")}},
    {.kind = STORE_HEAD, .numbers = {0}, .bytes = {BYTES("h0")}},
};

static const struct store_seal seal = {
    7, BYTES("root"), BYTES("secret"), BYTES("digest"), BYTES("key"), BYTES("signature")};

static void create(struct fixture *fixture)
{
	if (fixture->store->create(fixture->store, fixture->path, beginning, 2, &fixture->err) !=
	    0) {
		fail_msg("%s", fixture->err.text);
	}
}

static int try_open(struct fixture *fixture, enum store_use use, struct store_log **log)
{
	return fixture->store->open(fixture->store, fixture->path, use, log, &fixture->err);
}

static struct store_log *open_log(struct fixture *fixture, enum store_use use)
{
	struct store_log *log = NULL;

	if (try_open(fixture, use, &log) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	return log;
}

static void close_log(struct store_log *log)
{
	log->store->close(log, true);
}

/* Events `from` to `to`; every third has a seal. */
static int append(struct fixture *fixture, struct store_log *log, uint64_t from, uint64_t to)
{
	struct store_entry entries[16] = {{0}};
	struct store_row head = {.kind = STORE_HEAD, .numbers = {to}, .bytes = {BYTES("hash")}};
	struct store_append batch = {
	    .entries = entries, .entry_count = to - from + 1, .rows = &head, .row_count = 1};

	for (uint64_t seq = from; seq <= to; seq++) {
		entries[seq - from] = (struct store_entry){seq, BYTES("hash"), BYTES("salt"),
		    BYTES("envelope"), BYTES("event"), seq % 3 == 0 ? &seal : NULL};
	}
	return log->store->append(log, &batch, &fixture->err);
}

static int append_rows(
    struct fixture *fixture, struct store_log *log, const struct store_row *rows, size_t count)
{
	return log->store->append(
	    log, &(struct store_append){.rows = rows, .row_count = count}, &fixture->err);
}

/* What was read, as text: "3! " is event 3 with its seal, "7:one/two " a row. */
struct told {
	struct buf text;
	uint64_t stop_at;
	struct store_log *log; /* to be read from within */
};

static int tell_entry(void *context, const struct store_entry *entry)
{
	struct told *told = context;

	assert_int_equal(entry->hash.len, 4);
	assert_memory_equal(entry->salt.data, "salt", 4);
	assert_memory_equal(entry->envelope.data, "envelope", 8);
	assert_memory_equal(entry->event.data, "event", 5);
	if (entry->seal != NULL) {
		assert_int_equal(entry->seal->wall_ms, 7);
		assert_memory_equal(entry->seal->root.data, "root", 4);
		assert_memory_equal(entry->seal->secret.data, "secret", 6);
		assert_memory_equal(entry->seal->signature.data, "signature", 9);
	}
	buf_printf(&told->text, "%d%s ", (int)entry->seq, entry->seal != NULL ? "!" : "");
	return entry->seq == told->stop_at ? ERR_CLOSED : 0;
}

static int tell_row(void *context, const struct store_row *row)
{
	struct told *told = context;

	buf_printf(&told->text, "%d:%.*s/%.*s ", (int)row->numbers[0], (int)row->bytes[0].len,
	    (const char *)row->bytes[0].data, (int)row->bytes[1].len,
	    row->bytes[1].len > 0 ? (const char *)row->bytes[1].data : "");
	if (row->kind == STORE_INVITE) { /* text */
		assert_int_equal(((const char *)row->bytes[1].data)[row->bytes[1].len], 0);
	}
	return told->log == NULL
	           ? 0
	           : told->log->store->entries(told->log, 0, 1, tell_entry, told, NULL);
}

static int tell_piece(void *context, uint64_t offset, struct store_bytes data)
{
	struct told *told = context;

	buf_printf(&told->text, "%d:%.*s ", (int)offset, (int)data.len, (const char *)data.data);
	return 0;
}

static void assert_told(struct told *told, const char *expected)
{
	char *text;

	buf_append_text(&told->text, "");
	text = buf_take_text(&told->text);
	assert_string_equal(text, expected);
	free(text);
}

static void assert_entries(struct fixture *fixture, struct store_log *log, uint64_t after,
    uint64_t through, const char *expected)
{
	struct told told = {.stop_at = 0};

	assert_int_equal(
	    log->store->entries(log, after, through, tell_entry, &told, &fixture->err), 0);
	assert_told(&told, expected);
}

static void assert_rows(
    struct fixture *fixture, struct store_log *log, enum store_kind kind, const char *expected)
{
	struct told told = {.stop_at = 0};

	assert_int_equal(log->store->rows(log, kind, NULL, tell_row, &told, &fixture->err), 0);
	assert_told(&told, expected);
}

static void made_once_or_not_there(void **state)
{
	struct fixture *fixture = *state;
	struct store_log *log = NULL;

	assert_int_equal(try_open(fixture, STORE_WRITE, &log), ERR_NOT_FOUND);
	assert_int_equal(try_open(fixture, STORE_READ, &log), ERR_NOT_FOUND);
	create(fixture);
	assert_int_equal(
	    fixture->store->create(fixture->store, fixture->path, beginning, 2, &fixture->err),
	    ERR_EXISTS);
	log = open_log(fixture, STORE_LOOK);
	assert_rows(fixture, log, STORE_BEGINNING, "0:genesis/salt ");
	assert_rows(fixture, log, STORE_HEAD, "0:h0/ ");
	assert_rows(fixture, log, STORE_ALIVE, "");
	assert_rows(fixture, log, STORE_SEALED, "");
	assert_entries(fixture, log, 0, UINT64_MAX, "");
	close_log(log);
}

static void events_come_back_in_order(void **state)
{
	struct fixture *fixture = *state;
	struct told told = {.stop_at = 2};
	struct store_log *log;

	create(fixture);
	log = open_log(fixture, STORE_WRITE);
	assert_int_equal(append(fixture, log, 1, 4), 0);
	assert_int_equal(append(fixture, log, 5, 8), 0);
	close_log(log);
	log = open_log(fixture, STORE_READ);
	assert_entries(fixture, log, 0, UINT64_MAX, "1 2 3! 4 5 6! 7 8 ");
	assert_entries(fixture, log, 2, 6, "3! 4 5 6! ");
	assert_entries(fixture, log, 8, 9, "");
	assert_rows(fixture, log, STORE_SEALED, "6:/ ");
	assert_rows(fixture, log, STORE_HEAD, "8:hash/ ");
	assert_int_equal(log->store->entries(log, 0, 9, tell_entry, &told, NULL), ERR_CLOSED);
	assert_told(&told, "1 2 ");
	close_log(log);
}

static void rows_take_each_others_place(void **state)
{
	static const struct store_row rows[] = {
	    {.kind = STORE_ALIVE, .bytes = {BYTES("then")}},
	    {.kind = STORE_ALIVE, .bytes = {BYTES("now")}},
	    {.kind = STORE_INVITE, .numbers = {7}, .bytes = {BYTES("code"), BYTES("Ana")}},
	    {.kind = STORE_INVITE, .numbers = {8}, .bytes = {BYTES("other"), BYTES("")}},
	    {.kind = STORE_INVITE, .numbers = {7}, .bytes = {BYTES("new"), BYTES("Ana Maria")}},
	    {.kind = STORE_TOKEN, .numbers = {1}, .bytes = {BYTES("a")}},
	    {.kind = STORE_TOKEN, .numbers = {1}, .bytes = {BYTES("b")}},
	    {.kind = STORE_TOKEN, .numbers = {2}, .bytes = {BYTES("c")}},
	    {.kind = STORE_PERSON, .numbers = {2}, .bytes = {BYTES(""), BYTES("salt")}},
	};
	static const struct store_row more[] = {
	    {.kind = STORE_TOKEN, .drop = true, .numbers = {1}},
	    {.kind = STORE_TOKEN, .numbers = {1}, .bytes = {BYTES("d")}},
	};
	struct fixture *fixture = *state;
	struct store_log *log;

	create(fixture);
	log = open_log(fixture, STORE_WRITE);
	assert_int_equal(append_rows(fixture, log, rows, sizeof(rows) / sizeof(rows[0])), 0);
	assert_rows(fixture, log, STORE_ALIVE, "0:now/ ");
	assert_rows(fixture, log, STORE_TOKEN, "1:a/ 1:b/ 2:c/ ");
	assert_rows(fixture, log, STORE_PERSON, "2:/salt ");
	assert_int_equal(append_rows(fixture, log, more, 2), 0);
	assert_rows(fixture, log, STORE_TOKEN, "2:c/ 1:d/ ");
	close_log(log);
}

static void attachments_go_with_their_pieces(void **state)
{
	static const struct store_row rows[] = {
	    {.kind = STORE_ATTACHMENT, .numbers = {9, 6}, .bytes = {BYTES("one")}},
	    {.kind = STORE_ATTACHMENT, .numbers = {3, 3}, .bytes = {BYTES("two")}},
	};
	static const struct store_piece pieces[] = {
	    {BYTES("one"), 0, BYTES("abc")},
	    {BYTES("one"), 3, BYTES("def")},
	    {BYTES("two"), 0, BYTES("xyz")},
	};
	static const struct store_row more[] = {
	    {.kind = STORE_ATTACHMENT, .drop = true, .bytes = {BYTES("one")}},
	    {.kind = STORE_ATTACHMENT, .numbers = {4, 1}, .bytes = {BYTES("one")}},
	};
	const struct store_append batch = {
	    .rows = rows, .row_count = 2, .pieces = pieces, .piece_count = 3};
	const struct store_append again = {.rows = more,
	    .row_count = 2,
	    .pieces = &(struct store_piece){BYTES("one"), 0, BYTES("A")},
	    .piece_count = 1};
	struct fixture *fixture = *state;
	struct store_bytes one = BYTES("one"), none = BYTES("none");
	struct told told = {.stop_at = 0};
	struct store_log *log;

	create(fixture);
	log = open_log(fixture, STORE_WRITE);
	assert_int_equal(log->store->append(log, &batch, &fixture->err), 0);
	assert_rows(fixture, log, STORE_ATTACHMENT, "9:one/ 3:two/ ");
	assert_int_equal(log->store->rows(log, STORE_ATTACHMENT, &one, tell_row, &told, NULL), 0);
	assert_int_equal(log->store->rows(log, STORE_ATTACHMENT, &none, tell_row, &told, NULL), 0);
	assert_int_equal(log->store->pieces(log, one, 0, tell_piece, &told, NULL), 0);
	assert_int_equal(log->store->pieces(log, one, 4, tell_piece, &told, NULL), 0);
	assert_int_equal(log->store->pieces(log, none, 0, tell_piece, &told, NULL), 0);
	assert_told(&told, "9:one/ 0:abc 3:def 3:def ");
	assert_int_equal(log->store->append(log, &again, &fixture->err), 0);
	assert_int_equal(log->store->pieces(log, one, 0, tell_piece, &told, NULL), 0);
	assert_rows(fixture, log, STORE_ATTACHMENT, "3:two/ 4:one/ ");
	assert_told(&told, "0:A ");
	close_log(log);
}

static void one_writes_and_others_read(void **state)
{
	struct fixture *fixture = *state;
	struct store_log *log, *reader, *other = NULL;
	struct told told = {.stop_at = 0};

	create(fixture);
	log = open_log(fixture, STORE_WRITE);
	reader = open_log(fixture, STORE_READ);
	assert_int_equal(try_open(fixture, STORE_WRITE, &other), ERR_BUSY);
	assert_int_equal(append(fixture, log, 1, 3), 0);
	assert_entries(fixture, reader, 0, 9, "1 2 3! ");
	assert_int_equal(log->store->tend(log, STORE_TEND_IDLE, &fixture->err), 0);
	/* within a callback */
	told.log = reader;
	assert_int_equal(reader->store->rows(reader, STORE_HEAD, NULL, tell_row, &told, NULL), 0);
	assert_told(&told, "3:hash/ 1 ");
	close_log(reader);
	/* as it is, but for a crash */
	log->store->close(log, false);
	log = open_log(fixture, STORE_WRITE);
	assert_entries(fixture, log, 0, 9, "1 2 3! ");
	close_log(log);
	close_log(open_log(fixture, STORE_LOOK));
}

/* Whatever fails, and wherever: an append is there or not, and what is seen once stays. */
static void all_or_nothing(void **state)
{
	static const enum fault faults[] = {FAULT_FULL, FAULT_SYNC, FAULT_POWER};
	struct fixture *fixture = *state;
	unsigned seed = 1;

	for (size_t i = 0; i < 3; i++) {
		for (long after = 1;; after++) {
			struct store_log *log;
			struct told told = {.stop_at = 0}, later = {.stop_at = 0};
			int result;

			fixture_remove(fixture);
			create(fixture);
			log = open_log(fixture, STORE_WRITE);
			assert_int_equal(append(fixture, log, 1, 3), 0);
			fixture_arm(fixture, faults[i], after);
			result = append(fixture, log, 4, 9);
			if (result == 0 && !fixture_tripped(fixture)) {
				fixture_disarm(fixture);
				close_log(log);
				break;
			}
			if (result != 0) {
				assert_int_equal(
				    result, faults[i] == FAULT_FULL ? ERR_DISK_FULL : ERR_IO);
			}
			log->store->close(log, false);
			if (faults[i] == FAULT_POWER) {
				fixture_lose_power(fixture, &seed);
			}
			fixture_disarm(fixture);
			log = open_log(fixture, STORE_WRITE);
			log->store->entries(log, 0, 99, tell_entry, &told, NULL);
			/* that is on disk now */
			fixture_arm(fixture, FAULT_POWER, 1);
			log->store->close(log, false);
			fixture_lose_power(fixture, &seed);
			log = open_log(fixture, STORE_READ);
			log->store->entries(log, 0, 99, tell_entry, &later, NULL);
			close_log(log);
			assert_int_equal(told.text.len, later.text.len);
			assert_told(
			    &later, told.text.len < 10 ? "1 2 3! " : "1 2 3! 4 5 6! 7 8 9! ");
			assert_true(result != 0 || told.text.len > 10);
			buf_deinit(&told.text);
		}
	}
}

#define TEST(name)                                                                                 \
	cmocka_unit_test_setup_teardown(name, fixture_setup_faulty, fixture_teardown_faulty)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(made_once_or_not_there),
	    TEST(events_come_back_in_order),
	    TEST(rows_take_each_others_place),
	    TEST(attachments_go_with_their_pieces),
	    TEST(one_writes_and_others_read),
	    TEST(all_or_nothing),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
