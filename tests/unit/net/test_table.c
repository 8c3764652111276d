/* Connections by id, and the walks over all of them. */
#include "proto/xalloc.h"
#include "server/net/net_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MANY = 1000 };

struct fixture {
	struct table table;
	struct connection *connections; /* owned */
	unsigned seen[MANY];
	size_t visits;
};

static void init(struct fixture *fixture)
{
	*fixture = (struct fixture){.visits = 0};
	fixture->connections = xcheck(aligned_alloc(CACHE_LINE, MANY * sizeof(struct connection)));
	for (size_t i = 0; i < MANY; i++)
		fixture->connections[i] = (struct connection){.id = i + 1};
}

static void deinit(struct fixture *fixture)
{
	table_deinit(&fixture->table);
	free(fixture->connections);
}

static void add(struct fixture *fixture, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		table_add(&fixture->table, &fixture->connections[i]);
}

static void visit(struct connection *connection, void *context)
{
	struct fixture *fixture = context;

	fixture->seen[connection->id - 1]++;
	fixture->visits++;
}

static void test_find_and_remove(void **state)
{
	struct fixture fixture;

	(void)state;
	init(&fixture);
	assert_null(table_find(&fixture.table, 1));
	add(&fixture, 0, MANY);
	for (size_t i = 0; i < MANY; i += 2)
		table_remove(&fixture.table, &fixture.connections[i]);
	assert_int_equal(fixture.table.count, MANY / 2);
	for (size_t i = 0; i < MANY; i++) {
		struct connection *found = table_find(&fixture.table, i + 1);

		assert_ptr_equal(found, i % 2 == 0 ? NULL : &fixture.connections[i]);
	}
	table_each(&fixture.table, visit, &fixture);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(fixture.seen[i], i % 2);
	deinit(&fixture);
}

/* In parts, each of which is short, all are visited once. */
static void test_parts(void **state)
{
	struct fixture fixture;
	size_t at = 0, most = 0;

	(void)state;
	init(&fixture);
	assert_int_equal(table_each_of(&fixture.table, 0, 64, visit, &fixture), 0);
	add(&fixture, 0, MANY);
	do {
		size_t before = fixture.visits;

		at = table_each_of(&fixture.table, at, 64, visit, &fixture);
		most = fixture.visits - before > most ? fixture.visits - before : most;
	} while (at != 0);
	assert_in_range(most, 1, 64);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(fixture.seen[i], 1);
	deinit(&fixture);
}

/* Nobody is left out of a walk when the table grows meanwhile. */
static void test_parts_while_it_grows(void **state)
{
	struct fixture fixture;
	size_t at, first = MANY / 2, next = MANY / 2;

	(void)state;
	init(&fixture);
	add(&fixture, 0, first);
	at = table_each_of(&fixture.table, 0, 50, visit, &fixture);
	while (at != 0) {
		add(&fixture, next, next + 40 < MANY ? next + 40 : MANY);
		next = next + 40 < MANY ? next + 40 : MANY;
		at = table_each_of(&fixture.table, at, 50, visit, &fixture);
	}
	assert_true(next > first);
	for (size_t i = 0; i < first; i++)
		assert_in_range(fixture.seen[i], 1, 2);
	deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_find_and_remove),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_parts_while_it_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
