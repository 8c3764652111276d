/* What waits and what goes with it; for whom a line is; calls for help. */
#include "client/cli/join/outbox.h"
#include "client/cli/text/recipients.h"
#include "client/cli/text/urgent.h"
#include "proto/utf8.h"
#include "proto/xalloc.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- the outbox --- */

static void begin(struct outbox *outbox, const char *name)
{
	struct outbox_document document = {.size = 200};

	snprintf(document.name, sizeof(document.name), "%s", name);
	outbox_begin(outbox, &document);
}

static void is_shown(const struct outbox *outbox, size_t sent, const char *expected)
{
	struct buf text = {0};

	outbox_shown(outbox, sent, &text);
	buf_append_byte(&text, '\0');
	assert_string_equal((const char *)text.data, expected);
	buf_deinit(&text);
}

static struct outbox_item *message(const char *whom)
{
	return outbox_item_new(OUTBOX_MESSAGE, "text", whom, NULL);
}

static void a_document_goes_with_the_message_it_was_for(void **state)
{
	struct outbox outbox = {.count = 0};
	struct outbox_item *first, *second;
	char text[300];

	(void)state;
	begin(&outbox, "mid.pdf");
	assert_true(outbox_must_wait(&outbox));
	is_shown(&outbox, 80, "[mid.pdf 40 %] ");
	assert_true(outbox_queue(&outbox, message("AL-LI")));
	assert_true(outbox_queue(&outbox, message("AL-NGO")));
	assert_null(outbox_next(&outbox));
	outbox_arrived(&outbox);
	is_shown(&outbox, 0, "[mid.pdf] ");
	/* in order, and what comes now waits behind them */
	assert_true(outbox_must_wait(&outbox));
	first = outbox_next(&outbox);
	assert_string_equal(first->whom, "AL-LI");
	assert_string_equal(outbox_objection(&outbox, first->whom, text, sizeof(text)), "");
	outbox_send(&outbox, first);
	assert_int_equal(first->document_count, 1);
	second = outbox_next(&outbox);
	outbox_send(&outbox, second);
	assert_int_equal(second->document_count, 0);
	assert_false(outbox_must_wait(&outbox));
	outbox_deinit(&outbox);
}

/* Ten names of 255 bytes: what has no room is known to be missing, and no character is halved. */
static void long_names_end_in_an_ellipsis(void **state)
{
	struct outbox outbox = {.count = 0};
	char name[256] = "", text[900];

	(void)state;
	for (size_t at = 0; at + 4 < sizeof(name); at += 4) {
		memcpy(name + at, "e\u0301x", 4);
	}
	begin(&outbox, name);
	outbox_arrived(&outbox);
	is_shown(&outbox, 0,
	    "[e\u0301xe\u0301xe\u0301xe\u0301xe\u0301xe\u0301xe\u0301xe\u0301"
	    "xe\u0301xe\u0301xe\u0301xe\u0301…] ");
	for (char letter = '0'; letter < '9'; letter++) {
		name[0] = letter;
		begin(&outbox, name);
		outbox_arrived(&outbox);
	}
	snprintf(outbox.whom, sizeof(outbox.whom), "AL-LI");
	outbox_objection(&outbox, "AL-POL", text, sizeof(text));
	assert_non_null(strstr(text, "x … was attached for AL-LI"));
	assert_true(utf8_valid(text, strlen(text)));
	outbox_deinit(&outbox);
}

/* Letters with many marks: few columns, and more bytes than a prompt was thought to have. */
static void many_bytes_in_few_columns_are_shown(void **state)
{
	struct outbox outbox = {.count = 0};
	struct buf expected = {0};
	char name[256] = "";

	(void)state;
	for (size_t at = 0; at < 18 * 5; at += 5) {
		memcpy(name + at, "a\u0301\u0308", 5);
	}
	begin(&outbox, name);
	outbox_arrived(&outbox);
	begin(&outbox, "b.pdf");
	outbox_arrived(&outbox);
	begin(&outbox, name);
	buf_printf(&expected, "[%s, b.pdf, %s 25 %%] ", name, name);
	buf_append_byte(&expected, '\0');
	is_shown(&outbox, 50, (const char *)expected.data);
	buf_deinit(&expected);
	outbox_deinit(&outbox);
}

