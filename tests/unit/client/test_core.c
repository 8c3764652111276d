/* libconvene's core: login, streams in any split, answers, resuming, sending again, receipts. */
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

/* A small command. */
static int announce(struct convene *client, const char *text, uint64_t tag, uint8_t *id)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Announce body = CONVENE__V1__ANNOUNCE__INIT;

	body.text = (char *)(uintptr_t)text;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &body;
	return convene_send(client, &command, tag, id);
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
	assert_int_equal(hello->protocol_version, 1);
	assert_string_equal(hello->exercise_id, "ex");
	assert_string_equal(hello->name, "Anna");
	assert_string_equal(hello->join_code, "7KQ2-M4XW-9DHT-2PQA");
	assert_int_equal(hello->after_seq, 0);
	fake_free(&frames);
	convene_free(client);
}

/* A stream with some of everything, and what must come out of it, whatever the pieces. */
static void build_stream(struct buf *bytes)
{
	char text[3000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fake_welcome(bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 9, 4);
	fake_announced(bytes, 1, "one");
	fake_announced(bytes, 4, text);
	fake_announced(bytes, 5, "");
	fake_caught_up(bytes, 9);
	fake_announced(bytes, 10, "ten");
}

struct outcome {
	char kinds[64];
	size_t count;
	uint64_t seqs[8];
	size_t seq_count;
	size_t text_bytes;
};

static void poll_all(struct convene *client, struct outcome *outcome)
{
	struct convene_event event;

	while (convene_poll(client, &event, 5)) {
		assert_true(outcome->count < sizeof(outcome->kinds));
		outcome->kinds[outcome->count++] = (char)('a' + (int)event.kind);
		if (event.kind == CONVENE_ENTRY) {
			outcome->seqs[outcome->seq_count++] = event.entry.event->seq;
			outcome->text_bytes += strlen(event.entry.event->announced->text);
			assert_true(event.entry.event_bytes.len > 0);
			assert_null(event.entry.envelope);
		}
	}
}

static void check_outcome(const struct outcome *outcome)
{
	static const uint64_t seqs[] = {1, 4, 5, 10};
	const char kinds[] = {'a' + CONVENE_WELCOME, 'a' + CONVENE_ENTRY, 'a' + CONVENE_ENTRY,
	    'a' + CONVENE_ENTRY, 'a' + CONVENE_CAUGHT_UP, 'a' + CONVENE_ENTRY};

	assert_int_equal(outcome->count, sizeof(kinds));
	assert_memory_equal(outcome->kinds, kinds, sizeof(kinds));
	assert_int_equal(outcome->seq_count, 4);
	assert_memory_equal(outcome->seqs, seqs, sizeof(seqs));
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
	assert_int_equal(convene_last_seq(client), 10);
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
			if (rand() % 2 == 0)
				poll_all(client, &outcome);
		}
		poll_all(client, &outcome);
		if (outcome.count != 6)
			print_error("CONVENE_TEST_SEED=%u\n", seed + round);
		check_outcome(&outcome);
		convene_free(client);
	}
	buf_deinit(&bytes);
}

static void answers_come_with_their_tags(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct fake_frames frames;
	struct convene_event event;
	struct buf bytes = {0};
	uint8_t first[16], second[16];

	(void)state;
	fake_log_in(client, 0, 4, 0);
	assert_int_equal(announce(client, "a", 11, first), 0);
	assert_int_equal(announce(client, "b", 22, second), 0);
	assert_memory_not_equal(first, second, 16);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 2);
	assert_memory_equal(frames.list[0]->command->id.data, first, 16);
	assert_memory_equal(frames.list[1]->command->id.data, second, 16);
	fake_free(&frames);
	assert_int_equal(convene_unanswered(client), 2);
	/* not in the order in which they were sent */
	fake_result(&bytes, second, 0, "no");
	fake_result(&bytes, first, 3, NULL);
	fake_feed(client, &bytes, 1);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_RESULT);
	assert_int_equal(event.result.tag, 22);
	assert_string_equal(event.result.result->error->message, "no");
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.result.tag, 11);
	assert_null(event.result.result->error);
	assert_int_equal(event.result.result->first_seq, 3);
	assert_int_equal(convene_unanswered(client), 0);
	/* an answer to nothing is passed over */
	fake_result(&bytes, first, 3, NULL);
	fake_feed(client, &bytes, 1);
	assert_false(convene_poll(client, &event, 1));
	buf_deinit(&bytes);
	convene_free(client);
}

