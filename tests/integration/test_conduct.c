/* Running an exercise from STARTEX to ENDEX, over the wire. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"

#define ACCEPTED(call) assert_int_equal(call, 0)
#define HOUR_MS        (60 * 60 * 1000)
#define MINUTE_MS      (60 * 1000)

/* The next delivery to somebody is of this inject. */
static void delivered(struct desk *desk, const char *inject_id)
{
	const Convene__V1__Event *event = desk_wait(desk, EVENT_KIND(INJECT_DELIVERED));

	assert_string_equal(event->inject_delivered->inject_id, inject_id);
}

static const Convene__V1__InjectRevised *revised(struct play *play, const char *inject_id)
{
	const Convene__V1__InjectRevised *body;

	do {
		body = desk_wait(play->controller, EVENT_KIND(INJECT_REVISED))->inject_revised;
	} while (strcmp(body->inject_id, inject_id) != 0);
	return body;
}

/* Injects fall due by themselves, each at its own time of the exercise. */
static void the_clock_delivers(void **state)
{
	struct play *play = *state;
	const Convene__V1__Event *event;

	ACCEPTED(desk_do(play->controller, "{'start_exercise': {'rate_permille': 10000000}}"));
	event = desk_wait(play->police, EVENT_KIND(INJECT_DELIVERED));
	assert_string_equal(event->inject_delivered->inject_id, "A1");
	assert_string_equal(event->inject_delivered->body->value, "INJECT-A1");
	assert_in_range(event->exercise_ms, 10 * MINUTE_MS, 2 * HOUR_MS);
	delivered(play->shelter, "A2");
	delivered(play->police, "A3");
	delivered(play->police, "A5");
	delivered(play->shelter, "A3");
	delivered(play->shelter, "A5");
	delivered(play->shelter, "A6");
	/* what is on release is only offered */
	desk_reconnect(play->abroad);
	assert_int_equal(desk_count(play->abroad, EVENT_KIND(INJECT_DELIVERED)), 2);
	assert_int_equal(
	    revised(play, "R1")->change, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE);
	play->abroad->mark = convene_last_seq(driver_peek(play->controller->client));
	ACCEPTED(
	    desk_do(play->controller, "{'release_inject': {'inject_id': 'R1', 'revision': %u}}",
	        play_inject_revision(play, "R1")));
	delivered(play->abroad, "R1");
	ACCEPTED(desk_do(play->controller, "{'pause_clock': {'note': 'lunch'}}"));
	assert_string_equal(
	    desk_wait(play->police, EVENT_KIND(CLOCK_PAUSED))->clock_paused->note, "lunch");
}

static void injects_are_handled(void **state)
{
	struct play *play = *state;
	struct desk *controller = play->controller;

	play_start(play);
	ACCEPTED(desk_do(controller, "{'hold_inject': {'inject_id': 'A1', 'revision': 1}}"));
	ACCEPTED(desk_do(controller, "{'skip_inject': {'inject_id': 'A2', 'revision': 1}}"));
	ACCEPTED(desk_do(controller,
	    "{'reschedule_inject': {'inject_id': 'A4', 'revision': 1, 'due_ms': '900000'}}"));
	ACCEPTED(desk_do(controller, "{'edit_inject': {'revision': 1, 'inject': {'id': 'A3',"
	                             " 'channel': 'phone', 'title': {'value': 'Other'},"
	                             " 'body': {'value': 'Quite different.'}}}}"));
	ACCEPTED(desk_do(controller, "{'retarget_inject': {'inject_id': 'A5', 'revision': 1,"
	                             " 'to': ['XB-POL']}}"));
	ACCEPTED(desk_do(controller,
	    "{'add_inject': {'release_now': true, 'inject': {'to': ['XA-POL'], 'channel': 'live',"
	    " 'title': {'value': 'Ad hoc'}, 'body': {'value': 'A knock at the door.'}}}}"));
	assert_string_equal(
	    desk_wait(play->police, EVENT_KIND(INJECT_DELIVERED))->inject_delivered->body->value,
	    "A knock at the door.");
	play_jump(play, HOUR_MS);
	assert_string_equal(
	    desk_wait(play->police, EVENT_KIND(INJECT_DELIVERED))->inject_delivered->body->value,
	    "Quite different.");
	delivered(play->abroad, "A4");
	delivered(play->abroad, "A5");
	desk_reconnect(play->police);
	assert_int_equal(desk_count(play->police, EVENT_KIND(INJECT_DELIVERED)), 2);
	desk_reconnect(play->shelter);
	assert_int_equal(desk_count(play->shelter, EVENT_KIND(INJECT_DELIVERED)), 1);
	/* delivered once, and then done with */
	assert_int_equal(
	    desk_do(controller, "{'release_inject': {'inject_id': 'A4', 'revision': %u}}",
	        play_inject_revision(play, "A4")),
	    CODE(WRONG_STATE));
	/* held and skipped ones can still come */
	ACCEPTED(desk_do(controller, "{'release_inject': {'inject_id': 'A1', 'revision': %u}}",
	    play_inject_revision(play, "A1")));
	delivered(play->police, "A1");
}

