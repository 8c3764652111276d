/* A session from Hello to its end, over a stream in memory: logging in, a command, a reader that is
 * slow, silence, bad input, the end of the exercise. */
#include "tests/unit/session/hall.h"

/* Nothing is said of a joining that is not on disk; then everything, in its order. */
static void a_login_waits_for_the_disk(void **state)
{
	struct hall hall;
	struct peer peer, other;
	char code[JOIN_CODE_SIZE], seen[256];

	hall_open(&hall, *state);
	peer_join(&other, &hall, "Cora");
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", code);
	fake_stream_settle(&other.fake);
	peer_read_all(&other, seen, sizeof(seen));
	peer_open(&peer, &hall);
	assert_int_equal(peer.fake.deadline_ms, 10000);
	peer_hello(&peer, code, "Ana");
	assert_false(peer.fake.vouched);
	fake_stream_settle(&peer.fake);
	assert_true(peer.fake.vouched);
	assert_int_equal(peer.fake.deadline_ms, IDLE_DEADLINE_MS);
	assert_int_equal(peer.fake.output.len, 0);
	fake_stream_settle(&other.fake);
	assert_null(peer_read(&other)); /* nor is anybody told of who has come */
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	assert_int_equal(peer_read(&peer)->body_case, CONVENE__V1__SERVER_FRAME__BODY_WELCOME);
	assert_string_equal(peer.frame->welcome->team_id, "XA-NGO");
	assert_int_equal(peer.frame->welcome->role, CONVENE__V1__ROLE__ROLE_PLAYER);
	assert_int_equal(peer_read(&peer)->body_case, CONVENE__V1__SERVER_FRAME__BODY_PEOPLE);
	assert_string_equal(peer.frame->people->people[1]->name, "Ana");
	peer_read_all(&peer, seen, sizeof(seen));
	assert_string_equal(seen + strspn(seen, "L"), "CE");
	assert_int_equal(peer.fake.cut, 0); /* there was room for all of it */
	fake_stream_settle(&other.fake);
	peer_read_all(&other, seen, sizeof(seen));
	assert_string_equal(seen, "EPL");
	peer_close(&other);
	peer_close(&peer);
	hall_close(&hall);
}

static void a_command_is_answered_after_its_events(void **state)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	struct hall hall;
	struct peer peer, other;
	char seen[64];

	hall_open(&hall, *state);
	peer_join(&other, &hall, "Ben");
	peer_join(&peer, &hall, "Cora");
	fake_stream_settle(&other.fake);
	peer_read_all(&other, seen, sizeof(seen));
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	peer_command(&peer, &hall, &command);
	fake_stream_settle(&peer.fake);
	assert_null(peer_read(&peer));
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	fake_stream_settle(&other.fake);
	peer_read_all(&peer, seen, sizeof(seen));
	assert_true(strspn(seen, "L") > 0);
	assert_string_equal(seen + strspn(seen, "L"), "R");
	peer_read_all(&other, seen, sizeof(seen));
	assert_true(strspn(seen, "L") > 0 && seen[strspn(seen, "L")] == '\0');

	/* what is refused has nothing to wait for */
	peer_command(&peer, &hall, &command);
	fake_stream_settle(&peer.fake);
	assert_int_equal(peer_read(&peer)->body_case, CONVENE__V1__SERVER_FRAME__BODY_RESULT);
	assert_non_null(peer.frame->result->error);
	assert_int_equal(peer.frame->result->command_id.data[0], hall.commands);
	peer_close(&other);
	peer_close(&peer);
	hall_close(&hall);
}

/* However input is cut, and however little the peer takes at a time, it is told the same. */
static void a_slow_peer_is_told_the_same(void **state)
{
	struct hall hall;
	struct peer fast, slow;
	char code[JOIN_CODE_SIZE], expected[256], seen[256];

	hall_open(&hall, *state);
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_EVALUATOR, NULL, code);
	peer_open(&fast, &hall);
	peer_open(&slow, &hall);
	slow.fake.piece = 1;
	slow.fake.takes = 1;
	peer_hello(&fast, code, "Fay");
	peer_hello(&slow, code, "Sue");
	fake_stream_turn(&fast.fake);
	fake_stream_turn(&slow.fake);
	hall_commit(&hall);
	fake_stream_settle(&fast.fake);
	fake_stream_settle(&slow.fake);
	peer_read_all(&fast, expected, sizeof(expected));
	peer_read_all(&slow, seen, sizeof(seen));
	/* who came first is told besides that another came */
	assert_int_equal(strspn(expected, "WPLC"), strspn(seen, "WPLC"));
	assert_memory_equal(expected, seen, strspn(seen, "WPLC"));
	assert_true(slow.fake.cut > 10); /* names and answers */
	assert_true(slow.fake.writes > 2 * fast.fake.writes);
	peer_close(&slow);
	peer_close(&fast);
	hall_close(&hall);
}

