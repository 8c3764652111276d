#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"
#include "tests/sim/world.h"

#include <string.h>

#define CONFLICT    CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND   CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define TOO_LARGE   CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static const Convene__V1__Event *last(struct world *world)
{
	return world_event(world, world->count);
}

static void expect_revised(struct world *world, Convene__V1__InjectChange change,
    Convene__V1__InjectStatus status, uint32_t revision)
{
	const Convene__V1__Event *event = last(world);
	assert_int_equal(event->body_case, CONVENE__V1__EVENT__BODY_INJECT_REVISED);
	assert_int_equal(event->inject_revised->change, change);
	assert_int_equal(event->inject_revised->status, status);
	assert_int_equal(event->inject_revised->revision, revision);
}

#define CHANGE(name) CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_##name
#define STATUS(name) CONVENE__V1__INJECT_STATUS__INJECT_STATUS_##name

static void test_delivered_by_the_clock(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	int64_t start_ms = world->wall_ms;
	world_wait(world, 2400000);
	const Convene__V1__Event *event =
	    world_last_event(world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED);
	const Convene__V1__InjectDelivered *body = event->inject_delivered;
	assert_string_equal(body->inject_id, "W4");
	assert_int_equal(event->exercise_ms, 2400000);
	assert_int_equal(event->wall_ms, start_ms + 2400000);
	assert_int_equal(inject_find(world->exercise, "W4")->revision, 2);
	/* the teams are not told how often it was changed before */
	assert_null(protobuf_c_message_descriptor_get_field(body->base.descriptor, 2));
	assert_string_equal(body->from, "clinic");
	assert_int_equal(body->n_to, 2);
	assert_string_equal(body->title->value, "Title 4");
	assert_string_equal(body->body->value, "Body 4");
	assert_int_equal(body->n_attachments, 1);
	assert_string_equal(body->attachments[0]->name, "note.txt");
	assert_string_equal(body->attachments[0]->file, "");
	/* W3 waits for its release */
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED), 3);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_REVISED), 1);
}

static void test_release(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const char *release = "{'release_inject': {'inject_id': 'W1', 'revision': 1}}";
	assert_int_equal(world_do(world, small->people.controller, "%s", release), 0);
	assert_int_equal(last(world)->body_case, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED);
	assert_int_equal(world_envelope(world, world->count)->actor_id, small->people.controller);
	/* the other controller was too late, and is told who was quicker */
	assert_int_equal(world_do(world, small->people.controller2, "%s", release), CONFLICT);
	assert_int_equal(world->last.current_revision, 2);
	assert_non_null(strstr(world->last.message, "inject \"W1\""));
	assert_int_equal(world->last.changed_by, small->people.controller);
	assert_int_equal(world_do(world, small->people.controller2,
	                     "{'release_inject': {'inject_id': 'W1', 'revision': 2}}"),
	    WRONG_STATE);
	assert_string_equal(world->last.message,
	    "inject \"W1\" is delivered already; write an ad hoc inject instead");
	/* its own time passes without a second delivery */
	world_wait(world, 700000);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED), 1);
}

static void test_release_while_paused_but_not_before_or_after(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	assert_int_equal(world_do(world, controller, "{'pause_clock': {}}"), 0);
	assert_int_equal(
	    world_do(world, controller, "{'release_inject': {'inject_id': 'W3', 'revision': 1}}"),
	    0);
	assert_int_equal(world_do(world, controller, "{'end_exercise': {'clock_revision': 2}}"), 0);
	assert_int_equal(
	    world_do(world, controller, "{'release_inject': {'inject_id': 'W2', 'revision': 1}}"),
	    WRONG_STATE);
	assert_int_equal(
	    world_do(world, controller, "{'hold_inject': {'inject_id': 'W2', 'revision': 1}}"),
	    WRONG_STATE);
	assert_int_equal(world_do(world, small->people.abroad,
	                     "{'answer_inject': {'inject_id': 'W3', 'text': 'late'}}"),
	    WRONG_STATE);
}

static void test_hold_skip_reschedule(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	world_do(world, controller, "{'hold_inject': {'inject_id': 'W1', 'revision': 1}}");
	expect_revised(world, CHANGE(HELD), STATUS(HELD), 2);
	world_do(world, controller, "{'hold_inject': {'inject_id': 'W1', 'revision': 2}}");
	assert_int_equal(world->last.count, 0); /* held already */
	world_wait(world, 700000);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED), 0);
	world_do(world, controller, "{'skip_inject': {'inject_id': 'W1', 'revision': 2}}");
	expect_revised(world, CHANGE(SKIPPED), STATUS(SKIPPED), 3);
	assert_int_equal(world_do(world, controller,
	                     "{'reschedule_inject': {'inject_id': 'W1', 'revision': 3,"
	                     " 'due_ms': 699999}}"),
	    INVALID);
	assert_int_equal(world_do(world, controller,
	                     "{'reschedule_inject': {'inject_id': 'W1', 'revision': 3,"
	                     " 'due_ms': 9000000000000}}"),
	    INVALID);
	world_do(world, controller,
	    "{'reschedule_inject': {'inject_id': 'W1', 'revision': 3, 'due_ms': 700000}}");
	expect_revised(world, CHANGE(RESCHEDULED), STATUS(PLANNED), 4);
	world_due(world);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED), 1);
}

