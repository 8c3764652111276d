/* Rehearsals: the shipped scenario reaches all of its branches, a bad one is told what is wrong. */
#include "proto/record.h"
#include "proto/xalloc.h"
#include "server/rehearsal/heat_map.h"
#include "server/rehearsal/report.h"
#include "server/scenario/scenario_check.h"
#include "server/scenario/scenario_documents.h"
#include "tests/support/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> /* needs the ones above */

#define RUNS_DEFAULT 200

/* A branch that fewer of the runs reach than one in so many is one that nobody gets to see. */
#define RARELY 50

struct scene {
	struct arena *arena;                   /* owned */
	const Convene__V1__Scenario *scenario; /* borrowed: the arena's */
	struct findings findings;
	struct rehearsal_options options;
	struct scenario_documents documents;
};

static void scene_init(struct scene *scene)
{
	memset(scene, 0, sizeof *scene);
	scene->arena = arena_new(SCENARIO_ARENA_BYTES);
	rehearsal_options_init(&scene->options);
	scene->documents.arena = scene->arena;
	scene->options.document = scenario_documents_find;
	scene->options.documents = &scene->documents;
}

static void scene_load(struct scene *scene, const char *path)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof *diagnostics);
	struct scenario_source source = {0};
	scene_init(scene);
	diagnostics_init(diagnostics, scene->arena);
	assert_true(scenario_load(
	    path, scene->arena, diagnostics, scenario_documents_keep, &scene->documents, &source));
	free(diagnostics);
	scene->scenario = source.scenario;
}

/* JSON with ' for ". */
static void scene_write(struct scene *scene, const char *quoted)
{
	struct json_error error;
	char *json = xstrdup(quoted);
	scene_init(scene);
	for (char *at = json; *at != '\0'; at++) {
		*at = *at == '\'' ? '"' : *at;
	}
	scene->scenario = (const Convene__V1__Scenario *)json_read(
	    &convene__v1__scenario__descriptor, json, strlen(json), scene->arena, &error);
	free(json);
	if (scene->scenario == NULL) {
		fail_msg("the test's own JSON is wrong at %d:%d: %s", error.line, error.column,
		    error.text);
	}
}

static void scene_rehearse(struct scene *scene)
{
	char why[512] = "";
	findings_init(&scene->findings, scene->scenario);
	assert_null(rehearse(scene->scenario, &scene->options, &scene->findings, why, sizeof why));
	assert_string_equal(why, "");
}

static void scene_deinit(struct scene *scene)
{
	findings_deinit(&scene->findings);
	free(scene->documents.list);
	arena_free(scene->arena);
}

/* The report, to be freed. */
static char *report_of(const struct scene *scene)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	report_print(out, &scene->findings, &scene->options, true);
	if (fclose(out) != 0 || text == NULL) {
		abort();
	}
	return text;
}

static void assert_says(const char *report, const char *line)
{
	if (strstr(report, line) == NULL) {
		print_error("%s\n", report != NULL ? report : "");
		fail_msg("\"%s\" is not in the report above", line);
	}
}

static uint32_t runs_wanted(void)
{
	const char *given = getenv("CONVENE_REHEARSALS");
	return given != NULL ? (uint32_t)strtoul(given, NULL, 10) : RUNS_DEFAULT;
}

/* Whether everything that ought to come about at least once did. */
static bool is_complete(const struct scene *scene)
{
	const Convene__V1__Scenario *scenario = scene->scenario;
	const struct findings *findings = &scene->findings;
	return findings_came(findings->injects, scenario->n_injects) == scenario->n_injects &&
	       findings_came(findings->milestones, scenario->n_milestones) ==
	           scenario->n_milestones &&
	       findings_came(findings->objectives, scenario->n_objectives) ==
	           scenario->n_objectives;
}

static void list_never(const struct scene *scene)
{
	for (size_t i = 0; i < scene->scenario->n_injects; i++) {
		if (scene->findings.injects[i].runs == 0) {
			print_error("inject %s in no run\n", scene->scenario->injects[i]->id);
		}
	}
	for (size_t i = 0; i < scene->scenario->n_milestones; i++) {
		if (scene->findings.milestones[i].runs == 0) {
			print_error("milestone %s in no run\n", scene->scenario->milestones[i]->id);
		}
	}
	for (size_t i = 0; i < scene->findings.refusal_count; i++) {
		print_error("refused: %s\n", scene->findings.refusals[i].text);
	}
}

/* Every inject in at least one of the runs, every branch in some, not in all, and no milestone next
 * to never. The seeds are always the same. */
