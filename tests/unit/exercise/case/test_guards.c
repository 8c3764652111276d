/* Steps on tracks: which are possible, who may take them, every form of guard, kept and broken. */
#include "tests/sim/steps.h"
#include "tests/unit/exercise/case/case_course.h"
#include "tests/unit/exercise/case/case_scenario.h"

#include <string.h>

#define STORY_DAY_MS 3600000 /* of exercise time: story time runs 24 times as fast */

struct before {
	const char *command; /* by the police; "@" is the case */
	int64_t wait_ms;     /* after it */
};

struct row {
	const char *name;
	bool child;
	struct before before[4]; /* each has to be accepted */
	const char *who;
	const char *track, *step;
	const char *more;    /* further members of MoveCase, in JSON */
	const char *outcome; /* as course_do says it */
	const char *anyway;  /* the same with `anyway`; NULL: not tried */
};

#define STEP(track, step)                                                                          \
	"{'move_case': {'case_id': @, 'track': '" track "', 'transition': '" step                  \
	"', 'anyway': true}}"
#define FILL                                                                                       \
	"{'fill_form': {'case_id': @, 'form': 'screening', 'answers': [{'item': 'debt', "          \
	"'answer': 'yes'}]}}"
#define FILL_OTHER "{'fill_form': {'case_id': @, 'form': 'other', 'note': 'n'}}"
#define CONSENT                                                                                    \
	"{'record_consent': {'case_id': @, 'language': 'en', 'recipients': ['AL-NGO'], 'purpose':" \
	" 'p'}}"
#define BOOK       "{'book_interpreter': {'case_id': @, 'interpreter_id': 'sadova'}}"
#define BOOK_OTHER "{'book_interpreter': {'case_id': @, 'interpreter_id': 'bondar'}}"
#define CONFIRM    "'confirmed': ['g']"
#define KEPT       "start>start"
#define BROKEN     "start>start BROKEN(g)"