static void no_more_in_flight_than_allowed(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct fake_frames frames;
	struct convene_event event;
	struct buf bytes = {0};
	uint8_t ids[10][16];

	(void)state;
	/* given before there is a connection: they wait */
	for (int i = 0; i < 10; i++)
		assert_int_equal(announce(client, "x", (uint64_t)i, ids[i]), 0);
	fake_log_in(client, 0, 3, 0);
	for (size_t answered = 0; answered < 10; answered++) {
		fake_take(client, &frames);
		if (answered == 0) {
			assert_int_equal(frames.count, 3);
			assert_memory_equal(frames.list[0]->command->id.data, ids[0], 16);
		} else {
			/* each answer makes room for one more */
			assert_int_equal(frames.count, answered <= 7 ? 1 : 0);
			if (answered <= 7)
				assert_memory_equal(
				    frames.list[0]->command->id.data, ids[answered + 2], 16);
		}
		fake_free(&frames);
		fake_result(&bytes, ids[answered], answered + 1, NULL);
		fake_feed(client, &bytes, 1);
		assert_true(convene_poll(client, &event, 1));
	}
	assert_int_equal(convene_unanswered(client), 0);
	buf_deinit(&bytes);
	convene_free(client);
}

static void unanswered_is_sent_again_with_its_id(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct fake_frames before, after;
	struct convene_event event;
	struct buf bytes = {0};
	uint8_t ids[3][16], late[16];
	int64_t now_ms;

	(void)state;
	fake_log_in(client, 0, 8, 0);
	for (int i = 0; i < 3; i++)
		announce(client, "x", (uint64_t)i, ids[i]);
	fake_take(client, &before);
	assert_int_equal(before.count, 3);
	fake_result(&bytes, ids[1], 5, NULL);
	fake_announced(&bytes, 5, "x");
	fake_feed(client, &bytes, 1);
	while (convene_poll(client, &event, 1))
		continue;
	convene_disconnected(client, "cable", 2);
	assert_true(convene_poll(client, &event, 2));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_string_equal(event.loss.text, "cable");
	/* given while there is no connection: goes behind the others */
	announce(client, "y", 9, late);
	now_ms = wait_out(client);
	convene_connecting(client, now_ms);
	convene_connected(client, now_ms);
	fake_take(client, &after);
	assert_int_equal(after.list[0]->hello->after_seq, 5);
	assert_int_equal(
	    after.list[0]->hello->credential_case, CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN);
	assert_memory_equal(
	    after.list[0]->hello->resume_token.data, "a resume token of 32 bytes......", 32);
	fake_free(&after);
	fake_welcome(&bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 6, 8);
	fake_feed(client, &bytes, now_ms);
	assert_true(convene_poll(client, &event, now_ms));
	fake_take(client, &after);
	assert_int_equal(after.count, 3);
	assert_memory_equal(after.list[0]->command->id.data, ids[0], 16);
	assert_memory_equal(after.list[1]->command->id.data, ids[2], 16);
	assert_memory_equal(after.list[2]->command->id.data, late, 16);
	assert_int_equal(convene_stats(client)->resent, 2);
	fake_free(&before);
	fake_free(&after);
	buf_deinit(&bytes);
	convene_free(client);
}

static void an_id_that_is_given_is_kept(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RaiseWelfare raise = CONVENE__V1__RAISE_WELFARE__INIT;
	uint8_t id[16] = "fifteen and one", out[16];

	(void)state;
	command.id.data = id;
	command.id.len = 16;
	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_WELFARE;
	command.raise_welfare = &raise;
	assert_int_equal(convene_send(client, &command, 0, out), 0);
	assert_memory_equal(out, "fifteen and one", 16);
	assert_ptr_equal(command.id.data, id);
	convene_free(client);
}

