/* The SimCell's queue as data: what enters, what leaves, who has it. After each step the items that
 * wait are compared with the engine's, and with those that a viewer with the rights of staff works
 * out from the events alone, by the rules that simcell.proto states. */
#include "tests/unit/exercise/request/request_world.h"

#include "server/exercise/state.h"

#include <stdlib.h>

struct queue_step {
	struct request_step step;
	const char
	    *waits; /* what was remembered, oldest first, "*" behind what is claimed: "1 2*" */
};

#define THREAD(parties)                                                                            \
	"{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't', 'parties': [" parties   \
	"]}}"
#define OPENED       "thread_opened message_posted"
#define POST(thread) "{'post_message': {'thread_id': $" thread ", 'text': 'u'}}"
#define VOICE(thread, party)                                                                       \
	"{'post_message': {'thread_id': $" thread ", 'text': 'u', 'from': {" party "}}}"
#define VOICED      "message_posted message_voiced"
#define CLINIC      "{'entity_id': 'clinic'}"
#define CLAIM(item) "{'claim_item': {'item_id': " item "}}"
#define REQUEST(to)                                                                                \
	"{'send_request': {'content': {'instrument': 'plain', 'channel': 'email', 'to': " to       \
	", 'purpose': 'p', 'legal_basis': 'l'}}}"
#define SENT "request_sent request_assessed"
#define MOVE(request, state)                                                                       \
	"{'move_request': {'request_id': $" request ", 'state': '" state "', 'text': 't'}}"

/* A message's item is the event after the thread's: what is remembered is the step's first event,
 * and "1+" is the one after it. */
static const struct queue_step kinds[] = {
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-POL'}"), .events = OPENED}, 1}, ""},
    {{{.who = "police", .command = THREAD(CLINIC), .events = OPENED}, 1}, "1+"},
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-PRO'}"), .events = OPENED}, 2}, "1+ 2+"},
    {{{.who = "ngo", .command = THREAD("{'control': true}"), .events = OPENED}, 3}, "1+ 2+ 3+"},
    {{{.who = "police", .command = REQUEST(CLINIC), .events = SENT}, 4}, "1+ 2+ 3+ 4"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'CR-POL'}"), .events = SENT}, 5},
        "1+ 2+ 3+ 4 5"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'BR-POL'}"), .events = SENT}, 6},
        "1+ 2+ 3+ 4 5"},
    /* a second message waits too, and one answer is enough for both */
    {{{.who = "police", .command = POST("1"), .events = "message_posted"}, 7}, "1+ 2+ 3+ 4 5 7"},
    {{{.who = "simulator", .command = VOICE("1", "'entity_id': 'clinic'"), .events = VOICED}, 0},
        "2+ 3+ 4 5"},
    {{{.who = "police", .command = POST("1"), .events = "message_posted"}, 1}, "2+ 3+ 4 5 1"},
    /* in a team's name: not one that is played, not one that is no party of it */
    {{{.who = "simulator", .command = VOICE("2", "'team_id': 'AL-POL'"), .code = INVALID}, 0},
        "2+ 3+ 4 5 1"},
    {{{.who = "simulator", .command = VOICE("2", "'team_id': 'AL-PRO'"), .code = INVALID}, 0},
        "2+ 3+ 4 5 1"},
    {{{.who = "simulator", .command = VOICE("2", "'team_id': 'BR-PRO'"), .events = VOICED}, 0},
        "3+ 4 5 1"},
    {{{.who = "simulator", .command = VOICE("3", "'control': true"), .code = INVALID}, 0},
        "3+ 4 5 1"},
    {{{.who = "controller", .command = VOICE("3", "'control': true"), .events = VOICED}, 0},
        "4 5 1"},
    /* to acknowledge is no answer */
    {{{.who = "simulator", .command = MOVE("4", "acknowledged"), .events = "request_moved"}, 0},
        "4 5 1"},
    {{{.who = "simulator", .command = MOVE("4", "answered"), .events = "request_moved"}, 0}, "5 1"},
    {{{.who = "simulator", .command = MOVE("5", "returned"), .events = "request_moved"}, 0}, "1"},
    {{{.who = "police", .command = "{'send_request': {'request_id': $5}}", .events = SENT}, 6},
        "1 6"},
    {{{.who = "police", .command = MOVE("5", "withdrawn"), .events = "request_moved"}, 0}, "1"},
    {{{.who = "police", .command = REQUEST("{'entity_id': 'bank'}"), .events = SENT}, 5}, "1 5"},
    {{{.who = "simulator", .command = MOVE("5", "refused"), .events = "request_moved"}, 0}, "1"},
    {{{.who = "simulator",
          .command = "{'dismiss_item': {'item_id': $1, 'note': 'no'}}",
          .events = "item_dismissed"},
         0},
        ""},
    /* what staff write waits for nobody */
    {{{.who = "simulator",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'from': {'entity_id': 'clinic'}, 'parties': [{'control': true}]}}",
          .events = OPENED " message_voiced"},
         0},
        ""},
    /* canned replies */
    {{{.who = "simulator",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'from': {'entity_id': 'clinic'}, 'parties': [{'team_id': 'AL-POL'}],"
                     " 'canned_reply': 'none'}}",
          .code = NOT_FOUND},
         0},
        ""},
    {{{.who = "simulator",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'from': {'entity_id': 'clinic'}, 'parties': [{'team_id': 'AL-POL'}],"
                     " 'canned_reply': 'closed'}}",
          .events = OPENED " message_voiced milestone_changed"},
         0},
        ""},
    {{{.who = "police",
          .command = "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
                     " 'parties': [{'entity_id': 'clinic'}], 'canned_reply': 'closed'}}",
          .code = INVALID},
         0},
        ""},
    /* a wrong channel is flagged, and nothing else */
    {{{.who = "police",
          .command = "{'open_thread': {'subject': 's', 'channel': 'secure_police', 'text': 't',"
                     " 'parties': [{'team_id': 'AL-NGO'}]}}",
          .events = OPENED " case_flagged"},
         1},
        ""},
    {{{.who = "ngo", .command = POST("1"), .events = "message_posted case_flagged"}, 0}, ""},
    {{{.who = "police",
          .command = "{'open_thread': {'subject': 's', 'channel': 'secure_police', 'text': 't',"
                     " 'parties': [{'team_id': 'BR-POL'}]}}",
          .events = OPENED},
         0},
        ""},
};