static void test_revision_is_needed(void **state)
{
	struct small *small = *state;
	assert_int_equal(world_do(&small->world, small->people.controller,
	                     "{'skip_inject': {'inject_id': 'W1'}}"),
	    INVALID);
	assert_int_equal(world_do(&small->world, small->people.controller,
	                     "{'skip_inject': {'inject_id': 'W99', 'revision': 1}}"),
	    NOT_FOUND);
}

static void test_edit(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	assert_int_equal(world_do(world, controller,
	                     "{'edit_inject': {'revision': 1, 'inject': {'id': 'W1',"
	                     " 'planned_ms': 5, 'to': ['BR-POL'], 'channel': 'phone',"
	                     " 'from': 'bank', 'title': {'value': 'New'}, 'body': {'value': "
	                     "'Text', 'translations': [{'language': 'fr', 'value': 'Texte'}]}}}}"),
	    0);
	expect_revised(world, CHANGE(EDITED), STATUS(PLANNED), 2);
	const Convene__V1__Inject *inject = last(world)->inject_revised->inject;
	assert_int_equal(inject->planned_ms, 600000);
	assert_int_equal(inject->n_to, 1);
	assert_string_equal(inject->to[0], "AL-POL");
	assert_int_equal(last(world)->inject_revised->due_ms, 600000);
	world_wait(world, 600000);
	const Convene__V1__InjectDelivered *delivered = last(world)->inject_delivered;
	assert_string_equal(delivered->title->value, "New");
	assert_string_equal(delivered->body->translations[0]->value, "Texte");
	assert_string_equal(delivered->from, "bank");
}

