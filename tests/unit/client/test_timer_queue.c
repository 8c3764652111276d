/* The timer queue against a plain list. */
#include "proto/timer_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ENTRIES 200

static void earliest_first_whatever_happens(void **state)
{
	const char *chosen = getenv("CONVENE_TEST_SEED");
	unsigned seed = chosen != NULL ? (unsigned)strtoul(chosen, NULL, 10) : 7;
	struct timer_entry entries[ENTRIES] = {{.due_ms = INT64_MAX}};
	struct timer_queue queue = {.heap = NULL};

	(void)state;
	for (int i = 0; i < ENTRIES; i++) {
		entries[i].due_ms = INT64_MAX;
	}
	srand(seed);
	for (int step = 0; step < 20000; step++) {
		struct timer_entry *entry = &entries[rand() % ENTRIES];
		int64_t due_ms = rand() % 3 == 0 ? INT64_MAX : rand() % 1000, least = INT64_MAX;
		const struct timer_entry *first;

		timer_queue_set(&queue, entry, due_ms);
		for (int i = 0; i < ENTRIES; i++) {
			least = entries[i].due_ms < least ? entries[i].due_ms : least;
		}
		first = timer_queue_first(&queue);
		if ((first == NULL) != (least == INT64_MAX) ||
		    (first != NULL && first->due_ms != least)) {
			fail_msg("CONVENE_TEST_SEED=%u step %d", seed, step);
		}
	}
	timer_queue_deinit(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(earliest_first_whatever_happens)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
