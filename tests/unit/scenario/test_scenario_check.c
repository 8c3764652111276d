#include "server/scenario/scenario_check.h"

#include "folder.h"
#include "proto/buf.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOUND(folder, ...) folder_found(folder, (const char *const[]){__VA_ARGS__, NULL})

/* A scenario without a mistake; tests add what is wrong after it. Ends at line 13. */
#define GOOD                                                                                       \
	"id: small\nversion: '1'\nlanguage: en\ntitle: Small\ncontent_note: none\n"                \
	"duration_ms: 1h\nstory: {start: 2032-02-29T08:00, factor: 24}\n"                          \
	"countries: [{id: AL, name: Aldermark}]\n"                                                 \
	"teams: [{id: AL-NGO, name: Aid, country: AL, agency: ngo, briefing: Go}]\n"               \
	"entities: [{id: clinic, name: Clinic, canned_replies: [{id: r, label: l, body: b}]}]\n"   \
	"objectives: [{id: aid, pillar: protect, title: Aid}]\n"                                   \
	"injects:\n"                                                                               \
	"- {id: W1, planned_ms: 0, from: clinic, to: AL-NGO, channel: phone, title: t, body: b, "  \
	"objectives: aid}\n"

static void check_text(struct folder *folder, const char *text)
{
	folder_file(folder, "scenario.yaml", text);
	folder_load(folder, NULL);
}

static void test_good(void **state)
{
	struct folder *folder = *state;

	check_text(folder, GOOD);
	folder_found(folder, (const char *const[]){NULL});
}

static void test_nothing(void **state)
{
	check_text(*state, "");
	FOUND(*state, "/scenario.yaml:1:1: error: duration_ms: is missing",
	    "/scenario.yaml:1:1: error: id: is missing",
	    "/scenario.yaml:1:1: error: language: is missing",
	    "/scenario.yaml:1:1: error: teams: there are none",
	    "/scenario.yaml:1:1: error: title: is missing",
	    "/scenario.yaml:1:1: warning: content_note: is missing",
	    "/scenario.yaml:1:1: warning: injects: there are none");
}

static void test_nothing_to_see(void **state)
{
	check_text(*state,
	    GOOD "- {id: W2, planned_ms: 1m, from: clinic, to: AL-NGO, channel: phone, title: "
	         "\"\\u200b\\u3164\", body: \"\\_\", objectives: aid, notes: \"\\u2800\"}\n");
	FOUND(*state,
	    "/scenario.yaml:14:77: error: title: has nothing to see in it, only "
	    "'<U+200B><U+3164>'; write something or leave it out",
	    "/scenario.yaml:14:99: error: body: has nothing to see in it, only '<U+00A0>'",
	    "/scenario.yaml:14:129: error: notes: has nothing to see in it, only '<U+2800>'");
}

static void test_head(void **state)
{
	check_text(*state, "id: Long_Harvest\n"
	                   "language: english language\n"
	                   "languages: [fr, fr, x, pt-BR]\n"
	                   "content_note: c\n"
	                   "duration_ms: T-0:00:04\n"
	                   "story: {start: 2031-02-29T08:00, factor: 10001}\n"
	                   "overdue: {action: ask, stagger_ms: 5s}\n"
	                   "title: {translations: [{value: v}]}\n"
	                   "injects: []\n");
	FOUND(*state, "/scenario.yaml:1:1: error: teams: there are none",
	    "/scenario.yaml:1:5: error: id: 'Long_Harvest' is not an id: lower-case letters",
	    "/scenario.yaml:2:11: error: language: 'english language' is not a language tag",
	    "/scenario.yaml:3:17: error: languages: 'fr' stands twice",
	    "/scenario.yaml:3:21: error: languages: 'x' is not a language tag",
	    "/scenario.yaml:4:15: error: content_note: is not translated into fr, fr, x, pt-BR",
	    "/scenario.yaml:5:14: error: duration_ms: is out of range",
	    "/scenario.yaml:6:16: error: start: '2031-02-29T08:00' is not a date and time",
	    "/scenario.yaml:6:42: error: factor: is larger than 10000",
	    "/scenario.yaml:7:36: warning: stagger_ms: has an effect with action 'stagger' only",
	    "/scenario.yaml:8:8: error: title: has translations, but no text",
	    "/scenario.yaml:8:8: error: title: is not translated into fr",
	    "/scenario.yaml:8:24: error: language: is missing",
	    "/scenario.yaml:9:10: warning: injects: there are none");
}

