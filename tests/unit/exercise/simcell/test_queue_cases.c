/* The SimCell's queue: what becomes of cases, and of all of it after ENDEX. As data. */
#include "tests/unit/exercise/simcell/queue_course.h"

#define OPEN_CASE   "{'open_case': {'reference': 'W1', 'summary': 's'}}"
#define TO_UNPLAYED "'to_team_id': 'BR-PRO'"
#define SHARE(kind, to)                                                                            \
	"{'share_case': {'case_id': $9, 'kind': '" kind "', " to                                   \
	", 'disclosure': {'anyway': true, 'channel': 'email'}}}"
#define DISCLOSE(to)                                                                               \
	"{'disclose': {'case_ids': [$9], 'to': " to ", 'channel': 'email', 'purpose': 'p',"        \
	" 'anyway': true}}"
#define ACCEPT(team)                                                                               \
	"{'answer_referral': {'case_id': $9, 'accept': true, 'contact': 'a', 'alternate': "        \
	"'b'," team "}}"

/* Referrals, cases that are shared, and fields that are disclosed to somebody who is not in the
 * room. */
static const struct queue_step cases[] = {
    {{{.who = "police", .command = OPEN_CASE, .events = "case_opened"}, 9}, ""},
    {{{.who = "police",
          .command = SHARE("referred", "'to_team_id': 'AL-NGO'"),
          .events = "case_shared fields_disclosed"},
         0},
        ""},
    /* what is disclosed along with it is seen with it */
    {{{.who = "police",
          .command = SHARE("referred", TO_UNPLAYED),
          .events = "case_shared fields_disclosed"},
         1},
        "1"},
    {{{.who = "police", .command = DISCLOSE("{'team_id': 'BR-PRO'}"), .events = "fields_disclosed"},
         0},
        "1"},
    {{{.who = "police", .command = DISCLOSE(CLINIC), .events = "fields_disclosed"}, 2}, "1 2"},
    {{{.who = "police", .command = DISCLOSE(CLINIC), .events = "fields_disclosed"}, 0}, "1 2"},
    {{{.who = "police", .command = DISCLOSE("{'team_id': 'AL-NGO'}"), .events = "fields_disclosed"},
         0},
        "1 2"},
    {{{.who = "police", .command = DISCLOSE("{'team_id': 'CR-POL'}"), .events = "fields_disclosed"},
         6},
        "1 2 6"},
    {{{.who = "simulator",
          .command = "{'dismiss_item': {'item_id': #6}}",
          .events = "item_dismissed"},
         0},
        "1 2"},
    {{{.who = "police",
          .command = SHARE("shared", "'to_team_id': 'AL-PRO'"),
          .events = "case_shared fields_disclosed"},
         3},
        "1 2 3"},
    /* note is taken of what wants no answer */
    {{{.who = "simulator",
          .command = "{'dismiss_item': {'item_id': #2}}",
          .events = "item_dismissed"},
         0},
        "1 3"},
    {{{.who = "police", .command = DISCLOSE(CLINIC), .events = "fields_disclosed"}, 4}, "1 3 4"},
    {{{.who = "simulator",
          .command = "{'dismiss_item': {'item_id': #4}}",
          .events = "item_dismissed"},
         0},
        "1 3"},
    /* in whose name: not a player another team's, not a team that is played, nor one that has no
     * such case, nor nobody's */
    {{{.who = "police", .command = ACCEPT("'team_id': 'BR-PRO'"), .code = INVALID}, 0}, "1 3"},
    {{{.who = "simulator", .command = ACCEPT("'team_id': 'AL-NGO'"), .code = NOT_PERMITTED}, 0},
        "1 3"},
    {{{.who = "simulator", .command = ACCEPT("'team_id': 'CR-POL'"), .code = NOT_FOUND}, 0}, "1 3"},
    {{{.who = "simulator", .command = ACCEPT("'text': ''"), .code = INVALID}, 0}, "1 3"},
    {{{.who = "evaluator", .command = ACCEPT("'team_id': 'BR-PRO'"), .code = NOT_PERMITTED}, 0},
        "1 3"},
    {{{.who = "simulator",
          .command = "{'take_over_case': {'case_id': $9, 'team_id': 'CR-POL'}}",
          .code = NOT_FOUND},
         0},
        "1 3"},
    /* claimed by a controller, whom no simulator is to come before */
    {{{.who = "controller", .command = CLAIM("#1"), .events = "item_claimed"}, 0}, "1* 3"},
    {{{.who = "simulator", .command = ACCEPT("'team_id': 'BR-PRO'"), .code = CONFLICT}, 0}, "1* 3"},
    {{{.who = "controller",
          .command = "{'release_item': {'item_id': #1}}",
          .events = "item_released"},
         0},
        "1 3"},
    {{{.who = "simulator",
          .command = ACCEPT("'team_id': 'BR-PRO', 'take_lead': true"),
          .events = "referral_answered case_taken_over"},
         5},
        "3"},
    {{{.who = "simulator",
          .command = ACCEPT("'team_id': 'BR-PRO'"),
          .code = WRONG_STATE,
          .says = "waits for this team's answer"},
         0},
        "3"},
    {{{.who = "simulator",
          .command = "{'take_over_case': {'case_id': $9, 'team_id': 'BR-PRO'}}",
          .code = WRONG_STATE,
          .says = "this team has the lead"},
         0},
        "3"},
    {{{.who = "controller",
          .command = "{'take_over_case': {'case_id': $9, 'team_id': 'AL-PRO', 'reason': 'r'}}",
          .events = "case_taken_over"},
         0},
        "3"},
    {{{.who = "police",
          .command = SHARE("referred", TO_UNPLAYED),
          .events = "case_shared fields_disclosed"},
         1},
        "3 1"},
    {{{.who = "simulator",
          .command = "{'answer_referral': {'case_id': $9, 'team_id': 'BR-PRO', 'text': 'no'}}",
          .events = "referral_answered"},
         0},
        "3"},
};

