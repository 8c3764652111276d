/* What stands on the screen: the line that is typed, long texts, finding, taking back. */
#include "client/cli/terminal/drawing.h"
#include "client/cli/terminal/pager.h"
#include "client/cli/terminal/undo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct buf text_of(const char *text)
{
	struct buf buf = {0};

	buf_append_text(&buf, text);
	return buf;
}

/* --- drawing --- */

static void draw(struct drawing *drawing, const char *text, const char *expected)
{
	struct drawing_line line = {.prompt = "> ",
	    .text = text,
	    .len = strlen(text),
	    .cursor = strlen(text),
	    .columns = 10,
	    .rows_max = 3};
	struct buf out = {0};

	drawing_draw(drawing, &out, &line);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, expected);
	buf_deinit(&out);
}

static void a_line_is_drawn_row_by_row(void **state)
{
	struct drawing drawing = {.standing = false};
	struct buf out = {0};

	(void)state;
	draw(&drawing, "abc", "\r> abc\033[K\r\033[5C");
	/* it stands there already */
	draw(&drawing, "abc", "");
	/* a full row is not erased behind: that would take its last character */
	draw(&drawing, "abcdefgh", "\r> abcdefgh\r\n\033[K\r");
	draw(&drawing, "abcdefghi", "\r\033[1A> abcdefgh\r\ni\033[K\r\033[1C");
	/* two columns do not fit into one */
	draw(&drawing, "abcdefg\xe8\xad\xa6",
	    "\r\033[1A> abcdefg\033[K\r\n\xe8\xad\xa6\033[K\r\033[2C");
	/* shorter again: the row below is erased */
	draw(&drawing, "a", "\r\033[1A> a\033[K\r\n\033[2K\033[1A\r\033[3C");
	drawing_clear(&drawing, &out);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, "\r\033[2K");
	buf_deinit(&out);
	drawing_deinit(&drawing);
}

/* Marks on letters take no room, control characters do nothing. */
static void characters_without_room(void **state)
{
	struct drawing drawing = {.standing = false};

	(void)state;
	draw(&drawing, "e\xcc\x81\xd9\x85\xd9\x8e", "\r> e\xcc\x81\xd9\x85\xd9\x8e\033[K\r\033[4C");
	draw(&drawing,
	    "\xc2\x9b"
	    "2J",
	    "\r> \xef\xbf\xbd"
	    "2J\033[K\r\033[5C");
	drawing_deinit(&drawing);
}

/* Of a very long line the rows round the cursor are shown. */
static void a_long_line_is_a_window(void **state)
{
	struct drawing drawing = {.standing = false};

	(void)state;
	draw(&drawing, "0123456701234567890123456789ABCDEFGHIJxyz",
	    "\r0123456789\r\nABCDEFGHIJ\r\nxyz\033[K\r\033[3C");
	drawing_deinit(&drawing);
}

/* --- finding --- */

static void find(const char *text, const char *word, const char *found)
{
	struct search search;
	size_t at, end;

	search_init(&search, word);
	if (found == NULL) {
		assert_false(search_next(&search, text, strlen(text), 0, &at, &end));
	} else {
		assert_true(search_next(&search, text, strlen(text), 0, &at, &end));
		assert_int_equal(end - at, strlen(found));
		assert_memory_equal(text + at, found, end - at);
	}
	search_deinit(&search);
}

static void words_are_found_as_people_write_them(void **state)
{
	(void)state;
	find("a report from Malm\xc3\xb6 today", "malmo", "Malm\xc3\xb6");
	find("MALMO\xcc\x88", "malm\xc3\xb6", "MALMO");
	find("STRASSE",
	    "stra\xc3\x9f"
	    "e",
	    "STRASSE");
	find("\xd0\x9f\xd0\x9e\xd0\x9b\xd0\x98\xd0\xa6\xd0\x98\xd0\xaf",
	    "\xd0\xbf\xd0\xbe\xd0\xbb\xd0\xb8\xd1\x86\xd0\xb8\xd1\x8f",
	    "\xd0\x9f\xd0\x9e\xd0\x9b\xd0\x98\xd0\xa6\xd0\x98\xd0\xaf");
	/* Arabic with vowels, looked for without them */
	find("\xd9\x85\xd9\x8e\xd8\xb1", "\xd9\x85\xd8\xb1", "\xd9\x85\xd9\x8e\xd8\xb1");
	find("two\n           words", "two words", "two\n           words");
	find("\033[1mbold\033[0m end", "bold end", "bold\033[0m end");
	find("anything", "", NULL);
	find("anything", "  ", NULL);
	find("anything", "else", NULL);
}

/* --- long texts --- */

static void break_text(const char *text, size_t columns, const char *expected)
{
	struct buf in = text_of(text), out = {0};

	page_append_text(&out, &in, columns);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, expected);
	buf_deinit(&in);
	buf_deinit(&out);
}

