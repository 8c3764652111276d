/* Opening cases, whom they concern, aliases, links, forms, flags; who may, who sees, when. */
#include "tests/sim/steps.h"
#include "tests/unit/exercise/case/case_scenario.h"

#include <stdlib.h>
#include <string.h>

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE
#define QUOTA         CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA

/* A step of a course. */
struct line {
	const char *who, *command;
	Convene__V1__ErrorCode code;
	const char *says, *events;
};

static int set_up(void **state)
{
	*state = steps_world(case_scenario, true);
	return 0;
}

static int set_up_before(void **state)
{
	*state = steps_world(case_scenario, false);
	return 0;
}

static uint64_t open_case(struct small *small, const char *who, const char *reference)
{
	Convene__V1__ErrorCode code = world_do(&small->world, steps_person(small, who),
	    "{'open_case': {'reference': '%s'}}", reference);
	assert_int_equal(code, 0);
	return small->world.last.made;
}

/* "@1", "@2", "@3" in the commands are the police's two cases and the NGO's. */
static void play(struct small *small, const struct line *lines, size_t count)
{
	const uint64_t ids[] = {open_case(small, "police", "one"),
	    open_case(small, "police", "two"), open_case(small, "ngo", "three")};
	for (size_t i = 0; i < count; i++) {
		char command[2048];
		size_t len = 0;
		for (const char *at = lines[i].command; *at != '\0'; at++) {
			assert_true(len + 32 < sizeof command);
			if (at[0] == '@' && at[1] >= '1' && at[1] <= '3') {
				len += (size_t)snprintf(command + len, sizeof command - len, "%llu",
				    (unsigned long long)ids[*++at - '1']);
			} else {
				command[len++] = *at;
			}
		}
		command[len] = '\0';
		struct step step = {.who = lines[i].who,
		    .command = command,
		    .code = lines[i].code,
		    .says = lines[i].says,
		    .events = lines[i].events};
		steps_play(small, &step, 1);
	}
}

#define PLAY(small, lines) play(small, lines, sizeof(lines) / sizeof(lines)[0])
#define NONE               "there is no case"

static void test_open(void **state)
{
	static const struct line lines[] = {
	    {"police", "{'open_case': {'reference': 'somebody'}}", 0, NULL, "case_opened"},
	    {"police", "{'open_case': {'reference': 'w1'}}", 0, NULL, "case_opened case_matched"},
	    {"ngo", "{'open_case': {'reference': 'MARIA'}}", 0, NULL, "case_opened case_matched"},
	    {"police", "{'open_case': {'reference': '\u017caneta'}}", 0, NULL,
	        "case_opened case_matched"},
	    {"police", "{'open_case': {'reference': ' '}}", INVALID, "called", NULL},
	    {"police", "{'open_case': {'reference': 'a', 'person_language': 'x y'}}", INVALID, NULL,
	        NULL},
	    {"controller", "{'open_case': {'reference': 'a'}}", NOT_PERMITTED, NULL, NULL},
	    {"controller", "{'match_case': {'case_id': @1, 'person_id': 'w2'}}", 0, NULL,
	        "case_matched"},
	    {"controller", "{'match_case': {'case_id': @1, 'person_id': 'w2'}}", 0, NULL, NULL},
	    {"simulator", "{'match_case': {'case_id': @1, 'person_id': 'w1'}}", 0, NULL,
	        "case_matched"},
	    {"simulator", "{'match_case': {'case_id': @1, 'person_id': 'w9'}}", NOT_FOUND,
	        "no person \"w9\"", NULL},
	    {"simulator", "{'match_case': {'case_id': 7, 'person_id': 'w1'}}", NOT_FOUND, NONE,
	        NULL},
	    {"police", "{'match_case': {'case_id': @1, 'person_id': 'w1'}}", NOT_PERMITTED, NULL,
	        NULL},
	};
	PLAY(*state, lines);
}

