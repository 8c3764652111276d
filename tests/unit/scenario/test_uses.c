/* What a scenario uses beside itself, story times of injects, and libraries alone. */
#include "server/scenario/scenario_load.h"

#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The scenario is in the folder "mine"; what it uses lies beside it. */
#define HEAD(uses)                                                                                 \
	"id: small\nversion: '1'\nlanguage: en\ntitle: Small\ncontent_note: none\n"                \
	"duration_ms: 12h\nstory: {start: 2032-02-28T08:00, factor: 24}\n"                         \
	"countries: [{id: AL, name: Aldermark}]\n"                                                 \
	"teams: [{id: AL-NGO, name: Aid, country: AL, agency: ngo, briefing: Go}]\n" uses "\n"     \
	"injects:\n- {id: W1, planned_ms: 0, to: AL-NGO, channel: phone, title: Call, body: "      \
	"Text}\n"
#define INJECT(more) "- {id: X, to: AL-NGO, channel: phone, title: Call, body: Text, " more "}\n"

/* Beside the scenario: a folder of two files, a file, another scenario, a link, no YAML. */
static void fill(struct folder *folder)
{
	folder_folder(folder, "common");
	folder_file(folder, "common/a.yaml", "flags: [{id: A, title: A}]\n");
	folder_file(folder, "common/b.yaml", "flags: [{id: B, title: B}]\n");
	folder_file(folder, "common/.gitignore", "nonsense: 1\n");
	folder_file(folder, "one.yaml", "flags: [{id: ONE, title: 1}]\n");
	folder_folder(folder, "other");
	folder_file(folder, "other/scenario.yaml", "id: other\n");
	folder_file(folder, "other/bad.yaml", "colour: red\nuses: common\nflags: [{id: bad}]\n");
	folder_link(folder, "link", "common");
	folder_folder(folder, "empty");
	folder_file(folder, "empty/README", "nonsense\n");
	folder_folder(folder, "mine");
}

static void test_good(void **state)
{
	struct folder *folder = *state;
	const Convene__V1__Scenario *scenario;

	fill(folder);
	folder_file(folder, "mine/scenario.yaml",
	    HEAD("uses: [common, one.yaml]\nengine_flags: {no_consent: B}"));
	folder_file(folder, "mine/flags.yaml", "flags: [{id: MINE, title: M}]\n");
	folder_file(folder, "common/notes.txt", "nonsense\n");
	assert_true(folder_load(folder, "mine"));
	folder_found(folder,
	    (const char *const[]){
	        "/common/notes.txt: warning: is not read: only .yaml files in a folder that",
	        NULL});
	scenario = folder->source.scenario;
	assert_int_equal(scenario->n_flags, 4);
	assert_string_equal(scenario->flags[0]->id, "A");
	assert_string_equal(scenario->flags[1]->id, "B");
	assert_string_equal(scenario->flags[2]->id, "ONE");
	assert_string_equal(scenario->flags[3]->id, "MINE");
	assert_int_equal(scenario->n_uses, 0);
	assert_int_equal(folder->source.library_file_count, 3);
}

/* The file alone uses what lies beside its folder, too. */
static void test_single_file(void **state)
{
	struct folder *folder = *state;

	fill(folder);
	folder_file(folder, "mine/mine.yaml", HEAD("uses: common/b.yaml"));
	assert_true(folder_load(folder, "mine/mine.yaml"));
	assert_int_equal(folder->source.scenario->n_flags, 1);
}

static const struct {
	const char *uses, *found;
} refusals[] = {
    {"/etc", ":10:7: error: uses: '/etc' must be a path of what lies beside"},
    {"../mine", ":10:7: error: uses: '../mine' must be a path of"},
    {"common/../mine", ":10:7: error: uses: 'common/../mine' must be"},
    {"common/", ":10:7: error: uses: 'common/' must be a path of"},
    {"'.'", ":10:7: error: uses: '.' must be a path of"},
    {"common/.hidden.yaml", ":10:7: error: uses: 'common/.hidden.yaml' must be"},
    {"link", ":10:7: error: uses: 'link' is a symbolic link"},
    {"link/a.yaml", ":10:7: error: uses: 'link/a.yaml' cannot be read: Not a directory"},
    {"nowhere", ":10:7: error: uses: 'nowhere' cannot be read: No such file"},
    {"mine", ":10:7: error: uses: 'mine' is of the scenario's own folder"},
    {"mine/scenario.yaml", ":10:7: error: uses: 'mine/scenario.yaml' is of the scenario's own"},
    {"other", ":10:7: error: uses: 'other' is a scenario of its own"},
    {"empty", ":10:7: error: uses: 'empty' has no .yaml files"},
    {"empty/README", ":10:7: error: uses: 'empty/README' is neither a folder nor"},
    {"[common, common]", ":10:16: error: uses: '"},
    {"[common/a.yaml, common]", ":10:23: error: uses: '"},
};

