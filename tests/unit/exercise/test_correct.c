/* A message put right, and what control says to whom. */
#include "tests/sim/steps.h"

#include <string.h>

#define CONFLICT    CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND   CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_ALLOWED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static Convene__V1__ErrorCode correct(
    struct small *small, uint64_t who, uint64_t message, unsigned revision, const char *text)
{
	return world_do(&small->world, who,
	    "{'correct_message': {'message_id': %llu, 'revision': %u, 'text': '%s'}}",
	    (unsigned long long)message, revision, text);
}

static Convene__V1__ErrorCode read_it(struct small *small, uint64_t who, uint64_t message)
{
	return world_do(&small->world, who, "{'mark_read': {'message_ids': [%llu]}}",
	    (unsigned long long)message);
}

static Convene__V1__ErrorCode read_text(
    struct small *small, uint64_t who, uint64_t message, unsigned revision)
{
	return world_do(&small->world, who,
	    "{'mark_read': {'corrected': [{'message_id': %llu, 'revision': %u}]}}",
	    (unsigned long long)message, revision);
}

/* The number of the message of a thread that somebody opens. */
static uint64_t say(struct small *small, uint64_t who, const char *parties, const char *from)
{
	assert_int_equal(
	    world_do(&small->world, who,
	        "{'open_thread': {'subject': 's', 'channel': 'email', 'text': 'at two',"
	        " 'parties': [%s]%s}}",
	        parties, from),
	    0);
	return world_last_event(&small->world, CONVENE__V1__EVENT__BODY_MESSAGE_POSTED)
	    ->message_posted->message_id;
}

static void test_an_author_corrects(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	uint64_t message = say(small, people->police, "{'team_id': 'AL-NGO'}", "");
	assert_int_equal(read_it(small, people->ngo, message), 0);
	/* neither a colleague, nor who got it, nor who may not know of it, nor control */
	assert_int_equal(correct(small, people->police2, message, 0, "at three"), NOT_ALLOWED);
	assert_int_equal(correct(small, people->ngo, message, 0, "at three"), NOT_ALLOWED);
	assert_int_equal(correct(small, people->abroad, message, 0, "at three"), NOT_FOUND);
	assert_int_equal(correct(small, people->controller, message, 0, "at three"), NOT_ALLOWED);
	assert_int_equal(correct(small, people->police, message, 0, " "), INVALID);
	assert_int_equal(correct(small, people->police, message, 1, "at three"), CONFLICT);
	assert_int_equal(correct(small, people->police, message, 0, "at three"), 0);
	const Convene__V1__Event *event =
	    world_last_event(world, CONVENE__V1__EVENT__BODY_MESSAGE_CORRECTED);
	assert_int_equal(event->message_corrected->participant_id, people->police);
	assert_int_equal(event->message_corrected->revision, 1);
	assert_string_equal(event->message_corrected->text, "at three");
	/* everybody who got the message */
	const Convene__V1__Audience *audience = world_envelope(world, event->seq)->audience;
	assert_int_equal(audience->n_team_ids, 2);
	assert_int_equal(audience->n_roles, 4);
	/* who read the first text has not read this one; who wrote it has */
	uint64_t before = world->count;
	/* what was sent before it says nothing of the new text */
	assert_int_equal(read_it(small, people->ngo, message), 0);
	assert_int_equal(read_text(small, people->ngo, message, 2), 0);
	assert_int_equal(read_text(small, people->police, message, 1), 0);
	assert_int_equal(world->count, before);
	assert_int_equal(read_text(small, people->ngo, message, 1), 0);
	assert_int_equal(read_text(small, people->ngo, message, 1), 0);
	assert_int_equal(world->count, before + 1);
	/* a receipt for the correction is worth an event */
	assert_int_equal(world_do(world, people->ngo, "{'reach_receipt': {'through_seq': %llu}}",
	                     (unsigned long long)world->count),
	    0);
	assert_int_equal(world->last.count, 1);
	assert_int_equal(correct(small, people->police, message, 1, "at four"), 0);
	assert_int_equal(
	    world_do(world, people->controller, "{'end_exercise': {'clock_revision': 1}}"), 0);
	assert_int_equal(correct(small, people->police, message, 2, "at five"), WRONG_STATE);
}

static void test_staff_correct_what_staff_wrote(void **state)
{
	struct small *small = *state;
	const struct people *people = &small->people;
	uint64_t clinic = say(
	    small, people->simulator, "{'team_id': 'AL-POL'}", ", 'from': {'entity_id': 'clinic'}");
	assert_int_equal(correct(small, people->police, clinic, 0, "no"), NOT_ALLOWED);
	assert_int_equal(correct(small, people->controller, clinic, 0, "at three"), 0);
	const Convene__V1__Event *event =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_MESSAGE_CORRECTED);
	/* players do not learn who speaks for an entity */
	assert_int_equal(event->message_corrected->participant_id, 0);
	assert_int_equal(correct(small, people->simulator, clinic, 1, "at four"), 0);
	uint64_t control =
	    say(small, people->controller, "{'team_id': 'AL-POL'}", ", 'from': {'control': true}");
	assert_int_equal(correct(small, people->simulator, control, 0, "x"), INVALID);
	assert_int_equal(correct(small, people->controller2, control, 0, "x"), 0);
	assert_int_equal(correct(small, people->evaluator, control, 1, "x"), NOT_ALLOWED);
}

#define ANNOUNCE(more) "{'announce': {'text': 'Lunch', 'language': 'en'" more "}}"

static void test_announcements(void **state)
{
	struct small *small = *state;
	const struct step steps[] = {
	    {.who = "controller", .command = ANNOUNCE(""), .events = "announced"},
	    {.who = "controller", .command = ANNOUNCE(", 'to': ['XX']"), .code = NOT_FOUND},
	    {.who = "controller",
	        .command = ANNOUNCE(", 'translations': [{'value': 'x'}]"),
	        .code = INVALID,
	        .says = "without its language"},
	    {.who = "controller",
	        .command = ANNOUNCE(", 'translations': [{'language': 'fr', 'value': ' '}]"),
	        .code = INVALID},
	    {.who = "controller",
	        .command = ANNOUNCE(", 'translations': [{'language': 'fr', 'value': 'a'},"
	                            " {'language': 'fr', 'value': 'b'}]"),
	        .code = INVALID,
	        .says = "twice"},
	    {.who = "police", .command = ANNOUNCE(", 'urgent': true"), .code = NOT_ALLOWED},
	    {.who = "controller",
	        .command = ANNOUNCE(", 'to': ['AL-NGO', 'AL-POL', 'AL-NGO'], 'urgent': true,"
	                            " 'translations': [{'language': 'fr', 'value': 'A table'}]"),
	        .events = "announced"},
	};
	STEPS_PLAY(small, steps);
	const Convene__V1__Event *event =
	    world_last_event(&small->world, CONVENE__V1__EVENT__BODY_ANNOUNCED);
	assert_true(event->announced->urgent);
	assert_int_equal(event->announced->n_to, 2);
	assert_string_equal(event->announced->translations[0]->value, "A table");
	const Convene__V1__Audience *audience = world_envelope(&small->world, event->seq)->audience;
	assert_false(audience->everyone);
	assert_int_equal(audience->n_team_ids, 2);
	assert_int_equal(audience->n_roles, 4);
}

#define STARTED(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {STARTED(test_an_author_corrects),
	    STARTED(test_staff_correct_what_staff_wrote), STARTED(test_announcements)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