static void test_what_is_no_rule(void **state)
{
	static const struct line lines[] = {
	    {"police",
	        "{'move_case': {'case_id': @1, 'track': 'power', 'transition': 'all-at-once',"
	        " 'confirmed': ['alone', 'g']}}",
	        INVALID, "its rules are: alone, silent", NULL},
	    {"police",
	        "{'move_case': {'case_id': @1, 'track': 'power', 'transition': 'anybody',"
	        " 'confirmed': ['g']}}",
	        INVALID, "its rules are: none", NULL},
	};
	PLAY(*state, lines);
}

static void test_alias(void **state)
{
	static const struct line lines[] = {
	    {"police", "{'add_case_alias': {'case_id': @1, 'alias': 'uno'}}", 0, NULL,
	        "case_alias_added"},
	    {"police2", "{'add_case_alias': {'case_id': @1, 'alias': 'W2'}}", 0, NULL,
	        "case_alias_added case_matched"},
	    /* whom it concerns is known by now */
	    {"police", "{'add_case_alias': {'case_id': @1, 'alias': 'W1'}}", 0, NULL,
	        "case_alias_added"},
	    {"police", "{'add_case_alias': {'case_id': @1, 'alias': 'uno'}}", INVALID, "already",
	        NULL},
	    {"police", "{'add_case_alias': {'case_id': @1, 'alias': 'one'}}", INVALID, "already",
	        NULL},
	    {"police", "{'add_case_alias': {'case_id': @1, 'alias': ''}}", INVALID, "empty", NULL},
	    {"ngo", "{'add_case_alias': {'case_id': @1, 'alias': 'x'}}", NOT_FOUND, NONE, NULL},
	    {"ngo", "{'add_case_alias': {'case_id': 7, 'alias': 'x'}}", NOT_FOUND, NONE, NULL},
	};
	PLAY(*state, lines);
	struct small *small = *state;
	uint64_t id = open_case(small, "abroad", "many");
	for (int i = 0; i < 40; i++) {
		Convene__V1__ErrorCode code = world_do(&small->world, small->people.abroad,
		    "{'add_case_alias': {'case_id': %llu, 'alias': 'a%d'}}", (unsigned long long)id,
		    i);
		assert_int_equal(code, i < 32 ? 0 : QUOTA);
	}
}

static void test_link(void **state)
{
	static const struct line lines[] = {
	    {"police",
	        "{'link_cases': {'case_id': @1, 'other_case_id': @2, 'relation': 'brother'}}", 0,
	        NULL, "cases_linked"},
	    {"police", "{'link_cases': {'case_id': @1, 'other_case_id': @1, 'relation': 'same'}}",
	        INVALID, "with itself", NULL},
	    {"police", "{'link_cases': {'case_id': @1, 'other_case_id': @2}}", INVALID, "relation",
	        NULL},
	    /* both must be the team's */
	    {"police", "{'link_cases': {'case_id': @1, 'other_case_id': @3, 'relation': 'same'}}",
	        NOT_FOUND, NONE, NULL},
	    {"police", "{'link_cases': {'case_id': @3, 'other_case_id': @1, 'relation': 'same'}}",
	        NOT_FOUND, NONE, NULL},
	    {"police", "{'link_cases': {'case_id': @1, 'other_case_id': 7, 'relation': 'same'}}",
	        NOT_FOUND, NONE, NULL},
	};
	PLAY(*state, lines);
}

#define FILL(case_id, form, answers)                                                               \
	"{'fill_form': {'case_id': " case_id ", 'form': '" form "', 'answers': [" answers "]}}"