/* Answers that nobody takes do not pile up: reading stops, for as long as they are not taken. */
static void a_peer_that_takes_nothing_is_not_read(void **state)
{
	enum { PINGS = 20000 };
	struct hall hall;
	struct peer peer;
	size_t unread;

	hall_open(&hall, *state);
	peer_join(&peer, &hall, "Cora");
	while (peer_read(&peer) != NULL)
		;
	peer.fake.takes = 0;
	for (uint64_t i = 1; i <= PINGS; i++) {
		Convene__V1__Ping ping = CONVENE__V1__PING__INIT;

		ping.nonce = i;
		peer_send(&peer, CONVENE__V1__CLIENT_FRAME__BODY_PING, &ping);
	}
	fake_stream_settle(&peer.fake);
	assert_true(peer.fake.paused);
	assert_int_equal(peer.fake.deadline_ms, 0); /* what is not read cannot be late */
	unread = peer.fake.input.len;
	assert_true(unread > 0);
	fake_stream_turn(&peer.fake);
	assert_int_equal(peer.fake.input.len, unread);

	peer.fake.takes = 10000;
	fake_stream_settle(&peer.fake);
	assert_false(peer.fake.paused);
	assert_int_equal(peer.fake.input.len, 0);
	assert_int_equal(peer.fake.deadline_ms, peer.fake.now_ms + IDLE_DEADLINE_MS);
	for (uint64_t i = 1; i <= PINGS; i++) {
		assert_int_equal(peer_read(&peer)->body_case, CONVENE__V1__SERVER_FRAME__BODY_PONG);
		assert_int_equal(peer.frame->pong->nonce, i);
	}
	assert_null(peer_read(&peer));
	peer_close(&peer);
	hall_close(&hall);
}

static void silence_has_an_end(void **state)
{
	Convene__V1__Ping ping = CONVENE__V1__PING__INIT;
	struct hall hall;
	struct peer stranger, peer;

	hall_open(&hall, *state);
	peer_open(&stranger, &hall);
	fake_stream_pass(&stranger.fake, 9999);
	fake_stream_settle(&stranger.fake);
	assert_null(peer_read(&stranger));
	fake_stream_pass(&stranger.fake, 1);
	fake_stream_settle(&stranger.fake);
	assert_int_equal(peer_read_error(&stranger), CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT);
	assert_true(stranger.fake.closed);

	peer_join(&peer, &hall, "Cora");
	fake_stream_pass(&peer.fake, IDLE_DEADLINE_MS - 1);
	peer_send(&peer, CONVENE__V1__CLIENT_FRAME__BODY_PING, &ping);
	fake_stream_settle(&peer.fake);
	fake_stream_pass(&peer.fake, IDLE_DEADLINE_MS - 1);
	fake_stream_settle(&peer.fake);
	assert_false(peer.fake.closed);
	fake_stream_pass(&peer.fake, 1);
	fake_stream_settle(&peer.fake);
	assert_int_equal(peer_read_error(&peer), CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT);
	assert_true(peer.fake.closed);
	peer_close(&stranger);
	peer_close(&peer);
	hall_close(&hall);
}

static void expect_end(
    struct hall *hall, const char *bytes, size_t len, Convene__V1__ErrorCode code)
{
	struct peer peer;

	peer_open(&peer, hall);
	fake_stream_send(&peer.fake, bytes, len);
	fake_stream_settle(&peer.fake);
	assert_int_equal(peer_read_error(&peer), code);
	assert_true(peer.fake.closed);
	assert_false(peer.fake.vouched);
	peer_close(&peer);
}

static void bad_input_is_refused_and_the_stream_closed(void **state)
{
	struct hall hall;

	hall_open(&hall, *state);
	expect_end(&hall, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11,
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME);
	expect_end(&hall, "\x81\x80\x04", 3, CONVENE__V1__ERROR_CODE__ERROR_CODE_FRAME_TOO_LARGE);
	expect_end(&hall, "\x02\x0a\x05", 3, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME);
	expect_end(&hall, "\x02\x1a\x00", 3, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_ORDER);
	hall_close(&hall);
}