/* After ENDEX control is written to, and answers; the rest waits for nobody any more. */
static const struct queue_step hot_wash[] = {
    {{{.who = "police", .command = THREAD(CLINIC), .events = OPENED}, 1}, "1+"},
    {{{.who = "police", .command = THREAD("{'control': true}"), .events = OPENED}, 2}, "1+ 2+"},
    {{{.who = "police", .command = THREAD("{'control': true}, " CLINIC), .events = OPENED}, 4},
        "1+ 2+ 4+"},
    {{{.who = "controller",
          .command = "{'end_exercise': {'clock_revision': 1}}",
          .events = "exercise_ended"},
         0},
        "2+ 4+"},
    {{{.who = "simulator", .command = CLAIM("#4+"), .code = NOT_PERMITTED}, 0}, "2+ 4+"},
    {{{.who = "controller",
          .command = "{'dismiss_item': {'item_id': #4+}}",
          .events = "item_dismissed"},
         0},
        "2+"},
    {{{.who = "ngo", .command = THREAD("{'control': true}"), .events = OPENED}, 3}, "2+ 3+"},
    {{{.who = "simulator", .command = CLAIM("#1+"), .code = NOT_FOUND}, 0}, "2+ 3+"},
    {{{.who = "simulator", .command = CLAIM("#2+"), .code = NOT_PERMITTED}, 0}, "2+ 3+"},
    {{{.who = "simulator", .command = "{'dismiss_item': {'item_id': #2+}}", .code = NOT_PERMITTED},
         0},
        "2+ 3+"},
    {{{.who = "controller", .command = CLAIM("#3+"), .events = "item_claimed"}, 0}, "2+ 3+*"},
    {{{.who = "controller",
          .command = VOICE("2", "'control': true"),
          .events = VOICED " message_read"},
         0},
        "3+*"},
    {{{.who = "controller", .command = "{'close_exercise': {}}", .events = "exercise_closed"}, 0},
        ""},
};