static void test_form(void **state)
{
	static const struct line lines[] = {
	    {"police", FILL("@1", "screening", "{'item': 'debt', 'answer': 'yes', 'note': 'n'}"), 0,
	        NULL, "form_filled"},
	    {"police",
	        FILL("@1", "screening",
	            "{'item': 'alone', 'answer': 'unknown'}, {'item': 'debt', 'answer': 'no'}"),
	        0, NULL, "form_filled"},
	    {"police", "{'fill_form': {'case_id': @1, 'form': 'other', 'note': 'seen'}}", 0, NULL,
	        "form_filled"},
	    {"police", FILL("@1", "screening", ""), INVALID, "nothing is filled in", NULL},
	    {"police", FILL("@1", "nothing", "{'item': 'debt', 'answer': 'yes'}"), NOT_FOUND,
	        "no form \"nothing\"", NULL},
	    {"police", FILL("@1", "screening", "{'item': 'age', 'answer': 'yes'}"), NOT_FOUND,
	        "no item \"age\"", NULL},
	    {"police", FILL("@1", "screening", "{'item': 'debt'}"), INVALID, "answer", NULL},
	    {"police",
	        FILL("@1", "screening",
	            "{'item': 'debt', 'answer': 'yes'}, {'item': 'debt', 'answer': 'no'}"),
	        INVALID, "twice", NULL},
	    {"ngo", FILL("@1", "screening", "{'item': 'debt', 'answer': 'yes'}"), NOT_FOUND, NONE,
	        NULL},
	};
	PLAY(*state, lines);
	/* what was given stands in the log, and nothing else */
	struct small *small = *state;
	const Convene__V1__Event *event =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_FORM_FILLED);
	assert_string_equal(event->form_filled->form, "other");
	assert_int_equal(event->form_filled->n_answers, 0);
	const Convene__V1__Event *before = world_event(&small->world, event->seq - 1);
	assert_int_equal(before->form_filled->n_answers, 2);
	assert_string_equal(before->form_filled->answers[1]->item, "debt");
	assert_int_equal(
	    before->form_filled->answers[1]->answer, CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO);
}

#define RAISE(who_and_what) "{'raise_flag': {" who_and_what "}}"

static void test_flag(void **state)
{
	static const struct line lines[] = {
	    {"police", RAISE("'case_id': @1, 'flag': 'DETAINED', 'note': 'n'"), 0, NULL,
	        "case_flagged"},
	    {"police", RAISE("'case_id': @1, 'flag': 'DETAINED', 'team_id': 'AL-POL'"), 0, NULL,
	        "case_flagged"},
	    {"police", RAISE("'case_id': @1, 'flag': 'DETAINED', 'team_id': 'AL-NGO'"), INVALID,
	        "own team", NULL},
	    {"police", RAISE("'case_id': @3, 'flag': 'DETAINED'"), NOT_FOUND, NONE, NULL},
	    {"police", RAISE("'flag': 'DETAINED'"), NOT_FOUND, NONE, NULL},
	    {"police", RAISE("'case_id': @1, 'flag': 'NICE'"), NOT_FOUND, "no flag", NULL},
	    {"controller", RAISE("'case_id': @1, 'flag': 'BROKEN', 'team_id': 'AL-NGO'"), 0, NULL,
	        "case_flagged"},
	    {"evaluator", RAISE("'case_id': @3, 'flag': 'BROKEN'"), 0, NULL, "case_flagged"},
	    {"evaluator", RAISE("'flag': 'BROKEN', 'team_id': 'AL-NGO'"), 0, NULL, "case_flagged"},
	    {"evaluator", RAISE("'case_id': 7, 'flag': 'BROKEN'"), NOT_FOUND, NONE, NULL},
	    {"controller", RAISE("'case_id': @1, 'flag': 'BROKEN', 'team_id': 'XX'"), NOT_FOUND,
	        "no team", NULL},
	    {"simulator", RAISE("'case_id': @1, 'flag': 'BROKEN'"), NOT_PERMITTED, NULL, NULL},
	};
	PLAY(*state, lines);
}

static void test_references(void **state)
{
	static const struct line lines[] = {
	    {"police", "{'log_decision': {'text': 't', 'case_ids': [@1, @2]}}", 0, NULL,
	        "decision_logged"},
	    {"police", "{'log_decision': {'text': 't', 'case_ids': [@1, @3]}}", NOT_FOUND, NONE,
	        NULL},
	    {"police", "{'log_decision': {'text': 't', 'case_ids': [7]}}", NOT_FOUND, NONE, NULL},
	};
	PLAY(*state, lines);
	struct small *small = *state;
	const Convene__V1__Event *event =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_DECISION_LOGGED);
	assert_int_equal(event->decision_logged->n_case_ids, 2);
}

/* A player is told the same of another team's case and of none, letter for letter but the number.
 */
