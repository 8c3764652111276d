#include "proto/yaml.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/scenario.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena; /* owned */
	struct diagnostics diagnostics;
	struct yaml_places *places; /* in the arena */
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->arena = arena_new(4 << 20);
	diagnostics_init(&fixture->diagnostics, fixture->arena);
	fixture->places = yaml_places_new(fixture->arena);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void *read_bytes(struct fixture *fixture, const char *text, size_t len)
{
	return yaml_read(&convene__v1__scenario__descriptor, "s.yaml", text, len, fixture->arena,
	    &fixture->diagnostics, fixture->places);
}

static Convene__V1__Scenario *read_good(void **state, const char *text)
{
	struct fixture *fixture = *state;
	Convene__V1__Scenario *scenario = read_bytes(fixture, text, strlen(text));

	if (scenario == NULL) {
		char line[600];

		diagnostic_format(&fixture->diagnostics.list[0], line, sizeof(line));
		fail_msg("%s", line);
	}
	assert_int_equal(fixture->diagnostics.count, 0);
	return scenario;
}

/* Reads a text that has exactly the mistakes listed, in the order of their places. */
static void read_bad(void **state, const char *text, size_t len, const char *const *wanted)
{
	struct fixture *fixture = *state;
	struct diagnostics *diagnostics = &fixture->diagnostics;
	size_t i;

	diagnostics_init(diagnostics, fixture->arena);
	assert_null(read_bytes(fixture, text, len));
	diagnostics_sort(diagnostics);
	for (i = 0; i < diagnostics->count && wanted[i] != NULL; i++) {
		char line[600];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		if (strncmp(line, wanted[i], strlen(wanted[i])) != 0) {
			fail_msg("'%s', expected '%s'", line, wanted[i]);
		}
	}
	if (i < diagnostics->count) {
		fail_msg("also '%s'", diagnostics->list[i].text);
	}
	if (wanted[i] != NULL) {
		fail_msg("not found: %s", wanted[i]);
	}
}

#define BAD(state, text, ...)                                                                      \
	read_bad(state, text, strlen(text), (const char *const[]){__VA_ARGS__, NULL})

static void test_everything(void **state)
{
	Convene__V1__Scenario *scenario = read_good(state,
	    "\xef\xbb\xbf# a comment\n"
	    "id: long-harvest\n"
	    "version: 1.0\n"
	    "language: no\n"
	    "languages: fr\n"
	    "title: Long Harvest\n"
	    "summary:\n"
	    "  value: |\n"
	    "    Two\n"
	    "    lines\n"
	    "  translations: [{language: fr, value: Deux, status: reviewed}]\n"
	    "briefing:\n"
	    "durationMs: 4h\n"
	    "overdue: {action: STAGGER, stagger_ms: 90s}\n"
	    "countries: {id: NO, formal_identifiers: [police, Labour-Inspectorate],\n"
	    "  reflection_days: 45, instruments: [EIO, {value: MLA}]}\n"
	    "injects:\n"
	    "- id: W1\n"
	    "  planned_ms: T+1:30:00\n"
	    "  to: AL-NGO\n"
	    "  mode: on_release\n"
	    "- {id: W2, planned_ms: 1:30, to: [\"AL-NGO\", AL-LI], channel: CHANNEL_PHONE}\n"
	    "- id: \"~\"\n"
	    "  planned_ms: 15s\n");

	assert_string_equal(scenario->id, "long-harvest");
	assert_string_equal(scenario->version, "1.0");
	assert_string_equal(scenario->language, "no");
	assert_int_equal(scenario->n_languages, 1);
	assert_string_equal(scenario->title->value, "Long Harvest");
	assert_string_equal(scenario->summary->value, "Two\nlines\n");
	assert_int_equal(scenario->summary->translations[0]->status, 2);
	assert_null(scenario->briefing);
	assert_int_equal(scenario->duration_ms, 4 * 3600000);
	assert_int_equal(scenario->overdue->action, 3);
	assert_int_equal(scenario->overdue->stagger_ms, 90000);
	assert_int_equal(scenario->n_countries, 1);
	assert_string_equal(scenario->countries[0]->id, "NO");
	assert_int_equal(scenario->countries[0]->formal_identifiers[1], 3);
	assert_string_equal(scenario->countries[0]->instruments[0]->value, "EIO");
	assert_string_equal(scenario->countries[0]->instruments[1]->value, "MLA");
	assert_int_equal(scenario->n_injects, 3);
	assert_int_equal(scenario->injects[0]->planned_ms, 5400000);
	assert_int_equal(scenario->injects[0]->n_to, 1);
	assert_int_equal(scenario->injects[0]->mode, 2);
	assert_int_equal(scenario->injects[1]->planned_ms, 5400000);
	assert_string_equal(scenario->injects[1]->to[1], "AL-LI");
	assert_int_equal(scenario->injects[1]->channel, 1);
	assert_string_equal(scenario->injects[2]->id, "~");
	assert_int_equal(scenario->injects[2]->planned_ms, 15000);
}