static const struct row rows[] = {
    /* which step */
    {"from a list", false, {{0}}, "police", "course", "screen", "", "signal>screened", NULL},
    {"from the list's second", false, {{STEP("course", "detect"), 0}}, "police", "course", "screen",
        "", "detected>screened", NULL},
    {"from elsewhere", false, {{STEP("course", "close"), 0}}, "police", "course", "detect", "",
        "refused WRONG_STATE", "refused WRONG_STATE"},
    {"from any state", false, {{STEP("course", "detect"), 0}}, "police", "course", "close", "",
        "detected>closed", NULL},
    {"an act", false, {{STEP("course", "detect"), 0}}, "police", "course", "interview", "",
        "detected>detected", NULL},
    {"an act in one state", false, {{STEP("course", "screen"), 0}}, "police", "course", "note", "",
        "screened>screened", NULL},
    {"an act in the wrong state", false, {{0}}, "police", "course", "note", "",
        "refused WRONG_STATE", "refused WRONG_STATE"},
    {"into the state it is in", false, {{STEP("course", "close"), 0}}, "police", "course", "close",
        "", "closed>closed", NULL},
    {"back", false, {{STEP("course", "close"), 0}}, "police", "course", "reopen", "",
        "closed>signal", NULL},
    {"by state", false, {{0}}, "police", "course", "screened", "", "signal>screened", NULL},
    {"by state, two ways", false, {{STEP("course", "detect"), 0}}, "police", "course", "screened",
        "", "refused INVALID", NULL},
    {"by state, no way", false, {{STEP("course", "close"), 0}}, "police", "course", "screened", "",
        "refused WRONG_STATE", NULL},
    {"no such step", false, {{0}}, "police", "course", "fly", "", "refused NOT_FOUND", NULL},
    {"no step", false, {{0}}, "police", "course", "", "", "refused INVALID", NULL},
    {"no such track", false, {{0}}, "police", "nowhere", "detect", "", "refused NOT_FOUND", NULL},
    {"another team's case", false, {{0}}, "ngo", "course", "detect", "", "refused NOT_FOUND", NULL},
    {"staff", false, {{0}}, "controller", "course", "detect", "", "refused NOT_PERMITTED", NULL},

    /* who */
    {"anybody", false, {{0}}, "police", "power", "anybody", "", KEPT, NULL},
    {"agency", false, {{0}}, "police", "power", "by-agency", "", KEPT, NULL},
    {"card of another agency", false, {{0}}, "police", "power", "by-card", "", "warned competence",
        "start>start INCOMPETENT(competence)"},
    {"agency or card", false, {{0}}, "police", "power", "by-either", "", KEPT, NULL},
    {"formal identifier", false, {{0}}, "police", "power", "identify", "", KEPT, NULL},
    {"warned, not flagged", false, {{0}}, "police", "power", "unflagged", "", "warned competence",
        "start>start"},
    {"a competence that nobody has", false, {{0}}, "police", "power", "unknown", "",
        "warned competence", "start>start INCOMPETENT(competence)"},
    {"raises", false, {{0}}, "police", "power", "detain", "",
        "start>held DETAINED(detain) BROKEN(detain)", NULL},
    {"everything", false, {{0}}, "police", "power", "all-at-once", "",
        "warned competence alone silent",
        "start>start INCOMPETENT(competence) BROKEN(alone) DETAINED(all-at-once)"},
    {"confirmed what is no rule", false, {{0}}, "police", "power", "anybody", "'confirmed': ['g']",
        "refused INVALID", NULL},

    /* guards: broken, kept */
    {"not confirmed", false, {{0}}, "police", "rules", "confirmed", "", "warned g", BROKEN},
    {"confirmed", false, {{0}}, "police", "rules", "confirmed", CONFIRM, KEPT, KEPT},
    {"no reason", false, {{0}}, "police", "rules", "reason", "", "warned g", BROKEN},
    {"blank reason", false, {{0}}, "police", "rules", "reason", "'reason': ' '", "warned g",
        BROKEN},
    {"reason", false, {{0}}, "police", "rules", "reason", "'reason': 'because'", KEPT, KEPT},
    {"no form", false, {{0}}, "police", "rules", "form", "", "warned g", BROKEN},
    {"another form", false, {{FILL_OTHER, 0}}, "police", "rules", "form", "", "warned g", BROKEN},
    {"form", false, {{FILL, 0}}, "police", "rules", "form", "", KEPT, KEPT},
    {"no consent", false, {{0}}, "police", "rules", "consent", "", "warned g", BROKEN},
    {"consent", false, {{CONSENT, 0}}, "police", "rules", "consent", "", KEPT, KEPT},
    {"no interpreter", false, {{0}}, "police", "rules", "interpreter", "", "warned g", BROKEN},
    {"interpreter on the way", false, {{BOOK, 0}}, "police", "rules", "interpreter", "", "warned g",
        BROKEN},
    {"interpreter", false, {{BOOK_OTHER, 120000}}, "police", "rules", "interpreter", "", KEPT,
        KEPT},
    {"second time of two", false, {{STEP("rules", "at-most"), 0}}, "police", "rules", "at-most", "",
        KEPT, NULL},
    {"third time of two", false, {{STEP("rules", "at-most"), 0}, {STEP("rules", "at-most"), 0}},
        "police", "rules", "at-most", "", "warned g", BROKEN},
    {"never", false, {{0}}, "police", "rules", "never", "", "warned g", BROKEN},
    {"never reached", false, {{0}}, "police", "rules", "reached", "", "warned g", BROKEN},
    {"reached", false, {{STEP("course", "screen"), 0}}, "police", "rules", "reached", "", KEPT,
        KEPT},
    {"reached once", false,
        {{STEP("course", "screen"), 0}, {STEP("course", "close"), 0},
            {STEP("course", "reopen"), 0}},
        "police", "rules", "reached", "", KEPT, KEPT},
    {"not absent", false, {{STEP("course", "detect"), 0}}, "police", "rules", "absent", "",
        "warned g", BROKEN},
    {"absent", false, {{0}}, "police", "rules", "absent", "", KEPT, KEPT},
    {"absent again", false, {{STEP("course", "detect"), 0}, {STEP("course", "screen"), 0}},
        "police", "rules", "absent", "", KEPT, KEPT},
    {"at least: never", false, {{0}}, "police", "rules", "at-least", "", "warned g", BROKEN},
    {"at least: too early", false, {{STEP("course", "detect"), STORY_DAY_MS - 1}}, "police",
        "rules", "at-least", "", "warned g", BROKEN},
    {"at least: just", false, {{STEP("course", "detect"), STORY_DAY_MS}}, "police", "rules",
        "at-least", "", KEPT, KEPT},
    {"at least: left since", false,
        {{STEP("course", "detect"), STORY_DAY_MS / 2}, {STEP("course", "close"), STORY_DAY_MS / 2}},
        "police", "rules", "at-least", "", KEPT, KEPT},
    {"at least: an act between", false,
        {{STEP("course", "detect"), STORY_DAY_MS / 2},
            {STEP("course", "interview"), STORY_DAY_MS / 2}},
        "police", "rules", "at-least", "", KEPT, KEPT},
    {"at least: come into it again", false,
        {{STEP("course", "detect"), STORY_DAY_MS}, {STEP("course", "close"), 0},
            {STEP("course", "reopen"), 0}, {STEP("course", "detect"), 0}},
        "police", "rules", "at-least", "", "warned g", BROKEN},
    {"at most: never", false, {{0}}, "police", "rules", "at-most-time", "", "warned g", BROKEN},
    {"at most: just", false, {{STEP("course", "detect"), STORY_DAY_MS}}, "police", "rules",
        "at-most-time", "", KEPT, KEPT},
    {"at most: too late", false, {{STEP("course", "detect"), STORY_DAY_MS + 1}}, "police", "rules",
        "at-most-time", "", "warned g", BROKEN},

    /* the child overlay */
    {"child rule, adult", false, {{0}}, "police", "rules", "child", "", KEPT, KEPT},
    {"child rule, child", true, {{0}}, "police", "rules", "child", "", "warned g", BROKEN},
    {"child rule, child, kept", true, {{0}}, "police", "rules", "child", CONFIRM, KEPT, KEPT},
    {"adult rule, adult", false, {{0}}, "police", "rules", "adult", "", "warned g", BROKEN},
    {"adult rule, adult, kept", false, {{0}}, "police", "rules", "adult", CONFIRM, KEPT, KEPT},
    {"adult rule, child", true, {{0}}, "police", "rules", "adult", "", KEPT, KEPT},
    {"child by state", false, {{STEP("age", "doubt"), 0}}, "police", "rules", "child", "",
        "warned g", BROKEN},
    {"child from then on", false, {{STEP("age", "doubt"), 0}, {STEP("age", "settle"), 0}}, "police",
        "rules", "child", "", "warned g", BROKEN},
    {"not yet confirmed, child", true, {{0}}, "police", "rules", "confirmed", "", "warned g",
        BROKEN},
    {"no reason, child", true, {{0}}, "police", "rules", "reason", "", "warned g", BROKEN},
    {"no form, child", true, {{0}}, "police", "rules", "form", "", "warned g", BROKEN},
    {"form, child", true, {{FILL, 0}}, "police", "rules", "form", "", KEPT, KEPT},
    {"no consent, child", true, {{0}}, "police", "rules", "consent", "", "warned g", BROKEN},
    {"consent, child", true, {{CONSENT, 0}}, "police", "rules", "consent", "", KEPT, KEPT},
    {"no interpreter, child", true, {{0}}, "police", "rules", "interpreter", "", "warned g",
        BROKEN},
    {"never reached, child", true, {{0}}, "police", "rules", "reached", "", "warned g", BROKEN},
    {"not absent, child", true, {{STEP("course", "detect"), 0}}, "police", "rules", "absent", "",
        "warned g", BROKEN},
    {"never, child", true, {{0}}, "police", "rules", "never", "", "warned g", BROKEN},
};

