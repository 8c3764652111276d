/* Items of a record that are missing, doubled, swapped, in another encoding, or hostile; and its
 * documents. */
#include "proto/record.h"

#include "proto/xalloc.h"
#include "record_maker.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void documents(void **state)
{
	/* none at all, one byte, whole pieces, and something more */
	static const size_t sizes[] = {
	    1, RECORD_DOCUMENT_PIECE - 1, RECORD_DOCUMENT_PIECE, 3 * RECORD_DOCUMENT_PIECE + 5};
	struct record_maker *maker = record_maker_new_of("A");
	struct record_verdict verdict;

	(void)state;
	record_maker_add(maker, "one");
	for (size_t i = 0; i < 4; i++) {
		record_maker_add_document(maker, sizes[i]);
	}
	record_maker_end(maker);
	verdict = record_maker_verdict(maker);
	if (!verdict.ok) {
		fail_msg("%s", verdict.text);
	}
	assert_int_equal(verdict.documents, 4);
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

/* One item taken out, doubled, changed for the next: of a full record and of a team's, each is
 * found, and what it belongs to is named. */
static struct record_maker *with_everything(const char *team_id)
{
	struct record_maker *maker = record_maker_new_of(team_id);

	record_maker_add(maker, "one");
	record_maker_add_document(maker, RECORD_DOCUMENT_PIECE + 10);
	record_maker_add_document(maker, 20);
	record_maker_add_pause(maker);
	record_maker_seal(maker);
	record_maker_add(maker, "five");
	record_maker_add(maker, "six");
	record_maker_add(maker, "seven");
	record_maker_add_pause(maker);
	record_maker_seal(maker);
	record_maker_add(maker, "nine");
	record_maker_add(maker, "ten");
	record_maker_end(maker);
	return maker;
}

static void item_of(const struct record_maker *maker, size_t at, struct buf *out)
{
	const struct span *span = &maker->spans[at];

	buf_append(out, maker->out.data + span->start, span->end - span->start);
}

enum change { DROPPED, DOUBLED, SWAPPED, CHANGES };

static void check_change(const char *team_id, size_t at, enum change change)
{
	struct record_maker *maker = with_everything(team_id);
	struct span first = maker->spans[at], second = maker->spans[at + 1];
	struct buf bytes = {0};
	struct record_verdict verdict;

	assert_true(record_maker_verdict(maker).ok);
	if (change == DOUBLED) {
		item_of(maker, at, &bytes);
		item_of(maker, at, &bytes);
	} else if (change == SWAPPED) {
		item_of(maker, at + 1, &bytes);
		item_of(maker, at, &bytes);
		first.end = second.end;
	}
	replace(maker, &first, bytes.data, bytes.len);
	verdict = record_maker_verdict(maker);
	if (verdict.ok || verdict.first_bad + 1 < first.seq || verdict.first_bad > first.seq + 1) {
		fail_msg("%s, item %zu, of event %llu, change %d: %llu \"%s\"",
		    team_id != NULL ? team_id : "full", at, (unsigned long long)first.seq, change,
		    (unsigned long long)verdict.first_bad, verdict.text);
	}
	buf_deinit(&bytes);
	record_maker_free(maker);
}

static void missing_doubled_swapped(void **state)
{
	static const char *const teams[] = {NULL, "A", "B"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct record_maker *maker = with_everything(teams[i]);
		size_t count = maker->span_count;

		record_maker_free(maker);
		for (size_t at = 0; at < count; at++) {
			check_change(teams[i], at, DROPPED);
			check_change(teams[i], at, DOUBLED);
			if (at + 1 < count) {
				check_change(teams[i], at, SWAPPED);
			}
		}
	}
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
	record_maker_assert_bad(maker, 2, "not encoded as it should be");
	record_maker_free(maker);
	maker = record_maker_filled(4, 4);
	item = maker->out.data + two.start + two.header;
	/* a length longer than it needs to be */
	bytes.len = 0;
	assert_int_equal(two.header, 1);
	buf_append_byte(&bytes, (uint8_t)(body | 0x80));
	buf_append_byte(&bytes, 0);
	buf_append(&bytes, item, body);
	replace(maker, &two, bytes.data, bytes.len);
	record_maker_assert_bad(maker, 2, "length that cannot be");
	record_maker_free(maker);
	/* a second genesis */
	maker = record_maker_filled(4, 4);
	bytes.len = 0;
	buf_append(&bytes, maker->out.data + strlen(RECORD_FIRST_LINE),
	    maker->spans[0].end - strlen(RECORD_FIRST_LINE));
	replace(maker, &(struct span){.start = two.start, .end = two.start}, bytes.data, bytes.len);
	record_maker_assert_bad(maker, 2, "neither an event nor a seal");
	record_maker_free(maker);
	buf_deinit(&bytes);
}

/* Whose record it is, is said at the beginning or not at all. */
static void whose_it_is(void **state)
{
	struct record_maker *maker = record_maker_new_of("A"), *other = record_maker_new();
	struct span span;
	struct buf bytes = {0};

	(void)state;
	/* the class as it stands behind the genesis, behind the first event of another */
	buf_append(&bytes, "\x0a\x22\x08player/A", 11);
	assert_memory_equal(maker->out.data + maker->out.len - bytes.len, bytes.data, bytes.len);
	record_maker_add(other, "one");
	record_maker_add(other, "two");
	record_maker_end(other);
	span = other->spans[1];
	replace(other, &(struct span){.start = span.end, .end = span.end}, bytes.data, bytes.len);
	record_maker_assert_bad(other, 2, "says whose record this is");
	record_maker_free(other);
	record_maker_add(maker, "one");
	record_maker_end(maker);
	assert_true(record_maker_verdict(maker).ok);
	/* of a team that there is not */
	maker->out.data[maker->spans[0].end - 1] = 'Z';
	record_maker_assert_bad(maker, 1, "no team for the class \"player/Z\"");
	buf_deinit(&bytes);
	record_maker_free(maker);
}

static void older_versions(void **state)
{
	struct record_maker *maker = record_maker_filled(2, 4);

	(void)state;
	maker->out.data[strlen(RECORD_FIRST_LINE) - 2] = '1';
	record_maker_assert_bad(maker, 1, "a record of version 1; this program reads version 3");
	record_maker_free(maker);
}

static void trailing_bytes(void **state)
{
	struct record_maker *maker = record_maker_filled(4, 4);

	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		buf_append_byte(&maker->out, (uint8_t)byte);
		assert_false(record_maker_verdict(maker).ok);
		maker->out.len--;
	}
	buf_append(&maker->out, RECORD_FIRST_LINE, strlen(RECORD_FIRST_LINE));
	record_maker_assert_bad(maker, 5, "event 5");
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
	record_maker_assert_bad(maker, 2, "event 2");
	record_maker_free(maker);
	maker = record_maker_filled(1, 1);
	buf_append_varint(&maker->out, UINT64_MAX);
	buf_append(&maker->out, item.data, 100);
	record_maker_assert_bad(maker, 2, "length that cannot be");
	maker->out.len = maker->spans[2].end;
	buf_append_varint(&maker->out, RECORD_ITEM_MAX + 1);
	record_maker_assert_bad(maker, 2, "length that cannot be");
	maker->out.len = maker->spans[2].end;
	buf_append_varint(&maker->out, RECORD_ITEM_MAX);
	record_maker_assert_bad(maker, 2, "breaks off");
	record_maker_free(maker);
	buf_deinit(&item);
}

static void largest_event(void **state)
{
	struct record_maker *maker = record_maker_new();
	char *text = xcalloc(1, RECORD_ENTRY_MAX);

	(void)state;
	record_maker_add(maker, "one");
	memset(text, 'x', RECORD_ENTRY_MAX - 60);
	record_maker_add(maker, text);
	record_maker_end(maker);
	assert_true(maker->spans[2].end - maker->spans[2].start <= RECORD_ITEM_MAX);
	assert_true(record_maker_verdict(maker).ok);
	free(text);
	record_maker_free(maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(documents),
	    cmocka_unit_test(missing_doubled_swapped),
	    cmocka_unit_test(only_one_encoding),
	    cmocka_unit_test(whose_it_is),
	    cmocka_unit_test(older_versions),
	    cmocka_unit_test(trailing_bytes),
	    cmocka_unit_test(hostile),
	    cmocka_unit_test(largest_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
