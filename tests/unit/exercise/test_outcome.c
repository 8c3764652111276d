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
	uint64_t last = 0;
	for (uint64_t i = 1; i <= OUTCOMES_REMEMBERED * 3; i++) {
		make_id(id, i);
		assert_null(outcomes_find(&outcomes, id));
		outcomes_note(&outcomes, id, ++last, true);
		outcomes_note(&outcomes, id, ++last, true);
		last += i % 3; /* others' events in between */
	}
	for (uint64_t i = 1; i <= OUTCOMES_REMEMBERED * 3; i++) {
		make_id(id, i);
		const struct outcome *outcome = outcomes_find(&outcomes, id);
		assert_int_equal(outcome != NULL, i > OUTCOMES_REMEMBERED * 2);
		assert_true(outcome == NULL || outcome->last_seq == outcome->first_seq + 1);
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
	outcomes_note(&outcomes, id, 5, true);
	assert_true(outcomes.cap < OUTCOMES_REMEMBERED);
	outcomes_deinit(&outcomes);
}

static void test_extends_the_newest(void **state)
{
	(void)state;
	struct outcomes outcomes = {.count = 0};
	uint8_t id[COMMAND_ID_SIZE];
	outcomes_extend(&outcomes, 4);
	make_id(id, 1);
	outcomes_note(&outcomes, id, 5, true);
	outcomes_extend(&outcomes, 6);
	outcomes_extend(&outcomes, 9); /* not the next event: not of this command */
	assert_int_equal(outcomes_find(&outcomes, id)->first_seq, 5);
	assert_int_equal(outcomes_find(&outcomes, id)->last_seq, 6);
	outcomes_deinit(&outcomes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_remembers_the_last_ones),
	    cmocka_unit_test(test_grows_only_as_used),
	    cmocka_unit_test(test_extends_the_newest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