static void test_same_words(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	static const char *const commands[] = {
	    "{'move_case': {'case_id': %llu, 'track': 'course', 'transition': 'detect'}}",
	    "{'add_case_alias': {'case_id': %llu, 'alias': 'a'}}",
	    "{'link_cases': {'case_id': %llu, 'other_case_id': 1, 'relation': 'r'}}",
	    "{'fill_form': {'case_id': %llu, 'form': 'other', 'note': 'n'}}",
	    "{'raise_flag': {'case_id': %llu, 'flag': 'BROKEN'}}",
	    "{'log_decision': {'text': 't', 'case_ids': [%llu]}}",
	};
	uint64_t ids[] = {open_case(small, "ngo", "three"), 7};
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		for (size_t j = 0; j < 2; j++) {
			char command[256], expected[64];
			char *at = strstr(commands[i], "%llu");
			snprintf(command, sizeof command, "%.*s%llu%s", (int)(at - commands[i]),
			    commands[i], (unsigned long long)ids[j], at + strlen("%llu"));
			snprintf(expected, sizeof expected, "there is no case %llu for you",
			    (unsigned long long)ids[j]);
			assert_int_equal(
			    world_do(world, small->people.police, "%s", command), NOT_FOUND);
			assert_string_equal(world->last.message, expected);
		}
	}
}

static bool sees(struct small *small, uint64_t seq, const char *who)
{
	struct standing standing;
	struct audience audience;
	exercise_standing(small->world.exercise, steps_person(small, who), &standing);
	audience_compact(
	    small->world.exercise, world_envelope(&small->world, seq)->audience, &audience);
	return audience_allows(&audience, &standing.viewer);
}

static void test_audiences(void **state)
{
	static const struct {
		const char *command;
		bool team; /* the police see the last event; staff always, others never */
	} rows[] = {
	    {"{'open_case': {'reference': 'x'}}", true},
	    {"{'open_case': {'reference': 'W1'}}", false}, /* ends with CaseMatched */
	    {"{'move_case': {'case_id': %llu, 'track': 'course', 'transition': 'detect'}}", true},
	    {"{'move_case': {'case_id': %llu, 'track': 'power', 'transition': 'detain'}}", false},
	    {"{'add_case_alias': {'case_id': %llu, 'alias': 'a'}}", true},
	    {"{'fill_form': {'case_id': %llu, 'form': 'other', 'note': 'n'}}", true},
	    {"{'raise_flag': {'case_id': %llu, 'flag': 'BROKEN'}}", false},
	};
	struct small *small = *state;
	uint64_t id = open_case(small, "police", "one");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char command[256];
		const char *at = strstr(rows[i].command, "%llu");
		snprintf(command, sizeof command, "%s", rows[i].command);
		if (at != NULL) {
			snprintf(command, sizeof command, "%.*s%llu%s", (int)(at - rows[i].command),
			    rows[i].command, (unsigned long long)id, at + strlen("%llu"));
		}
		assert_int_equal(world_do(&small->world, small->people.police, "%s", command), 0);
		uint64_t seq = small->world.last.first_seq + small->world.last.count - 1;
		assert_int_equal(sees(small, seq, "police2"), rows[i].team);
		assert_true(sees(small, seq, "controller") && sees(small, seq, "simulator") &&
		            sees(small, seq, "evaluator") && sees(small, seq, "organiser"));
		assert_false(sees(small, seq, "ngo") || sees(small, seq, "abroad") ||
		             sees(small, seq, "observer"));
	}
}

static const char *const in_play_only[] = {
    "{'open_case': {'reference': 'x'}}",
    "{'move_case': {'case_id': 7, 'track': 'course', 'transition': 'detect'}}",
    "{'add_case_alias': {'case_id': 7, 'alias': 'a'}}",
    "{'link_cases': {'case_id': 7, 'other_case_id': 8, 'relation': 'r'}}",
    "{'fill_form': {'case_id': 7, 'form': 'other', 'note': 'n'}}",
    "{'raise_flag': {'case_id': 7, 'flag': 'BROKEN'}}",
};

