/* A team's own record, over the wire: who gets it and when, and what is in it. */
#include "proto/record.h"
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/hello.h"
#include "tests/integration/play.h"
#include "tests/support/raw_client.h"

#include <stdlib.h>

#define ACCEPTED(call) assert_int_equal(call, 0)
#define DOCUMENT_LEN   700000u

static struct hall the_hall;
static struct play the_play;

static int open_play(void **state)
{
	hall_open(&the_hall, "");
	play_open(&the_play, &the_hall);
	*state = &the_play;
	return 0;
}

/* What a team was sent, as its newcomer is. */
struct sent {
	const struct desk *desk; /* borrowed */
	size_t at;
};

static void compare(void *context, const struct record_entry *entry)
{
	struct sent *sent = context;
	const struct desk_entry *other;

	/* what happened meanwhile is on its way */
	while (sent->at == sent->desk->entry_count) {
		driver_step(the_hall.driver, 1000);
	}
	other = &sent->desk->entries[sent->at++];
	assert_null(entry->envelope);
	assert_int_equal(entry->event_len, other->bytes.len);
	assert_memory_equal(entry->event, other->bytes.data, entry->event_len);
}

/* The record that a desk has fetched is the team's, whole: event by event what `newcomer` of that
 * team was sent. */
static void check_record(const struct desk *desk, const char *class_name,
    const struct desk *newcomer, uint64_t documents)
{
	struct sent sent = {.desk = newcomer};
	size_t before = newcomer->entry_count;
	struct record_options options = {.entry = compare, .context = &sent};
	struct record_verifier *verifier = record_verifier_new(&options);
	const struct record_verdict *verdict;

	record_verifier_feed(verifier, desk->record.data, desk->record.len);
	verdict = record_verifier_finish(verifier);
	if (!verdict->ok) {
		fail_msg("%s", verdict->text);
	}
	assert_string_equal(verdict->class_name, class_name);
	assert_int_equal(verdict->events, sent.at);
	assert_true(sent.at >= before);
	assert_int_equal(verdict->documents, documents);
	assert_int_equal(verdict->withheld_count, 0);
	record_verifier_free(verifier);
}

/* A document that takes three items of a record. */
static void share_document(struct desk *desk)
{
	uint8_t *bytes = malloc(DOCUMENT_LEN), sha256[32];
	char text[64];

	assert_non_null(bytes);
	for (size_t i = 0; i < DOCUMENT_LEN; i++) {
		bytes[i] = (uint8_t)(i * 31 + i / 251);
	}
	ACCEPTED(desk_upload(desk, bytes, DOCUMENT_LEN, sha256));
	ACCEPTED(desk_do(desk,
	    "{'store_attachment': {'attachment': {'sha256': '%s', 'name': 'list.txt',"
	    " 'media_type': 'text/plain', 'size_bytes': '%u'}}}",
	    sha256_text(sha256, text), DOCUMENT_LEN));
	free(bytes);
}

static void refuse_everybody(struct play *play)
{
	const struct {
		struct desk *desk;
		const char *team_id;
	} rows[] = {{play->police, "XA-POL"}, {play->police, "XA-NGO"}, {play->police, "nobody"},
	    {play->shelter, "XA-POL"}, {play->observer, "XA-POL"}, {play->simulator, "XA-POL"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(
		    desk_fetch_record_of(rows[i].desk, rows[i].team_id), CODE(NOT_PERMITTED));
		assert_int_equal(rows[i].desk->record.len, 0);
	}
}

static void a_team_has_its_own(void **state)
{
	static const char *const secrets[] = {"STAFF-ONLY", "BRIEFING-XA-NGO", "BRIEFING-XB-POL",
	    "BETWEEN-NGO-AND-BANK", "WELFARE-NOTE", "DECISION-OF-NGO"};
	struct play *play = *state;
	struct desk *newcomer;

	play_all(play);
	share_document(play->police);
	refuse_everybody(play);
	/* the direction and evaluators may have it at any time */
	newcomer = desk_join(&the_hall, "player", "XA-POL", "Late");
	ACCEPTED(desk_fetch_record_of(play->controller, "XA-POL"));
	check_record(play->controller, "player/XA-POL", newcomer, 2);
	ACCEPTED(desk_fetch_record_of(play->organiser, "XA-POL"));
	check_record(play->organiser, "player/XA-POL", newcomer, 2);
	ACCEPTED(desk_fetch_record_of(play->evaluator, "XA-POL"));
	check_record(play->evaluator, "player/XA-POL", newcomer, 2);
	assert_int_equal(desk_fetch_record_of(play->evaluator, ""), CODE(NOT_PERMITTED));
	assert_int_equal(desk_fetch_record_of(play->controller, "nobody"), CODE(NOT_FOUND));
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		assert_null(memmem(play->organiser->record.data, play->organiser->record.len,
		    secrets[i], strlen(secrets[i])));
	}
	assert_non_null(memmem(play->organiser->record.data, play->organiser->record.len,
	    "BRIEFING-XA-POL", strlen("BRIEFING-XA-POL")));
}

