/* Documents and the record: pieces, resuming, checks. */
#include "client/lib/convene.h"

#include "tests/unit/client/fake_server.h"

#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DOCUMENT 100000

static uint8_t document[DOCUMENT];
static uint64_t counter;

static int set_up(void **state)
{
	struct convene_options options = fake_options(&counter);
	struct convene *client = convene_new(&options);

	for (size_t i = 0; i < DOCUMENT; i++) {
		document[i] = (uint8_t)(i * 31 + i / 251);
	}
	fake_log_in(client, 0, 4, 0);
	*state = client;
	return 0;
}

static int tear_down(void **state)
{
	convene_free(*state);
	return 0;
}

/* Of the upload whose piece was looked at last. */
static uint8_t last_id[CONVENE_UPLOAD_ID_SIZE];

static void feed_progress(struct convene *client, uint8_t *sha256, uint64_t stored, const char *why)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentProgress progress = CONVENE__V1__ATTACHMENT_PROGRESS__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	struct buf bytes = {0};

	progress.sha256.data = sha256;
	progress.sha256.len = 32;
	progress.upload_id.data = last_id;
	progress.upload_id.len = sizeof(last_id);
	progress.stored_bytes = stored;
	if (why != NULL) {
		error.message = (char *)(uintptr_t)why;
		error.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA;
		progress.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS;
	frame.attachment_progress = &progress;
	fake_frame(&bytes, &frame);
	fake_feed(client, &bytes, 1);
	buf_deinit(&bytes);
}

/* The one piece that the client has sent must begin at `offset` and be right. */
static size_t expect_piece(struct convene *client, size_t offset)
{
	struct fake_frames frames;
	const Convene__V1__AttachmentUpload *piece;
	size_t len;

	fake_take(client, &frames);
	assert_int_equal(frames.count, 1);
	assert_int_equal(frames.list[0]->attachment_upload->upload_id.len, sizeof(last_id));
	memcpy(last_id, frames.list[0]->attachment_upload->upload_id.data, sizeof(last_id));
	assert_int_equal(
	    frames.list[0]->body_case, CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_UPLOAD);
	piece = frames.list[0]->attachment_upload;
	len = piece->data.len;
	assert_int_equal(piece->size_bytes, DOCUMENT);
	assert_int_equal(piece->offset, offset);
	assert_in_range(len, 1, CONVENE_PIECE_MAX);
	assert_memory_equal(piece->data.data, document + offset, len);
	fake_free(&frames);
	return len;
}

static void upload_goes_piece_by_piece(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	uint8_t sha256[32], expected[32];
	size_t offset = 0;

	assert_int_equal(convene_upload(client, document, DOCUMENT, sha256), 0);
	assert_int_equal(convene_upload(client, document, DOCUMENT, sha256), CONVENE_E_BUSY);
	SHA256(document, DOCUMENT, expected);
	assert_memory_equal(sha256, expected, 32);
	while (offset < DOCUMENT) {
		offset += expect_piece(client, offset);
		feed_progress(client, sha256, offset, NULL);
		if (offset < DOCUMENT) {
			assert_false(convene_poll(client, &event, 1));
		}
	}
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_UPLOADED);
	assert_null(event.transfer.error);
	assert_memory_equal(event.transfer.sha256, sha256, 32);
	/* and the next one can begin */
	assert_int_equal(convene_upload(client, document, 10, sha256), 0);
}

static void upload_goes_on_where_the_server_is(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	uint8_t sha256[32];

	convene_upload(client, document, DOCUMENT, sha256);
	expect_piece(client, 0);
	feed_progress(client, sha256, 60000, NULL);
	assert_false(convene_poll(client, &event, 1));
	expect_piece(client, 60000);
	/* it lost some of it */
	feed_progress(client, sha256, 10, "restarted");
	assert_false(convene_poll(client, &event, 1));
	expect_piece(client, 10);
	feed_progress(client, sha256, DOCUMENT, NULL);
	assert_true(convene_poll(client, &event, 1));
	assert_null(event.transfer.error);
}

static void upload_that_is_refused_ends(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	uint8_t sha256[32];

	assert_int_equal(convene_upload(client, document, 0, sha256), CONVENE_E_INVALID);
	assert_int_equal(convene_upload(client, document, 200001, sha256), CONVENE_E_TOO_LARGE);
	convene_upload(client, document, DOCUMENT, sha256);
	expect_piece(client, 0);
	feed_progress(client, sha256, 0, "full");
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_UPLOADED);
	assert_string_equal(event.transfer.error->message, "full");
}

static void upload_that_never_gets_anywhere_ends(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	struct fake_frames frames;
	uint8_t sha256[32];
	int answers = 0;

	convene_upload(client, document, DOCUMENT, sha256);
	do {
		fake_take(client, &frames);
		memcpy(last_id, frames.list[0]->attachment_upload->upload_id.data, sizeof(last_id));
		fake_free(&frames);
		feed_progress(client, sha256, 0, NULL);
		assert_true(++answers < 100);
	} while (!convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_UPLOADED);
	assert_non_null(event.transfer.error);
}

/* Its bytes are the caller's again: nothing of them is sent, nor asked for after a new login. */
static void upload_that_is_given_up_is_over(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	struct fake_frames frames;
	uint8_t sha256[32];

	convene_upload(client, document, DOCUMENT, sha256);
	expect_piece(client, 0);
	convene_upload_cancel(client);
	assert_int_equal(convene_uploaded(client), 0);
	feed_progress(client, sha256, 1000, NULL);
	assert_false(convene_poll(client, &event, 1));
	fake_take(client, &frames);
	assert_int_equal(frames.count, 0);
	fake_free(&frames);
	assert_int_equal(convene_upload(client, document, DOCUMENT, sha256), 0);
	expect_piece(client, 0);
}