static void limits_are_kept(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	char *text = malloc(2000001);

	(void)state;
	memset(text, 'x', 2000000);
	text[2000000] = '\0';
	assert_int_equal(announce(client, text, 0, NULL), CONVENE_E_TOO_LARGE);
	free(text);
	for (int i = 0; i < CONVENE_COMMANDS_MAX; i++)
		assert_int_equal(announce(client, "", 0, NULL), 0);
	assert_int_equal(announce(client, "", 0, NULL), CONVENE_E_FULL);
	convene_stop(client, CONVENE_REASON_CERTIFICATE, "no");
	assert_int_equal(announce(client, "", 0, NULL), CONVENE_E_STOPPED);
	convene_free(client);
}

static void expect_refused(uint64_t seq)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	fake_log_in(client, 9, 4, 0);
	fake_announced(&bytes, 5, "good");
	fake_announced(&bytes, seq, "bad");
	fake_announced(&bytes, 6, "never seen");
	fake_feed(client, &bytes, 1);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_ENTRY);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_int_equal(event.loss.reason, CONVENE_REASON_ORDER);
	assert_false(convene_poll(client, &event, 1));
	assert_int_equal(convene_phase(client), CONVENE_PHASE_WAITING);
	assert_int_equal(convene_last_seq(client), 5);
	assert_int_equal(convene_stats(client)->order_violations, 1);
	assert_int_equal(convene_stats(client)->entries, 1);
	buf_deinit(&bytes);
	convene_free(client);
}

static void twice_or_out_of_order_is_refused(void **state)
{
	(void)state;
	expect_refused(5);
	expect_refused(4);
	expect_refused(0);
}

static void below_caught_up_is_refused(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	fake_log_in(client, 9, 4, 0);
	fake_caught_up(&bytes, 9);
	fake_announced(&bytes, 8, "late");
	fake_feed(client, &bytes, 1);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(convene_last_seq(client), 9);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_OFFLINE);
	assert_int_equal(event.loss.reason, CONVENE_REASON_ORDER);
	buf_deinit(&bytes);
	convene_free(client);
}

static void deliver(struct buf *bytes, uint64_t seq)
{
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	Convene__V1__InjectDelivered delivered = CONVENE__V1__INJECT_DELIVERED__INIT;

	event.seq = seq;
	event.body_case = CONVENE__V1__EVENT__BODY_INJECT_DELIVERED;
	event.inject_delivered = &delivered;
	fake_event(bytes, &event, false);
}

static void receipts_go_out_about_once_a_second(void **state)
{
	uint64_t counter = 0;
	struct convene *client = make(&counter);
	struct fake_frames frames;
	struct convene_event event;
	struct buf bytes = {0};

	(void)state;
	fake_log_in(client, 0, 4, 0);
	deliver(&bytes, 3);
	deliver(&bytes, 4);
	fake_feed(client, &bytes, 100);
	while (convene_poll(client, &event, 100))
		continue;
	fake_take(client, &frames);
	assert_int_equal(frames.count, 0);
	assert_int_equal(convene_due_ms(client), 100 + CONVENE_RECEIPT_MS);
	convene_tick(client, 100 + CONVENE_RECEIPT_MS);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 1);
	assert_int_equal(frames.list[0]->command->reach_receipt->through_seq, 4);
	/* nobody else hears of its answer, and it is not counted */
	assert_int_equal(convene_unanswered(client), 0);
	fake_result(&bytes, frames.list[0]->command->id.data, 5, NULL);
	fake_free(&frames);
	fake_feed(client, &bytes, 1200);
	assert_false(convene_poll(client, &event, 1200));
	convene_tick(client, 5000);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 0);
	buf_deinit(&bytes);
	convene_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(options_must_make_sense),
	    cmocka_unit_test(hello_says_who), cmocka_unit_test(one_byte_at_a_time),
	    cmocka_unit_test(any_pieces), cmocka_unit_test(answers_come_with_their_tags),
	    cmocka_unit_test(no_more_in_flight_than_allowed),
	    cmocka_unit_test(unanswered_is_sent_again_with_its_id),
	    cmocka_unit_test(an_id_that_is_given_is_kept), cmocka_unit_test(limits_are_kept),
	    cmocka_unit_test(twice_or_out_of_order_is_refused),
	    cmocka_unit_test(below_caught_up_is_refused),
	    cmocka_unit_test(receipts_go_out_about_once_a_second)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
