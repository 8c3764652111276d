/* libconvene's core: login, streams in any split, the order of events. */
#include "client/lib/convene.h"

#include "proto/frame.h"
#include "tests/unit/client/fake_server.h"

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

static void options_must_make_sense(void **state)
{
	uint64_t counter = 0;
	struct convene_options options = fake_options(&counter);

	(void)state;
	options.join_code = NULL;
	assert_null(convene_new(&options));
	options = fake_options(&counter);
	options.exercise_id = "";
	assert_null(convene_new(&options));
	options = fake_options(&counter);
	options.random = NULL;
	assert_null(convene_new(&options));
}

static void hello_says_who(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct fake_frames frames;
	const Convene__V1__Hello *hello;

	(void)state;
	convene_connecting(client, 0);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_CONNECTING);
	convene_connected(client, 0);
	fake_take(client, &frames);
	hello = frames.list[0]->hello;
	assert_int_equal(hello->protocol_version, PROTOCOL_VERSION);
	assert_string_equal(hello->exercise_id, "ex");
	assert_string_equal(hello->name, "Anna");
	assert_string_equal(hello->join_code, "7KQ2-M4XW-9DHT-2PQA");
	assert_int_equal(hello->number, 0);
	assert_int_equal(hello->check.len, 0);
	fake_free(&frames);
	convene_free(client);
}

/* A stream with some of everything, and what must come out of it, whatever the pieces. */
static void build_stream(struct buf *bytes)
{
	char text[3000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fake_welcome(bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 0, 4);
	fake_announced(bytes, 1, "one");
	fake_announced(bytes, 2, text);
	fake_announced(bytes, 3, "");
	fake_caught_up(bytes);
	fake_announced(bytes, 4, "ten");
}

struct outcome {
	char kinds[64];
	size_t count;
	uint64_t marks[8];
	size_t mark_count;
	size_t text_bytes;
};

static void poll_all(struct convene *client, struct outcome *outcome)
{
	struct convene_event event;

	while (convene_poll(client, &event, 5)) {
		assert_true(outcome->count < sizeof(outcome->kinds));
		outcome->kinds[outcome->count++] = (char)('a' + (int)event.kind);
		if (event.kind == CONVENE_ENTRY) {
			outcome->marks[outcome->mark_count++] = event.entry.mark;
			outcome->text_bytes += strlen(event.entry.event->announced->text);
			assert_true(event.entry.event_bytes.len > 0);
			assert_null(event.entry.envelope);
		}
	}
}

static void check_outcome(const struct outcome *outcome)
{
	static const uint64_t marks[] = {1, 2, 3, 4};
	const char kinds[] = {'a' + CONVENE_WELCOME, 'a' + CONVENE_ENTRY, 'a' + CONVENE_ENTRY,
	    'a' + CONVENE_ENTRY, 'a' + CONVENE_CAUGHT_UP, 'a' + CONVENE_ENTRY};

	assert_int_equal(outcome->count, sizeof(kinds));
	assert_memory_equal(outcome->kinds, kinds, sizeof(kinds));
	assert_int_equal(outcome->mark_count, 4);
	assert_memory_equal(outcome->marks, marks, sizeof(marks));
	assert_int_equal(outcome->text_bytes, 3 + 2999 + 3);
}

static struct convene *logging_in(uint64_t *counter)
{
	struct convene *client = make(counter);

	convene_connecting(client, 0);
	convene_connected(client, 0);
	return client;
}

static void one_byte_at_a_time(void **state)
{
	uint64_t counter = 0;
	struct convene *client = logging_in(&counter);
	struct outcome outcome = {.count = 0};
	struct buf bytes = {0};

	(void)state;
	build_stream(&bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		convene_feed(client, bytes.data + i, 1, 5);
		poll_all(client, &outcome);
	}
	check_outcome(&outcome);
	assert_int_equal(convene_last_seq(client), 4);
	convene_free(client);
	buf_deinit(&bytes);
}

static void any_pieces(void **state)
{
	const char *chosen = getenv("CONVENE_TEST_SEED");
	unsigned seed = chosen != NULL ? (unsigned)strtoul(chosen, NULL, 10) : 1;
	struct buf bytes = {0};

	(void)state;
	build_stream(&bytes);
	for (unsigned round = 0; round < 100; round++) {
		uint64_t counter = 0;
		struct convene *client = logging_in(&counter);
		struct outcome outcome = {.count = 0};
		size_t at = 0;

		srand(seed + round);
		while (at < bytes.len) {
			size_t most = (size_t)rand() % 400 + 1;
			size_t len = bytes.len - at < most ? bytes.len - at : most;

			convene_feed(client, bytes.data + at, len, 5);
			at += len;
			/* polling late must not matter */
			if (rand() % 2 == 0) {
				poll_all(client, &outcome);
			}
		}
		poll_all(client, &outcome);
		if (outcome.count != 6) {
			print_error("CONVENE_TEST_SEED=%u\n", seed + round);
		}
		check_outcome(&outcome);
		convene_free(client);
	}
	buf_deinit(&bytes);
}

static void expect_refused(uint64_t number)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	fake_log_in(client, 0, 4, 0);
	fake_announced(&bytes, 1, "good");
	fake_announced(&bytes, number, "bad");
	fake_announced(&bytes, 2, "never seen");
	fake_feed(client, &bytes, 1);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_ENTRY);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_int_equal(event.loss.reason, CONVENE_REASON_ORDER);
	assert_false(convene_poll(client, &event, 1));
	assert_int_equal(convene_phase(client), CONVENE_PHASE_WAITING);
	struct convene_history history;
	assert_true(convene_history(client, &history));
	assert_int_equal(history.number, 1);
	assert_int_equal(convene_stats(client)->order_violations, 1);
	assert_int_equal(convene_stats(client)->entries, 1);
	buf_deinit(&bytes);
	convene_free(client);
}