static void test_cast(void **state)
{
	check_text(*state,
	    "id: small\nlanguage: en\ntitle: T\ncontent_note: c\nduration_ms: 1h\n"
	    "countries: [{id: Al, name: A}, {id: VE, name: V}, {id: VE}]\n"
	    "teams:\n"
	    "- {id: A NGO, name: N, country: VE, agency: ngo, briefing: b}\n"
	    "- {id: B, country: XX}\n"
	    "- {id: B, name: N, country: VE, agency: ngo, briefing: b}\n"
	    "entities:\n"
	    "- {id: Clinic, name: C, canned_replies: [{id: r}, {id: r, label: l, body: b}]}\n"
	    "objectives: [{id: o}]\n"
	    "injects: [{id: I, planned_ms: 1s, to: [B], channel: live, title: t, body: b}]\n");
	FOUND(*state, "/scenario.yaml:6:18: error: id: 'Al' is not an id: two capital letters",
	    "/scenario.yaml:6:51: error: name: is missing",
	    "/scenario.yaml:6:56: error: id: there is another country 'VE' in /tmp/",
	    "/scenario.yaml:8:3: warning: team 'A NGO' never gets an inject",
	    "/scenario.yaml:8:8: error: id: 'A NGO' is not an id: letters, digits and hyphens",
	    "/scenario.yaml:9:3: error: agency: is missing",
	    "/scenario.yaml:9:3: error: name: is missing",
	    "/scenario.yaml:9:3: warning: briefing: is missing",
	    "/scenario.yaml:9:20: error: country: there is no country 'XX'",
	    "/scenario.yaml:10:8: error: id: there is another team 'B' in /tmp/",
	    "/scenario.yaml:12:8: error: id: 'Clinic' is not an id: lower-case",
	    "/scenario.yaml:12:42: error: body: is missing",
	    "/scenario.yaml:12:42: error: label: is missing",
	    "/scenario.yaml:12:56: error: id: there is another canned reply 'r'",
	    "/scenario.yaml:13:14: error: pillar: is missing",
	    "/scenario.yaml:13:14: error: title: is missing",
	    "/scenario.yaml:13:14: warning: no inject serves objective 'o'");
}

static void test_injects(void **state)
{
	check_text(*state,
	    GOOD "- {id: W 2, planned_ms: 2h, title: t, body: b}\n"
	         "- {id: W1, planned_ms: 30m, from: bank, to: [AL-NGO, AL-NGO, XX], channel: live, "
	         "title: t}\n"
	         "- id: W3\n"
	         "  mode: on_release\n"
	         "  planned_ms: T-0:05:00\n"
	         "  to: AL-NGO\n"
	         "  channel: live\n"
	         "  objectives: [aid, none]\n"
	         "  expected_actions: [{what: w}, {by: [YY], within_ms: T-0:01:00}]\n"
	         "  attachments: [{file: scenario.yaml, name: a/b, media_type: x}]\n");
	FOUND(*state,
	    "/scenario.yaml:14:3: error: channel: is missing: how it reaches the teams; allowed "
	    "are phone, email, secure_police",
	    "/scenario.yaml:14:3: error: to: is missing",
	    "/scenario.yaml:14:8: error: id: 'W 2' is not an id",
	    "/scenario.yaml:14:25: error: planned_ms: T+2:00:00 lies beyond the end of the "
	    "exercise, duration_ms, at T+1:00:00",
	    "/scenario.yaml:15:3: error: body: is missing",
	    "/scenario.yaml:15:8: error: id: there is another inject 'W1' in /tmp/",
	    "/scenario.yaml:15:24: warning: planned_ms: is earlier than that of inject 'W 2'",
	    "/scenario.yaml:15:35: error: from: there is no entity 'bank'",
	    "/scenario.yaml:15:54: error: to: 'AL-NGO' stands twice",
	    "/scenario.yaml:15:62: error: to: there is no team 'XX'",
	    "/scenario.yaml:16:3: error: title: is missing",
	    "/scenario.yaml:16:3: warning: body: is missing; whoever releases",
	    "/scenario.yaml:18:15: error: planned_ms: lies before STARTEX",
	    "/scenario.yaml:18:15: warning: planned_ms: is earlier",
	    "/scenario.yaml:21:21: error: objectives: there is no objective 'none'",
	    "/scenario.yaml:22:22: error: by: is missing",
	    "/scenario.yaml:22:33: error: what: is missing",
	    "/scenario.yaml:22:39: error: by: there is no team 'YY'",
	    "/scenario.yaml:22:55: error: within_ms: is out of range",
	    "/scenario.yaml:23:45: error: name: may not contain a slash",
	    "/scenario.yaml:23:62: error: media_type: 'x' is not a media type");
}