static void a_refused_message_keeps_its_documents_to_itself(void **state)
{
	struct outbox outbox = {.count = 0};
	struct outbox_item *item = message("AL-LI");
	char text[300];
	bool waits;

	(void)state;
	begin(&outbox, "mid.pdf");
	outbox_arrived(&outbox);
	outbox_send(&outbox, item);
	assert_int_equal(outbox.count, 0);
	assert_ptr_equal(outbox_answered(&outbox, (uint64_t)(uintptr_t)item), item);
	assert_null(outbox_answered(&outbox, (uint64_t)(uintptr_t)item));
	assert_true(outbox_put_back(&outbox, item));
	outbox_item_free(item);
	/* the same once more: yes; somebody else: no, however often */
	assert_string_equal(outbox_objection(&outbox, "AL-LI", text, sizeof(text)), "");
	for (int i = 0; i < 2; i++) {
		assert_non_null(strstr(
		    outbox_objection(&outbox, "TO-POL", text, sizeof(text)), "attached for AL-LI"));
	}
	assert_int_equal(outbox_detach(&outbox, "other.pdf", &waits), 0);
	assert_int_equal(outbox_detach(&outbox, NULL, &waits), 1);
	assert_string_equal(outbox_objection(&outbox, "TO-POL", text, sizeof(text)), "");
	/* others are attached meanwhile: the old ones stay off */
	item = message("AL-LI");
	begin(&outbox, "a");
	outbox_arrived(&outbox);
	outbox_send(&outbox, item);
	begin(&outbox, "b");
	item = outbox_answered(&outbox, (uint64_t)(uintptr_t)item);
	assert_false(outbox_put_back(&outbox, item));
	outbox_item_free(item);
	outbox_arrived(&outbox);
	assert_int_equal(outbox.count, 1);
	assert_string_equal(outbox.documents[0].name, "b");
	outbox_deinit(&outbox);
}

static void what_failed_is_not_left_out_silently(void **state)
{
	struct outbox outbox = {.count = 0};
	struct outbox_item *more;
	char text[300];
	bool waits;

	(void)state;
	outbox_failed(&outbox, "gone.pdf");
	assert_non_null(strstr(outbox_objection(&outbox, "AL-LI", text, sizeof(text)), "gone.pdf"));
	assert_string_equal(outbox_objection(&outbox, "AL-LI", text, sizeof(text)), "");
	outbox_failed(&outbox, "gone.pdf");
	begin(&outbox, "gone.pdf");
	outbox_arrived(&outbox);
	assert_string_equal(outbox_objection(&outbox, "AL-LI", text, sizeof(text)), "");
	/* another file settles nothing: whoever typed ahead has not seen that the first one failed
	 */
	outbox_failed(&outbox, "gone.pdf");
	begin(&outbox, "there.pdf");
	outbox_arrived(&outbox);
	assert_non_null(strstr(outbox_objection(&outbox, "AL-LI", text, sizeof(text)), "gone.pdf"));
	/* taken off while it is on its way: it does not come back, and nothing goes without it */
	outbox_detach(&outbox, NULL, &waits);
	assert_false(waits);
	begin(&outbox, "mid.pdf");
	assert_true(outbox_queue(&outbox, message("AL-LI")));
	assert_int_equal(outbox_detach(&outbox, "mid.pdf", &waits), 1);
	assert_true(waits);
	outbox_item_free(outbox_hand_back(&outbox));
	assert_true(outbox_must_wait(&outbox));
	outbox_arrived(&outbox);
	assert_int_equal(outbox.count, 0);
	/* no more than there is room for */
	for (int i = 0; i < OUTBOX_ITEMS_MAX; i++) {
		assert_true(outbox_queue(&outbox, message("x")));
	}
	more = message("y");
	assert_false(outbox_queue(&outbox, more));
	outbox_item_free(more);
	outbox_deinit(&outbox);
}

/* --- for whom --- */

