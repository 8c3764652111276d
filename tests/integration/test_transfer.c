/* Documents up and down, and the record. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"
#include "tests/integration/record_log.h"
#include "tests/support/raw_client.h"

#include <openssl/sha.h>
#include <stdlib.h>

#define ACCEPTED(call) assert_int_equal(call, 0)
#define KIB            1024u

/* Room for one document of 200 KiB and a small one, besides the scenario's. */
/* of which a team has three tenths, 307 KiB */
#define SMALL_QUOTA "attachment_quota_bytes: 1048576\n"

static struct hall the_hall;
static struct play the_play;

static int open_play(void **state)
{
	hall_open(&the_hall, SMALL_QUOTA);
	play_open(&the_play, &the_hall);
	*state = &the_play;
	return 0;
}

/* A document that no other looks like. */
static uint8_t *document(size_t len, unsigned seed)
{
	uint8_t *bytes = malloc(len);

	assert_non_null(bytes);
	for (size_t i = 0; i < len; i++) {
		bytes[i] = (uint8_t)(i * 31 + i / 251 + seed);
	}
	return bytes;
}

static Convene__V1__ErrorCode store(struct desk *desk, const uint8_t *sha256, size_t len)
{
	char text[64];

	return desk_do(desk,
	    "{'store_attachment': {'attachment': {'sha256': '%s', 'name': 'list.txt',"
	    " 'media_type': 'text/plain', 'size_bytes': '%zu'}}}",
	    sha256_text(sha256, text), len);
}

static Convene__V1__ErrorCode refer(struct desk *desk, const uint8_t *sha256, const char *word)
{
	char text[64];

	return desk_do(desk,
	    "{'open_thread': {'subject': '%s', 'parties': [{'entity_id': 'clinic'}],"
	    " 'channel': 'email', 'text': 'See there.', 'attachments': [{'sha256': '%s', 'name':"
	    " 'list.txt'}]}}",
	    word, sha256_text(sha256, text));
}

static void a_document_goes_to_those_who_may_see_it(void **state)
{
	struct play *play = *state;
	uint8_t *bytes = document(200 * KIB, 1);
	uint8_t sha256[32], unknown[32] = {7};
	char hidden[512];
	const Convene__V1__Attachment *attachment;

	ACCEPTED(desk_upload(play->shelter, bytes, 200 * KIB, sha256));
	/* uploaded, not stored: it is nobody's yet */
	assert_int_equal(desk_download(play->shelter, sha256), CODE(NOT_FOUND));
	ACCEPTED(store(play->shelter, sha256, 200 * KIB));
	ACCEPTED(desk_download(play->shelter, sha256));
	assert_int_equal(play->shelter->downloaded.len, 200 * KIB);
	assert_memory_equal(play->shelter->downloaded.data, bytes, 200 * KIB);
	ACCEPTED(desk_download(play->simulator, sha256));
	/* others hear nothing of it, and cannot tell it from one that is not there */
	assert_int_equal(desk_download(play->police, sha256), CODE(NOT_FOUND));
	assert_int_equal(desk_download(play->observer, sha256), CODE(NOT_FOUND));
	assert_int_equal(refer(play->police, sha256, "Hidden"), CODE(NOT_FOUND));
	memcpy(hidden, play->police->answer.message, sizeof(hidden));
	assert_int_equal(refer(play->police, unknown, "Unknown"), CODE(NOT_FOUND));
	assert_string_equal(hidden, play->police->answer.message);
	/* until somebody shows it to them */
	ACCEPTED(desk_do(play->shelter,
	    "{'open_thread': {'subject': 'List', 'parties': [{'team_id': 'XA-POL'}], 'channel':"
	    " 'email', 'text': 'Here.', 'attachments': [{'sha256': '%s', 'name': 'x.txt'}]}}",
	    sha256_text(sha256, hidden)));
	attachment =
	    desk_wait(play->police, EVENT_KIND(MESSAGE_POSTED))->message_posted->attachments[0];
	assert_string_equal(attachment->name, "x.txt");
	assert_string_equal(attachment->media_type, "text/plain");
	assert_int_equal(attachment->size_bytes, 200 * KIB);
	ACCEPTED(desk_download(play->police, sha256));
	hall_restart(play->hall, true);
	ACCEPTED(desk_download(play->police, sha256));
	assert_memory_equal(play->police->downloaded.data, bytes, 200 * KIB);
	free(bytes);
}