static void test_languages(void **state)
{
	check_text(*state,
	    "id: small\nlanguage: en\nlanguages: [fr, ar]\nduration_ms: 1h\n"
	    "title:\n"
	    "  value: T\n"
	    "  translations: [{language: fr, value: v}, {language: ar}]\n"
	    "content_note:\n"
	    "  value: C\n"
	    "  translations:\n"
	    "  - {language: fr, value: v}\n"
	    "  - {language: fr, value: v}\n"
	    "  - {language: en, value: v}\n"
	    "  - {language: ar, value: v}\n"
	    "  - {language: de, value: v}\n"
	    "countries: [{id: AL, name: A}]\n"
	    "teams: [{id: T, name: {value: N, translations: [{language: fr, value: f}, "
	    "{language: ar, value: a}]}, country: AL, agency: ngo}]\n"
	    "entities: [{id: e, name: {value: N, translations: [{language: fr, value: f}, "
	    "{language: ar, value: a}]}, brief: staff only}]\n");
	FOUND(*state, "/scenario.yaml:1:1: warning: injects: there are none",
	    "/scenario.yaml:6:3: error: title: is not translated into ar",
	    "/scenario.yaml:7:44: error: value: is missing",
	    "/scenario.yaml:12:16: error: language: 'fr' stands twice",
	    "/scenario.yaml:13:16: error: language: 'en' is the original language",
	    "/scenario.yaml:15:16: warning: language: 'de' is not among",
	    "/scenario.yaml:16:28: error: name: is not translated into fr, ar",
	    "/scenario.yaml:17:9: warning: briefing: is missing");
}

/* What cannot be read is not missing as well; what else is wrong is told. */
static void test_one_mistake_is_told_once(void **state)
{
	check_text(*state,
	    GOOD "- {id: W2, planned_ms: 10, to: AL-NGO, channel: fone, title: t, body: b}\n"
	         "- {idd: W3, planned_ms: 1m, to: AL-NGO, channel: phone, title: t, body: b}\n");
	FOUND(*state, "/scenario.yaml:14:24: error: planned_ms: 10 has no unit",
	    "/scenario.yaml:14:49: error: channel: 'fone' is none of its values",
	    "/scenario.yaml:15:3: error: id: is missing",
	    "/scenario.yaml:15:4: error: unknown name 'idd'");
}

static void test_lengths(void **state)
{
	char *text = malloc(40000);
	size_t len = (size_t)snprintf(text, 40000, "%s", GOOD "- id: ");

	memset(text + len, 'a', 65);
	len += 65;
	len +=
	    (size_t)snprintf(text + len, 40000 - len, "\n  to: AL-NGO\n  channel: live\n  body: ");
	memset(text + len, 'b', 16385);
	len += 16385;
	len += (size_t)snprintf(text + len, 40000 - len, "\n  planned_ms: 1s\n  title: ");
	memset(text + len, 't', 501);
	len += 501;
	text[len] = '\0';
	check_text(*state, text);
	FOUND(*state, "/scenario.yaml:14:7: error: id: is longer than 64 characters",
	    "/scenario.yaml:17:9: error: body: is 16385 bytes long; at most 16384 are allowed",
	    "/scenario.yaml:19:10: error: title: is 501 bytes long; at most 500 are allowed");
	free(text);
}