/* Who on staff answered for a team is not told to players. */
static void test_cases(void **state)
{
	struct request_course *course = *state;
	struct world *world = &course->small->world;
	queue_play(course, cases, sizeof cases / sizeof cases[0]);
	const Convene__V1__Event *answered = world_event(world, course->kept[5]);
	assert_string_equal(answered->referral_answered->team_id, "BR-PRO");
	assert_int_equal(answered->referral_answered->participant_id, 0);
	assert_int_equal(answered->referral_answered->case_id, world_id(world, course->kept[9]));
	assert_true(answered->referral_answered->accepted);
	assert_string_equal(answered->referral_answered->contact, "a");
	assert_string_equal(answered->referral_answered->alternate, "b");
	assert_int_equal(
	    world_event(world, course->kept[5] + 1)->case_taken_over->participant_id, 0);
	assert_int_equal(
	    world_envelope(world, course->kept[5])->actor_id, course->small->people.simulator);
}

/* Players answer for their own team, and it is said who of it did. */
static const struct queue_step by_players[] = {
    {{{.who = "police", .command = OPEN_CASE, .events = "case_opened"}, 9}, ""},
    {{{.who = "police",
          .command = SHARE("referred", "'to_team_id': 'AL-NGO'"),
          .events = "case_shared fields_disclosed"},
         1},
        ""},
    {{{.who = "ngo",
          .command = "{'answer_referral': {'case_id': $9, 'text': 'no room'}}",
          .events = "referral_answered"},
         2},
        ""},
    {{{.who = "ngo",
          .command = ACCEPT("'team_id': 'AL-NGO'"),
          .code = WRONG_STATE,
          .says = "waits for your team's answer"},
         0},
        ""},
};

static void test_by_players(void **state)
{
	struct request_course *course = *state;
	queue_play(course, by_players, sizeof by_players / sizeof by_players[0]);
	const Convene__V1__ReferralAnswered *answered =
	    world_event(&course->small->world, course->kept[2])->referral_answered;
	assert_int_equal(answered->case_id, world_id(&course->small->world, course->kept[9]));
	assert_int_equal(answered->referral_id,
	    world_event(&course->small->world, course->kept[1])->case_shared->referral_id);
	assert_int_equal(answered->participant_id, course->small->people.ngo);
	assert_false(answered->accepted);
	assert_string_equal(answered->contact, "");
	assert_string_equal(answered->text, "no room");
}

static void test_hot_wash(void **state)
{
	struct request_course *course = *state;
	queue_play(course, hot_wash, sizeof hot_wash / sizeof hot_wash[0]);
}

/* A referral is for the team as soon as somebody plays it. */
static void test_joining_takes_the_referral(void **state)
{
	struct request_course *course = *state;
	struct world *world = &course->small->world;
	queue_play(course, cases, 5);
	world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-PRO");
	queue_check_waits(course, "2");
	char *command = request_fill(course, ACCEPT("'team_id': 'BR-PRO'"));
	assert_int_equal(
	    world_do(world, course->small->people.simulator, "%s", command), NOT_PERMITTED);
	free(command);
}

/* How many wait and the sum of what they say. */
static void test_form(void **state)
{
	struct queue_item items[] = {{.id = 5, .thread_id = 4, .claimed_by = 2},
	    {.id = 6, .case_id = 1}, {.id = 7, .request_id = 7},
	    {.id = 8, .case_id = 2, .claimed_by = 3}};
	struct queue queue = {.node = {.kind = DIGEST_QUEUE}, .items = items, .count = 4};
	struct digest_form form = {.hash = world_hash}, expected = {.hash = world_hash};
	(void)state;
	exercise_write_object(&queue.node, &form);
	digest_put(&expected, 4);
	digest_put(&expected, mix_pair(5, 2) + mix_pair(6, 0) + mix_pair(7, 0) + mix_pair(8, 3));
	assert_int_equal(form.len, expected.len);
	assert_memory_equal(form.bytes, expected.bytes, form.len);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, request_setup, request_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_cases), TEST(test_by_players),
	    TEST(test_hot_wash), TEST(test_joining_takes_the_referral),
	    cmocka_unit_test(test_form)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