static void check(const struct row *row, const char *outcome, const char *expected)
{
	if (strcmp(outcome, expected) != 0) {
		fail_msg("%s: \"%s\" instead of \"%s\"", row->name, outcome, expected);
	}
}

static void play(struct small *small, const struct row *row)
{
	struct world *world = &small->world;
	char outcome[OUTCOME_BYTES], command[512];
	uint64_t police = small->people.police;
	uint64_t id = course_open(world, police, row->child);
	for (size_t i = 0; i < 4 && row->before[i].command != NULL; i++) {
		course_do(world, police, id, row->before[i].command, outcome);
		if (world->last.code != 0) {
			fail_msg("%s: step %zu: %s", row->name, i, world->last.message);
		}
		world_wait(world, row->before[i].wait_ms);
	}
	for (int anyway = 0; anyway < 2; anyway++) {
		const char *expected = anyway ? row->anyway : row->outcome;
		if (expected != NULL) {
			snprintf(command, sizeof command,
			    "{'move_case': {'case_id': @, 'track': '%s', 'transition': "
			    "'%s'%s%s%s}}",
			    row->track, row->step, *row->more != '\0' ? ", " : "", row->more,
			    anyway ? ", 'anyway': true" : "");
			course_do(world, steps_person(small, row->who), id, command, outcome);
			check(row, outcome, expected);
		}
	}
}

