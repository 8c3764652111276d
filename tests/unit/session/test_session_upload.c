/* Documents that come up over a session: which pieces are taken, and what the others are told. */
#include "server/base/sha256.h"
#include "tests/unit/session/hall.h"

/* Somebody who may upload all that there is room for, as fast as it can be sent. */
static void open_unbounded(struct hall *hall, struct live_fixture *fixture, struct peer *peer)
{
	hall_open(hall, fixture);
	hall->config.without_rates = true;
	hall->config.attachment_quota_bytes = UINT64_C(1) << 30;
	peer_join(peer, hall, "Cora");
}

static void send_piece(struct peer *peer, uint8_t id, uint64_t size, uint64_t offset, size_t len)
{
	static uint8_t bytes[48 * 1024], upload_id[UPLOAD_ID_SIZE], hash[HASH_SIZE];
	Convene__V1__AttachmentUpload upload = CONVENE__V1__ATTACHMENT_UPLOAD__INIT;

	upload_id[0] = id;
	sha256(bytes, 1, hash); /* right for a document of one byte */
	upload.upload_id = (ProtobufCBinaryData){.len = sizeof(upload_id), .data = upload_id};
	upload.sha256 = (ProtobufCBinaryData){.len = sizeof(hash), .data = hash};
	upload.size_bytes = size;
	upload.offset = offset;
	upload.data = (ProtobufCBinaryData){.len = len, .data = bytes};
	peer_send(peer, CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_UPLOAD, &upload);
	fake_stream_settle(&peer->fake);
}

/* Reads the answers that have come; how many there were with `code`; 0: of those
 * without an error. `stored_bytes`: of the last. */
static size_t answers(struct peer *peer, Convene__V1__ErrorCode code, uint64_t *stored_bytes)
{
	const Convene__V1__ServerFrame *frame;
	size_t count = 0;

	while ((frame = peer_read(peer)) != NULL) {
		const Convene__V1__AttachmentProgress *progress = frame->attachment_progress;

		assert_int_equal(
		    frame->body_case, CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS);
		if (progress->error != NULL ? progress->error->code == code : code == 0) {
			*stored_bytes = progress->stored_bytes;
			count++;
		}
	}
	return count;
}

static void another_waits_while_none_can_give_way(void **state)
{
	struct hall hall;
	struct peer peer;
	uint64_t stored;

	open_unbounded(&hall, *state, &peer);
	for (uint8_t i = 0; i < UPLOADS_MAX + 1; i++) {
		send_piece(&peer, i, 2000, 0, 1024);
	}
	assert_int_equal(live_file(hall.scene.live)->uploads.count, UPLOADS_MAX);
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	assert_int_equal(answers(&peer, CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED, &stored), 1);
	/* one that has come to rest makes way */
	send_piece(&peer, UPLOADS_MAX, 2000, 0, 1024);
	assert_int_equal(live_file(hall.scene.live)->uploads.count, UPLOADS_MAX);
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	assert_int_equal(answers(&peer, 0, &stored), 1);
	assert_int_equal(stored, 1024);
	peer_close(&peer);
	hall_close(&hall);
}

/* After a restart nobody knows whose an upload is, until somebody goes on with it. */
static void what_is_gone_on_with_needs_room(void **state)
{
	struct upload_row found = {.team = UPLOAD_OF_NOBODY,
	    .size_bytes = 2000,
	    .stored_bytes = 1024,
	    .queued_bytes = 1024};
	struct upload_row *row;
	struct hall hall;
	struct peer peer;
	uint64_t stored;

	open_unbounded(&hall, *state, &peer);
	send_piece(&peer, 1, 2000, 0, 1024);
	row = live_file(hall.scene.live)->uploads.rows;
	memcpy(found.id, row->id, sizeof(found.id));
	found.id[0] = 2;
	upload_key(row->participant_id, found.id, row->sha256, found.key);
	upload_index_add(&live_file(hall.scene.live)->uploads, &found);
	hall.config.attachment_quota_bytes = 3000;
	send_piece(&peer, 2, 2000, 1024, 976);
	row = upload_index_find(&live_file(hall.scene.live)->uploads, found.key);
	assert_int_equal(row->team, UPLOAD_OF_NOBODY);
	hall_commit(&hall);
	fake_stream_settle(&peer.fake);
	assert_int_equal(answers(&peer, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA, &stored), 1);
	assert_int_equal(stored, 1024); /* it is still there */
	hall.config.attachment_quota_bytes = UINT64_C(1) << 30;
	send_piece(&peer, 2, 2000, 1024, 976);
	row = upload_index_find(&live_file(hall.scene.live)->uploads, found.key);
	assert_int_equal(row->queued_bytes, 2000);
	assert_int_not_equal(row->team, UPLOAD_OF_NOBODY);
	peer_close(&peer);
	hall_close(&hall);
}

/* Uploads a document of one byte, and stores it. */
static void store_byte(struct hall *hall, struct peer *peer)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StoreAttachment store = CONVENE__V1__STORE_ATTACHMENT__INIT;
	Convene__V1__Attachment document = CONVENE__V1__ATTACHMENT__INIT;
	uint8_t upload_id[UPLOAD_ID_SIZE] = {1}, hash[HASH_SIZE];

	send_piece(peer, 1, 1, 0, 1);
	hall_commit(hall);
	sha256("", 1, hash);
	document.sha256 = (ProtobufCBinaryData){.len = sizeof(hash), .data = hash};
	document.name = (char *)(uintptr_t) "byte.txt";
	document.size_bytes = 1;
	store.attachment = &document;
	store.upload_id = (ProtobufCBinaryData){.len = sizeof(upload_id), .data = upload_id};
	command.body_case = CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT;
	command.store_attachment = &store;
	peer_command(peer, hall, &command);
	fake_stream_settle(&peer->fake);
	hall_commit(hall);
}

/* What is there already stays; the upload of the same is put aside, and goes after a while. */
static void what_is_put_aside_is_known(void **state)
{
	const struct upload_index *uploads;
	struct hall hall;
	struct peer staff, player;
	struct batch batch = {0};
	uint8_t hash[HASH_SIZE];
	char code[JOIN_CODE_SIZE];

	open_unbounded(&hall, *state, &staff);
	uploads = &live_file(hall.scene.live)->uploads;
	hall_invite(&hall, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", code);
	peer_open(&player, &hall);
	peer_hello(&player, code, "Ana");
	fake_stream_settle(&player.fake);
	hall_commit(&hall);
	fake_stream_settle(&player.fake);
	sha256("", 1, hash);
	store_byte(&hall, &staff);
	assert_int_equal(uploads->count, 0);
	assert_true(exercise_refers_to_attachment(live_engine(hall.scene.live), hash));
	store_byte(&hall, &player);
	assert_int_equal(uploads->count, 1);
	assert_memory_not_equal(uploads->rows[0].key, hash, HASH_SIZE);
	upload_index_expire(&live_file(hall.scene.live)->uploads, &batch, 1);
	upload_index_expire(&live_file(hall.scene.live)->uploads, &batch, 2 + UPLOAD_UNUSED_MS);
	assert_int_equal(uploads->count, 0);
	assert_int_equal(batch.rows.upload_drop_count, 1);
	batch_deinit(&batch);
	peer_close(&player);
	peer_close(&staff);
	hall_close(&hall);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(another_waits_while_none_can_give_way),
	    TEST(what_is_gone_on_with_needs_room),
	    TEST(what_is_put_aside_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
