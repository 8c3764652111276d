/* libconvene's core: what ends a connection or the client, keepalive, the delays between attempts.
 */
#include "client/lib/convene.h"

#include "tests/unit/client/fake_server.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct convene *make(uint64_t *counter)
{
	struct convene_options options = fake_options(counter);
	struct convene *client = convene_new(&options);

	assert_non_null(client);
	return client;
}

/* WAITING -> WANTED, however long it takes. */
static int64_t wait_out(struct convene *client)
{
	int64_t due_ms = convene_due_ms(client);

	assert_int_equal(convene_phase(client), CONVENE_PHASE_WAITING);
	convene_tick(client, due_ms - 1);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_WAITING);
	convene_tick(client, due_ms);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_WANTED);
	return due_ms;
}

static struct convene *logging_in(uint64_t *counter)
{
	struct convene *client = make(counter);

	convene_connecting(client, 0);
	convene_connected(client, 0);
	return client;
}

/* Told so, or by a token that nobody knows any more: it says so, and sends nothing into it. */
static void expect_other_history(Convene__V1__ErrorCode code)
{
	uint64_t counter = 0;
	struct convene_options options = fake_options(&counter);
	struct convene_history history = {.number = 10, .check = "8 bytes"};
	struct convene *client;
	struct fake_frames frames;
	struct convene_event event;
	struct buf bytes = {0};

	options.history = &history;
	options.resume_token = (const uint8_t *)"old";
	options.resume_token_len = 3;
	client = convene_new(&options);
	convene_connecting(client, 0);
	convene_connected(client, 0);
	fake_take(client, &frames);
	assert_int_equal(frames.list[0]->hello->number, 10);
	assert_memory_equal(frames.list[0]->hello->check.data, "8 bytes", 8);
	fake_free(&frames);
	fake_error(&bytes, code, 0);
	fake_feed(client, &bytes, 0);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(event.kind, CONVENE_STOPPED);
	assert_int_equal(event.loss.reason, CONVENE_REASON_OTHER_HISTORY);
	assert_int_equal(event.loss.code, code);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 0);
	fake_free(&frames);
	buf_deinit(&bytes);
	convene_free(client);
}

static void another_history_is_left(void **state)
{
	(void)state;
	expect_other_history(CONVENE__V1__ERROR_CODE__ERROR_CODE_OTHER_HISTORY);
	expect_other_history(CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL);
}

/* Who was let in is in this history: its credential may still end. */
static void a_session_may_end(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Announce body = CONVENE__V1__ANNOUNCE__INIT;
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &body;
	fake_log_in(client, 0, 4, 0);
	assert_int_equal(convene_send(client, &command, 1, NULL), 0);
	fake_error(&bytes, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL, 0);
	fake_feed(client, &bytes, 0);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(event.kind, CONVENE_STOPPED);
	assert_int_equal(event.loss.reason, CONVENE_REASON_SERVER);
	buf_deinit(&bytes);
	convene_free(client);
}

static void expect_leave(struct convene *client, size_t at)
{
	struct fake_frames frames;

	fake_take(client, &frames);
	assert_int_equal(frames.count, at + 1);
	assert_int_equal(frames.list[at]->body_case, CONVENE__V1__CLIENT_FRAME__BODY_LEAVE);
	assert_true(frames.list[at]->leave->everywhere);
	fake_free(&frames);
}

/* It is said again after a broken connection; a token that has ended by then is the answer. */
static void who_leaves_is_gone_in_the_end(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	fake_log_in(client, 0, 4, 0);
	assert_int_equal(convene_leave(client, true), 0);
	expect_leave(client, 0);
	convene_disconnected(client, "gone", 0);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(convene_leave(client, true), CONVENE_E_OFFLINE);
	fake_log_in(client, 0, 4, wait_out(client));
	expect_leave(client, 0);
	convene_disconnected(client, "gone", 40000);
	assert_true(convene_poll(client, &event, 40000));
	wait_out(client);
	convene_connecting(client, 80000);
	convene_connected(client, 80000);
	fake_error(&bytes, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL, 0);
	fake_feed(client, &bytes, 80000);
	assert_true(convene_poll(client, &event, 80000));
	assert_int_equal(event.kind, CONVENE_STOPPED);
	assert_int_equal(event.loss.reason, CONVENE_REASON_SERVER);
	assert_int_equal(event.loss.code, CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT);
	buf_deinit(&bytes);
	convene_free(client);
}