/* Who is told to wait and goes on sending is not read for a second; what it has to wait for is the
 * very command that was refused first. */
static void who_does_not_listen_is_not_read(void **state)
{
	Convene__V1__LogDecision nothing = CONVENE__V1__LOG_DECISION__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	struct hall hall;
	struct peer peer;
	char code[JOIN_CODE_SIZE];
	unsigned refused = 0;

	hall_open(&hall, *state);
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", code);
	peer_open(&peer, &hall);
	peer_hello(&peer, code, "Ana");
	fake_stream_settle(&peer.fake);
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &nothing;
	for (int i = 0; i < 60 + 2 * COMMANDS_IN_FLIGHT_MAX; i++) {
		peer_command(&peer, &hall, &command);
		fake_stream_settle(&peer.fake);
		assert_false(peer.fake.paused);
	}
	for (const Convene__V1__ServerFrame *frame; (frame = peer_read(&peer)) != NULL;) {
		if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_RESULT) {
			refused += frame->result->error->code ==
			           CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED;
		}
	}
	assert_int_equal(refused, 2 * COMMANDS_IN_FLIGHT_MAX);
	peer_command(&peer, &hall, &command);
	fake_stream_settle(&peer.fake);
	assert_true(peer.fake.paused);
	fake_stream_pass(&peer.fake, 999);
	assert_true(peer.fake.paused);
	fake_stream_pass(&peer.fake, 1);
	assert_false(peer.fake.paused);
	assert_int_equal(
	    guests_of(&hall.room.guests, hall.room.guests.list[0].participant_id)->unanswered, 0);
	peer_close(&peer);
	hall_close(&hall);
}

/* Who fails waits for the answer; when too many do, the next is told at once to come later, and
 * nobody who has a right code waits for any of them. */
static void failures_are_answered_late(void **state)
{
	struct hall hall;
	static struct peer peers[KNOCKS_WAITING_MAX], one;
	char code[JOIN_CODE_SIZE];

	hall_open(&hall, *state);
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", code);
	for (size_t i = 0; i < KNOCKS_WAITING_MAX; i++) {
		peer_open(&peers[i], &hall);
		peer_hello(&peers[i], "0000-0000-0000-0000", "Eve");
		/* what comes behind it is not looked at */
		fake_stream_send(&peers[i].fake, "\x02\x1a\x00", 3);
		fake_stream_settle(&peers[i].fake);
		assert_int_equal(peers[i].fake.output.len, 0);
	}
	peer_open(&one, &hall);
	peer_hello(&one, "0000-0000-0000-0000", "Eve");
	fake_stream_settle(&one.fake);
	assert_int_equal(peer_read_error(&one), CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED);
	peer_close(&one);
	/* only whoever has a right code is told what else is wrong, and at once */
	peer_open(&one, &hall);
	peer_hello(&one, "0000-0000-0000-0000", "\xe2\x80\x8b");
	fake_stream_settle(&one.fake);
	assert_int_equal(peer_read_error(&one), CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED);
	peer_close(&one);
	peer_open(&one, &hall);
	peer_hello(&one, code, "\xe2\x80\x8b");
	fake_stream_settle(&one.fake);
	assert_int_equal(peer_read_error(&one), CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED);
	peer_close(&one);
	peer_open(&one, &hall);
	peer_hello(&one, code, "Ana");
	fake_stream_settle(&one.fake);
	hall_commit(&hall);
	fake_stream_settle(&one.fake);
	assert_non_null(peer_read(&one)->welcome);
	peer_close(&one);
	/* one goes before it is answered, and makes room */
	fake_stream_cut(&peers[0].fake);
	fake_stream_settle(&peers[0].fake);
	peer_close(&peers[0]);
	peer_open(&peers[0], &hall);
	peer_hello(&peers[0], "0000-0000-0000-0000", "Eve");
	fake_stream_settle(&peers[0].fake);
	for (size_t i = 0; i < KNOCKS_WAITING_MAX; i++) {
		fake_stream_pass(&peers[i].fake, KNOCKS_LATE_MS - 1);
		fake_stream_settle(&peers[i].fake);
		assert_int_equal(peers[i].fake.output.len, 0);
		fake_stream_pass(&peers[i].fake, 1);
		fake_stream_settle(&peers[i].fake);
		assert_int_equal(
		    peer_read_error(&peers[i]), CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL);
		assert_true(peers[i].fake.closed);
		peer_close(&peers[i]);
	}
	assert_int_equal(hall.host.knocks.count, 0);
	hall_close(&hall);
}

