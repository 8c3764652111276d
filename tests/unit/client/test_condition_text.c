/* A condition, and how it stands, in words. */
#include "client/cli/show/condition_text.h"
#include "proto/json.h"
#include "tests/support/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check_condition(const char *when_json, const char *standing_json, const char *expected)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct style style = {.width = 0};
	struct json_error error = {.line = 0};
	struct buf out = {0};
	Convene__V1__Condition *when = (Convene__V1__Condition *)json_read(
	    &convene__v1__condition__descriptor, when_json, strlen(when_json), arena, &error);
	Convene__V1__ConditionStanding *standing =
	    standing_json == NULL ? NULL
	                          : (Convene__V1__ConditionStanding *)json_read(
	                                &convene__v1__condition_standing__descriptor, standing_json,
	                                strlen(standing_json), arena, &error);

	if (when == NULL || (standing_json != NULL && standing == NULL)) {
		fail_msg("%s in %s", error.text, when_json);
	}
	condition_text(&out, NULL, when, standing, &style, 0);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, expected);
	buf_deinit(&out);
	arena_free(arena);
}

static void conditions_in_words(void **state)
{
	static const struct {
		const char *when, *standing, *expected;
	} table[] = {
	    {"{\"all\":[{\"message\":{\"from\":[\"AL-NGO\"],\"to\":[\"AL-LI\"]},\"window\":"
	     "{\"beforeMs\":\"5400000\"}}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_WAITING\",\"endsMs\":\"5400000\"}]}",
	        "waiting for: a message from AL-NGO to AL-LI, before T+1:30:00\n"},
	    {"{\"all\":[{\"inject\":{\"id\":\"W1\",\"is\":\"INJECT_MOMENT_READ\",\"by\":[\"AL\","
	     "\"TO\"]}}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_REACHED\",\"bySeq\":\"14\",\"atMs\":"
	        "\"60000\"}]}",
	        "done: inject W1 to be opened by AL or TO; at T+0:01:00, by event 14\n"},
	    {"{\"all\":[{\"request\":{\"state\":\"REQUEST_STATE_RETURNED\"}},{\"request\":{"
	     "\"state\":"
	     "\"REQUEST_STATE_REFUSED\"}}]}",
	        NULL,
	        "wanted: a request to be returned as incomplete\nwanted: a request to be "
	        "refused\n"},
	    {"{\"any\":[{\"time\":{\"atMs\":\"3600000\"}},{\"milestone\":\"m\"}]}", NULL,
	        "one of these:\n  or: the clock to show T+1:00:00\n  or: milestone m to be "
	        "reached\n"},
	    {"{\"all\":[{\"time\":{\"since\":{\"inject\":\"W1\"},\"delayMs\":\"600000\"}}],"
	     "\"none\":["
	     "{\"request\":{\"instrument\":\"mla\",\"to\":[\"TO\"],\"completeness\":"
	     "\"COMPLETENESS_COMPLETE\"},\"window\":{\"of\":{\"milestone\":\"m\"},\"withinMs\":"
	     "\"1200000\"}}]}",
	        NULL,
	        "wanted: 10 min to pass after the delivery of inject W1\nmust not be: a complete "
	        "request (mla) to TO to be sent, within 20 min of milestone m\n"},
	    {"{\"all\":[{\"caseState\":{\"person\":\"w1\",\"track\":\"status\",\"state\":"
	     "\"permit\"}},{\"caseState\":{\"flag\":\"REMOVED\"}},{\"switchedOn\":\"press\"}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_UNREACHABLE\"}]}",
	        "can no longer be: the case of w1 to reach \"permit\" on status\nwanted: a case to "
	        "be flagged REMOVED\nwanted: switch press to be turned on\n"},
	    {"{\"all\":[{\"disclosure\":{\"from\":[\"AL-NGO\"],\"fields\":[\"name\"],"
	     "\"withoutConsent\":true},\"times\":2},{\"decision\":{\"by\":[\"AL-LI\"],\"inject\":"
	     "\"W1\"}},{\"answer\":{\"questionnaire\":\"q\",\"question\":\"a\",\"choices\":[\"x\","
	     "\"y\"]}}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_WAITING\",\"times\":1}]}",
	        "waiting for: data (name) to be passed on from AL-NGO without consent, 2 times; 1 "
	        "so far\nwanted: a decision of AL-LI on inject W1\nwanted: an answer to a of q: x "
	        "or y\n"}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		check_condition(table[i].when, table[i].standing, table[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(conditions_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
