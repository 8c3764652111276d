/* What is typed and pasted: pastes, join links, mistyped words, screenfuls, the locale. */
#include "client/cli/base/cli.h"
#include "client/cli/terminal/paste.h"
#include "client/cli/text/choices.h"
#include "client/cli/text/link_text.h"
#include "client/cli/text/nearest.h"
#include "client/cli/text/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Feeds bytes; `keys` gets what counts as typed. Returns the number of pastes that became whole. */
static int feed(struct paste *paste, const char *bytes, struct buf *keys)
{
	int whole = 0;

	for (; *bytes != '\0'; bytes++) {
		char typed[8];
		size_t count;

		if (paste_take(paste, *bytes, typed, &count) == PASTE_TEXT) {
			whole++;
		}
		buf_append(keys, typed, count);
	}
	buf_append_byte(keys, '\0');
	return whole;
}

static void a_paste_is_no_typing(void **state)
{
	struct paste paste = {.matched = 0};
	struct buf keys = {0};
	char *shown;

	(void)state;
	assert_int_equal(feed(&paste, "ab\033[A\033[200~pause\r\nend\nyes\n\033[201~c", &keys), 1);
	assert_string_equal((const char *)keys.data, "ab\033[Ac");
	shown = paste_shown(&paste.text);
	assert_string_equal(shown, "pause" PASTE_BREAK "end" PASTE_BREAK "yes");
	paste.text.len = 0;
	buf_append_text(&paste.text, shown);
	paste_restore(&paste.text);
	assert_int_equal(paste.text.len, strlen("pause\nend\nyes"));
	assert_memory_equal(paste.text.data, "pause\nend\nyes", paste.text.len);
	free(shown);
	buf_deinit(&keys);
	paste_deinit(&paste);
}

static void an_escape_in_a_paste_does_not_end_it(void **state)
{
	struct paste paste = {.matched = 0};
	struct buf keys = {0};
	char *shown;

	(void)state;
	assert_int_equal(
	    feed(&paste, "\033[200~x\033[20\033\033[200~y\033[201\033[201~z", &keys), 1);
	assert_string_equal((const char *)keys.data, "z");
	shown = paste_shown(&paste.text);
	assert_string_equal(shown, "x [20  [200~y [201");
	free(shown);
	buf_deinit(&keys);
	paste_deinit(&paste);
}

#define CODE "7KQ2-M4XW-9DHT-2PQA"
#define HEX8 "01234567"
#define HEX  HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8

static void links_are_put_together(void **state)
{
	char text[] = " \tconvene://host:8443/harvest#7KQ2-M4XW\r\n  -9DHT-2PQA \n";

	(void)state;
	assert_true(link_text_is_link(text));
	link_text_trim(text);
	assert_string_equal(text, "convene://host:8443/harvest#" CODE);
	assert_false(link_text_ends_early(text));
	assert_true(link_text_ends_early("conv"));
	assert_true(link_text_ends_early("convene://host:84"));
	assert_true(link_text_ends_early("convene://host/harvest#7KQ2-M4"));
	assert_true(link_text_ends_early("convene://host/harvest#" CODE "@sha"));
	assert_true(link_text_ends_early("convene://host/harvest#" CODE "@sha256:0123"));
	assert_false(link_text_ends_early("convene://host/harvest#" CODE "@sha256:" HEX));
	assert_false(link_text_ends_early("convene://host/harvest"));
	assert_false(link_text_ends_early("https://host/"));
	assert_false(link_text_ends_early(""));
	assert_false(link_text_is_link("say AL-NGO convene://host/x"));
}

static const char *nearest_of(const char *typed, char out[80])
{
	static const char *const words[] = {"pause", "resume", "release", "AL-NGO", "W1-calls"};
	struct nearest nearest;

	nearest_init(&nearest, typed);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		nearest_offer(&nearest, words[i]);
	}
	return nearest_question(&nearest, out, 80);
}

static void mistyped_words_are_recognised(void **state)
{
	char out[80];

	(void)state;
	assert_string_equal(nearest_of("puase", out), "; did you mean \"pause\"?");
	assert_string_equal(nearest_of("rel", out), "; did you mean \"release\"?");
	assert_string_equal(nearest_of("al-ng", out), "; did you mean \"AL-NGO\"?");
	assert_string_equal(nearest_of("W1-call", out), "; did you mean \"W1-calls\"?");
	assert_string_equal(nearest_of("zebra", out), "");
	assert_string_equal(nearest_of("", out), "");
	assert_string_equal(nearest_of("a-word-that-is-far-longer-than-forty-letters-is", out), "");
}

static void a_word_that_is_none_is_answered_with_those_there_are(void **state)
{
	static const char *const words[] = {"list", "show", "release"};
	static const struct {
		const char *typed, *end;
		size_t offered;
	} rows[] = {{"relase", "; did you mean \"release\"?", 3},
	    {"bogus", ": list, show, release", 3}, {"bogus", ": list", 1}, {"bogus", "", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct choices choices;

		choices_init(&choices, rows[i].typed);
		for (size_t j = 0; j < rows[i].offered; j++) {
			choices_offer(&choices, words[j]);
		}
		assert_string_equal(choices_end(&choices, ": "), rows[i].end);
		choices_deinit(&choices);
	}
}

static void text_direction_is_not_overridden(void **state)
{
	struct buf out = {0};

	(void)state;
	wrap_append_line(&out, "a\xe2\x80\xae"
	                       "b\xe2\x81\xa6"
	                       "c\xe2\x80\x8e");
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, "abc");
	buf_deinit(&out);
}

static void the_locale_has_utf8(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	assert_true(cli_set_locale());
	assert_true(cli_is_utf8());
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_paste_is_no_typing),
	    cmocka_unit_test(an_escape_in_a_paste_does_not_end_it),
	    cmocka_unit_test(links_are_put_together),
	    cmocka_unit_test(mistyped_words_are_recognised),
	    cmocka_unit_test(a_word_that_is_none_is_answered_with_those_there_are),
	    cmocka_unit_test(text_direction_is_not_overridden),
	    cmocka_unit_test(the_locale_has_utf8)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