static const struct queue_step claims[] = {
    {{{.who = "police", .command = REQUEST(CLINIC), .events = SENT}, 1}, "1"},
    {{{.who = "police", .command = CLAIM("$1"), .code = NOT_PERMITTED}, 0}, "1"},
    {{{.who = "simulator", .command = CLAIM("99999"), .code = NOT_FOUND}, 0}, "1"},
    {{{.who = "simulator", .command = CLAIM("$1"), .events = "item_claimed"}, 0}, "1*"},
    {{{.who = "simulator", .command = CLAIM("$1")}, 0}, "1*"},
    {{{.who = "controller", .command = CLAIM("$1"), .code = CONFLICT, .says = "take it over"}, 0},
        "1*"},
    {{{.who = "controller",
          .command = "{'claim_item': {'item_id': $1, 'take_over': true}}",
          .events = "item_claimed"},
         0},
        "1*"},
    {{{.who = "simulator", .command = "{'release_item': {'item_id': $1}}", .code = CONFLICT}, 0},
        "1*"},
    {{{.who = "simulator", .command = MOVE("1", "answered"), .code = CONFLICT}, 0}, "1*"},
    {{{.who = "simulator", .command = "{'dismiss_item': {'item_id': $1}}", .code = CONFLICT}, 0},
        "1*"},
    {{{.who = "controller",
          .command = "{'release_item': {'item_id': $1}}",
          .events = "item_released"},
         0},
        "1"},
    {{{.who = "controller", .command = "{'release_item': {'item_id': $1}}"}, 0}, "1"},
    {{{.who = "simulator", .command = CLAIM("$1"), .events = "item_claimed"}, 0}, "1*"},
    {{{.who = "controller",
          .command = "{'release_item': {'item_id': $1}}",
          .events = "item_released"},
         0},
        "1"},
    {{{.who = "controller2", .command = CLAIM("$1"), .events = "item_claimed"}, 0}, "1*"},
    {{{.who = "organiser",
          .command = "{'remove_participant': {'participant_id': $2}}",
          .events = "participant_removed"},
         0},
        "1"},
    {{{.who = "controller",
          .command = "{'end_exercise': {'clock_revision': 1}}",
          .events = "exercise_ended"},
         0},
        "1"},
    {{{.who = "simulator", .command = CLAIM("$1"), .code = WRONG_STATE}, 0}, "1"},
};