static void test_refusals(void **state)
{
	struct folder *folder = *state;

	fill(folder);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		char text[800], found[200];
		const struct diagnostic *diagnostic;
		char line[700];

		snprintf(text, sizeof(text), HEAD("uses: %s"), refusals[i].uses);
		snprintf(found, sizeof(found), "%s/mine/scenario.yaml%s", folder->path,
		    refusals[i].found);
		if (i > 0) {
			folder->count--; /* written again */
		}
		folder_file(folder, "mine/scenario.yaml", text);
		diagnostics_init(&folder->diagnostics, folder->arena);
		assert_false(folder_load(folder, "mine"));
		assert_null(folder->source.scenario);
		diagnostic = &folder->diagnostics.list[0];
		diagnostic_format(diagnostic, line, sizeof(line));
		if (strncmp(line, found, strlen(found)) != 0) {
			fail_msg("'%s', expected '%s'", line, found);
		}
	}
}

/* Mistakes are reported where they stand, those of the scenario in the scenario. */
static void test_places(void **state)
{
	struct folder *folder = *state;

	fill(folder);
	folder_file(folder, "common/c.yaml", "title: Again\n");
	folder_file(folder, "mine/scenario.yaml",
	    "version: '1'\nlanguage: en\ntitle: T\nduration_ms: 1h\nuses: [common, "
	    "other/bad.yaml]\n");
	folder_file(folder, "mine/z.yaml", "uses: [one.yaml]\n");
	assert_false(folder_load(folder, "mine"));
	folder_found(
	    folder, (const char *const[]){
	                "/mine/scenario.yaml:1:1: error: id: is missing",
	                "/mine/scenario.yaml:1:1: error: teams: there are none",
	                "/mine/scenario.yaml:1:1: warning: content_note: is missing",
	                "/mine/scenario.yaml:1:1: warning: injects: there are none",
	                "/mine/scenario.yaml:3:8: error: title: is already written in /tmp/",
	                "/mine/z.yaml:1:8: error: uses: belongs into scenario.yaml",
	                "/other/bad.yaml:1:1: error: unknown name 'colour'",
	                "/other/bad.yaml:2:7: error: uses: is for scenarios only",
	                "/other/bad.yaml:3:9: error: title: is missing",
	                "/other/bad.yaml:3:14: error: id: 'bad' is not an id",
	                NULL,
	            });
}

/* A translation that one scenario wants does not trouble another one. */
static void test_translations(void **state)
{
	struct folder *folder = *state;

	fill(folder);
	folder_file(folder, "common/c.yaml",
	    "fields:\n- {id: f, title: {value: F, translations: [{language: fr, value: F}]}}\n");
	folder_file(folder, "mine/scenario.yaml",
	    HEAD("uses: common\nfields:\n- {id: g, title: {value: F, translations: [{language: "
	         "fr, value: F}]}}"));
	assert_true(folder_load(folder, "mine"));
	folder_found(
	    folder, (const char *const[]){
	                "/mine/scenario.yaml:12:55: warning: language: 'fr' is not", NULL});
}

static void test_library(void **state)
{
	struct folder *folder = *state;
	char path[100];

	fill(folder);
	folder_file(folder, "common/c.yaml",
	    "engine_flags: {no_consent: C}\nuses: one.yaml\n"
	    "persons: [{id: p, pseudonym: P, origin: XX}]\n");
	snprintf(path, sizeof(path), "%s/common", folder->path);
	assert_true(scenario_is_library(path));
	assert_false(
	    scenario_load_library(path, folder->arena, &folder->diagnostics, &folder->source));
	assert_false(scenario_check(&folder->source, &folder->diagnostics));
	diagnostics_sort(&folder->diagnostics);
	folder_found(folder, (const char *const[]){
	                         "/common/c.yaml:1:28: error: no_consent: there is no flag 'C'",
	                         "/common/c.yaml:2:7: error: uses: is for scenarios only",
	                         NULL,
	                     });
	snprintf(path, sizeof(path), "%s/other", folder->path);
	assert_false(scenario_is_library(path));
	snprintf(path, sizeof(path), "%s/empty", folder->path);
	assert_false(scenario_is_library(path));
	snprintf(path, sizeof(path), "%s/one.yaml", folder->path);
	assert_false(scenario_is_library(path));
}

