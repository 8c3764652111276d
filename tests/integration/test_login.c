/* Who comes in, who does not, and what is said at the door. */
#include "tests/integration/check.h"
#include "tests/integration/hello.h"
#include "tests/support/raw_client.h"

static int open_small_hall(void **state)
{
	static struct hall hall;

	hall_open(&hall, "new_participants_per_code: 3\n");
	*state = &hall;
	return 0;
}

static void a_code_makes_a_participant(void **state)
{
	struct hall *hall = *state;
	struct desk *first = desk_join(hall, "player", "XA-POL", "Ana");
	struct desk *second = desk_join(hall, "player", "XA-POL", "Ben");
	const Convene__V1__Event *joined = desk_last(second, EVENT_KIND(PARTICIPANT_JOINED));

	assert_int_not_equal(first->participant_id, second->participant_id);
	assert_int_equal(joined->participant_joined->participant_id, second->participant_id);
	assert_in_range(second->participant_id, 100000, 999999);
	assert_string_equal(joined->participant_joined->team_id, "XA-POL");
	assert_int_equal(convene_role(driver_peek(second->client)), CONVENE__V1__ROLE__ROLE_PLAYER);
	assert_string_equal(desk_person(second, first->participant_id)->name, "Ana");
}

/* Any way of typing a code, and blanks around a name. */
static void a_code_may_be_typed_badly(void **state)
{
	struct hall *hall = *state;
	struct join_link link = *link_of(hall, "player", "XA-NGO");
	struct convene_options options = {.name = "  Ana Lima \t"};
	char typed[64];
	size_t len = 0;
	struct desk *desk;

	for (const char *at = link.code; *at != '\0'; at++) {
		if (*at == '-') {
			continue;
		}
		typed[len++] = *at == '0'                 ? 'o'
		               : *at == '1'               ? 'l'
		               : *at >= 'A' && *at <= 'Z' ? (char)(*at + 32)
		                                          : *at;
		typed[len++] = ' ';
	}
	typed[len] = '\0';
	options.join_code = typed;
	desk = desk_try(hall, &link, &options);
	desk_wait_welcome(desk, 1);
	desk_wait(desk, EVENT_KIND(PARTICIPANT_JOINED));
	assert_string_equal(desk_person(desk, desk->participant_id)->name, "Ana Lima");
}

static void a_personal_code_is_one_person(void **state)
{
	struct hall *hall = *state;
	struct desk *first, *second;
	char code[32];

	personal(hall, code);
	first = join_by_code(hall, code);
	second = join_by_code(hall, code);
	assert_int_equal(first->participant_id, second->participant_id);
	desk_wait(second, EVENT_KIND(PARTICIPANT_JOINED));
	assert_string_equal(desk_person(second, second->participant_id)->name, "Vera Nagy");
	hall_restart(hall, true);
	first = join_by_code(hall, code);
	assert_int_equal(first->participant_id, second->participant_id);
}

static void a_rotated_personal_code_stays_the_persons(void **state)
{
	struct hall *hall = *state;
	struct desk *organiser = desk_join(hall, "organiser", "-", "Olga");
	char old_code[32];
	struct desk *desk;
	Convene__V1__Hello hello;

	assert_int_equal(desk_do(organiser, "{'issue_invite': {'replaces_invite_id': '%llu'}}",
	                     (unsigned long long)personal(hall, old_code)),
	    0);
	hello = hello_by_code("test", old_code, "");
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	desk = join_by_code(hall, organiser->answer.join_code);
	desk_wait(desk, EVENT_KIND(PARTICIPANT_JOINED));
	assert_string_equal(desk_person(desk, desk->participant_id)->name, "Vera Nagy");
}

static void a_rotated_code_keeps_the_participant(void **state)
{
	struct hall *hall = *state;
	struct desk *organiser = desk_join(hall, "organiser", "-", "Olga");
	char old_code[32];
	uint64_t invite_id = personal(hall, old_code);
	struct desk *before = join_by_code(hall, old_code);
	uint64_t joined_id = before->participant_id;
	Convene__V1__Hello hello;
	uint8_t token[32];

	token_of(before, token);
	assert_int_equal(desk_do(organiser, "{'issue_invite': {'replaces_invite_id': '%llu'}}",
	                     (unsigned long long)invite_id),
	    0);
	/* whoever is in by the old one is out, and stays out */
	assert_int_equal(desk_wait_stopped(before), CODE(BAD_CREDENTIAL));
	assert_string_equal(before->error.message, "your code was replaced; join with the new one");
	hello = hello_by_token(token, 32);
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	hall_restart(hall, true);
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	before = join_by_code(hall, organiser->answer.join_code);
	assert_int_equal(before->participant_id, joined_id);
	hall_restart(hall, true);
	desk_wait_welcome(before, 2);
}