static void lines_are_broken_between_words(void **state)
{
	(void)state;
	break_text("one two three\n", 20, "one two three\n");
	break_text("one two three\n\nfour\n", 9, "one two\nthree\n\nfour\n");
	break_text("  one two three\n", 9, "  one two\n  three\n");
	break_text("T+1 \x1f"
	           "one two\n",
	    12, "T+1 one two\n");
	break_text("T+1 \x1f"
	           "one two three\n",
	    12, "T+1 one two\n    three\n");
	break_text("abcdefghijkl\n", 5, "abcde\nfghij\nkl\n");
	break_text("\xe8\xad\xa6\xe5\xaf\x9f\xe5\xae\x98\n", 5,
	    "\xe8\xad\xa6\xe5\xaf\x9f\n\xe5\xae\x98\n");
	break_text(
	    "\033[1mone two\033[0m three\n", 4, "\033[1mone\033[0m\n\033[1mtwo\033[0m\nthre\ne\n");
	break_text("no\x1f break\n", 0, "no break\n");
	/* a list: under its second column */
	break_text("ab  one two three  four\n", 12, "ab  one two\n    three\n    four\n");
	break_text("  a  one two three\n", 16, "  a  one two\n     three\n");
	break_text("one two three  four  five\n", 9, "one two\nthree\nfour\nfive\n");
	/* so far to the right that nothing would be left */
	break_text("                        deep words here\n", 36, "           deep words here\n");
}

static void press(struct pager *pager, const char *keys)
{
	for (; *keys != '\0'; keys++) {
		assert_int_equal(pager_key(pager, *keys), PAGER_STAY);
	}
}

static void a_pager_goes_back_and_forth(void **state)
{
	struct buf text = {0};
	struct pager pager;

	(void)state;
	for (int i = 0; i < 100; i++) {
		buf_printf(&text, "line %d %s\n", i,
		    i == 70 ? "N\xc3\x84"
		              "DEL"
		            : "");
	}
	pager_init(&pager, &text, 40, 10);
	assert_false(pager_fits(&pager));
	press(&pager, "f");
	assert_int_equal(pager.top, 9);
	press(&pager, "jjk\033[A\033[B\033[6~");
	assert_int_equal(pager.top, 19);
	press(&pager, "bbb");
	assert_int_equal(pager.top, 0);
	press(&pager, "G");
	assert_int_equal(pager.top, 90);
	assert_int_equal(pager_key(&pager, ' '), PAGER_LEAVE);
	press(&pager, "g");
	assert_int_equal(pager_key(&pager, '/'), PAGER_ASK);
	pager_find(&pager, "nadel");
	assert_in_range(70 - pager.top, 0, 9);
	assert_string_equal(pager.notice, "");
	press(&pager, "n");
	assert_string_equal(pager.notice, "Not found behind this.");
	press(&pager, "N");
	assert_string_equal(pager.notice, "Not found before this.");
	assert_int_equal(pager_key(&pager, '?'), PAGER_ASK);
	pager_find(&pager, "line 6");
	press(&pager, "NN");
	assert_true(memcmp(text.data + pager.mark, "line 62", 7) != 0);
	/* another width: what was at the top stays there */
	press(&pager, "gfff");
	pager_resize(&pager, 6, 10);
	assert_memory_equal(text.data + pager.lines.list[pager.top].start, "line 27", 7);
	assert_int_equal(pager_key(&pager, 'q'), PAGER_LEAVE);
	pager_deinit(&pager);
	buf_deinit(&text);
}

/* --- taking back --- */

static void note(struct undo *undo, const char *text)
{
	undo_note(undo, text, strlen(text));
}

static void a_word_is_taken_back_at_once(void **state)
{
	struct undo undo = {.count = 0};

	(void)state;
	note(&undo, "");
	assert_null(undo_back(&undo));
	for (const char *line = "one two"; *line != '\0'; line++) {
		char now[8];

		snprintf(now, sizeof(now), "%.*s", (int)(line + 1 - "one two"), "one two");
		note(&undo, now);
	}
	note(&undo, "one");
	assert_string_equal(undo_back(&undo), "one two");
	assert_string_equal(undo_back(&undo), "one ");
	assert_string_equal(undo_back(&undo), "one");
	assert_string_equal(undo_back(&undo), "");
	assert_null(undo_back(&undo));
	for (int i = 0; i < 1000; i++) {
		char now[16];

		snprintf(now, sizeof(now), "paste %d", i);
		note(&undo, now);
	}
	assert_string_equal(undo_back(&undo), "paste 998");
	undo_clear(&undo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_line_is_drawn_row_by_row),
	    cmocka_unit_test(characters_without_room), cmocka_unit_test(a_long_line_is_a_window),
	    cmocka_unit_test(words_are_found_as_people_write_them),
	    cmocka_unit_test(lines_are_broken_between_words),
	    cmocka_unit_test(a_pager_goes_back_and_forth),
	    cmocka_unit_test(a_word_is_taken_back_at_once)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