static void a_hash_alone_gives_nothing(void **state)
{
	struct play *play = *state;
	uint8_t *bytes = document(60 * KIB, 9);
	uint8_t sha256[32], again[32];

	ACCEPTED(desk_upload(play->shelter, bytes, 60 * KIB, sha256));
	ACCEPTED(store(play->shelter, sha256, 60 * KIB));
	/* somebody who has heard the hash, but not seen the document */
	assert_int_equal(store(play->police, sha256, 60 * KIB), CODE(NOT_FOUND));
	assert_int_equal(desk_download(play->police, sha256), CODE(NOT_FOUND));
	/* somebody who has the document too */
	ACCEPTED(desk_upload(play->police, bytes, 60 * KIB, again));
	assert_memory_equal(sha256, again, sizeof(sha256));
	ACCEPTED(store(play->police, sha256, 60 * KIB));
	ACCEPTED(desk_download(play->police, sha256));
	free(bytes);
}

static bool bytes_went_out(void *context)
{
	return convene_stats(driver_peek(((struct desk *)context)->client))->bytes_out > 60 * KIB;
}

static void an_upload_goes_on_after_a_cut(void **state)
{
	struct play *play = *state;
	struct desk *shelter = play->shelter;
	uint8_t *bytes = document(200 * KIB, 2);
	uint8_t sha256[32];

	assert_int_equal(
	    convene_upload(driver_convene(shelter->client), bytes, 200 * KIB, sha256), 0);
	hall_wait(play->hall, bytes_went_out, shelter, "the first pieces");
	desk_cut(shelter);
	desk_wait_welcome(shelter, 2);
	while (shelter->uploads == 0) {
		driver_step(play->hall->driver, 1000);
	}
	ACCEPTED(shelter->transfer.code);
	/* not all of it was sent twice */
	assert_true(convene_stats(driver_peek(shelter->client))->bytes_out < 390 * KIB);
	ACCEPTED(store(shelter, sha256, 200 * KIB));
	ACCEPTED(desk_download(shelter, sha256));
	assert_memory_equal(shelter->downloaded.data, bytes, 200 * KIB);
	free(bytes);
}

static void there_are_limits(void **state)
{
	struct play *play = *state;
	uint8_t *bytes = document(310 * KIB, 3);
	uint8_t sha256[32];

	assert_int_equal(desk_upload(play->shelter, bytes, 310 * KIB, sha256), CODE(QUOTA));
	ACCEPTED(desk_upload(play->shelter, bytes, 100, sha256));
	assert_int_equal(store(play->shelter, sha256, 99), CODE(INVALID));
	sha256[0] ^= 1;
	assert_int_equal(store(play->shelter, sha256, 100), CODE(NOT_FOUND));
	assert_int_equal(desk_upload(play->observer, bytes, 50, sha256), CODE(NOT_PERMITTED));
	free(bytes);
}

