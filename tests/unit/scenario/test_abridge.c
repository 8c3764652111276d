/* Scenarios made shorter: `test_abridge SCENARIO`, a long one with many teams. */
#include "server/scenario/abridge.h"

#include "folder.h"

#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTES(count) ((int64_t)(count)*60000)

static const char
    *shipped; /* the scenario's folder, borrowed from argv; set before the tests run */

/* --- a long scenario --- */

struct play {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct scenario_source source;
	struct abridged abridged;
	char why[300];
	bool abridged_well;
};

static struct play *open_play(const struct abridging *asked)
{
	struct play *play = xcalloc(1, sizeof(*play));

	play->arena = arena_new(SCENARIO_ARENA_BYTES);
	play->diagnostics = xcalloc(1, sizeof(*play->diagnostics));
	diagnostics_init(play->diagnostics, play->arena);
	assert_true(
	    scenario_load(shipped, play->arena, play->diagnostics, NULL, NULL, &play->source));
	assert_true(scenario_check(&play->source, play->diagnostics));
	play->abridged_well = scenario_abridge(play->source.scenario, asked, play->arena,
	    &play->abridged, play->why, sizeof(play->why));
	diagnostics_init(play->diagnostics, play->arena);
	return play;
}

static void close_play(struct play *play)
{
	free(play->diagnostics);
	arena_free(play->arena);
	free(play);
}

/* --- whatever the check knows of: nothing that remains names what is gone --- */

struct search {
	const char *id;              /* borrowed: of something that was left out */
	bool declared;               /* something else that remains has the same id */
	const char *field, *message; /* borrowed: static; the first that has it; NULL: none */
};

static void search_message(struct search *search, const ProtobufCMessage *message);

static void search_value(
    struct search *search, const ProtobufCFieldDescriptor *field, const void *value)
{
	const char *text;

	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		search_message(search, *(const ProtobufCMessage *const *)value);
		return;
	}
	text = field->type == PROTOBUF_C_TYPE_STRING ? *(const char *const *)value : NULL;
	if (text == NULL || strcmp(text, search->id) != 0) {
		return;
	}
	if (strcmp(field->name, "id") == 0) {
		search->declared = true;
	} else if (search->field == NULL) {
		search->field = field->name;
	}
}

static void search_message(struct search *search, const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor;
	const char *before = search->field;

	if (message == NULL || message->descriptor == &convene__v1__text__descriptor) {
		return;
	}
	descriptor = message->descriptor;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		const char *member = reflect_member(message, field);

		if (field->label != PROTOBUF_C_LABEL_REPEATED) {
			if (reflect_is_set(message, field)) {
				search_value(search, field, member);
			}
			continue;
		}
		for (size_t j = 0; j < *reflect_count(message, field); j++) {
			search_value(search, field,
			    *(const char *const *)(const void *)member +
			        j * reflect_size(field->type));
		}
	}
	if (before == NULL && search->field != NULL && search->message == NULL) {
		search->message = descriptor->short_name;
	}
}

static struct search search_for(const Convene__V1__Scenario *scenario, const char *id)
{
	struct search search = {.id = id};

	search_message(&search, &scenario->base);
	return search;
}

static void expect_no_reference(
    const Convene__V1__Scenario *scenario, const struct abridged *abridged, const char *what)
{
	for (size_t i = 0; i < abridged->left_out_count; i++) {
		struct search found = search_for(scenario, abridged->left_out[i].id);

		if (found.field != NULL && !found.declared) {
			fail_msg("%s: %s of %s is '%s', which is left out", what, found.field,
			    found.message, found.id);
		}
	}
}

