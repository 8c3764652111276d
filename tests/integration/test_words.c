/*
 * What people type in the interactive client, against a real server: files that go with the message
 * they were attached for and with no other, however slow the network is; for whom a line is; calls
 * for help. What is sent is looked at where it arrives.
 */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/support/relay.h"
#include "tests/support/typist.h"

#include <stdlib.h>

struct room {
	struct hall hall;
	struct relay relay;
	struct desk *police, *shelter, *controller;
};

static void open_room(struct room *room)
{
	hall_open(&room->hall, NULL);
	relay_start(&room->relay, room->hall.server.port);
	room->controller = desk_join(&room->hall, "controller", "-", "Lea");
	room->police = desk_join(&room->hall, "player", "XB-POL", "Ben");
	room->shelter = desk_join(&room->hall, "player", "XA-NGO", "Noa");
	assert_int_equal(desk_do(room->controller, "{'startExercise':{}}"), 0);
}

static void close_room(struct room *room)
{
	relay_end(&room->relay);
	hall_close(&room->hall);
}

/* `convene join` as a player of XA-POL (or a role), through the relay. */
static void sit_down(struct room *room, struct typist *typist, const char *role, const char *team,
    const char *timeout, bool terminal)
{
	const char *argv[] = {getenv("CONVENE"), "join", "--timeout", timeout, NULL};
	struct join_link link = *test_server_link(&room->hall.server, role, team);
	char text[640];

	link.port = room->relay.port;
	join_link_format(&link, true, text, sizeof(text));
	typist_start(typist, argv, text, "Anna", terminal);
	typist_wait(typist, "what to read first");
}

static void write_file(const struct typist *typist, const char *name, size_t size)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", typist->folder, name);
	file = fopen(path, "we");
	assert_non_null(file);
	for (size_t i = 0; i < size; i++) {
		putc((int)('a' + i % 23), file);
	}
	assert_int_equal(fclose(file), 0);
}

/* The next message that the desk gets. */
static const Convene__V1__MessagePosted *next_message(struct desk *desk)
{
	return desk_wait(desk, EVENT_KIND(MESSAGE_POSTED))->message_posted;
}

static const Convene__V1__ThreadOpened *last_thread(struct desk *desk)
{
	return desk_last(desk, EVENT_KIND(THREAD_OPENED))->thread_opened;
}

static void check_message(struct desk *desk, const char *text, const char *document)
{
	const Convene__V1__MessagePosted *posted = next_message(desk);

	assert_string_equal(posted->text, text);
	assert_int_equal(posted->n_attachments, document != NULL ? 1 : 0);
	if (document != NULL) {
		assert_string_equal(posted->attachments[0]->name, document);
	}
}

/* --- files --- */

static void a_message_waits_for_its_file(void **state)
{
	struct room room;
	struct typist typist;

	(void)state;
	open_room(&room);
	sit_down(&room, &typist, "player", "XA-POL", "20s", true);
	write_file(&typist, "mid.pdf", 600000);
	relay_allow(&room.relay, 0);
	typist_line(&typist, "attach mid.pdf");
	typist_line(&typist, "say XA-NGO here is the list");
	typist_wait(&typist, "waits for \"mid.pdf\", 0 %");
	typist_line(&typist, "say XB-POL nothing for you");
	typist_wait(&typist, "For XB-POL: waits for \"mid.pdf\"");
	typist_line(&typist, "attached");
	typist_wait(&typist, "Waits, for XA-NGO: here is the list");
	relay_allow(&room.relay, -1);
	typist_wait(&typist, "Sent to XA-NGO, with \"mid.pdf\".");
	typist_wait(&typist, "Sent to XB-POL.");
	check_message(room.shelter, "here is the list", "mid.pdf");
	check_message(room.police, "nothing for you", NULL);
	typist_line(&typist, "quit");
	assert_int_equal(typist_end(&typist), 0);
	typist_free(&typist);
	close_room(&room);
}