#define MINUTE 60000

/* STARTEX is at 08:00 of 28 February 2032, a leap year; a day of story is an hour. */
static const struct {
	const char *inject;
	int64_t planned_ms;
	const char *found; /* NULL: it is good */
} stories[] = {
    {"planned_story: 2032-02-28T08:00", 0, NULL},
    {"planned_story: 2032-02-28T20:00", 30 * MINUTE, NULL},
    {"planned_story: 2032-02-29T08:00", 60 * MINUTE, NULL},
    {"planned_story: 2032-03-01T08:00", 120 * MINUTE, NULL},
    {"planned_story: 2032-02-28T08:01", 2500, NULL},
    {"planned_story: day 1 20:00", 30 * MINUTE, NULL},
    {"planned_story: day 2 9:12", 63 * MINUTE, NULL},
    {"planned_story: day 3 08:00", 120 * MINUTE, NULL},
    {"planned_story: day 1 07:59", 0, "67: error: planned_story: 'day 1 07:59' lies before"},
    {"planned_story: 2031-12-31T23:59", 0, "67: error: planned_story: '2031-12-31T23:59' lies"},
    {"planned_story: day 0 09:00", 0, "67: error: planned_story: 'day 0 09:00' is no time"},
    {"planned_story: day 2 24:00", 0, "67: error: planned_story: 'day 2 24:00' is no time"},
    {"planned_story: day 2 09:60", 0, "67: error: planned_story: 'day 2 09:60' is no time"},
    {"planned_story: tomorrow", 0, "67: error: planned_story: 'tomorrow' is no time"},
    {"planned_story: 2032-02-30T08:00", 0, "67: error: planned_story: '2032-02-30T08:00' is no"},
    {"planned_story: day 2 08:00, planned_ms: T+0:00:00", 0,
        "67: error: planned_story: excludes planned_ms"},
    {"planned_story: day 30 08:00", 29 * 60 * MINUTE,
        "52: error: planned_ms: T+29:00:00 lies beyond"},
};

static void test_story(void **state)
{
	struct folder *folder = *state;

	fill(folder);
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		char text[800], line[700], wanted[200];
		const Convene__V1__Inject *inject;
		bool good;

		snprintf(text, sizeof(text), HEAD("") INJECT("%s"), stories[i].inject);
		if (i > 0) {
			folder->count--; /* written again */
		}
		folder_file(folder, "mine/scenario.yaml", text);
		diagnostics_init(&folder->diagnostics, folder->arena);
		good = folder_load(folder, "mine");
		inject = folder->source.scenario->injects[1];
		assert_int_equal(good, stories[i].found == NULL);
		assert_int_equal(inject->planned_ms, stories[i].planned_ms);
		assert_string_equal(inject->planned_story, "");
		if (good) {
			continue;
		}
		snprintf(wanted, sizeof(wanted), "%s/mine/scenario.yaml:13:", folder->path);
		diagnostic_format(&folder->diagnostics.list[0], line, sizeof(line));
		assert_int_equal(strncmp(line, wanted, strlen(wanted)), 0);
		if (strstr(line, stories[i].found + 3) == NULL) {
			fail_msg("'%s', expected '%s'", line, stories[i].found);
		}
	}
}

static void test_story_without_start(void **state)
{
	struct folder *folder = *state;

	folder_file(folder, "scenario.yaml",
	    "id: small\nlanguage: en\ntitle: Small\ncontent_note: none\nduration_ms: 2h\n"
	    "countries: [{id: AL, name: A}]\n"
	    "teams: [{id: AL-NGO, name: Aid, country: AL, agency: ngo, briefing: Go}]\n"
	    "injects:\n" INJECT("planned_story: day 2 08:00"));
	assert_false(folder_load(folder, NULL));
	folder_found(
	    folder, (const char *const[]){
	                "/scenario.yaml:9:79: error: planned_story: needs the story's", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_good, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_single_file, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_refusals, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_places, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_translations, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_library, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_story, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(
	        test_story_without_start, folder_setup, folder_teardown),
	};

	return cmocka_run_group_tests_name("uses", tests, NULL, NULL);
}