/* What remains is a scenario as good as the whole: no mistake, and nothing that is left over. */
static void expect_good(const struct abridging *asked)
{
	struct play *play = open_play(asked);
	bool good = play->abridged_well && scenario_check(&play->source, play->diagnostics);
	char what[200] = "";

	for (size_t i = 0; asked->without != NULL && asked->without[i] != NULL; i++) {
		snprintf(
		    what + strlen(what), sizeof(what) - strlen(what), " %s", asked->without[i]);
	}
	if (!play->abridged_well) {
		fail_msg("without%s: %s", what, play->why);
	}
	for (size_t i = 0; i < diagnostics_kept(play->diagnostics); i++) {
		const struct diagnostic *found = &play->diagnostics->list[i];

		/* the end comes earlier, and a team may have nothing left to do: both are true */
		if (found->severity == DIAGNOSTIC_WARNING &&
		    (strstr(found->text, "ends only after the planned end") != NULL ||
		        strstr(found->text, "never gets an inject") != NULL)) {
			continue;
		}
		fail_msg("without%s, %lld min: %s:%d: %s", what,
		    (long long)asked->duration_ms / 60000, found->file, found->line, found->text);
	}
	assert_true(good);
	expect_no_reference(play->source.scenario, &play->abridged, what);
	close_play(play);
}

static const int64_t durations[] = {0, MINUTES(30), MINUTES(45), MINUTES(60), MINUTES(91),
    MINUTES(120), MINUTES(180), MINUTES(239)};

static void each_team_can_be_left_out(void **state)
{
	const struct abridging whole = {0};
	struct play *play = open_play(&whole);
	const Convene__V1__Scenario *scenario = play->source.scenario;

	(void)state;
	assert_true(scenario->n_teams >= 10);
	/* the whole refers to every team, so what follows can fail */
	for (size_t i = 0; i < scenario->n_teams; i++) {
		assert_non_null(search_for(scenario, scenario->teams[i]->id).field);
	}
	for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		const char *nobody[] = {NULL};

		expect_good(&(struct abridging){.duration_ms = durations[i], .without = nobody});
		for (size_t j = 0; j < scenario->n_teams; j++) {
			const char *without[] = {scenario->teams[j]->id, NULL};

			expect_good(
			    &(struct abridging){.duration_ms = durations[i], .without = without});
		}
	}
	close_play(play);
}

static void pairs_and_all_but_one_can_be_left_out(void **state)
{
	const struct abridging whole = {0};
	struct play *play = open_play(&whole);
	const Convene__V1__Scenario *scenario = play->source.scenario;
	const char *most[64];

	(void)state;
	for (size_t i = 0; i < scenario->n_teams; i++) {
		size_t count = 0;

		for (size_t j = i + 1; j < scenario->n_teams; j++) {
			const char *without[] = {
			    scenario->teams[i]->id, scenario->teams[j]->id, NULL};

			expect_good(
			    &(struct abridging){.duration_ms = (i + j) % 3 == 0 ? MINUTES(120) : 0,
			        .without = without});
		}
		for (size_t j = 0; j < scenario->n_teams; j++) {
			if (j != i) {
				most[count++] = scenario->teams[j]->id;
			}
		}
		most[count] = NULL;
		expect_good(&(struct abridging){.without = most});
	}
	close_play(play);
}

static void nothing_asked_changes_nothing(void **state)
{
	const struct abridging whole = {0};
	struct play *play = open_play(&whole);
	size_t size = convene__v1__scenario__get_packed_size(play->source.scenario);

	(void)state;
	assert_true(play->abridged_well);
	assert_int_equal(play->abridged.left_out_count, 0);
	assert_int_equal(play->abridged.changed_count, 0);
	assert_false(abridging_is_any(&whole));
	close_play(play);
	/* as long as it is planned is the whole, too */
	play = open_play(&(struct abridging){.duration_ms = MINUTES(240)});
	assert_int_equal(play->abridged.left_out_count, 0);
	assert_int_equal(convene__v1__scenario__get_packed_size(play->source.scenario), size);
	close_play(play);
}

static void what_cannot_be_is_refused(void **state)
{
	static const char *const unknown[] = {"AL-NG0", NULL};
	struct play *play = open_play(&(struct abridging){.duration_ms = MINUTES(300)});

	(void)state;
	assert_false(play->abridged_well);
	assert_string_equal(play->why, "the scenario is planned for T+4:00:00, and can be made "
	                               "shorter, not longer: T+5:00:00");
	close_play(play);
	play = open_play(&(struct abridging){.without = unknown});
	assert_false(play->abridged_well);
	assert_string_equal(
	    play->why, "there is no team 'AL-NG0' to leave out; did you mean 'AL-NGO'?");
	close_play(play);
}