/* One too many hides no other mistake. */
static void test_too_many_teams(void **state)
{
	struct buf text = {0};

	buf_append_text(&text,
	    "id: small\nlanguage: en\ntitle: t\ncontent_note: c\nduration_ms: 1h\n"
	    "countries: [{id: AL, name: A}]\ninjects:\n"
	    "- {id: W1, planned_ms: 1m, channel: phone, body: b, to: [T0");
	for (int i = 1; i < 129; i++) {
		buf_printf(&text, ", T%d", i);
	}
	buf_append_text(&text, "]}\nteams:\n");
	for (int i = 0; i < 129; i++) {
		buf_printf(
		    &text, "- {id: T%d, name: N, country: AL, agency: ngo, briefing: b}\n", i);
	}
	buf_append_byte(&text, 0);
	check_text(*state, (const char *)text.data);
	FOUND(*state, "/scenario.yaml:8:3: error: title: is missing",
	    "/scenario.yaml:138:3: error: teams: at most 128 are allowed; there are 129");
	buf_deinit(&text);
}

/* More than a pattern of disclosures can tell apart. */
static void test_too_many_fields(void **state)
{
	struct buf text = {0};

	buf_append_text(&text, GOOD "fields:\n");
	for (int i = 0; i < 257; i++) {
		buf_printf(&text, "- {id: f%d, title: F}\n", i);
	}
	buf_append_byte(&text, 0);
	check_text(*state, (const char *)text.data);
	FOUND(
	    *state, "/scenario.yaml:271:3: error: fields: at most 256 are allowed; there are 257");
	buf_deinit(&text);
}

/* Lists that are far too long are refused without comparing each with each. */
static void test_very_many_injects(void **state)
{
	struct folder *folder = *state;
	size_t len = strlen(GOOD);
	char *text = calloc(1, 400000);

	memcpy(text, GOOD, len);
	for (int i = 0; i < 60000; i++) {
		memcpy(text + len, "- {}\n", 5);
		len += 5;
	}
	arena_free(folder->arena);
	folder->arena = arena_new(128 << 20);
	diagnostics_init(&folder->diagnostics, folder->arena);
	check_text(folder, text);
	FOUND(folder, "/scenario.yaml:4109:3: error: injects: at most 4096 are allowed");
	free(text);
}

/* What the engine would refuse at the first of it. */
static void test_more_than_an_exercise_takes(void **state)
{
	char *text = malloc(40000);
	size_t len = (size_t)snprintf(text, 40000,
	    GOOD "- {id: W9, planned_ms: 50m, to: AL-NGO, channel: phone, title: t, body: b,\n"
	         "   expected_actions: [");

	for (int i = 0; i < 33; i++) {
		len += (size_t)snprintf(
		    text + len, 40000 - len, "%s{by: AL-NGO, what: w}", i > 0 ? ", " : "");
	}
	snprintf(text + len, 40000 - len, "]}\n");
	check_text(*state, text);
	FOUND(*state,
	    "/scenario.yaml:15:759: error: expected_actions: at most 32 are allowed; there are 33");
	free(text);
}

/* So many of a kind, each with a text as long as one may be; `id` is what their ids begin with, 'B'
 * or 'b'; 0: they have none. */
static void large_file(
    struct folder *folder, const char *name, const char *head, int count, char id, const char *item)
{
	static char body[16385];
	struct buf text = {0};

	memset(body, 'b', sizeof(body) - 1);
	buf_append_text(&text, head);
	for (int i = 0; i < count; i++) {
		buf_append_text(&text, "  - {");
		if (id != 0) {
			buf_printf(&text, "id: %c%c, ", id + i / 26, id - 1 + i % 26);
		}
		buf_printf(&text, "%s: %s}\n", item, body);
	}
	buf_append_byte(&text, 0);
	folder_file(folder, name, (const char *)text.data);
	buf_deinit(&text);
}

static void large_files(struct folder *folder, int more)
{
	arena_free(folder->arena);
	folder->arena = arena_new(128 << 20);
	diagnostics_init(&folder->diagnostics, folder->arena);
	folder_file(folder, "scenario.yaml", GOOD);
	large_file(folder, "a.yaml", "countries:\n", 59 + more, 'B', "name: N, card");
	large_file(folder, "b.yaml", "entities:\n- id: e\n  name: E\n  canned_replies:\n",
	    59 + more, 'b', "label: l, body");
	large_file(folder, "c.yaml",
	    "injects:\n- id: W2\n  planned_ms: 50m\n  to: AL-NGO\n  channel: phone\n"
	    "  title: t\n  body: b\n  expected_actions:\n",
	    15 + more, 0, "by: AL-NGO, what");
	large_file(folder, "d.yaml", "questionnaires:\n- id: q\n  title: Q\n  questions:\n",
	    3 + more, 'b', "kind: text, text");
	folder_load(folder, NULL);
}

