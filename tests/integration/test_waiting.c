/* What waits until somebody sees to it, over the wire: calls for welfare, referrals, the hot wash.
 */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"

#define ACCEPTED(call) assert_int_equal(call, 0)

static bool is_answered(void *context)
{
	const struct desk *desk = context;

	return desk->welfare_updates > 0 && !desk->welfare_open;
}

static bool is_open(void *context)
{
	const struct desk *desk = context;

	return desk->welfare_open;
}

/* Open whatever the clock does, over a restart, until it is answered; and only for whom it is. */
static void a_call_stays_until_it_is_answered(void **state)
{
	struct hall *hall = *state;
	struct play play;
	const Convene__V1__Event *event;
	struct desk *colleague, *again;

	play_open(&play, hall);
	colleague = desk_join(hall, "player", "XA-POL", "Colleague");
	play_start(&play);
	ACCEPTED(desk_do(play.police, "{'raise_welfare': {'note': 'I am not well'}}"));
	hall_wait(hall, is_open, play.police, "the caller to be told that the call is open");
	ACCEPTED(desk_do(play.controller, "{'resume_clock': {'clock_revision': %u}}",
	    play_clock_revision(&play)));
	ACCEPTED(desk_do(play.police, "{'raise_welfare': {'note': 'please'}}"));
	hall_restart(hall, true);
	desk_wait_welcome(play.controller, 2);
	desk_wait_welcome(play.police, 2);
	hall_wait(hall, is_open, play.police, "the caller to be told so again");
	assert_int_equal(play.police->welfare_calls, 2);
	assert_int_equal(desk_do(play.simulator, "{'answer_welfare': {'participant_id': '%llu'}}",
	                     (unsigned long long)play.police->participant_id),
	    CODE(NOT_PERMITTED));
	ACCEPTED(desk_do(play.controller,
	    "{'answer_welfare': {'participant_id': '%llu', 'text': 'SOMEBODY-COMES'}}",
	    (unsigned long long)play.police->participant_id));
	hall_wait(hall, is_answered, play.police, "the caller to be told of the answer");
	assert_string_equal(play.police->welfare_text, "SOMEBODY-COMES");
	event = desk_wait(play.organiser, EVENT_KIND(WELFARE_ANSWERED));
	assert_int_equal(event->welfare_answered->calls, 2);
	assert_string_equal(event->welfare_answered->text, "SOMEBODY-COMES");
	/* a colleague in the team, the rest of the staff: nothing, neither event nor update */
	ACCEPTED(desk_do(play.controller, "{'announce': {'text': 'and on'}}"));
	struct desk *others[] = {colleague, play.simulator, play.evaluator, play.observer};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		desk_wait(others[i], EVENT_KIND(ANNOUNCED));
		assert_int_equal(desk_count(others[i], EVENT_KIND(WELFARE_ANSWERED)), 0);
		assert_int_equal(desk_count(others[i], EVENT_KIND(WELFARE_RAISED)), 0);
		assert_int_equal(others[i]->welfare_updates, 0);
	}
	/* the person is told once more after each login, the player's own events say nothing */
	again = play.police;
	again->welfare_updates = 0;
	desk_reconnect(again);
	hall_wait(hall, is_answered, again, "the answer after another login");
	assert_int_equal(desk_count(again, EVENT_KIND(WELFARE_ANSWERED)), 0);
	assert_int_equal(desk_do(play.controller, "{'answer_welfare': {'participant_id': '%llu'}}",
	                     (unsigned long long)again->participant_id),
	    CODE(WRONG_STATE));
}