static void test_edit_refusals(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	static const struct {
		Convene__V1__ErrorCode code;
		const char *fields;
	} bad[] = {
	    {INVALID, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': ' '}"},
	    {INVALID, "'channel': 'phone', 'body': {'value': 'b'}"},
	    {INVALID, "'title': {'value': 'a'}, 'body': {'value': 'b'}"},
	    {NOT_FOUND, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'},"
	                " 'from': 'nobody'"},
	    {NOT_FOUND, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'},"
	                " 'objectives': ['none']"},
	    {NOT_FOUND, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'},"
	                " 'expected_actions': [{'by': ['XX-POL']}]"},
	    {INVALID, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'},"
	              " 'expected_actions': [{'within_ms': -1}]"},
	    {NOT_FOUND, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'},"
	                " 'attachments': [{'name': 'x', 'sha256': "
	                "'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI='}]"},
	    {INVALID, "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'},"
	              " 'attachments': [{'name': 'x', 'sha256': 'AgI='}]"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(world_do(world, small->people.controller,
		                     "{'edit_inject': {'revision': 1, 'inject': {'id': 'W1', %s}}}",
		                     bad[i].fields),
		    bad[i].code);
	}
	assert_int_equal(
	    world_do(world, small->people.controller, "{'edit_inject': {'revision': 1}}"), INVALID);
}

static void test_retarget(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	assert_int_equal(world_do(world, controller,
	                     "{'retarget_inject': {'inject_id': 'W1', 'revision': 1, 'to': []}}"),
	    INVALID);
	assert_int_equal(
	    world_do(world, controller,
	        "{'retarget_inject': {'inject_id': 'W1', 'revision': 1, 'to': ['XX-POL']}}"),
	    NOT_FOUND);
	assert_int_equal(world_do(world, controller,
	                     "{'retarget_inject': {'inject_id': 'W1', 'revision': 1,"
	                     " 'to': ['BR-POL', 'AL-NGO', 'BR-POL']}}"),
	    0);
	expect_revised(world, CHANGE(RETARGETED), STATUS(PLANNED), 2);
	assert_int_equal(last(world)->inject_revised->inject->n_to, 2);
	world_wait(world, 600000);
	const Convene__V1__Envelope *envelope = world_envelope(world, world->count);
	assert_int_equal(envelope->audience->n_team_ids, 2);
	assert_string_equal(envelope->audience->team_ids[0], "AL-NGO");
	assert_int_equal(world_do(world, small->people.police,
	                     "{'answer_inject': {'inject_id': 'W1', 'text': 'not ours'}}"),
	    NOT_FOUND);
}

#define AD_HOC "'channel': 'phone', 'title': {'value': 'a'}, 'body': {'value': 'b'}"

static void test_ad_hoc(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller;
	assert_int_equal(world_do(world, controller,
	                     "{'add_inject': {'release_now': true, 'inject': {'planned_ms': -7,"
	                     " 'to': ['AL-POL'], " AD_HOC "}}}"),
	    0);
	assert_int_equal(world->last.count, 2);
	char id[32];
	snprintf(id, sizeof id, "%s", last(world)->inject_delivered->inject_id);
	assert_int_equal(strspn(id, "adhoc-"), 6);
	assert_int_equal(strspn(id + 6, "0123456789"), 6);
	assert_int_equal(inject_find(world->exercise, id)->revision, 2);
	assert_int_equal(
	    world_event(world, world->count - 1)->inject_revised->change, CHANGE(ADDED));
	assert_int_equal(world_do(world, small->people.police,
	                     "{'answer_inject': {'inject_id': '%s', 'text': 'ours'}}", id),
	    0);
	assert_int_equal(world_do(world, controller,
	                     "{'add_inject': {'inject': {'id': 'X1', 'planned_ms': 60000,"
	                     " 'to': ['AL-POL'], " AD_HOC "}}}"),
	    0);
	assert_int_equal(world_do(world, controller,
	                     "{'add_inject': {'inject': {'id': 'X1', 'planned_ms': 60000,"
	                     " 'to': ['AL-POL'], " AD_HOC "}}}"),
	    INVALID);
	world_wait(world, 60000);
	assert_string_equal(last(world)->inject_delivered->inject_id, "X1");
}

static void test_ad_hoc_refusals(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_wait(world, 1000);
	static const char *const bad[] = {
	    "{'add_inject': {}}",
	    "{'add_inject': {'inject': {'planned_ms': 999, 'to': ['AL-POL'], " AD_HOC "}}}",
	    "{'add_inject': {'inject': {'planned_ms': 2000, " AD_HOC "}}}",
	    "{'add_inject': {'inject': {'id': 'with space', 'planned_ms': 2000,"
	    " 'to': ['AL-POL'], " AD_HOC "}}}",
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(world_do(world, small->people.controller, "%s", bad[i]), INVALID);
	}
}

/* The number drawn first may be part of an id that somebody has given: then it is another one. */
static void test_given_ids_do_not_collide(void **state)
{
	static const char add[] = "{'add_inject': {'inject': {'id': '%s', 'planned_ms': 60000,"
	                          " 'to': ['AL-POL'], " AD_HOC "}}}";
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t controller = small->people.controller, seed = 77;
	char taken[32], given[32];
	snprintf(taken, sizeof taken, "adhoc-%llu",
	    (unsigned long long)ids_draw(&world->exercise->ids, &seed));
	assert_int_equal(world_do(world, controller, add, taken), 0);
	world->decisions = 76;
	assert_int_equal(world_do(world, controller, add, ""), 0);
	snprintf(given, sizeof given, "%s", last(world)->inject_revised->inject_id);
	assert_string_not_equal(given, taken);
	assert_int_equal(strncmp(given, "adhoc-", 6), 0);
}

static void test_answers(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t police = small->people.police;
	const char *answer = "{'answer_inject': {'inject_id': 'W1', 'text': 'we come',"
	                     " 'language': 'en'}}";
	assert_int_equal(world_do(world, police, "%s", answer), NOT_FOUND);
	char unknown[512], invisible[512];
	snprintf(unknown, sizeof unknown, "%s", world->last.message);
	world_wait(world, 600000);
	assert_int_equal(world_do(world, small->people.ngo, "%s", answer), NOT_FOUND);
	snprintf(invisible, sizeof invisible, "%s", world->last.message);
	/* not yet, not for you: not to be told apart */
	assert_string_equal(unknown, invisible);
	assert_int_equal(world_do(world, police, "%s", answer), 0);
	assert_int_equal(world_do(world, police, "%s", answer), 0);
	assert_int_equal(world_do(world, small->people.police2, "%s", answer), 0);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_ANSWERED), 3);
	/* who answers has read, once */
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_READ), 2);
	const Convene__V1__InjectAnswered *body =
	    world_event(world, world->last.first_seq)->inject_answered;
	assert_int_equal(body->participant_id, small->people.police2);
	assert_string_equal(body->team_id, "AL-POL");
	assert_string_equal(body->text, "we come");
	assert_int_equal(
	    world_do(world, police, "{'answer_inject': {'inject_id': 'W1', 'text': '  '}}"),
	    INVALID);
	assert_int_equal(world_do(world, police,
	                     "{'answer_inject': {'inject_id': 'W1', 'text': 'a',"
	                     " 'language': 'en us'}}"),
	    INVALID);
	static char text[16 * 1024 + 2];
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(
	    world_do(world, police, "{'answer_inject': {'inject_id': 'W1', 'text': '%s'}}", text),
	    TOO_LARGE);
	text[sizeof text - 2] = '\0';
	assert_int_equal(
	    world_do(world, police, "{'answer_inject': {'inject_id': 'W1', 'text': '%s'}}", text),
	    0);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_delivered_by_the_clock),
	    SMALL_TEST(test_release),
	    SMALL_TEST(test_release_while_paused_but_not_before_or_after),
	    SMALL_TEST(test_hold_skip_reschedule),
	    SMALL_TEST(test_revision_is_needed),
	    SMALL_TEST(test_edit),
	    SMALL_TEST(test_edit_refusals),
	    SMALL_TEST(test_retarget),
	    SMALL_TEST(test_ad_hoc),
	    SMALL_TEST(test_ad_hoc_refusals),
	    SMALL_TEST(test_given_ids_do_not_collide),
	    SMALL_TEST(test_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