static void what_does_not_follow_is_refused(void **state)
{
	(void)state;
	expect_refused(1);
	expect_refused(3);
	expect_refused(0);
	expect_refused(UINT64_MAX);
}

/* Several at once are handed over one by one; cut off in between, the frame comes again, and what
 * was handed over is not handed over twice. */
static void a_frame_that_was_cut_short_comes_again(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct fake_frames frames;
	struct buf bytes = {0};

	(void)state;
	fake_log_in(client, 0, 4, 0);
	fake_several(&bytes, 1, 3);
	fake_feed(client, &bytes, 1);
	for (uint64_t number = 1; number <= 2; number++) {
		assert_true(convene_poll(client, &event, 1));
		assert_int_equal(event.entry.mark, number);
	}
	convene_disconnected(client, "cable", 2);
	assert_true(convene_poll(client, &event, 2));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	convene_tick(client, 60000);
	convene_connecting(client, 60000);
	convene_connected(client, 60000);
	fake_take(client, &frames);
	assert_int_equal(frames.list[0]->hello->number, 0);
	assert_int_equal(frames.list[0]->hello->check.len, CONVENE_CHECK_SIZE);
	fake_free(&frames);
	fake_welcome(&bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 0, 4);
	fake_several(&bytes, 1, 4);
	fake_feed(client, &bytes, 60001);
	assert_true(convene_poll(client, &event, 60001));
	assert_int_equal(event.kind, CONVENE_WELCOME);
	for (uint64_t number = 3; number <= 4; number++) {
		assert_true(convene_poll(client, &event, 60001));
		assert_int_equal(event.entry.mark, number);
	}
	assert_false(convene_poll(client, &event, 60001));
	struct convene_history history;
	uint8_t check[CONVENE_CHECK_SIZE];
	fake_check(4, check);
	assert_true(convene_history(client, &history));
	assert_int_equal(history.number, 4);
	assert_memory_equal(history.check, check, sizeof(check));
	buf_deinit(&bytes);
	convene_free(client);
}

/* The body as event 1, behind which an announcement comes as event 2; polls the first. */
static struct convene *given(
    uint64_t *counter, Convene__V1__Event *first, struct convene_event *event)
{
	struct convene *client = make(counter);
	struct buf bytes = {0};

	fake_log_in(client, 0, 4, 0);
	first->seq = 1;
	fake_event(&bytes, 1, first, false);
	fake_announced(&bytes, 2, "behind it");
	fake_feed(client, &bytes, 1);
	assert_true(convene_poll(client, event, 1));
	buf_deinit(&bytes);
	return client;
}

/* A later version's word is not understood, and nothing else comes of it. */
static void an_unknown_value_is_unspecified(void **state)
{
	Convene__V1__InjectDelivered delivered = CONVENE__V1__INJECT_DELIVERED__INIT;
	Convene__V1__Event first = CONVENE__V1__EVENT__INIT;
	struct convene_event event;
	struct convene *client;
	uint64_t counter = 0;

	(void)state;
	delivered.inject_id = (char *)"w1";
	delivered.channel = (Convene__V1__Channel)77;
	first.body_case = CONVENE__V1__EVENT__BODY_INJECT_DELIVERED;
	first.inject_delivered = &delivered;
	client = given(&counter, &first, &event);
	assert_int_equal(event.kind, CONVENE_ENTRY);
	assert_int_equal(event.entry.event->inject_delivered->channel, 0);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_ENTRY);
	assert_int_equal(convene_phase(client), CONVENE_PHASE_LIVE);
	convene_free(client);
}

static void an_impossible_time_is_refused(void **state)
{
	Convene__V1__Announced announced = CONVENE__V1__ANNOUNCED__INIT;
	Convene__V1__Event first = CONVENE__V1__EVENT__INIT;
	struct convene_event event;
	struct convene *client;
	uint64_t counter = 0;

	(void)state;
	first.wall_ms = INT64_MIN;
	first.body_case = CONVENE__V1__EVENT__BODY_ANNOUNCED;
	first.announced = &announced;
	client = given(&counter, &first, &event);
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_int_equal(event.loss.reason, CONVENE_REASON_PROTOCOL);
	assert_string_equal(
	    event.loss.text, "an event cannot be read: wall_ms: is no time that can be");
	convene_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(options_must_make_sense),
	    cmocka_unit_test(hello_says_who), cmocka_unit_test(one_byte_at_a_time),
	    cmocka_unit_test(any_pieces), cmocka_unit_test(what_does_not_follow_is_refused),
	    cmocka_unit_test(a_frame_that_was_cut_short_comes_again),
	    cmocka_unit_test(an_unknown_value_is_unspecified),
	    cmocka_unit_test(an_impossible_time_is_refused)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