static void test_empty(void **state)
{
	assert_string_equal(read_good(state, "")->id, "");
	assert_string_equal(read_good(state, "# nothing\n---\n")->id, "");
}

static void test_all_mistakes_at_once(void **state)
{
	BAD(state,
	    "id: [a]\n"
	    "titel: A\n"
	    "duration_ms: 90 minutes\n"
	    "id: b\n"
	    "teams:\n"
	    "  - id: AL-NGO\n"
	    "    agency: polce\n"
	    "    nmae: X\n"
	    "    colour: X\n"
	    "  -\n"
	    "  - 7: [x]\n"
	    "countries: [{reflection_days: many}, {reflection_days: -1}]\n"
	    "injects: {planned_ms: 99999999999999999999}\n"
	    "story: [a]\n"
	    "? [x]\n"
	    ": y\n",
	    "s.yaml:1:5: error: id: expected a single value, found a list",
	    "s.yaml:2:1: error: unknown name 'titel'; did you mean 'title'?",
	    "s.yaml:3:14: error: duration_ms: '90 minutes' is not a time; write",
	    "s.yaml:4:1: error: 'id' stands twice; it is already in line 1",
	    "s.yaml:7:13: error: agency: 'polce' is none of its values; did you mean 'police'? "
	    "allowed are police, prosecution, labour_inspectorate",
	    "s.yaml:8:5: error: unknown name 'nmae'; did you mean 'name'?",
	    "s.yaml:9:5: error: unknown name 'colour'; allowed are id, name, country, agency, "
	    "briefing",
	    "s.yaml:10:4: error: teams: an element of the list is empty",
	    "s.yaml:11:5: error: unknown name '7'; allowed are id, name",
	    "s.yaml:12:31: error: reflection_days: 'many' is not a whole number",
	    "s.yaml:12:56: error: reflection_days: -1 is out of range",
	    "s.yaml:13:23: error: planned_ms: '99999999999999999999' is not a time",
	    "s.yaml:14:8: error: story: expected 'name: value' pairs or a single text, found a "
	    "list",
	    "s.yaml:15:3: error: a name is expected here, not a list");
}

/* What people write who think in minutes, and what the rule for overdue injects looks like. */
static void test_what_was_meant_is_said(void **state)
{
	read_good(state, "duration_ms: 0\ninjects: {planned_ms: 1000ms}\n");
	BAD(state,
	    "duration_ms: 999\n"
	    "overdue: aks\n"
	    "injects:\n"
	    "- planned_ms: 20\n"
	    "  expected_actions: [{within_ms: 15}, {within_ms: 15ms}]\n"
	    "- planned_ms: 1430\n"
	    "- planned_ms: -5\n",
	    "s.yaml:1:14: error: duration_ms: 999 has no unit",
	    "s.yaml:2:10: error: overdue: write it as overdue: {action: ask}; did you mean 'ask'? "
	    "allowed are ask, fire, stagger",
	    "s.yaml:4:15: error: planned_ms: 20 has no unit; did you mean 20m, 20s or 20ms?",
	    "s.yaml:5:34: error: within_ms: 15 has no unit",
	    "s.yaml:6:15: error: planned_ms: 1430 has no unit; write for example \"T+1:30:00\", "
	    "15m or 90s",
	    "s.yaml:7:15: error: planned_ms: -5 has no unit; write");
	BAD(state, "overdue: fire\n",
	    "s.yaml:1:10: error: overdue: write it as overdue: {action: fire}");
}