static void refuse_login(Convene__V1__ErrorCode code, uint64_t retry_after_ms,
    enum convene_event_kind kind, int64_t *retry_in_ms)
{
	uint64_t counter = 0;
	struct convene *client = logging_in(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	fake_error(&bytes, code, retry_after_ms);
	fake_feed(client, &bytes, 0);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(event.kind, kind);
	assert_int_equal(event.loss.reason, CONVENE_REASON_SERVER);
	assert_int_equal(event.loss.code, code);
	assert_string_equal(event.loss.text, "because");
	*retry_in_ms = event.loss.retry_in_ms;
	/* the server closes behind it: that is no second loss */
	convene_disconnected(client, "closed", 1);
	assert_false(convene_poll(client, &event, 1));
	buf_deinit(&bytes);
	convene_free(client);
}

static void errors_stop_or_delay(void **state)
{
	int64_t wait_ms;

	(void)state;
	refuse_login(
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL, 0, CONVENE_STOPPED, &wait_ms);
	refuse_login(CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED, 0, CONVENE_STOPPED, &wait_ms);
	refuse_login(
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE, 0, CONVENE_STOPPED, &wait_ms);
	refuse_login(
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED, 0, CONVENE_STOPPED, &wait_ms);
	refuse_login(
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN, 0, CONVENE_OFFLINE, &wait_ms);
	assert_in_range(wait_ms, 0, 500);
	refuse_login(
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED, 7000, CONVENE_OFFLINE, &wait_ms);
	assert_in_range(wait_ms, 7000, 7500);
}

static void removal_while_live_stops(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	fake_log_in(client, 0, 4, 0);
	fake_error(&bytes, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, 0);
	fake_error(&bytes, CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED, 0);
	fake_feed(client, &bytes, 0);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(event.kind, CONVENE_NOTICE);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(event.kind, CONVENE_STOPPED);
	assert_int_equal(convene_due_ms(client), INT64_MAX);
	buf_deinit(&bytes);
	convene_free(client);
}

static void an_unknown_token_gives_way_to_the_code(void **state)
{
	uint64_t counter = 0;
	struct convene_options options = fake_options(&counter);
	struct convene *client;
	struct fake_frames frames;
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	options.resume_token = (const uint8_t *)"old";
	options.resume_token_len = 3;
	client = convene_new(&options);
	convene_connecting(client, 0);
	convene_connected(client, 0);
	fake_take(client, &frames);
	assert_int_equal(
	    frames.list[0]->hello->credential_case, CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN);
	fake_free(&frames);
	fake_error(&bytes, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL, 0);
	fake_feed(client, &bytes, 0);
	assert_true(convene_poll(client, &event, 0));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_int_equal(event.loss.retry_in_ms, 0);
	convene_tick(client, 0);
	convene_connecting(client, 0);
	convene_connected(client, 0);
	fake_take(client, &frames);
	assert_int_equal(
	    frames.list[0]->hello->credential_case, CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE);
	assert_int_equal(frames.list[0]->hello->number, 0);
	fake_free(&frames);
	buf_deinit(&bytes);
	convene_free(client);
}

static void garbage_ends_the_connection(void **state)
{
	static const uint8_t endless[] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static const uint8_t huge[] = {0xff, 0xff, 0xff, 0x7f};
	static const uint8_t nonsense[] = {3, 0xff, 0xff, 0xff};
	static const struct {
		const uint8_t *bytes;
		size_t len;
	} inputs[] = {
	    {endless, sizeof(endless)}, {huge, sizeof(huge)}, {nonsense, sizeof(nonsense)}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		uint64_t counter = 0;
		struct convene *client = make(&counter);
		struct convene_event event;

		fake_log_in(client, 0, 4, 0);
		convene_feed(client, inputs[i].bytes, inputs[i].len, 0);
		assert_true(convene_poll(client, &event, 0));
		assert_int_equal(event.kind, CONVENE_OFFLINE);
		assert_int_equal(event.loss.reason, CONVENE_REASON_PROTOCOL);
		convene_free(client);
	}
}

static void patience_ends(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	int64_t now_ms = 0;
	int attempts = 0;

	(void)state;
	for (;;) {
		fake_log_in(client, 0, 4, now_ms);
		convene_feed(client, "\x03\xff\xff\xff", 4, now_ms);
		assert_true(convene_poll(client, &event, now_ms));
		attempts++;
		if (event.kind == CONVENE_STOPPED) {
			break;
		}
		now_ms = wait_out(client);
		assert_true(attempts < 100);
	}
	assert_int_equal(attempts, 8);
	convene_free(client);
}

static void login_has_a_limit(void **state)
{
	uint64_t counter = 0;
	struct convene *client = logging_in(&counter);

	(void)state;
	assert_int_equal(convene_due_ms(client), CONVENE_LOGIN_MS);
	convene_tick(client, CONVENE_LOGIN_MS);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_WAITING);
	convene_free(client);
}