static void those_in_front_are_meant(void **state)
{
	/* what is typed; everybody; only the sure ones; the texts */
	static const struct {
		const char *line, *all, *text, *sure, *text_of_sure;
	} table[] = {{"AL-LI hello", "AL-LI", "hello", "AL-LI", "hello"},
	    {"AL-LI TO-POL hello", "AL-LI and TO-POL", "hello", "AL-LI", "TO-POL hello"},
	    {"al-li,to-pol hello", "AL-LI and TO-POL", "hello", "AL-LI and TO-POL", "hello"},
	    {"AL-LI, TO-POL hello", "AL-LI and TO-POL", "hello", "AL-LI and TO-POL", "hello"},
	    {"AL-LI and TO-POL hello", "AL-LI and TO-POL", "hello", "AL-LI and TO-POL", "hello"},
	    {"AL-LI + clinic & control hello", "AL-LI, clinic and control", "hello",
	        "AL-LI, clinic and control", "hello"},
	    {"AL-LI, AL-NGO, and TO-POL hello", "AL-LI, AL-NGO and TO-POL", "hello",
	        "AL-LI, AL-NGO and TO-POL", "hello"},
	    {"AL-LI TO-POL: hello", "AL-LI and TO-POL", "hello", "AL-LI and TO-POL", "hello"},
	    {"AL-LI: TO-POL knows", "AL-LI", "TO-POL knows", "AL-LI", "TO-POL knows"},
	    {"AL-LI TO-POL by phone hello", "AL-LI and TO-POL", "by phone hello",
	        "AL-LI and TO-POL", "by phone hello"},
	    {"AL-LI TO-POL \"Vans\": three", "AL-LI and TO-POL", "\"Vans\": three",
	        "AL-LI and TO-POL", "\"Vans\": three"},
	    {"AL-LI, please come", "AL-LI", "please come", "AL-LI", "please come"},
	    {"AL-LI and then we go", "AL-LI", "and then we go", "AL-LI", "and then we go"},
	    {"AL-LI clinic is closed", "AL-LI and clinic", "is closed", "AL-LI",
	        "clinic is closed"},
	    {"AL-LI, clinic is closed", "AL-LI and clinic", "is closed", "AL-LI",
	        "clinic is closed"},
	    {"AL-LI AL-LI hello", "AL-LI", "hello", "AL-LI", "hello"},
	    {"AL-LI clinical staff", "AL-LI", "clinical staff", "AL-LI", "clinical staff"}};
	struct view *view = conduct_player();

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct recipients to;
		char named[200];

		if (!recipients_read(view, table[i].line, &to)) {
			fail_msg("%s: \"%s\"", table[i].line, to.wrong);
		}
		assert_string_equal(
		    recipients_named(&to, to.count, named, sizeof(named)), table[i].all);
		assert_string_equal(to.text, table[i].text);
		assert_string_equal(
		    recipients_named(&to, to.sure, named, sizeof(named)), table[i].sure);
		assert_string_equal(to.text_of_sure, table[i].text_of_sure);
	}
	view_free(view);
}

static void nobody_is_said_to_be_nobody(void **state)
{
	static const struct {
		const char *line, *wrong;
	} table[] = {{"AL-LO hello", "AL-LO"}, {"AL-LI AL-LO hello", "AL-LO"},
	    {"AL-LI,clinik hello", "clinik"}, {"AL-LI and AL-LO hello", "AL-LO"},
	    {"AL-LI + them", "them"}, {"", ""}};
	struct view *view = conduct_player();

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct recipients to;

		assert_false(recipients_read(view, table[i].line, &to));
		assert_string_equal(to.wrong, table[i].wrong);
	}
	assert_true(recipients_is_party(view, "al-li"));
	assert_true(recipients_is_party(view, "clinic"));
	assert_false(recipients_is_party(view, "AL-LI hello"));
	assert_false(recipients_is_party(view, "name"));
	view_free(view);
}

static void nobody_is_left_out_unsaid(void **state)
{
	Convene__V1__ExerciseCreated created = CONVENE__V1__EXERCISE_CREATED__INIT;
	Convene__V1__TeamCard cards[PARTIES_MAX + 1], *teams[PARTIES_MAX + 1];
	const struct view view = {.exercise = &created};
	char ids[PARTIES_MAX + 1][8], line[1000] = "";
	struct recipients to;

	(void)state;
	for (size_t i = 0; i <= PARTIES_MAX; i++) {
		convene__v1__team_card__init(&cards[i]);
		snprintf(ids[i], sizeof(ids[i]), "T-%zu", i);
		cards[i].id = ids[i];
		teams[i] = &cards[i];
	}
	created.teams = teams;
	created.n_teams = PARTIES_MAX + 1;
	for (size_t i = 0; i <= PARTIES_MAX; i++) {
		size_t len = strlen(line);

		snprintf(line + len, sizeof(line) - len, "%s%s", i > 0 ? "," : "", ids[i]);
		assert_int_equal(recipients_read(&view, line, &to), i < PARTIES_MAX);
		assert_int_equal(to.too_many, i == PARTIES_MAX);
	}
}

