/* Lists of people: what is read, where mistakes are, and that no bytes at all do harm. */
#include "server/cli/people/letters.h"
#include "server/cli/people/people.h"

#include "proto/xalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct list {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct csv csv;
	struct people people;
};

static int setup(void **state)
{
	struct list *list = xcalloc(1, sizeof(*list));

	list->arena = arena_new(16u << 20);
	list->diagnostics = xcalloc(1, sizeof(*list->diagnostics));
	diagnostics_init(list->diagnostics, list->arena);
	*state = list;
	return 0;
}

static int teardown(void **state)
{
	struct list *list = *state;

	arena_free(list->arena);
	free(list->diagnostics);
	free(list);
	return 0;
}

static bool read_csv(struct list *list, const char *text)
{
	arena_reset(list->arena);
	diagnostics_init(list->diagnostics, list->arena);
	return csv_read(&list->csv, "list", text, strlen(text), list->arena, list->diagnostics);
}

static void holds(
    const struct list *list, size_t row, size_t field, const char *text, int line, int column)
{
	const struct csv_field *found = &list->csv.rows[row].fields[field];

	assert_true(row < list->csv.count && field < list->csv.rows[row].count);
	assert_string_equal(found->text, text);
	assert_int_equal(found->line, line);
	assert_int_equal(found->column, column);
}

static void fields_and_their_places(void **state)
{
	struct list *list = *state;

	assert_true(read_csv(
	    list, "a,b\r\n\r\n1 , \"x,\"\"y\"\"\r\nz\" ,\r\n,,\r\n\xc3\xa4\xc3\xb6,\xe2\x82\xac"));
	assert_int_equal(list->csv.count, 3);
	holds(list, 0, 1, "b", 1, 3);
	holds(list, 1, 0, "1", 3, 1);
	holds(list, 1, 1, "x,\"y\"\r\nz", 3, 5);
	holds(list, 1, 2, "", 4, 5);
	/* columns are characters, lines those of an editor */
	holds(list, 2, 0, "\xc3\xa4\xc3\xb6", 6, 1);
	holds(list, 2, 1, "\xe2\x82\xac", 6, 4);
	assert_true(read_csv(list, ""));
	assert_int_equal(list->csv.count, 0);
}

static void a_line_too_long_is_told_once(void **state)
{
	struct list *list = *state;
	char text[2 * CSV_FIELDS_MAX + 8];

	memset(text, ',', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_false(read_csv(list, text));
	assert_int_equal(list->diagnostics->errors, 1);
	assert_non_null(strstr(list->diagnostics->list[0].text, "more than 64 fields"));
	assert_int_equal(list->diagnostics->list[0].column, CSV_FIELDS_MAX + 1);
}

static void separators_are_found(void **state)
{
	struct list *list = *state;

	assert_true(read_csv(list, "a;b,c;d\n1;2;3\n"));
	assert_int_equal(list->csv.separator, ';');
	holds(list, 0, 1, "b,c", 1, 3);
	assert_true(read_csv(list, "\n\n\"a;b;c;d\",e\n"));
	assert_int_equal(list->csv.separator, ',');
	holds(list, 0, 1, "e", 3, 11);
	assert_true(read_csv(list, "sep=\t\na\tb\n"));
	holds(list, 0, 1, "b", 2, 3);
	assert_true(read_csv(list, "alone\n"));
	holds(list, 0, 0, "alone", 1, 1);
}

/* What is written is read again as it was. */
static void quoting_goes_both_ways(void **state)
{
	static const char *const texts[] = {
	    "plain", "", "a,b", "say \"so\"", " around ", "two\nlines", "a;b", "-"};
	struct list *list = *state;
	struct buf line = {0};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (i > 0) {
			buf_append_byte(&line, ',');
		}
		csv_append(&line, texts[i], ',');
	}
	buf_append_byte(&line, 0);
	assert_true(read_csv(list, (const char *)line.data));
	buf_deinit(&line);
	assert_int_equal(list->csv.rows[0].count, sizeof(texts) / sizeof(texts[0]));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_string_equal(list->csv.rows[0].fields[i].text, texts[i]);
	}
}