/* A network that breaks meanwhile changes nothing. */
static void a_broken_connection_separates_nothing(void **state)
{
	struct room room;
	struct typist typist;

	(void)state;
	open_room(&room);
	sit_down(&room, &typist, "player", "XA-POL", "20s", true);
	write_file(&typist, "mid.pdf", 600000);
	relay_allow(&room.relay, 100000);
	typist_line(&typist, "attach mid.pdf");
	typist_line(&typist, "say XA-NGO here is the list");
	typist_wait(&typist, "For XA-NGO: waits for");
	relay_cut(&room.relay);
	relay_allow(&room.relay, -1);
	typist_wait(&typist, "Sent to XA-NGO, with \"mid.pdf\".");
	check_message(room.shelter, "here is the list", "mid.pdf");
	typist_line(&typist, "say XB-POL and another");
	typist_wait(&typist, "to XB-POL by email: and another");
	check_message(room.police, "and another", NULL);
	typist_line(&typist, "quit");
	assert_int_equal(typist_end(&typist), 0);
	typist_free(&typist);
	close_room(&room);
}

/* Lines from a file do not go on without what they wait for, however short the patience. */
static void a_script_waits_as_well(void **state)
{
	struct room room;
	struct typist typist;

	(void)state;
	open_room(&room);
	sit_down(&room, &typist, "player", "XA-POL", "5s", false);
	write_file(&typist, "mid.pdf", 600000);
	typist_line(&typist, "attach missing.pdf");
	typist_line(&typist, "say XA-NGO this was to have a file");
	typist_wait(&typist, "Not attached: cannot read \"missing.pdf\"");
	typist_wait(&typist, "Not sent: \"missing.pdf\" could not be attached");
	typist_line(&typist, "attach mid.pdf");
	typist_line(&typist, "detach");
	typist_line(&typist, "attach mid.pdf");
	typist_line(&typist, "say XA-NOG with a slip of the finger");
	typist_wait(&typist, "there is no \"XA-NOG\"; did you mean \"XA-NGO\"?");
	typist_line(&typist, "say 99999 to a thread that is none");
	typist_line(&typist, "say XA-NGO the list");
	typist_wait(&typist, "Sent to XA-NGO, with \"mid.pdf\".");
	check_message(room.shelter, "the list", "mid.pdf");
	assert_int_equal(typist_end(&typist), 1);
	typist_free(&typist);
	close_room(&room);
}

/* Nothing that waited is sent behind somebody's back, or lost without a word. */
static void what_was_to_wait_is_handed_back(void **state)
{
	struct room room;
	struct typist typist;

	(void)state;
	open_room(&room);
	sit_down(&room, &typist, "player", "XA-POL", "20s", true);
	write_file(&typist, "mid.pdf", 600000);
	relay_allow(&room.relay, 0);
	typist_line(&typist, "attach mid.pdf");
	typist_line(&typist, "say XA-NGO here is the list");
	typist_wait(&typist, "For XA-NGO: waits for");
	typist_line(&typist, "detach mid.pdf");
	typist_wait(&typist, "not sent, for XA-NGO: here is the list");
	typist_line(&typist, "say XA-NGO without it");
	typist_line(&typist, "quit");
	typist_wait(&typist, "Leave without sending it?");
	typist_line(&typist, "no");
	relay_allow(&room.relay, -1);
	typist_wait(&typist, "Sent to XA-NGO.");
	check_message(room.shelter, "without it", NULL);
	typist_line(&typist, "quit");
	assert_int_equal(typist_end(&typist), 0);
	typist_free(&typist);
	close_room(&room);
}

/* --- for whom --- */

