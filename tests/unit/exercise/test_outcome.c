#include "server/exercise/state/outcome.h"

#include "tests/sim/world.h"

static void make_id(uint8_t id[COMMAND_ID_SIZE], uint64_t number)
{
	memset(id, 0, COMMAND_ID_SIZE);
	memcpy(id, &number, sizeof number);
}

static void test_remembers_the_last_ones(void **state)
{
	(void)state;
	struct outcomes outcomes = {.count = 0};
	uint8_t id[COMMAND_ID_SIZE];
	for (uint64_t i = 1; i <= OUTCOMES_REMEMBERED * 3; i++) {
		make_id(id, i);
		assert_null(outcomes_find(&outcomes, id));
		outcomes_note(&outcomes, id, 0);
		outcomes_note(&outcomes, id, i % 2 == 0 ? i : 0);
		outcomes_note(&outcomes, id, 1000000 + i); /* the first one counts */
	}
	assert_int_equal(outcomes.count, OUTCOMES_REMEMBERED * 3);
	for (uint64_t i = 1; i <= OUTCOMES_REMEMBERED * 3; i++) {
		make_id(id, i);
		const struct outcome *outcome = outcomes_find(&outcomes, id);
		assert_int_equal(outcome != NULL, i > OUTCOMES_REMEMBERED * 2);
		assert_true(outcome == NULL || outcome->made == (i % 2 == 0 ? i : 1000000 + i));
	}
	outcomes_deinit(&outcomes);
}

static void test_grows_only_as_used(void **state)
{
	(void)state;
	struct outcomes outcomes = {.count = 0};
	uint8_t id[COMMAND_ID_SIZE];
	assert_null(outcomes.ring);
	make_id(id, 1);
	outcomes_note(&outcomes, id, 5);
	assert_true(outcomes.cap < OUTCOMES_REMEMBERED);
	outcomes_deinit(&outcomes);
}

/* An id that comes again after others is remembered as often as the newest of them is. */
static void test_an_id_that_comes_again(void **state)
{
	(void)state;
	struct outcomes outcomes = {.count = 0};
	uint8_t id[COMMAND_ID_SIZE];
	for (uint64_t i = 1; i <= OUTCOMES_REMEMBERED; i++) {
		make_id(id, i % 2 == 0 ? i : 1);
		outcomes_note(&outcomes, id, i);
	}
	make_id(id, 1);
	assert_non_null(outcomes_find(&outcomes, id));
	for (uint64_t i = 0; i < OUTCOMES_REMEMBERED; i++) {
		make_id(id, 2 * OUTCOMES_REMEMBERED + i);
		outcomes_note(&outcomes, id, i);
		assert_int_equal(outcomes_find(&outcomes, id)->made, i);
	}
	outcomes_deinit(&outcomes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_remembers_the_last_ones),
	    cmocka_unit_test(test_grows_only_as_used),
	    cmocka_unit_test(test_an_id_that_comes_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