/* --- a small one, rule by rule --- */

#define HEAD                                                                                       \
	"id: small\nversion: '1'\nlanguage: en\ntitle: Small\ncontent_note: none\n"                \
	"duration_ms: 4h\n"                                                                        \
	"countries: [{id: AL, name: A}, {id: VE, name: V}]\n"                                      \
	"teams:\n"                                                                                 \
	"- {id: AL-NGO, name: N, country: AL, agency: ngo, briefing: b}\n"                         \
	"- {id: AL-POL, name: P, country: AL, agency: police, briefing: b}\n"                      \
	"- {id: VE-BG, name: B, country: VE, agency: border_guard, briefing: b}\n"                 \
	"objectives: [{id: aid, pillar: protect, title: Aid}, {id: law, pillar: prosecute, "       \
	"title: L}]\n"                                                                             \
	"entities: [{id: judge, name: J, canned_replies: [{id: yes, label: y, body: b, "           \
	"sets_milestones: granted}]}]\n"
#define INJECT(id, to, more)                                                                       \
	"- {id: " id ", to: [" to "], channel: phone, title: t, body: b, " more "}\n"

struct row {
	const char *name;
	const char *yaml;       /* beside HEAD */
	const char *without[3]; /* Team.id */
	int64_t duration_ms;
	const char *left_out; /* ids, in the order of the list, in one line */
	const char *changed;
};