static void a_token_resumes(void **state)
{
	struct hall *hall = *state;
	struct desk *desk = desk_join(hall, "player", "XA-POL", "Ana");
	struct convene_options options = {0};
	struct convene_history history;
	uint8_t token[32];
	struct desk *again;
	Convene__V1__Hello hello;

	token_of(desk, token);
	hall_restart(hall, true);
	options.resume_token = token;
	options.resume_token_len = sizeof(token);
	assert_true(convene_history(driver_peek(desk->client), &history));
	options.history = &history;
	again = desk_try(hall, link_of(hall, "player", "XA-POL"), &options);
	desk_wait_welcome(again, 1);
	assert_int_equal(again->participant_id, desk->participant_id);
	assert_int_equal(again->entry_count, 0);
	token[31] ^= 1;
	hello = hello_by_token(token, 32);
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	hello = hello_by_token(token, 31);
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	hello = hello_by_token(token, 0);
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
}

static void what_is_wrong_is_said(void **state)
{
	struct hall *hall = *state;
	const char *good = link_of(hall, "player", "XA-POL")->code;
	/* nothing to see, and what could be taken for another */
	const char *const bad_names[] = {"", "  ", "\u200b", "\u00a0\u3164", "Ana\u200b",
	    "\u202eanA", "A\302\2331mna", "Ana\nBen"};
	char long_name[102], too_far[] = "Ana";
	Convene__V1__Hello hello = hello_by_code("test", "7KQ2-M4XW-9DHT-2PQA", "Ana");

	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	hello = hello_by_code("test", "no code at all", "Ana");
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL__NOT_SET;
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	hello = hello_by_code("nowhere", good, "Ana");
	assert_int_equal(refused(hall, &hello), CODE(NO_SUCH_EXERCISE));
	hello = hello_by_code("../test", good, "Ana");
	assert_int_equal(refused(hall, &hello), CODE(NO_SUCH_EXERCISE));
	hello = hello_by_code("test", good, "");
	assert_int_equal(refused(hall, &hello), CODE(NAME_REQUIRED));
	hello = hello_by_code("test", good, " \t ");
	assert_int_equal(refused(hall, &hello), CODE(NAME_REQUIRED));
	hello = hello_by_code("test", good, "A\x01na");
	assert_int_equal(refused(hall, &hello), CODE(NAME_REQUIRED));
	hello = hello_by_code("test", good, "A\nna");
	assert_int_equal(refused(hall, &hello), CODE(NAME_REQUIRED));
	memset(long_name, 'x', 101);
	long_name[101] = '\0';
	for (size_t i = 0; i < sizeof(bad_names) / sizeof(bad_names[0]); i++) {
		hello = hello_by_code("test", good, bad_names[i]);
		assert_int_equal(refused(hall, &hello), CODE(NAME_REQUIRED));
	}
	hello = hello_by_code("test", good, long_name);
	assert_int_equal(refused(hall, &hello), CODE(NAME_REQUIRED));
	hello = hello_by_code("test", good, "Ana");
	hello.protocol_version = 2;
	assert_int_equal(refused(hall, &hello), CODE(UNSUPPORTED_VERSION));
	hello = hello_by_code("test", good, too_far);
	hello.number = 1000000;
	hello.check = (ProtobufCBinaryData){.len = 8, .data = (uint8_t *)(uintptr_t) "anything"};
	assert_int_equal(refused(hall, &hello), CODE(OTHER_HISTORY));
	hello.number = 1;
	assert_int_equal(refused(hall, &hello), CODE(OTHER_HISTORY));
	hello.check.len = 0;
	assert_int_equal(refused(hall, &hello), CODE(OTHER_HISTORY));
	/* nobody has come in meanwhile */
	assert_int_equal(
	    desk_count(desk_join(hall, "controller", "-", "Cora"), EVENT_KIND(PARTICIPANT_JOINED)),
	    1);
}