/* --- what a viewer works out --- */

struct seen_item {
	uint64_t id, thread_id, request_id, claimed_by;
	const Convene__V1__ThreadOpened *thread; /* borrowed: the world's, until it forgets */
	const char *to_team, *from_team;         /* likewise */
};

struct seen {
	struct world *world;
	struct seen_item items[64];
	size_t count;
	int players[16];
};

static bool unplayed(const struct seen *seen, const char *team_id)
{
	int team = exercise_team(seen->world->exercise, team_id);
	return team != NO_TEAM && seen->players[team] == 0;
}

static bool still_waits(const struct seen *seen, const struct seen_item *item)
{
	if (item->thread == NULL) {
		return item->to_team == NULL || unplayed(seen, item->to_team);
	}
	for (size_t i = 0; i < item->thread->n_parties; i++) {
		const Convene__V1__Party *party = item->thread->parties[i];
		if (party->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID ||
		    (strcmp(party->team_id, item->from_team) != 0 &&
		        unplayed(seen, party->team_id))) {
			return true;
		}
	}
	return false;
}

static void take_out(struct seen *seen, uint64_t id, uint64_t thread_id, uint64_t request_id)
{
	size_t kept = 0;
	for (size_t i = 0; i < seen->count; i++) {
		const struct seen_item *item = &seen->items[i];
		bool out = (id != 0 && item->id == id) ||
		           (thread_id != 0 && item->thread_id == thread_id) ||
		           (request_id != 0 && item->request_id == request_id) ||
		           !still_waits(seen, item);
		if (!out) {
			seen->items[kept++] = *item;
		}
	}
	seen->count = kept;
}

static void put_in(struct seen *seen, const struct seen_item *item)
{
	if (still_waits(seen, item)) {
		assert_true(seen->count < sizeof seen->items / sizeof seen->items[0]);
		seen->items[seen->count++] = *item;
	}
}

static void see_message(struct seen *seen, const Convene__V1__MessagePosted *body)
{
	if (body->participant_id == 0) {
		take_out(seen, 0, body->thread_id, 0);
		return;
	}
	put_in(seen, &(struct seen_item){.id = body->message_id,
	                 .thread_id = body->thread_id,
	                 .thread = world_event(seen->world, body->thread_id)->thread_opened,
	                 .from_team = body->from->team_id});
}

static void see_person(struct seen *seen, uint64_t id, int change)
{
	const Convene__V1__ParticipantJoined *joined =
	    world_event(seen->world, id)->participant_joined;
	int team = exercise_team(seen->world->exercise, joined->team_id);
	if (team != NO_TEAM) {
		seen->players[team] += change;
	}
	for (size_t i = 0; change < 0 && i < seen->count; i++) {
		if (seen->items[i].claimed_by == id) {
			seen->items[i].claimed_by = 0;
		}
	}
	if (change > 0) {
		take_out(seen, 0, 0, 0);
	}
}

static void claim(struct seen *seen, uint64_t id, uint64_t by)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (seen->items[i].id == id) {
			seen->items[i].claimed_by = by;
		}
	}
}

