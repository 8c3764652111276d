#include "server/live/batch.h"

#include "tests/unit/live/live_fixture.h"

/* What was put in is copied, whatever becomes of it; one row of each kind makes it full. */
static void rows_are_copied(void **state)
{
	struct batch batch = {0};
	char name[] = "Ana";
	uint8_t salt[16] = {1}, data[] = {5, 6}, event[] = {1, 2, 3}, digest[DIGEST_SIZE] = {4};
	struct window_entry entry = {.seq = 9, .bytes = event, .event_len = 2, .envelope_len = 1};

	(void)state;
	assert_true(batch_is_empty(&batch));
	for (int i = 0; i < 40; i++) {
		batch_add_entry(&batch, &entry, i == 39 ? digest : NULL, 1000 + i);
		batch_add_invite(
		    &batch, &(struct journal_invite){.invite_id = 3, .person_name = name});
		batch_add_token(&batch, &(struct journal_token){.participant_id = 4});
		batch_add_person(&batch,
		    &(struct journal_person){.participant_id = 4, .name = name, .salt = salt});
		batch_add_piece(&batch,
		    &(struct journal_piece){.data = data, .data_len = 2, .size_bytes = 2}, 77);
	}
	name[0] = 'x';
	salt[0] = data[0] = digest[0] = 'x';
	assert_int_equal(batch.rows.entry_count, 40);
	assert_int_equal(batch.rows.invite_count, 40);
	assert_int_equal(batch.rows.token_count, 40);
	assert_int_equal(batch.rows.person_count, 40);
	assert_int_equal(batch.rows.piece_count, 40);
	assert_string_equal(batch.rows.invites[39].person_name, "Ana");
	assert_string_equal(batch.rows.people[39].name, "Ana");
	assert_int_equal(batch.rows.people[39].salt[0], 1);
	assert_int_equal(batch.rows.pieces[39].data[0], 5);
	assert_int_equal(batch.piece_askers[39], 77);
	assert_null(batch.rows.entries[0].seal_digest);
	assert_int_equal(batch.rows.entries[39].seal_digest[0], 4);
	assert_int_equal(batch.rows.entries[39].seal_wall_ms, 1039);
	/* each event has random bytes of its own */
	assert_memory_not_equal(batch.rows.entries[0].salt, batch.rows.entries[1].salt,
	    sizeof(batch.rows.entries[0].salt));
	/* the event's bytes are the window's */
	assert_ptr_equal(batch.rows.entries[0].event, event);
	assert_ptr_equal(batch.rows.entries[0].envelope, event + 2);
	assert_int_equal(batch.bytes, 40 * (3 + 16 * 1024)); /* small as the pieces are */
	batch_clear(&batch);
	assert_true(batch_is_empty(&batch));
	assert_int_equal(batch.bytes, 0);
	batch_add_token(&batch, &(struct journal_token){.participant_id = 4});
	assert_false(batch_is_empty(&batch));
	batch_deinit(&batch);
	assert_true(batch_is_empty(&batch));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_copied)};

	return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