/* --- calls for help --- */

static void calls_are_understood(void **state)
{
	static const struct {
		const char *line;
		enum urgent_place place;
		enum urgent_kind kind;
		const char *note;
	} table[] = {{"pause for welfare", URGENT_AT_PROMPT, URGENT_WELFARE, ""},
	    {"  \"Pause for Welfare!\"  ", URGENT_AT_PROMPT, URGENT_WELFARE, ""},
	    {"\xe2\x80\x9cpause for welfare\xe2\x80\x9d", URGENT_AT_QUESTION, URGENT_WELFARE, ""},
	    {"pause for welfare: I feel sick", URGENT_AT_PROMPT, URGENT_WELFARE, "I feel sick"},
	    {"REAL WORLD fire alarm", URGENT_AT_PROMPT, URGENT_REAL, "REAL WORLD: fire alarm"},
	    {"real-world: \xc3\xa4rztin gesucht", URGENT_AT_PROMPT, URGENT_REAL,
	        "REAL WORLD: \xc3\xa4rztin gesucht"},
	    {"\"REAL WORLD\"", URGENT_AT_QUESTION, URGENT_REAL, "REAL WORLD"},
	    {"real world fire", URGENT_AT_QUESTION, URGENT_REAL, "REAL WORLD: fire"},
	    {"REAL WORLD fire", URGENT_WITHIN_TEXT, URGENT_REAL, "REAL WORLD: fire"},
	    {"real world examples are", URGENT_WITHIN_TEXT, URGENT_IN_TEXT, ""},
	    {"stop", URGENT_AT_PROMPT, URGENT_UNSURE, ""},
	    {"stop", URGENT_AT_QUESTION, URGENT_NONE, ""},
	    {"stop the van at the border", URGENT_AT_PROMPT, URGENT_NONE, ""},
	    {"welfare", URGENT_AT_PROMPT, URGENT_NONE, ""},
	    {"welfare", URGENT_AT_QUESTION, URGENT_WELFARE, ""},
	    {"welfare of the child", URGENT_AT_QUESTION, URGENT_NONE, ""},
	    {"pause for lunch", URGENT_AT_PROMPT, URGENT_NONE, ""},
	    {"realworldly", URGENT_AT_PROMPT, URGENT_NONE, ""},
	    {"say AL-LI pause for welfare", URGENT_AT_PROMPT, URGENT_NONE, ""},
	    {"", URGENT_AT_PROMPT, URGENT_NONE, ""}};
	char longest[2000], note[URGENT_NOTE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (urgent_read(table[i].line, table[i].place, note) != table[i].kind) {
			fail_msg("%s", table[i].line);
		}
		if (table[i].kind == URGENT_WELFARE || table[i].kind == URGENT_REAL) {
			assert_string_equal(note, table[i].note);
		}
	}
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "real world ", 11);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(urgent_read(longest, URGENT_AT_PROMPT, note), URGENT_REAL);
	assert_int_equal(strlen(note), URGENT_NOTE_MAX);
	assert_string_equal(note + URGENT_NOTE_MAX - 4, "x\xe2\x80\xa6");
	assert_true(urgent_note_is_cut(note));
	urgent_note("Fire \xe2\x80\xa6\nin the hall", note);
	assert_string_equal(note, "Fire \xe2\x80\xa6 in the hall");
	assert_false(urgent_note_is_cut(note));
	urgent_note("", note);
	assert_false(urgent_note_is_cut(note));
	assert_true(urgent_begins("pau"));
	assert_true(urgent_begins("REAL WO"));
	assert_true(urgent_begins("real world: quite a fire"));
	assert_false(urgent_begins("real estate"));
	assert_false(urgent_begins("q"));
	assert_false(urgent_begins("   "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_document_goes_with_the_message_it_was_for),
	    cmocka_unit_test(long_names_end_in_an_ellipsis),
	    cmocka_unit_test(many_bytes_in_few_columns_are_shown),
	    cmocka_unit_test(a_refused_message_keeps_its_documents_to_itself),
	    cmocka_unit_test(what_failed_is_not_left_out_silently),
	    cmocka_unit_test(those_in_front_are_meant),
	    cmocka_unit_test(nobody_is_said_to_be_nobody),
	    cmocka_unit_test(nobody_is_left_out_unsaid),
	    cmocka_unit_test(calls_are_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
