/* Whose uploads there are, and which of them go. */
#include "server/live/upload_index.h"

#include "tests/unit/live/live_fixture.h"

static struct upload_row row_of(uint64_t participant_id, uint8_t number)
{
	struct upload_row row = {.participant_id = participant_id,
	    .team = (int)participant_id,
	    .id = {number},
	    .sha256 = {7},
	    .size_bytes = 100};
	upload_key(participant_id, row.id, row.sha256, row.key);
	return row;
}

static void a_key_is_one_participants(void **state)
{
	struct upload_row mine = row_of(1, 1), yours = row_of(2, 1), other = row_of(1, 2);
	uint8_t key[HASH_SIZE];
	(void)state;
	assert_memory_not_equal(mine.key, yours.key, HASH_SIZE);
	assert_memory_not_equal(mine.key, other.key, HASH_SIZE);
	upload_key(1, mine.id, (uint8_t[HASH_SIZE]){8}, key);
	assert_memory_not_equal(mine.key, key, HASH_SIZE);
	upload_key(1, mine.id, mine.sha256, key);
	assert_memory_equal(mine.key, key, HASH_SIZE);
}

static void rows_come_and_go(void **state)
{
	struct upload_index index = {0};
	(void)state;
	for (uint8_t i = 0; i < 200; i++) {
		struct upload_row row = row_of(i % 2 + 1, i);
		assert_null(upload_index_find(&index, row.key));
		assert_memory_equal(upload_index_add(&index, &row)->key, row.key, HASH_SIZE);
	}
	/* as large as they were said to become */
	assert_int_equal(upload_index_bytes(&index, 1), 100 * 100);
	assert_int_equal(upload_index_bytes(&index, 3), 0);
	for (uint8_t i = 0; i < 200; i += 2) {
		upload_index_remove(&index, row_of(1, i).key);
	}
	upload_index_remove(&index, row_of(1, 0).key);
	assert_int_equal(index.count, 100);
	assert_int_equal(upload_index_bytes(&index, 1), 0);
	assert_int_equal(upload_index_bytes(&index, 2), 100 * 100);
	for (uint8_t i = 0; i < 200; i++) {
		struct upload_row row = row_of(i % 2 + 1, i);
		assert_int_equal(upload_index_find(&index, row.key) != NULL, i % 2);
	}
	upload_index_deinit(&index);
}

static void the_oldest_of_ones_own_gives_way(void **state)
{
	struct upload_index index = {0};
	struct batch batch = {0};
	struct upload_row other = row_of(2, 0);
	(void)state;
	other.touched_ms = 1;
	upload_index_add(&index, &other);
	for (uint8_t i = 0; i < UPLOADS_MAX; i++) {
		struct upload_row row = row_of(1, i);
		assert_true(upload_index_make_way(&index, &batch, 1));
		row.touched_ms = 1000 - i;
		row.queued_bytes = i == UPLOADS_MAX - 1 ? 10 : 0; /* on its way to disk */
		upload_index_add(&index, &row);
	}
	assert_true(batch_is_empty(&batch));
	assert_true(upload_index_make_way(&index, &batch, 1));
	assert_int_equal(batch.rows.upload_drop_count, 1);
	assert_memory_equal(
	    batch.rows.upload_drops[0].bytes, row_of(1, UPLOADS_MAX - 2).key, HASH_SIZE);
	assert_null(upload_index_find(&index, row_of(1, UPLOADS_MAX - 2).key));
	assert_non_null(upload_index_find(&index, other.key));
	batch_deinit(&batch);
	upload_index_deinit(&index);
}

/* All of them on their way to disk: no other begins. More than there may be, as those that a
 * restarted server finds again: all that are too many go. */
static void none_gives_way_before_it_rests(void **state)
{
	struct upload_index index = {0};
	struct batch batch = {0};
	(void)state;
	for (uint8_t i = 0; i < UPLOADS_MAX + 2; i++) {
		struct upload_row row = row_of(1, i);
		row.queued_bytes = 10;
		upload_index_add(&index, &row);
	}
	assert_false(upload_index_make_way(&index, &batch, 1));
	assert_true(upload_index_make_way(&index, &batch, 2));
	assert_true(batch_is_empty(&batch));
	for (size_t i = 0; i < index.count; i++) {
		index.rows[i].stored_bytes = 10;
	}
	assert_true(upload_index_make_way(&index, &batch, 1));
	assert_int_equal(index.count, UPLOADS_MAX - 1);
	assert_int_equal(batch.rows.upload_drop_count, 3);
	batch_deinit(&batch);
	upload_index_deinit(&index);
}

static void what_is_old_goes(void **state)
{
	struct upload_index index = {0};
	struct batch batch = {0};
	struct upload_row begun = row_of(1, 1), whole = row_of(1, 2), found = row_of(0, 3);
	(void)state;
	begun.touched_ms = whole.touched_ms = 1000;
	whole.stored_bytes = whole.queued_bytes = 100;
	upload_index_add(&index, &begun);
	upload_index_add(&index, &whole);
	upload_index_add(&index, &found);
	upload_index_expire(&index, &batch, 1000 + UPLOAD_IDLE_MS);
	assert_int_equal(index.count, 3);
	upload_index_expire(&index, &batch, 1001 + UPLOAD_IDLE_MS);
	assert_null(upload_index_find(&index, begun.key));
	assert_int_equal(upload_index_bytes(&index, 1), 100);
	/* one that was found in the file is old from then on */
	upload_index_expire(&index, &batch, 1001 + 2 * UPLOAD_IDLE_MS);
	assert_null(upload_index_find(&index, found.key));
	assert_non_null(upload_index_find(&index, whole.key));
	upload_index_expire(&index, &batch, 1001 + UPLOAD_UNUSED_MS);
	assert_int_equal(index.count, 0);
	assert_int_equal(batch.rows.upload_drop_count, 3);
	batch_deinit(&batch);
	upload_index_deinit(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_key_is_one_participants),
	    cmocka_unit_test(rows_come_and_go),
	    cmocka_unit_test(the_oldest_of_ones_own_gives_way),
	    cmocka_unit_test(none_gives_way_before_it_rests),
	    cmocka_unit_test(what_is_old_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
