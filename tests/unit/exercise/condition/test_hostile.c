/* Events that no engine would decide on, as a journal from elsewhere may have them: the state takes
 * them without harm, time goes on, and a replay comes to the same. */
#include "tests/unit/exercise/condition/condition_world.h"

#include <stdlib.h>
#include <string.h>

#define MAX "9223372036854775807"
#define MIN "-9223372036854775808"

/* An Event in JSON; $ is its own number, #case and so on as in condition_act. */
static const char *const events[] = {
    "{'case_opened': {'case_id': 1, 'team_id': 'AL-POL'}}",
    "{'case_opened': {'case_id': $, 'team_id': 'nobody'}, 'story_ms': " MIN "}",
    "{'case_matched': {'case_id': $case, 'person_id': 'nobody'}}",
    "{'case_matched': {'case_id': 1, 'person_id': 'w1'}}",
    "{'case_moved': {'case_id': $case, 'track': 'nowhere', 'transition': 'x', 'to': 'x'}}",
    "{'case_moved': {'case_id': $case, 'track': 'protection', 'transition': 'x', 'to': 'safe'}}",
    "{'case_moved': {'case_id': $case, 'track': 'protection', 'transition': 'leave', 'to': 'x'}}",
    "{'case_moved': {'case_id': 1, 'track': 'protection', 'transition': 'leave', 'to': 'safe'}}",
    "{'case_flagged': {'case_id': $case, 'flag': 'NOTHING'}}",
    "{'case_flagged': {'flag': 'NO_CONSENT', 'team_id': 'nobody'}}",
    "{'case_alias_added': {'case_id': 1, 'alias': 'x'}}",
    "{'cases_linked': {'case_id': $case, 'other_case_id': $case}}",
    "{'form_filled': {'case_id': $case, 'form': 'nothing'}}",
    "{'field_recorded': {'case_id': $case, 'team_id': 'AL-POL'}}",
    "{'field_recorded': {'case_id': $case, 'team_id': 'nobody', 'value': {'field': 'name'}}}",
    "{'case_shared': {'case_id': $case, 'kind': 'referred', 'to_team_id': 'nobody'}}",
    "{'case_shared': {'case_id': $case, 'from_team_id': 'AL-POL', 'to_team_id': 'AL-NGO',"
    " 'tracks': [{}, {'track': 'nowhere'}]}}",
    "{'referral_answered': {'case_id': $case, 'referral_id': 1, 'accepted': true}}",
    "{'case_taken_over': {'case_id': $case, 'team_id': 'nobody'}}",
    "{'fields_disclosed': {'case_id': $case, 'values': [{'field': 'name'}]}}",
    "{'fields_disclosed': {'case_id': 1, 'to': {'control': true}, 'values': [{}]}}",
    "{'consent_recorded': {'consent_id': $, 'case_id': 1}}",
    "{'consent_recorded': {'consent_id': $, 'case_id': $case, 'fields': ['x'], 'recipients': "
    "['nobody']}}",
    "{'consent_withdrawn': {'consent_id': 1}}",
    "{'request_drafted': {'request_id': $}}",
    "{'request_sent': {'request_id': $}}",
    "{'request_sent': {'request_id': $, 'content': {}}}",
    "{'request_sent': {'request_id': $, 'content': {'to': {'team_id': 'nobody'}},"
    " 'answer_by_story_ms': " MAX "}, 'story_ms': " MIN "}",
    "{'request_sent': {'request_id': $request, 'content': {}}}",
    "{'request_assessed': {'request_id': 1}}",
    "{'request_moved': {'request_id': $request, 'state': 'draft'}}",
    "{'request_moved': {'request_id': 1, 'state': 'answered'}}",
    /* of no limit; the real ones are to be spoken of once each all the same */
    "{'request_reminded': {'request_id': $request}}",
    "{'request_reminded': {'request_id': $request, 'overdue': true}}",
    "{'inject_revised': {'inject_id': 'W1', 'status': 'waiting'}}",
    "{'inject_revised': {'inject_id': 'W2', 'status': 'waiting', 'change': 'triggered'}}",
    "{'inject_revised': {'inject_id': 'W2', 'status': 'waiting', 'change': 'edited', 'inject': "
    "{'id': 'W2', 'delay_ms': " MAX ", 'when': {'all': [{'milestone': 'nothing'}]}}}}",
    "{'inject_revised': {'inject_id': 'new', 'status': 'waiting', 'change': 'added', 'inject': "
    "{'id': 'new', 'delay_ms': " MAX ", 'when': {'all': [{'milestone': 'hand'}]}}}}",
    "{'milestone_changed': {'milestone_id': 'nothing', 'standing': 'reached'}}",
    "{'milestone_changed': {'milestone_id': 'hand'}}",
    "{'milestone_changed': {'milestone_id': 'hand', 'standing': 'reached', 'at_ms': " MAX "}}",
    "{'switch_turned': {'switch_id': 'nothing', 'on': true}}",
    "{'switch_turned': {'switch_id': 'press', 'on': true}}",
    "{'item_claimed': {'item_id': 1, 'participant_id': 1}}",
    "{'item_dismissed': {'item_id': 0}}",
    "{'interpreter_booked': {'booking_id': " MAX ", 'interpreter_id': 'orlin', 'team_id': "
    "'AL-POL', 'arrives_ms': " MIN "}}",
    "{'interpreter_booked': {'booking_id': $, 'interpreter_id': 'nobody', 'team_id': 'AL-POL'}}",
    "{'interpreter_arrived': {'booking_id': 1}}",
    "{'interpreter_released': {'booking_id': 1}}",
    "{'questionnaire_opened': {}}",
    "{'questionnaire_opened': {'questionnaire': {'id': 'nothing'}}}",
    "{'questionnaire_answered': {'questionnaire_id': 'picture', 'team_id': 'AL-POL', 'answers': "
    "[{'question': 'lead', 'choices': ['x', 'us']}, {'question': 'x'}, {'question': 'sure', "
    "'scale': -7}]}}",
    "{'questionnaire_closed': {'questionnaire_id': 'nothing'}}",
    "{'questionnaire_result': {'questionnaire_id': 'persons'}}",
    "{'story_shifted': {'to_story_ms': 5}}",
};

