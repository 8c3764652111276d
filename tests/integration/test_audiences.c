/* What leaves the server for whom: each viewer's stream is the record, filtered. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"
#include "tests/integration/record_log.h"
#include "tests/support/raw_client.h"

/* Written anew, from the words of common.proto: not the server's code. */
static bool may_see(
    const Convene__V1__Audience *audience, Convene__V1__Role role, const char *team_id)
{
	if (audience->everyone) {
		return true;
	}
	for (size_t i = 0; i < audience->n_roles; i++) {
		if (audience->roles[i] == role) {
			return true;
		}
	}
	for (size_t i = 0; i < audience->n_team_ids; i++) {
		if (role == CONVENE__V1__ROLE__ROLE_PLAYER &&
		    strcmp(audience->team_ids[i], team_id) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_staff(Convene__V1__Role role)
{
	return role != CONVENE__V1__ROLE__ROLE_PLAYER && role != CONVENE__V1__ROLE__ROLE_OBSERVER;
}

/* The stream of one viewer against the record, byte by byte. */
static void check_stream(struct desk *desk, const struct record_log *log)
{
	const struct convene *client = driver_peek(desk->client);
	Convene__V1__Role role = convene_role(client);
	size_t at = 0;

	for (size_t i = 0; i < log->count; i++) {
		const struct record_row *row = &log->rows[i];
		const struct desk_entry *got;

		if (!may_see(row->envelope->audience, role, convene_team_id(client))) {
			continue;
		}
		assert_true(at < desk->entry_count);
		got = &desk->entries[at++];
		assert_int_equal(got->event->seq, row->event->seq);
		assert_int_equal(got->bytes.len, row->bytes.len);
		assert_memory_equal(got->bytes.data, row->bytes.data, row->bytes.len);
		assert_int_equal(got->envelope != NULL, is_staff(role));
		if (got->envelope != NULL) {
			assert_int_equal(got->envelope->actor_id, row->envelope->actor_id);
		}
	}
	assert_int_equal(at, desk->entry_count);
}

static void everybody_gets_the_record_filtered(void **state)
{
	struct hall *hall = *state;
	struct play play;
	struct record_log log;
	struct desk *late[3];

	play_open(&play, hall);
	play_all(&play);
	/* those who come afterwards are sent the same from the beginning */
	late[0] = desk_join(hall, "player", "XA-NGO", "Late");
	late[1] = desk_join(hall, "observer", "-", "Late");
	late[2] = desk_join(hall, "evaluator", "-", "Late");
	assert_int_equal(desk_fetch_record(play.controller), 0);
	record_log_read(&log, &play.controller->record);
	for (struct desk *desk = hall->desks; desk != NULL; desk = desk->next) {
		desk_wait_all(desk);
		check_stream(desk, &log);
	}
	assert_true(log.count > 40);
	/* late ones did see something, and not everything */
	assert_true(late[0]->entry_count > 5 && late[0]->entry_count < log.count);
	assert_true(late[1]->entry_count > 5 && late[1]->entry_count < late[0]->entry_count);
	record_log_free(&log);
}

/* Kinds of events that some roles never get. */
static void some_kinds_are_not_for_players(void **state)
{
	static const Convene__V1__Event__BodyCase staff_only[] = {EVENT_KIND(SCENARIO_LOADED),
	    EVENT_KIND(INVITE_ISSUED), EVENT_KIND(INVITE_REVOKED), EVENT_KIND(INJECT_REVISED),
	    EVENT_KIND(WELFARE_RAISED), EVENT_KIND(WELFARE_ANSWERED), EVENT_KIND(MESSAGE_VOICED)};
	struct hall *hall = *state;
	struct play play;

	play_open(&play, hall);
	play_all(&play);
	for (size_t i = 0; i < sizeof(staff_only) / sizeof(staff_only[0]); i++) {
		assert_true(desk_count(play.controller, staff_only[i]) > 0 ||
		            staff_only[i] == EVENT_KIND(INVITE_REVOKED));
		assert_int_equal(desk_count(play.police, staff_only[i]), 0);
		assert_int_equal(desk_count(play.shelter, staff_only[i]), 0);
		assert_int_equal(desk_count(play.observer, staff_only[i]), 0);
	}
	assert_int_equal(desk_count(play.police, EVENT_KIND(BRIEFING_ISSUED)), 1);
	assert_int_equal(desk_count(play.observer, EVENT_KIND(BRIEFING_ISSUED)), 0);
	assert_int_equal(desk_count(play.police, EVENT_KIND(DECISION_LOGGED)), 0);
	assert_int_equal(desk_count(play.simulator, EVENT_KIND(DECISION_LOGGED)), 0);
	assert_int_equal(desk_count(play.evaluator, EVENT_KIND(DECISION_LOGGED)), 1);
	assert_int_equal(desk_count(play.observer, EVENT_KIND(MESSAGE_POSTED)), 0);
}

/* In all the bytes that a player is ever sent, replies and refusals included. */
static void no_secret_is_in_a_players_bytes(void **state)
{
	static const char *const secrets[] = {"STAFF-ONLY", "BRIEFING-XA-NGO", "BRIEFING-XB-POL",
	    "INJECT-R1", "INJECT-A2", "INJECT-A4", "INJECT-A6", "BETWEEN-NGO-AND-BANK",
	    "WELFARE-NOTE", "WELFARE-ANSWER", "DECISION-OF-NGO"};
	struct hall *hall = *state;
	struct play play;
	struct raw_client raw, late;

	play_open(&play, hall);
	raw_connect(&raw, hall->server.port, NULL);
	raw_login(&raw, test_server_link(&hall->server, "player", "XA-POL"), "Raw");
	play_all(&play);
	raw_connect(&late, hall->server.port, NULL);
	raw_login(&late, test_server_link(&hall->server, "player", "XA-POL"), "Late");
	/* the last words of the play are for everybody */
	while (memmem(raw.received.data, raw.received.len, "LAST-WORDS", 10) == NULL) {
		assert_non_null(raw_receive(&raw));
	}
	assert_non_null(memmem(late.received.data, late.received.len, "BRIEFING-XA-POL", 15));
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		size_t len = strlen(secrets[i]);

		if (memmem(raw.received.data, raw.received.len, secrets[i], len) != NULL ||
		    memmem(late.received.data, late.received.len, secrets[i], len) != NULL) {
			fail_msg("a player of XA-POL was sent %s", secrets[i]);
		}
	}
	raw_close(&raw, false);
	raw_close(&late, false);
}

/* What is not there and what is not for the sender are refused in the same words. */
static void a_refusal_does_not_say_what_exists(void **state)
{
	static const char *const asked[][2] = {
	    {"{'answer_inject': {'inject_id': 'A4', 'text': 'x'}}",
	        "{'answer_inject': {'inject_id': 'Q4', 'text': 'x'}}"},
	    {"{'mark_read': {'inject_ids': ['A4']}}", "{'mark_read': {'inject_ids': ['Q4']}}"},
	    {"{'log_decision': {'text': 'x', 'inject_ids': ['A4']}}",
	        "{'log_decision': {'text': 'x', 'inject_ids': ['Q4']}}"},
	};
	struct hall *hall = *state;
	struct play play;
	char hidden[512];
	uint64_t thread;

	play_open(&play, hall);
	play_first_hour(&play);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		Convene__V1__ErrorCode code = desk_do(play.police, "%s", asked[i][0]);
		char *id;

		assert_int_not_equal(code, 0);
		memcpy(hidden, play.police->answer.message, sizeof(hidden));
		assert_int_equal(desk_do(play.police, "%s", asked[i][1]), code);
		id = strstr(hidden, "A4");
		if (id != NULL) {
			*id = 'Q';
		}
		assert_string_equal(hidden, play.police->answer.message);
	}
	thread = desk_last(play.shelter, EVENT_KIND(THREAD_OPENED))->thread_opened->thread_id;
	assert_int_equal(
	    desk_do(play.police, "{'post_message': {'thread_id': '%llu', 'text': 'x'}}",
	        (unsigned long long)thread),
	    CODE(NOT_FOUND));
	assert_int_equal(
	    desk_do(play.police, "{'post_message': {'thread_id': '999999', 'text': 'x'}}"),
	    CODE(NOT_FOUND));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(everybody_gets_the_record_filtered),
	    TEST(some_kinds_are_not_for_players),
	    TEST(no_secret_is_in_a_players_bytes),
	    TEST(a_refusal_does_not_say_what_exists),
	};

	return cmocka_run_group_tests_name("audiences", tests, NULL, NULL);
}