/* Asked for more than there is, a player is told neither how much there is nor where it lies. */
static void ask_for_too_much(struct hall *hall)
{
	struct raw_client client;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__RecordRequest request = CONVENE__V1__RECORD_REQUEST__INIT;
	const Convene__V1__ServerFrame *answer;

	raw_connect(&client, hall->server.port, NULL);
	raw_login(&client, link_of(hall, "player", "XA-POL"), "Curious");
	request.team_id = (char *)"XA-POL";
	request.through = 1000000000;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST;
	frame.record_request = &request;
	for (bool last = false; !last; request.offset += answer->record_chunk->data.len) {
		assert_true(raw_send_frame(&client, &frame));
		do {
			answer = raw_receive(&client);
			assert_non_null(answer);
		} while (answer->body_case != CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK);
		last = answer->record_chunk->error != NULL;
		assert_false(answer->record_chunk->last);
	}
	assert_int_equal(answer->record_chunk->error->code, CODE(NOT_FOUND));
	assert_string_equal(
	    answer->record_chunk->error->message, "it cannot be read: does not exist");
	raw_close(&client, false);
}

static void a_team_is_given_it(void **state)
{
	struct play *play = *state;
	struct desk *newcomer;

	play_start(play);
	assert_int_equal(
	    desk_do(play->organiser, "{'release_records': {'all': true}}"), CODE(WRONG_STATE));
	ACCEPTED(desk_do(play->controller, "{'end_exercise': {'clock_revision': 1}}"));
	assert_int_equal(
	    desk_do(play->controller, "{'release_records': {'all': true}}"), CODE(NOT_PERMITTED));
	refuse_everybody(play);
	ACCEPTED(desk_do(play->organiser, "{'release_records': {'team_ids': ['XA-POL']}}"));
	desk_wait(play->police, EVENT_KIND(RECORD_RELEASED));
	newcomer = desk_join(&the_hall, "player", "XA-POL", "Late");
	ask_for_too_much(&the_hall);
	ACCEPTED(desk_fetch_record_of(play->police, "XA-POL"));
	check_record(play->police, "player/XA-POL", newcomer, 0);
	/* its own, and that team alone; others are told nothing of it */
	assert_int_equal(desk_fetch_record_of(play->police, ""), CODE(NOT_PERMITTED));
	assert_int_equal(desk_fetch_record_of(play->police, "XA-NGO"), CODE(NOT_PERMITTED));
	assert_int_equal(desk_fetch_record_of(play->shelter, "XA-NGO"), CODE(NOT_PERMITTED));
	assert_int_equal(desk_fetch_record_of(play->shelter, "XA-POL"), CODE(NOT_PERMITTED));
	assert_int_equal(desk_count(play->shelter, EVENT_KIND(RECORD_RELEASED)), 0);
	/* also after the server was started anew */
	hall_restart(&the_hall, true);
	desk_wait_welcome(play->police, 2);
	ACCEPTED(desk_fetch_record_of(play->police, "XA-POL"));
	assert_int_equal(desk_fetch_record_of(play->shelter, "XA-NGO"), CODE(NOT_PERMITTED));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_play, play_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_team_has_its_own),
	    TEST(a_team_is_given_it),
	};

	return cmocka_run_group_tests_name("team_record", tests, NULL, NULL);
}