static void people_read_answer_and_decide(void **state)
{
	struct play *play = *state;
	const Convene__V1__Event *event;

	play_start(play);
	play_jump(play, 10 * MINUTE_MS);
	delivered(play->police, "A1");
	ACCEPTED(desk_do(play->police, "{'mark_read': {'inject_ids': ['A1']}}"));
	event = desk_wait(play->simulator, EVENT_KIND(INJECT_READ));
	assert_int_equal(event->inject_read->participant_id, play->police->participant_id);
	/* reading twice is reading once */
	ACCEPTED(desk_do(play->police, "{'mark_read': {'inject_ids': ['A1']}}"));
	assert_true(play->police->answer.unchanged);
	ACCEPTED(desk_do(play->police,
	    "{'answer_inject': {'inject_id': 'A1', 'text': 'On our way.', 'language': 'en'}}"));
	event = desk_wait(play->evaluator, EVENT_KIND(INJECT_ANSWERED));
	assert_string_equal(event->inject_answered->text, "On our way.");
	assert_string_equal(event->inject_answered->team_id, "XA-POL");
	ACCEPTED(desk_do(play->police,
	    "{'log_decision': {'text': 'Search', 'reason': 'Indicators', 'inject_ids': ['A1']}}"));
	event = desk_wait(play->evaluator, EVENT_KIND(DECISION_LOGGED));
	assert_string_equal(event->decision_logged->reason, "Indicators");
	assert_int_equal(event->decision_logged->decision_id, play->police->answer.object_id);
	/* somebody who may not */
	assert_int_equal(
	    desk_do(play->observer, "{'log_decision': {'text': 'x'}}"), CODE(NOT_PERMITTED));
	assert_int_equal(desk_do(play->police, "{'start_exercise': {}}"), CODE(NOT_PERMITTED));
	assert_int_equal(
	    desk_do(play->evaluator, "{'announce': {'text': 'x'}}"), CODE(NOT_PERMITTED));
}

static void the_simcell_answers(void **state)
{
	struct play *play = *state;
	const Convene__V1__Event *event;
	uint64_t thread;

	play_start(play);
	ACCEPTED(desk_do(play->shelter,
	    "{'open_thread': {'subject': 'A patient', 'parties': [{'entity_id': 'clinic'},"
	    " {'team_id': 'XA-POL'}], 'channel': 'phone', 'text': 'Can you see her today?'}}"));
	event = desk_wait(play->simulator, EVENT_KIND(THREAD_OPENED));
	thread = event->thread_opened->thread_id;
	assert_int_equal(thread, play->shelter->answer.object_id);
	assert_int_equal(event->thread_opened->n_parties, 3);
	ACCEPTED(desk_do(play->simulator,
	    "{'post_message': {'thread_id': '%llu', 'from': {'entity_id': 'clinic'},"
	    " 'text': 'At three.'}}",
	    (unsigned long long)thread));
	desk_wait(play->police, EVENT_KIND(MESSAGE_POSTED));
	event = desk_wait(play->police, EVENT_KIND(MESSAGE_POSTED));
	assert_string_equal(event->message_posted->text, "At three.");
	assert_string_equal(event->message_posted->from->entity_id, "clinic");
	assert_int_equal(event->message_posted->participant_id, 0);
	event = desk_wait(play->controller, EVENT_KIND(MESSAGE_VOICED));
	assert_int_equal(event->message_voiced->participant_id, play->simulator->participant_id);
	/* who is not a party is not told, and an entity that is none cannot speak */
	assert_int_equal(desk_do(play->simulator,
	                     "{'post_message': {'thread_id': '%llu', 'from': {'entity_id': 'bank'},"
	                     " 'text': 'x'}}",
	                     (unsigned long long)thread),
	    CODE(INVALID));
	desk_reconnect(play->abroad);
	assert_int_equal(desk_count(play->abroad, EVENT_KIND(MESSAGE_POSTED)), 0);
}