/* Whoever is removed is told so when that is on disk, and nothing after it. */
static void somebody_is_removed(void **state)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RemoveParticipant remove = CONVENE__V1__REMOVE_PARTICIPANT__INIT;
	struct hall hall;
	struct peer controller, player;
	char code[JOIN_CODE_SIZE];

	hall_open(&hall, *state);
	peer_join(&controller, &hall, "Cora");
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", code);
	peer_open(&player, &hall);
	peer_hello(&player, code, "Ana");
	fake_stream_settle(&player.fake);
	hall_commit(&hall);
	fake_stream_settle(&player.fake);
	remove.participant_id = peer_read(&player)->welcome->participant_id;
	command.body_case = CONVENE__V1__COMMAND__BODY_REMOVE_PARTICIPANT;
	command.remove_participant = &remove;
	peer_command(&controller, &hall, &command);
	fake_stream_settle(&controller.fake);
	fake_stream_settle(&player.fake);
	assert_false(player.fake.closed);
	hall_commit(&hall);
	fake_stream_settle(&player.fake);
	assert_true(player.fake.closed);
	assert_int_equal(peer_read_error(&player), CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED);
	assert_false(crowd_has(&hall.room.crowd, remove.participant_id));
	peer_close(&player);
	peer_close(&controller);
	hall_close(&hall);
}

/* However often it is asked, a leave is one row, and one answer: no more is done for it. */
static void a_leave_is_one(void **state)
{
	struct hall hall;
	struct peer peer;
	Convene__V1__Leave leave = CONVENE__V1__LEAVE__INIT;
	const struct live *live;

	hall_open(&hall, *state);
	peer_join(&peer, &hall, "Cora");
	live = hall.scene.live;
	for (int i = 0; i < 1000; i++) {
		leave.everywhere = i % 2 == 1;
		peer_send(&peer, CONVENE__V1__CLIENT_FRAME__BODY_LEAVE, &leave);
	}
	fake_stream_settle(&peer.fake);
	assert_int_equal(live->filling.rows.token_end_count, 1);
	assert_false(peer.fake.closed);
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	assert_int_equal(peer_read_error(&peer), CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT);
	assert_true(peer.fake.closed);
	peer_close(&peer);
	hall_close(&hall);
}

/* The exercise stops: everybody is told, also who is in the middle of a frame, whose rest comes
 * first; an answer that waited for the disk is not given any more; and a stream that is not at its
 * end yet outlives the exercise. */
static void the_exercise_stops(void **state)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	Convene__V1__Ping ping = CONVENE__V1__PING__INIT;
	struct hall hall;
	struct peer fast, slow, gone;
	char seen[64];

	hall_open(&hall, *state);
	peer_join(&fast, &hall, "Fay");
	peer_join(&slow, &hall, "Sue");
	peer_join(&gone, &hall, "Gil");
	ping.nonce = UINT64_MAX;
	fake_stream_settle(&slow.fake);
	slow.fake.takes = 3;
	peer_send(&slow, CONVENE__V1__CLIENT_FRAME__BODY_PING, &ping);
	fake_stream_turn(&slow.fake);
	gone.fake.takes = 0;
	fake_stream_settle(&fast.fake);
	peer_read_all(&fast, seen, sizeof(seen));
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	peer_command(&fast, &hall, &command);
	fake_stream_settle(&fast.fake);
	hall_stop(&hall);
	fake_stream_settle(&fast.fake);
	fake_stream_settle(&slow.fake);
	assert_true(fast.fake.closed && slow.fake.closed);
	peer_read_all(&fast, seen, sizeof(seen));
	assert_string_equal(seen, "!");
	assert_int_equal(peer_read_error(&slow), CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN);
	hall_close(&hall);
	peer_close(&gone);
	peer_close(&slow);
	peer_close(&fast);
}

#define PLAY(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAY(a_login_waits_for_the_disk),
	    PLAY(a_command_is_answered_after_its_events),
	    PLAY(a_slow_peer_is_told_the_same),
	    PLAY(a_peer_that_takes_nothing_is_not_read),
	    PLAY(silence_has_an_end),
	    PLAY(bad_input_is_refused_and_the_stream_closed),
	    PLAY(failures_are_answered_late),
	    PLAY(who_does_not_listen_is_not_read),
	    PLAY(somebody_is_removed),
	    PLAY(a_leave_is_one),
	    PLAY(the_exercise_stops),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
