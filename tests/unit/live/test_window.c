#include "server/hub/window.h"

#include "tests/unit/live/live_fixture.h"

#include <stdlib.h>

/* An event of `len` bytes, all of them its number. */
static void append(struct window *window, size_t len)
{
	uint8_t *bytes = malloc(len + 3);
	struct audience everyone = {.everyone = true};

	assert_non_null(bytes);
	memset(bytes, (int)(window->next_seq & 0xff), len + 3);
	window_append(window, &everyone, bytes, len, 3);
}

static void check(const struct window *window, uint64_t first, uint64_t next)
{
	size_t bytes = 0;

	assert_int_equal(window->first_seq, first);
	assert_int_equal(window->next_seq, next);
	assert_null(window_at(window, first - 1));
	assert_null(window_at(window, next));
	for (uint64_t seq = first; seq < next; seq++) {
		const struct window_entry *entry = window_at(window, seq);

		assert_non_null(entry);
		assert_int_equal(entry->seq, seq);
		assert_int_equal(entry->bytes[0], seq & 0xff);
		bytes += entry->event_len + entry->envelope_len;
	}
	assert_int_equal(window->bytes, bytes);
}

/* Grows at any position of the ring. */
static void entries_stay_in_order(void **state)
{
	(void)state;
	for (uint64_t begin = 1; begin < 200; begin += 7) {
		struct window window;

		window_init(&window, begin);
		check(&window, begin, begin);
		for (int i = 0; i < 50; i++) {
			append(&window, 10);
		}
		window_trim(&window, 20, SIZE_MAX, UINT64_MAX);
		check(&window, begin + 30, begin + 50);
		for (int i = 0; i < 300; i++) {
			append(&window, 10);
		}
		check(&window, begin + 30, begin + 350);
		window_deinit(&window);
	}
}

static void what_is_not_durable_stays(void **state)
{
	struct window window;

	(void)state;
	window_init(&window, 1);
	for (int i = 0; i < 10; i++) {
		append(&window, 7);
	}
	window_trim(&window, 0, SIZE_MAX, 4);
	check(&window, 5, 11);
	window_trim(&window, 0, SIZE_MAX, 4);
	check(&window, 5, 11);
	window_trim(&window, SIZE_MAX, 25, 10); /* ten bytes each */
	check(&window, 9, 11);
	window_trim(&window, 0, 0, 10);
	check(&window, 11, 11);
	append(&window, 1);
	check(&window, 11, 12);
	window_deinit(&window);
	window_deinit(&window);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(entries_stay_in_order),
	    cmocka_unit_test(what_is_not_durable_stays),
	};

	return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
