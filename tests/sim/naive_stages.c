#include "tests/sim/naive_stages.h"

#include "server/exercise/ground/index.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/welfare.h"

#include <string.h>

/* Kinds of events that come after ENDEX; `closed`: also when the exercise is closed. */
static const struct {
	Convene__V1__Event__BodyCase kind;
	bool closed;
} late[] = {
    {CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED, false},
    {CONVENE__V1__EVENT__BODY_RECORD_RELEASED, true},
    {CONVENE__V1__EVENT__BODY_INVITE_ISSUED, true},
    {CONVENE__V1__EVENT__BODY_INVITE_REVOKED, true},
    {CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED, true},
    {CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED, true},
    {CONVENE__V1__EVENT__BODY_WELFARE_RAISED, true},
    {CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED, true},
    {CONVENE__V1__EVENT__BODY_INJECT_READ, false},
    {CONVENE__V1__EVENT__BODY_MESSAGE_READ, false},
    {CONVENE__V1__EVENT__BODY_RECEIPT_REACHED, false},
    {CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED, false},
    {CONVENE__V1__EVENT__BODY_ANNOUNCED, false},
    {CONVENE__V1__EVENT__BODY_THREAD_OPENED, false},
    {CONVENE__V1__EVENT__BODY_MESSAGE_POSTED, false},
    {CONVENE__V1__EVENT__BODY_MESSAGE_VOICED, false},
    /* a wrong channel, which is flagged by itself */
    {CONVENE__V1__EVENT__BODY_CASE_FLAGGED, false},
    {CONVENE__V1__EVENT__BODY_ITEM_CLAIMED, false},
    {CONVENE__V1__EVENT__BODY_ITEM_RELEASED, false},
    {CONVENE__V1__EVENT__BODY_ITEM_DISMISSED, false},
    {CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED, false},
    {CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED, false},
    {CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_CLOSED, false},
    {CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_RESULT, false},
};

static bool may_come(Convene__V1__Event__BodyCase kind, bool closed)
{
	for (size_t i = 0; i < sizeof late / sizeof late[0]; i++) {
		if (late[i].kind == kind) {
			return !closed || late[i].closed;
		}
	}
	return false;
}

/* After ENDEX a message is between control and whomever control writes to, or one team. */
static void check_message(struct world *world, const Convene__V1__MessagePosted *posted)
{
	const Convene__V1__ThreadOpened *thread =
	    world_event(world, world_place(world, posted->thread_id))->thread_opened;
	if (posted->participant_id == 0) {
		assert_int_equal(posted->from->kind_case, CONVENE__V1__PARTY__KIND_CONTROL);
		return;
	}
	for (size_t i = 0; i < thread->n_parties; i++) {
		const Convene__V1__Party *party = thread->parties[i];
		assert_true(party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL ||
		            (party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		                strcmp(party->team_id, posted->from->team_id) == 0));
	}
}

/* --- welfare: looked for backwards from each person's last event --- */

/* Adds to `sums` what the engine has to have counted of this person. */
static void check_calls(struct world *world, uint64_t participant_id, struct welfare *sums)
{
	struct welfare_standing standing;
	bool known = exercise_welfare(world->exercise, participant_id, &standing);
	uint64_t first = 0;
	uint32_t calls = 0;
	bool open = false, called = false;
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_RAISED &&
		    event->welfare_raised->participant_id == participant_id) {
			calls = open ? calls + 1 : 1;
			first = open ? first : seq;
			open = called = true;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED &&
		           event->welfare_answered->participant_id == participant_id) {
			assert_true(open);
			assert_int_equal(event->welfare_answered->calls, calls);
			assert_int_equal(event->welfare_answered->call_seq, first);
			sums->answered++;
			sums->answered_sum += mix_pair(seq, participant_id);
			open = false;
		}
	}
	sums->open += open;
	sums->open_sum += open ? mix_pair(first, calls) : 0;
	assert_int_equal(known, called);
	if (known) {
		assert_int_equal(standing.open, open);
		assert_int_equal(standing.calls, calls);
	}
}

void naive_stages_check(struct world *world, struct naive_stages *tally)
{
	const struct welfare *counted = &world->exercise->welfare;
	struct welfare sums = {.open = 0};
	bool ended = false, closed = false;
	world_forget(world);
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (ended && !may_come(event->body_case, closed)) {
			fail_msg("event %zu of kind %d comes after %s", seq, (int)event->body_case,
			    closed ? "the exercise was closed" : "ENDEX");
		}
		tally->after_endex += ended;
		tally->after_close += closed;
		switch (event->body_case) {
		case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
			ended = true;
			break;
		case CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED:
			assert_true(ended && !closed);
			closed = true;
			break;
		case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
			if (ended) {
				check_message(world, event->message_posted);
			}
			break;
		case CONVENE__V1__EVENT__BODY_WELFARE_RAISED:
			tally->raised++;
			break;
		case CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED:
			tally->answered++;
			break;
		case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
			tally->referrals += event->referral_answered->participant_id == 0;
			break;
		case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
			check_calls(world, event->participant_joined->participant_id, &sums);
			break;
		default:
			break;
		}
	}
	assert_int_equal(counted->open, sums.open);
	assert_int_equal(counted->open_sum, sums.open_sum);
	assert_int_equal(counted->answered, sums.answered);
	assert_int_equal(counted->answered_sum, sums.answered_sum);
}
