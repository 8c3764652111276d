#include "proto/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct row {
	uint64_t id;
	char letter;
};

struct rows {
	struct row *list;
	size_t count, cap;
};

static void test_add(void **state)
{
	(void)state;
	struct rows rows = {NULL, 0, 0};
	for (uint64_t i = 1; i <= 1000; i++) {
		*LIST_ADD(rows.list, rows.count, rows.cap) = (struct row){.id = i * 3};
		assert_true(rows.count <= rows.cap);
	}
	assert_int_equal(rows.count, 1000);
	for (uint64_t id = 0; id <= 3001; id++) {
		const struct row *row = LIST_FIND(rows.list, rows.count, id);
		bool there = id % 3 == 0 && id > 0 && id <= 3000;
		assert_true((row != NULL) == there);
		assert_true(row == NULL || row->id == id);
		assert_int_equal(LIST_PLACE(rows.list, rows.count, id), id == 0 ? 0 : (id - 1) / 3);
	}
	free(rows.list);
}

static void test_empty(void **state)
{
	(void)state;
	const struct rows rows = {NULL, 0, 0};
	assert_null(LIST_FIND(rows.list, rows.count, 0));
	assert_int_equal(LIST_PLACE(rows.list, rows.count, UINT64_MAX), 0);
}

static bool letter_before(const void *element, const void *letter)
{
	return ((const struct row *)element)->letter < *(const char *)letter;
}

static void test_kept_in_order(void **state)
{
	(void)state;
	const char *word = "a list that is kept in the order of its letters";
	struct rows rows = {NULL, 0, 0};
	for (size_t i = 0; word[i] != '\0'; i++) {
		size_t at =
		    list_place(rows.list, rows.count, sizeof *rows.list, letter_before, &word[i]);
		*LIST_INSERT(rows.list, rows.count, rows.cap, at) =
		    (struct row){.id = i, .letter = word[i]};
	}
	assert_int_equal(rows.count, strlen(word));
	for (size_t i = 1; i < rows.count; i++) {
		assert_true(rows.list[i - 1].letter <= rows.list[i].letter);
	}
	while (rows.count > 0) {
		size_t at = rows.count / 2;
		struct row before = at > 0 ? rows.list[at - 1] : (struct row){.id = 0};
		struct row after = at + 1 < rows.count ? rows.list[at + 1] : (struct row){.id = 0};
		LIST_REMOVE(rows.list, rows.count, at);
		assert_true(at == 0 || rows.list[at - 1].id == before.id);
		assert_true(at == rows.count || rows.list[at].id == after.id);
	}
	free(rows.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_add),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_kept_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
