/* libconvene's core: commands and their answers, sending again, limits, receipts. */
#include "client/lib/convene.h"

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
	assert_int_equal(event.result.result->object_id, 3);
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
	for (int i = 0; i < 10; i++) {
		assert_int_equal(announce(client, "x", (uint64_t)i, ids[i]), 0);
	}
	fake_log_in(client, 0, 3, 0);
	for (size_t answered = 0; answered < 10; answered++) {
		fake_take(client, &frames);
		if (answered == 0) {
			assert_int_equal(frames.count, 3);
			assert_memory_equal(frames.list[0]->command->id.data, ids[0], 16);
		} else {
			/* each answer makes room for one more */
			assert_int_equal(frames.count, answered <= 7 ? 1 : 0);
			if (answered <= 7) {
				assert_memory_equal(
				    frames.list[0]->command->id.data, ids[answered + 2], 16);
			}
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
	for (int i = 0; i < 3; i++) {
		announce(client, "x", (uint64_t)i, ids[i]);
	}
	fake_take(client, &before);
	assert_int_equal(before.count, 3);
	fake_result(&bytes, ids[1], 5, NULL);
	fake_announced(&bytes, 1, "x");
	fake_feed(client, &bytes, 1);
	while (convene_poll(client, &event, 1)) {
		continue;
	}
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
	assert_int_equal(after.list[0]->hello->number, 1);
	assert_int_equal(
	    after.list[0]->hello->credential_case, CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN);
	assert_memory_equal(
	    after.list[0]->hello->resume_token.data, "a resume token of 32 bytes......", 32);
	fake_free(&after);
	fake_welcome(&bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 1, 8);
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
	for (int i = 0; i < CONVENE_COMMANDS_MAX; i++) {
		assert_int_equal(announce(client, "", 0, NULL), 0);
	}
	assert_int_equal(announce(client, "", 0, NULL), CONVENE_E_FULL);
	convene_stop(client, CONVENE_REASON_CERTIFICATE, "no");
	assert_int_equal(announce(client, "", 0, NULL), CONVENE_E_STOPPED);
	convene_free(client);
}

static void deliver(struct buf *bytes, uint64_t seq)
{
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	Convene__V1__InjectDelivered delivered = CONVENE__V1__INJECT_DELIVERED__INIT;

	event.seq = seq;
	event.body_case = CONVENE__V1__EVENT__BODY_INJECT_DELIVERED;
	event.inject_delivered = &delivered;
	fake_event(bytes, seq, &event, false);
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
	deliver(&bytes, 1);
	deliver(&bytes, 2);
	fake_feed(client, &bytes, 100);
	while (convene_poll(client, &event, 100)) {
		continue;
	}
	fake_take(client, &frames);
	assert_int_equal(frames.count, 0);
	assert_int_equal(convene_due_ms(client), 100 + CONVENE_RECEIPT_MS);
	convene_tick(client, 100 + CONVENE_RECEIPT_MS);
	fake_take(client, &frames);
	assert_int_equal(frames.count, 1);
	assert_int_equal(frames.list[0]->command->reach_receipt->through_seq, 2);
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

/* Players and simulators, as the protocol says; nobody else, and nobody who does not want to. */
static void receipts_are_for_players_and_simulators(void **state)
{
	static const struct {
		Convene__V1__Role role;
		bool without;
		size_t receipts;
	} cases[] = {
	    {CONVENE__V1__ROLE__ROLE_ORGANISER, false, 0},
	    {CONVENE__V1__ROLE__ROLE_CONTROLLER, false, 0},
	    {CONVENE__V1__ROLE__ROLE_SIMULATOR, false, 1},
	    {CONVENE__V1__ROLE__ROLE_EVALUATOR, false, 0},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, false, 1},
	    {CONVENE__V1__ROLE__ROLE_OBSERVER, false, 0},
	    {CONVENE__V1__ROLE__ROLE_SIMULATOR, true, 0},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, true, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t counter = 0;
		struct convene_options options = fake_options(&counter);
		struct convene *client;
		struct fake_frames frames;
		struct convene_event event;
		struct buf bytes = {0};

		options.without_receipts = cases[i].without;
		client = convene_new(&options);
		convene_connecting(client, 0);
		convene_connected(client, 0);
		fake_take(client, &frames);
		fake_free(&frames);
		fake_welcome(&bytes, 7, cases[i].role, "", 0, 4);
		deliver(&bytes, 1);
		fake_feed(client, &bytes, 100);
		while (convene_poll(client, &event, 100)) {
			continue;
		}
		convene_tick(client, 100 + CONVENE_RECEIPT_MS);
		fake_take(client, &frames);
		assert_int_equal(frames.count, cases[i].receipts);
		if (frames.count == 1) {
			assert_int_equal(frames.list[0]->command->reach_receipt->through_seq, 1);
		}
		fake_free(&frames);
		buf_deinit(&bytes);
		convene_free(client);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(answers_come_with_their_tags),
	    cmocka_unit_test(no_more_in_flight_than_allowed),
	    cmocka_unit_test(unanswered_is_sent_again_with_its_id),
	    cmocka_unit_test(an_id_that_is_given_is_kept), cmocka_unit_test(limits_are_kept),
	    cmocka_unit_test(receipts_go_out_about_once_a_second),
	    cmocka_unit_test(receipts_are_for_players_and_simulators)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