/* --- against an exercise --- */

static Convene__V1__Text team_text = {
    .base = PROTOBUF_C_MESSAGE_INIT(&convene__v1__text__descriptor)};

struct exercise_known {
	Convene__V1__AdminReply reply;
	Convene__V1__ExerciseCreated created;
	Convene__V1__TeamCard team;
	Convene__V1__TeamCard *teams[1];
	Convene__V1__InviteSummary invite;
	Convene__V1__InviteSummary *invites[1];
};

static void know(struct exercise_known *known)
{
	convene__v1__admin_reply__init(&known->reply);
	convene__v1__exercise_created__init(&known->created);
	convene__v1__team_card__init(&known->team);
	convene__v1__invite_summary__init(&known->invite);
	convene__v1__text__init(&team_text);
	team_text.value = (char *)(uintptr_t) "Open Gate";
	known->team.id = (char *)(uintptr_t) "AL-NGO";
	known->team.name = &team_text;
	known->teams[0] = &known->team;
	known->created.teams = known->teams;
	known->created.n_teams = 1;
	known->created.title = &team_text;
	known->created.duration_ms = 5400000;
	known->invite.invite_id = 7;
	known->invite.role = CONVENE__V1__ROLE__ROLE_PLAYER;
	known->invite.team_id = known->team.id;
	known->invite.person_name = (char *)(uintptr_t) "Ana";
	known->invites[0] = &known->invite;
	known->reply.invites = known->invites;
	known->reply.n_invites = 1;
	known->reply.exercise = &known->created;
}

static bool read_people(
    struct list *list, const struct exercise_known *known, const char *bytes, size_t len)
{
	arena_reset(list->arena);
	diagnostics_init(list->diagnostics, list->arena);
	return people_read(
	    &list->people, "list", bytes, len, &known->reply, list->arena, list->diagnostics);
}

static void who_has_a_link_is_known(void **state)
{
	static const char text[] =
	    "Team,NAME,role\nAL-NGO,ana,player\nOpen Gate,Bo,player\n-,Cy,observer\n";
	struct exercise_known known;
	struct list *list = *state;

	know(&known);
	assert_true(read_people(list, &known, text, strlen(text)));
	assert_int_equal(list->people.count, 3);
	assert_int_equal(list->people.rows[0].invited, 7);
	assert_int_equal(list->people.rows[1].invited, 0);
	assert_ptr_equal(list->people.rows[1].team, &known.team);
	assert_null(list->people.rows[2].team);
	/* a revoked one is none */
	known.invite.revoked = true;
	assert_true(read_people(list, &known, text, strlen(text)));
	assert_int_equal(list->people.rows[0].invited, 0);
}

/* What would be right is read although a field has half of the file in it. */
static void what_is_quoted_is_short(void **state)
{
	struct exercise_known known;
	struct list *list = *state;
	char text[5000], role[4000];

	know(&known);
	memset(role, 'r', sizeof(role));
	snprintf(text, sizeof(text), "name,role,team\nAna,%.*s,\n", (int)sizeof(role), role);
	assert_false(read_people(list, &known, text, strlen(text)));
	const char *told = list->diagnostics->list[0].text;
	assert_in_range(strlen(told), 100, 250);
	assert_non_null(strstr(told, "there is no role 'rrr"));
	assert_non_null(strstr(told, "rrr'; there are organiser, "));
}

