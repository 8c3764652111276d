#include "rows.h"

#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FOUND_MAX (sizeof(((struct row *)0)->found) / sizeof(char *))

static const char good[] =
    "id: small\n"
    "version: '1'\n"
    "language: en\n"
    "title: Small\n"
    "content_note: none\n"
    "duration_ms: 1h\n"
    "story: {start: 2032-02-29T08:00, factor: 24}\n"
    "countries:\n"
    "- {id: AL, name: A, competences: {id: presume, agencies: ngo}, accepted_instruments: eio}\n"
    "- {id: VE, name: V, competences: {id: presume, agencies: police}}\n"
    "teams:\n"
    "- {id: AL-NGO, name: N, country: AL, agency: ngo, briefing: b}\n"
    "- {id: AL-POL, name: P, country: AL, agency: police, briefing: b}\n"
    "- {id: VE-BG, name: B, country: VE, agency: border_guard, briefing: b}\n"
    "entities: [{id: clinic, name: C, canned_replies: {id: r, label: l, body: b}}]\n"
    "objectives: [{id: aid, pillar: protect, title: Aid}]\n"
    "injects:\n"
    "- {id: W1, to: AL-NGO, channel: phone, title: t, body: b, objectives: aid, planned_ms: 0}\n"
    "- {id: W2, planned_ms: 10m, to: [AL-POL, VE-BG], channel: phone, title: t, body: b}\n"
    "flags: [{id: BAD, title: Bad}]\n"
    "tracks:\n"
    "- id: status\n"
    "  title: Status\n"
    "  states: [{id: none, title: N}, {id: presumed, title: P}, {id: closed, title: C}]\n"
    "  transitions:\n"
    "  - {id: presume, title: P, from: none, to: presumed, competence: presume, not_competent: "
    "BAD}\n"
    "  - {id: close, title: C, from: presumed, to: closed}\n"
    "fields: [{id: name, title: Name, identifying: true}]\n"
    "forms: [{id: screening, title: S, groups: {id: g, title: G, items: {id: i, text: T}}}]\n"
    "instruments: [{id: eio, title: E, urgencies: {id: usual, title: U, answer_story_ms: 8h}}]\n"
    "persons: [{id: p1, pseudonym: P1, language: fr, origin: VE}]\n"
    "interpreters: [{id: sadova, name: S, languages: fr}]\n"
    "milestones: [{id: m, title: M, objectives: aid, when: {all: {switched_on: s}}}]\n"
    "switches: [{id: s, title: S}]\n"
    "questionnaires:\n"
    "- id: q\n"
    "  title: Q\n"
    "  to: [AL-NGO, AL-POL]\n"
    "  questions:\n"
    "  - {id: one, text: T, kind: single, choices: [{id: a, text: A}, {id: b, text: B}]}\n"
    "  - {id: how, text: H, kind: scale, least: 1, most: 5}\n";

struct fixture {
	const struct row *row; /* borrowed: the table's */
	void *folder;          /* owned */
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->row = *state;
	*state = fixture;
	return folder_setup(&fixture->folder);
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	int failed = folder_teardown(&fixture->folder);

	free(fixture);
	return failed;
}

static void test_row(void **state)
{
	const struct fixture *fixture = *state;
	const struct row *row = fixture->row;
	struct folder *folder = fixture->folder;
	const char *wanted[FOUND_MAX + 1] = {NULL};
	char texts[FOUND_MAX][200];

	for (size_t i = 0; i < FOUND_MAX && row->found[i] != NULL; i++) {
		int here = row->found[i][0] >= '0' && row->found[i][0] <= '9';

		snprintf(texts[i], sizeof(texts[i]), "/%s%s", here ? "z.yaml:" : "", row->found[i]);
		wanted[i] = texts[i];
	}
	folder_file(folder, "scenario.yaml", good);
	folder_file(folder, "z.yaml", row->yaml);
	folder_load(folder, NULL);
	folder_found(folder, wanted);
}

int rows_run(const char *group, const struct row *rows, size_t count)
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));
	int failed;

	for (size_t i = 0; i < count; i++) {
		tests[i] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = test_row,
		    .setup_func = setup,
		    .teardown_func = teardown,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	}
	failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
	free(tests);
	return failed;
}