/* `$case`, `$request` and `$` replaced by numbers. */
static void fill_in(const char *json, const uint64_t numbers[3], char *out, size_t size)
{
	static const char *const names[] = {"$case", "$request", "$"};
	size_t len = 0;
	while (*json != '\0') {
		size_t which = 0;
		while (which < 3 && strncmp(json, names[which], strlen(names[which])) != 0) {
			which++;
		}
		assert_true(len + 32 < size);
		if (which < 3) {
			len += (size_t)snprintf(
			    out + len, size - len, "%llu", (unsigned long long)numbers[which]);
			json += strlen(names[which]);
		} else {
			out[len++] = *json++;
		}
	}
	out[len] = '\0';
}

static void apply(struct world *world, uint64_t case_id, uint64_t request_id, const char *json)
{
	char text[1024];
	Convene__V1__Envelope envelope = CONVENE__V1__ENVELOPE__INIT;
	const uint64_t numbers[] = {case_id, request_id, world->count + 1};
	fill_in(json, numbers, text, sizeof text);
	arena_reset(world->arena);
	Convene__V1__Event *event = world_json(world, &convene__v1__event__descriptor, text);
	event->seq = envelope.position = world->count + 1;
	event->wall_ms = world->wall_ms;
	event->exercise_ms = exercise_time(world->exercise, world->wall_ms);
	struct draft draft = {.event = event, .envelope = &envelope};
	struct decision decision = {.drafts = &draft, .count = 1};
	world_take(world, &decision);
}

static void test_hostile(void **state)
{
	static const struct act before[] = {
	    {2, "police", "{'open_case': {'reference': 'Mira'}}"},
	    {0, "police",
	        "{'send_request': {'anyway': true, 'content': {'instrument': 'information', "
	        "'to': {'team_id': 'BR-POL'}, 'channel': 'email', 'subject': 's', 'purpose': 'p', "
	        "'legal_basis': 'l', 'text': 't'}}}"},
	    {0, "controller", "{'open_questionnaire': {'questionnaire_id': 'picture'}}"},
	};
	struct small *small = condition_world(
	    "'all': [{'switched_on': 'press', 'window': {'of': {'milestone': 'hand'}, 'within_ms': "
	    "1000}}], 'any': [{'time': {'since': {'milestone': 'hand'}, 'delay_ms': 1000}}]",
	    "");
	struct world *world = &small->world;
	uint64_t ids[3];
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(condition_act(small, &before[i]), 0);
		ids[i] = world->last.made;
	}
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
		apply(world, ids[0], ids[1], events[i]);
		(void)exercise_next_due(world->exercise);
	}
	/* as many reminders as there are limits and times to speak of them, and those above */
	world_wait(world, 2 * 3600 * 1000);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_REQUEST_REMINDED), 2 + 4);
	/* the one above, and whoever was booked with the largest id there is */
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INTERPRETER_ARRIVED), 2);
	condition_world_free(small);
}

/* What the second part declares is not there yet when the first questionnaire is opened. */
static void test_before_complete(void **state)
{
	static const char *const early[] = {
	    "{'exercise_created': {'exercise_id': 'e', 'engine_version': 2, 'teams': [{'id': "
	    "'T'}]}}",
	    "{'scenario_loaded': {'part': {'questionnaires': [{'id': 'one'}], 'interpreters': "
	    "[{'id': 'i'}]}}}",
	    "{'case_opened': {'case_id': $, 'team_id': 'T'}}",
	    "{'questionnaire_opened': {'questionnaire': {'id': 'one'}}}",
	    "{'interpreter_booked': {'booking_id': $, 'interpreter_id': 'i', 'team_id': 'T'}}",
	    "{'scenario_loaded': {'part': {'questionnaires': [{'id': 'two', 'open_ms': 60000}], "
	    "'tracks': [{'id': 't', 'states': [{'id': 's'}]}]}, 'complete': true}}",
	    "{'exercise_started': {'clock_revision': 1, 'rate_permille': 1000}}",
	};
	struct world world;
	(void)state;
	world_init(&world, 1);
	for (size_t i = 0; i < sizeof early / sizeof early[0]; i++) {
		apply(&world, 0, 0, early[i]);
	}
	/* one now and then: were it never opened it would be due for ever */
	for (int minute = 0; minute < 3; minute++) {
		struct decision decision;
		world.wall_ms += 60000;
		arena_reset(world.arena);
		decision_init(&decision, world.arena, 1);
		exercise_decide_due(world.exercise, world.wall_ms, &decision);
		world_take(&world, &decision);
	}
	assert_int_equal(world_count(&world, CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED), 1 + 1);
	world_check_replay(&world);
	world_deinit(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hostile), cmocka_unit_test(test_before_complete)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