/* The answer to one piece. */
static const Convene__V1__AttachmentProgress *send_piece_of(struct raw_client *client, uint8_t id,
    const uint8_t sha256[32], uint64_t size, uint64_t offset, const uint8_t *data, size_t len)
{
	uint8_t upload_id[16] = {id};
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__AttachmentUpload upload = CONVENE__V1__ATTACHMENT_UPLOAD__INIT;
	const Convene__V1__ServerFrame *answer;

	upload.sha256 = (ProtobufCBinaryData){.len = 32, .data = (uint8_t *)(uintptr_t)sha256};
	upload.upload_id = (ProtobufCBinaryData){.len = 16, .data = upload_id};
	upload.size_bytes = size;
	upload.offset = offset;
	upload.data = (ProtobufCBinaryData){.len = len, .data = (uint8_t *)(uintptr_t)data};
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_UPLOAD;
	frame.attachment_upload = &upload;
	assert_true(raw_send_frame(client, &frame));
	do {
		answer = raw_receive(client);
		assert_non_null(answer);
	} while (answer->body_case != CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS);
	assert_memory_equal(answer->attachment_progress->upload_id.data, upload_id, 16);
	return answer->attachment_progress;
}

static const Convene__V1__AttachmentProgress *send_piece(struct raw_client *client,
    const uint8_t sha256[32], uint64_t size, uint64_t offset, const uint8_t *data, size_t len)
{
	return send_piece_of(client, 1, sha256, size, offset, data, len);
}

static void refused_piece(struct raw_client *client, uint64_t size, uint64_t offset, size_t len,
    Convene__V1__ErrorCode code)
{
	static const uint8_t bytes[64 * KIB];
	uint8_t sha256[32] = {1, (uint8_t)code, (uint8_t)len};
	const Convene__V1__AttachmentProgress *progress =
	    send_piece(client, sha256, size, offset, bytes, len);

	assert_non_null(progress->error);
	assert_int_equal(progress->error->code, code);
	assert_int_equal(progress->stored_bytes, 0);
}

/* Checks the answer to a piece; `code` 0: it is no refusal. */
static void expect_progress(const Convene__V1__AttachmentProgress *progress, uint64_t stored_bytes,
    Convene__V1__ErrorCode code)
{
	if (progress->error != NULL && progress->error->code != code) {
		fail_msg("%s", progress->error->message);
	}
	assert_int_equal(progress->error != NULL, code != 0);
	assert_int_equal(progress->stored_bytes, stored_bytes);
}

/* What is announced takes room of the sender's own team, and of nobody else. */
static void what_is_announced_is_the_teams_own(void **state)
{
	struct play *play = *state;
	struct raw_client raw;
	uint8_t *bytes = document(200 * KIB, 5), sha256[32];

	raw_connect(&raw, play->hall->server.port, NULL);
	raw_login(&raw, test_server_link(&play->hall->server, "player", "XB-POL"), "Raw");
	for (uint8_t i = 0; i < 4; i++) {
		uint8_t made_up[32] = {3, i};

		expect_progress(send_piece(&raw, made_up, 70 * KIB, 0, bytes, 1024), 1024, 0);
	}
	expect_progress(
	    send_piece(&raw, (uint8_t[32]){3, 9}, 70 * KIB, 0, bytes, 1024), 0, CODE(QUOTA));
	/* what was begun goes on */
	expect_progress(
	    send_piece(&raw, (uint8_t[32]){3, 0}, 70 * KIB, 1024, bytes, 1024), 2048, 0);
	ACCEPTED(desk_upload(play->shelter, bytes, 200 * KIB, sha256));
	ACCEPTED(store(play->shelter, sha256, 200 * KIB));
	/* what is stored counts on */
	assert_int_equal(desk_upload(play->shelter, bytes, 150 * KIB, sha256), CODE(QUOTA));
	raw_close(&raw, false);
	free(bytes);
}