static const struct row rows_of_rules[] = {
    {"an inject of two teams stays with one",
        "injects:\n" INJECT("a", "AL-NGO, VE-BG", "planned_ms: 0, objectives: [aid, law]")
            INJECT("b", "VE-BG", "planned_ms: 1m"),
        {"VE-BG"}, 0, "VE-BG b", ""},
    {"what is planned for later goes",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]")
            INJECT("b", "VE-BG", "planned_ms: 2h"),
        {NULL}, MINUTES(120), "b", ""},
    {"an objective that nothing serves goes along",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: aid")
            INJECT("b", "VE-BG", "planned_ms: 1m, objectives: law"),
        {"VE-BG"}, 0, "VE-BG b law", ""},
    {"so do a milestone, what waits for it, and a switch and a group that nothing needs",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]") INJECT("b",
            "AL-NGO",
            "when: {all: [{milestone: told}, {switched_on: s}]}, group: g") "milestones: [{id: "
                                                                            "told, title: T, when: "
                                                                            "{all: {message: "
                                                                            "{from: VE-BG, to: "
                                                                            "AL-POL}}}}]\n"
                                                                            "switches: [{id: s, "
                                                                            "title: S}]\n"
                                                                            "alternatives: [{id: "
                                                                            "g, title: G}]\n",
        {"VE-BG"}, 0, "VE-BG told b g s", ""},
    {"one of several ways is enough",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]") INJECT("b",
            "AL-NGO",
            "when: {any: [{milestone: told}, {message: {from: AL}}]}") "milestones: [{id: told, "
                                                                       "title: T, when: {all: "
                                                                       "{message: {from: VE}}}}]\n",
        {"VE-BG"}, 0, "VE-BG told", ""},
    {"a reply of the SimCell sets it all the same",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]")
            INJECT("b", "AL-NGO",
                "when: {all: {milestone: granted}}") "milestones: [{id: granted, title: T, when: "
                                                     "{all: {message: {from: VE-BG}}}}]\n",
        {"VE-BG"}, 0, "VE-BG", "granted"},
    {"what nobody can do any more stands against nothing",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]") INJECT(
            "b", "AL-NGO", "when: {all: {time: {at_ms: 1h}}, none: {message: {from: VE-BG}}}"),
        {"VE-BG"}, 0, "VE-BG", "b"},
    {"but what was waited for is gone",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]") INJECT(
            "b", "AL-NGO", "when: {none: {message: {from: VE-BG}, window: {before_ms: 1h}}}"),
        {"VE-BG"}, 0, "VE-BG b", ""},
    {"what is judged after the end is not judged",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]")
            INJECT("b", "AL-NGO", "when: {none: {message: {from: AL}, window: {before_ms: 3h}}}"),
        {NULL}, MINUTES(120), "b", ""},
    {"what can come only after the end does not come",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 90m, objectives: [aid, law]")
            INJECT("b", "AL-NGO", "when: {all: {time: {since: {inject: a}, delay_ms: 20m}}}")
                INJECT("c", "AL-NGO",
                    "when: {all: {time: {since: {inject: a}, delay_ms: 20m}}}, "
                    "delay_ms: 10m"),
        {NULL}, MINUTES(120), "c", ""},
    {"an open window closes with the exercise",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]")
            INJECT("b", "AL-NGO", "when: {all: {message: {from: AL}, window: {before_ms: 3h}}}"),
        {NULL}, MINUTES(120), "", ""},
    {"questionnaires: the last moves, one goes, one closes early",
        "injects:\n" INJECT("a", "AL-NGO",
            "planned_ms: 0, objectives: [aid, law]") "questionnaires:\n"
                                                     "- {id: q1, title: Q, open_ms: 100m, "
                                                     "close_ms: 130m, questions: {id: q, text: T, "
                                                     "kind: "
                                                     "text}}\n"
                                                     "- {id: q2, title: Q, open_ms: 150m, "
                                                     "close_ms: 170m, questions: {id: q, text: T, "
                                                     "kind: "
                                                     "text}}\n"
                                                     "- {id: q3, title: Q, open_ms: 225m, "
                                                     "close_ms: 4h, questions: {id: q, text: T, "
                                                     "kind: "
                                                     "text}}\n",
        {NULL}, MINUTES(120), "q2", "q1 q3"},
    {"questionnaires without an end: what would open too late moves, the other stays",
        "injects:\n" INJECT("a", "AL-NGO",
            "planned_ms: 0, objectives: [aid, law]") "questionnaires:\n"
                                                     "- {id: q1, title: Q, open_ms: 225m, "
                                                     "questions: {id: q, text: T, kind: text}}\n"
                                                     "- {id: q2, title: Q, open_ms: 60m, "
                                                     "questions: {id: q, text: T, kind: text}}\n",
        {NULL}, MINUTES(120), "", "q1"},
    {"a questionnaire of nobody goes, with what waits for its answers",
        "injects:\n" INJECT("a", "AL-NGO", "planned_ms: 0, objectives: [aid, law]") INJECT("b",
            "AL-NGO",
            "when: {all: {answer: {questionnaire: q1, question: q}}}") "questionnaires:\n"
                                                                       "- {id: q1, title: Q, to: "
                                                                       "VE-BG, questions: {id: q, "
                                                                       "text: T, kind: text}}\n",
        {"VE-BG"}, 0, "VE-BG q1 b", ""},
    {"reading is for those who get it",
        "injects:\n" INJECT("a", "AL-NGO, VE-BG", "planned_ms: 0, objectives: [aid, law]")
            INJECT("b", "AL-NGO", "when: {all: {inject: {id: a, is: read, by: VE}}}")
                INJECT("c", "AL-NGO", "when: {all: {inject: {id: a, is: read, by: [AL, VE]}}}"),
        {"VE-BG"}, 0, "VE-BG b", ""},
    {"expected actions go with those who act, and with those to whom they would be done",
        "injects:\n- id: a\n  to: AL-NGO\n  planned_ms: 0\n  channel: phone\n  title: t\n"
        "  body: b\n  objectives: [aid, law]\n  expected_actions:\n"
        "  - {by: VE-BG, what: w}\n"
        "  - {by: AL-NGO, what: w, does: {message: {from: AL-NGO, to: VE-BG}}}\n"
        "  - {by: [AL-NGO, VE-BG], what: w, mistake: {message: {from: VE-BG, to: AL-NGO}}}\n",
        {"VE-BG"}, 0, "VE-BG", ""},
};

static void list_ids(const struct abridged_item *items, size_t count, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		assert_true(items[i].because[0] != '\0');
		snprintf(
		    out + strlen(out), size - strlen(out), "%s%s", i > 0 ? " " : "", items[i].id);
	}
}

