#include "proto/printable.h"

#include "proto/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FFFD    "\xef\xbf\xbd"
#define FAMILY  "👩‍👩‍👧"
#define MARKS_8 "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"

struct row {
	const char *text, *line, *lines, *shown; /* NULL: as text; lines NULL: as line */
};

/* What each way of writing makes of it. */
static const struct row rows[] = {
    {.text = ""},
    {.text = "plain, with 'quotes' <and> brackets"},
    /* controls: C0, DEL, C1 */
    {"a\x1b[31mb", "a" FFFD "[31mb", NULL, "a<U+001B>[31mb"},
    {"bell\x07 del\x7f", "bell" FFFD " del" FFFD, NULL, "bell<U+0007> del<U+007F>"},
    {"csi\xc2\x9b"
     "31m",
        "csi" FFFD "31m", NULL, "csi<U+009B>31m"},
    /* lines and tabs */
    {"a\tb\nc", "a b c", "a\tb\nc", "a<U+0009>b<U+000A>c"},
    {"a\r\nb\rc", "a b c", "a\nb\nc", "a<U+000D><U+000A>b<U+000D>c"},
    {"a\u2028b\u2029c\xc2\x85"
     "d\x0b",
        "a b c d ", "a\nb\nc\nd\n", "a<U+2028>b<U+2029>c<U+0085>d<U+000B>"},
    /* direction: embeddings, overrides, isolates; marks only where both directions meet */
    {"cod\u202efdp.exe", "codfdp.exe", NULL, "cod<U+202E>fdp.exe"},
    {"\u2066a\u2069 \u202ab\u202c", "a b", NULL, "<U+2066>a<U+2069> <U+202A>b<U+202C>"},
    {"1\u200e2\u200f3\u061c4", "1234", NULL, "1<U+200E>2<U+200F>3<U+061C>4"},
    {.text = "مرحبا\u200f! (1\u200e-2)"},
    {"مرحبا\u200f\u200f\u200f!", "مرحبا\u200f!", NULL, "مرحبا\u200f<U+200F><U+200F>!"},
    {.text = "שלום\u200f, 5\u200e-3"},
    /* joiners between letters that they part and join, and nowhere else */
    {.text = "می\u200cخواهم"},
    {.text = "۲\u200cام"},
    {.text = "क्\u200dष और क्\u200c ष"},
    {.text = "ශ්\u200dරී ලංකා"},
    {.text = "ه\u200d"},
    {"X\u200bA-POL", "XA-POL", NULL, "X<U+200B>A-POL"},
    {"X\u200cA\u200dB", "XAB", NULL, "X<U+200C>A<U+200D>B"},
    {"می\u200c\u200c\u200cخواهم", "می\u200cخواهم", NULL, "می<U+200C><U+200C><U+200C>خواهم"},
    /* what stands beside what is left out, or shown */
    {"ب\u200c\u1160x", "بx", NULL, "ب<U+200C><U+1160>x"},
    {"ᠠ\u180e\u200dx", "ᠠ\u200dx", NULL, "ᠠ<U+180E><U+200D>x"},
    {"علی\u200c", "علی", NULL, "علی<U+200C>"},
    {"田\u200c中", "田中", NULL, "田<U+200C>中"},
    /* pictographs */
    {.text = FAMILY " ❤\ufe0f 👍🏽 🇦🇱 1\ufe0f\u20e3 👩🏽\u200d🚒"},
    {"a\ufe0fb", "ab", NULL, "a<U+FE0F>b"},
    {"😀\ufe0f\ufe01\ufe02", "😀\ufe0f", NULL, "😀\ufe0f<U+FE01><U+FE02>"},
    {"葛\U000e0100城 葛\U000e0100\U000e0101", "葛\U000e0100城 葛\U000e0100", NULL,
        "葛\U000e0100城 葛\U000e0100<U+E0101>"},
    {.text = "ᠮᠣᠩᠭᠣᠯ\u180b ᠬᠠᠨ\u180eᠠ"},
    /* the invisible */
    {"hi\U000e0068\U000e0069!", "hi!", NULL, "hi<U+E0068><U+E0069>!"},
    {"co\u00adop \ufeff\u2060\u034f\u180ex", "coop x", NULL,
        "co<U+00AD>op <U+FEFF><U+2060><U+034F><U+180E>x"},
    {"\u3164\u115f\uffa0\u1160x", "x", NULL, "<U+3164><U+115F><U+FFA0><U+1160>x"},
    {"\ufff0\u2065\U000e0fffx", "x", NULL, "<U+FFF0><U+2065><U+E0FFF>x"},
    {"\ufff9a\ufffab\ufffb", "ab", NULL, "<U+FFF9>a<U+FFFA>b<U+FFFB>"},
    {"a\u00a0b\u2800c\u3000d", "a\u00a0b\u2800c\u3000d", NULL, "a<U+00A0>b<U+2800>c<U+3000>d"},
    /* marks: as many as writing has, and on something */
    {.text = "Tiếng Việt, שְׁלֹמֹ֔ה, ཧྐྵྨླྺྼྻྂ, กำลัง"},
    {"e" MARKS_8 "\u0301\u0302"
     "f",
        "e" MARKS_8 "f", NULL, "e" MARKS_8 "<U+0301><U+0302>f"},
    {"\u0301x\n\u0301y", "x y", "x\ny", "<U+0301>x<U+000A><U+0301>y"},
    {.text = "alone \u0301"},
    /* what no two machines show alike */
    {"\ue000\U000f0000\U0010eeee", FFFD FFFD FFFD, NULL, "<U+E000><U+F0000><U+10EEEE>"},
    {"\uffff\ufdd0\U0001fffe", FFFD FFFD FFFD, NULL, "<U+FFFF><U+FDD0><U+1FFFE>"},
    {.text = "new \U0001fae8, signs ؀ and " FFFD},
    /* bytes that are no UTF-8: a lone byte, a surrogate, an overlong form, a character cut off */
    {"\xff|\xed\xa0\x80|\xc0\xaf|\xe2\x82", FFFD "|" FFFD FFFD FFFD "|" FFFD FFFD "|" FFFD FFFD,
        NULL, "<0xFF>|<0xED><0xA0><0x80>|<0xC0><0xAF>|<0xE2><0x82>"},
};