/* A referral to a team that nobody plays reaches the SimCell, which answers for the team. */
static void a_referral_to_nobody_is_answered(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Chris");
	struct desk *simulator = desk_join(hall, "simulator", "-", "Sim");
	struct desk *police = desk_join(hall, "player", "XA-POL", "Ana");
	const Convene__V1__Event *event;
	unsigned long long case_id, referral, item;

	ACCEPTED(desk_do(controller, "{'start_exercise': {}}"));
	ACCEPTED(desk_do(police, "{'open_case': {'reference': 'W1', 'summary': 's'}}"));
	case_id = (unsigned long long)police->answer.object_id;
	ACCEPTED(desk_do(police,
	    "{'share_case': {'case_id': '%llu', 'to_team_id': 'XB-POL', 'kind': 'referred',"
	    " 'disclosure': {'anyway': true}}}",
	    case_id));
	referral = (unsigned long long)police->answer.object_id;
	item = (unsigned long long)desk_wait(simulator, EVENT_KIND(CASE_SHARED))->seq;
	ACCEPTED(desk_do(simulator, "{'claim_item': {'item_id': '%llu'}}", item));
	/* of a team that is played, its own people answer */
	assert_int_equal(
	    desk_do(simulator,
	        "{'answer_referral': {'case_id': '%llu', 'team_id': 'XA-POL', 'text': 'x'}}",
	        case_id),
	    CODE(NOT_PERMITTED));
	ACCEPTED(desk_do(simulator,
	    "{'answer_referral': {'case_id': '%llu', 'team_id': 'XB-POL', 'accept': true,"
	    " 'contact': 'the desk', 'alternate': 'its deputy'}}",
	    case_id));
	event = desk_wait(police, EVENT_KIND(REFERRAL_ANSWERED));
	assert_int_equal(event->referral_answered->referral_id, referral);
	assert_string_equal(event->referral_answered->team_id, "XB-POL");
	assert_int_equal(event->referral_answered->participant_id, 0);
	assert_int_equal(
	    desk_do(simulator, "{'dismiss_item': {'item_id': '%llu'}}", item), CODE(NOT_FOUND));
	desk_reconnect(police);
	assert_int_equal(desk_count(police, EVENT_KIND(ITEM_CLAIMED)), 0);
}

/* Control and players still talk after ENDEX; then the exercise is closed, and only read. */
static void the_hot_wash_and_the_end(void **state)
{
	struct hall *hall = *state;
	struct play play;
	const Convene__V1__Event *event;
	struct desk *late;

	play_open(&play, hall);
	play_start(&play);
	ACCEPTED(desk_do(play.controller, "{'end_exercise': {'clock_revision': 1}}"));
	ACCEPTED(desk_do(play.police,
	    "{'open_thread': {'subject': 'Hot wash', 'parties': [{'control': true}],"
	    " 'channel': 'plenary', 'text': 'We learnt a lot.'}}"));
	event = desk_wait(play.controller, EVENT_KIND(MESSAGE_POSTED));
	ACCEPTED(desk_do(play.controller,
	    "{'post_message': {'thread_id': '%llu', 'from': {'control': true}, 'text': 'Thanks.'}}",
	    (unsigned long long)event->message_posted->thread_id));
	desk_wait(play.police, EVENT_KIND(MESSAGE_POSTED));
	event = desk_wait(play.police, EVENT_KIND(MESSAGE_POSTED));
	assert_string_equal(event->message_posted->text, "Thanks.");
	assert_int_equal(desk_do(play.police, "{'close_exercise': {}}"), CODE(NOT_PERMITTED));
	ACCEPTED(desk_do(play.organiser, "{'close_exercise': {'note': 'Goodbye'}}"));
	event = desk_wait(play.observer, EVENT_KIND(EXERCISE_CLOSED));
	assert_string_equal(event->exercise_closed->note, "Goodbye");
	assert_int_equal(
	    desk_do(play.controller, "{'announce': {'text': 'x'}}"), CODE(WRONG_STATE));
	/* reading goes on: logging in, also anew, and fetching the record; also after a restart */
	hall_restart(hall, true);
	desk_wait_welcome(play.controller, 2);
	late = desk_join(hall, "player", "XA-POL", "Late");
	assert_int_equal(desk_count(late, EVENT_KIND(EXERCISE_CLOSED)), 1);
	ACCEPTED(desk_do(late, "{'mark_read': {'message_ids': ['%llu']}}",
	    (unsigned long long)desk_last(late, EVENT_KIND(MESSAGE_POSTED))
	        ->message_posted->message_id));
	assert_true(late->answer.unchanged);
	assert_int_equal(desk_fetch_record(play.controller), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_call_stays_until_it_is_answered),
	    TEST(a_referral_to_nobody_is_answered),
	    TEST(the_hot_wash_and_the_end),
	};

	return cmocka_run_group_tests_name("waiting", tests, NULL, NULL);
}