static void test_refused_yaml(void **state)
{
	BAD(state, "id: &a x\n", "s.yaml:1:5: error: anchors (&name) are not supported");
	BAD(state, "id: *a\n", "s.yaml:1:5: error: aliases (*name) are not supported");
	BAD(state, "a: &a [*a]\n", "s.yaml:1:4: error: anchors");
	BAD(state, "id: !!str x\n", "s.yaml:1:5: error: tags (!name) are not supported");
	BAD(state, "id: a\n---\nid: b\n", "s.yaml:2:1: error: a second document begins here");
	BAD(state, "title:\n\tvalue: x\n", "s.yaml:2:1: error: a tab may not indent");
	BAD(state, "id: a: b\n", "s.yaml:1:6: error: a colon is not allowed here");
	BAD(state, "id: @a\n", "s.yaml:1:5: error: a value that begins with @");
	BAD(state, "id: 'a\n", "s.yaml:2:1: error: is not YAML: ");
	BAD(state, "id: [a\n", "s.yaml:2:1: error: is not YAML: ");
	BAD(state, "- a\n- b\n", "s.yaml:1:1: error: expected 'name: value' pairs, found a list");
	BAD(state, "just text\n",
	    "s.yaml:1:1: error: expected 'name: value' pairs, found a single");
	BAD(state, "id: \"a\\0b\"\n",
	    "s.yaml:1:5: error: a text may not contain the character NUL");
	BAD(state, "id: a\x01\n", "s.yaml:1:6: error: this control character");
	BAD(state, "id: a\nversion: b\xff\n", "s.yaml:2:11: error: is not UTF-8");
	BAD(state, "\xff\xfei\n", "s.yaml:1:1: error: is not UTF-8");
	BAD(state, "id: \xc3\xa9\xc3\xa9 \xed\xa0\x80\n", "s.yaml:1:8: error: is not UTF-8");
	read_bad(state, "id: a\0b", 7,
	    (const char *const[]){"s.yaml:1:6: error: a file of text may not contain", NULL});
}

/* What is quoted is shown, whatever it is, and a long one is cut in its middle: what would be right
 * stays. */
static void test_quotes_are_clean(void **state)
{
	struct fixture *fixture = *state;
	const struct diagnostic *found = fixture->diagnostics.list;
	char text[704];

	assert_null(read_bytes(fixture, "\"\\e[2J\": 1\n", 11));
	assert_non_null(strstr(found->text, "'<U+001B>[2J'"));
	diagnostics_init(&fixture->diagnostics, fixture->arena);
	memset(text, 'a', sizeof(text));
	memcpy(text + 700, ": 1\n", 4);
	assert_null(read_bytes(fixture, text, 704));
	assert_non_null(strstr(found->text, "unknown name 'aaaaa"));
	assert_non_null(strstr(found->text, "aa \xe2\x80\xa6 "));
	assert_non_null(strstr(found->text, "version"));
}

static void test_depth(void **state)
{
	char deep[400] = "id: ";

	memset(deep + 4, '[', 300);
	BAD(state, deep, "s.yaml:1:36: error: lies too deep");
}

static void test_oneof(void **state)
{
	static const char text[] = "pause_clock: {note: a}\nresume_clock: {}\n";
	struct fixture *fixture = *state;

	assert_null(yaml_read(&convene__v1__command__descriptor, "c.yaml", text, strlen(text),
	    fixture->arena, &fixture->diagnostics, NULL));
	assert_int_equal(fixture->diagnostics.count, 1);
	assert_non_null(strstr(fixture->diagnostics.list[0].text, "excludes pause_clock"));
}

static void test_places(void **state)
{
	struct fixture *fixture = *state;
	Convene__V1__Scenario *scenario = read_good(state, "id: a\n"
	                                                   "languages: [fr, ar]\n"
	                                                   "teams:\n"
	                                                   "  - name: B\n"
	                                                   "  - id: C\n");
	struct yaml_position at;

	assert_true(yaml_place(fixture->places, scenario, "languages", 1, &at));
	assert_string_equal(at.file, "s.yaml");
	assert_int_equal(at.line, 2);
	assert_int_equal(at.column, 17);
	assert_true(yaml_place(fixture->places, scenario->teams[0], "name", 0, &at));
	assert_int_equal(at.line, 4);
	/* not written: the place of the team */
	assert_false(yaml_place(fixture->places, scenario->teams[1], "name", 0, &at));
	assert_int_equal(at.line, 5);
	assert_true(yaml_place(fixture->places, scenario->teams[1], "", 0, &at));
	assert_int_equal(at.line, 5);
	assert_false(yaml_place(fixture->places, &at, "id", 0, &at));
	assert_int_equal(at.line, 0);
}