static void feed_chunk(
    struct convene *client, uint8_t *sha256, size_t offset, size_t len, uint64_t size)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentChunk chunk = CONVENE__V1__ATTACHMENT_CHUNK__INIT;
	struct buf bytes = {0};

	chunk.sha256.data = sha256;
	chunk.sha256.len = 32;
	chunk.offset = offset;
	chunk.data.data = document + offset;
	chunk.data.len = len;
	chunk.size_bytes = size;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_CHUNK;
	frame.attachment_chunk = &chunk;
	fake_frame(&bytes, &frame);
	fake_feed(client, &bytes, 1);
	buf_deinit(&bytes);
}

static void expect_request(struct convene *client, size_t offset)
{
	struct fake_frames frames;

	fake_take(client, &frames);
	assert_int_equal(frames.count, 1);
	assert_int_equal(
	    frames.list[0]->body_case, CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_REQUEST);
	assert_int_equal(frames.list[0]->attachment_request->offset, offset);
	fake_free(&frames);
}

static void download_is_checked(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	uint8_t sha256[32];

	SHA256(document, 70000, sha256);
	assert_int_equal(convene_download(client, sha256), 0);
	assert_int_equal(convene_download(client, sha256), CONVENE_E_BUSY);
	expect_request(client, 0);
	feed_chunk(client, sha256, 0, 49152, 70000);
	assert_false(convene_poll(client, &event, 1));
	expect_request(client, 49152);
	/* the same piece twice does no harm */
	feed_chunk(client, sha256, 0, 49152, 70000);
	assert_false(convene_poll(client, &event, 1));
	feed_chunk(client, sha256, 49152, 70000 - 49152, 70000);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_DOWNLOADED);
	assert_null(event.transfer.error);
	assert_int_equal(event.transfer.len, 70000);
	assert_memory_equal(event.transfer.data, document, 70000);
	/* the wrong bytes under the right name */
	sha256[0] ^= 1;
	convene_download(client, sha256);
	expect_request(client, 0);
	feed_chunk(client, sha256, 0, 100, 100);
	assert_true(convene_poll(client, &event, 1));
	assert_non_null(event.transfer.error);
	assert_null(event.transfer.data);
}

static void feed_record(struct convene *client, uint64_t offset, const char *data, bool last)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__RecordChunk chunk = CONVENE__V1__RECORD_CHUNK__INIT;
	struct buf bytes = {0};

	chunk.offset = offset;
	chunk.through = 50;
	chunk.data.data = (uint8_t *)(uintptr_t)data;
	chunk.data.len = strlen(data);
	chunk.last = last;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK;
	frame.record_chunk = &chunk;
	fake_frame(&bytes, &frame);
	fake_feed(client, &bytes, 1);
	buf_deinit(&bytes);
}

static void expect_record_request(
    struct convene *client, size_t at, uint64_t offset, uint64_t through)
{
	struct fake_frames frames;

	fake_take(client, &frames);
	assert_int_equal(frames.count, at + 1);
	assert_int_equal(
	    frames.list[at]->body_case, CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST);
	assert_int_equal(frames.list[at]->record_request->offset, offset);
	assert_int_equal(frames.list[at]->record_request->through, through);
	assert_string_equal(frames.list[at]->record_request->team_id, "AL-NGO");
	fake_free(&frames);
}

static void record_goes_on_after_a_reconnect(void **state)
{
	struct convene *client = *state;
	struct convene_event event;
	struct buf bytes = {0};
	int64_t now_ms;

	assert_int_equal(convene_fetch_record(client, "AL-NGO"), 0);
	expect_record_request(client, 0, 0, 0);
	feed_record(client, 0, "first", false);
	assert_true(convene_poll(client, &event, 1));
	assert_int_equal(event.kind, CONVENE_RECORD);
	assert_int_equal(event.record.len, 5);
	assert_memory_equal(event.record.data, "first", 5);
	convene_disconnected(client, "gone", 2);
	assert_true(convene_poll(client, &event, 2));
	now_ms = convene_due_ms(client);
	convene_tick(client, now_ms);
	convene_connecting(client, now_ms);
	convene_connected(client, now_ms);
	fake_welcome(&bytes, 7, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO", 0, 4);
	fake_feed(client, &bytes, now_ms);
	assert_true(convene_poll(client, &event, now_ms));
	/* behind the Hello */
	expect_record_request(client, 1, 5, 50);
	/* an answer that was late on the way is not taken twice */
	feed_record(client, 0, "first", false);
	assert_false(convene_poll(client, &event, now_ms));
	feed_record(client, 5, "second", true);
	assert_true(convene_poll(client, &event, now_ms));
	assert_true(event.record.last);
	assert_memory_equal(event.record.data, "second", 6);
	assert_int_equal(convene_fetch_record(client, NULL), 0);
	buf_deinit(&bytes);
}

static void record_that_does_not_go_on_ends(void **state)
{
	struct convene *client = *state;
	struct convene_event event;

	convene_fetch_record(client, NULL);
	feed_record(client, 0, "", false);
	assert_true(convene_poll(client, &event, 1));
	assert_non_null(event.record.error);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(upload_goes_piece_by_piece),
	    TEST(upload_goes_on_where_the_server_is), TEST(upload_that_is_refused_ends),
	    TEST(upload_that_never_gets_anywhere_ends), TEST(upload_that_is_given_up_is_over),
	    TEST(download_is_checked), TEST(record_goes_on_after_a_reconnect),
	    TEST(record_that_does_not_go_on_ends)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