static void another_size_is_another_upload(void **state)
{
	struct play *play = *state;
	struct raw_client raw;
	uint8_t *bytes = document(3000, 6), sha256[32];

	SHA256(bytes, 3000, sha256);
	raw_connect(&raw, play->hall->server.port, NULL);
	raw_login(&raw, test_server_link(&play->hall->server, "player", "XB-POL"), "Raw");
	expect_progress(send_piece(&raw, sha256, 5000, 0, bytes, 1600), 1600, 0);
	expect_progress(
	    send_piece(&raw, sha256, 3000, 1600, bytes + 1600, 1400), 1600, CODE(INVALID));
	expect_progress(send_piece(&raw, sha256, 3000, 0, bytes, 1600), 1600, CODE(INVALID));
	expect_progress(send_piece_of(&raw, 2, sha256, 3000, 0, bytes, 1024), 1024, 0);
	expect_progress(send_piece_of(&raw, 2, sha256, 3000, 1024, bytes + 1024, 1976), 3000, 0);
	/* all of it is there: there is nothing to go on with */
	expect_progress(send_piece_of(&raw, 2, sha256, 3000, 0, bytes, 3000), 3000, 0);
	raw_close(&raw, false);
	free(bytes);
}

/*
 * Somebody who has heard a hash and a size is told what a made-up hash would get, whether others
 * have stored the document, are about to, or it does not exist; can take nothing, and spoil
 * nothing.
 */
static void others_uploads_do_not_show(void **state)
{
	struct play *play = *state;
	struct raw_client raw, victim;
	uint8_t *bytes = document(60 * KIB, 7), hashes[3][32] = {{0}, {0}, {8}};

	ACCEPTED(desk_upload(play->shelter, bytes, 60 * KIB, hashes[0]));
	ACCEPTED(store(play->shelter, hashes[0], 60 * KIB));
	raw_connect(&victim, play->hall->server.port, NULL);
	raw_login(&victim, test_server_link(&play->hall->server, "player", "XA-NGO"), "Victim");
	SHA256(bytes, 9000, hashes[1]);
	expect_progress(send_piece(&victim, hashes[1], 9000, 0, bytes, 3000), 3000, 0);
	raw_connect(&raw, play->hall->server.port, NULL);
	raw_login(&raw, test_server_link(&play->hall->server, "player", "XB-POL"), "Raw");
	for (size_t i = 0; i < 3; i++) {
		const uint8_t *hash = hashes[i];

		/* under the very id of the victim, too */
		for (uint8_t id = 1; id <= 2; id++) {
			expect_progress(send_piece_of(&raw, id, hash, 310 * KIB, 0, bytes, 2000), 0,
			    CODE(QUOTA));
			expect_progress(
			    send_piece_of(&raw, id, hash, 9000, 0, bytes, 1), 0, CODE(INVALID));
			expect_progress(
			    send_piece_of(&raw, id, hash, 9000, 2000, bytes, 2000), 0, 0);
			expect_progress(
			    send_piece_of(&raw, id, hash, 9000, 0, bytes + 1, 2000), 2000, 0);
			expect_progress(
			    send_piece_of(&raw, id, hash, 9000, 0, bytes + 1, 2000), 2000, 0);
			expect_progress(send_piece_of(&raw, id, hash, 60 * KIB, 2000, bytes, 2000),
			    2000, CODE(INVALID));
			expect_progress(send_piece_of(&raw, id, hash, 9000, 2000, bytes, 7000), 0,
			    CODE(INVALID));
			expect_progress(
			    send_piece_of(&raw, id, hash, 9000, 2000, bytes, 7000), 0, 0);
		}
	}
	/* the victim's is as it was */
	expect_progress(send_piece(&victim, hashes[1], 9000, 3000, bytes + 3000, 6000), 9000, 0);
	assert_int_equal(store(play->police, hashes[1], 9000), CODE(NOT_FOUND));
	raw_close(&raw, false);
	raw_close(&victim, false);
	free(bytes);
}

