#include "server/live/attachment_index.h"

#include "server/base/sha256.h"
#include "tests/unit/live/live_fixture.h"

static void hash_of(unsigned number, uint8_t out[HASH_SIZE])
{
	sha256(&number, sizeof(number), out);
}

static void rows_come_and_go(void **state)
{
	struct attachment_index index = {0};
	struct attachment_row *row;
	uint8_t hash[HASH_SIZE];

	(void)state;
	hash_of(0, hash);
	assert_null(attachment_index_find(&index, hash));
	attachment_index_remove(&index, hash);
	for (unsigned i = 0; i < 300; i++) {
		hash_of(i, hash);
		row = attachment_index_add(&index, hash, i + 1, i / 2);
		assert_memory_equal(row->sha256, hash, HASH_SIZE);
		assert_int_equal(row->queued_bytes, i / 2);
	}
	/* what is there counts, not what was announced */
	assert_int_equal(index.total_bytes, 149 * 150);
	/* one that is there stays as it is */
	hash_of(7, hash);
	assert_int_equal(attachment_index_add(&index, hash, 999, 0)->size_bytes, 8);
	assert_int_equal(index.total_bytes, 149 * 150);
	for (unsigned i = 0; i < 300; i += 2) {
		hash_of(i, hash);
		attachment_index_remove(&index, hash);
	}
	for (unsigned i = 0; i < 300; i++) {
		hash_of(i, hash);
		row = attachment_index_find(&index, hash);
		assert_int_equal(row != NULL, i % 2);
		if (row != NULL) {
			assert_int_equal(row->size_bytes, i + 1);
		}
	}
	assert_int_equal(index.count, 150);
	assert_int_equal(index.total_bytes, 149 * 150 / 2);
	for (size_t i = 1; i < index.count; i++) {
		assert_true(memcmp(index.rows[i - 1].sha256, index.rows[i].sha256, HASH_SIZE) < 0);
	}
	attachment_index_deinit(&index);
}

static void a_row_counts_as_far_as_it_has_come(void **state)
{
	struct attachment_index index = {0};
	struct attachment_row *row;
	uint8_t hash[HASH_SIZE];

	(void)state;
	hash_of(1, hash);
	row = attachment_index_add(&index, hash, 1000, 0);
	assert_int_equal(index.total_bytes, 0);
	attachment_index_queue(&index, row, 300);
	assert_int_equal(row->queued_bytes, 300);
	assert_int_equal(row->stored_bytes, 0);
	assert_int_equal(index.total_bytes, 300);
	attachment_index_restart(&index, row, 500);
	assert_int_equal(row->size_bytes, 500);
	assert_int_equal(row->queued_bytes, 0);
	assert_int_equal(index.total_bytes, 0);
	attachment_index_queue(&index, row, 500);
	attachment_index_remove(&index, hash);
	assert_int_equal(index.total_bytes, 0);
	attachment_index_deinit(&index);
}

static void a_row_is_whole_when_all_is_on_disk(void **state)
{
	struct attachment_row row = {.size_bytes = 10, .stored_bytes = 9, .queued_bytes = 10};

	(void)state;
	assert_false(attachment_row_whole(&row));
	row.stored_bytes = 10;
	assert_true(attachment_row_whole(&row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_come_and_go),
	    cmocka_unit_test(a_row_counts_as_far_as_it_has_come),
	    cmocka_unit_test(a_row_is_whole_when_all_is_on_disk),
	};

	return cmocka_run_group_tests_name("attachment_index", tests, NULL, NULL);
}