static void test_more(void **state)
{
	static const char more[] = "languages: [ar]\nteams: [{id: D}]\nid: b\n"
	                           "title: {translations: [{language: fr, value: A}]}\n";
	struct fixture *fixture = *state;
	Convene__V1__Scenario *scenario =
	    read_good(state, "id: a\nlanguages: [fr]\nteams: [{id: C}]\ntitle: {value: A}\n");
	struct yaml_position at;

	assert_int_equal(yaml_read_more(&scenario->base, "t.yaml", more, strlen(more),
	                     fixture->arena, &fixture->diagnostics, fixture->places),
	    YAML_MISTAKES);
	assert_int_equal(fixture->diagnostics.count, 1);
	assert_string_equal(fixture->diagnostics.list[0].file, "t.yaml");
	assert_string_equal(
	    fixture->diagnostics.list[0].text, "id: is already written in s.yaml, line 1");
	assert_int_equal(scenario->n_languages, 2);
	assert_string_equal(scenario->languages[1], "ar");
	assert_int_equal(scenario->n_teams, 2);
	assert_string_equal(scenario->teams[0]->id, "C");
	assert_string_equal(scenario->teams[1]->id, "D");
	assert_string_equal(scenario->title->value, "A");
	assert_int_equal(scenario->title->n_translations, 1);
	assert_true(yaml_place(fixture->places, scenario, "languages", 1, &at));
	assert_string_equal(at.file, "t.yaml");
	assert_int_equal(at.line, 1);
}

static void test_many_diagnostics(void **state)
{
	struct fixture *fixture = *state;
	char text[4000];
	size_t len = 0;

	for (int i = 0; i < 250; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len, "n%d: 1\n", i);
	}
	assert_null(read_bytes(fixture, text, len));
	diagnostics_sort(&fixture->diagnostics);
	assert_int_equal(fixture->diagnostics.count, 250);
	assert_int_equal(fixture->diagnostics.errors, 250);
	assert_int_equal(diagnostics_kept(&fixture->diagnostics), DIAGNOSTICS_MAX);
}

static void test_budget(void **state)
{
	static const char text[] = "teams: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]\n";
	struct fixture *fixture = *state;

	for (size_t budget = 16; budget < 6000; budget += 16) {
		struct arena *small = arena_new(budget);
		void *message;

		diagnostics_init(&fixture->diagnostics, small);
		message = yaml_read(&convene__v1__scenario__descriptor, "s.yaml", text,
		    strlen(text), small, &fixture->diagnostics, NULL);
		assert_int_equal(message == NULL, fixture->diagnostics.errors > 0);
		arena_free(small);
	}
}

static void test_format(void **state)
{
	struct diagnostic diagnostic = {.severity = DIAGNOSTIC_WARNING,
	    .file = "a\x1b[2J.yaml",
	    .line = 3,
	    .column = 4,
	    .text = "odd"};
	char line[48];

	(void)state;
	diagnostic_format(&diagnostic, line, sizeof(line));
	assert_string_equal(line, "a<U+001B>[2J.yaml:3:4: warning: odd");
	diagnostic.text = "\xc3\xa9 \xc3";
	diagnostic_format(&diagnostic, line, sizeof(line));
	assert_string_equal(line, "a<U+001B>[2J.yaml:3:4: warning: \xc3\xa9 <0xC3>");
	diagnostic.line = 0;
	diagnostic_format(&diagnostic, line, 12);
	assert_string_equal(line, "a<U+001B>[2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_everything, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_empty, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_all_mistakes_at_once, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_what_was_meant_is_said, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_refused_yaml, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_quotes_are_clean, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_oneof, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_places, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_more, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_many_diagnostics, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_budget, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_format, setup, teardown),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