/* The same bytes, brought by two: each sends all of them, and both have them. */
static void two_bring_the_same(void **state)
{
	struct play *play = *state;
	uint8_t *bytes = document(60 * KIB, 9), sha256[32];
	uint64_t before;

	ACCEPTED(desk_upload(play->shelter, bytes, 60 * KIB, sha256));
	before = convene_stats(driver_peek(play->police->client))->bytes_out;
	ACCEPTED(desk_upload(play->police, bytes, 60 * KIB, sha256));
	assert_true(
	    convene_stats(driver_peek(play->police->client))->bytes_out - before > 60 * KIB);
	ACCEPTED(store(play->police, sha256, 60 * KIB));
	ACCEPTED(store(play->shelter, sha256, 60 * KIB));
	hall_restart(play->hall, true);
	ACCEPTED(desk_download(play->shelter, sha256));
	assert_memory_equal(play->shelter->downloaded.data, bytes, 60 * KIB);
	ACCEPTED(desk_download(play->police, sha256));
	free(bytes);
}

/* What was uploaded is its participant's also after a restart, and goes on where it was. */
static void an_upload_outlives_the_server(void **state)
{
	struct play *play = *state;
	uint8_t *bytes = document(60 * KIB, 10), sha256[32];

	ACCEPTED(desk_upload(play->shelter, bytes, 60 * KIB, sha256));
	hall_restart(play->hall, true);
	desk_wait_welcome(play->shelter, 2);
	ACCEPTED(store(play->shelter, sha256, 60 * KIB));
	ACCEPTED(desk_download(play->shelter, sha256));
	free(bytes);
}

static void strange_pieces_are_refused(void **state)
{
	struct play *play = *state;
	struct raw_client raw;
	uint8_t *bytes = document(3000, 4), sha256[32], wrong[32];
	const Convene__V1__AttachmentProgress *progress;

	raw_connect(&raw, play->hall->server.port, NULL);
	raw_login(&raw, test_server_link(&play->hall->server, "player", "XB-POL"), "Raw");
	refused_piece(&raw, 16 * KIB * KIB + 1, 0, 100, CODE(TOO_LARGE));
	refused_piece(&raw, 0, 0, 0, CODE(TOO_LARGE));
	refused_piece(&raw, 60 * KIB, 0, 48 * KIB + 1, CODE(INVALID));
	refused_piece(&raw, 100, 0, 101, CODE(INVALID));
	refused_piece(&raw, 100, UINT64_MAX, 1, CODE(INVALID));
	refused_piece(&raw, 9000, 0, 1, CODE(INVALID));
	refused_piece(&raw, 100, 0, 0, CODE(INVALID));
	/* pieces that begin in the middle take no room: more of them than the share would hold */
	for (uint8_t i = 0; i < 4; i++) {
		uint8_t middle[32] = {2, i};

		progress = send_piece(&raw, middle, 200 * KIB, 1, bytes, 2000);
		if (progress->error != NULL) {
			fail_msg("%s", progress->error->message);
		}
		assert_int_equal(progress->stored_bytes, 0);
	}
	/* bytes that are not those that were announced */
	SHA256(bytes, 3000, sha256);
	memcpy(wrong, sha256, 32);
	wrong[5] ^= 1;
	assert_int_equal(send_piece(&raw, wrong, 3000, 0, bytes, 1600)->stored_bytes, 1600);
	progress = send_piece(&raw, wrong, 3000, 1600, bytes + 1600, 1400);
	assert_non_null(progress->error);
	assert_int_equal(progress->error->code, CODE(INVALID));
	assert_int_equal(progress->stored_bytes, 0);
	/* nothing of them is left */
	assert_int_equal(send_piece(&raw, wrong, 3000, 1600, bytes, 1400)->stored_bytes, 0);
	/* and the good ones, with a piece twice and one too early */
	assert_int_equal(send_piece(&raw, sha256, 3000, 0, bytes, 1600)->stored_bytes, 1600);
	assert_int_equal(send_piece(&raw, sha256, 3000, 0, bytes, 1600)->stored_bytes, 1600);
	assert_int_equal(
	    send_piece(&raw, sha256, 3000, 1700, bytes + 1700, 1300)->stored_bytes, 1600);
	progress = send_piece(&raw, sha256, 2999, 1600, bytes + 1600, 1399);
	assert_int_equal(progress->error->code, CODE(INVALID));
	assert_int_equal(progress->stored_bytes, 1600);
	progress = send_piece(&raw, sha256, 3000, 1600, bytes + 1600, 1400);
	assert_null(progress->error);
	assert_int_equal(progress->stored_bytes, 3000);
	raw_close(&raw, false);
	free(bytes);
}

