#include "tests/sim/world.h"

#define INVALID CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID

/* What people have to say, each with a hole for the text. */
static const struct {
	enum { POLICE, CONTROLLER, ORGANISER } who;
	const char *command;
} said[] = {
    {POLICE, "{'open_thread': {'subject': '@', 'channel': 'phone', 'text': 't', 'parties': "
             "[{'team_id': 'BR-POL'}]}}"},
    {POLICE, "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': '@', 'parties': "
             "[{'team_id': 'BR-POL'}]}}"},
    {POLICE, "{'log_decision': {'text': '@'}}"},
    {POLICE, "{'log_decision': {'text': 'we wait', 'reason': '@'}}"},
    {POLICE, "{'raise_welfare': {'note': '@'}}"},
    {CONTROLLER, "{'announce': {'text': '@'}}"},
    {CONTROLLER, "{'pause_clock': {'clock_revision': 1, 'note': '@'}}"},
    {ORGANISER, "{'issue_invite': {'role': 'evaluator', 'person_name': '@'}}"},
};

#define SAID (sizeof(said) / sizeof(said[0]))

static Convene__V1__ErrorCode say(struct small *small, size_t i, const char *text)
{
	const uint64_t people[] = {
	    small->people.police, small->people.controller, small->people.organiser};
	char command[400];

	const char *hole = strchr(said[i].command, '@');
	snprintf(command, sizeof command, "%.*s%s%s", (int)(hole - said[i].command),
	    said[i].command, text, hole + 1);
	return world_do(&small->world, people[said[i].who], "%s", command);
}

static void test_nothing_to_see(void **state)
{
	static const char *const nothing[] = {"\\u200b", "\\u00a0", "\\u3164", "\\u115f \\u2800",
	    "\\u0301", "\\u202e", "\\udb40\\udc41", "\\ue000", "\\u001b"};
	struct small *small = *state;

	assert_int_equal(
	    world_do(&small->world, small->people.controller, "{'start_exercise': {}}"), 0);
	for (size_t i = 0; i < SAID; i++) {
		for (size_t j = 0; j < sizeof nothing / sizeof nothing[0]; j++) {
			Convene__V1__ErrorCode code = say(small, i, nothing[j]);
			if (code != INVALID) {
				fail_msg(
				    "%s with '%s': %d", said[i].command, nothing[j], (int)code);
			}
		}
	}
	say(small, 0, "\\u200b\\u00a0");
	assert_string_equal(small->world.last.message,
	    "the subject has nothing to see in it, only \"<U+200B><U+00A0>\"; write something");
}

/* What people write with joiners, marks and signs is theirs, and stays as it is. */
static void test_other_scripts(void **state)
{
	static const char *const texts[] = {
	    "می\u200cخواهم", "क्\u200dष", "مرحبا\u200f!", "ཧྐྵྨླྺྼྻྂ", "👩\u200d🚒", "a\u200bb \u2028 c"};
	struct small *small = *state;

	for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++) {
		assert_int_equal(say(small, 5, texts[j]), 0);
		const Convene__V1__Event *event =
		    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_ANNOUNCED);
		assert_string_equal(event->announced->text, texts[j]);
	}
}

/* A name is how others know somebody: it must not look like another's. */
static void test_names(void **state)
{
	struct small *small = *state;

	assert_int_equal(say(small, 7, "Ana\\u200b"), INVALID);
	assert_string_equal(small->world.last.message,
	    "the name \"Ana<U+200B>\" has characters that cannot be shown; type it anew");
	assert_int_equal(say(small, 7, "An\\u202ea"), INVALID);
	assert_int_equal(say(small, 7, "Ana\\nBen"), INVALID);
	assert_int_equal(say(small, 7, "   "), INVALID);
	assert_int_equal(say(small, 7, "Zoë علی‌رضا"), 0);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_nothing_to_see),
	    SMALL_TEST(test_other_scripts),
	    SMALL_TEST(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