static void both_are_meant_or_it_is_asked(void **state)
{
	struct room room;
	struct typist typist;

	(void)state;
	open_room(&room);
	sit_down(&room, &typist, "player", "XA-POL", "20s", true);
	typist_line(&typist, "say XA-NGO XB-POL we meet at noon");
	typist_wait(&typist, "yes: to XA-NGO and XB-POL: we meet at noon");
	typist_wait(&typist, "no: to XA-NGO only: XB-POL we meet at noon");
	typist_line(&typist, "yes");
	typist_wait(&typist, "to XA-NGO, XB-POL by email: we meet at noon");
	check_message(room.shelter, "we meet at noon", NULL);
	check_message(room.police, "we meet at noon", NULL);
	assert_int_equal(last_thread(room.police)->n_parties, 3);
	typist_line(&typist, "say XA-NGO and XB-POL the second");
	typist_wait(&typist, "to XA-NGO, XB-POL by email: the second");
	check_message(room.police, "the second", NULL);
	typist_line(&typist, "say XA-NGO: XB-POL is not to know");
	typist_wait(&typist, "to XA-NGO by email: XB-POL is not to know");
	check_message(room.shelter, "the second", NULL);
	check_message(room.shelter, "XB-POL is not to know", NULL);
	typist_line(&typist, "say XA-NGO XA-PLO hello");
	typist_wait(&typist, "there is no \"XA-PLO\"");
	typist_line(&typist, "quit");
	assert_int_equal(typist_end(&typist), 0);
	assert_int_equal(desk_count(room.police, EVENT_KIND(MESSAGE_POSTED)), 2);
	typist_free(&typist);
	close_room(&room);
}

/* --- calls for help --- */

static void resume(struct room *room)
{
	const Convene__V1__Event *paused = desk_wait(room->controller, EVENT_KIND(CLOCK_PAUSED));

	assert_int_equal(desk_do(room->controller, "{'resumeClock':{'clockRevision':%u}}",
	                     paused->clock_paused->clock_revision),
	    0);
}

static void check_call(struct room *room, const char *note)
{
	const Convene__V1__Event *raised = desk_wait(room->controller, EVENT_KIND(WELFARE_RAISED));

	assert_string_equal(raised->welfare_raised->note, note);
	resume(room);
}

static void the_words_of_the_briefing_work(void **state)
{
	struct room room;
	struct typist typist;

	(void)state;
	open_room(&room);
	sit_down(&room, &typist, "player", "XA-POL", "20s", true);
	typist_line(&typist, "pause for welfare");
	check_call(&room, "");
	typist_wait(&typist, "the controllers know");
	typist_line(&typist, "REAL WORLD fire alarm");
	check_call(&room, "REAL WORLD: fire alarm");
	/* while a question is open, and within a text */
	typist_line(&typist, "say XA-NGO XB-POL we meet at noon");
	typist_wait(&typist, "To all of them?");
	typist_line(&typist, "\"Pause for welfare.\"");
	check_call(&room, "");
	typist_line(&typist, "yes");
	typist_wait(&typist, "to XA-NGO, XB-POL by email: we meet at noon");
	typist_line(&typist, "decide");
	typist_wait(&typist, "(. ends)");
	typist_line(&typist, "REAL WORLD: somebody has fainted");
	check_call(&room, "REAL WORLD: somebody has fainted");
	typist_line(&typist, "we wait");
	typist_line(&typist, ".");
	assert_string_equal(
	    desk_wait(room.controller, EVENT_KIND(DECISION_LOGGED))->decision_logged->text,
	    "we wait");
	typist_line(&typist, "quit");
	assert_int_equal(typist_end(&typist), 0);
	typist_free(&typist);
	close_room(&room);
}

static void every_role_may_call_from_a_script(void **state)
{
	static const char *const roles[] = {"observer", "evaluator", "simulator", "controller"};
	struct room room;

	(void)state;
	open_room(&room);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		struct typist typist;

		sit_down(&room, &typist, roles[i], "-", "20s", false);
		typist_line(&typist, "PAUSE for welfare");
		check_call(&room, "");
		typist_line(&typist, "real world, a fire");
		check_call(&room, "REAL WORLD: a fire");
		assert_int_equal(typist_end(&typist), 0);
		typist_free(&typist);
	}
	close_room(&room);
}

/* `test_integration_words PATTERN` runs some of them. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_message_waits_for_its_file),
	    cmocka_unit_test(a_broken_connection_separates_nothing),
	    cmocka_unit_test(a_script_waits_as_well),
	    cmocka_unit_test(what_was_to_wait_is_handed_back),
	    cmocka_unit_test(both_are_meant_or_it_is_asked),
	    cmocka_unit_test(the_words_of_the_briefing_work),
	    cmocka_unit_test(every_role_may_call_from_a_script),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