static void see(struct seen *seen, const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		see_person(seen, event->participant_joined->participant_id, 1);
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		see_person(seen, event->participant_removed->participant_id, -1);
		break;
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		see_message(seen, event->message_posted);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT: {
		const Convene__V1__Party *to = event->request_sent->content->to;
		bool team = to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID;
		put_in(seen, &(struct seen_item){.id = event->seq,
		                 .request_id = event->request_sent->request_id,
		                 .to_team = team ? to->team_id : NULL});
		break;
	}
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		if (event->request_moved->state !=
		    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED) {
			take_out(seen, 0, 0, event->request_moved->request_id);
		}
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_CLAIMED:
		claim(seen, event->item_claimed->item_id, event->item_claimed->participant_id);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_RELEASED:
		claim(seen, event->item_released->item_id, 0);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_DISMISSED:
		take_out(seen, event->item_dismissed->item_id, 0, 0);
		break;
	default:
		break;
	}
}

/* --- comparing --- */

static void check_waits(struct request_course *course, const char *waits)
{
	struct world *world = &course->small->world;
	const struct queue *queue = &world->exercise->queue;
	struct seen seen = {.world = world};
	for (uint64_t seq = 1; seq <= world->count; seq++) {
		see(&seen, world_event(world, seq));
	}
	size_t count = 0;
	for (const char *at = waits; *at != '\0'; count++) {
		uint64_t id = course->kept[*at++ - '0'];
		if (*at == '+') {
			id++;
			at++;
		}
		bool claimed = *at == '*';
		at += claimed;
		at += *at == ' ';
		assert_true(count < queue->count);
		assert_int_equal(queue->items[count].id, id);
		assert_int_equal(queue->items[count].claimed_by != 0, claimed);
	}
	assert_int_equal(queue->count, count);
	assert_int_equal(seen.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(seen.items[i].id, queue->items[i].id);
		assert_int_equal(seen.items[i].claimed_by, queue->items[i].claimed_by);
	}
	world_forget(world);
}

static void play(struct request_course *course, const struct queue_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		print_message("step %zu\n", i);
		request_play(course, &steps[i].step);
		check_waits(course, steps[i].waits);
	}
}

static void test_kinds(void **state)
{
	play(*state, kinds, sizeof kinds / sizeof kinds[0]);
}

static void test_claims(void **state)
{
	struct request_course *course = *state;
	course->kept[2] = course->small->people.controller2;
	play(course, claims, sizeof claims / sizeof claims[0]);
}

static void test_conflict_names_who(void **state)
{
	struct request_course *course = *state;
	play(course, claims, 6);
	assert_int_equal(course->small->world.last.changed_by, course->small->people.simulator);
}

/* Somebody joins a team that nobody played: what waited for it alone is its own now. */
static const struct queue_step joining[] = {
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-PRO'}"), .events = OPENED}, 1}, "1+"},
    {{{.who = "police", .command = THREAD("{'team_id': 'BR-PRO'}, " CLINIC), .events = OPENED}, 2},
        "1+ 2+"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'BR-PRO'}"), .events = SENT}, 3},
        "1+ 2+ 3"},
    {{{.who = "police", .command = REQUEST("{'team_id': 'CR-POL'}"), .events = SENT}, 4},
        "1+ 2+ 3 4"},
};

static void test_joining(void **state)
{
	struct request_course *course = *state;
	struct world *world = &course->small->world;
	play(course, joining, sizeof joining / sizeof joining[0]);
	uint64_t joined = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-PRO");
	check_waits(course, "2+ 4");
	assert_int_equal(world_do(world, course->small->people.simulator,
	                     "{'post_message': {'thread_id': %llu, 'text': 'u',"
	                     " 'from': {'team_id': 'BR-PRO'}}}",
	                     (unsigned long long)course->kept[1]),
	    INVALID);
	/* nothing comes back when nobody is left; what is written from then on waits */
	assert_int_equal(
	    world_do(world, course->small->people.organiser,
	        "{'remove_participant': {'participant_id': %llu}}", (unsigned long long)joined),
	    0);
	check_waits(course, "2+ 4");
	const struct queue_step later = {
	    {{.who = "police", .command = POST("1"), .events = "message_posted"}, 5}, "2+ 4 5"};
	play(course, &later, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, request_setup, request_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_kinds), TEST(test_claims), TEST(test_conflict_names_who), TEST(test_joining)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