static void anybody_may_stop_for_welfare(void **state)
{
	struct play *play = *state;
	const Convene__V1__Event *event;

	play_start(play);
	ACCEPTED(desk_do(play->observer, "{'raise_welfare': {'note': 'too much'}}"));
	event = desk_wait(play->shelter, EVENT_KIND(CLOCK_PAUSED));
	assert_int_equal(event->clock_paused->cause, CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE);
	assert_string_equal(event->clock_paused->note, "");
	event = desk_wait(play->controller, EVENT_KIND(WELFARE_RAISED));
	assert_int_equal(event->welfare_raised->participant_id, play->observer->participant_id);
	assert_string_equal(event->welfare_raised->note, "too much");
	assert_int_equal(desk_count(play->simulator, EVENT_KIND(WELFARE_RAISED)), 0);
}

/* Each rule for what a jump passes over. */
static void a_jump_asks_fires_or_staggers(void **state)
{
	struct play *play = *state;
	struct desk *controller = play->controller;

	play_start(play);
	ACCEPTED(desk_do(controller, "{'pause_clock': {}}"));
	desk_wait(controller, EVENT_KIND(CLOCK_PAUSED));
	/* the scenario's: ask */
	ACCEPTED(desk_do(controller,
	    "{'jump_clock': {'clock_revision': %u, 'to_ms': '700000', 'note': 'later'}}",
	    play_clock_revision(play)));
	assert_int_equal(
	    revised(play, "A1")->change, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE);
	assert_int_equal(
	    desk_do(controller, "{'jump_clock': {'clock_revision': %u, 'to_ms': '600000'}}",
	        play_clock_revision(play)),
	    CODE(INVALID));
	/* stagger: the first at once, the next a minute later; nothing while paused */
	ACCEPTED(desk_do(controller,
	    "{'jump_clock': {'clock_revision': %u, 'to_ms': '%d',"
	    " 'overdue': {'action': 'stagger', 'stagger_ms': '60000'}}}",
	    play_clock_revision(play), 55 * MINUTE_MS));
	assert_int_equal(
	    revised(play, "A3")->change, CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_STAGGERED);
	assert_int_equal(revised(play, "A4")->due_ms,
	    desk_last(controller, EVENT_KIND(CLOCK_JUMPED))->exercise_ms + 2 * MINUTE_MS);
	/* fire: at the resume, all of them */
	ACCEPTED(desk_do(
	    controller, "{'resume_clock': {'clock_revision': %u}}", play_clock_revision(play)));
	delivered(play->shelter, "A2");
	play_jump(play, 90 * MINUTE_MS);
	delivered(play->shelter, "A3");
	delivered(play->shelter, "A5");
	delivered(play->shelter, "A6");
}

static void two_controllers_do_not_lose_updates(void **state)
{
	struct play *play = *state;
	struct desk *first = play->controller;
	struct desk *second = desk_join(play->hall, "controller", "-", "Clara");

	play_start(play);
	/* sent at the same moment, from the same revision */
	desk_send(first, "{'hold_inject': {'inject_id': 'A1', 'revision': 1}}");
	desk_send(second, "{'retarget_inject': {'inject_id': 'A1', 'revision': 1,"
	                  " 'to': ['XB-POL']}}");
	desk_wait_answers(first);
	desk_wait_answers(second);
	if (first->answer.code != 0) {
		struct desk *other = first;

		first = second;
		second = other;
	}
	assert_int_equal(first->answer.code, 0);
	assert_int_equal(second->answer.code, CODE(CONFLICT));
	assert_int_equal(second->answer.current_revision, 2);
	assert_int_equal(second->answer.changed_by, first->participant_id);
	assert_non_null(strstr(second->answer.message, "A1"));

	desk_send(first, "{'set_rate': {'clock_revision': 1, 'rate_permille': 2000}}");
	desk_wait_answers(first);
	assert_int_equal(first->answer.code, 0);
	assert_int_equal(
	    desk_do(second, "{'jump_clock': {'clock_revision': 1, 'to_ms': '600000'}}"),
	    CODE(CONFLICT));
	assert_int_equal(second->answer.current_revision, 2);
	assert_int_equal(second->answer.changed_by, first->participant_id);
	/* but a pause is never too late */
	ACCEPTED(desk_do(second, "{'pause_clock': {}}"));
}

