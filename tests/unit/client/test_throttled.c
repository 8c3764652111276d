/* libconvene's core: the server takes no more for now. Everything waits, in its order. */
#include "client/lib/convene.h"

#include "tests/unit/client/fake_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct scene {
	uint64_t counter;
	struct convene *client; /* owned */
	struct buf bytes;
	struct fake_frames frames;
	uint8_t ids[8][16];
};

static int set_up(void **state)
{
	static struct scene scene;
	struct convene_options options;
	scene = (struct scene){0};
	options = fake_options(&scene.counter);
	scene.client = convene_new(&options);
	fake_log_in(scene.client, 0, 8, 0);
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;
	buf_deinit(&scene->bytes);
	convene_free(scene->client);
	return 0;
}

static void announce(struct scene *scene, unsigned which)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Announce body = CONVENE__V1__ANNOUNCE__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &body;
	assert_int_equal(convene_send(scene->client, &command, which, scene->ids[which]), 0);
}

static void call(struct scene *scene, unsigned which)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RaiseWelfare body = CONVENE__V1__RAISE_WELFARE__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_WELFARE;
	command.raise_welfare = &body;
	assert_int_equal(convene_send(scene->client, &command, which, scene->ids[which]), 0);
}

/* The server wants it later; what the caller is told of that. */
static bool refuse(struct scene *scene, unsigned which, uint64_t wait_ms, int64_t now_ms,
    struct convene_event *event)
{
	fake_later(&scene->bytes, scene->ids[which], wait_ms);
	fake_feed(scene->client, &scene->bytes, now_ms);
	return convene_poll(scene->client, event, now_ms);
}

static void take(struct scene *scene, unsigned which, int64_t now_ms)
{
	struct convene_event event;
	fake_result(&scene->bytes, scene->ids[which], 1 + which, NULL);
	fake_feed(scene->client, &scene->bytes, now_ms);
	assert_true(convene_poll(scene->client, &event, now_ms));
	assert_int_equal(event.kind, CONVENE_RESULT);
	assert_int_equal(event.result.tag, which);
}

/* Exactly these commands went out, in this order. */
static void expect_sent(struct scene *scene, size_t count, const unsigned *which)
{
	fake_take(scene->client, &scene->frames);
	assert_int_equal(scene->frames.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_memory_equal(
		    scene->frames.list[i]->command->id.data, scene->ids[which[i]], 16);
	}
	fake_free(&scene->frames);
}

static void all_waits_in_its_order(void **state)
{
	struct scene *scene = *state;
	struct convene_event event;
	for (unsigned i = 0; i < 4; i++) {
		announce(scene, i);
	}
	expect_sent(scene, 4, (unsigned[]){0, 1, 2, 3});
	take(scene, 0, 1);
	/* told once, for all that are refused behind it */
	assert_true(refuse(scene, 1, 500, 10, &event));
	assert_int_equal(event.kind, CONVENE_THROTTLED);
	assert_int_equal(event.throttled_ms, 500);
	assert_false(refuse(scene, 2, 500, 10, &event));
	assert_false(refuse(scene, 3, 500, 10, &event));
	assert_true(convene_is_throttled(scene->client));
	assert_int_equal(convene_unanswered(scene->client), 3);
	announce(scene, 4);
	expect_sent(scene, 0, NULL);
	assert_int_equal(convene_due_ms(scene->client), 510);
	convene_tick(scene->client, 509);
	expect_sent(scene, 0, NULL);
	/* one at a time from there */
	convene_tick(scene->client, 510);
	expect_sent(scene, 1, (unsigned[]){1});
	take(scene, 1, 520);
	expect_sent(scene, 1, (unsigned[]){2});
	assert_false(refuse(scene, 2, 480, 530, &event));
	expect_sent(scene, 0, NULL);
	convene_tick(scene->client, 1010);
	expect_sent(scene, 1, (unsigned[]){2});
	take(scene, 2, 1011);
	expect_sent(scene, 1, (unsigned[]){3});
	take(scene, 3, 1012);
	expect_sent(scene, 1, (unsigned[]){4});
	take(scene, 4, 1013);
	assert_false(convene_is_throttled(scene->client));
	assert_int_equal(convene_unanswered(scene->client), 0);
}

/* As the server has it: a controller's pause goes ahead, another's is a command as any. */
static void only_a_controllers_pause_goes_ahead(void **state)
{
	struct scene *scene = *state;
	struct convene_event event;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PauseClock body = CONVENE__V1__PAUSE_CLOCK__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_PAUSE_CLOCK;
	command.pause_clock = &body;
	assert_int_equal(convene_role(scene->client), CONVENE__V1__ROLE__ROLE_PLAYER);
	announce(scene, 0);
	expect_sent(scene, 1, (unsigned[]){0});
	assert_true(refuse(scene, 0, 60000, 10, &event));
	assert_int_equal(convene_send(scene->client, &command, 1, scene->ids[1]), 0);
	expect_sent(scene, 0, NULL);
}

static void a_call_for_help_goes_ahead(void **state)
{
	struct scene *scene = *state;
	struct convene_event event;
	announce(scene, 0);
	expect_sent(scene, 1, (unsigned[]){0});
	assert_true(refuse(scene, 0, 60000, 10, &event));
	announce(scene, 1);
	call(scene, 2);
	expect_sent(scene, 1, (unsigned[]){2});
	/* a second one so soon waits as all others do */
	call(scene, 3);
	expect_sent(scene, 1, (unsigned[]){3});
	take(scene, 2, 20);
	assert_false(refuse(scene, 3, 100, 20, &event));
	expect_sent(scene, 0, NULL);
	convene_tick(scene->client, 60010);
	expect_sent(scene, 1, (unsigned[]){0});
	take(scene, 0, 60011);
	expect_sent(scene, 1, (unsigned[]){1});
	take(scene, 1, 60012);
	expect_sent(scene, 1, (unsigned[]){3});
}

static void another_connection_changes_nothing(void **state)
{
	struct scene *scene = *state;
	struct convene_event event;
	announce(scene, 0);
	announce(scene, 1);
	expect_sent(scene, 2, (unsigned[]){0, 1});
	assert_true(refuse(scene, 0, 100, 10, &event));
	convene_disconnected(scene->client, "cable", 20);
	assert_true(convene_poll(scene->client, &event, 20));
	convene_tick(scene->client, 40000);
	convene_connecting(scene->client, 40000);
	convene_connected(scene->client, 40000);
	fake_take(scene->client, &scene->frames);
	fake_free(&scene->frames);
	fake_welcome(&scene->bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 0, 8);
	fake_feed(scene->client, &scene->bytes, 40000);
	assert_true(convene_poll(scene->client, &event, 40000));
	expect_sent(scene, 1, (unsigned[]){0});
	take(scene, 0, 40001);
	expect_sent(scene, 1, (unsigned[]){1});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(all_waits_in_its_order, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_call_for_help_goes_ahead, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(only_a_controllers_pause_goes_ahead, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(another_connection_changes_nothing, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