static int set_up(void **state)
{
	*state = steps_world(case_scenario, true);
	return 0;
}

static void test_rows(void **state)
{
	struct small *small = *state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		play(small, &rows[i]);
	}
}

/* The same steps for teams whose card says something else. */
static void test_cards(void **state)
{
	static const struct {
		const char *who, *step, *outcome;
	} cards[] = {
	    {"ngo", "by-card", "start>start"},
	    {"ngo", "by-agency", "warned competence"},
	    {"ngo", "by-either", "start>start"},
	    {"ngo", "identify", "warned competence"},
	    {"police", "identify", "start>start"},
	    {"abroad", "identify", "warned competence"},
	    {"abroad", "by-card", "warned competence"},
	    {"abroad", "by-agency", "start>start"},
	};
	struct small *small = *state;
	for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
		char outcome[OUTCOME_BYTES], command[256];
		uint64_t who = steps_person(small, cards[i].who);
		uint64_t id = course_open(&small->world, who, false);
		snprintf(command, sizeof command,
		    "{'move_case': {'case_id': @, 'track': 'power', 'transition': '%s'}}",
		    cards[i].step);
		course_do(&small->world, who, id, command, outcome);
		if (strcmp(outcome, cards[i].outcome) != 0) {
			fail_msg("%s, %s: \"%s\"", cards[i].who, cards[i].step, outcome);
		}
	}
}

/* What would be right is said. */
static void test_possible_are_named(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t police = small->people.police, id = course_open(world, police, false);
	char outcome[OUTCOME_BYTES];
	course_do(world, police, id, STEP("course", "note"), outcome);
	assert_string_equal(world->last.message,
	    "\"note\" is not possible from \"signal\"; from there these are: detect, screen, "
	    "interview, close");
	course_do(world, police, id, STEP("course", "detect"), outcome);
	course_do(world, police, id, STEP("course", "screened"), outcome);
	assert_non_null(strstr(world->last.message, "name one of them: screen, screen-again"));
	course_do(world, police, id, STEP("nowhere", "screen"), outcome);
	assert_non_null(strstr(world->last.message, "these are: course, power, age, rules"));
}

/* Whoever may is named in words, also an agency of a later version, which has none here. */
static void test_agencies_have_words(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t police = small->people.police, case_id = course_open(world, police, false);
	struct request request = {.participant_id = police, .wall_ms = world->wall_ms};
	struct decision decision;
	uint8_t id[COMMAND_ID_SIZE] = {0xcb};
	char json[128];
	snprintf(json, sizeof json,
	    "{'move_case': {'case_id': %llu, 'track': 'power', 'transition': 'later'}}",
	    (unsigned long long)case_id);
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor, json);
	command->id = (ProtobufCBinaryData){.data = id, .len = sizeof id};
	decision_init(&decision, world->arena, 1);
	exercise_decide(world->exercise, &request, command, &decision);
	assert_non_null(decision.refusal);
	assert_int_equal(decision.refusal->n_warnings, 1);
	assert_string_equal(decision.refusal->warnings[0]->text->value,
	    "The step is taken by whom it is for in your country: labour inspectorate, "
	    "an agency that this server does not know.");
}

/* A team with which some tracks were shared takes steps on these only. */
static void test_shared_tracks(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	char outcome[OUTCOME_BYTES];
	uint64_t id = course_open(world, small->people.police, false);
	course_do(world, small->people.police, id,
	    "{'share_case': {'case_id': @, 'to_team_id': 'AL-NGO', 'kind': 'shared',"
	    " 'tracks': ['course'], 'disclosure': {'purpose': 'p', 'legal_basis': 'l',"
	    " 'channel': 'email', 'anyway': true}}}",
	    outcome);
	assert_int_equal(world->last.code, 0);
	course_do(world, small->people.ngo, id, STEP("course", "detect"), outcome);
	assert_string_equal(outcome, "signal>detected");
	course_do(world, small->people.ngo, id, STEP("power", "anybody"), outcome);
	assert_string_equal(outcome, "refused NOT_FOUND");
	assert_non_null(strstr(world->last.message, "was not shared with your team"));
	course_do(world, small->people.abroad, id, STEP("course", "screen"), outcome);
	assert_string_equal(outcome, "refused NOT_FOUND");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_rows, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_cards, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_shared_tracks, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_possible_are_named, set_up, small_teardown),
	    cmocka_unit_test_setup_teardown(test_agencies_have_words, set_up, small_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