static void none_possible(struct small *small)
{
	for (size_t i = 0; i < sizeof in_play_only / sizeof in_play_only[0]; i++) {
		assert_int_equal(
		    world_do(&small->world, small->people.police, "%s", in_play_only[i]),
		    WRONG_STATE);
	}
	assert_int_equal(world_do(&small->world, small->people.controller,
	                     "{'match_case': {'case_id': 7, 'person_id': 'w1'}}"),
	    WRONG_STATE);
}

static void test_before_startex(void **state)
{
	none_possible(*state);
}

static void test_after_endex(void **state)
{
	struct small *small = *state;
	world_do(
	    &small->world, small->people.controller, "{'end_exercise': {'clock_revision': 1}}");
	none_possible(small);
}

/* Paused is in play. */
static void test_paused(void **state)
{
	struct small *small = *state;
	world_do(&small->world, small->people.controller, "{'pause_clock': {'clock_revision': 1}}");
	open_case(small, "police", "one");
}

static void test_sizes(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	static char text[16 * 1024 + 2];
	uint64_t id = open_case(small, "police", "one"), police = small->people.police;
	unsigned long long one = id;
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(
	    world_do(world, police, "{'open_case': {'reference': '%.501s'}}", text), TOO_LARGE);
	assert_int_equal(
	    world_do(world, police, "{'open_case': {'reference': 'a', 'summary': '%s'}}", text),
	    TOO_LARGE);
	assert_int_equal(world_do(world, police,
	                     "{'add_case_alias': {'case_id': %llu, 'alias': '%.501s'}}", one, text),
	    TOO_LARGE);
	assert_int_equal(world_do(world, police,
	                     "{'move_case': {'case_id': %llu, 'track': 'course', 'transition': "
	                     "'detect', 'reason': '%s'}}",
	                     one, text),
	    TOO_LARGE);
	assert_int_equal(
	    world_do(world, police,
	        "{'fill_form': {'case_id': %llu, 'form': 'other', 'note': '%s'}}", one, text),
	    TOO_LARGE);
	assert_int_equal(
	    world_do(world, police,
	        "{'raise_flag': {'case_id': %llu, 'flag': 'BROKEN', 'note': '%s'}}", one, text),
	    TOO_LARGE);
}

/* Two cases that differ in one thing have different digests: each command changes it. */
static void test_digest(void **state)
{
	static const char *const commands[] = {
	    "{'move_case': {'case_id': %llu, 'track': 'course', 'transition': 'detect'}}",
	    "{'move_case': {'case_id': %llu, 'track': 'course', 'transition': 'interview'}}",
	    "{'add_case_alias': {'case_id': %llu, 'alias': 'a'}}",
	    "{'fill_form': {'case_id': %llu, 'form': 'other', 'note': 'n'}}",
	    "{'raise_flag': {'case_id': %llu, 'flag': 'BROKEN'}}",
	};
	struct small *small = *state;
	open_case(small, "police", "one");
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		char command[256];
		const char *at = strstr(commands[i], "%llu");
		snprintf(command, sizeof command, "%.*s%llu%s", (int)(at - commands[i]),
		    commands[i],
		    (unsigned long long)world_last_event(
		        &small->world, CONVENE__V1__EVENT__BODY_CASE_OPENED)
		        ->case_opened->case_id,
		    at + strlen("%llu"));
		assert_int_equal(world_do(&small->world, small->people.police, "%s", command), 0);
		world_check_replay(&small->world);
	}
}

#define CASE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE_TEST(test_open),
	    CASE_TEST(test_what_is_no_rule),
	    CASE_TEST(test_alias),
	    CASE_TEST(test_link),
	    CASE_TEST(test_form),
	    CASE_TEST(test_flag),
	    CASE_TEST(test_references),
	    CASE_TEST(test_same_words),
	    CASE_TEST(test_audiences),
	    cmocka_unit_test_setup_teardown(test_before_startex, set_up_before, small_teardown),
	    CASE_TEST(test_after_endex),
	    CASE_TEST(test_paused),
	    CASE_TEST(test_sizes),
	    CASE_TEST(test_digest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
