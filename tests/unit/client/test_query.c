/* Queries: asked once, answered as an event, and not while nobody is logged in. */
#include "client/lib/convene.h"

#include "tests/unit/client/fake_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t counter;

static void ask(struct convene *client, uint64_t id, int expected)
{
	Convene__V1__ConditionsQuery conditions = CONVENE__V1__CONDITIONS_QUERY__INIT;
	Convene__V1__Query query = CONVENE__V1__QUERY__INIT;

	conditions.milestone_id = (char *)(uintptr_t) "joint-planning";
	query.id = id;
	query.body_case = CONVENE__V1__QUERY__BODY_CONDITIONS;
	query.conditions = &conditions;
	assert_int_equal(convene_query(client, &query), expected);
}

static void answer(struct convene *client, uint64_t id)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__QueryResult result = CONVENE__V1__QUERY_RESULT__INIT;
	Convene__V1__ConditionsReport report = CONVENE__V1__CONDITIONS_REPORT__INIT;
	struct buf bytes = {0};

	result.id = id;
	result.body_case = CONVENE__V1__QUERY_RESULT__BODY_CONDITIONS;
	result.conditions = &report;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_QUERY_RESULT;
	frame.query_result = &result;
	fake_frame(&bytes, &frame);
	fake_feed(client, &bytes, 1);
	buf_deinit(&bytes);
}

static void query_is_sent_and_answered(void **state)
{
	struct convene_options options = fake_options(&counter);
	struct convene *client = convene_new(&options);
	struct convene_event event;
	struct fake_frames frames;

	(void)state;
	ask(client, 7, CONVENE_E_OFFLINE);
	fake_log_in(client, 0, 4, 0);
	ask(client, 7, 0);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 1);
	assert_int_equal(frames.list[0]->body_case, CONVENE__V1__CLIENT_FRAME__BODY_QUERY);
	assert_int_equal(frames.list[0]->query->id, 7);
	assert_string_equal(frames.list[0]->query->conditions->milestone_id, "joint-planning");
	fake_free(&frames);
	answer(client, 7);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_ANSWER);
	assert_int_equal(event.answer->id, 7);
	assert_non_null(event.answer->conditions);
	assert_false(convene_poll(client, &event, 1));
	convene_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(query_is_sent_and_answered)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