static void test_rule(void **state)
{
	const struct row *row = *state;
	void *fixture = NULL;
	struct folder *folder;
	struct abridged abridged;
	char why[300], ids[400];

	folder_setup(&fixture);
	folder = fixture;
	folder_file(folder, "scenario.yaml", HEAD);
	folder_file(folder, "more.yaml", row->yaml);
	if (strstr(row->yaml, "granted") == NULL) {
		folder_file(folder, "granted.yaml",
		    "milestones: [{id: granted, title: G, objectives: aid}]\n");
	}
	if (!folder_load(folder, NULL)) {
		fail_msg("%s", folder->diagnostics.list[0].text);
	}
	assert_true(scenario_abridge(folder->source.scenario,
	    &(struct abridging){.duration_ms = row->duration_ms, .without = row->without},
	    folder->arena, &abridged, why, sizeof(why)));
	list_ids(abridged.left_out, abridged.left_out_count, ids, sizeof(ids));
	assert_string_equal(ids, row->left_out);
	list_ids(abridged.changed, abridged.changed_count, ids, sizeof(ids));
	assert_string_equal(ids, row->changed);
	diagnostics_init(&folder->diagnostics, folder->arena);
	assert_true(scenario_check(&folder->source, &folder->diagnostics));
	expect_no_reference(folder->source.scenario, &abridged, row->name);
	folder_teardown(&fixture);
}

/* The last row's scenario: what remains of the actions, and what is counted. */
static void actions_are_counted(void **state)
{
	static const char *const without[] = {"VE-BG", NULL};
	struct folder *folder = *state;
	const Convene__V1__Inject *inject;
	struct abridged abridged;
	char why[300];

	folder_file(folder, "scenario.yaml", HEAD);
	folder_file(
	    folder, "granted.yaml", "milestones: [{id: granted, title: G, objectives: aid}]\n");
	folder_file(folder, "z.yaml",
	    rows_of_rules[sizeof(rows_of_rules) / sizeof(rows_of_rules[0]) - 1].yaml);
	assert_true(folder_load(folder, NULL));
	assert_true(scenario_abridge(folder->source.scenario,
	    &(struct abridging){.without = without}, folder->arena, &abridged, why, sizeof(why)));
	inject = folder->source.scenario->injects[0];
	assert_int_equal(inject->n_expected_actions, 1);
	assert_int_equal(inject->expected_actions[0]->n_by, 1);
	assert_null(inject->expected_actions[0]->mistake);
	assert_int_equal(abridged.actions.before, 3);
	assert_int_equal(abridged.actions.after, 1);
	assert_int_equal(abridged.counts[NAME_TEAM].before, 3);
	assert_int_equal(abridged.counts[NAME_TEAM].after, 2);
	assert_int_equal(abridged.counts[NAME_COUNTRY].after, 2);
	assert_int_equal(abridged.team_count, 2);
	assert_string_equal(abridged.teams[0].id, "AL-NGO");
	assert_int_equal(abridged.teams[0].actions.before, 2);
	assert_int_equal(abridged.teams[0].actions.after, 1);
}

int main(int argc, char **argv)
{
	enum { RULES = sizeof(rows_of_rules) / sizeof(rows_of_rules[0]) };
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_team_can_be_left_out),
	    cmocka_unit_test(pairs_and_all_but_one_can_be_left_out),
	    cmocka_unit_test(nothing_asked_changes_nothing),
	    cmocka_unit_test(what_cannot_be_is_refused),
	    cmocka_unit_test_setup_teardown(actions_are_counted, folder_setup, folder_teardown),
	};
	struct CMUnitTest rules[RULES];
	int failed;

	if (argc != 2) {
		return 2;
	}
	shipped = argv[1];
	for (size_t i = 0; i < RULES; i++) {
		rules[i] = (struct CMUnitTest){.name = rows_of_rules[i].name,
		    .test_func = test_rule,
		    .initial_state = (void *)(uintptr_t)&rows_of_rules[i]};
	}
	failed = cmocka_run_group_tests_name("rules of abridging", rules, NULL, NULL);
	return cmocka_run_group_tests_name("abridging", tests, NULL, NULL) + failed;
}