static void a_revoked_code_lets_nobody_in(void **state)
{
	struct hall *hall = *state;
	struct desk *organiser = desk_join(hall, "organiser", "-", "Olga");
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	const Convene__V1__Event *joined = desk_wait(player, EVENT_KIND(PARTICIPANT_JOINED));
	unsigned long long invite;
	Convene__V1__Hello hello;

	while (joined->participant_joined->participant_id != player->participant_id) {
		joined = desk_wait(player, EVENT_KIND(PARTICIPANT_JOINED));
	}
	invite = joined->participant_joined->invite_id;
	assert_int_equal(desk_do(organiser, "{'revoke_invite': {'invite_id': '%llu'}}", invite), 0);
	hello = hello_by_code("test", link_of(hall, "player", "XA-POL")->code, "Ben");
	assert_int_equal(refused(hall, &hello), CODE(BAD_CREDENTIAL));
	/* who is in stays in */
	desk_reconnect(player);
	assert_int_equal(desk_do(player, "{'raise_welfare': {}}"), 0);
	/* unless they are to go, too */
	assert_int_equal(
	    desk_do(organiser,
	        "{'revoke_invite': {'invite_id': '%llu', 'remove_participants': true}}", invite),
	    0);
	assert_int_equal(desk_wait_stopped(player), CODE(REMOVED));
}

static void a_removed_person_is_out(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	struct desk *mate = desk_join(hall, "player", "XA-POL", "Ben");
	uint8_t token[32];
	Convene__V1__Hello hello;

	token_of(player, token);
	assert_int_equal(desk_do(controller, "{'remove_participant': {'participant_id': '%llu'}}",
	                     (unsigned long long)player->participant_id),
	    0);
	assert_int_equal(desk_wait_stopped(player), CODE(REMOVED));
	assert_int_equal(
	    desk_wait(mate, EVENT_KIND(PARTICIPANT_REMOVED))->participant_removed->participant_id,
	    player->participant_id);
	/* said only once it is on disk: a server that is killed now still knows */
	hall_restart(hall, true);
	hello = hello_by_token(token, 32);
	assert_int_equal(refused(hall, &hello), CODE(REMOVED));
}

/* However many are wrong, whoever is right comes in: from the same address, to the same exercise.
 */
static void failures_keep_nobody_out(void **state)
{
	struct hall *hall = *state;
	struct desk *desk = desk_join(hall, "player", "XA-POL", "Ana");
	Convene__V1__Hello wrong = hello_by_code("test", "7KQ2-M4XW-9DHT-2PQA", "Ana");
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	static struct raw_client clients[70];
	unsigned late = 0, at_once = 0;

	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = &wrong;
	for (size_t i = 0; i < 70; i++) {
		raw_connect(&clients[i], hall->server.port, NULL);
		assert_true(raw_send_frame(&clients[i], &frame));
	}
	desk_join(hall, "player", "XA-NGO", "Ben");
	desk_reconnect(desk);
	for (size_t i = 0; i < 70; i++) {
		const Convene__V1__ServerFrame *answer = raw_receive(&clients[i]);

		assert_non_null(answer);
		late += answer->error->code == CODE(BAD_CREDENTIAL);
		at_once +=
		    answer->error->code == CODE(THROTTLED) && answer->error->retry_after_ms == 1000;
		raw_close(&clients[i], false);
	}
	assert_int_equal(late + at_once, 70);
	assert_in_range(late, 64, 70);
}