typedef void writer(struct buf *out, const char *text, size_t len);

static int differs(const char *what, writer *write, const char *text, const char *wanted)
{
	struct buf out = {0};
	char *got;
	int wrong;

	write(&out, text, strlen(text));
	got = buf_take_text(&out);
	wrong = strcmp(got, wanted) != 0;
	if (wrong) {
		print_error("%s of '%s': '%s', not '%s'\n", what, text, got, wanted);
	}
	free(got);
	return wrong;
}

static void test_table(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text = rows[i].text;
		const char *line = rows[i].line != NULL ? rows[i].line : text;
		const char *lines = rows[i].lines != NULL ? rows[i].lines : line;
		const char *shown = rows[i].shown != NULL ? rows[i].shown : text;

		wrong += differs("line", printable_line, text, line);
		wrong += differs("lines", printable_lines, text, lines);
		wrong += differs("shown", printable_shown, text, shown);
		if (printable_is_safe(text, strlen(text)) != (strcmp(text, line) == 0)) {
			print_error("is_safe of '%s' is wrong\n", text);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void test_nothing(void **state)
{
	static const char *const nothing[] = {"", "   ", "\t\n", "\u00a0", "\u200b", "\u3164",
	    "\u115f", "\u1160", "\uffa0", "\u2800", "\u0301", " \u0301\u0302", "\u00ad", "\ufeff",
	    "\u200d\u200c", "\u202e", "\u2028", "\U000e0041", "\u3000\u205f", "\x1b", "\ue000",
	    "\u17b4", "\u200f", "\xff\xfe", "\U0001d159", "\U0001d173", "\u061c"};
	static const char *const something[] = {
	    "a", " . ", "\u200b1", "é", "ا", "中", "👍", "–", "ˆ", "؀", "-", "\u3164x"};

	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
		if (!printable_is_nothing(nothing[i], strlen(nothing[i]))) {
			fail_msg("row %zu is taken for something", i);
		}
	}
	for (size_t i = 0; i < sizeof(something) / sizeof(something[0]); i++) {
		if (printable_is_nothing(something[i], strlen(something[i]))) {
			fail_msg("'%s' is taken for nothing", something[i]);
		}
	}
}

static size_t columns(const char *text)
{
	return printable_columns(text, strlen(text));
}

static void test_columns(void **state)
{
	(void)state;
	assert_int_equal(columns("abc"), 3);
	assert_int_equal(columns("été e\u0301"), 5);
	assert_int_equal(columns("中文 かな 한국"), 14);
	assert_int_equal(columns("👍"), 2);
	assert_int_equal(columns("\U0001fae8"), 2);
	assert_int_equal(columns("مرحبا"), 5);
	assert_int_equal(columns("a\u200b\u202eb"), 2);
	assert_int_equal(columns("\x1b\xff"), 2);
	assert_int_equal(columns("a\r\nb\tc"), 5);
}

static void cut(const char *text, size_t width, const char *wanted)
{
	struct buf out = {0};
	char *got;

	printable_line_cut(&out, text, strlen(text), width);
	got = buf_take_text(&out);
	assert_string_equal(got, wanted);
	assert_true(columns(got) <= width);
	free(got);
}

static void test_cut(void **state)
{
	(void)state;
	cut("abcdef", 6, "abcdef");
	cut("abcdef", 5, "abcd…");
	cut("abcdef", 1, "…");
	cut("abcdef", 0, "");
	cut("中文中文", 6, "中文…");
	/* never within what a reader takes for one character */
	cut("ae\u0301f", 2, "a…");
	cut("ae\u0301fg", 3, "ae\u0301…");
	cut("x" FAMILY "yz", 6, "x…");
	cut("🇦🇱🇷🇸x", 4, "🇦🇱…");
	assert_int_equal(printable_fit_bytes("ae\u0301f", 5, 5), 5);
	assert_int_equal(printable_fit_bytes("ae\u0301f", 5, 3), 1);
	assert_int_equal(printable_fit_bytes("ae\u0301f", 5, 4), 4);
}

static void test_arrays(void **state)
{
	char small[8];

	(void)state;
	assert_string_equal(printable_line_in(small, sizeof(small), "a\nb\u200bc"), "a bc");
	assert_string_equal(printable_line_in(small, sizeof(small), "1234567"), "1234567");
	assert_string_equal(printable_line_in(small, sizeof(small), "12345678"), "1234…");
	assert_string_equal(printable_line_in(small, sizeof(small), "123é5678"), "123…");
	assert_string_equal(printable_line_in(small, 3, "1234"), "");
	assert_string_equal(printable_shown_in(small, sizeof(small), "\u200b"), "<U+2…");
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* What was cleaned is clean: nothing that was left out was holding an unsafe thing back. */
static void test_clean_is_clean(void **state)
{
	static const char *const pieces[] = {"a", "م", "क", "्", "中", "👩", "🏽", "\u200d",
	    "\u200c", "\ufe0f", "\u200f", "\u061c", "\u0301", "\u0301\u0301\u0301", "\u202e",
	    "\u200b", "\n", "\t", "\x1b", "\xff", "\xe2\x80", "\U000e0041", "ᠮ", "\u180e", "\u180b",
	    " ", "۲", "\r", "\ue000", "1", "\u20e3", "\u2800"};
	uint32_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		struct buf text = {0}, line = {0}, again = {0}, lines = {0}, lines_again = {0};

		for (unsigned i = next_random(&seed) % 14; i > 0; i--) {
			buf_append_text(&text,
			    pieces[next_random(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		printable_line(&line, (const char *)text.data, text.len);
		printable_line(&again, (const char *)line.data, line.len);
		printable_lines(&lines, (const char *)text.data, text.len);
		printable_lines(&lines_again, (const char *)lines.data, lines.len);
		if (!utf8_valid(line.data, line.len) ||
		    !printable_is_safe((const char *)line.data, line.len) ||
		    lines.len != lines_again.len || line.len != again.len) {
			struct buf shown = {0};

			printable_shown(&shown, (const char *)text.data, text.len);
			fail_msg("round %u: %.*s", round, (int)shown.len, (const char *)shown.data);
		}
		buf_deinit(&text);
		buf_deinit(&line);
		buf_deinit(&again);
		buf_deinit(&lines);
		buf_deinit(&lines_again);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_arrays),
	    cmocka_unit_test(test_clean_is_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