static void a_scenarios_document_comes_with_its_inject(void **state)
{
	struct play *play = *state;
	const Convene__V1__Attachment *note = NULL;
	const Convene__V1__Event *loaded;

	loaded = desk_wait(play->controller, EVENT_KIND(SCENARIO_LOADED));
	while (loaded->scenario_loaded->part->n_injects == 0) {
		loaded = desk_wait(play->controller, EVENT_KIND(SCENARIO_LOADED));
	}
	note = loaded->scenario_loaded->part->injects[0]->attachments[0];
	assert_string_equal(note->name, "note.txt");
	ACCEPTED(desk_download(play->controller, note->sha256.data));
	assert_int_equal(desk_download(play->police, note->sha256.data), CODE(NOT_FOUND));
	play_start(play);
	play_jump(play, 10 * 60 * 1000);
	desk_wait(play->police, EVENT_KIND(INJECT_DELIVERED));
	ACCEPTED(desk_download(play->police, note->sha256.data));
	assert_memory_equal(play->police->downloaded.data, "A list of names", 15);
	assert_int_equal(desk_download(play->shelter, note->sha256.data), CODE(NOT_FOUND));
}

static void the_record_is_fetched_while_play_goes_on(void **state)
{
	struct play *play = *state;
	struct desk *controller = play->controller;
	char text[16001];
	struct record_log log;
	size_t events;

	/* large enough for several pieces */
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 50; i++) {
		ACCEPTED(desk_do(controller, "{'announce': {'text': '%s'}}", text));
	}
	events = (size_t)controller->answer.seq;
	controller->record.len = 0;
	controller->record_done = false;
	assert_int_equal(convene_fetch_record(driver_convene(controller->client), NULL), 0);
	while (!controller->record_done) {
		desk_send(play->police, "{'raise_welfare': {}}");
		driver_step(play->hall->driver, 1000);
	}
	ACCEPTED(controller->transfer.code);
	record_log_read(&log, &controller->record);
	/* as long as the log was when the first piece was asked for, or a little longer */
	assert_in_range(log.count, events, events + 40);
	assert_true(controller->record.len > 3 * 256 * KIB);
	record_log_free(&log);
	desk_wait_answers(play->police);
	/* the organiser may have it too; others not, since it holds what they are not sent */
	ACCEPTED(desk_fetch_record(play->organiser));
	assert_int_equal(desk_fetch_record(play->evaluator), CODE(NOT_PERMITTED));
	assert_int_equal(play->evaluator->record.len, 0);
	assert_int_equal(desk_fetch_record(play->police), CODE(NOT_PERMITTED));
	assert_int_equal(desk_fetch_record(play->observer), CODE(NOT_PERMITTED));
	assert_int_equal(desk_fetch_record(play->simulator), CODE(NOT_PERMITTED));
	assert_int_equal(play->police->record.len, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_play, play_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_document_goes_to_those_who_may_see_it),
	    TEST(a_hash_alone_gives_nothing),
	    TEST(an_upload_goes_on_after_a_cut),
	    TEST(there_are_limits),
	    TEST(strange_pieces_are_refused),
	    TEST(what_is_announced_is_the_teams_own),
	    TEST(another_size_is_another_upload),
	    TEST(others_uploads_do_not_show),
	    TEST(two_bring_the_same),
	    TEST(an_upload_outlives_the_server),
	    TEST(a_scenarios_document_comes_with_its_inject),
	    TEST(the_record_is_fetched_while_play_goes_on),
	};

	return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