static void a_restart_keeps_everything(void **state)
{
	struct play *play = *state;
	struct desk *police = play->police, *late;
	const Convene__V1__Event *event;
	size_t before;

	play_start(play);
	play_jump(play, HOUR_MS);
	delivered(police, "A1");
	ACCEPTED(desk_do(police, "{'answer_inject': {'inject_id': 'A1', 'text': 'Before.'}}"));
	hall_restart(play->hall, true);
	/* the time away did not count, and the clock goes on by itself */
	event = desk_wait(police, EVENT_KIND(CLOCK_RESTORED));
	assert_in_range(event->exercise_ms, HOUR_MS, HOUR_MS + 5 * MINUTE_MS);
	ACCEPTED(desk_do(police, "{'answer_inject': {'inject_id': 'A3', 'text': 'After.'}}"));
	hall_restart(play->hall, true);
	desk_wait(police, EVENT_KIND(CLOCK_RESTORED));
	/* what a newcomer is told is what those were told who saw it live */
	before = police->entry_count;
	late = desk_join(play->hall, "player", "XA-POL", "Late");
	desk_wait_all(police);
	assert_int_equal(police->entry_count, late->entry_count);
	assert_true(before <= police->entry_count);
	for (size_t i = 0; i < late->entry_count; i++) {
		assert_int_equal(police->entries[i].bytes.len, late->entries[i].bytes.len);
		assert_memory_equal(police->entries[i].bytes.data, late->entries[i].bytes.data,
		    late->entries[i].bytes.len);
	}
	assert_int_equal(desk_do(police, "{'answer_inject': {'inject_id': 'A4', 'text': 'x'}}"),
	    CODE(NOT_FOUND));
}

static void endex_ends(void **state)
{
	struct play *play = *state;

	assert_int_equal(desk_do(play->controller, "{'end_exercise': {'clock_revision': 0}}"),
	    CODE(WRONG_STATE));
	play_start(play);
	assert_int_equal(desk_do(play->controller, "{'start_exercise': {}}"), CODE(WRONG_STATE));
	ACCEPTED(desk_do(play->controller, "{'end_exercise': {'clock_revision': 1}}"));
	desk_wait(play->observer, EVENT_KIND(EXERCISE_ENDED));
	assert_int_equal(
	    desk_do(play->controller, "{'release_inject': {'inject_id': 'A1', 'revision': 1}}"),
	    CODE(WRONG_STATE));
	assert_int_equal(desk_do(play->controller, "{'resume_clock': {'clock_revision': 2}}"),
	    CODE(WRONG_STATE));
	hall_restart(play->hall, true);
	desk_wait_welcome(play->observer, 2);
	assert_int_equal(desk_count(play->observer, EVENT_KIND(CLOCK_RESTORED)), 0);
}

/* Away for longer than may be bridged: it comes back paused. */
static void a_long_outage_pauses(void **state)
{
	struct hall hall;
	struct play play;
	const Convene__V1__Event *event;

	(void)state;
	hall_open(&hall, "bridge_ms: 1ms\n");
	play_open(&play, &hall);
	play_start(&play);
	hall_restart(&hall, true);
	event = desk_wait(play.police, EVENT_KIND(CLOCK_PAUSED));
	assert_int_equal(event->clock_paused->cause, CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE);
	desk_wait_welcome(play.controller, 2);
	desk_wait_all(play.controller);
	ACCEPTED(desk_do(play.controller, "{'resume_clock': {'clock_revision': %u}}",
	    play_clock_revision(&play)));
	hall_close(&hall);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, play_setup, play_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(the_clock_delivers),
	    TEST(injects_are_handled),
	    TEST(people_read_answer_and_decide),
	    TEST(the_simcell_answers),
	    TEST(anybody_may_stop_for_welfare),
	    TEST(a_jump_asks_fires_or_staggers),
	    TEST(two_controllers_do_not_lose_updates),
	    TEST(a_restart_keeps_everything),
	    TEST(endex_ends),
	    cmocka_unit_test(a_long_outage_pauses),
	};

	return cmocka_run_group_tests_name("conduct", tests, NULL, NULL);
}