static void backoff_is_within_its_bounds(void **state)
{
	uint64_t random = 88172645463325252u;

	(void)state;
	for (unsigned attempt = 0; attempt < 40; attempt++) {
		int64_t ceiling = attempt < 6 ? 500 << attempt : 30000, least = INT64_MAX, most = 0;

		if (ceiling > 30000) {
			ceiling = 30000;
		}
		for (int i = 0; i < 2000; i++) {
			int64_t delay_ms;

			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			delay_ms = convene_backoff_ms(attempt, 0, random);
			assert_in_range(delay_ms, 0, ceiling);
			least = delay_ms < least ? delay_ms : least;
			most = delay_ms > most ? delay_ms : most;
			assert_in_range(
			    convene_backoff_ms(attempt, 2500, random), 2500, 2500 + ceiling);
		}
		/* full jitter: the whole range is used */
		assert_true(least < ceiling / 10);
		assert_true(most > ceiling - ceiling / 10);
	}
	assert_true(convene_backoff_ms(1000000, UINT64_MAX, UINT64_MAX) > 0);
}

static void backoff_grows_until_all_is_well(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct buf bytes = {0};
	int64_t now_ms = 0, longest_ms = 0;

	(void)state;
	for (int i = 0; i < 12; i++) {
		convene_connecting(client, now_ms);
		convene_disconnected(client, "no", now_ms);
		assert_true(convene_poll(client, &event, now_ms));
		if (event.loss.retry_in_ms > longest_ms) {
			longest_ms = event.loss.retry_in_ms;
		}
		now_ms = wait_out(client);
	}
	assert_true(longest_ms > 4000);
	fake_log_in(client, 0, 4, now_ms);
	fake_caught_up(&bytes);
	fake_feed(client, &bytes, now_ms);
	assert_true(convene_poll(client, &event, now_ms));
	convene_disconnected(client, "again", now_ms);
	assert_true(convene_poll(client, &event, now_ms));
	assert_in_range(event.loss.retry_in_ms, 0, 500);
	buf_deinit(&bytes);
	convene_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(another_history_is_left),
	    cmocka_unit_test(errors_stop_or_delay), cmocka_unit_test(removal_while_live_stops),
	    cmocka_unit_test(a_session_may_end), cmocka_unit_test(who_leaves_is_gone_in_the_end),
	    cmocka_unit_test(an_unknown_token_gives_way_to_the_code),
	    cmocka_unit_test(garbage_ends_the_connection), cmocka_unit_test(patience_ends),
	    cmocka_unit_test(login_has_a_limit), cmocka_unit_test(backoff_is_within_its_bounds),
	    cmocka_unit_test(backoff_grows_until_all_is_well)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
