#include "proto/id_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct thing {
	uint64_t id;
	int what;
};

/* Any number may be an id, 0 and the largest as well: a server is not to be trusted. */
static void ids_lead_to_places(void **state)
{
	struct id_map ids = {.map.count = 0};
	static struct thing things[1000];

	(void)state;
	assert_int_equal(id_map_find(&ids, 0), SIZE_MAX);
	assert_null(ID_MAP_FIND(&ids, things, 7));
	for (size_t i = 0; i < 1000; i++) {
		things[i] =
		    (struct thing){.id = i * i * UINT64_C(0x9e3779b97f4a7c15), .what = (int)i};
		assert_true(id_map_add(&ids, things[i].id, i));
		assert_false(id_map_add(&ids, things[i].id, i + 1));
	}
	assert_true(id_map_add(&ids, UINT64_MAX, 1));
	for (size_t i = 0; i < 1000; i++) {
		assert_int_equal(id_map_find(&ids, things[i].id), i);
		assert_int_equal(ID_MAP_FIND(&ids, things, things[i].id)->what, i);
	}
	assert_ptr_equal(ID_MAP_FIND(&ids, things, UINT64_MAX), &things[1]);
	assert_int_equal(id_map_find(&ids, 12345), SIZE_MAX);
	id_map_deinit(&ids);
	assert_int_equal(id_map_find(&ids, 0), SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(ids_lead_to_places)};

	return cmocka_run_group_tests_name("id_map", tests, NULL, NULL);
}
