/* A command that is sent again is not carried out again. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"
#include "tests/integration/record_log.h"

#define ACCEPTED(call) assert_int_equal(call, 0)

#define ANNOUNCE "{'announce': {'text': 'Once.'}}"
#define OPEN                                                                                       \
	"{'open_thread': {'subject': 'Once', 'parties': [{'team_id': 'XA-POL'}], 'channel': "      \
	"'phone', 'from': {'control': true}, 'text': 'Control speaking.'}}"

static void the_first_outcome_comes_back(void **state)
{
	struct play *play = *state;
	struct desk *controller = play->controller;
	struct desk_answer first;
	uint8_t id[16];

	ACCEPTED(desk_do(controller, OPEN));
	first = controller->answer;
	assert_int_not_equal(first.object_id, 0);
	memcpy(id, controller->command_id, sizeof(id));
	for (int round = 0; round < 3; round++) {
		if (round == 1) {
			desk_reconnect(controller);
		}
		if (round == 2) {
			hall_restart(play->hall, true);
		}
		ACCEPTED(desk_do_as(controller, id, OPEN));
		assert_int_equal(controller->answer.object_id, first.object_id);
		assert_false(controller->answer.unchanged);
	}
	/* another person's command of the same id is another command */
	ACCEPTED(desk_do_as(play->police, id, "{'raise_welfare': {}}"));
	assert_int_equal(play->police->answer.object_id, 0);
	assert_false(play->police->answer.unchanged);
	/* whatever a repeated command says now, it is the first that counts */
	ACCEPTED(desk_do_as(controller, id, "{'announce': {'text': 'Twice.'}}"));
	assert_int_equal(controller->answer.object_id, first.object_id);
	assert_int_equal(desk_count(controller, EVENT_KIND(THREAD_OPENED)), 1);
	assert_int_equal(desk_count(controller, EVENT_KIND(ANNOUNCED)), 0);
}

static void a_refused_command_may_be_tried_again(void **state)
{
	struct play *play = *state;
	struct desk *controller = play->controller;
	uint8_t id[16];

	assert_int_equal(
	    desk_do(controller, "{'resume_clock': {'clock_revision': 1}}"), CODE(WRONG_STATE));
	memcpy(id, controller->command_id, sizeof(id));
	play_start(play);
	ACCEPTED(desk_do(controller, "{'pause_clock': {}}"));
	ACCEPTED(desk_do_as(controller, id, "{'resume_clock': {'clock_revision': 2}}"));
}

/* Connections that are cut, and servers that are killed, while commands are on their way. */
static void nothing_is_lost_and_nothing_comes_twice(void **state)
{
	struct play *play = *state;
	struct desk *controller = play->controller;
	struct record_log log;
	unsigned seen[90] = {0};
	unsigned number;

	for (unsigned i = 0; i < 90; i++) {
		desk_send(controller, "{'announce': {'text': 'number %u'}}", i);
		if (i % 30 == 10) {
			desk_cut(controller);
		}
		if (i == 45) {
			hall_restart(play->hall, true);
		}
		driver_step(play->hall->driver, 0);
	}
	desk_wait_answers(controller);
	ACCEPTED(controller->answer.code);
	ACCEPTED(desk_fetch_record(controller));
	record_log_read(&log, &controller->record);
	for (size_t i = 0; i < log.count; i++) {
		const Convene__V1__Event *event = log.rows[i].event;

		if (event->body_case == EVENT_KIND(ANNOUNCED)) {
			assert_int_equal(sscanf(event->announced->text, "number %u", &number), 1);
			assert_true(number < 90);
			seen[number]++;
		}
	}
	for (unsigned i = 0; i < 90; i++) {
		assert_int_equal(seen[i], 1);
	}
	record_log_free(&log);
	/* and a bystander has each of them once, in the order of the log */
	desk_wait_all(play->police);
	assert_int_equal(desk_count(play->police, EVENT_KIND(ANNOUNCED)), 90);
	for (size_t i = 1; i < play->police->entry_count; i++) {
		assert_true(
		    play->police->entries[i].event->seq > play->police->entries[i - 1].event->seq);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, play_setup, play_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(the_first_outcome_comes_back),
	    TEST(a_refused_command_may_be_tried_again),
	    TEST(nothing_is_lost_and_nothing_comes_twice),
	};

	return cmocka_run_group_tests_name("exactly_once", tests, NULL, NULL);
}