static void no_hash(const void *bytes, size_t len, uint8_t out[DIGEST_SIZE])
{
	(void)bytes;
	(void)len;
	memset(out, 0, DIGEST_SIZE);
}

/* The largest event of an exercise that is made of it, whose own title and organisation are as long
 * as they may be. */
static size_t largest_event(const struct folder *folder)
{
	struct arena *arena = arena_new(128 << 20);
	struct exercise *exercise = exercise_new(no_hash);
	struct decision decision;
	char id[ID_BYTES_MAX + 1] = "", line[LINE_BYTES_MAX + 1] = "";
	memset(id, 'i', ID_BYTES_MAX);
	memset(line, 'l', LINE_BYTES_MAX);
	const struct creation creation = {.wall_ms = INT64_MAX,
	    .exercise_id = id,
	    .title = line,
	    .organisation = line,
	    .scenario = folder->source.scenario};
	size_t largest = 0;
	decision_init(&decision, arena, 1);
	exercise_decide_create(exercise, &creation, &decision);
	assert_null(decision.refusal);
	for (size_t i = 0; i < decision.count; i++) {
		size_t size = convene__v1__event__get_packed_size(decision.drafts[i].event);
		largest = size > largest ? size : largest;
	}
	exercise_free(exercise);
	arena_free(arena);
	return largest;
}

/* What would not fit into one event. */
static void test_sizes(void **state)
{
	large_files(*state, 1);
	assert_true(largest_event(*state) > EVENT_BYTES_MAX);
	FOUND(*state, "/b.yaml:2:3: error: the entity with all its texts is larger than 952 KiB",
	    "/c.yaml:2:3: error: the inject with all its texts is larger than 256 KiB",
	    "/d.yaml:2:3: error: the questionnaire with all its texts is larger than 64 KiB",
	    "/scenario.yaml:1:1: error: what everybody reads (title, summary, content note, "
	    "briefing, countries, who the teams and entities are) is larger than 952 KiB");
}

static void test_sizes_that_fit(void **state)
{
	large_files(*state, 0);
	folder_found(*state, (const char *const[]){NULL});
	assert_in_range(largest_event(*state), EVENT_BYTES_MAX / 2, EVENT_BYTES_MAX);
}

/* Each condition has as many patterns as it may, and there are too many of them. */
static void test_patterns_in_all(void **state)
{
	struct folder *folder = *state;
	const size_t size = 1 << 20;
	char *text = malloc(size);
	size_t len = (size_t)snprintf(text, size, GOOD "milestones:\n");

	for (int i = 0; i <= 16384 / 64; i++) {
		len += (size_t)snprintf(text + len, size - len,
		    "- {id: m%d, title: M, objectives: aid, when: {any: [", i);
		for (int j = 0; j < 64; j++) {
			len += (size_t)snprintf(
			    text + len, size - len, "%s{inject: {id: W1}}", j > 0 ? ", " : "");
		}
		len += (size_t)snprintf(text + len, size - len, "]}}\n");
	}
	arena_free(folder->arena);
	folder->arena = arena_new(128 << 20);
	diagnostics_init(&folder->diagnostics, folder->arena);
	check_text(folder, text);
	FOUND(folder,
	    "/scenario.yaml:15:3: error: milestones: all conditions together have 16448 patterns; "
	    "at most 16384");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_good, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_nothing, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_nothing_to_see, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_head, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_cast, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_injects, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_languages, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(
	        test_one_mistake_is_told_once, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_lengths, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_too_many_teams, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_too_many_fields, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_very_many_injects, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(
	        test_more_than_an_exercise_takes, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_sizes, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_sizes_that_fit, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_patterns_in_all, folder_setup, folder_teardown),
	};

	return cmocka_run_group_tests_name("scenario check", tests, NULL, NULL);
}