static void letters_are_filled_in(void **state)
{
	static const char text[] = "name,role,team\nBo,player,AL-NGO\nCy,observer,\n";
	struct exercise_known known;
	struct list *list = *state;
	struct letters letters = {
	    .own_text = letters_text, .exercise = &known.created, .arena = list->arena};
	struct buf out = {0};
	char *letter;

	know(&known);
	assert_true(read_people(list, &known, text, strlen(text)));
	letters_fill(&out, &letters, &list->people.rows[0],
	    "{{name}}|{{part}}|{{when}}|{{duration}}|{{by}}|{{link}}|{{nothing}}|{{", "LINK");
	letters_fill(&out, &letters, &list->people.rows[1], "|{{part}}{{team}}", "LINK");
	letter = buf_take_text(&out);
	assert_string_equal(letter, "Bo|player, for Open Gate (AL-NGO)|you will be "
	                            "told|1:30:00||LINK|{{nothing}}|{{|observer");
	free(letter);
	letters_fill(&out, &letters, &list->people.rows[0], letters_text, "LINK");
	letter = buf_take_text(&out);
	assert_null(strstr(letter, "{{"));
	assert_non_null(strstr(letter, "LINK"));
	free(letter);
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* When a letter is written there is no way back any more: the link has been made. */
static void templates_are_read_once(void **state)
{
	static const char text[] = "name,role,team\nBo,player,AL-NGO\nCy,observer,\n";
	char folder[] = "/tmp/convene-letters-XXXXXX", template[80], mail[80], there[100];
	struct exercise_known known;
	struct list *list = *state;
	struct letters letters = {.folder = mail,
	    .own_text = letters_text,
	    .template_path = template,
	    .exercise = &known.created,
	    .arena = list->arena};
	struct err err = {0};

	know(&known);
	assert_non_null(mkdtemp(folder));
	snprintf(template, sizeof(template), "%s/mail.txt", folder);
	snprintf(mail, sizeof(mail), "%s/mail", folder);
	snprintf(there, sizeof(there), "%s/02-cy.txt", mail);
	put(template, "{{name}} {{link}}\n");
	assert_true(read_people(list, &known, text, strlen(text)));
	assert_int_equal(letters_prepare(&letters, &list->people, &err), 0);
	put(template, "of another");
	assert_int_equal(letters_write(&letters, &list->people, 0, "LINK", &err), 0);
	assert_int_equal(unlink(template), 0);
	assert_int_equal(letters_write(&letters, &list->people, 1, "LINK", &err), 0);
	assert_int_equal(access(there, R_OK), 0);
	letters_give_up(&letters);
	assert_int_equal(rmdir(folder), 0);
}

/* Damaged lists: nothing is read beyond its end, and what is wrong is said. */
static void no_bytes_do_harm(void **state)
{
	static const char text[] =
	    "\xef\xbb\xbfname;role;team;email;language\r\n\"A \"\"b\"\"\";player;AL-NGO;a@b;fr\r\n"
	    "C\xc3\xa9;player;AL-NGO;;\r\n;;;;\r\n";
	struct exercise_known known;
	struct list *list = *state;
	uint64_t dice = 88172645463325252u;

	know(&known);
	for (int round = 0; round < 20000; round++) {
		size_t len = sizeof(text) - 1;
		char *bytes = xcheck(malloc(len));

		memcpy(bytes, text, len);
		for (int i = 0; i < 3; i++) {
			dice ^= dice << 13;
			dice ^= dice >> 7;
			dice ^= dice << 17;
			bytes[dice % len] = "\",;\t\r\n\xff x"[(dice >> 32) % 9];
		}
		len = (dice >> 8) % (len + 1);
		bytes = xrealloc(bytes, len + 1); /* so that one byte more is noticed */
		if (!read_people(list, &known, bytes, len)) {
			assert_true(list->diagnostics->errors > 0);
		}
		free(bytes);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(fields_and_their_places),
	    TEST(a_line_too_long_is_told_once),
	    TEST(separators_are_found),
	    TEST(quoting_goes_both_ways),
	    TEST(who_has_a_link_is_known),
	    TEST(what_is_quoted_is_short),
	    TEST(letters_are_filled_in),
	    TEST(templates_are_read_once),
	    TEST(no_bytes_do_harm),
	};

	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