static void test_long_harvest(void **state)
{
	struct scene scene;
	size_t branches = 0;
	(void)state;
	scene_load(&scene, LONG_HARVEST);
	scene.options.runs = runs_wanted();
	scene_rehearse(&scene);
	list_never(&scene);
	assert_true(is_complete(&scene));
	assert_int_equal(scene.findings.runs, scene.options.runs);
	assert_int_equal(scene.findings.refusal_count, 0);
	assert_false(scene.findings.stuck);
	for (size_t i = 0; i < scene.scenario->n_injects; i++) {
		if (scene.scenario->injects[i]->when != NULL) {
			branches++;
			assert_true(scene.findings.injects[i].runs < scene.options.runs);
		}
	}
	assert_true(branches >= 3);
	for (size_t i = 0; i < scene.scenario->n_milestones; i++) {
		uint32_t runs = scene.findings.milestones[i].runs;
		if (runs * RARELY < scene.options.runs) {
			fail_msg("milestone %s in %u of %u runs", scene.scenario->milestones[i]->id,
			    runs, scene.options.runs);
		}
	}
	scene_deinit(&scene);
}

static void test_same_seed_same_rehearsal(void **state)
{
	struct scene one, other, later;
	(void)state;
	scene_load(&one, LONG_HARVEST);
	scene_load(&other, LONG_HARVEST);
	scene_load(&later, LONG_HARVEST);
	one.options.people.seed = other.options.people.seed = 7;
	later.options.people.seed = 8;
	one.options.runs = other.options.runs = later.options.runs = 2;
	scene_rehearse(&one);
	scene_rehearse(&other);
	scene_rehearse(&later);
	char *first = report_of(&one), *second = report_of(&other), *third = report_of(&later);
	assert_string_equal(first, second);
	assert_string_not_equal(first, third);
	free(first);
	free(second);
	free(third);
	scene_deinit(&one);
	scene_deinit(&other);
	scene_deinit(&later);
}

/* The record of one run with a seed, to be freed. */
static char *record_of(uint64_t seed, size_t *len)
{
	struct scene scene;
	char *bytes = NULL;
	scene_load(&scene, LONG_HARVEST);
	scene.options.people.seed = seed;
	scene.options.record = open_memstream(&bytes, len);
	scene_rehearse(&scene);
	if (fclose(scene.options.record) != 0 || bytes == NULL) {
		abort();
	}
	scene_deinit(&scene);
	return bytes;
}

static void test_same_seed_same_record(void **state)
{
	size_t len, again_len, other_len;
	char *first = record_of(7, &len), *again = record_of(7, &again_len);
	char *other = record_of(8, &other_len);
	(void)state;
	assert_int_equal(len, again_len);
	assert_memory_equal(first, again, len);
	assert_true(other_len != len || memcmp(first, other, len) != 0);
	free(first);
	free(again);
	free(other);
}

static void test_a_record_is_whole_and_sealed(void **state)
{
	size_t len;
	char *bytes = record_of(7, &len);
	struct record_verifier *verifier = record_verifier_new(NULL);
	(void)state;
	record_verifier_feed(verifier, bytes, len);
	const struct record_verdict *verdict = record_verifier_finish(verifier);
	if (!verdict->ok) {
		fail_msg("event %llu: %s", (unsigned long long)verdict->first_bad, verdict->text);
	}
	assert_true(verdict->events > 1000);
	assert_int_equal(verdict->sealed_events, verdict->events);
	assert_true(verdict->has_digest);
	assert_true(verdict->documents > 0);
	record_verifier_free(verifier);
	free(bytes);
}

/* An hour, three teams; "AL-MIG" is sent nothing, "never" waits for a message that nobody writes,
 * "proof" serves no inject, and what "late" expects cannot be done before ENDEX. */
static const char bad_scenario[] =
    "{'id': 'bad', 'version': '1', 'language': 'en', 'title': {'value': 'A < B & C'},"
    " 'durationMs': 3600000,"
    " 'countries': [{'id': 'AL', 'name': {'value': 'Aldermark'}}],"
    " 'teams': [{'id': 'AL-POL', 'country': 'AL', 'agency': 'POLICE'},"
    "           {'id': 'AL-NGO', 'country': 'AL', 'agency': 'NGO'},"
    "           {'id': 'AL-MIG', 'country': 'AL', 'agency': 'MIGRATION'}],"
    " 'entities': [{'id': 'clinic', 'name': {'value': 'Clinic'}}],"
    " 'objectives': [{'id': 'safety', 'pillar': 'PROTECT', 'title': {'value': 'Safety'}},"
    "                {'id': 'proof', 'pillar': 'PROSECUTE', 'title': {'value': 'Proof'}}],"
    " 'milestones': [{'id': 'asked', 'title': {'value': 'The clinic was asked'},"
    "   'when': {'all': [{'message': {'from': ['AL-NGO'], 'to': ['clinic']}}]}}],"
    " 'injects': ["
    "  {'id': 'first', 'to': ['AL-NGO'], 'channel': 'PHONE', 'plannedMs': 60000,"
    "   'title': {'value': 'First'}, 'body': {'value': 'Text'}, 'objectives': ['safety'],"
    "   'expectedActions': [{'by': ['AL-NGO'], 'what': {'value': 'Ask'}, 'withinMs': 600000,"
    "     'does': {'message': {'to': ['clinic']}}}]},"
    "  {'id': 'never', 'to': ['AL-POL'], 'channel': 'PHONE', 'title': {'value': 'Never'},"
    "   'body': {'value': 'Text'}, 'when': {'all': [{'message': {'from': ['AL-MIG'],"
    "     'to': ['clinic']}}]}},"
    "  {'id': 'late', 'to': ['AL-POL'], 'channel': 'PHONE', 'plannedMs': 3000000,"
    "   'title': {'value': 'Late'}, 'body': {'value': 'Text'},"
    "   'expectedActions': [{'by': ['AL-POL'], 'what': {'value': 'Act'},"
    "     'withinMs': 3600000}]}]}";