static void newcomers_are_throttled_by_code(void **state)
{
	struct hall *hall = *state;
	struct desk *organiser = desk_join(hall, "organiser", "-", "Olga");
	struct desk *desk = desk_join(hall, "player", "XA-POL", "Ana");
	Convene__V1__Hello hello =
	    hello_by_code("test", link_of(hall, "player", "XA-POL")->code, "Ben");
	struct raw_client client;
	uint64_t wait_ms = 0;
	int refusals = 0;

	assert_int_equal(desk_do(organiser, "{'issue_invite': {'role': 'player', 'team_id': "
	                                    "'XB-POL', 'person_name': 'Vera Nagy'}}"),
	    0);
	for (int i = 0; i < 200 && refusals == 0; i++) {
		Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
		const Convene__V1__ServerFrame *answer;

		frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
		frame.hello = &hello;
		raw_connect(&client, hall->server.port, NULL);
		assert_true(raw_send_frame(&client, &frame));
		answer = raw_receive(&client);
		assert_non_null(answer);
		if (answer->body_case == CONVENE__V1__SERVER_FRAME__BODY_ERROR) {
			refusals++;
			assert_int_equal(answer->error->code, CODE(THROTTLED));
			wait_ms = answer->error->retry_after_ms;
		}
		raw_close(&client, false);
	}
	assert_int_equal(refusals, 1);
	assert_in_range(wait_ms, 1, 101);
	/* another code, whoever has been here, and whoever is expected by name, are let in */
	raw_connect(&client, hall->server.port, NULL);
	raw_login(&client, link_of(hall, "player", "XA-NGO"), "Eva");
	raw_close(&client, false);
	desk_reconnect(desk);
	join_by_code(hall, organiser->answer.join_code);
}

static void the_log_names_the_client(void **state)
{
	struct hall *hall = *state;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Hello hello =
	    hello_by_code("test", link_of(hall, "player", "XA-POL")->code, "Ben");
	struct raw_client client;
	char line[1024] = "";

	desk_join(hall, "player", "XA-POL", "Ana"); /* it is loaded */
	hello.client = (char *)(uintptr_t) "odd\n\x1b[1mclient\xc2\x9b"
	                                   "31m\u202e 3";
	hello.language = (char *)(uintptr_t) "pt-BR";
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = &hello;
	raw_connect(&client, hall->server.port, NULL);
	assert_true(raw_send_frame(&client, &frame));
	assert_int_equal(raw_receive(&client)->body_case, CONVENE__V1__SERVER_FRAME__BODY_WELCOME);
	assert_int_equal(
	    test_server_log_count(&hall->server, "language \"pt-BR\"", line, sizeof(line)), 1);
	assert_non_null(
	    strstr(line, "client \"odd<U+000A><U+001B>[1mclient<U+009B>31m<U+202E> 3\""));
	raw_close(&client, false);
}

struct sight {
	struct desk *desk;
	uint64_t participant_id;
};

static bool is_seen(void *context)
{
	const struct sight *sight = context;
	const struct desk_person *person = desk_person(sight->desk, sight->participant_id);

	return person != NULL && person->connected && person->named;
}

static void names_and_presence_are_told(void **state)
{
	struct hall *hall = *state;
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	struct desk *mate = desk_join(hall, "player", "XA-POL", "Ben");
	struct desk *other = desk_join(hall, "player", "XB-POL", "Eva");
	struct desk *evaluator = desk_join(hall, "evaluator", "-", "Emil");
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	struct sight sights[] = {{player, mate->participant_id}, {mate, player->participant_id},
	    {controller, player->participant_id}, {controller, evaluator->participant_id},
	    {evaluator, other->participant_id}};

	for (size_t i = 0; i < sizeof(sights) / sizeof(sights[0]); i++) {
		hall_wait(hall, is_seen, &sights[i], "somebody's name and presence");
	}
	/* other teams' players are known by name, not by presence; evaluators not at all */
	assert_true(desk_person(other, player->participant_id)->named);
	assert_false(desk_person(other, player->participant_id)->connected);
	assert_null(desk_person(other, evaluator->participant_id));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_code_makes_a_participant),
	    TEST(a_code_may_be_typed_badly),
	    TEST(a_personal_code_is_one_person),
	    TEST(a_rotated_personal_code_stays_the_persons),
	    TEST(a_rotated_code_keeps_the_participant),
	    TEST(a_token_resumes),
	    TEST(what_is_wrong_is_said),
	    TEST(a_revoked_code_lets_nobody_in),
	    TEST(a_removed_person_is_out),
	    TEST(failures_keep_nobody_out),
	    cmocka_unit_test_setup_teardown(
	        newcomers_are_throttled_by_code, open_small_hall, hall_teardown),
	    TEST(the_log_names_the_client),
	    TEST(names_and_presence_are_told),
	};

	return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
