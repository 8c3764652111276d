/* A name comes before the first event that speaks of its person, however much else is going on. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/support/raw_client.h"

#include <stdlib.h>
#include <unistd.h>

/* More than in a small exercise, where presence is told at once. */
#define MANY 104

static int open_hall(void **state)
{
	static struct hall hall;

	hall_open(&hall, "max_unauthenticated_per_address: 1000\n");
	*state = &hall;
	return 0;
}

static void send_announcement(struct raw_client *raw, uint8_t number)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Announce announce = CONVENE__V1__ANNOUNCE__INIT;
	uint8_t id[16] = {number};

	announce.text = (char *)"All well.";
	command.id.data = id;
	command.id.len = sizeof(id);
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &announce;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_COMMAND;
	frame.command = &command;
	assert_true(raw_send_frame(raw, &frame));
}

/* Everything that was sent before has been carried out, but for the disk. */
static void ping(struct raw_client *raw)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Ping body = CONVENE__V1__PING__INIT;
	const Convene__V1__ServerFrame *answer;

	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_PING;
	frame.ping = &body;
	assert_true(raw_send_frame(raw, &frame));
	do {
		answer = raw_receive(raw);
		assert_non_null(answer);
	} while (answer->body_case != CONVENE__V1__SERVER_FRAME__BODY_PONG);
}

static bool names(const Convene__V1__ServerFrame *frame, const char *name, uint64_t *id)
{
	for (size_t i = 0; frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_PEOPLE &&
	                   i < frame->people->n_people;
	     i++) {
		if (strcmp(frame->people->people[i]->name, name) == 0) {
			*id = frame->people->people[i]->participant_id;
			return true;
		}
	}
	return false;
}

/* Who joins in this frame; 0: nobody. */
static uint64_t joins(const Convene__V1__ServerFrame *frame)
{
	uint64_t id = 0;

	if (frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_ENTRIES) {
		return 0;
	}
	for (size_t i = 0; i < frame->entries->n_entry; i++) {
		const ProtobufCBinaryData *bytes = &frame->entries->entry[i]->event;
		Convene__V1__Event *event =
		    convene__v1__event__unpack(NULL, bytes->len, bytes->data);

		assert_non_null(event);
		if (event->body_case == CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED) {
			id = event->participant_joined->participant_id;
		}
		convene__v1__event__free_unpacked(event, NULL);
	}
	return id;
}

/* Reads on until somebody joins, whose name has to be known by then. */
static void name_comes_first(struct raw_client *raw, const char *name)
{
	const Convene__V1__ServerFrame *frame;
	uint64_t named = 0, joined = 0;

	while (joined == 0) {
		frame = raw_receive(raw);
		assert_non_null(frame);
		names(frame, name, &named);
		joined = joins(frame);
	}
	if (named != joined) {
		fail_msg(
		    "%llu joins, and is not known as %s yet", (unsigned long long)joined, name);
	}
}

/* The answer to a command waits for the command's events, and holds up what stands behind it. */
static void a_name_does_not_wait_behind_an_answer(void **state)
{
	struct hall *hall = *state;
	struct raw_client controller, player;
	int held;

	raw_connect(&controller, hall->server.port, NULL);
	raw_login(&controller, test_server_link(&hall->server, "controller", "-"), "Cora");
	held = hall_hold_commits(hall);
	/* the first one's commit is held; the second's waits for it, and Ana is in that, too */
	send_announcement(&controller, 1);
	send_announcement(&controller, 2);
	ping(&controller);
	raw_connect(&player, hall->server.port, NULL);
	assert_true(raw_hello(&player, test_server_link(&hall->server, "player", "XA-POL"), "Ana"));
	while (test_server_log_count(&hall->server, "is participant", NULL, 0) < 2) {
		ping(&controller);
	}
	close(held);
	name_comes_first(&controller, "Ana");
	raw_close(&player, false);
	raw_close(&controller, false);
}

static void a_name_comes_first_among_many(void **state)
{
	struct hall *hall = *state;
	const struct join_link *link = test_server_link(&hall->server, "player", "XA-POL");
	static struct raw_client many[MANY];
	struct raw_client controller, player;
	char name[16];

	raw_connect(&controller, hall->server.port, NULL);
	raw_login(&controller, test_server_link(&hall->server, "controller", "-"), "Cora");
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "P%d", i);
		raw_connect(&many[i], hall->server.port, NULL);
		raw_login(&many[i], link, name);
		name_comes_first(&controller, name);
		/* one who has just come, with those who came meanwhile */
		if (i > 0) {
			name_comes_first(&many[i - 1], name);
		}
	}
	raw_connect(&player, hall->server.port, NULL);
	raw_login(&player, link, "Zoe");
	name_comes_first(&many[MANY - 1], "Zoe");
	raw_close(&player, false);
	for (int i = 0; i < MANY; i++) {
		raw_close(&many[i], false);
	}
	raw_close(&controller, false);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_hall, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_name_does_not_wait_behind_an_answer),
	    TEST(a_name_comes_first_among_many),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