static void test_a_bad_scenario_is_found_out(void **state)
{
	struct scene scene;
	(void)state;
	scene_write(&scene, bad_scenario);
	scene.options.runs = 20;
	scene.options.people.follow_percent = 100;
	scene.options.people.mistake_percent = 0;
	scene_rehearse(&scene);
	char *report = report_of(&scene);
	assert_false(is_complete(&scene));
	assert_says(report, "Injects delivered: 2 of 3; in no run:\n  never ");
	assert_says(report, "Milestones reached: 1 of 1\n");
	assert_says(report, "Objectives exercised: 1 of 2; in no run:\n  proof ");
	/* nothing is for AL-MIG but what other teams may ask it */
	assert_says(report, "\nTeams without anything to do for long (over 30 min of play):\n");
	assert_says(report, "  AL-MIG ");
	assert_int_equal(scene.findings.teams[2].longest_ms, 60 * 60 * 1000);
	assert_true(scene.findings.teams[2].sum_ms > scene.findings.teams[0].sum_ms);
	assert_true(scene.findings.teams[2].sum_ms > scene.findings.teams[1].sum_ms);
	assert_says(report, "  late                       expected action 1 ends after ENDEX (20");
	assert_int_equal(scene.findings.milestones[0].runs, 20);
	assert_true(scene.findings.milestones[0].latest_ms < 60000 + 600000);
	free(report);
	scene_deinit(&scene);
}

/* Ten questions to the clinic at once, and one simulator who is slow. */
static void test_an_overloaded_simcell_is_found_out(void **state)
{
	struct scene scene;
	(void)state;
	scene_write(&scene, bad_scenario);
	const Convene__V1__Inject *first = scene.scenario->injects[0];
	Convene__V1__ExpectedAction *action = first->expected_actions[0];
	Convene__V1__ExpectedAction *many[10];
	for (size_t i = 0; i < 10; i++) {
		many[i] = action;
	}
	((Convene__V1__Inject *)first)->expected_actions = many;
	((Convene__V1__Inject *)first)->n_expected_actions = 10;
	scene.options.people.follow_percent = 100;
	scene.options.people.mistake_percent = 0;
	scene.options.simulators = 1;
	scene.options.people.serve_ms = 4 * 60 * 1000;
	scene_rehearse(&scene);
	char *report = report_of(&scene);
	assert_says(report, " answers a run with 1 simulator of 4 min");
	assert_says(report, "  overload: ");
	free(report);
	scene_deinit(&scene);
}

static size_t times_in(const char *text, const char *part)
{
	size_t times = 0;
	for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) {
		times++;
	}
	return times;
}

static void test_heat_map(void **state)
{
	struct scene scene;
	char *svg = NULL, *text = NULL;
	size_t len = 0;
	(void)state;
	scene_write(&scene, bad_scenario);
	scene_rehearse(&scene);
	FILE *out = open_memstream(&svg, &len);
	assert_true(heat_map_svg(out, &scene.findings));
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(svg, "A &lt; B &amp; C"));
	/* a cell for each team and ten minutes, six in the legend, one for the ground */
	assert_int_equal(times_in(svg, "<rect "), 3 * 6 + 6 + 1);
	assert_string_equal(svg + strlen(svg) - strlen("</svg>\n"), "</svg>\n");
	out = open_memstream(&text, &len);
	heat_map_print(out, &scene.findings, false);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "AL-MIG |            |\n"));
	assert_non_null(strstr(text, "        T+0         "));
	free(svg);
	free(text);
	scene_deinit(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_long_harvest),
	    cmocka_unit_test(test_same_seed_same_rehearsal),
	    cmocka_unit_test(test_same_seed_same_record),
	    cmocka_unit_test(test_a_record_is_whole_and_sealed),
	    cmocka_unit_test(test_a_bad_scenario_is_found_out),
	    cmocka_unit_test(test_an_overloaded_simcell_is_found_out),
	    cmocka_unit_test(test_heat_map),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
